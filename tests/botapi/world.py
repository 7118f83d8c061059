"""What there is on the server: people, chats, messages, and who may speak to whom."""

import itertools
import math
import time
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.keyboard import Markup
from tests.botapi.markup import Entity, Formatted, cut
from tests.botapi.parameters import Upload
from tests.botapi.refusal import Refusal, bad, forbidden, migrated, too_many

FIRST_USER = 5_000_000_001
"""Above 32 bits, as the ids of new accounts are."""
FIRST_GROUP = -4_100_000_001
FIRST_SUPERGROUP = -1_002_200_000_001


CAPTIONED = frozenset({"animation", "audio", "document", "photo", "video", "voice"})
"""Kinds of messages that have a caption."""
NOT_COPIED = frozenset({"paid_media", "giveaway", "giveaway_winners", "invoice"})


@dataclass(frozen=True)
class Account:
    """Somebody with an id: a person or the bot."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    @property
    def shown(self) -> dict[str, Any]:
        plain = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        more = {"username": self.username, "language_code": self.language_code}
        return plain | {name: value for name, value in more.items() if value}


@dataclass
class Message:
    """A message as it stands now, after all edits."""

    id: int
    chat: "Chat"
    sender: Account
    text: str = ""
    entities: tuple[Entity, ...] = ()
    markup: Markup | None = None
    reply_to: "Message | None" = None
    extra: dict[str, Any] = field(default_factory=dict)
    """Further fields as the Bot API shows them: `contact`, `photo`, service messages."""
    file: Upload | None = None
    date: int = field(default_factory=lambda: int(time.time()))
    edit_date: int | None = None
    deleted: bool = False
    edits: int = 0

    @property
    def from_bot(self) -> bool:
        return self.sender.is_bot

    @property
    def has_caption(self) -> bool:
        return self.file is not None or bool(CAPTIONED & self.extra.keys())

    @property
    def rows(self) -> list[list[Markup]]:
        return (self.markup or {}).get("inline_keyboard", [])

    @property
    def buttons(self) -> list[Markup]:
        """The inline buttons that stand under the message, row by row."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]

    @property
    def links(self) -> list[str]:
        return [entity.url for entity in self.entities if entity.url]

    def marked(self, kind: str) -> list[str]:
        """The parts of the text with one kind of entity: `bold`, `italic`, `text_link`."""
        return [cut(self.text, e.offset, e.length) for e in self.entities if e.type == kind]

    @property
    def shown(self) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "message_id": self.id,
            "date": self.date,
            "chat": self.chat.shown,
            "from": self.sender.shown,
        }
        words, marks = ("caption", "caption_entities") if self.has_caption else ("text", "entities")
        if self.text:
            plain[words] = self.text
        if self.entities:
            plain[marks] = [entity.shown for entity in self.entities]
        if self.reply_to:
            plain["reply_to_message"] = {
                k: v for k, v in self.reply_to.shown.items() if k != "reply_to_message"
            }
        if self.rows:
            plain["reply_markup"] = self.markup
        if self.edit_date:
            plain["edit_date"] = self.edit_date
        return plain | self.extra


@dataclass
class Chat:
    """A chat, and how the bot stands in it."""

    id: int
    kind: str
    title: str = ""
    person: Account | None = None
    members: dict[int, str] = field(default_factory=dict)
    """Status by user id, the bot included: `member`, `administrator`, `creator`, `left`, `kicked`."""
    messages: dict[int, Message] = field(default_factory=dict)
    keyboard: Markup | None = None
    """The reply keyboard that stands open, in a private chat."""
    started: bool = False
    blocked: bool = False
    moved_to: int | None = None
    topics: set[int] = field(default_factory=set)
    """The topics that there are, in a forum."""
    closed: set[int] = field(default_factory=set)
    """Those of them that are closed."""
    is_forum: bool = False
    refusal: Refusal | None = None
    """What every message to this chat meets with until it is taken back, as where the bot lost a right."""
    busy_until: float = 0.0
    """Until when (on the clock of `time.monotonic`) each message is told to wait, as in slow mode."""
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    @property
    def shown(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"id": self.id, "type": self.kind}
        if self.person is None:
            return plain | {"title": self.title} | ({"is_forum": True} if self.is_forum else {})
        name = {"first_name": self.person.first_name}
        return plain | name | ({"username": self.person.username} if self.person.username else {})

    @property
    def from_bot(self) -> list[Message]:
        """What the bot wrote here and did not delete, oldest first, as it stands now."""
        return [message for message in self.messages.values() if message.from_bot and not message.deleted]

    def check_open(self) -> None:
        """Raise what stands in the way of a message of the bot, if anything does."""
        left = self.busy_until - time.monotonic()
        if left > 0:
            raise too_many(math.ceil(left))
        if self.refusal is not None:
            raise self.refusal

    def add(self, sender: Account, formatted: Formatted, **more: Any) -> Message:
        message = Message(next(self.ids), self, sender, formatted.text, formatted.entities, **more)
        self.messages[message.id] = message
        return message


class World:
    """All accounts and chats of one server, with one bot among them."""

    def __init__(self, bot: Account) -> None:
        self.bot = bot
        self.accounts: dict[int, Account] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.contents: dict[str, bytes] = {}
        """What files hold, by their ids."""
        self.sizes: dict[str, int] = {}
        """How large those are that are too large to be made here."""
        self._users = itertools.count(FIRST_USER)
        self._groups = itertools.count(FIRST_GROUP, -1)
        self._supergroups = itertools.count(FIRST_SUPERGROUP, -1)

    def new_account(self, name: str, language_code: str | None, username: str | None) -> Account:
        account = Account(next(self._users), name, username, language_code)
        self.accounts[account.id] = account
        self.chats[account.id] = Chat(account.id, "private", person=account)
        return account

    def new_group(self, title: str, members: list[Account], *, supergroup: bool) -> Chat:
        number = next(self._supergroups if supergroup else self._groups)
        chat = Chat(number, "supergroup" if supergroup else "group", title)
        chat.members = {account.id: "member" for account in members}
        self.chats[number] = chat
        return chat

    def upgrade(self, chat: Chat) -> Chat:
        """Turn a group into a supergroup, which has another id and numbers its messages anew."""
        new = Chat(next(self._supergroups), "supergroup", chat.title, members=dict(chat.members))
        self.chats[new.id] = new
        chat.moved_to = new.id
        return new

    def find(self, chat_id: str) -> Chat:
        """The chat that a call names, or the refusal if there is none."""
        if chat_id == "":
            raise bad("chat_id is empty")
        if chat_id.startswith("@"):
            named = [c for c in self.chats.values() if c.person and c.person.username == chat_id[1:]]
            found = named[0] if named and not named[0].is_private else None
        else:
            try:
                found = self.chats.get(int(chat_id))
            except ValueError:
                found = None
        if found is None or (found.is_private and found.id == self.bot.id):
            raise bad("chat not found")
        return found

    def writable(self, chat_id: str) -> Chat:
        """The chat that a call writes to, or the refusal if the bot cannot write there."""
        chat = self.find(chat_id)
        if chat.moved_to is not None:
            raise migrated(chat.moved_to)
        if chat.is_private:
            if chat.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
            return chat
        what = "supergroup" if chat.kind == "supergroup" else "group"
        status = chat.members.get(self.bot.id, "left")
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {what} chat")
        if status == "left":
            raise forbidden(f"bot is not a member of the {what} chat")
        return chat
