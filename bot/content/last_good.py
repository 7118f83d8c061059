"""The last knowledge without a problem, kept so that the bot starts after a wrong edit as well.

It is a copy of the files, packed into one: everything that checks and reads a folder reads it, too.
"""

import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from bot.content.files import read_texts
from bot.content.load import load
from bot.content.problem import ProblemsFound
from bot.content.reading import version_of
from bot.core.knowledge import Knowledge

_LEVEL: Final = 1
"""Of compression: the quickest; it makes a fifth of the size."""


class LastGood:
    """Where the copy of one folder is kept."""

    def __init__(self, folder: Path, cache: Path) -> None:
        """Keep the copy of `folder` in `cache`, apart from those of other folders."""
        self._folder = folder
        mark = sha256(str(folder.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:8]
        self._file = cache / f"last-good-{mark}.zip"

    def keep(self, version: str) -> bool:
        """Copy the files of the folder, if they still are those of a version that has no problem.

        Returns:
            True if the copy is of that version; False if files have changed, or it cannot be written.
        """
        if self.version == version:
            return True
        texts = read_texts(self._folder)
        if version_of(texts) != version:
            return False
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            archive.comment = version.encode()
            for name, text in texts.items():
                archive.writestr(name, text.encode())
        return self._write(packed.getvalue())

    @property
    def version(self) -> str | None:
        """The version that is kept; None if there is none."""
        try:
            with ZipFile(self._file) as archive:
                return archive.comment.decode()
        except (OSError, BadZipFile, UnicodeDecodeError):
            return None

    @property
    def kept_at(self) -> datetime | None:
        """When it was kept; None if there is none."""
        with suppress(OSError):
            return datetime.fromtimestamp(self._file.stat().st_mtime, UTC)
        return None

    def load(self) -> Knowledge | None:
        """Load what is kept; None if there is nothing, or this version of the bot finds problems in it."""
        with tempfile.TemporaryDirectory() as unpacked:
            try:
                with ZipFile(self._file) as archive:
                    archive.extractall(unpacked)
                return load(Path(unpacked))
            except (OSError, BadZipFile, ProblemsFound):
                return None

    def _write(self, data: bytes) -> bool:
        """Write in one step, so that a bot that is stopped meanwhile leaves the copy as it was."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=f".{self._file.name}")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(self._file)
        except OSError:
            return False
        return True
