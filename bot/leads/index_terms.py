"""Under which signs a lead is found: kept beside it in an index, so that looking need not read every lead."""

from collections.abc import Container, Iterator
from typing import Final

from bot.core.text import fold, words

BETWEEN: Final = ", "
"""Stands between the addresses, and between the numbers, of one lead."""
EXTENSION: Final = " ext. "
"""Stands between a number and its extension, as phonenumbers writes it."""
SIGN_LETTERS: Final = 3
"""Letters at the beginning and at the end of a word that are signs of it; one slip leaves one whole."""
WORDS_MOST: Final = 8
"""Words of a name that are looked at."""


def person_signs(email: str | None, phone: str | None) -> Iterator[str]:
    """Give the signs that leads of one person have in common: addresses, and numbers without extensions."""
    for address in filter(None, (email or "").split(BETWEEN)):
        yield f"mail {address.lower()}"
    for number in (phone or "").split(BETWEEN):
        digits = "".join(char for char in number.partition(EXTENSION)[0] if char.isdecimal())
        if digits:
            yield f"phone {digits}"


def domains_of(email: str | None) -> tuple[str, ...]:
    """Give the domains of the addresses of a lead; none where there is no address."""
    addresses = (email or "").lower().split(BETWEEN)
    return tuple(domain for address in addresses if (domain := address.rpartition("@")[2]))


def domain_signs(email: str | None, free: Container[str] = frozenset()) -> Iterator[str]:
    """Give the domains as signs, but for those at which anybody may have an address."""
    return (f"domain {domain}" for domain in domains_of(email) if domain not in free)


def word_signs(text: str) -> Iterator[str]:
    """Give the signs of the words of a name; each survives a slip at the other end of its word."""
    for word in words(text)[:WORDS_MOST]:
        yield f"head {word[:SIGN_LETTERS]}"
        yield f"tail {word[-SIGN_LETTERS:]}"


def signs_of(company: str, person: str, email: str | None, phone: str | None) -> frozenset[str]:
    """Give all signs that a lead is to be found under."""
    return frozenset(
        (*person_signs(email, phone), *domain_signs(email), *word_signs(company), *word_signs(person))
    )


def search_text(*parts: str | None) -> str:
    """Give what a search looks at: the parts of a lead without differences of case and accent."""
    return " · ".join(fold(part) for part in parts if part)
