"""What tells no organisation from another, of `words.yaml` alone: who only lists leads needs no more."""

from pathlib import Path

from pydantic import TypeAdapter

from bot.content.files import read_text
from bot.content.problem import Problem
from bot.content.shape import Part, shape
from bot.content.tree import parse
from bot.core.asking import Words
from bot.leads.similar import CommonTraits

FILE = "words.yaml"


def read_common_traits(folder: Path) -> CommonTraits:
    """Read them; there are none where the file is missing or has problems, of which `check` tells."""
    text = read_text(folder, FILE)
    root = None if isinstance(text, Problem) else parse(FILE, text)[0]
    words = root and shape(FILE, root, Words, TypeAdapter(Words))
    if not isinstance(words, Part):
        return CommonTraits()
    return CommonTraits.of(words.value.names.legal_forms, words.value.free_mail)
