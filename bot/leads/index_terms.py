"""Under which signs a lead is found: kept beside it in an index, so that looking need not read every lead."""

from collections.abc import Iterator
from typing import Final

from bot.core.text import fold, words

SIGN_LETTERS: Final = 3
"""Letters at the beginning and at the end of a word that are signs of it; one slip leaves one whole."""
WORDS_MOST: Final = 8
"""Words of a name that are looked at."""


def person_signs(email: str | None, phone: str | None) -> Iterator[str]:
    """Give the signs that leads of one person have in common: address and number."""
    if email:
        yield f"mail {email.lower()}"
    digits = "".join(char for char in phone or "" if char.isdecimal())
    if digits:
        yield f"phone {digits}"


def domain_of(email: str | None) -> str:
    """Give the domain of an address; empty where there is none."""
    return (email or "").lower().rpartition("@")[2]


def domain_sign(email: str | None) -> Iterator[str]:
    """Give the domain of an address as a sign; whether it tells anything is for those who look for it."""
    if domain := domain_of(email):
        yield f"domain {domain}"


def word_signs(text: str) -> Iterator[str]:
    """Give the signs of the words of a name; each survives a slip at the other end of its word."""
    for word in words(text)[:WORDS_MOST]:
        yield f"head {word[:SIGN_LETTERS]}"
        yield f"tail {word[-SIGN_LETTERS:]}"


def signs_of(company: str, person: str, email: str | None, phone: str | None) -> frozenset[str]:
    """Give all signs that a lead is to be found under."""
    return frozenset(
        (*person_signs(email, phone), *domain_sign(email), *word_signs(company), *word_signs(person))
    )


def search_text(*parts: str | None) -> str:
    """Give what a search looks at: the parts of a lead without differences of case and accent."""
    return " · ".join(fold(part) for part in parts if part)
