"""What a ranker learnt, on disk, so that a restart need not learn an unchanged knowledge again."""

from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from bot.content.written import write_whole
from bot.core.matching.ranking import Matrix

_KEY: Final = "key"


class LearntFile:
    """Implements `Keeps` with one file, which may vanish or break at any time; the last thing kept stays."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def recall(self, key: str) -> Matrix | None:
        """Give what was kept last if it was kept under `key`."""
        try:
            with np.load(BytesIO(self._file.read_bytes()), allow_pickle=False) as file:
                if str(file[_KEY]) != key:
                    return None
                kept = file["coefficients"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None
        return kept if kept.dtype == np.float32 else None

    def keep(self, key: str, coefficients: Matrix) -> None:
        """Keep something, in place of what was kept before."""
        buffer = BytesIO()
        np.savez(buffer, key=np.array(key), coefficients=coefficients)
        write_whole(self._file, buffer.getvalue())
