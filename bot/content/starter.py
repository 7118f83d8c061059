"""The data in `bot/starter`, and what a folder lacks of it."""

from collections.abc import Collection, Mapping
from importlib.resources import files

from pydantic import BaseModel

from bot.content.tree import Node, parse
from bot.core.asking import Words
from bot.core.types import IN_SOME, Language

NOWHERE = 0
"""The line of what stands in no file of the folder, so that no comment is taken along."""


def starter_text(name: str) -> str:
    """Give the text of one of its files."""
    return files("bot.starter").joinpath(name).read_text(encoding="utf-8")


def with_words(bot: Node, languages: Collection[Language]) -> Node:
    """Give the tree of a `bot.yaml` of older versions with the words and facts that were no part of it."""
    return _joined(bot, _spoken(_tree("words.yaml"), Words, languages))


def missing_phrases(phrases: Node, languages: Collection[Language]) -> Node:
    """Give the sentences that a `phrases.yaml` lacks; in the first language where they are not in one."""
    said = {
        key: Node(NOWHERE, {language: _in(texts, language) for language in languages})
        for key, texts in _items(_tree("phrases.yaml")).items()
        if key not in _items(phrases)
    }
    return Node(NOWHERE, dict(said))


def _in(texts: Node, language: Language) -> Node:
    inside = _items(texts)
    return inside.get(language, next(iter(inside.values())))


def _tree(name: str) -> Node:
    root, _ = parse(name, starter_text(name))
    return _placeless(root or Node(NOWHERE, {}))


def _placeless(node: Node) -> Node:
    if isinstance(node.value, dict):
        return Node(NOWHERE, {key: _placeless(inner) for key, inner in node.value.items()})
    if isinstance(node.value, list):
        return Node(NOWHERE, [_placeless(inner) for inner in node.value])
    return Node(NOWHERE, node.value)


def _spoken(node: Node, kind: type[BaseModel], languages: Collection[Language]) -> Node:
    """Leave out the languages that the folder has not."""
    kept: dict[str, Node] = {}
    for key, inner in _items(node).items():
        field = kind.model_fields[key]
        if field.json_schema_extra == IN_SOME:
            mine = {language: words for language, words in _items(inner).items() if language in languages}
            kept |= {key: Node(NOWHERE, dict(mine))} if mine else {}
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            kept[key] = _spoken(inner, field.annotation, languages)
        else:
            kept[key] = inner
    return Node(NOWHERE, dict(kept))


def _joined(own: Node, more: Node) -> Node:
    """Add what is missing; what is there stays."""
    if not isinstance(own.value, dict) or not isinstance(more.value, dict):
        return own
    nothing = Node(NOWHERE, None)
    there = {key: _joined(inner, more.value.get(key, nothing)) for key, inner in own.value.items()}
    return Node(own.line, there | {key: inner for key, inner in more.value.items() if key not in there})


def _items(node: Node) -> Mapping[str, Node]:
    return node.value if isinstance(node.value, dict) else {}
