"""YAML as lines: where something stands, how a text is written, and lines laid anew where they are too long.

Files of the knowledge are changed by lines, at the places that the parser's own marks tell, so that comments,
quotes and line breaks of the rest stay as they are.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import yaml

from bot.content.layout import LONGEST_LINE
from bot.content.tree import Node, Step

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


WIDTH: Final = 110
"""Characters of a line that is broken, if its text allows."""
REST: Final = 120
"""Characters of what remains of a broken line, beyond which it is broken again."""
SHORT: Final = 20
"""Characters that the items of a list have on average, if they stand side by side."""
TRIES: Final = 12
"""Places at which breaking a line is tried; each costs reading the file again."""

Steps = tuple[Step, ...]


@dataclass(frozen=True)
class Source:
    """A file as it is."""

    name: str
    text: str
    root: Node

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def comments_above(self, line: int) -> list[str]:
        """Give the lines of comments right above a line (from 1)."""
        begin = line - 1
        while begin > 0 and self.lines[begin - 1].lstrip().startswith("#"):
            begin -= 1
        return [comment.strip() for comment in self.lines[begin : line - 1]]


def written(tree: Node, source: Source, *, apart: bool = False) -> str:
    """Write a tree, with the comments that stood above its keys and items.

    Args:
        tree: Mappings, lists and texts of a file.
        source: The file.
        apart: Whether an empty line stands between the keys of the first level.
    """
    lines = list(_written(tree, source, ""))
    if apart:
        lines = [
            line
            for n, each in enumerate(lines)
            for line in (["", each] if n and _begins(lines, n) else [each])
        ]
    return "\n".join(lines) + "\n"


def cut(source: Source, paths: Collection[Steps], added: Mapping[str, Node] | None = None) -> str:
    """Give the text of a file without what stands at some paths, and with some keys more at its end.

    Raises:
        yaml.YAMLError: if it is no YAML.
    """
    root = compose(source.text)
    gone: set[int] = set()
    for path in paths:
        lines = _lines_of(root, path)
        if lines is None:
            return written(_pruned(source.root, (), paths, added or {}), source)
        above = len(source.comments_above(lines.start + 1))
        gone.update(range(lines.start - above, lines.stop))
    kept = [line for n, line in enumerate(source.text.splitlines(keepends=True)) if n not in gone]
    text = "".join(_without_gaps(kept))
    more = written(Node(1, dict(added)), source, apart=True) if added else ""
    return f"{text.rstrip()}\n\n{more}" if more else text


def wrap(text: str) -> str:
    """Break the lines that are too long where that changes nothing of what the text says."""
    lines = text.splitlines()
    if all(len(line) <= LONGEST_LINE for line in lines):
        return text
    number, is_rest = 0, False
    while number < len(lines):
        is_long = len(lines[number]) > (REST if is_rest else LONGEST_LINE)
        broken = _broken(lines, number, is_rest=is_rest) if is_long else None
        if broken:
            lines[number : number + 1] = broken
        is_rest = bool(broken)
        number += 1
    return "\n".join(lines) + "\n"


def _broken(lines: list[str], number: int, *, is_rest: bool) -> list[str] | None:
    """Give two lines for one that say the same, None if there are none."""
    line = lines[number]
    indent = len(line) - len(line.lstrip())
    begin, end = _section(lines, number)
    before, after = lines[begin:number], lines[number + 1 : end]
    meant = plain_value("\n".join([*before, line, *after]) + "\n")
    for at in _places(line, indent):
        for more in (0, 2) if is_rest else (2, 0, 4):
            parts = [line[:at], " " * (indent + more) + line[at + 1 :]]
            try:
                said = plain_value("\n".join([*before, *parts, *after]) + "\n")
            except yaml.YAMLError:
                continue
            if said == meant:
                return parts
    return None


def _section(lines: list[str], number: int) -> tuple[int, int]:
    """Give where what stands on a line begins and ends, from one line that is not indented to the next."""
    heads = [n for n, line in enumerate(lines) if line[:1] not in ("", " ", "#")]
    begin = max((n for n in heads if n <= number), default=0)
    return begin, min((n for n in heads if n > number), default=len(lines))


def _places(line: str, indent: int) -> list[int]:
    """Give the spaces where a line may be broken, the best first: near the width, behind commas in lists."""
    spaces = [
        at
        for at in range(indent + 2, min(len(line) - 1, LONGEST_LINE))
        if line[at] == " " and " " not in (line[at - 1], line[at + 1])
    ]
    fitting = [at for at in spaces if at <= WIDTH]
    is_list = line.count(", ") > len(line) // 25
    commas = [at for at in fitting if is_list and line[at - 1] == ","]
    beyond = [at for at in spaces if at > WIDTH]
    listed = [*reversed(commas[-2:]), *reversed(fitting), *beyond]
    return list(dict.fromkeys(listed))[:TRIES]


def _written(node: Node, source: Source, indent: str) -> Iterator[str]:
    if isinstance(node.value, dict):
        for key, inner in node.value.items():
            yield from (f"{indent}{comment}" for comment in source.comments_above(inner.line))
            name = f"{indent}{scalar(key)}:"
            if isinstance(inner.value, str) or not inner.value or _stands_side_by_side(inner, source):
                yield f"{name} {_flow(inner)}".rstrip()
            else:
                yield name
                yield from _written(inner, source, f"{indent}  ")
    elif isinstance(node.value, list):
        line = node.line
        for item in node.value:
            if item.line != line:
                yield from (f"{indent}{comment}" for comment in source.comments_above(item.line))
            line = item.line
            if isinstance(item.value, str):
                yield f"{indent}- {scalar(item.value, is_item=True)}"
            elif _stands_side_by_side(item, source):
                yield f"{indent}- {_flow(item)}"
            else:
                first, *others = _written(item, source, f"{indent}  ")
                yield f"{indent}- {first.lstrip()}"
                yield from others


def _flow(node: Node) -> str:
    if isinstance(node.value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {_flow(inner)}" for key, inner in node.value.items()) + "}"
    if isinstance(node.value, list):
        return "[" + ", ".join(map(_flow, node.value)) + "]"
    return "" if node.value is None else scalar(node.value)


def _stands_side_by_side(node: Node, source: Source) -> bool:
    """True for a list of short texts between which there are no comments."""
    items = node.value if isinstance(node.value, list) else []
    texts = [item.value for item in items if isinstance(item.value, str)]
    is_short = len(texts) == len(items) and 0 < sum(map(len, texts)) <= SHORT * len(texts)
    return is_short and not any(item.line > node.line and source.comments_above(item.line) for item in items)


def _begins(lines: list[str], number: int) -> bool:
    """True for a key of the first level, or the first comment above one."""
    if lines[number].startswith((" ", "-")):
        return False
    return not lines[number - 1].startswith("#")


def _lines_of(root: yaml.Node | None, path: Steps) -> range | None:
    """Give the lines (from 0) that are those of a key or item alone, None if others share them."""
    parent, node = node_at(root, path[:-1]), node_at(root, path)
    if parent is None or node is None or getattr(parent, "flow_style", False):
        return None
    begin = node.start_mark
    if isinstance(parent, yaml.MappingNode):
        begin = next(key.start_mark for key, value in parent.value if value is node)
        if begin.line == parent.start_mark.line and len(path) > 1:
            return None
    return range(begin.line, last_line(node) + 1)


def _pruned(node: Node, at: Steps, paths: Collection[Steps], added: Mapping[str, Node]) -> Node:
    if isinstance(node.value, dict):
        kept = {
            key: _pruned(inner, (*at, key), paths, {})
            for key, inner in node.value.items()
            if (*at, key) not in paths
        }
        return Node(node.line, kept | dict(added))
    if isinstance(node.value, list):
        items = [
            _pruned(inner, (*at, n), paths, {}) for n, inner in enumerate(node.value) if (*at, n) not in paths
        ]
        return Node(node.line, items)
    return node


def _without_gaps(lines: list[str]) -> Iterator[str]:
    """Give the lines with no more than one empty one in a row."""
    for number, line in enumerate(lines):
        if line.strip() or not number or lines[number - 1].strip():
            yield line
