"""What an editor's plug-in makes of the knowledge by its schemas, seen through the validator `jsonschema`."""

import json
import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from bot.content.load import load
from bot.content.schemas import FOLDER, schemas, write_schemas
from bot.content.tree import parse
from bot.core.cases import Figure
from bot.usecases.evaluate import Figures
from tests.content.folder import KNOWLEDGE

KIND_OF_FOLDER = {"partners": "partner", "topics": "topic"}
FILES = sorted(path.relative_to(KNOWLEDGE).as_posix() for path in KNOWLEDGE.rglob("*.yaml"))


class Plugin(yaml.SafeLoader):
    """Types scalars by the core schema of YAML 1.2, as plug-ins do."""


Plugin.yaml_implicit_resolvers = {}
for kind, pattern in (
    ("null", r"~|null|Null|NULL|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?\d+"),
    ("float", r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?"),
):
    Plugin.add_implicit_resolver(f"tag:yaml.org,2002:{kind}", re.compile(f"^({pattern})$"), None)


@cache
def validator(file: str) -> Validator:
    kind = KIND_OF_FOLDER.get(kind := file.partition("/")[0].removesuffix(".yaml"), kind)
    schema = json.loads((KNOWLEDGE / FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def complaints(file: str, value: Any) -> list[str]:
    return [f"{file} {error.json_path}: {error.message:.200}" for error in validator(file).iter_errors(value)]


def typed(text: str) -> Any:
    return yaml.load(text, Loader=Plugin)


@cache
def _shipped(file: str) -> Any:
    return typed((KNOWLEDGE / file).read_text(encoding="utf-8"))


def shipped(file: str) -> Any:
    """A shipped file as a plug-in sees it, to be changed at will."""
    return deepcopy(_shipped(file))


@pytest.mark.parametrize("file", FILES)
def test_every_shipped_file_is_accepted(file: str) -> None:
    text = (KNOWLEDGE / file).read_text(encoding="utf-8")
    root, _ = parse(file, text)
    assert root
    assert complaints(file, typed(text)) == []
    assert complaints(file, root.plain()) == []


def test_the_schemas_beside_the_knowledge_are_up_to_date(tmp_path: Path) -> None:
    write_schemas(load(KNOWLEDGE), tmp_path)
    for made in tmp_path.iterdir():
        kept = KNOWLEDGE / FOLDER / made.name
        message = "run `python main.py check --schema knowledge/schema`"
        assert kept.read_text(encoding="utf-8") == made.read_text(encoding="utf-8"), message


BOT, WORDS, FORM, PHRASES = "bot.yaml", "words.yaml", "form.yaml", "phrases.yaml"
NAMES, LISTS, INTENTS = "examples/names.yaml", "examples/lists.yaml", "examples/intents.yaml"
LEARNT = "phrasings/ways.yaml"
TOPIC, PARTNER, CASES = "topics/ways.yaml", "partners/chopard.yaml", "cases/tuning-en.yaml"

BAD_EDITS: list[tuple[str, tuple[str | int, ...], Any]] = [
    (TOPIC, ("title",), {"en": "Get involved", "es": "Participar"}),
    (TOPIC, ("entries", 0, "answer"), {"en": "One.", "es": "Uno.", "fr": "Un.", "pt": "Um."}),
    (TOPIC, ("entries", 0, "answer", "en"), None),
    (TOPIC, ("entries", 0, "questions", "en"), []),
    (TOPIC, ("entries", 0, "questions", "en"), ["how to help", "how to help"]),
    (TOPIC, ("entries", 0, "sources"), []),
    (TOPIC, ("entries", 0, "way"), "fnud"),
    (TOPIC, ("entries", 0, "partners"), ["choppard"]),
    (TOPIC, ("entries", 0, "twins"), ["nothing-of-the-kind"]),
    (TOPIC, ("entries", 0, "reviewed_on"), "23.11.2026"),
    (TOPIC, ("entries", 0, "inference"), "perhaps"),
    (PARTNER, ("id",), "Chopard"),
    (PARTNER, ("names",), {}),
    (PARTNER, ("names", "de"), ["Chopard"]),
    (PARTNER, ("sector",), "jewelry"),
    (PARTNER, ("relations",), []),
    (PARTNER, ("relations",), ["donor", "donor"]),
    (PARTNER, ("countries",), ["ZZ"]),
    (PARTNER, ("period",), "2013-2018"),
    (PARTNER, ("period",), 20188),
    (PARTNER, ("sources", 0, "as_of"), "2018-13"),
    (PARTNER, ("sources", 0, "url"), "www.example.org"),
    (CASES, (0, "lang"), "pt"),
    (CASES, (0, "expect"), "nothing-of-the-kind"),
    (CASES, (0, "expect"), "list:mnt:PE"),
    (CASES, (0, "expect"), []),
    (CASES, (0, "half"), "tunning"),
    (PHRASES, ("greting",), {"en": "Hi", "es": "Hola", "fr": "Salut"}),
    (PHRASES, ("greeting", "fr"), ""),
    (PHRASES, ("lead_sent", "en"), "Sent as {refrence}."),
    (FORM, ("fields", 0, "id"), "wish"),
    (FORM, ("fields", 0, "kind"), "text"),
    (FORM, ("words", "sned"), {"en": ["send"], "es": ["enviar"], "fr": ["envoyer"]}),
    (BOT, ("fallback_language",), "pt"),
    (BOT, ("floors", "wright"), 0.9),
    (BOT, ("floors", "right"), 90),
    (BOT, ("thresholds", "answer"), 1.5),
    (BOT, ("desk", "begin"), "8 o'clock"),
    (BOT, ("desk", "working_days"), ["mon"]),
    (WORDS, ("country_names", "XX"), ["x"]),
    (WORDS, ("places", "XX"), {"en": ["x"], "es": ["x"], "fr": ["x"]}),
    (NAMES, ("names", "questions", "en"), ["who is it"]),
    (LISTS, ("lists", "questions", "en"), ["which ones"]),
    (WORDS, ("yes_words",), {"en": ["yes"], "es": ["sí"]}),
    (INTENTS, ("intents", "thank"), {"en": ["thx"], "es": ["gracias"], "fr": ["merci"]}),
    (LEARNT, ("fund-a-projct",), {"en": ["how to fund"]}),
    (LEARNT, ("support-a-project",), {"pt": ["como ajudar"]}),
    (LEARNT, ("support-a-project",), ["how to fund"]),
]


@pytest.mark.parametrize(("file", "path", "value"), BAD_EDITS)
def test_a_bad_edit_is_refused(file: str, path: tuple[str | int, ...], value: Any) -> None:
    changed = edited(file, path, value)
    assert complaints(file, changed)


@pytest.mark.parametrize(
    ("file", "path"),
    [
        (PHRASES, ("lead_sent",)),
        (FORM, ("words", "send")),
        (FORM, ("fields", 1)),
        (BOT, ("thresholds",)),
        (PARTNER, ("sources",)),
        (CASES, (0, "expect")),
    ],
)
def test_what_is_left_out_is_missed(file: str, path: tuple[str | int, ...]) -> None:
    changed = shipped(file)
    del inside(changed, path[:-1])[path[-1]]
    assert complaints(file, changed)


@pytest.mark.parametrize(
    ("file", "path", "value"),
    [
        (TOPIC, ("entries", 0, "questions", "en"), ["how much for 2018", 42, True, None, 1.5]),
        (TOPIC, ("entries", 0, "title", "en"), 2018),
        (TOPIC, ("entries", 0, "inference"), "yes"),
        (PARTNER, ("period",), 2018),
        (PARTNER, ("period",), "2017~/2018~"),
        (PARTNER, ("sources", 0, "as_of"), "2018-10-05"),
        (PARTNER, ("names",), {"any": ["Chopard"]}),
        (PARTNER, ("countries",), ["NO"]),
        (CASES, (0, "expect"), ["list:all", "list:donor:jewellery:PE", "none", "chopard", "thanks"]),
        (WORDS, ("yes_words", "en"), [True, "yes"]),
        (LEARNT, ("chopard",), {"es": ["quién hizo la palma"]}),
        (BOT, ("desk", "begin"), "07:30"),
        (BOT, ("thresholds", "answer"), "0.7"),
        (PHRASES, ("lead_sent", "en"), "Sent as {reference} {{so}}."),
    ],
)
def test_what_the_program_takes_is_accepted(file: str, path: tuple[str | int, ...], value: Any) -> None:
    assert complaints(file, edited(file, path, value)) == []


def edited(file: str, path: tuple[str | int, ...], value: Any) -> Any:
    changed = shipped(file)
    inside(changed, path[:-1])[path[-1]] = value
    return changed


def inside(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def test_every_key_says_what_it_is_for(folder: Path) -> None:
    made = schemas(load(folder))
    silent = [
        f"{file}: {key}"
        for file, schema in made.items()
        for node in (schema, *schema["$defs"].values())
        for key, inner in [("itself", node), *node.get("properties", {}).items()]
        if not inner.get("description") and (file, key) != ("phrases.json", "itself")
    ]
    assert silent == []
    assert "the organisation" in made["partner.json"]["properties"]["countries"]["description"]
    assert made["phrases.json"]["properties"]["lead_sent"]["description"] == (
        "To a visitor who has sent an enquiry."
        " Filled in: {reference} (the reference of the enquiry or report)."
    )


def test_the_floors_are_figures_of_the_evaluation() -> None:
    assert set(Figure) == {name for name, kind in Figures.__annotations__.items() if "float" in str(kind)}


def test_writing_again_changes_nothing(tmp_path: Path, folder: Path) -> None:
    knowledge = load(folder)
    assert len(write_schemas(knowledge, tmp_path / "new")) == 11
    assert write_schemas(knowledge, tmp_path / "new") == []
