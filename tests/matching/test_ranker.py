import gc
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.ranking.base import Phrasing
from bot.matching.ranking.ranker import Ranker
from bot.matching.spelling import Lexicon, folded_words
from tests.matching.plain_ranking import ENDINGS, FakeEncoder, PlainRanking

BASE = (
    Phrasing("buy", "where can I buy fair gold", "en"),
    Phrasing("buy", "I want to purchase certified gold", "en"),
    Phrasing("buy", "dónde puedo comprar oro justo", "es"),
    Phrasing("mines", "which mines are certified", "en"),
    Phrasing("mines", "list of the certified mines", "en"),
    Phrasing("mines", "qué minas están certificadas", "es"),
    Phrasing("mercury", "do the miners use mercury", "en"),
    Phrasing("mercury", "is the gold free of mercury", "en"),
    Phrasing("mercury", "les mineurs utilisent-ils du mercure", "fr"),
)
WORDS = sorted({word for phrasing in BASE for word in folded_words(phrasing.text)})
ENCODERS = pytest.mark.parametrize("encoder", [None, FakeEncoder()], ids=["lexical", "hybrid"])


def base_of(texts: list[tuple[int, list[str]]]) -> list[Phrasing]:
    return [Phrasing(f"label {number}", " ".join(some), "en") for number, some in texts]


@ENCODERS
@settings(max_examples=25, deadline=None)
@given(
    texts=st.lists(
        st.tuples(st.integers(0, 3), st.lists(st.sampled_from(WORDS), min_size=1, max_size=5)),
        min_size=1,
        max_size=12,
    ),
    asked=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
)
def test_the_ranking_is_that_of_its_slow_twin(encoder, texts, asked):
    phrasings = base_of(texts)
    text = " ".join(asked)
    ranking = Ranker.build(phrasings, encoder, endings=ENDINGS).rank(text)
    twin = PlainRanking(phrasings, encoder).trial(" ".join(ranking.words))
    if ranking.exact:
        assert {one.text for one in phrasings if one.label in labels_of(ranking)} >= {text}
        return
    best = ranking.candidates[0]
    assert twin.scores[best.label] == pytest.approx(twin.scores[twin.winner], abs=2e-3)
    if best.label == twin.winner:
        assert best.confidence == pytest.approx(twin.confidence, abs=2e-3)


@ENCODERS
def test_every_phrasing_finds_its_label(encoder):
    ranker = Ranker.build(BASE, encoder)
    for phrasing in BASE:
        ranking = ranker.rank(phrasing.text.upper() + " ?!")
        assert ranking.exact
        assert labels_of(ranking) == [phrasing.label]
        assert ranking.candidates[0].confidence == 1


@ENCODERS
def test_other_words_for_it_find_it_too(encoder):
    ranker = Ranker.build(BASE, encoder)
    assert labels_of(ranker.rank("who sells certified gold to buy"))[0] == "buy"
    assert labels_of(ranker.rank("tell me the mines that are certified"))[0] == "mines"


def test_a_slip_of_the_hand_is_repaired_and_told():
    ranking = Ranker.build(BASE, vocabulary=Lexicon.of(["there"])).rank("is there mercurry in it")
    assert labels_of(ranking)[0] == "mercury"
    assert ranking.repairs == (("mercurry", "mercury"),)
    assert "mercury" in ranking.words


def test_the_encoder_reads_accents_and_repaired_words():
    evidence = []

    class Hearing(FakeEncoder):
        def encode(self, text: str):
            evidence.append(text)
            return super().encode(text)

    ranker = Ranker.build(BASE, Hearing())
    evidence.clear()
    ranker.rank("¿Dónde puedo comprrar ORO?")
    assert evidence == ["¿dónde puedo comprar oro?"]


def test_neighbours_are_the_nearest_phrasings_in_their_language():
    near = Ranker.build(BASE, FakeEncoder()).rank("las minas que están certificadas").neighbours
    assert (near[0].text, near[0].label, near[0].language) == ("qué minas están certificadas", "mines", "es")
    assert [one.similarity for one in near] == sorted((one.similarity for one in near), reverse=True)
    assert all(0 <= one.similarity <= 1 for one in near)


def test_the_same_phrasing_under_two_labels_gives_both():
    ranker = Ranker.build([Phrasing("a", "how to pay", "en"), Phrasing("b", "How to pay?", "en")])
    assert {one.label for one in ranker.rank("how to pay").candidates} == {"a", "b"}
    assert len(ranker.rank("how to pay him").candidates) == 2


@ENCODERS
def test_an_empty_base_and_a_base_of_one_give_a_ranking(encoder):
    assert Ranker.build([], encoder).rank("anything").candidates == ()
    alone = Ranker.build([Phrasing("only", "what is gold", "en")], encoder)
    assert labels_of(alone.rank("gold is what")) == ["only"]
    wordless = Ranker.build([Phrasing("only", "???", "en")], encoder)
    assert labels_of(wordless.rank("gold")) == ["only"]


@ENCODERS
def test_a_text_without_words_or_of_a_million_letters_is_ranked(encoder):
    ranker = Ranker.build(BASE, encoder)
    assert ranker.rank("").candidates == ranker.rank("🙂 …").candidates == ()
    assert ranker.rank("gold " * 200_000).candidates
    assert ranker.rank("x" * 1_000_000).candidates


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_string_gets_a_ranking_with_confidences_in_order(text):
    for ranker in (LEXICAL, HYBRID):
        confidences = [one.confidence for one in ranker.rank(text).candidates]
        assert all(0 <= confidence <= 1 for confidence in confidences)
        assert confidences == sorted(confidences, reverse=True)


@ENCODERS
def test_landmarks_rank_much_as_all_phrasings_do(encoder):
    many = [
        Phrasing(f"{verb} {thing}", f"{opening} {verb} {thing}", "en")
        for verb in ("buy", "sell", "refine", "certify", "weigh", "melt", "insure")
        for thing in ("gold", "silver", "copper", "rings", "coins", "bars", "ore", "medals")
        for opening in ("how do I", "who can", "is it allowed to", "I want to", "where to")
    ]
    exact = Ranker.build(many, encoder)
    with_landmarks = Ranker.build(many, encoder, most_anchors=200)
    asked = [f"please {phrasing.label} now" for phrasing in many]
    same = sum(labels_of(exact.rank(a))[0] == labels_of(with_landmarks.rank(a))[0] for a in asked)
    assert same > 0.9 * len(asked)


def test_a_ranker_by_letters_stands_in_for_one_to_be_learnt():
    stands_in = Ranker.by_letters(BASE, endings=ENDINGS)
    assert not stands_in.is_learnt
    for text in ("who sells certified gold to buy", "tell me the mines that are certified", BASE[3].text):
        learnt = Ranker.build(BASE, endings=ENDINGS).rank(text)
        assert labels_of(stands_in.rank(text))[0] == labels_of(learnt)[0]
    assert Ranker.by_letters([]).rank("anything").candidates == ()
    many = [
        Phrasing(f"label {number % 40:02}", f"question {number} of {number % 40}") for number in range(3_000)
    ]
    assert Ranker.by_letters(many).rank("question about 17").candidates[0].label == "label 17"


def labels_of(ranking) -> list[str]:
    return [one.label for one in ranking.candidates]


LEXICAL = Ranker.build(BASE)
HYBRID = Ranker.build(BASE, FakeEncoder())


def test_ten_thousand_questions_take_no_more_memory_than_seven_thousand():
    ranker = Ranker.build(BASE)

    def ask(numbers: range) -> int:
        for number in numbers:
            ranker.rank(f"a{number:05}a b{number:05}b c{number:05}c")
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        # By then everything that is remembered of questions is full.
        before = ask(range(7_000))
        assert ask(range(7_000, 10_000)) - before < 1_000_000
    finally:
        tracemalloc.stop()
