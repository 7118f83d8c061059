"""Lists of partners: derived from what the partners say of themselves, never written down.

Every value has the set of those who have it, so that evaluating a query is a few unions, intersections and
differences.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain, combinations
from typing import Final

from bot.core.dates import years
from bot.core.knowledge import Knowledge, Partner
from bot.core.match import Key
from bot.core.query import ALL, Clause, Kind, Query, Term, parse
from bot.core.types import Id

Ids = frozenset[Id]
_NOBODY: Final[Ids] = frozenset()


def members(knowledge: Knowledge, key: Key) -> tuple[Partner, ...]:
    """The partners on a list, sorted by name in the fallback language."""
    return listed(knowledge, parse(key))


def listed(knowledge: Knowledge, query: Query) -> tuple[Partner, ...]:
    """The partners for whom a query holds, sorted by name in the fallback language."""
    found = find(knowledge, query)
    return tuple(partner for key, partner in knowledge.by_name.items() if key in found)


def find(knowledge: Knowledge, query: Query) -> Ids:
    """The ids of the partners for whom a query holds."""
    found: Ids = frozenset(knowledge.partners)
    for clause in query.clauses:
        found &= _NOBODY.union(*(_holders(knowledge, term) for term in clause))
    return found


def split(knowledge: Knowledge, query: Query) -> Mapping[Term, tuple[Partner, ...]]:
    """The partners for whom a query holds, by the terms of its first clause that leaves a choice.

    Returns:
        Nothing where no clause does.
    """
    clause = next((each for each in query.clauses if len(each) > 1), ())
    rest = query.without([clause])
    return {term: listed(knowledge, Query((*rest.clauses, (term,)))) for term in clause}


def _holders(knowledge: Knowledge, term: Term) -> Ids:
    everyone: Ids = frozenset(knowledge.partners)
    if term.value == ALL:
        having = everyone
    elif term.kind is Kind.YEARS:
        having = frozenset(each.id for each in knowledge.partners.values() if _is_during(each, term))
    else:
        having = knowledge.having.get(term.value, _NOBODY)
    return everyone - having if term.negated else having


def _is_during(partner: Partner, term: Term) -> bool:
    span, wanted = years(partner.period), term.years
    return span is not None and span[0] <= wanted[1] and wanted[0] <= span[1]


def settle(knowledge: Knowledge, query: Query, deeds: Iterable[Clause] = ()) -> Query:
    """The query that is meant, where its words together would leave nobody.

    Countries in none of which all are stand for any of them. Of three groups and more that nobody has
    together, as many as somebody has; two are left as they are, since then nobody is both. A seat is a place
    where both leave the same.

    Args:
        knowledge: Where the partners stand.
        query: What must hold.
        deeds: Groups of which only a deed is named: `jewellers that buy`; without any other condition they
            ask for none, and they only narrow what they leave somebody of.
    """
    query = _in_any(knowledge, query)
    given = [clause for clause in query.groups if not clause[0].negated]
    further = [clause for clause in deeds if query.clauses and clause not in query.clauses]
    rest = query.without(given)
    groups = [*further, *given]
    for count in range(len(groups), 1, -1):
        some = next(
            (some for some in combinations(groups[::-1], count) if find(knowledge, Query(some))), None
        )
        if some is not None:
            query = replace(rest, clauses=(*some[::-1], *rest.clauses))
            break
    else:
        alone = replace(rest, clauses=(*further, *rest.clauses))
        query = alone if not given and find(knowledge, alone) else query
    placed = query.placed()
    return placed if find(knowledge, placed) == find(knowledge, query) else query


def _in_any(knowledge: Knowledge, query: Query) -> Query:
    places = [clause for clause in query.places if not clause[0].negated]
    if len(places) < 2 or find(knowledge, Query(tuple(places))):
        return query
    return replace(query, clauses=(*query.without(places).clauses, tuple(chain(*places))))
