"""The ways out: what couriers need of a channel to reach staff and visitors, and what may come in between."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.dialogue.turn import Reply
from bot.leads.lead import Lead
from bot.leads.report import KeptReport
from bot.leads.staff import File, Message
from bot.store.outbox import CardRef
from bot.store.topics import Topic


class RetryLater(Exception):  # noqa: N818 - an answer of the other side, not an error
    """The other side asks for a pause; it is not held against the notice."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds


class NotNow(Exception):  # noqa: N818
    """It did not get through, which may pass: it is tried again, less and less often, as long as it takes."""


class Undeliverable(Exception):  # noqa: N818
    """Trying again would not help: the chat does not exist, or the bot may not write there."""


class TopicGone(Exception):  # noqa: N818
    """Somebody deleted the topic of a lead."""

    def __init__(self, topic: Topic) -> None:
        super().__init__("the topic is gone")
        self.topic = topic


class Unsure(NotNow):
    """It may have arrived: trying again may bring it twice."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Where a message stands on the other side."""

    at: CardRef
    copy_id: str | None = None
    """The message that has its file, if not the same one."""
    file_left: bool = False
    """True if its file could not be carried; the words say so."""


class StaffPost(Protocol):
    """Where staff are: a staff chat.

    Its methods raise `RetryLater`, `NotNow`, `Unsure` or `Undeliverable`; after anything else they are tried
    again as well. While there is no staff chat yet they give None or False, and the notice waits.
    """

    async def lead_card(self, lead: Lead, asked_before: tuple[str, ...]) -> CardRef | None:
        """Post the card of a lead, with the last questions of its visitor, and give where it stands."""
        ...

    async def edit_card(self, lead: Lead, asked_before: tuple[str, ...], card: CardRef) -> CardRef | None:
        """Bring a card up to date, and give where it stands: a new place if it had to be posted again."""
        ...

    async def staff_text(self, text: str) -> bool:
        """Say something to staff."""
        ...

    async def visitor_message(self, lead: Lead, message: Message, card: CardRef | None) -> Brought | None:
        """Show what a visitor wrote or sent, under the card of the lead; a reply to it is about the lead."""
        ...

    async def open_topic(self, lead: Lead) -> Topic | None:
        """Open a topic for a lead; None where there is no staff chat, or none that has topics."""
        ...

    async def close_topic(self, topic: Topic, *, closed: bool) -> None:
        """Close a topic or open it again; may raise `TopicGone`."""
        ...

    def within(self, topic: Topic) -> "StaffPost":
        """Give what says everything in a topic; its methods may raise `TopicGone` as well."""
        ...

    async def nudge(self, lead: Lead, level: int, card: CardRef | None) -> bool:
        """Remind of a lead that waits: its owner (1) or everybody (2)."""
        ...

    async def digest(self, at: datetime) -> bool:
        """Post the digest of the week before a moment."""
        ...


class NotOpened(Exception):  # noqa: N818
    """A file cannot be had from the channel."""

    def __init__(self, *, is_too_large: bool = False) -> None:
        super().__init__("too large" if is_too_large else "not there")
        self.is_too_large = is_too_large


class FileSource(Protocol):
    """Where files are that visitors and staff sent to each other: with the channel, and only there."""

    async def read(self, file: File) -> bytes:
        """Give the content of a file.

        Raises:
            NotOpened: It is too large, or the channel does not have it, or not now.
        """
        ...

    def link(self, at: CardRef) -> str | None:
        """Give the address of a message in the staff chat; None where messages have none."""
        ...


class VisitorPost(Protocol):
    """Where visitors of one channel are; its methods raise as those of `StaffPost` do."""

    async def staff_message(self, lead: Lead, chat_id: str, message: Message) -> Brought:
        """Bring a visitor what staff wrote or sent."""
        ...

    async def late_answer(self, chat_id: str, replies: tuple[Reply, ...], language: str) -> None:
        """Bring a visitor the answer to what they asked once."""
        ...


class ManagerPost(Protocol):
    """Where lead managers and other staff are: their private chats; its methods raise as `StaffPost`'s do."""

    async def report(self, report: KeptReport, manager_id: str) -> tuple[CardRef, ...]:
        """Bring a lead manager a confidential report, and give the messages that show it.

        `Undeliverable` also means that they are not of the staff any more.
        """
        ...

    async def empty(self, copy: CardRef, reference: str) -> None:
        """Take a report out of a message that showed it; one that is gone is no matter."""
        ...

    async def say(self, text: str, staff_id: str) -> CardRef:
        """Say something to somebody of the staff, and give the message; `Undeliverable` as with reports."""
        ...

    async def change(self, at: CardRef, text: str) -> None:
        """Say something else in a message; one that is gone is no matter."""
        ...


class MailPost(Protocol):
    """The second way to a visitor; its method raises as those of `StaffPost` do."""

    async def letter(self, lead: Lead, addresses: str, message: Message) -> None:
        """Send what staff wrote to the addresses of a lead, as they are kept."""
        ...


@dataclass(frozen=True, slots=True)
class Posts:
    """Where staff are, visitors by channel, and lead managers in private where they can be written to."""

    staff: StaffPost
    visitors: Mapping[str, VisitorPost]
    managers: ManagerPost | None = None
    mail: MailPost | None = None
    """None while no mail server is set."""
    again: "Posts | None" = None
    """The same, saying with each message that it may have arrived before."""
