"""Dates and intervals in words."""

import pytest

from bot.core.voice import Voice
from tests.knowledge_sample import sample


@pytest.mark.parametrize(
    ("when", "language", "words"),
    [
        ("undated", "en", ""),
        ("2018", "en", "2018"),
        ("2018-10", "en", "October 2018"),
        ("2018-10", "es", "octubre de 2018"),
        ("2023-10-09", "fr", "9 octobre 2023"),
        ("2023-10-09", "en", "9 October 2023"),
        ("2013/2016", "es", "2013–2016"),
        ("2017~/2018~", "fr", "vers 2017–2018"),
        ("2023~", "en", "about 2023"),
    ],
)
def test_a_date_is_put_into_words(when: str, language: str, words: str) -> None:
    assert Voice(sample(), language).period(when) == words


def test_what_is_no_date_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="not a date"):
        Voice(sample(), "en").period("yesterday")
