"""The gap board in a chat: what is missing in the knowledge, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.outbound import File, Target
from bot.channels.telegram.staff.cards import short
from bot.channels.telegram.staff.context import StaffContext, speak, target
from bot.channels.telegram.updates import STAFF_MARK, Called, Pressed
from bot.core.gaps import Gap
from bot.core.match import Match
from bot.core.phrases import Phrase
from bot.core.reviews import state_of
from bot.core.staff_phrases import StaffPhrase
from bot.core.types import Id
from bot.core.voice import Voice
from bot.leads.lead import Staff
from bot.leads.staff import Decision, Right, may
from bot.usecases.gaps import Likely

PAGE: Final = 8
TEXT_MOST: Final = 120
LABEL_MOST: Final = 40
WORDINGS_MOST: Final = 5
_MARK: Final = f"{STAFF_MARK}gap/"
LIST: Final = "list"
SHOW: Final = "show"
WHY: Final = "why"
DECISIONS: Final[Mapping[Decision, StaffPhrase]] = {
    Decision.DRAFT: StaffPhrase.GAP_DRAFT,
    Decision.OUT_OF_SCOPE: StaffPhrase.GAP_OUT_OF_SCOPE,
    Decision.IGNORED: StaffPhrase.GAP_IGNORE,
}


@dataclass(frozen=True, slots=True)
class GapButton:
    """What a press on the board asks for."""

    action: str
    """`list`, `show`, `why`, or a decision."""
    number: int
    """A question of the gap; the page of the list."""
    mark: str = ""
    """Tells which entry it is a phrasing of (`mark_of`)."""

    @property
    def token(self) -> str:
        return f"{_MARK}{self.action}/{self.number}/{self.mark}"


def read_gap_button(token: str) -> GapButton | None:
    """Read the data of a press; None for what no board of ours carries."""
    parts = token.removeprefix(_MARK).split("/")
    if not token.startswith(_MARK) or len(parts) != 3:
        return None
    action, number, mark = parts
    known = action in (LIST, SHOW, WHY, *Decision)
    return GapButton(action, int(number[:15]), mark) if known and number.isdecimal() else None


def mark_of(entry: Id) -> str:
    """A short mark of an entry: ids may be longer than the data of a button."""
    return sha256(entry.encode()).hexdigest()[:12]


def board(gaps: Sequence[Gap], page: int, voice: Voice) -> Part:
    """Show a page of the gaps, with a button for each."""
    page = page if page * PAGE < len(gaps) else 0
    listed = gaps[page * PAGE :][:PAGE]
    if not listed:
        return lay_out([Run(voice.say(Phrase.GAPS_NONE))])[0]
    runs = [Run(voice.say(Phrase.GAPS_TITLE), "b"), Run("\n")]
    for number, gap in enumerate(listed, page * PAGE + 1):
        values = {"count": gap.count, "code": gap.language, "text": short(gap.text, TEXT_MOST)}
        runs.append(Run(f"\n{number}. {voice.say(Phrase.GAPS_LINE, **values)}"))
    runs += [Run("\n\n"), Run(voice.say(StaffPhrase.GAPS_HINT), "i")]
    numbers = [
        InlineKeyboardButton(str(number), callback_data=GapButton(SHOW, gap.question_id).token)
        for number, gap in enumerate(listed, page * PAGE + 1)
    ]
    turn = [
        InlineKeyboardButton(label, callback_data=GapButton(LIST, to).token)
        for label, to in (("‹", page - 1), ("›", page + 1))
        if to >= 0 and to * PAGE < len(gaps)
    ]
    rows = [numbers[start : start + 4] for start in range(0, len(numbers), 4)]
    return lay_out(runs, InlineKeyboardMarkup([row for row in (*rows, turn) if row]))[0]


def gap_card(gap: Gap, likely: Sequence[Likely], voice: Voice, why: Match | None = None) -> Part:
    """Show one gap with all that can be decided about it; with a match, also what led to it."""
    values = {
        "count": gap.count,
        "code": gap.language,
        "first": voice.day(gap.first_at.date()),
        "last": voice.day(gap.last_at.date()),
        "bad": gap.badly_rated,
    }
    runs = [
        Run(short(gap.text, 4 * TEXT_MOST), "b"),
        Run("\n\n" + voice.say(StaffPhrase.GAP_SHOW, **values)),
    ]
    if gap.wordings:
        listed = "".join(f"\n• {short(each, TEXT_MOST)}" for each in gap.wordings[:WORDINGS_MOST])
        runs.append(Run(f"\n\n{voice.say(StaffPhrase.GAP_WORDINGS)}{listed}"))
    if why is not None:
        runs.append(Run("\n\n" + _explain(why, voice)))
    if likely:
        runs.append(Run("\n\n" + voice.say(StaffPhrase.GAP_WHICH)))
    rows = [
        [
            InlineKeyboardButton(
                voice.say(StaffPhrase.GAP_PHRASING, title=short(each.title, LABEL_MOST)),
                callback_data=GapButton(Decision.PHRASING, gap.question_id, mark_of(each.entry)).token,
            )
        ]
        for each in likely
    ]
    rows.append(
        [
            InlineKeyboardButton(voice.say(phrase), callback_data=GapButton(decision, gap.question_id).token)
            for decision, phrase in DECISIONS.items()
        ]
    )
    last = [(StaffPhrase.CARD_BACK, GapButton(LIST, 0))]
    if why is None:
        last.append((StaffPhrase.GAP_WHY, GapButton(WHY, gap.question_id)))
    rows.append([InlineKeyboardButton(voice.say(phrase), callback_data=to.token) for phrase, to in last])
    return lay_out(runs, InlineKeyboardMarkup(rows))[0]


def _explain(match: Match, voice: Voice) -> str:
    why = match.explanation
    nearest = "".join(
        f"\n• {short(text, TEXT_MOST)} ({key}, {likeness:.2f})" for text, key, likeness in why.neighbours
    )
    return voice.say(
        StaffPhrase.GAP_EXPLAINED,
        verdict=match.verdict,
        score=f"{match.score:.2f}",
        answer_from=f"{why.answer_from:.2f}",
        suggest_from=f"{why.suggest_from:.2f}",
        rule=voice.say(StaffPhrase(f"rule_{why.rule}")) if why.rule else "–",
        words=short(" ".join(why.words), TEXT_MOST),
        names=short(", ".join(why.names), TEXT_MOST) or "–",
        nearest=nearest,
    )


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
        voice = self._context.voice(call.caller, call.place)
        if call.argument.strip().lower() == PATCH:
            return await self._hand_out_patch(call, voice)
        listed = await self._show_page(0, voice)
        return self._context.tell(call.place, (listed, *self._list_overdue(voice)))

    async def pressed(self, press: Pressed, who: Staff) -> tuple[str, bool]:
        """Carry out a button of the board; gives what to tell, and whether it must be seen."""
        voice = self._context.voice(press.caller, press.place)
        button = read_gap_button(press.token)
        if button is None:
            return voice.say(Phrase.STALE_CHOICE), True
        if not may(who.role, Right.DECIDE_GAPS):
            return voice.say(StaffPhrase.FORBIDDEN), True
        told = ""
        if button.action == LIST:
            part = await self._show_page(button.number, voice)
        elif button.action in (SHOW, WHY):
            gap = await self._board.find(button.number)
            if gap is None:
                return voice.say(StaffPhrase.GAP_GONE), True
            matcher = self._context.parts.live.snapshot.matcher
            why = matcher.match(gap.text, gap.language) if button.action == WHY else None
            part = gap_card(gap, self._board.likely(gap), voice, why)
        else:
            told = await self._decide(button, who, voice)
            part = await self._show_page(0, voice)
        chat = press.place.chat_id
        self._context.lanes.put(chat, self._context.post.edit_quietly(chat, press.message_id, part))
        return told, False

    def _list_overdue(self, voice: Voice) -> tuple[Part, ...]:
        """What an editor should read again, the longest overdue first."""
        overdue = state_of(voice.knowledge, self._context.parts.clock().date()).overdue
        if not overdue:
            return ()
        titles = ", ".join(voice.pick(entry.title) for entry in overdue[:OVERDUE_LISTED])
        text = voice.say(StaffPhrase.GAPS_OVERDUE, count=len(overdue), titles=titles)
        return tuple(lay_out([Run(text)]))

    async def _decide(self, button: GapButton, who: Staff, voice: Voice) -> str:
        decision = Decision(button.action)
        entry = next((key for key in voice.knowledge.entries if mark_of(key) == button.mark), None)
        gap = await self._board.decide(button.number, decision, who, entry if button.mark else None)
        if gap is None:
            return voice.say(StaffPhrase.GAP_GONE)
        title = voice.title(entry) if entry else ""
        return voice.say(_DONE[decision], title=title[:100])

    async def _show_page(self, page: int, voice: Voice) -> Part:
        return board(await self._board.open(), page, voice)

    async def _hand_out_patch(self, call: Called, voice: Voice) -> None:
        context = self._context
        patch = await self._board.patch(context.parts.knowledge_dir)
        if not patch:
            return context.tell(call.place, speak(voice, StaffPhrase.GAPS_PATCH_NONE))
        caption = lay_out([Run(voice.say(StaffPhrase.GAPS_PATCH))])[0]
        file = File("knowledge.patch", patch.encode())
        return context.lanes.put(call.place.chat_id, self._send(target(call.place), file, caption))

    async def _send(self, where: Target, file: File, caption: Part) -> None:
        await self._context.post.send_file_retrying(where, file, caption)
