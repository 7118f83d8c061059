"""A question without a conversation: what comes before any question comes first here too."""

import pytest

from bot.core.match import Verdict
from bot.core.snapshot import Snapshot
from bot.usecases.ask import ask
from tests.knowledge_sample import sample
from tests.matchers import sample_matcher


@pytest.mark.parametrize(
    ("question", "language", "entry", "words"),
    [
        (
            "Help, my brother is trapped under the rocks and he is not answering",
            "en",
            "alert:danger",
            "emergency",
        ),
        ("quiero denunciar a una mina certificada", "es", "alert:report", "reporte confidencial"),
        ("vous êtes un robot ou une personne ?", "fr", "alert:program", "Je suis un programme"),
        ("I want to talk to a real person", "en", "alert:person", "put you through"),
        ("please stop sending me messages", "en", "alert:stop", "Understood"),
    ],
)
def test_what_must_be_heard_first_is_answered_as_such(
    question: str, language: str, entry: str, words: str
) -> None:
    answered = ask(question, "en", Snapshot(sample(), sample_matcher()))
    assert (answered.verdict, answered.entry, answered.language) == (Verdict.ANSWER, entry, language)
    assert words in answered.text
    assert (answered.title, answered.suggestions) == (None, [])


def test_any_other_question_is_matched() -> None:
    answered = ask("What is CRAFT?", "en", Snapshot(sample(), sample_matcher()))
    assert answered.entry == "craft-definition"
