"""Schemas of texts in every language: of the mappings that all files share, and of the bot's sentences."""

from collections.abc import Iterable
from typing import Any

from bot.content.phrase_meanings import meaning_of
from bot.content.wording import ANY
from bot.core.phrases import PHRASES
from bot.core.types import Language

Schema = dict[str, Any]

WORD: Schema = {"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": 300}
"""A short text, which plug-ins may take for a number or a truth value."""
# In a list `null` may be one of the words; as a single value it is a text that somebody forgot to write.
WORDS: Schema = {
    "type": "array",
    "items": WORD | {"type": [*WORD["type"], "null"]},
    "minItems": 1,
    "uniqueItems": True,
}
CLOSED: Schema = {"type": "object", "additionalProperties": False}
"""A mapping with no other keys than its properties."""


def mappings(languages: tuple[Language, ...]) -> dict[str, Schema]:
    """Give the definitions of mappings of languages that other schemas refer to, by name."""

    def every(said: str, inner: Schema) -> Schema:
        each = {language: {"description": f"In the language `{language}`."} | inner for language in languages}
        return CLOSED | {"description": said, "properties": each, "required": list(languages)}

    def pattern(*slots: str) -> Schema:
        filled = {"type": "string", "maxLength": 300, "pattern": rf"\{{({'|'.join(slots)})\}}"}
        filled["patternErrorMessage"] = "expected " + " or ".join(f"{{{slot}}}" for slot in slots)
        return WORDS | {"items": filled}

    some = every("Short texts, in any of the languages.", WORDS)
    some["required"] = []
    in_all = {ANY: {"description": "What is the same in every language."} | WORDS}
    names = some | {"properties": in_all | some["properties"], "minProperties": 1}
    return {
        "Lines": every("A short text in every language.", WORD),
        "Texts": every("Sentences in every language.", WORD | {"maxLength": 3000}),
        "Wordings": every("Short texts in every language.", WORDS),
        # A word that stands there twice does no harm.
        "Words": every("Words in every language.", WORDS | {"uniqueItems": False}),
        "SomeWordings": some,
        "PartnerNames": names | {"description": "Names, in every language or in any of them."},
        "NamePatterns": every("Questions with `{name}` in them, in every language.", pattern("name")),
        "ListPatterns": every("Questions with `{group}` or `{place}` in them.", pattern("group", "place")),
    }


def phrases() -> Schema:
    """Give the schema of `phrases.yaml`: every sentence, with no other placeholders than it may have."""
    named = {
        name: {"description": meaning_of(phrase), **_filled(phrase.placeholders)}
        for name, phrase in PHRASES.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "Every sentence that the bot says of itself, in every language.",
        **CLOSED,
        "properties": named,
        "required": sorted(named),
    }


def _filled(slots: Iterable[str]) -> Schema:
    may = "|".join(("[^{}]", r"\{\{", r"\}\}", *(rf"\{{{slot}\}}" for slot in sorted(slots))))
    said = "expected no other words in braces than " + ", ".join(f"{{{slot}}}" for slot in sorted(slots))
    filled = {"pattern": f"^({may})*$", "patternErrorMessage": said if slots else "expected no braces"}
    return {"allOf": [{"$ref": "#/$defs/Texts"}, {"additionalProperties": filled}]}
