"""Queries as values, and which partners they hold for, beside a slow twin that looks at each one anew."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.knowledge import Knowledge, Partner, Seat
from bot.core.partner_lists import find, listed, members, settle, split
from bot.core.query import EVERYONE, NOBODY, Kind, Query, Term, is_list, parse
from tests.knowledge_sample import changed, partner, sample

SECTORS = ("jewellery", "mint", "ngo")
RELATIONS = ("donor", "buyer", "auditor")
COUNTRIES = ("PE", "CO", "CH", "NO")
PERIODS = ("undated", "2013", "2013/2016", "2015-03/2018~", "2020~")

partners = st.builds(
    lambda number, sector, relations, work, seats, period: partner(
        f"p{number}",
        f"Partner {number}",
        sector=sector,
        relations=tuple(relations),
        countries=tuple(work),
        seats=tuple(Seat(country=country, by="name") for country in seats),
        period=period,
    ),
    st.integers(0, 30),
    st.sampled_from(SECTORS),
    st.lists(st.sampled_from(RELATIONS), min_size=1, unique=True),
    st.lists(st.sampled_from(COUNTRIES), unique=True),
    st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=2),
    st.sampled_from(PERIODS),
)
books = st.lists(partners, max_size=8).map(
    lambda some: changed(sample(), partners={each.id: each for each in some})
)
values = st.one_of(
    st.sampled_from((*SECTORS, *RELATIONS, *COUNTRIES, "p1", "p7", "gone")),
    st.sampled_from(COUNTRIES).map("seat-{}".format),
    st.sampled_from(COUNTRIES).map("work-{}".format),
    st.sampled_from(("2013", "2014-2016", "2019-2024")),
)
terms = st.builds(Term, values, st.booleans())
clauses = st.lists(terms, min_size=1, max_size=3).map(tuple)
queries = st.lists(clauses, max_size=3).map(lambda some: Query(tuple(some)))


def holds(query: Query, one: Partner) -> bool:
    """The slow twin of `find`: what the words of a query say, one after the other."""
    return all(any(is_true(term, one) for term in clause) for clause in query.clauses)


def is_true(term: Term, one: Partner) -> bool:
    seats = [seat.country for seat in one.seats]
    if term.value.startswith("seat-"):
        found = term.value[-2:] in seats
    elif term.value.startswith("work-"):
        found = term.value[-2:] in one.countries
    elif term.value.isupper():
        found = term.value in one.countries or term.value in seats
    elif term.value[0].isdigit():
        asked = range(int(term.value[:4]), int(term.value[-4:]) + 1)
        told = [int(part[:4]) for part in one.period.split("/") if part != "undated"]
        found = bool(told) and any(told[0] <= year <= told[-1] for year in asked)
    else:
        found = term.value in (one.id, one.sector, *one.relations)
    return found is not term.negated


@given(books, queries)
def test_a_query_finds_what_its_slow_twin_finds(knowledge: Knowledge, query: Query) -> None:
    assert find(knowledge, query) == {each.id for each in knowledge.partners.values() if holds(query, each)}


@given(books, terms)
def test_a_condition_and_its_negation_split_the_book(knowledge: Knowledge, term: Term) -> None:
    positive = find(knowledge, Query(((term,),)))
    negative = find(knowledge, Query(((Term(term.value, not term.negated),),)))
    assert positive | negative == set(knowledge.partners)
    assert not positive & negative


@given(books, queries, terms)
def test_no_list_holds_whom_its_own_condition_excludes(
    knowledge: Knowledge, query: Query, term: Term
) -> None:
    without = Query((*query.clauses, (Term(term.value, negated=True),)))
    assert not find(knowledge, without) & find(knowledge, Query(((Term(term.value),),)))


@given(queries)
def test_a_key_is_read_as_it_was_written_whatever_the_order(query: Query) -> None:
    again = parse(query.key)
    assert again.key == query.key
    assert Query(query.clauses[::-1]).key == query.key
    assert {frozenset(clause) for clause in again.clauses} == {frozenset(clause) for clause in query.clauses}


@given(books, queries)
def test_what_is_meant_never_leaves_fewer_than_what_was_said(knowledge: Knowledge, query: Query) -> None:
    assert find(knowledge, settle(knowledge, query)) >= find(knowledge, query)


@given(books, queries)
def test_alternatives_hold_everybody_on_the_list(knowledge: Knowledge, query: Query) -> None:
    parts = split(knowledge, query)
    found = {each.id for some in parts.values() for each in some}
    assert found == (find(knowledge, query) if parts else set())


def test_keys_are_short_and_in_order() -> None:
    query = Query(((Term("PE"), Term("CO")), (Term("mint"),), (Term("donor"),), (Term("CH", negated=True),)))
    assert query.key == "list:donor:mint:CO|PE:!CH"
    assert str(query) == "(PE or CO) and mint and donor and not CH"
    assert Query().key == EVERYONE
    assert str(Query(asked="today")) == "all; today"
    assert parse(EVERYONE) == parse("chopard") == Query()
    assert is_list(EVERYONE)
    assert not is_list("chopard")


def test_terms_tell_by_their_shape_what_they_speak_of() -> None:
    kinds = {text: Term(text).kind for text in ("mint", "PE", "seat-CH", "work-CO", "2013", "2013-2016")}
    assert list(kinds.values()) == [
        Kind.IS,
        Kind.COUNTRY,
        Kind.SEAT,
        Kind.WORK,
        Kind.YEARS,
        Kind.YEARS,
    ]
    assert Term("seat-CH").country == "CH"
    assert Term("mint").country is None
    assert Term("2013").years == (2013, 2013)


def test_a_follow_up_replaces_what_it_is_about() -> None:
    query = Query.of("donor", "PE", "2013")
    assert query.narrowed(Query.of("CO")).key == "list:2013:donor:CO"
    assert query.narrowed(Query.of("mint")).key == "list:2013:mint:PE"
    assert Query.of("seat-CH").placed() == Query.of("CH")
    assert Query.of("donor").is_simple
    assert not Query(((Term("donor", negated=True),),)).is_simple


def test_members_are_sorted_by_name() -> None:
    names = [each.title["en"] for each in members(sample(), EVERYONE)]
    assert names == sorted(names, key=str.lower)
    assert not listed(sample(), NOBODY)


def test_of_many_groups_as_many_as_somebody_has_are_meant() -> None:
    chosen = settle(sample(), Query.of("jewellery", "auditor"), [(Term("buyer"),)])
    assert chosen.key == "list:buyer:jewellery"
    assert settle(sample(), Query.of("jewellery", "auditor")).key == "list:auditor:jewellery"
    assert settle(sample(), Query.of("PE"), [(Term("donor"),)]).key == "list:donor:PE"
    assert settle(sample(), Query.of("PE"), [(Term("auditor"),)]).key == "list:PE"
    assert settle(sample(), Query(), [(Term("donor"),)]) == Query()


def test_of_places_at_all_of_which_nobody_works_any_is_meant() -> None:
    assert settle(sample(), Query.of("donor", "PE", "ZW")).key == "list:donor:PE|ZW"
    assert settle(sample(), Query.of("donor", "PE", "CO")).key == "list:donor:CO:PE"


def test_a_seat_is_a_place_where_nobody_else_works() -> None:
    seated = changed(
        sample(), partners={"a": partner("a", "A", seats=(Seat(country="CH", by="name"),), countries=("PE",))}
    )
    assert settle(seated, Query.of("seat-CH")).key == "list:CH"
    assert settle(seated, Query.of("seat-PE")).key == "list:seat-PE"
