"""A limit on how fast one conversation may be: far above what a person types, far below what hurts."""

from collections import deque
from enum import Enum, auto
from typing import Final

MOST: Final = 40
SECONDS: Final = 10.0
_ROOM: Final = 4096


class Pace(Enum):
    """What to do with a message."""

    FINE = auto()
    SAY_SO = auto()
    """The first one above the limit: ask for patience."""
    HUSH = auto()
    """Further ones: they have been asked already."""


class Flood:
    """Counts what each conversation sent in the last seconds. Kept in memory: a restart may be generous."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._times: dict[str, deque[float]] = {}

    def judge(self, conversation: str, now: float) -> Pace:
        """Count a message, `now` being any clock that only goes forward."""
        times = self._times.setdefault(conversation, deque(maxlen=self._most + 2))
        while times and times[0] <= now - self._seconds:
            times.popleft()
        times.append(now)
        if len(self._times) > _ROOM:
            self._tidy(now)
        if len(times) <= self._most:
            return Pace.FINE
        return Pace.SAY_SO if len(times) == self._most + 1 else Pace.HUSH

    def _tidy(self, now: float) -> None:
        for conversation, times in list(self._times.items()):
            if times[-1] <= now - self._seconds:
                del self._times[conversation]
