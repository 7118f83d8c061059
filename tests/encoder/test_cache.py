import numpy as np
import pytest

from bot.encoder.cache import LearntFile
from bot.matching.ranking.base import Phrasing
from bot.matching.ranking.ranker import Ranker
from tests.matching.plain_ranking import FakeEncoder

BASE = [
    Phrasing(f"{verb} {thing}", f"{opening} {verb} {thing}", "en")
    for verb in ("buy", "sell", "refine")
    for thing in ("gold", "silver", "copper")
    for opening in ("how do I", "who can", "is it allowed to")
]
ASKED = ("may I buy silver", "refine the copper please")


class Counting(LearntFile):
    """A real file that also counts what is kept in it."""

    def __init__(self, file):
        super().__init__(file)
        self.count = 0

    def keep(self, key, kept):
        self.count += 1
        super().keep(key, kept)


@pytest.mark.parametrize("encoder", [None, FakeEncoder()], ids=["lexical", "hybrid"])
def test_an_unchanged_base_is_learnt_once(tmp_path, encoder):
    keeps = Counting(tmp_path / "learnt.npz")
    first = Ranker.build(BASE, encoder, keeps=keeps)
    again = Ranker.build(list(reversed(BASE)), encoder, keeps=keeps)
    assert keeps.count == 1
    for text in ASKED:
        assert again.rank(text) == first.rank(text)


def test_a_changed_base_or_encoder_is_learnt_anew(tmp_path):
    keeps = Counting(tmp_path / "learnt.npz")
    Ranker.build(BASE, keeps=keeps)
    Ranker.build(BASE[:-1], keeps=keeps)
    Ranker.build(BASE[:-1], FakeEncoder(), keeps=keeps)
    assert keeps.count == 3
    fresh = Ranker.build(BASE[:-1], FakeEncoder())
    assert Ranker.build(BASE[:-1], FakeEncoder(), keeps=keeps).rank(ASKED[0]) == fresh.rank(ASKED[0])


def test_a_base_with_landmarks_is_not_kept_for_longer_than_it_fits(tmp_path):
    keeps = Counting(tmp_path / "learnt.npz")
    for _ in range(2):
        Ranker.build(BASE, keeps=keeps, most_anchors=9)
    assert keeps.count == 2


@pytest.mark.parametrize(
    "damage", [b"", b"PK\x03\x04", None, 0, 1], ids=["empty", "cut", "gone", "wrong", "odd"]
)
def test_a_damaged_file_is_learnt_anew(tmp_path, damage):
    file = tmp_path / "learnt.npz"
    keeps = Counting(file)
    expected = Ranker.build(BASE, keeps=keeps).rank(ASKED[0])
    if damage is None:
        file.unlink()
    elif isinstance(damage, bytes):
        file.write_bytes(damage)
    else:
        with np.load(file) as kept:
            key, coefficients = str(kept["key"]), kept["coefficients"]
        wrong = coefficients + np.float32(1) if damage else coefficients.astype(float)
        LearntFile(file).keep(key, wrong)
    assert Ranker.build(BASE, keeps=keeps).rank(ASKED[0]) == expected
    assert keeps.count == 2
