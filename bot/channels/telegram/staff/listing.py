"""`/leads` and the buttons below its list."""

from bot.channels.telegram.markup import Part
from bot.channels.telegram.staff.cards import status_name
from bot.channels.telegram.staff.context import StaffContext, speak
from bot.channels.telegram.staff.lead_list import (
    ALL_OPEN,
    FILTERS,
    FREE,
    MINE,
    OVERDUE,
    PAGE,
    Found,
    View,
    lay_out_list,
)
from bot.channels.telegram.updates import Called, Pressed
from bot.core.staff_phrases import StaffPhrase
from bot.core.text import fold
from bot.core.voice import Voice
from bot.leads.lead import OPEN, Staff, Status
from bot.leads.listing import LeadFilter


class LeadList:
    """Answers `/leads` and the buttons below it."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context
        self._parts = context.parts

    async def called(self, call: Called, who: Staff) -> None:
        """List open leads, or those wished for: a status, `mine`, `overdue`."""
        voice = self._context.voice(call.caller, call.place)
        view = _read_wish(call.argument, voice)
        if view is None:
            return self._context.tell(call.place, speak(voice, StaffPhrase.LEADS_HOW))
        return self._context.tell(
            call.place, (await self.show(view, who, voice, private=call.place.private),)
        )

    async def pressed(self, press: Pressed, view: View, who: Staff) -> None:
        """Show other leads, or another page, in the message under the finger."""
        voice = self._context.voice(press.caller, press.place)
        part = await self.show(view, who, voice, private=press.place.private)
        chat = press.place.chat_id
        self._context.lanes.put(chat, self._context.post.edit_quietly(chat, press.message_id, part))

    async def show(self, view: View, who: Staff, voice: Voice, *, private: bool) -> Part:
        """Lay out what a view shows now; `mine` are the leads of whoever asks."""
        found = await self._find(view, who)
        whose = who.name if view.which == MINE and not private else ""
        return lay_out_list(view, found, voice, self._parts.clock(), whose)

    async def _find(self, view: View, who: Staff) -> Found:
        attend, review, skip = self._parts.attend, self._parts.review, view.page * PAGE
        if view.which == OVERDUE:
            return Found(await attend.overdue(PAGE, skip=skip), await attend.count_overdue())
        wanted = LeadFilter(
            statuses=(Status(view.which),) if view.which in list(Status) else OPEN,
            assignee_id=who.id if view.which == MINE else None,
            unassigned=view.which == FREE,
        )
        return Found(await review.page(wanted, PAGE, skip), await review.count(wanted))


def _read_wish(typed: str, voice: Voice) -> View | None:
    """Read which leads somebody wants to see: a filter, or a status as it is called in any language."""
    word = fold(typed.strip())
    if not word or word in FILTERS:
        return View(word or ALL_OPEN)
    for status in Status:
        names = (fold(status_name(status, voice.speaking(each))) for each in voice.knowledge.talk.languages)
        if word == status.value or word in names:
            return View(status.value)
    return None
