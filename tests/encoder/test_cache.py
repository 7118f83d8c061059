"""What was learnt is learnt once: it is kept in files, of which none is believed."""

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.encoder.cache import ArrayFile
from bot.encoder.learnt import LearntFiles, read_learnt
from bot.matching.ranking.base import Phrasing
from bot.matching.ranking.learning import on_grid
from bot.matching.ranking.ranker import Ranker
from tests.matching.plain_ranking import FakeEncoder

BASE = [
    Phrasing(f"{verb} {thing}", f"{opening} {verb} {thing}", "en")
    for verb in ("buy", "sell", "refine")
    for thing in ("gold", "silver", "copper")
    for opening in ("how do I", "who can", "is it allowed to")
]
FRESH = [
    Phrasing("weigh gold", "how much does gold weigh", "en"),
    Phrasing("buy gold", "purchase some gold", "en"),
]
ASKED = ("may I buy silver", "refine the copper please")


class Counting(LearntFiles):
    """Real files that also count what is kept in them."""

    def __init__(self, *files: Path, encoder: str = "one"):
        super().__init__([ArrayFile(file, encoder) for file in files])
        self.count = 0

    def keep(self, learnt):
        self.count += 1
        super().keep(learnt)


@pytest.mark.parametrize("encoder", [None, FakeEncoder()], ids=["lexical", "hybrid"])
def test_an_unchanged_base_is_learnt_once(tmp_path, encoder):
    keeps = Counting(tmp_path / "learnt.npz")
    first = Ranker.build(BASE, encoder, keeps=keeps)
    again = Ranker.build(list(reversed(BASE)), encoder, keeps=keeps)
    recalled = Ranker.recalled(BASE, keeps, encoder)
    assert recalled is not None
    assert recalled.is_learnt
    assert keeps.count == 1
    for text in ASKED:
        assert again.rank(text) == recalled.rank(text) == first.rank(text)


def test_a_changed_base_or_encoder_is_learnt_anew(tmp_path):
    keeps = Counting(tmp_path / "learnt.npz")
    Ranker.build(BASE, keeps=keeps)
    Ranker.build(BASE[:-1], keeps=keeps)
    Ranker.build(BASE[:-1], FakeEncoder(), keeps=keeps)
    assert keeps.count == 3
    fresh = Ranker.build(BASE[:-1], FakeEncoder())
    assert Ranker.build(BASE[:-1], FakeEncoder(), keeps=keeps).rank(ASKED[0]) == fresh.rank(ASKED[0])


def test_other_endings_are_read_anew_and_learnt_anew(tmp_path):
    keeps = Counting(tmp_path / "learnt.npz")
    Ranker.build(BASE, keeps=keeps)
    cut = Ranker.build(BASE, keeps=keeps, endings=("fine", "per"))
    assert keeps.count == 2
    assert cut.rank(ASKED[1]) == Ranker.build(BASE, endings=("fine", "per")).rank(ASKED[1])


def test_a_base_with_landmarks_is_not_kept_for_longer_than_it_fits(tmp_path):
    keeps = Counting(tmp_path / "learnt.npz")
    for _ in range(2):
        Ranker.build(BASE, keeps=keeps, most_anchors=9)
    assert keeps.count == 2
    assert Ranker.recalled(BASE, keeps) is None


@pytest.mark.parametrize("encoder", [None, FakeEncoder()], ids=["lexical", "hybrid"])
def test_an_edit_since_the_last_start_is_corrected_at_once(tmp_path, encoder):
    keeps = Counting(tmp_path / "learnt.npz")
    Ranker.build(BASE, encoder, keeps=keeps)
    edited = Ranker.recalled([*BASE[1:], *FRESH], keeps, encoder)
    assert edited is not None
    assert (keeps.count, edited.is_learnt) == (1, False)
    whole = Ranker.build([*BASE[1:], *FRESH], encoder)
    for text in (*ASKED, "what does the gold weigh", "where to purchase gold"):
        assert edited.rank(text).candidates[0].label == whole.rank(text).candidates[0].label
    assert not edited.rank(BASE[0].text).exact


def test_of_a_base_of_which_little_is_left_nothing_is_recalled(tmp_path):
    keeps = Counting(tmp_path / "learnt.npz")
    assert Ranker.recalled(BASE, keeps) is None
    Ranker.build(BASE, keeps=keeps)
    others = [Phrasing("more", f"question number {number}", "en") for number in range(600)]
    assert Ranker.recalled([*BASE, *others], keeps) is None
    assert Ranker.recalled([], keeps) is None


def test_the_file_that_fits_best_is_taken(tmp_path):
    shipped, own = tmp_path / "shipped.npz", tmp_path / "own.npz"
    Ranker.build(BASE, keeps=Counting(shipped))
    Ranker.build([*BASE, *FRESH], keeps=Counting(own))
    both = Counting(shipped, own)
    for base in (BASE, [*BASE, *FRESH]):
        recalled = Ranker.recalled(base, both)
        assert recalled is not None
        assert recalled.is_learnt
    nearer_own = Ranker.recalled([*BASE, *FRESH, Phrasing("buy gold", "gold bars to buy", "en")], both)
    assert nearer_own is not None
    assert nearer_own.rank(FRESH[0].text).exact
    assert both.count == 0


def test_what_is_learnt_goes_to_the_last_file_alone(tmp_path):
    shipped, own = tmp_path / "shipped.npz", tmp_path / "own.npz"
    Ranker.build(BASE, keeps=Counting(shipped))
    before = shipped.read_bytes()
    Ranker.build(BASE[:-1], keeps=Counting(shipped, own))
    assert own.exists()
    assert shipped.read_bytes() == before


def damaged(file: Path, damage: str) -> None:
    whole = file.read_bytes()
    with np.load(file) as kept:
        arrays = dict(kept)
    learnt = read_learnt(ArrayFile(file, "one"))
    if damage == "empty":
        file.write_bytes(b"")
    elif damage == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif damage == "one bit":
        middle = len(whole) // 2
        file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    elif damage == "another version":
        np.savez(file, **(arrays | {"made_for": np.array("0 one")}))
    elif damage == "no version":
        np.savez(file, **{key: arrays[key] for key in arrays if key != "made_for"})
    elif damage == "lacking":
        np.savez(file, **{key: arrays[key] for key in arrays if key != "coefficients"})
    elif damage == "other coefficients":
        LearntFiles([ArrayFile(file, "one")]).keep(replace(learnt, coefficients=learnt.coefficients + 1))
    elif damage == "other shape":
        LearntFiles([ArrayFile(file, "one")]).keep(replace(learnt, coefficients=learnt.coefficients[1:]))
    elif damage == "another encoder":
        LearntFiles([ArrayFile(file, "another")]).keep(learnt)
    elif damage == "a folder":
        file.unlink()
        file.mkdir()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("empty", "damaged"),
        ("cut", "damaged"),
        ("one bit", "damaged"),
        ("lacking", "damaged"),
        ("another version", "of another version"),
        ("no version", "of another version"),
        ("another encoder", "made with another instead of one"),
        ("a folder", "a file that cannot be read"),
        ("other coefficients", ""),
        ("other shape", ""),
    ],
)
def test_a_file_of_no_use_is_told_in_one_sentence_and_learnt_anew(tmp_path, caplog, damage, told):
    file = tmp_path / "learnt.npz"
    keeps = Counting(file)
    expected = Ranker.build(BASE, keeps=keeps).rank(ASKED[0])
    damaged(file, damage)
    with caplog.at_level(logging.WARNING):
        assert Ranker.build(BASE, keeps=keeps).rank(ASKED[0]) == expected
    assert keeps.count == 2
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == bool(told)
    assert told in "".join(lines)


def test_a_missing_file_is_nothing_to_speak_of(tmp_path, caplog):
    keeps = Counting(tmp_path / "none" / "learnt.npz", tmp_path / "learnt.npz")
    Ranker.build(BASE, keeps=keeps)
    assert Ranker.recalled(BASE, keeps) is not None
    assert caplog.records == []


@pytest.mark.parametrize("count", [3, 400], ids=["few", "many"])
def test_coefficients_come_back_as_they_were_used_however_many_there_are(tmp_path, count):
    used = on_grid(np.random.default_rng(7).normal(size=(count, 300)).astype(np.float32))
    file = ArrayFile(tmp_path / "learnt.npz", "one")
    keeps = Counting(file.path)
    Ranker.build(BASE, keeps=keeps)
    keeps.keep(replace(read_learnt(file), coefficients=used))
    assert np.array_equal(read_learnt(file).coefficients, used)
    assert file.read("coefficients")["coefficients"].itemsize == (4 if count == 3 else 2)
