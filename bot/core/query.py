"""Questions about partners as values: what must hold of a partner, and what is asked of those it holds for.

A query is a conjunction of clauses, a clause a disjunction of terms, and a term may be negated; whatever
people combine by *and*, *or*, *not* and *except* fits that. Its key writes it in one short word, by which
buttons and conversations name the list: `list:donor:PE|CO:!seat-CH`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.core.match import Key
from bot.core.types import Country, Id

PREFIX: Final = "list:"
ALL: Final = "all"
"""The value of everyone; negated, of nobody."""
EVERYONE: Final = f"{PREFIX}{ALL}"
_AND, _OR, _NOT = ":", "|", "!"
_YEARS: Final = re.compile(r"\d{4}(-\d{4})?")
_AT: Final = re.compile(r"((?:seat|work)-)?([A-Z]{2})")


class Kind(StrEnum):
    """What a term speaks of."""

    IS = "is"
    """A sector, a relation, or one partner: `mint`, `donor`, `chopard`; their ids are all different."""
    COUNTRY = "country"
    """Where the work was, or where the partner is based: `PE`."""
    SEAT = "seat"
    """Where the partner is based: `seat-CH`."""
    WORK = "work"
    """Where the work was: `work-PE`."""
    YEARS = "years"
    """A year, or the first and the last of some, in which it worked with the organisation: `2015`."""


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One property that a partner has, or with `negated` has not."""

    value: str
    negated: bool = False

    @property
    def kind(self) -> Kind:
        """What it speaks of, told by its shape."""
        if at := _AT.fullmatch(self.value):
            return Kind(at[1].rstrip("-")) if at[1] else Kind.COUNTRY
        return Kind.YEARS if _YEARS.fullmatch(self.value) else Kind.IS

    @property
    def country(self) -> Country | None:
        """The country that it names, if it does."""
        at = _AT.fullmatch(self.value)
        return at[2] if at else None

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year; only of a term of years."""
        first, _, last = self.value.partition("-")
        return int(first), int(last or first)

    def __str__(self) -> str:
        return f"not {self.value}" if self.negated else self.value


Clause = tuple[Term, ...]
"""At least one of these terms must hold."""


@dataclass(frozen=True, slots=True)
class Query:
    """What must hold of every partner on a list; nothing at all for everyone."""

    clauses: tuple[Clause, ...] = ()
    asked: Id | None = None
    """The aspect that is asked of those on the list: `today`, `amount`; None where their names are wanted.
    It changes what is told of the list, not who is on it, and is no part of the key."""

    @classmethod
    def of(cls, *values: str) -> "Query":
        """Give the query in which each of some values must hold."""
        return cls(tuple((Term(value),) for value in values))

    @property
    def key(self) -> Key:
        """Write it as the key of the list; the order of its parts never matters."""
        clauses = {_OR.join(sorted(map(_written, set(clause)))) for clause in self.clauses}
        return PREFIX + (_AND.join(sorted(clauses, key=_rank)) or ALL)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term of every clause."""
        return tuple(term for clause in self.clauses for term in clause)

    @property
    def groups(self) -> tuple[Clause, ...]:
        """The clauses that speak of sectors, relations and partners."""
        return tuple(clause for clause in self.clauses if clause[0].kind is Kind.IS)

    @property
    def places(self) -> tuple[Clause, ...]:
        """The clauses that speak of countries."""
        return tuple(clause for clause in self.clauses if clause[0].country)

    @property
    def countries(self) -> frozenset[Country]:
        """Every country that it names."""
        return frozenset(term.country for term in self.terms if term.country)

    @property
    def is_simple(self) -> bool:
        """True if nothing is negated and nothing is left open: all that is named must hold."""
        return all(len(clause) == 1 and not clause[0].negated for clause in self.clauses)

    def narrowed(self, other: "Query") -> "Query":
        """What a follow-up means: its groups replace the groups, its places the places."""
        rest = [clause for clause in (*self.clauses, *other.clauses) if clause[0].kind is Kind.YEARS]
        kept = (*(other.groups or self.groups), *rest, *(other.places or self.places))
        return Query(kept, other.asked or self.asked)

    def placed(self) -> "Query":
        """Take every seat for a place: who is of a country for who is or works there."""
        return replace(self, clauses=tuple(tuple(map(_as_place, clause)) for clause in self.clauses))

    def without(self, clauses: Iterable[Clause]) -> "Query":
        """Leave some clauses out."""
        left_out = tuple(clauses)
        return replace(self, clauses=tuple(clause for clause in self.clauses if clause not in left_out))

    def __str__(self) -> str:
        either = (" or ".join(map(str, clause)) for clause in self.clauses)
        parts = [
            f"({text})" if len(clause) > 1 and len(self.clauses) > 1 else text
            for text, clause in zip(either, self.clauses, strict=True)
        ]
        return (" and ".join(parts) or ALL) + (f"; {self.asked}" if self.asked else "")


NOBODY: Final = Query(((Term(ALL, negated=True),),))
"""Holds for no partner at all."""


def _as_place(term: Term) -> Term:
    return Term(term.country, term.negated) if term.kind is Kind.SEAT and term.country else term


def is_list(key: Key) -> bool:
    return key.startswith(PREFIX)


def parse(key: Key) -> Query:
    """Read the key of a list; what is not one asks for everyone."""
    if not is_list(key):
        return Query()
    clauses = (
        tuple(Term(each.removeprefix(_NOT), each.startswith(_NOT)) for each in part.split(_OR) if each)
        for part in key.removeprefix(PREFIX).split(_AND)
        if part != ALL
    )
    return Query(tuple(clause for clause in clauses if clause))


def _written(term: Term) -> str:
    return _NOT * term.negated + term.value


def _rank(clause: str) -> tuple[bool, bool, str]:
    """Groups first, then countries, then what is excluded."""
    return clause.startswith(_NOT), clause.removeprefix(_NOT)[:1].isupper(), clause
