"""Texts are cut as the published tokeniser cuts them, with the pieces that are kept of it."""

import json
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.encoder.encoder import FILE
from bot.encoder.tokeniser import Pieces, read

RECORDED = Path(__file__).with_name("pieces.json")
"""Texts with the ids that the package `tokenizers` gives them; written by `training/run`."""


@pytest.fixture(scope="module")
def vocabulary() -> list[str]:
    with ZipFile(FILE) as parts:
        return parts.read("pieces.txt").decode().split("\n")


@pytest.fixture(scope="module")
def pieces(vocabulary) -> Pieces:
    with ZipFile(FILE) as parts:
        scores = np.frombuffer(parts.read("scores.f32"), dtype="<f4").tolist()
    return Pieces(vocabulary, scores)


def test_texts_of_all_languages_are_cut_as_the_published_tokeniser_cuts_them(pieces):
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    assert len(recorded) > 400
    assert {text: pieces.cut(text) for text, _ in recorded} == dict(recorded)


def test_a_text_is_cut_the_same_the_second_time(pieces):
    assert pieces.cut("oro certificado del perú") == pieces.cut("oro certificado del perú")


def test_many_different_words_do_not_pile_up(pieces):
    before = pieces.cut("oro del perú")
    for number in range(25_000):
        pieces.cut(f"word{number}")
    assert len(pieces._kept) <= 20_000
    assert pieces.cut("oro del perú") == before


@given(st.text(max_size=80))
def test_the_pieces_of_any_text_spell_it_but_for_what_is_unknown(pieces, vocabulary, text):
    told = "".join(vocabulary[number] for number in pieces.cut(text))
    if "<unk>" not in told:
        assert (
            told.count("▁") >= len(text.split()) - text.count("▁") - sum(map(str.isspace, text)) or not told
        )
    assert all(0 <= number < len(vocabulary) for number in pieces.cut(text))


@pytest.mark.parametrize("text", ["Where can I BUY?!", "¿Where can i buy", "  where can i buy … "])
def test_case_and_signs_at_the_ends_are_not_read(text):
    assert read(text) == "where can i buy"


def test_of_a_text_without_end_only_the_beginning_is_read():
    assert len(read("gold " * 200_000)) <= 2_000
