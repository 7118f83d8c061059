"""The door of the staff chat: who comes in through an invite link is a stranger until somebody vouches."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.markup import Run, lay_out
from bot.channels.telegram.staff.context import StaffContext, speak
from bot.channels.telegram.updates import STAFF_MARK, Caller, Entered, Pressed
from bot.core.staff_phrases import StaffPhrase
from bot.leads.lead import Staff
from bot.leads.staff import Right, may

_MARK = f"{STAFF_MARK}vouch/"


def read_newcomer(token: str) -> int | None:
    """Read whom a press vouches for; None for another button."""
    number = token.removeprefix(_MARK)
    is_one = token.startswith(_MARK) and number.isascii() and number.isdecimal()
    return int(number[:20]) if is_one else None


class NewcomerGate:
    """Looks at who comes in."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context

    async def entered(self, entry: Entered) -> None:
        """Take those for staff whom one of the staff let in, and nobody else."""
        guests = self._context.parts.guests
        for newcomer in entry.newcomers:
            if self._context.membership.is_listed(newcomer):
                continue
            # Held first: whoever lets themselves in does not become staff by being asked about.
            was_guest = await guests.is_guest(_id(newcomer))
            if newcomer.user_id != entry.caller.user_id:
                who = await self._context.who(entry.caller, entry.place)
                if who is not None:
                    if was_guest:
                        await guests.vouch(_id(newcomer), who)
                    continue
            await guests.hold(_id(newcomer))
            self._tell(entry, newcomer)

    async def vouched(self, press: Pressed, user_id: int, who: Staff) -> tuple[str, bool]:
        """Take somebody for staff on the word of another; gives what to tell, and whether it must be seen."""
        voice = self._context.voice(press.caller, press.place)
        if not may(who.role, Right.WORK):
            return voice.say(StaffPhrase.FORBIDDEN), True
        await self._context.parts.guests.vouch(f"telegram:{user_id}", who)
        (part, *_) = speak(self._context.shared_voice, StaffPhrase.GUEST_TRUSTED)
        chat = press.place.chat_id
        self._context.lanes.put(chat, self._context.post.edit_quietly(chat, press.message_id, part))
        return voice.say(StaffPhrase.GUEST_TRUSTED), False

    def _tell(self, entry: Entered, newcomer: Caller) -> None:
        voice = self._context.shared_voice
        label = voice.say(StaffPhrase.GUEST_TRUST)
        button = InlineKeyboardButton(label, callback_data=f"{_MARK}{newcomer.user_id}")
        text = voice.say(StaffPhrase.GUEST_CAME, name=newcomer.name)
        self._context.tell(entry.place, lay_out([Run(text)], InlineKeyboardMarkup([[button]])))


def _id(caller: Caller) -> str:
    return f"telegram:{caller.user_id}"
