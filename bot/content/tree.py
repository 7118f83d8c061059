"""YAML text → a tree in which everything knows its line and every scalar is the text that was typed.

YAML 1.1 would read `no` as false, `1_000` as a number and `12:30` as 750; here `no` is the text `no`, and the
models decide what it means. Anchors, aliases and tags are refused: nobody needs them for knowledge, and a few
lines of aliases can stand for gigabytes. The tree is built from parse events with a stack of our own, because
PyYAML's composer recurses without a bound.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from bot.content.odd_signs import around_keys, line_breaks, name_of, odd_in_key
from bot.content.problem import Problem, shown

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 12
"""Levels of nesting; the deepest honest file has six."""

ODD_MOST = 8
"""Lines with odd signs that are looked at for the cause of an error, the nearest first."""

_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")

Step = str | int
"""A key of a mapping or the position in a list."""

Plain = str | list["Plain"] | dict[str, "Plain"] | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, as problems name it."""

    file: str
    line: int
    place: str
    """In people's words: `entries[fund].title`."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Node:
    """A scalar, list or mapping; `line` is that of its key where it has one."""

    line: int
    value: "str | list[Node] | dict[str, Node] | None"
    origin: tuple[str, str] | None = None
    """The file that it came from and its place there, where that is not the file around it."""

    def come_from(self, file: str, place: str) -> "Node":
        """Give the same for the tree of another file."""
        return Node(self.line, self.value, (file, place))

    def plain(self) -> Plain:
        """Give the value without lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: tuple[Step, ...]) -> "Node | None":
        """Give what stands at `path`, None if there is nothing."""
        node: Node | None = self
        for step in path:
            node = _child(node, step) if node else None
        return node

    def spot(self, file: str, path: tuple[Step, ...]) -> Spot:
        """Find what stands at `path`, for people: list positions become ids where there are any.

        Args:
            file: The file that this is the tree of.
            path: Where in it; the line is that of the nearest thing above that exists.
        """
        node: Node | None = self
        line, place = self.line, ""
        for step in path:
            node = _child(node, step) if node else None
            line = node.line if node else line
            if node and node.origin:
                file, place = node.origin
            elif isinstance(step, int):
                place += f"[{_name(node) or step + 1}]"
            else:
                place += f".{step}" if place else step
        return Spot(file, line, place or "file")


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    node: Node
    key: str | None = None
    key_line: int = 0


@dataclass(slots=True)
class _Building:
    name: str
    root: Node | None = None
    stack: list[_Open] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, found: str, expected: str, remedy: str) -> None:
        self.problems.append(Problem(self.name, line, "file", found, expected, remedy))

    def add(self, node: Node) -> None:
        """Put a finished scalar or a begun collection where it belongs."""
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif isinstance(top.node.value, dict):
            if top.key is None:
                self._key(top, node)
            else:
                node.line = top.key_line
                top.node.value.setdefault(top.key, node)
                top.key = None

    def _key(self, top: _Open, node: Node) -> None:
        assert isinstance(top.node.value, dict)  # noqa: S101 - tells the type checker what `add` knows
        if not isinstance(node.value, str):
            self.report(
                node.line, "a key that is not a word", "one word before the colon", "put it in quotes"
            )
        top.key = node.value if isinstance(node.value, str) else ""
        if odd := odd_in_key(top.key):
            found = f"the {name_of(odd)} in the key {shown(top.key)}"
            self.report(node.line, found, "an ordinary space or none", "replace or delete it")
        top.key_line = node.line
        if top.key in top.node.value:
            first = top.node.value[top.key].line
            found = f"the key {shown(top.key)} a second time (first in line {first})"
            self.report(node.line, found, "each key once", "merge the two or remove one")


def parse(name: str, text: str) -> tuple[Node | None, list[Problem]]:
    """Parse one YAML document.

    Args:
        name: The file's name for messages.
        text: Its text.

    Returns:
        The tree, or None where the text could not be understood to its end, and what is wrong with it.
    """
    building = _Building(name)
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        found = f"the invisible character U+{ord(unprintable.group()):04X}"
        building.report(line, found, "readable text", "delete it (retype the line if you cannot see it)")
        return None, building.problems
    for line, sign in line_breaks(text):
        remedy = "replace it with a space or with a new line"
        building.report(line, f"the {name_of(sign)}", "ordinary ends of lines", remedy)
    if building.problems:
        return None, building.problems
    try:
        complete = all(_take(building, event) for event in _events(text))
    except yaml.YAMLError as error:
        cause = _odd(name, text, error) or _syntax(name, text, error)
        if cause.line not in {problem.line for problem in building.problems}:
            building.problems.append(cause)
        return None, building.problems
    if building.root is None and not building.problems:
        building.report(1, "an empty file", "YAML text", "fill it in or remove the file")
    return (building.root if complete else None), building.problems


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=_Loader)


def _take(building: _Building, event: yaml.Event) -> bool:
    """Build one event in; false where going on makes no sense."""
    line = event.start_mark.line + 1 if event.start_mark else 1
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        remedy = "write the text out, or put it in quotes if it begins with & or *"
        building.report(
            line, f"an anchor or alias ({shown(getattr(event, 'anchor', ''))})", "plain text", remedy
        )
        return False
    if getattr(event, "tag", None) is not None:
        remedy = "remove it, or put the text in quotes if it begins with !"
        building.report(line, f"a tag ({shown(getattr(event, 'tag', ''))})", "plain text", remedy)
        return False
    if isinstance(event, yaml.ScalarEvent):
        empty = not event.value and event.style in (None, "")
        building.add(Node(line, None if empty else event.value))
    elif isinstance(event, yaml.CollectionStartEvent):
        node = Node(line, [] if isinstance(event, yaml.SequenceStartEvent) else {})
        building.add(node)
        building.stack.append(_Open(node))
        if len(building.stack) > DEEPEST:
            building.problems.append(_too_deep(building.name, line))
            return False
    elif isinstance(event, yaml.CollectionEndEvent):
        building.stack.pop()
    elif isinstance(event, yaml.DocumentStartEvent) and building.root is not None:
        building.report(
            line, "a second document (`---`)", "one document a file", "move it to a file of its own"
        )
        return False
    return True


def _too_deep(name: str, line: int) -> Problem:
    found = f"more than {DEEPEST} levels of nesting"
    return Problem(
        name, line, "file", found, "the shape of the other files", "compare with a file that works"
    )


def _odd(name: str, text: str, error: yaml.YAMLError) -> Problem | None:
    """The sign that an error comes from, if the text without it fails elsewhere or not at all."""
    at = _line_of(error)
    before = [odd for odd in around_keys(text) if odd.line - 1 <= at]
    for odd in reversed(before[-ODD_MOST:]):
        lines = text.split("\n")
        typed, lines[odd.line - 1] = lines[odd.line - 1], odd.mended
        if _fails_at("\n".join(lines)) != at:
            found = f"the {odd.name} at {shown(typed)}"
            return Problem(name, odd.line, "file", found, "ordinary signs around a key", "type it anew")
    return None


def _fails_at(text: str) -> int | None:
    """The line of the error in a text; None if there is none."""
    try:
        for _ in _events(text):
            pass
    except yaml.YAMLError as error:
        return _line_of(error)
    return None


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line if mark else 0


def _syntax(name: str, text: str, error: yaml.YAMLError) -> Problem:
    said = getattr(error, "problem", None) or "something that is not YAML"
    lines = text.splitlines() or [""]
    number = min(_line_of(error), len(lines) - 1)
    # The parser may give up before the first level comes out of it.
    if "nesting depth" in said:
        return _too_deep(name, number + 1)
    typed = lines[number]
    found = f"{said} at {shown(typed)}" if typed.strip() else str(said)
    return Problem(name, number + 1, "file", found, "YAML", _remedy(typed, str(said)))


def _remedy(typed: str, said: str) -> str:
    before = typed[: len(typed) - len(typed.lstrip())]
    if "\t" in before or "tab" in said:
        return "use spaces instead of the tab"
    if "mapping values" in said:
        return "put the text in quotes if it holds a colon, or mend the indentation"
    if "cannot start any token" in said:
        return "put the text in quotes: it begins with a sign that YAML keeps for itself"
    if "end of stream" in said or "expected ',' or" in said:
        return "close the quote or bracket"
    return "check quotes, brackets and indentation of this line and the one before it"


def _child(node: Node, step: Step) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(str(step))
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None


def _name(node: Node | None) -> str | None:
    inner = node.value.get("id") if node and isinstance(node.value, dict) else None
    return inner.value if inner and isinstance(inner.value, str) else None
