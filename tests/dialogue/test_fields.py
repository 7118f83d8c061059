"""What the fields of the enquiry form accept, and what they say where they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.knowledge import FieldKind
from bot.core.voice import Voice
from bot.dialogue.fields import Accepted, Refused, holds_one_of, read
from bot.leads.reach import read_reach, split_reach
from tests.knowledge_sample import sample

KNOWLEDGE = sample()
FIELDS = {field.id: field for field in KNOWLEDGE.form.fields}


def reading(field: str, text: str, language: str = "en") -> Accepted | Refused:
    return read(FIELDS[field], text, Voice(KNOWLEDGE, language))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ana@example.org", "ana@example.org"),
        ("  Ana <Ana@Example.ORG>. ", "Ana@example.org"),
        ("mailto:ana@example.org", "ana@example.org"),
        ("+57 300 123 4567", "+573001234567"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("call +44 (0)20 7946 0958", "+442079460958"),
        ("ana@example.org or +57 300 123 4567", "ana@example.org, +573001234567"),
        ("not@an@address but ana@example.org", "ana@example.org"),
    ],
)
def test_an_address_or_a_number_is_found_in_what_was_typed(typed: str, kept: str) -> None:
    assert reading("reach", typed) == Accepted(kept)


@pytest.mark.parametrize(
    "typed",
    ["", "ana@", "@example.org", "300 123 4567", "ana@example", "+1", "+999999999", "+1 234 567", "🙂"],
)
def test_what_is_neither_an_address_nor_a_number_is_refused_with_an_example(typed: str) -> None:
    answer = reading("reach", typed, "es")
    assert isinstance(answer, Refused)
    assert "nombre@ejemplo.org" in answer.reason


def test_a_value_is_split_into_address_and_number() -> None:
    assert split_reach("ana@example.org, +573001234567") == ("ana@example.org", "+573001234567")
    assert split_reach("+573001234567") == (None, "+573001234567")
    assert split_reach("") == (None, None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Colombia", "CO"),
        ("perú", "PE"),
        ("Pérou", "PE"),
        ("ALEMANIA", "DE"),
        ("Swizerland", "CH"),
        ("Estados-Unidos", "US"),
        ("u.k.", "GB"),
        ("Burkina", "BF"),
        ("fr", "FR"),
    ],
)
def test_a_country_is_read_in_three_languages_misspelt_or_not(typed: str, code: str) -> None:
    answer = reading("country", typed)
    assert answer == Accepted(code) or (isinstance(answer, Refused) and code in answer.countries)


def test_a_country_that_may_be_two_is_asked_back() -> None:
    answer = reading("country", "Nigera")
    assert isinstance(answer, Refused)
    assert {"NG", "NE"} <= set(answer.countries)


def test_a_country_that_does_not_exist_is_refused_with_a_remedy() -> None:
    assert reading("country", "Atlantis", "fr") == Refused(FIELDS["country"].wrong["fr"])


def test_a_way_is_read_by_its_words_in_any_language() -> None:
    assert reading("way", "financer un projet", "en") == Accepted("fund")
    assert isinstance(reading("way", "dance"), Refused)


def test_consent_is_never_read_from_a_value() -> None:
    assert isinstance(reading("consent", "maybe"), Refused)


def test_a_name_needs_a_letter_or_a_digit() -> None:
    assert isinstance(reading("company", "!!! 🙂"), Refused)
    assert reading("company", " Ana \u202e& Sons\n Ltd ") == Accepted("Ana & Sons Ltd")


def test_lines_of_a_message_are_kept() -> None:
    assert reading("message", " one \n\n two  words ") == Accepted("one\n\ntwo words")


def test_a_text_that_is_too_long_is_told_how_long_it_may_be() -> None:
    answer = reading("company", "a" * 4096)
    assert isinstance(answer, Refused)
    assert "4096" in answer.reason
    assert "120" in answer.reason


@given(st.sampled_from(list(FIELDS)), st.text(max_size=400), st.sampled_from(["en", "es", "fr"]))
def test_any_text_is_either_kept_within_bounds_or_refused_in_words(
    field: str, text: str, language: str
) -> None:
    answer = reading(field, text, language)
    if isinstance(answer, Accepted):
        assert 0 < len(answer.value) <= FIELDS[field].most
        if FIELDS[field].kind is FieldKind.REACH:
            assert any(split_reach(answer.value))
    else:
        assert answer.reason


@given(st.text(max_size=200))
def test_a_reach_that_was_read_reads_the_same_again(text: str) -> None:
    value = read_reach(text)
    assert value is None or read_reach(value) == value


def test_a_sign_without_letters_stands_in_no_other() -> None:
    assert not holds_one_of("👍", ["👎"])
    assert holds_one_of("please change the E-MAIL", ["e-mail"])
