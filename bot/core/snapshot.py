"""What a turn is answered from: one version of the knowledge and the matcher built from it."""

from dataclasses import dataclass
from typing import Protocol

from bot.core.knowledge import Knowledge
from bot.core.match import Matches


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Replaced as a whole when the knowledge is edited; never changed."""

    knowledge: Knowledge
    matcher: Matches


class Live(Protocol):
    """Where the snapshot of the moment stands: take it once a turn, since the next may be another."""

    @property
    def snapshot(self) -> Snapshot: ...
