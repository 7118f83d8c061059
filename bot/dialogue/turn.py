"""What goes into one step of talk and what comes out: events, state, replies, effects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.match import Match, Verdict
from bot.core.types import Country, Frozen, Id, Language, Line, Source
from bot.leads.lead import Enquiry
from bot.leads.report import Report
from bot.leads.staff import File


@dataclass(frozen=True, slots=True)
class Asked:
    """An enquiry of the visitor that staff may hear more about."""

    reference: str
    at: datetime | None
    """When staff last wrote to the visitor about it; None if they have not yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """A visitor wrote something; commands (`/help`, `/start entry-chopard`) come this way as well."""

    id: str
    """Names the event within its channel; an event met twice is answered from the record."""
    text: str
    at: datetime
    """UTC and aware."""
    hint: Language | None = None
    """The language that the channel believes the visitor reads, as an IETF tag (`es-CO`)."""
    has_file: bool = False
    """True where the text came below a picture or a file, which nobody reads."""
    message: str = ""
    """Names the message, where it can be edited afterwards."""
    files: tuple[File, ...] = ()
    """What was sent besides the text, where that can be passed on."""
    asked: Asked | None = None
    """Put in where the conversation is kept."""


@dataclass(frozen=True, slots=True)
class Chose:
    """A visitor pressed a choice; `token` is that of a `Choice` made earlier, or forged."""

    id: str
    token: str
    at: datetime
    hint: Language | None = None


@dataclass(frozen=True, slots=True)
class Amended:
    """A visitor edited a message that was read already."""

    id: str
    text: str
    at: datetime
    message: str
    """As `Said.message` named it."""
    hint: Language | None = None


Spoken = Said | Chose
Event = Spoken | Amended


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says and the token it sends back (at most 64 bytes of UTF-8)."""

    label: str
    token: str
    stands_for: Literal["", "yes", "no"] = ""
    """What may be typed in its place right after it was shown."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the visitor, in plain text; a channel escapes it and adds its own markup."""

    text: str
    """Paragraphs, separated by an empty line."""
    title: str = ""
    """Heading, set in bold where the channel can."""
    sources: tuple[Source, ...] = ()
    """Already chosen for show; the channel makes links of them."""
    footer: str = ""
    """Small print below: how old the information is."""
    choices: tuple[tuple[Choice, ...], ...] = ()
    """Rows of buttons."""
    wants_contact: bool = False
    """True where a channel that has a share-my-contact button should offer it."""
    placeholder: str = ""
    """A short hint for the input field, where the channel has one."""
    rate: str = ""
    """Set on answers: a channel that asks how good they are sends this with `:good` or `:bad` added."""
    watch: str = ""
    """Set where there was no answer: a channel that can write later offers to tell, and sends this."""
    confidential: bool = False
    """True where it repeats what was reported in confidence: it is not kept once it was sent."""


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """Effect: a question was met; keep it so that staff see what was asked and what the bot made of it."""

    text: str
    match: Match

    @property
    def answered(self) -> bool:
        return self.match.verdict is Verdict.ANSWER


@dataclass(frozen=True, slots=True)
class SubmitLead:
    """Effect: make a lead of the enquiry; its visitor is told the reference with `Phrase.LEAD_SENT`."""

    enquiry: Enquiry
    corrects: str | None = None
    """Reference of the visitor's own lead to put it into instead."""


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """Effect: keep a confidential report and tell lead managers; its visitor is told the reference."""

    report: Report


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Effect: tell the visitor how their enquiries stand."""

    before: str = ""
    """What to say first."""


@dataclass(frozen=True, slots=True)
class ShowData:
    """Effect: tell the visitor everything that is kept about them."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Effect: erase what is kept about the visitor: conversation, questions, personal data of leads."""


@dataclass(frozen=True, slots=True)
class WithdrawLead:
    """Effect: the visitor no longer wants what they asked for."""

    reference: str
    """May be forged: only a lead of this very visitor is touched."""


@dataclass(frozen=True, slots=True)
class CorrectLead:
    """Effect: open the form with what the visitor sent before, so that they can put it right."""

    reference: str


@dataclass(frozen=True, slots=True)
class WatchQuestion:
    """Effect: tell this visitor once there is an answer to a question of theirs."""

    mark: str
    """As `buttons.mark_of` gives it."""


@dataclass(frozen=True, slots=True)
class StopWatching:
    """Effect: tell this visitor nothing that they did not ask for just now."""


class ForTeam(Frozen):
    """Something a visitor said that staff may be meant to hear."""

    reference: Line
    """The enquiry that it is about."""
    message: str
    """As `Said.message` named it."""
    text: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class PassOn:
    """Effect: bring staff what the visitor said; the visitor is told so."""

    said: ForTeam


@dataclass(frozen=True, slots=True)
class RateAnswer:
    """Effect: the visitor found the answer to a question of theirs good (1) or bad (-1)."""

    mark: str
    rating: int


Effect = (
    LogQuestion
    | SubmitLead
    | SubmitReport
    | ShowStatus
    | ShowData
    | Forget
    | WithdrawLead
    | CorrectLead
    | WatchQuestion
    | StopWatching
    | RateAnswer
    | PassOn
)


class OpenForm(Frozen):
    """An enquiry form that is being filled in. The next question is the first field without a value."""

    id: str
    """Marks its buttons, so that one of an older form is known to be stale."""
    values: Mapping[Id, str] = {}
    """Accepted values by field id; an empty string is a skipped one."""
    consent_at: datetime | None = None
    editing: Id | None = None
    """A field whose value is asked again although it has one."""
    offered: tuple[str, ...] = ()
    """What may be meant by an address or a number that was not valid, each a button."""
    doubtful: str = ""
    """What was typed last where a name was asked for, if it was not taken for one."""
    language: Language
    paused: bool = False
    origin: str = ""
    """Deep link or entry it was opened from."""
    corrects: str | None = None
    """Reference of the lead that it puts right; None for a new enquiry."""
    region: Country | None = None
    """The country that the visitor's app tells of."""
    refused: int = 0
    """How often in a row what was typed for the pending field could not be taken."""
    said: Mapping[str, str] = {}
    """Which message gave which value, as long as nothing else changed that; empty where something did."""
    amended: tuple[str, ...] = ()
    """Messages whose edits were taken."""


class OpenReport(Frozen):
    """A confidential report that is being written. The next question is the first one without an answer."""

    id: str
    """Marks its buttons, as that of a form does."""
    values: Mapping[Id, str] = {}
    """Answers by question; an empty string is a skipped one."""
    language: Language
    paused: bool = False
    said: Mapping[str, str] = {}
    """As that of a form."""
    amended: tuple[str, ...] = ()


class State(Frozen):
    """What a conversation remembers; saved as JSON."""

    format: Literal[1] = 1
    language: Language | None = None
    """Chosen by the visitor, or None: then hint and wording decide."""
    spoken: Language | None = None
    """The language of the last reply."""
    origin: str = ""
    """Code of the link by which the visitor came first; it outlives every form."""
    form: OpenForm | None = None
    sent_form: str | None = None
    """Id of the last form that was sent, so that a second tap on `send` is told so."""
    sent_at: datetime | None = None
    """When that was."""
    sent_said: tuple[str, ...] = ()
    """The messages that gave its values."""
    report: OpenReport | None = None
    """Stands above the form: a form that is open goes on after it."""
    sent_report: str | None = None
    """Id of the last report that was sent."""
    key: str | None = None
    """What was answered last (see `core.match.Key`)."""
    aspect: str | None = None
    awaits: Mapping[str, str] = {}
    """Tokens of the choices shown last that a typed `yes` or `no` presses."""
    clarified: bool = False
    """True if the last reply was a clarification: there is at most one in a row."""
    last_at: datetime | None = None
    for_team: tuple[ForTeam, ...] = ()
    """What was answered last though it may have been meant for staff; a button passes it on."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of a step."""

    state: State
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...] = ()
