"""Addresses and telephone numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.voice import Voice
from bot.dialogue.fields import Accepted, Refused, read
from bot.leads.index_terms import domain_signs, person_signs
from bot.leads.reach import is_reach_alone, merge_reach, read_reach, split_reach
from tests.knowledge_sample import sample

KNOWLEDGE = sample()
FIELD = next(field for field in KNOWLEDGE.form.fields if field.id == "reach")
ANA = "ana@example.org"


def reading(text: str) -> Accepted | Refused:
    return read(FIELD, text, Voice(KNOWLEDGE, "en"))


@pytest.mark.parametrize(
    "address",
    [
        "sean.o'connor@example.org",
        "ana+news@example.org",
        "!#$%&'*+-/=?^_`{|}~@example.org",
        "a|b@example.org",
        "x`y@example.org",
        "_ana_@example.org",
        '"ana ruiz"@example.org',
        "josé@example.org",
        "bounces+ana=example.net@example.org",
        "ana@exämple.org",
    ],
)
def test_every_address_that_the_standard_allows_is_kept_whole(address: str) -> None:
    assert reading(address) == Accepted(address)
    assert reading(f"mail: {address}, please") == Accepted(address)


@pytest.mark.parametrize(
    "typed",
    [
        "Email:ana@example.org",
        "correo=ana@example.org",
        "«ana@example.org»",
        "“ana@example.org”",
        "*ana@example.org*",
        "[ana@example.org]",
        "ana@example.org!",
        "ana@example.org?",
        "📧ana@example.org",
        "ana@example.org📧",
        # and their like
        "e-mail=ana@example.org",
        "Courriel > ana@example.org",
        "_ana@example.org_",
        "'ana@example.org'",
        "`ana@example.org`",
        "{ana@example.org}",
        "**ana@example.org**",
        "„ana@example.org“",
        "(ana@example.org)…",
        "mailto:ana@example.org?subject=hello",
        "ana＠example．org",
        "\u200bana@example.org\ufeff",
        "→ana@example.org←",
    ],
)
def test_an_address_is_found_without_what_clings_to_it(typed: str) -> None:
    assert reading(typed) == Accepted(ANA)


def test_an_apostrophe_of_a_telephone_is_an_apostrophe() -> None:
    assert reading("sean.o’connor@example.org") == Accepted("sean.o'connor@example.org")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ana@example.org|+573001234567", "ana@example.org, +573001234567"),
        ("ana@example.org, luis@example.org", "ana@example.org, luis@example.org"),
        ("ana@example.org/luis@example.org", "ana@example.org, luis@example.org"),
        (
            "+573001234567 ana@example.org; luis@example.org",
            "ana@example.org, luis@example.org, +573001234567",
        ),
        ("ana@example.org o ana@example.org", "ana@example.org"),
        ("+57 300 123 4567 / +57 310 765 4321", "+573001234567, +573107654321"),
        ("+57 300 123 4567 o 310 765 4321", "+573001234567, +573107654321"),
        ("+33 1 42 68 53 00, 06 12 34 56 78", "+33142685300, +33612345678"),
    ],
)
def test_all_of_a_message_is_kept(typed: str, kept: str) -> None:
    assert reading(typed) == Accepted(kept)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ana@example +573001234567", ("+573001234567",)),
        ("ana@gmail@example.org +573001234567", ("+573001234567",)),
        ("ana@example.org 300 123 4567", (ANA,)),
        ("ana@example.org, +57 300 12", (ANA,)),
        ("ana@example.org +57 300 123 45", ("ana@example.org, +5730012345", ANA)),
        ("ana@example.org +57 1 2345678", ("ana@example.org, +576012345678", ANA)),
    ],
)
def test_nothing_is_dropped_in_silence(typed: str, offered: tuple[str, ...]) -> None:
    answer = reading(typed)
    assert isinstance(answer, Refused)
    assert answer.values == offered


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+52 1 55 1234 5678", "+525512345678"),
        ("+52 044 55 1234 5678", "+525512345678"),
        ("+52 045 55 1234 5678", "+525512345678"),
        ("+52 01 55 1234 5678", "+525512345678"),
        ("＋57 300 123 4567", "+573001234567"),
        ("+57‑300–123—4567", "+573001234567"),
        ("+57−300‐123‒4567", "+573001234567"),
        ("+57\u00a0300\u202f123\u20094567", "+573001234567"),
        ("+ 57 300 123 4567", "+573001234567"),
        ("(+57) 300 123 4567", "+573001234567"),
        ("573001234567", "+573001234567"),
        ("https://wa.me/573001234567", "+573001234567"),
        ("wa.me/573001234567?text=hello", "+573001234567"),
        ("https://api.whatsapp.com/send?phone=573001234567", "+573001234567"),
        ("https://t.me/+573001234567", "+573001234567"),
        ("tel:+57-300-1234567", "+573001234567"),
        ("\u202a+57 300 123 4567\u202c", "+573001234567"),
        ("+٥٧ ٣٠٠ ١٢٣ ٤٥٦٧", "+573001234567"),
        ("+57 601 2345678 anexo 12", "+576012345678 ext. 12"),
        ("+57 601 2345678 ext 12", "+576012345678 ext. 12"),
        ("+33 1 42 68 53 00 poste 12", "+33142685300 ext. 12"),
        ("+57 601 2345678 (ramal: 12)", "+576012345678 ext. 12"),
        ("+1 305 555 0123 x12", "+13055550123 ext. 12"),
        ("tel:+57-601-2345678;ext=12", "+576012345678 ext. 12"),
        ("+57 601 2345678 ext 12, +57 300 123 4567", "+576012345678 ext. 12, +573001234567"),
        ("+49 151 23456789 15-17 Uhr", "+4915123456789"),
        ("+49 30 123456 15-17 Uhr", "+4930123456"),
        ("+57 300 123 4567 8-12", "+573001234567"),
        ("+57 300 123 4567 (9 – 17 h)", "+573001234567"),
        ("+33 6 12 34 56 78 merci", "+33612345678"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert reading(typed) == Accepted(kept)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("+57 1 2345678", "+576012345678"),
        ("+57 4 2345678 ext 3", "+576042345678 ext. 3"),
        ("+55 11 8765 4321", "+5511987654321"),
        ("+229 97 12 34 56", "+2290197123456"),
        ("+49 151 2345678 15-17 Uhr", "+491512345678"),
    ],
)
def test_a_number_that_is_possible_and_not_valid_is_offered_as_it_may_be_meant(
    typed: str, offered: str
) -> None:
    answer = reading(typed)
    assert isinstance(answer, Refused)
    assert answer.values == (offered,)
    assert typed.partition(" ext")[0].partition(" 15-")[0] in answer.reason


@pytest.mark.parametrize(
    "typed", ["2026-11-30", "30.11.2026", "https://example.org/p/2023113012", "8:00-17:00"]
)
def test_dates_hours_and_pages_beside_an_address_are_no_numbers(typed: str) -> None:
    assert reading(f"{ANA} {typed}") == Accepted(ANA)


ADDRESSES = st.sampled_from(
    [ANA, "sean.o'connor@example.org", "x+y=z@example.co.uk", "!ana@example.org", "a_b-c.d@exämple.org"]
)
NUMBERS = st.sampled_from(
    [
        ("+573001234567", "+573001234567"),
        ("+57 300 123 4567", "+573001234567"),
        ("+49 30 123456", "+4930123456"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("+52 1 55 1234 5678", "+525512345678"),
        ("573001234567", "+573001234567"),
    ]
)
WORDS = st.lists(
    st.text(max_size=8).filter(
        lambda word: "@" not in word and "＠" not in word and not any(map(str.isdigit, word))
    ),
    max_size=4,
).map(" ".join)


@given(WORDS, ADDRESSES, WORDS, NUMBERS, WORDS, st.booleans())
def test_words_around_an_address_and_a_number_yield_exactly_these_two(
    before: str, address: str, between: str, number: tuple[str, str], after: str, swapped: bool
) -> None:
    typed, kept = number
    first, second = (typed, address) if swapped else (address, typed)
    text = f"{before} {first} {between} {second} {after}"
    assert reading(text) == Accepted(f"{address}, {kept}")
    if not typed.startswith("+52 1"):  # what became of old numbers is knowledge
        assert read_reach(text) == f"{address}, {kept}"


@given(st.lists(st.one_of(ADDRESSES, NUMBERS.map(lambda number: number[1])), min_size=1, max_size=6))
def test_what_is_kept_is_read_the_same_again(values: list[str]) -> None:
    value = merge_reach(*values)
    assert read_reach(value) == value
    emails, phones = split_reach(value)
    assert merge_reach(emails or "", phones or "") == value


@pytest.mark.parametrize(
    ("text", "is_alone"),
    [
        ("+573001234567", True),
        ("300 123 4567", True),
        ("ana@example.org, +57 300 123 4567", True),
        ("ana@example.org", True),
        ("Ana +573001234567", False),
        ("Studio 54", False),
        ("1001", False),
        ("@ana", False),
    ],
)
def test_a_contact_is_told_from_a_name(text: str, is_alone: bool) -> None:
    assert is_reach_alone(text) is is_alone


def test_each_address_and_each_number_of_a_lead_tells_the_person() -> None:
    email, phone = split_reach("ana@example.org, luis@oro.example.com, +576012345678 ext. 12, +573001234567")
    assert list(person_signs(email, phone)) == [
        "mail ana@example.org",
        "mail luis@oro.example.com",
        "phone 576012345678",
        "phone 573001234567",
    ]
    assert list(domain_signs(email)) == ["domain example.org", "domain oro.example.com"]


def test_signs_behind_an_address_are_none_of_it() -> None:
    assert read_reach("ana@example.org.-") == "ana@example.org"


def test_more_addresses_than_fit_are_asked_back() -> None:
    typed = ";".join(f"a{number}@example.org" for number in range(100))[: FIELD.most].rpartition(";")[0]
    assert isinstance(reading(typed), Refused)
