"""JSON Schemas of the knowledge files, so that editors' YAML plug-ins complete and validate while typing.

They are made from the same models that load the files, and from the knowledge itself for the languages and
the ids that may be used. A plug-in reads `2018` as a number and `true` as a truth value where the program
reads the text that was typed, so a schema takes all of these for a text. What the bot's own sentences are
for, in an editor's words, stands in `bot/starter`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from bot.content.figure_meanings import figure_meanings
from bot.content.forms import ACTIONS, FIELDS
from bot.content.references import LONGEST_FACET, RESERVED
from bot.content.shape import PATTERNS
from bot.content.starter import starter_text
from bot.content.wording import ANY
from bot.core.asking import Examples, Words
from bot.core.canned import SLOTS, CannedReplies
from bot.core.cases import ALERTS, NONE, NOT_LISTED, Case
from bot.core.countries import codes
from bot.core.knowledge import Bot, Form, Knowledge, Partner, Topic
from bot.core.phrases import PHRASES, AnyPhrase
from bot.core.query import ALL
from bot.core.safety import Safety
from bot.core.types import Frozen, Id, Language, Line, Wordings


class PhraseMeanings(Frozen):
    """`phrase_meanings.yaml`."""

    phrases: Mapping[str, Line]
    """What a phrase is for: by its key, or by how keys begin, of which the longest counts."""
    placeholders: Mapping[str, Line]
    """What is filled in for a placeholder whose name alone does not tell."""


@cache
def phrase_meanings() -> PhraseMeanings:
    """Read them."""
    return PhraseMeanings.model_validate(yaml.safe_load(starter_text("phrase_meanings.yaml")))


def meaning_of(phrase: AnyPhrase) -> str:
    """Say where the bot uses a phrase, and what is filled in for which braces."""
    known = phrase_meanings()
    meaning = known.phrases[max(filter(phrase.startswith, known.phrases), key=len)]
    filled = ", ".join(
        f"{{{name}}}" + (f" ({known.placeholders[name]})" if name in known.placeholders else "")
        for name in sorted(phrase.placeholders)
    )
    return f"{meaning} Filled in: {filled}." if filled else meaning


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


_FORMS = r"(:[a-z]+=[^{}|]*(\|[a-z]+=[^{}|]*)*)?"
"""Words by the number that they stand with: `{count:one=enquiry|other=enquiries}`."""


def _filled(slots: Iterable[str]) -> Schema:
    may = "|".join(("[^{}]", r"\{\{", r"\}\}", *(rf"\{{{slot}{_FORMS}\}}" for slot in sorted(slots))))
    said = "expected no other words in braces than " + ", ".join(f"{{{slot}}}" for slot in sorted(slots))
    filled = {"pattern": f"^({may})*$", "patternErrorMessage": said if slots else "expected no braces"}
    return {"allOf": [{"$ref": "#/$defs/Texts"}, {"additionalProperties": filled}]}


FOLDER = "schema"
"""Where in the knowledge folder the schemas stand."""

_TIME: Schema = {
    "type": "string",
    "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$",
    "patternErrorMessage": "expected a time such as 08:00",
}
_DATE: Schema = {
    "type": "string",
    "format": "date",
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "patternErrorMessage": "expected a day such as 2026-05-31",
}
_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?~?"
_WHEN: Schema = {
    "type": ["string", "integer"],
    "pattern": f"^(undated|{_DAY}(/{_DAY})?)$",
    "minimum": 1000,
    "maximum": 9999,
}
_TRUTH: Schema = {"type": ["boolean", "string"], "pattern": "^(true|false|yes|no|on|off)$"}


def schemas(knowledge: Knowledge) -> dict[str, Schema]:
    """Make the schema of each kind of file.

    Args:
        knowledge: Gives the live languages and every id that may be named.

    Returns:
        Schemas by file name: `bot.json`, `form.json`, `topic.json`, ...
    """
    made = {
        "bot.json": _made(Bot),
        "cases.json": _made(tuple[Case, ...]),
        "examples.json": _made(Examples),
        "form.json": _made(Form),
        "partner.json": _made(Partner),
        "phrases.json": phrases(),
        "phrasings.json": _made(dict[Id, Wordings]),
        "replies.json": _made(CannedReplies),
        "safety.json": _made(Safety),
        "topic.json": _made(Topic),
        "words.json": _made(Words),
    }
    made["phrasings.json"] |= _learnt(knowledge)
    for schema in made.values():
        for node in list(_objects(schema)):
            _narrow(node, knowledge)
            _explain(node)
        used = {str(node.get("$ref", "")).rpartition("/")[2] for node in _objects(schema)}
        shared = mappings(knowledge.talk.languages).items()
        schema["$defs"] = schema.get("$defs", {}) | {name: each for name, each in shared if name in used}
    # VS Code's plug-in would show it instead of what each phrase says of itself.
    del made["phrases.json"]["$defs"]["Texts"]["description"]
    return made


def write_schemas(knowledge: Knowledge, folder: Path) -> list[Path]:
    """Write the schemas into a folder, which is made if need be; gives the paths of those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, schema in schemas(knowledge).items():
        text = json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def _made(kind: Any) -> Schema:
    schema = TypeAdapter(kind).json_schema()
    for node in list(_objects(schema)):
        for inner in node.get("properties", {}).values():
            inner.pop("title", None)
            # Of the docstring below the attribute, which pydantic has kept.
            inner["description"] = " ".join(inner.get("description", "").split())
    for node in list(_objects(schema)):
        _as_typed(node)
    if schema["type"] == "array":
        schema["description"] = "Example questions, each with the answer that it should get."
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _objects(node: object) -> Iterator[Schema]:
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from _objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _objects(inner)


def _as_typed(node: Schema) -> None:  # noqa: C901 - one table
    """Let a schema take what the program makes of a value as it is typed."""
    described = {"description": node["description"]} if "description" in node else {}
    match node:
        case {"type": "object", "languages": "some"}:
            _become(node, {"$ref": "#/$defs/SomeWordings"} | described)
        case {"type": "object", "additionalProperties": {"type": "array"}}:
            _become(node, {"$ref": "#/$defs/Wordings"} | described)
        case {"type": "object", "additionalProperties": {"type": "string", "maxLength": 300}}:
            _become(node, {"$ref": "#/$defs/Lines"} | described)
        case {"type": "object", "additionalProperties": {"type": "string"}}:
            _become(node, {"$ref": "#/$defs/Texts"} | described)
        case {"type": "string", "format": "time"}:
            _become(node, _TIME | described)
        case {"type": "string", "format": "date"}:
            _become(node, _DATE | described)
        case {"type": "string", "pattern": str(pattern)} if pattern.startswith("^(undated"):
            _become(node, _WHEN | described)
        case {"type": "string", "pattern": str(pattern)} if pattern.startswith("^[a-z0-9]"):
            node["type"] = ["string", "integer"]
        case {"type": "string"} if not {"enum", "const", "pattern"} & node.keys():
            node["type"] = WORD["type"]
        case {"type": "boolean"}:
            _become(node, _TRUTH | described)
        case {"type": "number" | "integer" as number}:
            node |= {"type": [number, "string"], "pattern": r"^-?\d+(\.\d+)?$"}
        case {"type": "array", "items": _}:
            node["uniqueItems"] = True


def _explain(node: Schema) -> None:
    """Let plug-ins that can (VS Code's) say what a pattern wants, in the words of `check`."""
    pattern = node.get("pattern")
    if isinstance(pattern, str):
        for start, said in PATTERNS.items():
            if pattern.startswith(start):
                node["patternErrorMessage"] = f"expected {said}"


def _become(node: Schema, other: Schema) -> None:
    node.clear()
    node |= other


def _narrow(node: Schema, knowledge: Knowledge) -> None:  # noqa: C901 - one table
    """Let a model's schema know what only the knowledge, or a rule between its fields, can tell."""
    talk, inner = knowledge.talk, node.get("properties", {})
    if "$ref" in inner.get("words", {}):
        inner["words"]["$ref"] = "#/$defs/Words"
    if "country_names" in inner:
        inner["country_names"]["propertyNames"] = {"enum": sorted(codes())}
    match node.get("title"):
        case "Entry" | "Partner":
            _narrow_entry(node, knowledge)
        case "Case":
            _only(inner["lang"], talk.languages)
            _become(inner["expect"], _expected(knowledge) | {"description": inner["expect"]["description"]})
        case "Group":
            inner["id"] |= {"maxLength": LONGEST_FACET, "not": {"enum": list(RESERVED)}}
        case "NameExamples":
            inner["questions"]["$ref"] = "#/$defs/NamePatterns"
        case "ListExamples":
            inner["questions"]["$ref"] = "#/$defs/ListPatterns"
        case "Examples":
            inner["intents"] |= _keyed([intent.id for intent in talk.intents], "Wordings")
            for key, facets in (("sectors", talk.sectors), ("relations", talk.relations)):
                inner[key] |= _keyed([facet.id for facet in facets], "Wordings")
        case "Words":
            inner["places"] |= _keyed(sorted(codes()), "Wordings")
        case "Bot":
            inner["languages"]["items"] = {"type": "string", "pattern": "^[a-z]{2,3}(_[A-Z]{2})?$"}
            _only(inner["fallback_language"], talk.languages)
            share = {"type": ["number", "string"], "minimum": 0, "maximum": 1, "pattern": r"^(0|0?\.\d+|1)$"}
            floors = {str(name): share | {"description": said} for name, said in figure_meanings().items()}
            inner["floors"] |= CLOSED | {"properties": floors}
        case "Desk":
            _only(inner["language"], talk.languages)
        case "Form":
            said = "What people type instead of pressing the button for `{}`."
            named = {
                action: {"$ref": "#/$defs/Wordings", "description": said.format(action)} for action in ACTIONS
            }
            inner["words"] |= CLOSED | {"properties": named, "required": list(ACTIONS)}
            inner["fields"]["allOf"] = [{"contains": _constant("id", field)} for field in FIELDS]
        case "CannedReply":
            inner["text"] |= _filled(SLOTS)
            del inner["text"]["$ref"]
        case "FormField":
            _only(inner["id"], FIELDS)
            node["allOf"] = [
                {"if": _constant("id", field), "then": _constant("kind", needed.kind)}
                for field, needed in FIELDS.items()
            ]


def _narrow_entry(node: Schema, knowledge: Knowledge) -> None:
    inner = node["properties"]
    inner["id"]["not"] = {"enum": list(RESERVED)}
    inner["sources"]["minItems"] = 1
    node["required"] = sorted({*node["required"], "sources"})
    _only(inner["way"], (way.id for way in knowledge.talk.ways))
    inner["partners"]["items"] = {"enum": sorted(knowledge.partners)}
    inner["twins"]["items"] = {"enum": sorted(knowledge.entries)}
    if node["title"] == "Partner":
        talk = knowledge.talk
        inner["names"]["$ref"] = "#/$defs/PartnerNames"
        inner["countries"]["items"] = {"enum": sorted(codes())}
        inner["relations"]["items"] = {"enum": [facet.id for facet in talk.relations]}
        _only(inner["sector"], (facet.id for facet in talk.sectors))


def _only(node: Schema, ids: Iterable[str]) -> None:
    _become(node, {"enum": list(ids), "description": node["description"]})


def _keyed(ids: Sequence[str], texts: str) -> Schema:
    each = {"$ref": f"#/$defs/{texts}"}
    return {"propertyNames": {"enum": list(ids)}, "additionalProperties": each, "patternProperties": {}}


def _learnt(knowledge: Knowledge) -> Schema:
    said = "Phrasings that are learnt beside the questions of an entry or partner, by its id."
    return {"description": said, **_keyed(sorted(knowledge.entries), "SomeWordings")}


def _constant(key: str, value: str) -> Schema:
    return {"properties": {key: {"const": str(value)}}}


def _expected(knowledge: Knowledge) -> Schema:
    talk = knowledge.talk
    groups = "|".join(facet.id for facet in (*talk.sectors, *talk.relations))
    keys = {"enum": [NONE, NOT_LISTED, *ALERTS, *sorted({*knowledge.entries, *knowledge.intents})]}
    partners = "|".join(sorted(knowledge.partners))
    clause = f"!?({groups}|{partners}|{ALL}|(seat-|work-)?[A-Z]{{2}}|[0-9]{{4}}(-[0-9]{{4}})?)"
    lists = {"type": "string", "pattern": f"^list:{clause}([:|]{clause})*$"}
    one: Schema = {"anyOf": [keys, lists]}
    return {"anyOf": [keys, lists, {"type": "array", "items": one, "minItems": 1, "uniqueItems": True}]}
