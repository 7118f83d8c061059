"""Look at everything a running bot needs, and say of each part how it is and how to mend it."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.content.check import check
from bot.content.last_good import LastGood
from bot.core.errors import BotError
from bot.core.text import counted
from bot.encoder.encoder import FILE, RUNTIME, NoEncoderError, open_encoder
from bot.store import staff
from bot.store.database import Database
from bot.usecases.unsent import Unsent

LEAST_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is: well or not, in words, and what to do where it is not."""

    part: str
    well: bool
    text: str
    remedy: str = ""


TERMINAL_ONLY = Finding("token", well=True, text="none is set: the bot runs as a chat in the terminal")


async def examine_database(url: str) -> Finding:
    """Open the database and bring its tables up to date."""
    try:
        database = await Database.open(url)
        try:
            async with database.transaction():
                text = "can be read and written, and its tables are up to date"
        finally:
            await database.close()
    except BotError as error:
        return Finding(
            "database", well=False, text=str(error), remedy="see the sentence itself; DATABASE_URL names it"
        )
    return Finding("database", well=True, text=text)


async def examine_managers(url: str, listed: Collection[int]) -> Finding:
    """Say whether anybody reads confidential reports.

    Args:
        url: The database, where those stand whom a manager gave the role.
        listed: Whom the settings name.
    """
    try:
        database = await Database.open(url)
        try:
            async with database.reading() as session:
                kept = {each.id for each in await staff.managers(session)}
        finally:
            await database.close()
    except BotError:
        kept = set()
    count = len(kept | {f"telegram:{number}" for number in listed})
    who = counted(count, "reads", "read")
    if not count:
        remedy = "name lead managers in STAFF_USER_IDS, or have one give the role (/role) in the staff chat"
        text = "none is set: confidential reports wait unread"
        return Finding("lead managers", well=False, text=text, remedy=remedy)
    return Finding("lead managers", well=True, text=f"{who} confidential reports")


async def examine_outbox(url: str, now: datetime) -> Finding:
    """Say whether the staff chat takes what it is to be told of enquiries."""
    try:
        database = await Database.open(url)
        try:
            late = await Unsent(database, lambda: now).count()
        finally:
            await database.close()
    except BotError:
        # What is wrong with the database is told where it is looked at.
        return Finding(
            "enquiries", well=False, text="whether staff get them cannot be seen", remedy="see database"
        )
    if late:
        text = f"{late} messages about them have not reached the staff chat for over an hour"
        remedy = "let the bot write in the staff group; they are sent once it may"
        return Finding("enquiries", well=False, text=text, remedy=remedy)
    return Finding("enquiries", well=True, text="none waits for the staff chat")


def examine_disk(folder: Path) -> Finding:
    """Measure the free space where the data are kept."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    text = f"{free / 1024**3:.1f} GiB free at {existing}"
    return Finding(
        "disk", well=free >= LEAST_FREE_BYTES, text=text, remedy="free some space, or move the data"
    )


def examine_encoder(file: Path = FILE, runtime: str = RUNTIME) -> Finding:
    """Say which tier of the matcher runs, and why where it is the lower one."""
    try:
        open_encoder(file, runtime)
    except NoEncoderError as error:
        text = f"words and letters only: {error}"
        remedy = f"`uv sync` installs {RUNTIME}; {FILE.name} comes with the bot"
        return Finding("matcher", well=False, text=text, remedy=remedy)
    return Finding("matcher", well=True, text="words, letters and meaning")


def examine_knowledge(folder: Path, today: date, kept: LastGood) -> Finding:
    """Check the knowledge folder as `check` does, and say what a start would begin with."""
    report = check(folder, today)
    if report.well:
        return Finding("knowledge", well=True, text=f"{folder} has no problem")
    text = f"{counted(len(report.problems), 'problem', 'problems')} in {folder}; "
    if version := kept.load() and kept.version:
        text += f"the last good knowledge, version {version}, is live and is started with"
    else:
        text += "no good knowledge is kept, so that the bot does not start"
    remedy = "`main.py check` lists them with file, line and remedy"
    return Finding("knowledge", well=False, text=text, remedy=remedy)
