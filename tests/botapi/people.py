"""The people's side: what visitors and staff do in their Telegram apps, and what they see."""

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.botapi.answering import Query
from tests.botapi.keyboard import Markup
from tests.botapi.markup import TEXT_MOST, Formatted, seen_in, units
from tests.botapi.refusal import bad
from tests.botapi.world import Account, Chat, Message

if TYPE_CHECKING:
    from tests.botapi.server import BotApi
    from tests.botapi.updates import Update

CHANNEL = -1_009_900_000_001
"""The channel in whose name people write here."""
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
_ALBUMS = itertools.count(13_000_000_000_000_001)
Button = str | Callable[[Markup], bool]


class Group:
    """A group chat."""

    def __init__(self, server: "BotApi", chat: Chat) -> None:
        self.server = server
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def from_bot(self) -> list[Message]:
        return self.chat.from_bot

    def joins(self, person: "Person", status: str = "member") -> None:
        self.chat.members[person.id] = status

    def leaves(self, person: "Person") -> None:
        self.chat.members[person.id] = "left"

    def has_topics(self) -> None:
        """Become a forum in which the bot may manage topics."""
        self.chat.is_forum = True
        self.chat.members[self.server.bot.id] = "administrator"

    def opens_topic(self, number: int) -> None:
        """Open a topic; the group is a forum."""
        self.chat.topics.add(number)

    def deletes_topic(self, number: int) -> None:
        """Delete a topic with all that was said in it."""
        self.chat.topics.discard(number)
        for message in self.chat.messages.values():
            if message.extra.get("message_thread_id") == number:
                message.deleted = True

    def refuses(self, reason: str) -> None:
        """Take no message of the bot, for a reason that may pass: a right was taken, a topic was closed."""
        self.chat.refusal = bad(reason)

    def takes_again(self) -> None:
        """Take messages of the bot again."""
        self.chat.refusal = None

    def enters_by_link(self, person: "Person") -> None:
        """Somebody uses an invite link; the service message is of their own."""
        self.joins(person)
        self._enters(person, person)

    def lets_in(self, person: "Person", by: "Person") -> None:
        """A member adds somebody."""
        self.joins(person)
        self._enters(person, by)

    def _enters(self, person: "Person", by: "Person") -> None:
        extra = {"new_chat_members": [person.account.shown]}
        message = self.chat.add(by.account, Formatted(""), extra=extra)
        self.server.put("message", message.shown, self.chat.id)

    def kicks_bot(self, by: "Person") -> None:
        self._bot_becomes("kicked", by)

    def adds_bot(self, by: "Person") -> None:
        self._bot_becomes("member", by)

    def _bot_becomes(self, status: str, by: "Person") -> None:
        bot = self.server.bot
        before = self.chat.members.get(bot.id, "left")
        self.chat.members[bot.id] = status
        _membership(self.server, self.chat, by.account, before, status)

    def upgrades(self, by: "Person") -> None:
        """Become a supergroup: another id, and two service messages that say so."""
        old, new = self.chat, self.server.world.upgrade(self.chat)
        farewell = old.add(by.account, Formatted(""), extra={"migrate_to_chat_id": new.id})
        welcome = new.add(by.account, Formatted(""), extra={"migrate_from_chat_id": old.id})
        self.server.put("message", farewell.shown, old.id)
        self.server.put("message", welcome.shown, new.id)
        self.chat = new


class Person:
    """Somebody with a Telegram app, in which they can do only what an app lets them do."""

    def __init__(self, server: "BotApi", account: Account) -> None:
        self.server = server
        self.account = account
        self.updates: list[Update] = []
        """What they sent to the bot in private, oldest first."""

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def chat(self) -> Chat:
        """Their private chat with the bot."""
        return self.server.world.chats[self.id]

    @property
    def from_bot(self) -> list[Message]:
        """What the bot wrote to them in private."""
        return self.chat.from_bot

    @property
    def last(self) -> Message:
        return self.from_bot[-1]

    @property
    def unanswered(self) -> list[Message]:
        """Messages of theirs in private that no message of the bot follows before their next one."""
        own, silent = None, []
        for message in self.chat.messages.values():
            if message.from_bot:
                own = None
                continue
            silent += [own] if own else []
            own = message
        return silent + ([own] if own else [])

    async def starts(self, payload: str = "") -> Message:
        """Press `Start`, or follow a link that carries a payload."""
        return await self.says(f"/start {payload}".strip())

    async def says(
        self,
        text: str,
        where: Group | None = None,
        *,
        reply_to: Message | None = None,
        topic: int | None = None,
        as_channel: str = "",
    ) -> Message:
        """Type a text, here or in a group; a long one goes out in parts, as apps do. Gives the last part.

        With `as_channel` it is written in the name of a channel; the bot learns nothing of the person then.
        """
        more: dict[str, Any] = {"reply_to": reply_to}
        if as_channel:
            sender = {"id": CHANNEL, "type": "channel", "title": as_channel}
            more["extra"] = {"from": CHANNEL_BOT, "sender_chat": sender}
        if topic is not None:
            # Whatever is said in a topic counts as a reply to the message that opened it.
            more["reply_to"] = reply_to or (where.chat.messages.get(topic) if where else None)
            more["extra"] = {"message_thread_id": topic, "is_topic_message": True}
        if not text.strip():
            raise ValueError("an app does not send an empty message")
        rest = text.strip()
        while units(rest) > TEXT_MOST:
            first = rest[:TEXT_MOST]
            while units(first) > TEXT_MOST:
                first = first[:-1]
            self._write(Formatted(first, seen_in(first)), where, **more)
            rest = rest[len(first) :]
        return self._write(Formatted(rest, seen_in(rest)), where, **more)

    async def asks(self, text: str) -> Message:
        """Type a text in private and wait for the reply; gives the first message of it."""
        before = len(self.from_bot)
        await self.says(text)
        return await self.reply(before)

    async def reply(self, before: int) -> Message:
        """Wait until the bot has written more than `before` messages and has confirmed all updates."""
        await self.server.wait_for(
            lambda: len(self.from_bot) > before and all(one.confirmed for one in self.updates),
            f"for a reply to {self.account.first_name}",
        )
        return self.from_bot[before]

    async def sends(
        self,
        kind: str,
        content: Any = None,
        caption: str = "",
        where: Group | None = None,
        *,
        reply_to: Message | None = None,
    ) -> Message:
        """Send something that is not a text: `sticker`, `photo`, `voice`, `location`, `document`."""
        extra = {kind: content if content is not None else _SAMPLES[kind]}
        if caption:
            extra["caption"] = caption
        return self._write(Formatted(""), where, extra=extra, reply_to=reply_to)

    async def sends_album(
        self,
        captions: list[str],
        where: Group | None = None,
        *,
        one_by_one: bool = False,
        reply_to: Message | None = None,
    ) -> None:
        """Send pictures at once; with `one_by_one` the first is fetched before the others are there."""
        album = str(next(_ALBUMS))
        for number, caption in enumerate(captions):
            extra = {"photo": _SAMPLES["photo"], "media_group_id": album}
            extra |= {"caption": caption} if caption else {}
            self._write(Formatted(""), where, extra=extra, reply_to=reply_to)
            if one_by_one and not number:
                await self.server.wait_for(
                    lambda: self.updates[-1].times_given, "for the first picture to go"
                )

    async def shares_contact(self, number: str = "+573001234567", *, of: "Person | None" = None) -> Message:
        """Press the button that shares the own number; `of` shares somebody else's card by hand."""
        if of is None:
            keys = [key for row in (self.chat.keyboard or {}).get("keyboard", []) for key in row]
            assert any(key.get("request_contact") for key in keys), "no share-contact button stands open"
            if (self.chat.keyboard or {}).get("one_time_keyboard"):
                self.chat.keyboard = None
        owner = (of or self).account
        contact = {"phone_number": number, "first_name": owner.first_name, "user_id": owner.id}
        return self._write(Formatted(""), None, extra={"contact": contact})

    async def edits(self, message: Message, text: str) -> None:
        """Change a text sent earlier."""
        assert message.sender == self.account
        message.text, message.entities = text, seen_in(text)
        message.edit_date = message.date + 1
        self._deliver("edited_message", message)

    async def presses(self, button: Button, message: Message | None = None) -> Query:
        """Tap a button that stands under a message now (default: the last one with buttons)."""
        message = message or [one for one in self.from_bot if one.buttons][-1]
        wanted = button if callable(button) else lambda one: button in one["text"]
        found = [one for one in message.buttons if wanted(one)]
        assert found, f"no such button: {button!r} among {message.labels}"
        assert "callback_data" in found[0], "this button leads elsewhere"
        return await self.presses_token(found[0]["callback_data"], message)

    async def presses_token(self, token: str, message: Message) -> Query:
        """Tap a button that may be gone by now, or was never there."""
        query = self.server.answering.new_query()
        payload = {
            "id": query.id,
            "from": self.account.shown,
            "message": message.shown,
            "chat_instance": str(message.chat.id),
            "data": token,
        }
        update = self.server.put("callback_query", payload, message.chat.id)
        if update and message.chat is self.chat:
            self.updates.append(update)
        return query

    async def taps(self, button: Button, message: Message | None = None) -> Message:
        """Tap a button in private and wait for the reply and for the answer to the tap."""
        before = len(self.from_bot)
        query = await self.presses(button, message)
        found = await self.reply(before)
        await self.server.wait_for(lambda: query.answers, "for the tap to be answered")
        return found

    async def inline(self, text: str) -> Query:
        """Type `@bot text` in any chat."""
        query = self.server.answering.new_query()
        payload = {"id": query.id, "from": self.account.shown, "query": text, "offset": ""}
        self.server.put("inline_query", payload, self.id)
        return query

    def blocks_bot(self) -> None:
        self.chat.blocked = True
        _membership(self.server, self.chat, self.account, "member", "kicked")

    def unblocks_bot(self) -> None:
        self.chat.blocked = False
        _membership(self.server, self.chat, self.account, "kicked", "member")

    def _write(self, formatted: Formatted, where: Group | None, **more: Any) -> Message:
        chat = where.chat if where else self.chat
        if chat is self.chat:
            assert not chat.blocked, "somebody who blocked the bot cannot write to it"
            chat.started = True
        message = chat.add(self.account, formatted, **more)
        self._deliver("message", message)
        return message

    def _deliver(self, kind: str, message: Message) -> None:
        if not _reaches_bot(self.server, message):
            return
        update = self.server.put(kind, message.shown, message.chat.id)
        if update and message.chat is self.chat:
            self.updates.append(update)


def _reaches_bot(server: "BotApi", message: Message) -> bool:
    """True if the bot is given a message: in groups, with privacy on, only what is meant for it."""
    chat, bot = message.chat, server.bot
    if chat.is_private:
        return True
    if chat.members.get(bot.id) in {"left", "kicked", None}:
        return False
    if not server.profile.privacy or chat.members[bot.id] in {"administrator", "creator"} or message.extra:
        return True
    if message.reply_to is not None and message.reply_to.sender == bot:
        return True
    if f"@{bot.username}".lower() in [one.lower() for one in message.marked("mention")]:
        return True
    commands = message.marked("bot_command")
    return any("@" not in one or one.lower().endswith(f"@{bot.username}".lower()) for one in commands)


def _membership(server: "BotApi", chat: Chat, by: Account, before: str, after: str) -> None:
    def shown(status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": server.bot.shown, "status": status} | until

    payload = {
        "chat": chat.shown,
        "from": by.shown,
        "date": 1_800_000_000,
        "old_chat_member": shown(before),
        "new_chat_member": shown(after),
    }
    server.put("my_chat_member", payload, chat.id)


_SAMPLES: dict[str, Any] = {
    "sticker": {
        "file_id": "CAAC-sticker",
        "file_unique_id": "sticker",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
    "photo": [{"file_id": "AgAC-photo", "file_unique_id": "photo", "width": 90, "height": 90}],
    "document": {
        "file_id": "BQAC-plan",
        "file_unique_id": "plan",
        "file_name": "plan.pdf",
        "mime_type": "application/pdf",
        "file_size": 1234,
    },
    "video_note": {"file_id": "DQAC-note", "file_unique_id": "note", "length": 240, "duration": 3},
    "voice": {"file_id": "AwAC-voice", "file_unique_id": "voice", "duration": 2},
    "location": {"latitude": 4.6, "longitude": -74.1},
}
