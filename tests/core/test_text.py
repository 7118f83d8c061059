import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import TEXT_LIMIT, fold, in_parts, shorten, tidy, words


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


SPACES = [
    chr(code) for code in (9, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
]


@pytest.mark.parametrize("space", [*SPACES, "\u2800", "\u3164", " \u00a0 ", "\r\n", "\x0b", "\x85"])
def test_every_kind_of_space_is_a_blank(space: str):
    assert tidy(f"Oro{space}Verde") == "Oro Verde"
    assert tidy(f"{space}Oro{space}") == "Oro"


@pytest.mark.parametrize("text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🌾 Oro", "ᠠ\u180eᠠ"])
def test_joiners_that_scripts_need_stay(text: str):
    assert tidy(text) == text


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\ufeff", "\xad", "\x00", "\u2060"])
def test_what_cannot_be_seen_is_gone(sign: str):
    assert tidy(f"Oro{sign} Verde") == "Oro Verde"


def test_lines_stay_where_they_are_wanted():
    assert tidy("one\u00a0two\u2028three\r\nfour", keep_lines=True) == "one two\nthree\nfour"


def test_an_empty_line_leaves_one_blank():
    assert tidy("Oro\r\x85Verde") == "Oro Verde"


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str):
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(), st.integers(2, 40))
def test_a_text_in_parts_is_whole_and_no_part_is_too_long(text: str, most: int) -> None:
    parts = in_parts(text, most)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < len(part.encode("utf-16-le", "surrogatepass")) // 2 <= most for part in parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("short", ("short",)),
        ("one two three four", ("one two", "three four")),
        ("a line\nanother 1", ("a line", "another 1")),
        ("a b c d\n\ne f g", ("a b c d", "e f g")),
        ("x" * 23, ("x" * 10, "x" * 10, "xxx")),
        ("😀" * 7, ("😀" * 5, "😀" * 2)),
    ],
)
def test_a_text_is_divided_where_a_reader_would(text: str, parts: tuple[str, ...]) -> None:
    assert in_parts(text, 10) == parts
