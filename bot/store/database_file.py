"""The file of an SQLite database: where it is, and whether it still is the one that connections write to.

SQLite goes on writing to a file that was deleted or replaced under it, and says that all is well; what it
wrote is gone with the last connection. So whoever confirms something looks first.
"""

import os
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

from bot.core.errors import BotError

_INSTEAD: Final = "write for instance sqlite+aiosqlite:///data/bot.db"


def file_of(url: URL) -> Path | None:
    """The file that an address names, `~` being the folder of whoever runs the bot; None for other databases.

    Raises:
        BotError: It names none that would be kept, or one that cannot be meant.
    """
    if url.get_backend_name() != "sqlite":
        return None
    name = url.database or ""
    if not name or ":memory:" in name or url.query.get("mode") == "memory":
        raise BotError(f"DATABASE_URL names no file, so that nothing would be kept: {_INSTEAD}.")
    if name.startswith("file:"):
        raise BotError(f"DATABASE_URL: {name} is no path of a file: {_INSTEAD}.")
    file = Path(name).expanduser() if not name.startswith("~") or _is_home(name) else None
    if file is None:
        raise BotError(f"DATABASE_URL: there is no home folder for {name}: write the whole path.")
    return file


def _is_home(name: str) -> bool:
    return not os.path.expanduser(name).startswith("~")  # noqa: PTH111 - the other one raises


class DatabaseFile:
    """Knows the file that connections were opened on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Another folder may be current later, and is no reason to look for the file elsewhere.
        self._path = path.absolute()
        self._log = Path(f"{self._path}-wal")
        self._is_logged = False
        self._opened = self._look()

    def is_replaced(self) -> bool:
        """True if another file stands there now, as after a restored backup.

        Raises:
            BotError: None does, or an empty one, or what stands there is no file.
        """
        found = self._look()
        if found is None:
            raise self._error("its file is gone", "put it back, or restore a backup there")
        # A folder may well have got the number that the file had.
        if not self._path.is_file():
            raise self._error("a folder stands in its place", "move it away, then restore a backup there")
        if found != self._opened and not self._path.stat().st_size:
            raise self._error("its file was replaced by an empty one", "restore a backup there")
        return found != self._opened

    def take(self) -> None:
        """Take the file that stands there now for the one that connections are opened on."""
        self._opened, self._is_logged = self._look(), False

    def confirm(self) -> None:
        """Make sure that what was just written is in the file that the next start will read.

        Raises:
            BotError: It is not.
        """
        is_logged = self._log.exists()
        if self._look() != self._opened or (self._is_logged and not is_logged):
            raise self._error(
                "its file vanished while it was written", "put it back, or restore a backup there"
            )
        self._is_logged = is_logged

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _error(self, what: str, remedy: str) -> BotError:
        return BotError(f"The database {self.path} cannot be used ({what}): {remedy}.")
