"""Look at everything a running bot needs, and say of each part how it is and how to mend it."""

import shutil
from collections.abc import Awaitable, Callable
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


async def examine(part: str, remedy: str, look: Callable[[], Awaitable[str]]) -> Finding:
    """Look at one part; its error becomes a finding with a remedy."""
    try:
        return Finding(part, well=True, text=await look())
    except BotError as error:
        return Finding(part, well=False, text=str(error), remedy=remedy)


async def look_at_database(url: str) -> str:
    """Open the database, write nothing.

    Raises:
        BotError: It cannot be used.
    """
    database = await Database.open(url)
    try:
        async with database.transaction():
            return "can be read and written, and its tables are up to date"
    finally:
        await database.close()


async def look_at_disk(folder: Path) -> str:
    """Measure the free space where the data are kept.

    Raises:
        BotError: There is too little.
    """
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    text = f"{free / 1024**3:.1f} GiB free at {folder}"
    if free < LEAST_FREE_BYTES:
        raise BotError(f"only {text}")
    return text


def examine_knowledge(folder: Path, today: date) -> Finding:
    """Check the knowledge folder as `check` does."""
    report = check(folder, today)
    count = len(report.problems)
    if count:
        remedy = "`main.py check` lists them with file, line and remedy"
        return Finding("knowledge", well=False, text=f"{count} problems in {folder}", remedy=remedy)
    return Finding("knowledge", well=True, text=f"{folder} has no problem")
