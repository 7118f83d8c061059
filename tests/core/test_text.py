from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import TEXT_LIMIT, fold, shorten, words


def test_case_accents_width_and_ligatures_make_no_difference():
    assert fold("QUÉBEC") == fold("québec") == "quebec"
    assert fold("ＡＲＭ") == "arm"
    assert fold("cœur") == "coeur"
    assert fold("Straße") == "strasse"
    assert fold("Øresund") == "oresund"


def test_words_are_runs_of_letters_and_digits():
    assert words("¿Quién financió l'or  en 2018?") == ["quien", "financio", "l", "or", "en", "2018"]
    assert words("¿…?!") == []


def test_a_long_text_is_read_up_to_a_limit():
    assert shorten("short") == "short"
    assert len(shorten("x" * 1_000_000)) == TEXT_LIMIT


@given(st.text())
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_stay_words_when_folded_again(text: str):
    assert words(" ".join(words(text))) == words(text)
