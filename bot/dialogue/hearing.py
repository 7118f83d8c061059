"""What people say in the middle of the form besides values: they leave, change their mind, correct.

Told by phrases with small words around them, by the names of fields with a value behind, and by likeness
where whole sentences say it. A name that was asked for comes first where it is written as names are.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.match import Match, Verdict
from bot.core.snapshot import Snapshot
from bot.core.text import words
from bot.core.types import Wordings
from bot.dialogue.answers import way_meant
from bot.dialogue.correcting import introduced, read_correction
from bot.dialogue.form import is_button
from bot.dialogue.intents import is_question
from bot.dialogue.languages import wished_language
from bot.dialogue.names import is_name_like
from bot.dialogue.questions import COMPANY, pending
from bot.dialogue.turn import OpenForm
from bot.dialogue.wording import find, holds, phrases, says_only
from bot.leads.reach import is_reach_alone
from bot.matching.vocabulary import lines


class Act(Enum):
    """What is said."""

    LEAVE = auto()
    FORGET = auto()
    """Everything that is kept shall be erased."""
    SPEAK = auto()
    """Another language, or the same."""
    RESUME = auto()
    EXPLAIN = auto()
    """Why a field is asked for."""
    HERE = auto()
    """The reply shall come to this chat."""
    LACKING = auto()
    """There is no address or number to give."""
    WAY = auto()
    """Another way to get involved."""
    CORRECT = auto()
    """Another value for a field."""
    CHANGE = auto()
    """A field shall be asked again."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said; with a field and a value where it has them."""

    act: Act
    field: FormField | None = None
    value: str = ""


_FREE_MOST: Final = 8
"""Words of a message that may say no more than a wish; a longer one may speak of anything."""
_WISH_MOST: Final = 14
"""Words of a wish elsewhere."""
_SURE: Final = 0.9
"""Confidence from which likeness alone closes a form or erases what is kept."""
_LIKENESS: Final = 0.62
_NAME_LIKENESS: Final = 0.8
"""The ranker's own confidence that it takes besides: `delete it records` may be a company."""


def hear(form: OpenForm, text: str, snapshot: Snapshot) -> Heard | None:
    """Tell what a text says besides a value; None where it says nothing of the kind."""
    knowledge = snapshot.knowledge
    field = pending(form, knowledge)
    is_free = field is not None and field.kind is FieldKind.MESSAGE
    length = len(words(text))
    if not length or length > (_FREE_MOST if is_free else _WISH_MOST) or is_reach_alone(text):
        return None
    match = snapshot.matcher.match(text, form.language)
    is_name = field is not None and field.kind is FieldKind.TEXT
    if heard := _of_intent(match, Act.FORGET, is_name=is_name):
        return heard
    is_pressed = is_button(form, text, knowledge)
    if (length > 1 or not (is_pressed or is_name)) and _leaves(text, knowledge):
        return Heard(Act.LEAVE)
    if is_pressed:
        return None
    if language := wished_language(text, knowledge):
        may_be_value = field is not None and field.kind in _NAMED and length == 1
        return None if may_be_value else Heard(Act.SPEAK, value=language)
    if field is not None and is_name:
        if heard := _hear_alone(field, text, knowledge):
            return heard
        if name := introduced(field, text, knowledge):
            return Heard(Act.CORRECT, field, name)
        if is_name_like(text, knowledge):
            return None
    return _hear_words(form, field, text, knowledge) or _hear_likeness(form, field, text, match, knowledge)


_NAMED: Final = (FieldKind.TEXT, FieldKind.COUNTRY)
"""Kinds of fields for which a language's name may be a value: `English`, `Español`."""


def hear_while_paused(text: str, match: Match, knowledge: Knowledge) -> Heard | None:
    """The same where nothing is asked: leaving, erasing, another language."""
    if language := wished_language(text, knowledge):
        return Heard(Act.SPEAK, value=language)
    if _leaves(text, knowledge):
        return Heard(Act.LEAVE)
    return _of_intent(match, *_INTENTS.values())


def _hear_words(form: OpenForm, field: FormField | None, text: str, knowledge: Knowledge) -> Heard | None:
    if _explains(text, knowledge):
        named = _named(text, knowledge, (*FieldKind,)) or field
        return Heard(Act.EXPLAIN, named) if named else None
    if is_question(text, knowledge) and "?" in text:
        return None
    if heard := hear_of_reach(field, text, knowledge):
        return heard
    if _resumes(text, knowledge):
        return Heard(Act.RESUME)
    if found := read_correction(form, field, text, knowledge):
        return Heard(Act.CORRECT if found.value else Act.CHANGE, found.field, found.value)
    return None


def _leaves(text: str, knowledge: Knowledge) -> bool:
    talk = knowledge.form.talk
    leaving = (talk.leave, knowledge.form.words.get("cancel", {}))
    return "?" not in text and says_only(text, leaving, knowledge, (talk.instead, talk.unsure))


def _resumes(text: str, knowledge: Knowledge) -> bool:
    """Tell whether a text says to go on, in other words than yes."""
    resume, assents = knowledge.form.words.get("resume", {}), {*lines(knowledge.talk.yes_words)}
    plainly = {
        language: tuple(each for each in said if each not in assents) for language, said in resume.items()
    }
    return says_only(text, (plainly,), knowledge)


def _explains(text: str, knowledge: Knowledge) -> bool:
    """Tell whether a text asks why something is asked for."""
    form = knowledge.form
    if not holds(text, form.words.get("why", {})) or holds(text, knowledge.talk.no_words):
        return False
    named = (field.words for field in form.fields)
    labels: list[Wordings] = [{code: (label,) for code, label in each.label.items()} for each in form.fields]
    return says_only(text, (form.talk.needing, form.words["why"]), knowledge, (*named, *labels))


def _named(text: str, knowledge: Knowledge, kinds: tuple[FieldKind, ...]) -> FormField | None:
    """The field whose name stands in a text."""
    fields = (field for field in knowledge.form.fields if field.kind in kinds)
    return next((field for field in fields if holds(text, field.words)), None)


def _hear_alone(field: FormField, text: str, knowledge: Knowledge) -> Heard | None:
    """Hear that somebody has no organisation, which is what those write who ask for themselves."""
    talk = knowledge.form.talk
    alone = next(lines(talk.alone), "")
    if field.id != COMPANY or not alone:
        return None
    lacks = says_only(text, (talk.lacking,), knowledge, (field.words,)) and holds(text, field.words)
    return Heard(Act.CORRECT, field, alone) if lacks and _is_more(text, talk.lacking) else None


def hear_of_reach(field: FormField | None, text: str, knowledge: Knowledge) -> Heard | None:
    """Hear that somebody has no address or number, or wants to be answered here."""
    talk = knowledge.form.talk
    reach = next((each for each in knowledge.form.fields if each.kind is FieldKind.REACH), None)
    if reach is None or (field is not None and field.kind is FieldKind.MESSAGE):
        return None
    is_asked = field is reach
    if says_only(
        text,
        (talk.here,),
        knowledge,
        (talk.change, talk.instead, talk.approve, knowledge.talk.language_words),
    ):
        return Heard(Act.HERE, reach) if is_asked or _is_more(text, talk.here) else None
    named = (reach.words,)
    beside = (*named, talk.needing, talk.change, talk.instead, talk.leave, talk.unsure, talk.lacking)
    lacks = says_only(text, (talk.lacking, talk.unsure), knowledge, beside)
    if lacks and (is_asked or holds(text, *named)):
        return Heard(Act.LACKING, reach)
    is_aside = field is not None and not is_asked and says_only(text, named, knowledge, (talk.link,))
    return Heard(Act.LACKING, reach) if is_aside and len(words(text)) > 1 else None


def _is_more(text: str, kind: Wordings) -> bool:
    """True if more than one word of a kind stands in a text: `here` or `no` alone may mean anything."""
    found = find(words(text), phrases(kind))
    return sum(each.end - each.start for each in found) > 1


def _hear_likeness(
    form: OpenForm, field: FormField | None, text: str, match: Match, knowledge: Knowledge
) -> Heard | None:
    if "?" in text:
        return None
    is_name = field is not None and field.kind is FieldKind.TEXT
    if heard := _of_intent(match, Act.LEAVE, is_name=is_name):
        return heard
    way = way_meant(match, knowledge)
    if way is None or field is None or field.kind is FieldKind.WAY:
        return None
    asked = next((each for each in knowledge.form.fields if each.kind is FieldKind.WAY), None)
    if asked is None or asked.id not in form.values:
        return None
    is_said = match.verdict is Verdict.ANSWER or match.explanation.evidence.speaker
    is_other = form.values[asked.id] != way and field.kind not in (FieldKind.TEXT, FieldKind.MESSAGE)
    is_wish = is_said and (holds(text, knowledge.form.talk.instead) or is_other)
    return Heard(Act.WAY, asked, way) if is_wish else None


_INTENTS: Final = {"cancel": Act.LEAVE, "forget": Act.FORGET}


def _of_intent(match: Match, *acts: Act, is_name: bool = False) -> Heard | None:
    """What a text says by likeness as a whole; where a name is asked for, it has to be very like."""
    act = _INTENTS.get(match.key or "")
    candidates = match.explanation.evidence.candidates
    likeness = candidates[0].confidence if candidates else 0.0
    is_sure = match.verdict is Verdict.ANSWER and match.score >= _SURE
    is_like = likeness >= (_NAME_LIKENESS if is_name else _LIKENESS)
    return Heard(act) if act in acts and act is not None and is_sure and is_like else None
