"""Words: every live language everywhere, every phrase there, every placeholder one that the code fills in."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from babel import Locale, UnknownLocaleError
from pydantic import BaseModel

from bot.content.problem import Problem, likely, shown
from bot.content.reading import Reading, Steps
from bot.content.shape import Part
from bot.core.asking import CommonKnowledge
from bot.core.knowledge import Talk
from bot.core.phrases import PHRASES
from bot.core.plurals import forms_of, read_forms
from bot.core.text import plain
from bot.core.types import IN_SOME, Language

ANY = "any"
"""Key of the names that are used in every language."""

Worded = Mapping[str, object]


def wording_problems(reading: Reading) -> Iterator[Problem]:
    """Find what is missing in a language, and sentences that could not be said."""
    if not reading.talk:
        return
    talk = reading.talk.value
    yield from _talk(reading.talk)
    parts: tuple[Part[Any] | None, ...] = (
        reading.talk,
        reading.form,
        reading.phrases,
        reading.safety,
        reading.replies,
        *reading.topics,
        *reading.partners,
    )
    for part in parts:
        for path, worded, whole in _worded(part.value, ()) if part else ():
            yield from _languages(part, path, worded, talk.languages, whole=whole) if part else ()
    for part in reading.partners:
        if not any(part.value.names.values()):
            yield part.problem(("names",), "no name", "at least one", "add the name under `any`")
    if reading.phrases:
        yield from _phrases(reading.phrases)


def is_language(code: str) -> bool:
    """True if a code is that of a language."""
    try:
        Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _worded(value: object, path: Steps) -> Iterator[tuple[Steps, Worded, bool]]:
    """Find every mapping of languages; the flag tells whether it has to name all of them."""
    if isinstance(value, BaseModel):
        for key in (key for key in type(value).model_fields if key not in CommonKnowledge.model_fields):
            yield from _worded_field(value, key, (*path, key))
    elif isinstance(value, tuple):
        for position, inner in enumerate(value):
            yield from _worded(inner, (*path, position))
    elif isinstance(value, Mapping):
        if any(isinstance(inner, str | tuple) for inner in value.values()) or not value:
            yield path, value, True
        else:
            for key, inner in value.items():
                yield from _worded(inner, (*path, key))


def _worded_field(model: BaseModel, key: str, path: Steps) -> Iterator[tuple[Steps, Worded, bool]]:
    inner, field = getattr(model, key), type(model).model_fields[key]
    if field.json_schema_extra == IN_SOME:
        yield path, inner, False
    elif inner or field.is_required():
        yield from _worded(inner, path)


def _languages(
    part: Part[Any], path: Steps, worded: Worded, live: tuple[Language, ...], *, whole: bool
) -> Iterator[Problem]:
    named = path[-1:] == ("names",)
    for language in live if whole else ():
        if language not in worded:
            yield part.problem(path, f"no {shown(language)}", "a text in every live language", "add it")
    for key, said in worded.items():
        if key not in live and not (named and key == ANY):
            remedy = "correct the key, or add the language to `languages` in bot.yaml"
            expected = "one of " + ", ".join((ANY, *live) if named else live)
            yield part.problem((*path, key), f"the unknown language {shown(key)}", expected, remedy)
        elif not said:
            yield part.problem((*path, key), "an empty list", "at least one item", "fill it in")


def _talk(part: Part[Talk]) -> Iterator[Problem]:
    talk = part.value
    for position, language in enumerate(talk.languages):
        if not is_language(language):
            expected = "the code of a language (ISO 639-1), such as en"
            yield part.problem(("languages", position), shown(language), expected, "correct the code")
    if talk.fallback_language not in talk.languages:
        expected = "one of " + ", ".join(talk.languages)
        yield part.problem(
            ("fallback_language",), shown(talk.fallback_language), expected, "choose a live one"
        )
    if talk.desk.language is not None and talk.desk.language not in talk.languages:
        expected = "one of " + ", ".join(talk.languages)
        yield part.problem(("desk", "language"), shown(talk.desk.language), expected, "choose a live one")
    if talk.thresholds.suggest > talk.thresholds.answer:
        found = f"suggest {talk.thresholds.suggest} above answer {talk.thresholds.answer}"
        yield part.problem(
            ("thresholds",), found, "suggest at most as high as answer", "swap or correct them"
        )
    yield from _patterns(part)
    refused = {plain(word) for said in talk.no_words.values() for word in said}
    for language, said in talk.yes_words.items():
        for position, word in enumerate(said):
            if plain(word) in refused:
                found, place = f"{shown(word)}, which means no as well", ("yes_words", language, position)
                yield part.problem(place, found, "words of one meaning", "remove one")


def _patterns(part: Part[Talk]) -> Iterator[Problem]:
    """Patterns of questions that have not exactly the slots that the matcher fills."""
    names, lists = part.value.names, part.value.lists
    slots = (
        ("names", "questions", names.questions, {"name"}),
        ("names", "ours", names.ours, {"name"}),
        ("names", "own", names.own, {"name"}),
        ("lists", "questions", lists.questions, {"group", "place"}),
        ("lists", "examples", lists.examples, {"group", "place"}),
        ("lists", "beside", lists.beside, {"group", "place"}),
    )
    for page, key, questions, allowed in slots:
        for language, patterns in questions.items():
            for position, pattern in enumerate(patterns):
                named = _placeholders(pattern)
                if not named or not named <= allowed:
                    expected = " or ".join(f"{{{name}}}" for name in sorted(allowed))
                    path = (page, key, language, position)
                    yield part.problem(path, shown(pattern), f"{expected} in each pattern", "add it")


def _phrases(part: Part[dict[str, dict[str, str]]]) -> Iterator[Problem]:
    for phrase in PHRASES:
        if phrase not in part.value:
            yield part.problem((), f"no phrase {shown(phrase)}", "every sentence that the bot says", "add it")
    for name, texts in part.value.items():
        if name not in PHRASES:
            remedy = likely(name, PHRASES, "remove it")
            yield part.problem(
                (name,), f"the unknown phrase {shown(name)}", "a phrase that the bot says", remedy
            )
            continue
        for language, text in texts.items():
            yield from _slots(part, (name, language), _placeholders(text), PHRASES[name].placeholders)
            yield from _forms(part, (name, language), text, language)


def _slots(
    part: Part[Any], path: Steps, names: frozenset[str] | None, declared: frozenset[str]
) -> Iterator[Problem]:
    if names is None:
        yield part.problem(
            path,
            "braces that do not fit",
            "{word}, {word:one=…|other=…} or none",
            "write {{ and }} for plain braces",
        )
        return
    expected = _list(declared) if declared else "no placeholder in this phrase"
    if names - declared:
        yield part.problem(path, f"the unknown {_list(names - declared)}", expected, "correct or remove it")
    if declared - names:
        yield part.problem(path, f"no {_list(declared - names)}", expected, "add what is missing")


def _forms(part: Part[Any], path: Steps, text: str, language: Language) -> Iterator[Problem]:
    """Find numbers whose words lack a form of the language, or have one that it does not know."""
    if _placeholders(text) is None or not is_language(language):
        return
    needed = forms_of(language)
    for _, name, spec, _ in Formatter().parse(text):
        forms = read_forms(spec) if spec else None
        if forms is not None and not needed <= set(forms) <= needed | {"other", "many"}:
            example = "|".join(f"{form}=…" for form in sorted(needed))
            expected = f"{{{name}:{example}}}, the forms of {shown(language)}"
            yield part.problem(path, shown(f"{{{name}:{spec}}}"), expected, "correct the forms")


def _placeholders(text: str) -> frozenset[str] | None:
    """Names in braces, or None where the text would not render: odd braces, or more than a name and forms."""
    try:
        slots = [(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    if any(how or not name.isidentifier() for name, _, how in slots):
        return None
    if any("{" in spec or read_forms(spec) is None for _, spec, _ in slots if spec):
        return None
    return frozenset(name for name, _, _ in slots)


def _list(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
