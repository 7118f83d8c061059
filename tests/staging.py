"""What tests of store and use cases stand on: a real database, a clock to turn, a scripted dialogue."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine

from bot.core.match import Context, Match, Verdict
from bot.core.snapshot import Live, Snapshot
from bot.dialogue.turn import (
    Event,
    Forget,
    LogQuestion,
    OpenForm,
    Reply,
    Said,
    ShowData,
    ShowStatus,
    State,
    SubmitLead,
    Turn,
)
from bot.leads.lead import Enquiry, Staff
from bot.leads.similar import CommonTraits
from bot.leads.staff import Role
from bot.store.database import Database
from bot.store.migrations import upgrade_to
from bot.usecases.parts import Parts
from bot.usecases.review import Review
from bot.usecases.talk import Talk
from tests.knowledge_sample import KNOWLEDGE, sample

ANA = Staff("1", "Ana", Role.MANAGER)
BEN = Staff("2", "Ben")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_EVENT_IDS = count(1)


@dataclass
class Clock:
    """Stands still until it is turned."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass(frozen=True)
class Shelf:
    """Holds the knowledge of the moment."""

    snapshot: Snapshot


class NoMatch:
    def match(self, text: str, language: str, context: Context = Context()) -> Match:  # noqa: B008
        return Match(Verdict.FALLBACK, language)

    def hear_alert(self, text: str, language: str) -> None:
        return None


def shelf() -> Shelf:
    return Shelf(Snapshot(sample(), NoMatch()))


async def nothing_to_reload() -> tuple[str, ...]:
    return ()


def parts_over(database: Database, live: Live, clock: Callable[[], datetime]) -> Parts:
    """The bag that channels are given, over the sample's knowledge."""
    return Parts.over(database, live, clock, knowledge_dir=KNOWLEDGE, reload=nothing_to_reload)


def said(text: str, event_id: str | None = None) -> Said:
    return Said(event_id or f"event-{next(_EVENT_IDS)}", text, START)


def enquiry(company: str = "Acme Ltd", **values: object) -> Enquiry:
    default: dict[str, object] = {
        "way": "fund",
        "company": company,
        "contact_name": "Eva Perez",
        "email": "eva@acme.example",
        "phone": None,
        "country": "CO",
        "message": "We would like to help.",
        "language": "en",
        "origin": "",
        "consent_version": "1",
        "consent_at": START,
    }
    return Enquiry(**(default | values))  # type: ignore[arg-type]


def scripted(state: State, event: Event, snapshot: Snapshot) -> Turn:
    """Do as told: the state counts the turns, and a text names the effect that is wanted."""
    number = int(state.key or 0) + 1
    after = State(key=str(number), spoken="en", form=state.form)
    reply = (Reply(f"turn {number}"),)
    word, _, rest = (event.text if isinstance(event, Said) else event.token).partition(" ")
    match word:
        case "submit":
            return Turn(after, (), (SubmitLead(enquiry(rest or "Acme Ltd")),))
        case "ask":
            verdict, _, question = rest.partition(" ")
            found = Match(Verdict(verdict), "en", key="chopard" if verdict == "answer" else None, score=0.5)
            return Turn(after, reply, (LogQuestion(question, found),))
        case "open":
            form = OpenForm(id="form", values={"company": rest}, language="en")
            return Turn(after.model_copy(update={"form": form}), reply)
        case "/status":
            return Turn(after, reply, (ShowStatus(),))
        case "/mydata":
            return Turn(after, reply, (ShowData(),))
        case "/forget":
            return Turn(State(key=str(number), spoken="en"), reply, (Forget(),))
        case "break":
            raise RuntimeError("the dialogue broke")
    return Turn(after, reply)


@dataclass
class House:
    """The parts of a running bot that need a database."""

    database: Database
    clock: Clock = field(default_factory=Clock)

    @property
    def talk(self) -> Talk:
        return Talk(self.database, shelf(), self.clock, step=scripted)

    @property
    def review(self) -> Review:
        return Review(self.database, self.clock, lambda: CommonTraits.known(sample()))

    async def say(self, text: str, chat_id: str = "7", event_id: str | None = None) -> str:
        done = await self.talk.turn("test", chat_id, said(text, event_id))
        return "\n".join(reply.text for reply in done.replies)

    async def submit(self, company: str = "Acme Ltd", chat_id: str = "7") -> str:
        """Send an enquiry and give its reference."""
        told = await self.say(f"submit {company}", chat_id)
        return told.split("reference is ")[1][:7]


@asynccontextmanager
async def open_house(url: str) -> AsyncIterator[House]:
    database = await Database.open(url)
    try:
        yield House(database)
    finally:
        await database.close()


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'bot.db'}"


def sqlite_without_rows(folder: Path) -> str:
    """Put a database there that a start finds up to date, and give its address: migrating each takes long."""
    (folder / "bot.db").write_bytes(_migrated())
    return sqlite_url(folder)


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        engine = create_engine(sqlite_url(Path(folder)))
        with engine.begin() as connection:
            upgrade_to(connection)
        engine.dispose()
        return (Path(folder) / "bot.db").read_bytes()
