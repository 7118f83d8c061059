"""The gap board as messages with buttons: what is missing in the knowledge, and what to do about it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.cards import short
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.translate import STAFF_MARK
from bot.core.dates import day
from bot.core.desk import Decision
from bot.core.frozen import Id, Language
from bot.core.gaps import Gap
from bot.core.knowledge import Knowledge
from bot.core.matching.match import Match
from bot.core.phrases import Phrase, say
from bot.core.staff_phrases import StaffPhrase
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
    """Give a short mark of an entry: ids may be longer than the data of a button."""
    return sha256(entry.encode()).hexdigest()[:12]


def board(gaps: Sequence[Gap], page: int, knowledge: Knowledge, language: Language) -> Part:
    """Show a page of the gaps, with a button for each."""
    page = page if page * PAGE < len(gaps) else 0
    listed = gaps[page * PAGE :][:PAGE]
    if not listed:
        return lay_out([Run(say(knowledge, Phrase.GAPS_NONE, language))])[0]
    runs = [Run(say(knowledge, Phrase.GAPS_TITLE, language), "b"), Run("\n")]
    for number, gap in enumerate(listed, page * PAGE + 1):
        values = {"count": gap.count, "code": gap.language, "text": short(gap.text, TEXT_MOST)}
        runs.append(Run(f"\n{number}. {say(knowledge, Phrase.GAPS_LINE, language, **values)}"))
    runs += [Run("\n\n"), Run(say(knowledge, StaffPhrase.GAPS_HINT, language), "i")]
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


def gap_card(
    gap: Gap, likely: Sequence[Likely], knowledge: Knowledge, language: Language, why: Match | None = None
) -> Part:
    """Show one gap with all that can be decided about it; with a match, also what led to it."""
    values = {
        "count": gap.count,
        "code": gap.language,
        "first": day(gap.first_at.date(), language),
        "last": day(gap.last_at.date(), language),
        "bad": gap.badly_rated,
    }
    runs = [
        Run(short(gap.text, 4 * TEXT_MOST), "b"),
        Run("\n\n" + say(knowledge, StaffPhrase.GAP_SHOW, language, **values)),
    ]
    if gap.wordings:
        listed = "".join(f"\n• {short(each, TEXT_MOST)}" for each in gap.wordings[:WORDINGS_MOST])
        runs.append(Run(f"\n\n{say(knowledge, StaffPhrase.GAP_WORDINGS, language)}{listed}"))
    if why is not None:
        runs.append(Run("\n\n" + _explained(why, knowledge, language)))
    if likely:
        runs.append(Run("\n\n" + say(knowledge, StaffPhrase.GAP_WHICH, language)))
    rows = [
        [
            InlineKeyboardButton(
                say(knowledge, StaffPhrase.GAP_PHRASING, language, title=short(each.title, LABEL_MOST)),
                callback_data=GapButton(Decision.PHRASING, gap.question_id, mark_of(each.entry)).token,
            )
        ]
        for each in likely
    ]
    rows.append(
        [
            InlineKeyboardButton(
                say(knowledge, phrase, language), callback_data=GapButton(decision, gap.question_id).token
            )
            for decision, phrase in DECISIONS.items()
        ]
    )
    last = [(StaffPhrase.CARD_BACK, GapButton(LIST, 0))]
    if why is None:
        last.append((StaffPhrase.GAP_WHY, GapButton(WHY, gap.question_id)))
    rows.append(
        [
            InlineKeyboardButton(say(knowledge, phrase, language), callback_data=to.token)
            for phrase, to in last
        ]
    )
    return lay_out(runs, InlineKeyboardMarkup(rows))[0]


def _explained(match: Match, knowledge: Knowledge, language: Language) -> str:
    why = match.explanation
    nearest = "".join(
        f"\n• {short(text, TEXT_MOST)} ({key}, {likeness:.2f})" for text, key, likeness in why.neighbours
    )
    return say(
        knowledge,
        StaffPhrase.GAP_EXPLAINED,
        language,
        verdict=match.verdict,
        score=f"{match.score:.2f}",
        answer_from=f"{why.answer_from:.2f}",
        suggest_from=f"{why.suggest_from:.2f}",
        rule=why.rule,
        words=short(" ".join(why.words), TEXT_MOST),
        names=short(", ".join(why.names), TEXT_MOST) or "–",
        nearest=nearest,
    )
