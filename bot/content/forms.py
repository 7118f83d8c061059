"""The enquiry form: a lead can be made of its fields, and each word presses one button."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from bot.content.problem import Problem, likely, shown
from bot.content.reading import Reading, Steps
from bot.content.shape import Part
from bot.core.knowledge import FieldKind, Form
from bot.core.text import plain


@dataclass(frozen=True, slots=True)
class Needed:
    """What a lead needs of one field."""

    kind: FieldKind
    is_required: bool = True
    least: int = 1
    """Signs that an ordinary value has."""


FIELDS: Final = {
    "way": Needed(FieldKind.WAY),
    "company": Needed(FieldKind.TEXT, least=10),
    "contact-name": Needed(FieldKind.TEXT, least=10),
    "reach": Needed(FieldKind.REACH, least=20),
    "country": Needed(FieldKind.COUNTRY, is_required=False, least=20),
    "message": Needed(FieldKind.MESSAGE, is_required=False, least=20),
    "consent": Needed(FieldKind.CONSENT),
}
"""What a lead is made of."""

ACTIONS: Final = ("agree", "send", "skip", "back", "cancel", "drop", "why", "resume")
"""What people may type in the form instead of pressing a button."""

TOGETHER: Final = (
    frozenset({"cancel", "back", "send"}),
    frozenset({"cancel", "back", "why", "skip"}),
    frozenset({"cancel", "back", "why", "agree"}),
)
"""Actions that are open at the same step: of the summary, of a field that may be left out, of the consent."""


def form_problems(reading: Reading) -> Iterator[Problem]:
    """Find what would keep a visitor from sending an enquiry."""
    if reading.form:
        yield from _fields(reading.form)
        yield from _words(reading.form)
        yield from _two_buttons(reading.form)


def _fields(form: Part[Form]) -> Iterator[Problem]:
    fields = form.value.fields
    ids = [field.id for field in fields]
    for one, needed in FIELDS.items():
        if one not in ids:
            remedy = f"add a field with id {one} and kind {needed.kind}"
            yield form.problem(("fields",), f"no field {shown(one)}", "every field that a lead needs", remedy)
    for position, field in enumerate(fields):
        path = ("fields", position)
        if field.id in ids[:position]:
            yield form.problem((*path, "id"), f"a second field {shown(field.id)}", "each once", "remove one")
        known = FIELDS.get(field.id)
        if known is None:
            found, expected = f"the unknown field {shown(field.id)}", "one of " + ", ".join(FIELDS)
            yield form.problem(path, found, expected, likely(field.id, FIELDS, "remove it"))
            continue
        if field.kind is not known.kind:
            yield form.problem((*path, "kind"), shown(field.kind), shown(known.kind), "correct it")
        if known.is_required and not field.required:
            found = "a field that may be left out, though there is no enquiry without it"
            yield form.problem((*path, "required"), found, "true", "remove the line")
        if field.most < known.least:
            found, expected = shown(field.most), f"at least {known.least}"
            yield form.problem((*path, "most"), found, expected, "raise it, so that ordinary values fit")


def _words(form: Part[Form]) -> Iterator[Problem]:
    for action in ACTIONS:
        if action not in form.value.words:
            yield form.problem(
                ("words",), f"no words for {shown(action)}", "words for every action", "add them"
            )
    for action in form.value.words:
        if action not in ACTIONS:
            found, expected = f"the unknown action {shown(action)}", "one of " + ", ".join(ACTIONS)
            yield form.problem(("words", action), found, expected, likely(action, ACTIONS, "remove it"))


def _two_buttons(form: Part[Form]) -> Iterator[Problem]:
    """Find words that stand for two buttons of one step; the words of every language count at once."""
    places: dict[str, list[tuple[str, Steps]]] = defaultdict(list)
    for action, wordings in form.value.words.items():
        for language, said in wordings.items():
            for position, word in enumerate(said):
                places[plain(word) or word].append((action, ("words", action, language, position)))
    for word, listed in places.items():
        for (one, where), (other, path) in combinations(listed, 2):
            if one != other and any({one, other} <= open_at_once for open_at_once in TOGETHER):
                found = f"{shown(word)}, which means {shown(one)} as well (line {form.spot(where).line})"
                yield form.problem(path, found, "words of one action", "remove it from one of the two")
