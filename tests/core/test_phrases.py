"""What the code fills into the bot's sentences is what their tables declare."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.core.desk_phrases import DeskPhrase
from bot.core.match import Rule
from bot.core.phrases import PHRASES, Phrase, phrase_of
from bot.core.staff_phrases import StaffPhrase

TABLES = {table.__name__: table for table in (Phrase, DeskPhrase, StaffPhrase)}

FILLED_INSIDE = {"line": {"value"}}
"""Functions that take a phrase and fill it themselves."""

VALUES = "values"
"""What a mapping of them is called."""

CALLS = 110
"""So many calls at least fill a phrase; were it far less, this test would look past them."""

Call = tuple[str, Phrase | DeskPhrase | StaffPhrase, set[str]]


def test_the_code_fills_in_what_each_phrase_declares() -> None:
    calls = list(fillings())
    assert [call for call in calls if call[2] != call[1].placeholders] == []
    assert sum(1 for _, _, filled in calls if filled) > CALLS


def fillings() -> Iterator[Call]:
    """Every call that names a phrase: where it stands, the phrase, and the names that it fills in."""
    for path in sorted(Path(bot.__path__[0]).rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        above = {
            node.lineno: node.value
            for node in nodes
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == VALUES
        }
        for node in nodes:
            if isinstance(node, ast.Call):
                for phrase in named(node):
                    yield f"{path.name}:{node.lineno}", phrase, filled(node, above)


def named(call: ast.Call) -> Iterator[Phrase | DeskPhrase | StaffPhrase]:
    for argument in call.args:
        for each in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,):
            match each:
                case ast.Attribute(value=ast.Name(id=table), attr=name) if table in TABLES:
                    yield TABLES[table][name]


def filled(call: ast.Call, above: dict[int, ast.expr]) -> set[str]:
    """Names of keywords, and keys of a mapping that is written in place or as `values` above."""
    names = {keyword.arg for keyword in call.keywords if keyword.arg}
    for value in [*call.args, *(keyword.value for keyword in call.keywords if not keyword.arg)]:
        nearest = max((line for line in above if line < call.lineno), default=0)
        mapping = above[nearest] if ast.unparse(value) == VALUES else value
        if isinstance(mapping, ast.Dict):
            names |= {ast.literal_eval(key) for key in mapping.keys if key}
    return names | FILLED_INSIDE.get(ast.unparse(call.func), set())


def test_staff_are_told_of_every_rule() -> None:
    told = {phrase.value for phrase in StaffPhrase if phrase.startswith("rule_")}
    assert told == {f"rule_{rule}" for rule in Rule}


def test_a_phrase_is_known_by_its_key() -> None:
    assert phrase_of("not_listed") is Phrase.NOT_LISTED
    assert Phrase.NOT_LISTED.placeholders == {"name"}
    assert len(PHRASES) == sum(map(len, TABLES.values()))
    with pytest.raises(KeyError):
        phrase_of("never_said")
