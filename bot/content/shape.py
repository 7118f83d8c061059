"""A tree of YAML → a value of the models, or problems with lines and remedies in an editor's words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from bot.content.problem import Problem, likely, shown
from bot.content.tree import Node, Spot, Step

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

PATTERNS = {
    "^[a-z0-9]": "an id of small letters, digits and single hyphens, at most 40 signs",
    "^https?": "a web address that begins with https:// or http://",
    "^[A-Z]{2}$": "a country code of two capitals (CO, PE)",
    "^(undated": "a date such as 2018, 2018-10, 2017~ or 2013/2016, or the word undated",
}
"""What is expected where a pattern does not match, by the pattern's beginning."""

_QUOTED = re.compile(r"'([^']*)'")
"""What may stand there, as pydantic says it of a choice."""

_REMEDIES = {
    "missing": "add it",
    "string_pattern_mismatch": "correct it, or leave the key out where it may be missing",
    "tuple_type": "write [one, two] or one item a line after `- `",
    "string_type": "write one text, in quotes if it holds a colon",
    "string_too_long": "shorten or split it",
}
_EXPECTED = {
    "missing": "that key",
    "extra_forbidden": "a key that the program knows",
    "string_type": "a text",
    "string_too_short": "at least one letter",
    "tuple_type": "a list",
    "too_short": "at least one item",
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "mapping_type"), "keys with values"),
    **dict.fromkeys(
        ("date_from_datetime_parsing", "date_parsing", "date_from_datetime_inexact"),
        "a day such as 2026-05-31",
    ),
    **dict.fromkeys(("bool_parsing", "bool_type"), "true or false"),
    **dict.fromkeys(("int_parsing", "int_type", "float_parsing", "float_type"), "a number"),
}
"""What should have stood there, by what pydantic calls the error."""


@dataclass(frozen=True, slots=True)
class Part(Generic[T_co]):
    """One file that has the right shape: its name, the tree for lines, and the value."""

    file: str
    root: Node
    value: T_co

    def problem(self, path: tuple[Step, ...], found: str, expected: str, remedy: str) -> Problem:
        """Make a problem of what stands at `path`."""
        spot = self.spot(path)
        return Problem(spot.file, spot.line, spot.place, found, expected, remedy)

    def spot(self, path: tuple[Step, ...]) -> Spot:
        """Find what stands at `path`; it may have come from another file."""
        return self.root.spot(self.file, path)


def shape(file: str, root: Node, kind: type[T], adapter: TypeAdapter[T]) -> Part[T] | list[Problem]:
    """Make a value of a tree.

    Args:
        file: The file's name for messages.
        root: Its tree.
        kind: What the file should hold.
        adapter: The validator of `kind`, made once since making it costs more than a file.

    Returns:
        The value with its tree, or everything that is wrong with it.
    """
    try:
        return Part(file, root, adapter.validate_python(root.plain()))
    except ValidationError as error:
        return [_problem(file, root, kind, details) for details in error.errors(include_url=False)]


def _problem(file: str, root: Node, kind: type[Any], details: ErrorDetails) -> Problem:
    path = tuple(step for step in details["loc"] if step != "[key]")
    sort = details["type"]
    remedy = _REMEDIES.get(sort, "correct it")
    if sort == "missing":
        found = f"no {shown(path[-1])}" if path else "nothing"
    elif sort == "extra_forbidden":
        found, remedy = f"the unknown key {shown(path[-1])}", _likely(kind, path)
    else:
        if sort in ("enum", "literal_error"):
            remedy = likely(str(details["input"]), _QUOTED.findall(details["msg"]), remedy)
        found = "nothing" if details["input"] is None else _found(details["input"])
    spot = root.spot(file, path)
    return Problem(spot.file, spot.line, spot.place, found, _expected(details), remedy)


def _found(value: object) -> str:
    if isinstance(value, dict):
        return "keys with values"
    return "a list" if isinstance(value, list) else shown(value)


def _expected(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    match details["type"]:
        case sort if sort in _EXPECTED:
            return _EXPECTED[sort]
        case "value_error":
            return str(context.get("error"))
        case "string_too_long":
            return f"at most {context.get('max_length')} characters"
        case "string_pattern_mismatch":
            pattern = str(context.get("pattern"))
            return next((said for start, said in PATTERNS.items() if pattern.startswith(start)), pattern)
        case _:
            said = details["msg"].removeprefix("Input should be ")
            return said[:1].lower() + said[1:]


def _likely(kind: type[Any], path: tuple[Step, ...]) -> str:
    """Say which key was probably meant."""
    known = list(_keys(kind, path[:-1]))
    best = process.extractOne(str(path[-1]), known, score_cutoff=60)
    if best:
        return f"did you mean {shown(best[0])}?"
    return "remove it; known here: " + ", ".join(known)


def _keys(kind: Any, path: tuple[Step, ...]) -> Iterator[str]:
    """List the keys that a model knows at `path`."""
    for step in path:
        if isinstance(kind, type) and issubclass(kind, BaseModel) and step in kind.model_fields:
            kind = kind.model_fields[str(step)].annotation
        elif get_origin(kind) is not None and get_args(kind):
            inner = [arg for arg in get_args(kind) if arg not in (..., str, type(None))]
            kind = inner[0] if inner else None
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from kind.model_fields
