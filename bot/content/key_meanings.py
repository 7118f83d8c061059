"""What the keys of the knowledge files mean, in an editor's words: from the models' docstrings.

A docstring below an attribute is not kept at run time, so the modules' sources are read.
"""

import ast
import inspect
from functools import cache
from typing import Final

import bot.core.asking
import bot.core.cases
import bot.core.knowledge
import bot.core.working_hours

_MODULES: Final = (bot.core.asking, bot.core.cases, bot.core.knowledge, bot.core.working_hours)

_HEIRS: Final = {"Partner": "Entry"}
"""A model that takes over what its base says."""


def meaning_of(model: str, attribute: str) -> str:
    """Say what an attribute of a model means.

    Raises:
        KeyError: if its docstring is missing.
    """
    docs = _docs()
    own = docs.get((model, attribute))
    return own or docs[_HEIRS.get(model, model), attribute]


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
