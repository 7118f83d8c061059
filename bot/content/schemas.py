"""JSON Schemas of the knowledge files, so that editors' YAML plug-ins complete and validate while typing.

They are made from the same models that load the files, and from `bot.yaml` for the ids that may be used.
"""

import ast
import inspect
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

import bot.core.knowledge
import bot.core.working_hours
from bot.content.wording import ANY
from bot.core.cases import Case
from bot.core.frozen import Texts
from bot.core.knowledge import Form, Partner, Talk, Topic

FOLDER = "schema"
"""Where in the knowledge folder the schemas stand."""

KINDS: dict[str, Any] = {
    "bot": Talk,
    "cases": tuple[Case, ...],
    "form": Form,
    "partner": Partner,
    "phrases": dict[str, Texts],
    "topic": Topic,
}

Schema = dict[str, Any]


def schemas(talk: Talk) -> dict[str, Schema]:
    """Make the schema of each kind of file.

    Args:
        talk: Gives the live languages and the ids of sectors, relations and ways.

    Returns:
        Schemas by file name: `bot.json`, `form.json`, `topic.json`, ...
    """
    return {f"{name}.json": _schema(kind, talk) for name, kind in KINDS.items()}


def write_schemas(talk: Talk, folder: Path) -> list[Path]:
    """Write the schemas into a folder, which is made if need be; gives the paths of those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, schema in schemas(talk).items():
        text = json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def _schema(kind: Any, talk: Talk) -> Schema:
    schema = TypeAdapter(kind).json_schema()
    for node in list(_objects(schema)):
        _describe(node)
        _name_languages(node, talk)
        _name_ids(node, talk)
        if str(node.get("pattern", "")).startswith("^(undated"):
            # A plain year is a number to a YAML plug-in and a text to the loader.
            node["type"] = ["string", "integer"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _objects(node: object) -> Iterator[Schema]:
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from _objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _objects(inner)


def _describe(node: Schema) -> None:
    for key, inner in node.get("properties", {}).items():
        inner.pop("title", None)
        said = _docs().get((node.get("title", ""), key)) or _docs().get(("Entry", key))
        if said and node.get("title"):
            inner["description"] = said


def _name_languages(node: Schema, talk: Talk) -> None:
    inner = node.get("additionalProperties")
    if not isinstance(inner, dict):
        return
    if inner.get("type") == "string" or inner.get("items", {}).get("type") == "string":
        node.setdefault("propertyNames", {"enum": list(talk.languages)})


def _name_ids(node: Schema, talk: Talk) -> None:
    properties = node.get("properties", {})
    if node.get("title") in ("Entry", "Partner"):
        properties["way"] = _one_of(properties["way"], [way.id for way in talk.ways])
    if node.get("title") == "Case":
        properties["lang"] = _one_of(properties["lang"], list(talk.languages))
        properties["expect"] = {"type": ["string", "array"], "items": {"type": "string"}}
    if node.get("title") == "Partner":
        properties["names"]["propertyNames"] = {"enum": [ANY, *talk.languages]}
        properties["sector"] = _one_of(properties["sector"], [facet.id for facet in talk.sectors])
        properties["relations"]["items"] = {"enum": [facet.id for facet in talk.relations]}


def _one_of(property_: Schema, ids: list[str]) -> Schema:
    return {"enum": ids} | {key: property_[key] for key in ("description",) if key in property_}


@cache
def _docs() -> dict[tuple[str, str], str]:
    """The docstrings below the models' attributes, by class and attribute; they are not kept at run time."""
    modules = (bot.core.knowledge, bot.core.working_hours)
    trees = [ast.parse(inspect.getsource(module)) for module in modules]
    found = {}
    for model in (node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)):
        name = ""
        for node in model.body:
            match node:
                case ast.AnnAssign(target=ast.Name(id=attribute)):
                    name = attribute
                case ast.Expr(value=ast.Constant(value=str(said))) if name:
                    found[model.name, name] = " ".join(said.split())
    return found
