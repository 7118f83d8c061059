"""Softmax regression on words: learnt in the same way each time, kept, and found again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.ranking.base import Learnt, Phrasing
from bot.matching.softmax import Softmax, checksum

TRAPPED = ("he is trapped in the mine", "they are trapped in a pit", "we are trapped in the dark")
EXAMPLES = [
    *(Phrasing("danger", f"help, {what}") for what in TRAPPED),
    *(Phrasing("stop", f"stop {what} to me") for what in ("writing", "talking", "sending")),
    *(Phrasing("beside", f"what is {what}?") for what in ("a mine", "gold", "the label", "a mint")),
]


class Memory:
    """Keeps the last thing that was learnt."""

    def __init__(self) -> None:
        self.kept: list[Learnt] = []

    def recall(self):
        return iter(self.kept)

    def keep(self, learnt: Learnt) -> None:
        self.kept.append(learnt)


def likeliest(words: Softmax, text: str) -> str:
    shares = words.shares(text)
    return max(shares, key=lambda label: shares[label])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("HELP they are trapped", "danger"),
        ("trapped", "danger"),
        ("please stop writing", "stop"),
        ("what is a label?", "beside"),
        ("stopp wrting to me", "stop"),
    ],
)
def test_words_and_parts_of_words_tell_what_is_said(text: str, label: str) -> None:
    assert likeliest(Softmax.learn(EXAMPLES), text) == label


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_shares_of_any_text_add_up_to_one(text: str) -> None:
    shares = Softmax.learn(EXAMPLES).shares(text)
    assert set(shares) == {"beside", "danger", "stop"}
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert min(shares.values()) >= 0


def test_what_was_learnt_is_found_again_and_tells_the_same() -> None:
    memory = Memory()
    learnt = Softmax.learn(EXAMPLES, memory)
    recalled = Softmax.recall(checksum(EXAMPLES), memory)
    assert recalled is not None
    for example in EXAMPLES:
        again = Softmax.learn(EXAMPLES).shares(example.text)
        assert recalled.shares(example.text) == learnt.shares(example.text) == again
    rounded = memory.kept[0].coefficients.astype(np.float16)
    assert np.array_equal(rounded, memory.kept[0].coefficients)


def test_what_was_learnt_of_other_examples_is_not_taken() -> None:
    memory = Memory()
    Softmax.learn(EXAMPLES, memory)
    assert Softmax.recall(checksum(EXAMPLES[1:]), memory) is None
    assert checksum(EXAMPLES) != checksum(EXAMPLES[1:])


def test_without_examples_nothing_is_told() -> None:
    assert Softmax.learn([]).shares("help") == {}
