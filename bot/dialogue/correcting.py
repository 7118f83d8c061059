"""Corrections in words: `le nom c'est Camille Durand`, `make it 150 kg`, `mettez mon téléphone plutôt`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.text import plain
from bot.core.types import Wordings
from bot.dialogue.fields import IN_CHAT, LATER, PERSON, Accepted
from bot.dialogue.form import read_value
from bot.dialogue.names import has_legal_form, is_titled
from bot.dialogue.turn import OpenForm
from bot.dialogue.wording import find, phrases, small_words
from bot.matching.utterance import Tokeniser, Utterance
from bot.matching.vocabulary import word_set


@dataclass(frozen=True, slots=True)
class Correction:
    """Which field, and what it shall hold; empty where it shall be asked again."""

    field: FormField
    value: str = ""


_AMOUNT: Final = re.compile(r"(?P<number>\d[\d.,\s]*)(?P<unit>[^\W\d_]+)")
_SIGNS: Final = frozenset(":=")
"""Signs that stand between the name of a field and its value."""
_VALUED: Final = (FieldKind.TEXT, FieldKind.REACH, FieldKind.COUNTRY, FieldKind.MESSAGE)
"""Kinds of fields that are corrected by a value; a way is heard as a wish."""


def read_correction(
    form: OpenForm, field: FormField | None, text: str, knowledge: Knowledge
) -> Correction | None:
    """Read a text as a correction.

    Args:
        form: With the values so far.
        field: The field that is asked for now.
        text: What was typed; no question.
        knowledge: Holds the names of the fields, and the words by which people put something right.
    """
    said = Tokeniser().read(text)
    named = _of_named(form, field, said, knowledge)
    return named or _of_unnamed(form, field, said, knowledge)


def _spans(said: Utterance, *kinds: Wordings) -> dict[int, int]:
    """Where phrases begin, each with its end."""
    return {found.start: found.end for found in find(said.folded, phrases(*kinds))}


def _skip(said: Utterance, at: int, spans: dict[int, int], small: Iterable[str] = ()) -> int:
    """The first word from one on that no phrase covers and that is not small."""
    while at < len(said.tokens) and (at in spans or said.folded[at] in small):
        at = spans.get(at, at + 1)
    return at


def _of_named(
    form: OpenForm, field: FormField | None, said: Utterance, knowledge: Knowledge
) -> Correction | None:
    talk, small = knowledge.form.talk, small_words(knowledge)
    names = _names_of_fields(knowledge)
    around = _spans(said, talk.change, talk.instead, talk.link)
    found = find(said.folded, names)
    label = next(iter(found), None)
    if label is None or _skip(said, 0, around, small) < label.start:
        return None
    is_free = field is not None and field.kind is FieldKind.MESSAGE
    named = names[" ".join(said.folded[label.start : label.end])]
    opens = bool(_spans(said, talk.change, talk.instead))
    links = _spans(said, talk.link)
    start = links.get(label.end, label.end)
    between = (
        said.text[said.tokens[label.end - 1].end : said.tokens[start].start]
        if start < len(said.tokens)
        else ""
    )
    end = _end_of_value(said, start, knowledge)
    value = said.typed(start, end)
    is_linked = start > label.end or not _SIGNS.isdisjoint(between)
    if not value or _skip(said, start, around, small) == len(said.tokens):
        return Correction(named) if opens and named is not field and named.id in form.values else None
    if not is_linked or (is_free and not _is_plain_value(form, named, value, opens, knowledge)):
        return None
    if named.kind is FieldKind.REACH:
        # An address has signs that no word has.
        value = said.text[said.tokens[label.end - 1].end :]
        reading = read_value(form, named, value, knowledge)
        is_read = isinstance(reading, Accepted) or bool(reading.values)
        return Correction(named, value) if is_read and named is not field else None
    return Correction(named, value)


def introduced(field: FormField, text: str, knowledge: Knowledge) -> str:
    """The name behind words by which people introduce themselves: `I am Ana Ruiz`; else empty."""
    said = Tokeniser().read(text)
    end = _spans(said, knowledge.form.talk.introduce).get(0, 0)
    name = said.typed(end, len(said.tokens)) if end else ""
    # `Soy Ana` begins a sentence, and `Somos Oro` may be a name.
    may_be_name = field.id != PERSON and is_titled(said, knowledge)
    is_name = bool(name) and is_titled(Tokeniser().read(name), knowledge)
    return name if is_name and not may_be_name else ""


def _names_of_fields(knowledge: Knowledge) -> dict[str, FormField]:
    fields = (each for each in knowledge.form.fields if each.kind in _VALUED)
    return {plain(name): each for each in fields for name in (*phrases(each.words), *each.label.values())}


def _end_of_value(said: Utterance, start: int, knowledge: Knowledge) -> int:
    """Where a value ends: words of correcting behind it are none of it."""
    spans = _spans(said, knowledge.form.talk.instead)
    ends = {end: begin for begin, end in spans.items() if begin > start}
    end = len(said.tokens)
    while end in ends:
        end = ends[end]
    return end


def _is_plain_value(form: OpenForm, named: FormField, value: str, opens: bool, knowledge: Knowledge) -> bool:
    """Tell a correction from a message that speaks of the same thing: `our company is small`."""
    if named.kind is FieldKind.TEXT:
        said, small = Tokeniser().read(value), word_set(knowledge.talk.names.connectors)
        return opens or (is_titled(said, knowledge) and said.folded[0] not in small)
    return (
        isinstance(read_value(form, named, value, knowledge), Accepted)
        and named.kind is not FieldKind.MESSAGE
    )


def _of_unnamed(
    form: OpenForm, field: FormField | None, said: Utterance, knowledge: Knowledge
) -> Correction | None:
    """Read `actually it's Hannah Cole`: what is put in the place of something said before."""
    talk = knowledge.form.talk
    instead = _spans(said, talk.instead)
    skipped = _spans(
        said, talk.instead, talk.link, talk.change, knowledge.talk.no_words, knowledge.talk.yes_words
    )
    start = _skip(said, 0, skipped)
    end = _end_of_value(said, start, knowledge)
    value = said.typed(start, end)
    if not value or not any(at < start or at >= end for at in instead):
        return None
    given = [each for each in knowledge.form.fields if _is_given(each, form) and each is not field]
    return _amount(form, given, value) or _fitting(form, field, given, value, knowledge)


def _is_given(field: FormField, form: OpenForm) -> bool:
    return field.kind in _VALUED and form.values.get(field.id, "") not in ("", LATER, IN_CHAT)


def _amount(form: OpenForm, given: list[FormField], value: str) -> Correction | None:
    """Put an amount in the place of the one with the same unit in the message."""
    message = next((each for each in given if each.kind is FieldKind.MESSAGE), None)
    amount = _AMOUNT.fullmatch(value)
    if message is None or amount is None:
        return None
    said = form.values[message.id]
    same = [each for each in _AMOUNT.finditer(said) if each["unit"].lower() == amount["unit"].lower()]
    if len(same) == 1:
        return Correction(message, said[: same[0].start()] + value + said[same[0].end() :])
    return Correction(message, f"{said}\n{value}")


def _fitting(
    form: OpenForm, field: FormField | None, given: list[FormField], value: str, knowledge: Knowledge
) -> Correction | None:
    """The field given before that a value fits: an address, a country, a name."""
    for each in reversed(given):
        is_read = each.kind in (FieldKind.REACH, FieldKind.COUNTRY)
        if is_read and isinstance(read_value(form, each, value, knowledge), Accepted):
            return Correction(each, value)
    said = Tokeniser().read(value)
    texts = [each for each in given if each.kind is FieldKind.TEXT]
    is_organisation = has_legal_form(said, knowledge)
    if not texts or not (is_organisation or is_titled(said, knowledge)):
        return None
    if is_organisation:
        return Correction(texts[0], value)
    is_name_asked = field is not None and field.kind is FieldKind.TEXT
    return None if is_name_asked or field is None else Correction(texts[-1], value)
