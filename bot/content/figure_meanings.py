"""What editors are told of the figures that `floors` may limit, which stands in `bot/starter`."""

from collections.abc import Mapping
from functools import cache

from pydantic import TypeAdapter

from bot.content.relaying import plain_value
from bot.content.starter import starter_text
from bot.core.cases import Figure
from bot.core.types import Line

_MEANINGS = TypeAdapter(dict[Figure, Line])


@cache
def figure_meanings() -> Mapping[Figure, str]:
    """Read them."""
    return _MEANINGS.validate_python(plain_value(starter_text("figure_meanings.yaml")))
