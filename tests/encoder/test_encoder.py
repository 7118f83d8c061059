"""Meaning as a vector: the same each time, near for what means the same, and what happens where it is not."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.encoder.encoder import FILE, NoEncoderError, SentenceEncoder, load_encoder, open_encoder
from bot.matching.ranking.base import Phrasing
from bot.matching.ranking.ranker import Ranker
from bot.usecases.doctor import examine_encoder

TEXTS = (
    "how can i buy fairmined gold",
    "¿dónde puedo comprar oro fairmined",
    "qui finance les coopératives minières au pérou",
    "x",
    "",
    "unpronounceable xqzjwvk 2018 ① ﬁne",
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return open_encoder()


def test_a_text_has_the_same_vector_each_time_alone_and_among_others(encoder):
    among_others = encoder.encode_all(TEXTS)
    assert among_others.dtype == np.float32
    again = open_encoder()
    for text, vector in zip(TEXTS, among_others, strict=True):
        assert np.array_equal(vector, encoder.encode(text))
        assert np.array_equal(vector, again.encode(text))


def test_two_threads_may_ask_at_once(encoder):
    texts = [f"{word} {number} gold" for number in range(40) for word in ("who", "where", "plata")]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(encoder.encode, texts))
    assert all(np.array_equal(each, encoder.encode(text)) for each, text in zip(at_once, texts, strict=True))


def test_case_and_the_signs_at_the_ends_make_no_difference(encoder):
    assert np.array_equal(encoder.encode("¿How can I BUY Fairmined gold?!"), encoder.encode(TEXTS[0]))


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("how can i buy fairmined gold", "dónde puedo comprar oro fairmined", "who pays for the projects"),
        ("qui vous finance", "who gives you money", "combien coûte la certification"),
        ("cómo se certifica una mina", "how does a mine get certified", "what is the weather in paris"),
        ("onde posso comprar ouro fairmined", "where is fairmined gold sold", "quem paga os projetos"),
    ],
)
def test_what_means_the_same_in_another_language_is_nearer_than_another_question(encoder, one, same, other):
    asked, answered, beside = map(encoder.encode, (one, same, other))
    assert asked @ answered > asked @ beside + 0.2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_string_has_a_vector_of_length_one_or_none(encoder, text):
    vector = encoder.encode(text)
    assert vector.shape == (384,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4) or not vector.any()


def test_a_text_of_a_megabyte_is_read_as_far_as_it_counts(encoder):
    assert np.linalg.norm(encoder.encode("gold " * 200_000)) == pytest.approx(1, abs=1e-4)
    assert np.linalg.norm(encoder.encode("g" * 1_000_000)) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("text", ["是谁资助的", "кто финансирует проекты", "من يمول المشاريع", "🇨🇴 🇵🇪"])
def test_what_is_written_in_letters_it_does_not_know_is_near_to_nothing(encoder, text):
    assert not encoder.encode(text).any()


def test_a_question_in_a_foreign_script_is_ranked_by_its_letters(encoder):
    ranker = Ranker.build(
        [
            Phrasing("who-pays", "кто финансирует проекты", "ru"),
            Phrasing("who-pays", "who pays for the projects", "en"),
            Phrasing("where-to-buy", "где купить золото", "ru"),
            Phrasing("where-to-buy", "where can i buy gold", "en"),
        ],
        encoder,
    )
    assert ranker.rank("кто проекты финансирует же").candidates[0].label == "who-pays"
    assert ranker.rank("где же золото").candidates[0].label == "where-to-buy"


def test_a_model_with_other_contents_has_another_name(tmp_path, encoder):
    other = open_encoder(_otherwise_cut(tmp_path))
    assert other.name != encoder.name == open_encoder().name
    assert not np.allclose(other.encode_all(TEXTS)[:3], encoder.encode_all(TEXTS)[:3])


def _otherwise_cut(folder: Path) -> Path:
    """Give a model of the same name for which all pieces are equally common."""
    other = folder / FILE.name
    with ZipFile(FILE) as parts, ZipFile(other, "w") as changed:
        for name in parts.namelist():
            data = parts.read(name)
            changed.writestr(name, bytes(len(data)) if name == "scores.f32" else data)
    return other


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "changed", "another"])
def test_a_missing_or_damaged_model_leaves_the_letters_and_the_doctor_says_so(tmp_path, damage, caplog):
    file = tmp_path / FILE.name
    if damage == "empty":
        file.write_bytes(b"")
    elif damage == "cut":
        file.write_bytes(FILE.read_bytes()[:1_000_000])
    elif damage == "changed":
        shutil.copy(FILE, file)
        with file.open("r+b") as opened:
            opened.seek(5_000_000)
            opened.write(b"damage")
    elif damage == "another":
        with ZipFile(file, "w") as parts:
            parts.writestr("something", "else")
    assert load_encoder(file) is None
    assert "by words and letters alone" in caplog.text
    finding = examine_encoder(file)
    assert not finding.well
    assert f"{file} is {'missing' if damage == 'missing' else 'damaged'}" in finding.text
    assert "\n" not in finding.text


def test_without_what_runs_it_there_is_no_encoder_and_the_doctor_says_so():
    assert load_encoder(runtime="no_such_module") is None
    with pytest.raises(NoEncoderError, match="no_such_module"):
        open_encoder(runtime="no_such_module")
    finding = examine_encoder(runtime="no_such_module")
    assert not finding.well
    assert "no_such_module" in finding.text
    assert "uv sync" in finding.remedy


def test_with_both_the_doctor_finds_the_matcher_well():
    assert examine_encoder().well
