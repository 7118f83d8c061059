"""What everybody knows and no library tells."""

from collections.abc import Mapping
from typing import Annotated, Self

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.core.types import Country, Frozen, Line

NumberShape = Annotated[str, StringConstraints(pattern=r"^\+[0-9]{1,3}( ?[0-9#])+$", max_length=40)]


class NumberChange(Frozen):
    """How a country changed its telephone numbers: old ones still stand in address books."""

    old: NumberShape
    """The number as it was, each `#` a digit that stays: `+57 1 #######`."""
    new: NumberShape
    """The same number now, with as many `#`: `+57 601 #######`."""
    sure: bool = False
    """True where the old one can mean nothing else; else the new one is offered."""

    @model_validator(mode="after")
    def _same_digits(self) -> Self:
        if self.old.count("#") != self.new.count("#"):
            raise ValueError("as many # in `new` as in `old`")
        return self


def _of_a_country(name: str) -> str:
    try:
        known = Locale.parse(name)
    except (ValueError, UnknownLocaleError):
        known = None
    if known is None or known.territory is None:
        raise ValueError("a language as one country writes it, such as en_GB")
    return name


class CommonKnowledge(Frozen):
    """Everyday facts, the same in every language."""

    country_names: Mapping[Country, tuple[Line, ...]] = {}
    """Everyday names of countries besides those of the Unicode CLDR, in any language: `Holland`. One that
    stands under two countries is asked back. One of nothing but capital letters counts in a question only
    where it is typed so: `USA`, a verb in Spanish."""
    ambiguous_countries: tuple[Line, ...] = ()
    """Names of countries that count for none in a question, since they mean something else too: `US`."""
    date_locales: tuple[Annotated[Line, AfterValidator(_of_a_country)], ...] = ()
    """Where a language writes dates in more than one way, the way that the bot follows: `en_GB`."""
    free_mail: tuple[Line, ...] = ()
    """Domains at which anybody may have an address, which tell nothing of an organisation: `gmail.com`."""
    sounds: tuple[Annotated[tuple[Line, ...], Field(min_length=2)], ...] = ()
    """Letters that sound alike, by which a misspelt name is known; all are read as the first: `[f, ph]`."""
    silent_letters: tuple[Line, ...] = ()
    """Letters that are not heard anywhere in a word: `h`."""
    silent_endings: tuple[Line, ...] = ()
    """Last letters that people leave out or add, since they are not heard: `s`, `t`."""
    lost_letters: tuple[Line, ...] = ()
    """Letters that a word loses before an ending, as `mine` does in `mining`: `e`."""
    state_words: tuple[Line, ...] = ()
    """What kind of state a country is, which its name is understood without: `republic`, `reino`."""
    words_like_codes: tuple[Line, ...] = ()
    """Words that are codes of countries only in capital letters, and offered even then: `no`, `in`."""
    extension_words: tuple[Line, ...] = ()
    """What stands before the extension of a telephone number: `ext`, `anexo`, `poste`."""
    number_changes: tuple[NumberChange, ...] = ()
    """Old forms of telephone numbers, and what became of them."""
