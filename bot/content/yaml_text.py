"""YAML as text: where something stands in it, and how a text is written so that it stays that text.

Files of the knowledge are changed by lines, at the places that the parser's own marks tell, so that comments,
quotes and line breaks of the rest stay as they are.
"""

import json
import re
from typing import Any

import yaml

from bot.content.tree import Step

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN = re.compile(r"[^\W\d_](?:[\w '’./()-]*[\w)])?")
"""Texts that need no quotes in YAML, in a block as well as between brackets."""
_PLAIN_ITEM = re.compile(r"[^\W\d_¿¡][\w '’.,;?!()/{}«»“”$€%+=-]*[\w)}?!.]")
"""Texts that need none where they have a line of their own."""
_NOT_TEXT = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})


def compose(text: str) -> yaml.Node | None:
    """Give the nodes of a text with their marks.

    Raises:
        yaml.YAMLError: if it is no YAML.
    """
    return yaml.compose(text, Loader=_LOADER)


def plain_value(text: str) -> Any:
    """Give what a text says: texts, lists and mappings alone.

    Raises:
        yaml.YAMLError: if it is no YAML.
    """
    return yaml.load(text, Loader=_LOADER)  # noqa: S506


def node_at(node: yaml.Node | None, path: tuple[Step, ...]) -> yaml.Node | None:
    """Give the node at a path below another, None if there is none."""
    for step in path:
        if isinstance(step, int) and isinstance(node, yaml.SequenceNode):
            node = node.value[step] if step < len(node.value) else None
        elif isinstance(node, yaml.MappingNode):
            node = value_of(node, str(step))
        else:
            return None
    return node


def value_of(node: yaml.Node | None, key: str) -> Any:
    """Give the node of a key, None if there is none."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def last_line(node: yaml.Node) -> int:
    """Give the number (from 0) of the last line of a node; its end mark may be behind comments."""
    if isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False) or not node.value:
        mark = node.end_mark
        # A block scalar ends at the beginning of the line after it.
        return int(mark.line if mark.column else mark.line - 1)
    last = node.value[-1]
    return last_line(last[1] if isinstance(last, tuple) else last)


def scalar(said: str, *, is_item: bool = False) -> str:
    """Write a text so that it is read as the same text.

    Args:
        said: One line.
        is_item: True if it stands on a line of its own, not between brackets.
    """
    pattern = _PLAIN_ITEM if is_item else _PLAIN
    plain = pattern.fullmatch(said) and said.lower() not in _NOT_TEXT
    return said if plain else json.dumps(said, ensure_ascii=False)
