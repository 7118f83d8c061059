"""What the bot says and knows stands in the knowledge folder: no words and no facts of it in the program.

Read are the string literals of `bot`, docstrings and `bot/starter` aside. A few signs tell words and facts
from keys, formats and names of the program. Sentences for those who run the bot, or edit what it knows, may
stand in the program: help, logs, errors, and what `check` and `doctor` find.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

import bot

ROOT = Path(bot.__path__[0])

FOR_OPERATORS = re.compile(
    r"(__main__|app|cli|settings)\.py|(channels/command_line|content|store)/.*|.*/(doctor|probe|score_picture)\.py"
)
"""Files with sentences for operators and editors alone: commands, findings, statements for the database."""

CALLS_FOR_OPERATORS = re.compile(r"_?log\.\w+|\w*Error|super\(\)\.__init__|Finding|Ignored|PlainTextResponse")
"""What sentences for operators are given to; a plain text is an answer to what is no browser."""

SENTENCE = re.compile(r"(?<![\w/<\[!-])(?=\w*[a-z])[^\W\d_]{2,}[,;:]? (?=\w*[a-z])[^\W\d_]{2,}(?![\w=-])")
"""Two words with a blank between them that are no part of a name, a tag or a path."""

BEYOND_ASCII = re.compile(r"(?![\x00-\x7f])[^\W\d_]")
"""A letter that no name in a program has."""

SMALL_WORD = re.compile(
    r"the|an|of|de|del|du|des|la|le|les|el|los|las|un|una|une|et|pour|para|con|que|qui|est|est[aá]"
)
"""A word that people say, and that names nothing in a program."""

FACT = re.compile(
    r"[a-z0-9-]+\.(com|org|net|de|es|fr|me)"  # a domain
    r"|(Africa|America|Asia|Europe)/\w+"  # a time zone
    r"|[a-z]{2}_[A-Z]{2}"  # a language as one country writes it
    r"|[A-Z]{2}"  # a country
    r"|en|es|fr"  # a language
)

PIECES_LEAST = 4
PIECES_LENGTH = 3
"""So many strings side by side, half of them so short, are a table of endings or sounds, not of names."""

ALLOWED = {
    "_LIGATURES": "letters that Unicode does not take apart",
    "codes": "the Unicode CLDR, and which of its codes are no countries",
    "_NOT_TEXT": "what YAML takes for something else than a text",
    "metadata": "kinds of constraints in their names",
    "REFUSED_BY_TELEGRAM": "an error that is raised elsewhere",
    "_NORMAL": "how Telegram words its refusals",
    "chat not found": "how Telegram words its refusals",
    "thread not found": "how Telegram words its refusals",
    "a channel post": "why an update was ignored, for the log",
    "a service message": "why an update was ignored, for the log",
    "an answer of ours, sent through inline mode": "why an update was ignored, for the log",
    "upper left": "a place in a picture",
    "at most": "what `evaluate` says of a floor that is not kept",
    "at least": "what `evaluate` says of a floor that is not kept",
    ", it must be ": "what `evaluate` says of a floor that is not kept",
}
"""What looks like words or facts and is none of the bot's: the literal, or what it is assigned to or returned
by, which stays the same when files are moved."""


class Literal(NamedTuple):
    """A string in the program: where it stands, its text, and what it is assigned to or returned by."""

    file: str
    line: int
    text: str
    within: str


def test_the_program_holds_no_words_and_no_facts() -> None:
    found = [
        literal
        for path in sorted(ROOT.rglob("*.py"))
        if not (file := path.relative_to(ROOT).as_posix()).startswith("starter/")
        for literal in words_in(path.read_text(encoding="utf-8"), file)
    ]
    assert [literal for literal in found if not ALLOWED.keys() & {literal.text, literal.within}] == []
    used = {name for literal in found for name in (literal.text, literal.within)}
    assert ALLOWED.keys() - used == set(), "no longer there: take it off the list"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('GREETING = "Good morning"', ["Good morning"]),
        ('def greet(name): return f"Good morning, {name}"', ["Good morning, "]),
        ('ASKED = {"cómo"}', ["cómo"]),
        ('ARTICLES = ("the",)', ["the"]),
        ('ENDINGS = ("ing", "ed", "s", "ment")', ["ing", "ed", "s", "ment"]),
        ('SOUNDS = (("ph", "f"), ("qu", "k"))', ["ph", "f", "qu", "k"]),
        ('FREE = ["gmail.com"]', ["gmail.com"]),
        ('zone = "America/Bogota"', ["America/Bogota"]),
        ('SPOKEN = ["en", "pt"]', ["en"]),
        ('NAMES = {"holland": "NL"}', ["NL"]),
        ('"""Good morning."""\nX = 1\n"""What X is."""', []),
        ('raise ValueError(f"no good {x}, take another")', []),
        ('log.info("Good morning")', []),
        ('raise BotError("no good") from None', []),
        ('KEYS = ("name", "reference", "status", "date")', []),
        ('icon = "fa-solid fa-inbox"', []),
        ("page = '<span class=\"text-muted small\">'", []),
    ],
)
def test_words_are_told_from_what_a_program_needs(source: str, words: list[str]) -> None:
    assert [literal.text for literal in words_in(source, "core/greeting.py")] == words


def test_those_who_run_the_bot_may_be_told_in_sentences_but_facts_stay_out() -> None:
    source = 'help = "Run the bot"\nzone = "Europe/Paris"'
    assert [literal.text for literal in words_in(source, "channels/command_line/run.py")] == ["Europe/Paris"]


def words_in(source: str, file: str) -> Iterator[Literal]:
    """Find the literals of a module that look like words or facts."""
    tree = ast.parse(source)
    pieces = {text for node in ast.walk(tree) for text in _pieces(node)}
    told = bool(FOR_OPERATORS.fullmatch(file))
    for literal, within, is_told in _literals(tree, "", is_told=told):
        text = str(literal.value)
        is_word = BEYOND_ASCII.search(text) or SMALL_WORD.fullmatch(text) or FACT.fullmatch(text)
        if is_word or text in pieces or (SENTENCE.search(text) and not is_told):
            yield Literal(file, literal.lineno, text, within)


def _literals(node: ast.AST, within: str, *, is_told: bool) -> Iterator[tuple[ast.Constant, str, bool]]:
    """Every string but docstrings, with what it belongs to, and whether those who run the bot are told it."""
    match node:
        case ast.Constant(value=str()):
            yield node, within, is_told
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            within = name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            within = name
        case ast.Raise():
            is_told = True
        case ast.Call(func=func) if CALLS_FOR_OPERATORS.fullmatch(ast.unparse(func)):
            is_told = True
    for inner in ast.iter_child_nodes(node):
        if not (isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant)):
            yield from _literals(inner, within, is_told=is_told)


def _pieces(node: ast.AST) -> list[str]:
    """The texts of a collection of pieces of words."""
    texts = [
        each.value for each in _flat(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    are_words = all(not text or (text.isalpha() and text.islower()) for text in texts)
    short = len(texts) >= PIECES_LEAST and median(map(len, texts)) <= PIECES_LENGTH
    return [text for text in texts if text] if are_words and short else []


def _flat(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Tuple(elts=inner) | ast.List(elts=inner) | ast.Set(elts=inner):
            for each in inner:
                yield from _flat(each) if isinstance(each, ast.Tuple) else (each,)
        case ast.Dict(keys=keys):
            yield from filter(None, keys)
