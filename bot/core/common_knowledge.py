"""What everybody knows and no library tells."""

from collections.abc import Mapping

from bot.core.types import Country, Frozen, Line


class CommonKnowledge(Frozen):
    """Everyday facts, the same in every language."""

    country_names: Mapping[Country, tuple[Line, ...]] = {}
    """Everyday names of countries besides those of the Unicode CLDR, in any language: `Holland`, `EEUU`."""
