"""Talk to the pure dialogue: say and press, and look at what comes back."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.core.snapshot import Snapshot
from bot.dialogue.step import step
from bot.dialogue.turn import Choice, Chose, Effect, Event, Reply, Said, State
from tests.knowledge_sample import sample
from tests.matchers import sample_matcher

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@cache
def snapshot() -> Snapshot:
    return Snapshot(sample(), sample_matcher())


@dataclass
class Conversation:
    """One visitor's talk; each turn happens a second after the one before unless time passes."""

    snapshot: Snapshot = field(default_factory=snapshot)
    hint: str | None = "en"
    state: State = field(default_factory=State)
    now: datetime = START
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    turns: int = 0

    def say(self, text: str) -> str:
        return self.meet(Said(self._next_id(), text, self.now, self.hint))

    def press(self, label: str) -> str:
        """Press the button of the last replies whose label contains the text."""
        return self.send_token(self.choice(label).token)

    def send_token(self, token: str) -> str:
        return self.meet(Chose(self._next_id(), token, self.now, self.hint))

    def choice(self, label: str) -> Choice:
        return next(choice for choice in self.choices if label in choice.label)

    @property
    def choices(self) -> list[Choice]:
        return [choice for reply in self.replies for row in reply.choices for choice in row]

    @property
    def text(self) -> str:
        return "\n".join(f"{reply.title}\n{reply.text}\n{reply.footer}" for reply in self.replies)

    def meet(self, event: Event) -> str:
        saved = State.model_validate_json(self.state.model_dump_json())
        turn = step(saved, event, self.snapshot)
        self.state, self.replies, self.effects = turn.state, turn.replies, turn.effects
        return self.text

    def wait(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def _next_id(self) -> str:
        self.turns += 1
        self.now += timedelta(seconds=1)
        return f"event-{self.turns}"
