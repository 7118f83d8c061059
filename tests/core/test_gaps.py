from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.gaps import FOLDED_MOST, ApprovedPhrasing, Gap, folded_question, is_live, put_together
from bot.core.match import Verdict
from bot.leads.index_terms import domain_signs, person_signs, search_text, signs_of, word_signs
from tests.knowledge_sample import sample

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def gap(text: str, count: int = 1, language: str = "en", age: int = 0, **values: object) -> Gap:
    at = NOW - timedelta(days=age)
    return Gap(
        text,
        language,
        count,
        at,
        at,
        Verdict.FALLBACK,
        folded=(folded_question(text),),
        **values,  # type: ignore[arg-type]
    )


def test_wordings_that_are_alike_are_one_gap() -> None:
    (found,) = put_together(
        [
            gap("how much is a gram of gold", 5, age=3, badly_rated=1),
            gap("How much is one gram of gold?", 2, age=9),
            gap("of gold how much is a gram", 1, badly_rated=1),
        ]
    )
    assert (found.text, found.count, found.badly_rated) == ("how much is a gram of gold", 8, 2)
    assert found.first_at == NOW - timedelta(days=9)
    assert found.last_at == NOW
    assert found.wordings == ("How much is one gram of gold?", "of gold how much is a gram")
    assert len(found.folded) == 3


def test_languages_and_subjects_stay_apart() -> None:
    found = put_together([gap("opening hours", 1), gap("opening hours", 3, "fr"), gap("visit a mine", 2)])
    assert [(each.language, each.count) for each in found] == [("fr", 3), ("en", 2), ("en", 1)]


@given(
    st.lists(st.tuples(st.text(max_size=30), st.integers(1, 9), st.sampled_from(["en", "fr"])), max_size=12)
)
def test_putting_together_loses_no_question(asked: list[tuple[str, int, str]]) -> None:
    gaps = [gap(text, count, language) for text, count, language in asked]
    found = put_together(gaps)
    assert sum(each.count for each in found) == sum(each.count for each in gaps)
    assert sorted(name for each in found for name in each.folded) == sorted(
        name for each in gaps for name in each.folded
    )


def test_a_phrasing_is_live_in_whatever_spelling() -> None:
    assert is_live(ApprovedPhrasing("craft-definition", "en", "What is craft?"), sample())
    assert not is_live(ApprovedPhrasing("craft-definition", "es", "What is craft?"), sample())
    assert not is_live(ApprovedPhrasing("nowhere", "en", "What is craft?"), sample())


def test_a_slip_leaves_a_word_one_of_its_signs() -> None:
    for slip in ("Chopart", "Xhopard", "Chobard", "Choppard"):
        assert set(word_signs("Chopard")) & set(word_signs(slip))


def test_a_lead_is_found_by_the_domain_of_its_address() -> None:
    assert list(domain_signs("eva@Acme.example")) == ["domain acme.example"]
    assert list(domain_signs(None)) == []


def test_a_person_is_known_by_address_and_number() -> None:
    assert list(person_signs("Eva@Acme.example", "+57 300-1")) == ["mail eva@acme.example", "phone 573001"]
    assert list(person_signs(None, None)) == []
    assert "mail eva@acme.example" in signs_of("Acme", "Eva", "eva@acme.example", None)


@given(st.text(), st.text(max_size=2000))
def test_signs_and_folded_texts_fit_into_an_index(company: str, question: str) -> None:
    assert all(len(sign) < 400 for sign in signs_of(company, company, None, None))
    assert len(folded_question(question)) <= FOLDED_MOST
    assert search_text(company, None, "") == search_text(company)
