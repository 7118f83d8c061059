"""What an update means to us: values free of Telegram's types, and the pure translation into them."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from bot.channels.telegram.messages import (
    begins_topic,
    channel_of,
    clean,
    content_shown,
    files_of,
    first_token,
    has_file,
    is_anonymous,
    is_sent,
    text_of,
    topic_of,
)
from bot.channels.telegram.shown import Content
from bot.dialogue.turn import Amended, Chose, Event, Said
from bot.leads.staff import File


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
    as_channel: bool = False
    """Somebody who writes in the name of a channel; id and name are those of the channel."""


@dataclass(frozen=True, slots=True)
class Called:
    """A command that is not the dialogue's: staff's own, or `/whereami`."""

    place: Place
    caller: Caller
    command: str
    argument: str
    about: Caller | None = None
    """Whose message it replies to."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button on a lead card."""

    place: Place
    caller: Caller
    query_id: str
    token: str
    message_id: int
    content: Content | None
    """What the message shows; None if Telegram does not tell, as of one that is old."""


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
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody changed a message of theirs, in the staff chat or in private."""

    place: Place
    caller: Caller
    message_id: int
    text: str
    edit: str
    """Tells this edit from others of the message."""
    event: Amended
    files: tuple[File, ...] = ()


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


Meaning = (
    Edited | Talked | Called | Pressed | Replied | Joined | Entered | Gone | Migrated | AskedInline | Ignored
)


VISITOR_COMMANDS: Final = (
    "start",
    "help",
    "partners",
    "enquire",
    "report",
    "status",
    "language",
    "privacy",
    "mydata",
    "forget",
    "cancel",
)
STAFF_COMMANDS: Final = (
    "leads",
    "lead",
    "add",
    "find",
    "gaps",
    "stats",
    "export",
    "desk",
    "reports",
    "role",
    "reload",
)
STAFF_MARK: Final = "staff/"
"""Begins the callback data of the buttons on lead cards; no token of the dialogue begins like this."""

_COMMAND: Final = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w{3,40}))?(?:\s+(?P<rest>.*))?", re.DOTALL)
_INSIDE: Final = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


def translate(update: Update, me: Me, staff_chat_id: int | None, now: datetime) -> Meaning:
    """Say what an update means.

    Args:
        update: As Telegram sent it, of any kind.
        me: The bot's own account, to know when a group speaks to it.
        staff_chat_id: The staff chat, where commands belong to staff.
        now: The time by our own clock. Telegram tells no time of presses, and its clock may differ from ours:
            one of the two decides how long a form was left alone.
    """
    if update.message is not None:
        return _message(update.update_id, update.message, me, staff_chat_id, now)
    if update.edited_message is not None:
        return _edit(update.update_id, update.edited_message, me, staff_chat_id, now)
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query, now)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    if update.inline_query is not None:
        query = update.inline_query
        return AskedInline(query.id, clean(query.query), query.from_user.language_code)
    return Ignored("neither a message nor a press")


def _message(update_id: int, message: Message, me: Me, staff_chat_id: int | None, now: datetime) -> Meaning:
    if message.migrate_to_chat_id:
        return Migrated(message.chat_id, message.migrate_to_chat_id)
    if message.new_chat_members and message.chat_id == staff_chat_id and message.from_user is not None:
        place = Place(message.chat_id, message.from_user.id, private=False, thread_id=topic_of(message))
        people = (user for user in message.new_chat_members if not user.is_bot)
        newcomers = tuple(Caller(each.id, _name(each), each.language_code) for each in people)
        return Entered(place, _caller(message), newcomers)
    if reason := _not_for_us(message, me):
        return Ignored(reason)
    private, caller = message.chat.type == ChatType.PRIVATE, _caller(message)
    place = Place(
        chat_id=message.chat_id,
        user_id=caller.user_id,
        private=private,
        thread_id=topic_of(message),
        message_id=None if private else message.message_id,
    )
    text = text_of(message)
    command = _COMMAND.fullmatch(text)
    if command is not None:
        if not private and not _is_for(command, me):
            return Ignored("a command for another bot")
        name, rest = command["name"].lower(), (command["rest"] or "").strip()
        if for_staff := _staff_command(name, in_staff_chat=message.chat_id == staff_chat_id):
            return Called(place, caller, for_staff, rest, _replied_to(message))
        text = f"/{name} {rest}".strip()
    elif not private:
        called = re.compile(rf"(?<!\w)@{re.escape(me.username)}\b", re.IGNORECASE)
        if not (_replies_to(message, me) or called.search(text)):
            return Ignored("group talk")
        text = called.sub("", text).strip()
    talked = Talked(place, _said(update_id, message, text, now))
    earlier = message.reply_to_message
    here = private or message.chat_id == staff_chat_id
    if here and command is None and earlier and _replies_to(message, me):
        return Replied(
            place=place,
            caller=caller,
            text=text,
            message_id=message.message_id,
            to_message_id=earlier.message_id,
            token=first_token(earlier),
            talked=talked,
            files=files_of(message),
        )
    return talked


def _edit(update_id: int, message: Message, me: Me, staff_chat_id: int | None, now: datetime) -> Meaning:
    """Take what was passed on or answers a form; elsewhere an edit is no second message."""
    private, text = message.chat.type == ChatType.PRIVATE, text_of(message)
    reason = _not_for_us(message, me)
    if reason or not (text or has_file(message)) or not (private or message.chat_id == staff_chat_id):
        return Ignored(reason or "an edit of what was no value and was not passed on")
    caller = _caller(message)
    place = Place(message.chat_id, caller.user_id, private, topic_of(message), None)
    event_id = f"{update_id}:{message.chat_id}:{message.message_id}"
    event = Amended(event_id, text, now, str(message.message_id), caller.hint)
    return Edited(place, caller, message.message_id, text, str(update_id), event, files_of(message))


def _said(update_id: int, message: Message, text: str, now: datetime) -> Said:
    event_id = f"{update_id}:{message.chat_id}:{message.message_id}"
    if message.media_group_id:
        # A picture that comes after the rest of its album is no second message.
        event_id = f"album:{message.chat_id}:{message.media_group_id}"
    hint = message.from_user.language_code if message.from_user else None
    return Said(event_id, text, now, hint, has_file(message), str(message.message_id), files_of(message))


def _staff_command(name: str, *, in_staff_chat: bool) -> str:
    """The command of staff that a name stands for; empty if it is one of visitors."""
    if in_staff_chat and name in ("help", "start"):
        return "help"
    return name if name in STAFF_COMMANDS or name == "whereami" else ""


def _not_for_us(message: Message, me: Me) -> str:
    if message.chat.type == ChatType.CHANNEL or message.is_automatic_forward:
        return "a channel post"
    if not (text_of(message) or is_sent(message)):
        return "a service message"
    if message.via_bot is not None and message.via_bot.id == me.id:
        return "an answer of ours, sent through inline mode"
    is_person = message.from_user is not None and not message.from_user.is_bot
    if not (is_person or is_anonymous(message) or channel_of(message)):
        return "not a person"
    return ""


def _is_for(command: re.Match[str], me: Me) -> bool:
    if command["bot"]:
        return command["bot"].lower() == me.username.lower()
    return command["name"].lower() in (*VISITOR_COMMANDS, *STAFF_COMMANDS, "whereami")


def _replies_to(message: Message, me: Me) -> bool:
    earlier = message.reply_to_message
    sender = earlier.from_user if earlier is not None and not begins_topic(earlier) else None
    return sender is not None and sender.id == me.id


def _caller(message: Message) -> Caller:
    user = message.from_user
    if (channel := channel_of(message)) is not None:
        return Caller(channel.id, clean(channel.effective_name or "")[:80], None, as_channel=True)
    if user is None:  # excluded by `_not_for_us`
        raise ValueError("a message without a sender")
    return Caller(user.id, _name(user), user.language_code, is_anonymous(message))


def _replied_to(message: Message) -> Caller | None:
    """Whose message it replies to; nobody's where a bot or the group itself wrote that."""
    earlier = message.reply_to_message
    if earlier is None or earlier.from_user is None or earlier.from_user.is_bot:
        return None
    return _caller(earlier)


def _name(user: User) -> str:
    return clean(user.full_name)[:80]


def _press(update_id: int, query: CallbackQuery, now: datetime) -> Meaning:
    if query.message is None:
        return Ignored("a press on a message of somebody else")
    chat = query.message.chat
    private = chat.type == ChatType.PRIVATE
    thread = topic_of(query.message) if isinstance(query.message, Message) else None
    place = Place(chat.id, query.from_user.id, private, thread)
    token = clean(query.data or "")
    user = query.from_user
    if token.startswith(STAFF_MARK):
        caller = Caller(user.id, _name(user), user.language_code)
        return Pressed(place, caller, query.id, token, query.message.message_id, content_shown(query.message))
    return Talked(place, Chose(f"{update_id}:{query.id}", token, now, user.language_code))


def _membership(change: ChatMemberUpdated) -> Meaning:
    was_in, is_in = _is_inside(change.old_chat_member), _is_inside(change.new_chat_member)
    if not is_in:
        return Gone(change.chat.id) if was_in else Ignored("the bot is outside, as before")
    if not was_in and change.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
        return Joined(
            Place(change.chat.id, change.from_user.id, private=False), change.from_user.language_code
        )
    return Ignored("a change of rights")


def _is_inside(member: ChatMember) -> bool:
    return member.status in _INSIDE or bool(getattr(member, "is_member", False))
