"""What tells no organisation from another, of `words.yaml` alone: who only lists leads needs no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.content.files import read_text
from bot.content.problem import Problem
from bot.leads.similar import CommonTraits

if TYPE_CHECKING:
    from pathlib import Path


def read_common_traits(folder: Path) -> CommonTraits:
    """Read them; there are none where the file is missing or no YAML, of which `check` tells."""
    import yaml  # noqa: PLC0415 - where there is no lead, nothing waits for it

    from bot.content.relaying import plain_value  # noqa: PLC0415

    text = read_text(folder, "words.yaml")
    try:
        said = None if isinstance(text, Problem) else plain_value(text)
    except yaml.YAMLError:
        said = None
    return CommonTraits.of(_texts(said, "names", "legal_forms"), _texts(said, "free_mail"))


def _texts(said: Any, *path: str) -> list[str]:
    for key in path:
        said = said.get(key) if isinstance(said, dict) else None
    return [text for text in said if isinstance(text, str)] if isinstance(said, list) else []
