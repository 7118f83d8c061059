"""What the keys of the knowledge files mean, in an editor's words: from the models' docstrings.

A docstring below an attribute is not kept at run time, so the modules' sources are read.
"""

import ast
import inspect
from collections.abc import Iterable
from functools import cache
from typing import Final

import bot.core.asking
import bot.core.cases
import bot.core.knowledge
import bot.core.working_hours
from bot.core.desk_phrases import DeskPhrase
from bot.core.phrases import Phrase

_MODULES: Final = (bot.core.asking, bot.core.cases, bot.core.knowledge, bot.core.working_hours)

_HEIRS: Final = {"Partner": "Entry"}
"""A model that takes over what its base says."""


def of_attribute(model: str, attribute: str) -> str:
    """Say what an attribute of a model means.

    Raises:
        KeyError: if its docstring is missing.
    """
    docs = _docs()
    own = docs.get((model, attribute))
    return own or docs[_HEIRS.get(model, model), attribute]


def of_phrase(name: str, slots: Iterable[str]) -> str:
    """Say where the bot uses a phrase, and what is filled in."""
    if name in {*Phrase}:
        where = "Said to visitors."
    else:
        where = "On the lead desk." if name in {*DeskPhrase} else "Said in staff chats."
    filled = ", ".join(f"{{{slot}}}" for slot in sorted(slots))
    return f"{where} Filled in: {filled}." if filled else where


@cache
def _docs() -> dict[tuple[str, str], str]:
    trees = [ast.parse(inspect.getsource(module)) for module in _MODULES]
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
