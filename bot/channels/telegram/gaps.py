"""The gap board in a chat: `/gaps`, `/gaps patch`, and the presses on it."""

from typing import Final

from bot.channels.telegram.gap_board import (
    LIST,
    SHOW,
    WHY,
    GapButton,
    board,
    gap_card,
    mark_of,
    read_gap_button,
)
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.meaning import Called, Pressed
from bot.channels.telegram.post import File, Target
from bot.channels.telegram.staff_parts import StaffContext, said, target
from bot.core.answer import title_of
from bot.core.desk import Decision, Right, may
from bot.core.frozen import Language
from bot.core.knowledge import Knowledge
from bot.core.knowledge_state import state_of
from bot.core.lead import Staff
from bot.core.phrases import Phrase, say
from bot.core.staff_phrases import StaffPhrase

PATCH: Final = "patch"
OVERDUE_LISTED: Final = 20
_DONE: Final = {
    Decision.PHRASING: StaffPhrase.GAP_DONE_PHRASING,
    Decision.DRAFT: StaffPhrase.GAP_DONE_DRAFT,
    Decision.OUT_OF_SCOPE: StaffPhrase.GAP_DONE_OUT_OF_SCOPE,
    Decision.IGNORED: StaffPhrase.GAP_DONE_IGNORED,
}


class Gaps:
    """Shows what is missing, and takes decisions."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context
        self._board = context.parts.gaps

    async def called(self, call: Called) -> None:
        """Show the board, or hand what is approved out as a file."""
        knowledge, language = self._context.words(call.caller)
        if call.argument.strip().lower() == PATCH:
            return await self._patch(call, knowledge, language)
        listed = await self._list(0, knowledge, language)
        return self._context.tell(call.place, (listed, *self._overdue(knowledge, language)))

    async def pressed(self, press: Pressed, who: Staff) -> tuple[str, bool]:
        """Carry out a button of the board; gives what to tell, and whether it must be seen."""
        knowledge, language = self._context.words(press.caller)
        button = read_gap_button(press.token)
        if button is None:
            return say(knowledge, Phrase.STALE_CHOICE, language), True
        if not may(who.role, Right.DECIDE_GAPS):
            return say(knowledge, StaffPhrase.FORBIDDEN, language), True
        shown = knowledge.talk.fallback_language
        told = ""
        if button.action == LIST:
            part = await self._list(button.number, knowledge, shown)
        elif button.action in (SHOW, WHY):
            gap = await self._board.find(button.number)
            if gap is None:
                return say(knowledge, StaffPhrase.GAP_GONE, language), True
            matcher = self._context.parts.live.snapshot.matcher
            why = matcher.match(gap.text, gap.language) if button.action == WHY else None
            part = gap_card(gap, self._board.likely(gap), knowledge, shown, why)
        else:
            told = await self._decide(button, who, knowledge, language)
            part = await self._list(0, knowledge, shown)
        chat = press.place.chat_id
        self._context.lanes.put(chat, self._context.post.edit_quietly(chat, press.message_id, part))
        return told, False

    def _overdue(self, knowledge: Knowledge, language: Language) -> tuple[Part, ...]:
        """What an editor should read again, the longest overdue first."""
        overdue = state_of(knowledge, self._context.parts.clock().date()).overdue
        if not overdue:
            return ()
        titles = ", ".join(entry.title[language] for entry in overdue[:OVERDUE_LISTED])
        text = say(knowledge, StaffPhrase.GAPS_OVERDUE, language, count=len(overdue), titles=titles)
        return tuple(lay_out([Run(text)]))

    async def _decide(self, button: GapButton, who: Staff, knowledge: Knowledge, language: Language) -> str:
        decision = Decision(button.action)
        entry = next((key for key in knowledge.entries if mark_of(key) == button.mark), None)
        gap = await self._board.decide(button.number, decision, who, entry if button.mark else None)
        if gap is None:
            return say(knowledge, StaffPhrase.GAP_GONE, language)
        title = title_of(entry, knowledge, language) if entry else ""
        return say(knowledge, _DONE[decision], language, title=title[:100])

    async def _list(self, page: int, knowledge: Knowledge, language: Language) -> Part:
        return board(await self._board.open(), page, knowledge, language)

    async def _patch(self, call: Called, knowledge: Knowledge, language: Language) -> None:
        context = self._context
        patch = await self._board.patch(context.parts.knowledge_dir)
        if not patch:
            return context.tell(call.place, said(knowledge, StaffPhrase.GAPS_PATCH_NONE, language))
        caption = lay_out([Run(say(knowledge, StaffPhrase.GAPS_PATCH, language))])[0]
        file = File("knowledge.patch", patch.encode())
        return context.lanes.put(call.place.chat_id, self._send(target(call.place), file, caption))

    async def _send(self, where: Target, file: File, caption: Part) -> None:
        await self._context.post.send_file(where, file, caption)
