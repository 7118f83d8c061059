"""Vectors of texts are computed once, and are the same wherever they come from."""

import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.encoder.cache import KeptVectors, from_grid, to_grid
from bot.encoder.encoder import load_encoder
from bot.encoder.keeping import KeepingEncoder
from bot.matching.progress import Progress
from tests.matching.plain_ranking import FakeEncoder

TEXTS = ["how can i buy gold", "who finances the mines", "qui êtes-vous", "x"]


class Hearing:
    """Encodes, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts):
        self.asked.extend(texts)
        return FakeEncoder().encode_all(texts)


def kept(file: Path | None, shipped: Path | None = None, name: str = "one") -> KeptVectors:
    return KeptVectors(file, name, shipped)


@given(arrays(np.float32, (3, 5), elements=st.floats(-1, 1, width=32)))
def test_rounded_vectors_have_length_one_and_point_where_the_exact_ones_do(vectors):
    lengths = np.linalg.norm(vectors, axis=1)
    rounded = from_grid(to_grid(vectors))
    for vector, length, other in zip(vectors, lengths, rounded, strict=True):
        if length > 1e-15:
            assert np.linalg.norm(other) == pytest.approx(1, abs=1e-5)
            assert vector / length @ other > 0.999
        else:
            assert np.isfinite(other).all()


def test_kept_vectors_are_not_computed_again(tmp_path):
    encode = Hearing()
    one = kept(tmp_path / "deep" / "vectors.npz")
    first = one.complete(["a", "bb", "a"], encode)
    assert encode.asked == ["a", "bb", "a"]
    assert (tmp_path / "deep" / "vectors.npz").stat().st_mode & 0o444 == 0o444
    second = one.complete(["bb", "ccc"], encode)
    assert encode.asked == ["a", "bb", "a", "ccc"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(second[0], first[1])
    assert one.count_new(["a", "bb", "dddd"]) == 1
    kept(tmp_path / "deep" / "vectors.npz", name="another").complete(["bb"], encode)
    assert encode.asked[-1] == "bb"


def test_a_vector_is_the_same_whether_shipped_or_kept_or_computed_now(tmp_path):
    shipped, own, encode = tmp_path / "shipped.npz", tmp_path / "own.npz", Hearing()
    kept(shipped).complete(TEXTS[:2], encode)
    kept(own).complete(TEXTS[1:3], encode)
    before = shipped.read_bytes()
    encode.asked.clear()
    mixed = kept(own, shipped).complete(TEXTS, encode)
    assert encode.asked == TEXTS[3:]
    assert np.array_equal(mixed, kept(None).complete(TEXTS, encode))
    assert shipped.read_bytes() == before


def test_the_real_encoder_gives_the_same_vectors_from_anywhere(tmp_path):
    encoder = load_encoder()
    assert encoder is not None
    shipped, own = tmp_path / "shipped.npz", tmp_path / "own.npz"
    now = KeepingEncoder(encoder, KeptVectors(None, encoder.name), Progress()).encode_all(TEXTS)
    KeepingEncoder(encoder, KeptVectors(shipped, encoder.name), Progress()).encode_all(TEXTS[:2])
    for _ in ("partly computed", "all from files"):
        mixed = KeepingEncoder(encoder, KeptVectors(own, encoder.name, shipped), Progress())
        assert np.array_equal(mixed.encode_all(TEXTS), now)
    assert mixed.count_new(TEXTS) == 0
    assert now @ encoder.encode(TEXTS[0]) == pytest.approx(now @ now[0], abs=1e-3)


@pytest.mark.parametrize("damage", [b"", b"PK", b"\x93NUMPY", "cut", "changed", "other", "narrow", "odd"])
def test_damaged_kept_vectors_are_told_and_computed_again(tmp_path, caplog, damage):
    file, encode = tmp_path / "vectors.npz", Hearing()
    expected = kept(file).complete(["a", "b"], encode)
    whole = file.read_bytes()
    if damage == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif damage == "changed":
        middle = whole.index(b"vectors.npy") + 300
        file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    elif damage == "other":
        np.savez(file, made_for="1 one", digests=np.zeros(3), vectors=np.zeros(3))
    elif damage == "narrow":
        np.savez(file, made_for="1 one", digests=np.zeros(3, np.uint64), vectors=np.zeros((2, 4), np.int8))
    elif damage == "odd":
        np.savez(file, made_for="1 one", digests=np.zeros(3, np.uint64))
    else:
        file.write_bytes(damage)
    encode.asked.clear()
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(kept(file).complete(["a", "b"], encode), expected)
    assert encode.asked == ["a", "b"]
    assert "damaged" in caplog.records[0].getMessage()


def test_vectors_of_another_width_are_not_mixed(tmp_path):
    file = tmp_path / "vectors.npz"

    def narrow(texts):
        return np.ones((len(texts), 2), dtype=np.float32)

    kept(file).complete(["a"], narrow)
    wide = kept(file).complete(["b", "c"], Hearing())
    assert wide.shape[1] > 2
    assert np.array_equal(kept(file).complete(["b", "c"], Hearing()), wide)


def test_two_bases_share_the_kept_vectors_and_stale_ones_go(tmp_path):
    file, encode = tmp_path / "vectors.npz", Hearing()
    old = kept(file)
    old.complete(["a", "b"], encode)
    old.complete(["c"], encode)
    kept(file).complete(["c", "b", "a"], encode)
    assert encode.asked == ["a", "b", "c"]
    kept(file).complete(["d"], encode)
    kept(file).complete(["d", "a"], encode)
    assert encode.asked == ["a", "b", "c", "d", "a"]


def test_pruned_files_hold_what_was_asked_for_and_nothing_else(tmp_path):
    file, encode = tmp_path / "vectors.npz", Hearing()
    kept(file).complete(["a", "b"], encode)
    again = kept(file)
    again.complete(["b"], encode)
    again.prune()
    assert kept(file).count_new(["a", "b"]) == 1
    again.prune()
    kept(None).prune()
    assert kept(file).count_new(["b"]) == 0


def test_where_nothing_can_be_written_vectors_are_computed_each_time(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    encode = Hearing()
    for _ in range(2):
        kept(blocked / "vectors.npz").complete(["a"], encode)
    assert encode.asked == ["a", "a"]


def test_long_work_is_told_as_it_goes_on():
    told: list[float] = []
    progress = Progress(told.append)
    encoder = KeepingEncoder(FakeEncoder(), KeptVectors(None, "one"), progress)
    encoder.encode_all(["nobody waits for this one"])
    progress.expect(300)
    encoder.encode_all([f"text {number}" for number in range(299)])
    progress.finish()
    assert told == sorted(told)
    assert (len(told), told[-1]) == (4, 1.0)
    progress.expect(10)
    progress.finish()
    assert len(told) == 4
