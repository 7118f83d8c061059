"""What an update can mean to us: values, free of Telegram's types."""

from dataclasses import dataclass

from bot.core.turn import Event


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened, which is also where the answer goes."""

    chat_id: int
    user_id: int
    private: bool
    thread_id: int | None = None
    """The topic of a forum."""
    message_id: int | None = None
    """The message to reply to; only in groups, where it would not be clear otherwise."""

    @property
    def conversation(self) -> str:
        """Names the conversation: in a group everybody has one of their own."""
        return str(self.chat_id) if self.private else f"{self.chat_id}:{self.user_id}"


@dataclass(frozen=True, slots=True)
class Talked:
    """A visitor said or chose something."""

    place: Place
    event: Event


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls or presses, as far as staff are concerned."""

    user_id: int
    name: str
    hint: str | None
    anonymous: bool = False
    """An administrator who writes in the name of the group itself."""


@dataclass(frozen=True, slots=True)
class Called:
    """A command that is not the dialogue's: staff's own, or `/whereami`."""

    place: Place
    caller: Caller
    command: str
    argument: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button on a lead card."""

    place: Place
    caller: Caller
    query_id: str
    token: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply to a message of the bot, in the staff chat or in private.

    If that message is about a lead it goes to the other side or becomes a note; else it is just talk.
    """

    place: Place
    caller: Caller
    text: str
    message_id: int
    to_message_id: int
    token: str
    """The data of that message's first button, which names the lead on a card; empty without one."""
    talked: Talked


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot was added to a group."""

    place: Place
    hint: str | None


@dataclass(frozen=True, slots=True)
class Entered:
    """People came into the staff chat: let in by the caller, or by themselves through an invite link."""

    place: Place
    caller: Caller
    newcomers: tuple[Caller, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A visitor blocked the bot, or a group removed it."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group became a supergroup and has another id now."""

    old_chat_id: int
    new_chat_id: int


@dataclass(frozen=True, slots=True)
class AskedInline:
    """Somebody typed the bot's name and a question in some chat."""

    query_id: str
    text: str
    hint: str | None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to answer; the reason is for the log."""

    reason: str


Meaning = Talked | Called | Pressed | Replied | Joined | Entered | Gone | Migrated | AskedInline | Ignored
