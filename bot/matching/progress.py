"""How far something is that takes long."""

from collections.abc import Callable


class Progress:
    """Adds up work as it is done, and tells its share of all that is expected."""

    def __init__(self, tell: Callable[[float], None] | None = None) -> None:
        """Tell `tell` the share that is done: less than 1 as the work goes on, and 1 at its end."""
        self._tell = tell
        self._expected = 0.0
        self._done = 0.0

    def expect(self, work: float) -> None:
        """Begin work of a certain size; nothing is told before some of it is done."""
        self._expected, self._done = work, 0.0

    def advance(self, work: float) -> None:
        """Take note of work that was done; what nobody expected is not told."""
        self._done += work
        if self._tell and self._done < self._expected:
            self._tell(self._done / self._expected)

    def finish(self) -> None:
        """Take note that what was expected is done."""
        if self._tell and self._done and self._expected:
            self._tell(1.0)
        self._expected = 0.0
