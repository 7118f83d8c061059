"""The visitors' side: an event goes to the dialogue, its replies go to the chat, in this order and once."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.channels.telegram.api import Trouble
from bot.channels.telegram.chat_queues import Flood, Lanes, Pace
from bot.channels.telegram.markup import Part, Run, lay_out, parts, with_offers
from bot.channels.telegram.outbound import Keyboard, Post, Target
from bot.channels.telegram.updates import Me, Place, Talked
from bot.core.errors import BotError
from bot.core.phrases import Phrase
from bot.core.snapshot import Live
from bot.core.voice import Voice
from bot.dialogue.report import MARK, WORD
from bot.dialogue.turn import Chose, Event, Reply, Said
from bot.usecases.talk import Talk

CHANNEL: Final = "telegram"
_FORM: Final = "f:"

Message = tuple[Part, Keyboard | None]
"""A part, and a keyboard of the input field where it has one."""

log = logging.getLogger(__name__)


class Visitors:
    """Leads the conversations with visitors."""

    def __init__(
        self,
        *,
        talk: Talk,
        live: Live,
        post: Post,
        lanes: Lanes,
        me: Callable[[], Me],
        flood: Flood | None = None,
    ) -> None:
        self._talk = talk
        self._live = live
        self._post = post
        self._lanes = lanes
        self._me = me
        self._flood = flood or Flood()
        self._under_way: set[int] = set()
        self._sharing: set[int] = set()
        """Chats in which the share-my-number keyboard stands open, as far as this process knows."""

    async def meet(self, talked: Talked) -> None:
        """Answer an event: commit its turn, and have the replies sent beside the feed.

        Raises:
            BotError: The store is out of reach; nothing was kept.
        """
        place = talked.place
        pace = self._flood.judge(place.conversation, time.monotonic())
        if pace is not Pace.FINE:
            if pace is Pace.SAY_SO:
                self.tell(place, self._hinted(talked).say(Phrase.SLOW_DOWN))
            return
        done = await self._talk.turn(CHANNEL, place.conversation, talked.event)
        if done.sent or done.turn_id in self._under_way:
            return
        voice = self._hinted(talked)
        if done.language is not None:
            voice = voice.speaking(done.language)
        if not place.private and (asked := _begun_form(done.replies)):
            await self._close_form(talked)
            messages = self._invite_to_report(voice) if asked == MARK else self._invite(talked.event, voice)
        else:
            messages = self._lay_out(place, done.replies, voice)
        self._put(done.turn_id, place, messages)

    async def send_unsent(self) -> None:
        """Send what was committed but not sent before the last stop."""
        for turn in await self._talk.unsent(CHANNEL):
            chat, _, user = turn.chat_id.partition(":")
            place = Place(int(chat), int(user or chat), private=not user)
            voice = Voice.fallback(self._live.snapshot.knowledge)
            self._put(turn.turn_id, place, self._lay_out(place, turn.replies, voice))

    def tell(self, place: Place, text: str) -> None:
        """Say something in a chat, beside the feed."""
        self._lanes.put(place.chat_id, self._post.tell(_target(place), parts(Reply(text))))

    async def _close_form(self, talked: Talked) -> None:
        """A form holds personal data, which has no place in a group: close it there, offer it in private."""
        event = talked.event
        cancel = Said(f"{event.id}:private", "/cancel", event.at, event.hint)
        closed = await self._talk.turn(CHANNEL, talked.place.conversation, cancel)
        await self._talk.mark_sent(closed.turn_id)

    def _put(self, turn_id: int, place: Place, messages: list[Message]) -> None:
        self._under_way.add(turn_id)
        self._lanes.put(place.chat_id, self._deliver(turn_id, _target(place), messages))

    def _hinted(self, talked: Talked) -> Voice:
        return Voice.hinted(self._live.snapshot.knowledge, talked.event.hint)

    def _invite_to_report(self, voice: Voice) -> list[Message]:
        return self._offer(Phrase.REPORT_PRIVATE, Phrase.REPORT_PRIVATE_BUTTON, WORD, voice)

    def _invite(self, event: Event, voice: Voice) -> list[Message]:
        words = (event.token if isinstance(event, Chose) else event.text).split()
        known = {way.id for way in voice.knowledge.talk.ways}
        way = next((word for word in words if word in known), "")
        payload = f"enquire-{way}" if way else "enquire"
        return self._offer(Phrase.GO_PRIVATE, Phrase.GO_PRIVATE_BUTTON, payload, voice)

    def _offer(self, said: Phrase, label: Phrase, payload: str, voice: Voice) -> list[Message]:
        address = f"https://t.me/{self._me().username}?start={payload}"
        button = InlineKeyboardButton(voice.say(label), url=address)
        texts = lay_out([Run(voice.say(said))], InlineKeyboardMarkup([[button]]))
        return [(part, None) for part in texts]

    def _lay_out(self, place: Place, replies: tuple[Reply, ...], voice: Voice) -> list[Message]:
        """Lay a turn out as messages; in private with the share-my-number keyboard opened or put away."""
        offered = [with_offers(reply, voice, private=place.private) for reply in replies]
        messages: list[Message] = [(part, None) for reply in offered for part in parts(reply)]
        if not place.private or not messages:
            return messages
        asking = next((reply for reply in replies if reply.wants_contact), None)
        if asking is not None:
            is_open = place.chat_id in self._sharing
            self._sharing.add(place.chat_id)
            return messages if is_open else [*messages, *self._ask_for_contact(asking, voice)]
        bare = next((at for at, (part, _) in enumerate(messages) if part.keyboard is None), None)
        if bare is not None:
            messages[bare] = (messages[bare][0], ReplyKeyboardRemove())
        elif place.chat_id in self._sharing:
            text = voice.say(Phrase.CONTACT_DONE)
            messages = [*((part, ReplyKeyboardRemove()) for part in parts(Reply(text))), *messages]
        self._sharing.discard(place.chat_id)
        return messages

    def _ask_for_contact(self, asking: Reply, voice: Voice) -> list[Message]:
        # A message carries one keyboard, and the question has its own buttons already.
        share = KeyboardButton(voice.say(Phrase.CONTACT_BUTTON), request_contact=True)
        keyboard = ReplyKeyboardMarkup(
            [[share]],
            resize_keyboard=True,
            one_time_keyboard=True,
            input_field_placeholder=asking.placeholder[:64] or None,
        )
        return [(part, keyboard) for part in parts(Reply(voice.say(Phrase.CONTACT_HINT)))]

    async def _deliver(self, turn_id: int, target: Target, messages: list[Message]) -> None:
        try:
            for number, (part, keyboard) in enumerate(messages):
                where = target if number == 0 else replace(target, reply_to=None)
                trouble = (await self._post.send_retrying(where, part, keyboard)).trouble
                if trouble is Trouble.LATER:
                    log.error("Replies could not be sent; the next start tries again")
                    return
                if trouble is Trouble.UNREACHABLE:
                    log.info("A visitor cannot be reached any more")
                    break
            await self._talk.mark_sent(turn_id)
        except BotError as error:
            log.error("Replies were sent, but that could not be noted: %s", error)  # noqa: TRY400
        finally:
            self._under_way.discard(turn_id)


def _begun_form(replies: tuple[Reply, ...]) -> str:
    """How the buttons of an open form or report among the replies begin; empty if there are none."""
    tokens = [choice.token for reply in replies for row in reply.choices for choice in row]
    return next((mark for mark in (MARK, _FORM) if any(token.startswith(mark) for token in tokens)), "")


def _target(place: Place) -> Target:
    return Target(place.chat_id, place.thread_id, place.message_id)
