from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.spelling import Lexicon, Repairer

BASE = [
    "gold",
    "gold",
    "mine",
    "mines",
    "certified",
    "certified",
    "jewellery",
    "mercury",
    "partner",
    "fund",
    "usaid",
]
WORDS = ["hold", "house", "water", "mined", "certain", "explore", "minute"]
LEXICON = Lexicon.of(WORDS).inflected(["s", "ing"], ["e"])


def repairer(protected: frozenset[str] = frozenset()) -> Repairer:
    return Repairer(Counter(BASE), LEXICON, protected)


def test_a_word_one_edit_away_is_read_as_the_word_of_the_base():
    assert repairer().repair("mercuri") == "mercury"
    assert repairer().repair("prtner") == "partner"
    assert repairer().repair("goldd") == "gold"


def test_two_edits_are_forgiven_only_in_long_words():
    assert repairer().repair("certfiedd") == "certified"
    assert repairer().repair("parnerr") == "parnerr"


def test_real_words_are_never_repaired():
    assert repairer().repair("hold") == "hold"
    assert repairer().repair("explores") == "explores"
    assert repairer().repair("exploring") == "exploring"


def test_short_words_numbers_and_words_of_the_base_stay():
    assert [repairer().repair(word) for word in ("gol", "2018", "gold", "g0ld", "")] == [
        "gol",
        "2018",
        "gold",
        "g0ld",
        "",
    ]


def test_protected_words_are_neither_repaired_nor_repaired_to():
    assert repairer(frozenset({"usaid"})).repair("usaod") == "usaod"
    assert repairer().repair("usaod") == "usaid"
    assert repairer(frozenset({"golds"})).repair("golds") == "golds"


def test_the_word_used_more_often_wins_among_equally_near_ones():
    choice = Repairer(Counter(["wild", "will", "will", "will"]), Lexicon(), frozenset())
    assert choice.repair("wilx") == "will"


def test_a_swap_wins_over_a_replacement():
    choice = Repairer(Counter(["talk", "take"]), Lexicon(), frozenset())
    assert choice.repair("taek") == "take"


def test_a_word_that_is_not_of_the_base_is_read_as_a_common_one():
    assert repairer().repair("waterr") == "water"
    assert repairer().repair("xwater") == "xwater"
    assert repairer().repair("hose") == "hose"
    assert repairer().repair("zzzzzz") == "zzzzzz"


def test_the_more_common_of_two_common_words_is_taken():
    either = Repairer(Counter(), Lexicon.of(["house", "horse"]), frozenset())
    assert either.repair("hoxse") == "house"


def test_the_lexicon_knows_words_with_common_endings_and_nothing_but_words():
    assert "houses" in LEXICON
    assert "exploring" in LEXICON
    assert "hous" not in LEXICON
    assert 7 not in LEXICON


@given(st.text())
def test_any_word_is_read_as_some_word_and_that_one_stays(word: str):
    fixed = repairer().repair(word)
    assert repairer().repair(fixed) == fixed
