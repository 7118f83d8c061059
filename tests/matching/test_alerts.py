"""Danger, reports and wishes about the bot are told from everything else."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.match import Concern
from bot.core.safety import AlertExamples
from bot.matching.alerts import Alerts, alert_examples
from bot.matching.build import Builder
from bot.matching.ranking.base import Phrasing, Ranked, Ranking
from bot.matching.softmax import Softmax
from tests.knowledge_sample import changed, sample
from tests.matchers import sample_matcher


def heard(text: str, language: str = "en") -> Concern | None:
    """What the matcher of the small knowledge hears, by letters and words alone."""
    alert = sample_matcher().hear_alert(text, language)
    return alert.concern if alert else None


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        ("Help, my brother is trapped under the rocks and he is not answering", Concern.DANGER),
        ("my wife swallowed mercury what do i do", Concern.DANGER),
        ("they thretened to kill me and my family", Concern.DANGER),
        ("Auxilio, se derrumbó el túnel y hay heridos", Concern.DANGER),
        ("me amenazaron de muerte y me siguen", Concern.DANGER),
        ("au secours, mon fils est tombé dans le puits et ne répond plus", Concern.DANGER),
        ("je veux mourir", Concern.DANGER),
        ("I want to report child labour in a mine anonymously", Concern.REPORT),
        ("quiero denunciar a una mina certificada", Concern.REPORT),
        ("je veux porter plainte contre un licencié", Concern.REPORT),
        ("are you a real human or a bot?", Concern.PROGRAM),
        ("¿es usted una persona o un robot?", Concern.PROGRAM),
        ("vous êtes un robot ou une personne ?", Concern.PROGRAM),
        ("I want to talk to a real person", Concern.PERSON),
        ("quiero hablar con una persona de verdad", Concern.PERSON),
        ("je veux parler à une vraie personne", Concern.PERSON),
        ("please stop sending me messages", Concern.STOP),
        ("no me manden más mensajes", Concern.STOP),
        ("arrêtez de m'envoyer des messages svp", Concern.STOP),
    ],
)
def test_a_concern_is_heard(text: str, concern: Concern) -> None:
    assert heard(text) is concern


@pytest.mark.parametrize(
    "text",
    [
        "Is mercury poisonous?",
        "how do I kill a process",
        "the deadline is killing me",
        "I write a thesis about child labour in mining",
        "¿qué exige la norma sobre el trabajo infantil?",
        "¿el mercurio es venenoso?",
        "me muero de ganas de ver la colección",
        "quels sont les symptômes d'une intoxication au mercure ? c'est pour un exposé",
        "les délais nous tuent",
        "What is Fairmined?",
        "stop",
        "",
        "???",
        "12345",
    ],
)
def test_what_only_sounds_like_one_is_left_to_the_questions(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize("at", ["first", "last"])
def test_danger_is_heard_wherever_it_stands_in_a_long_message(at: str) -> None:
    talk = "We would like to know how the certification of our cooperative works and what it costs. " * 45
    danger = "Please help, my son swallowed cyanide and he is dying."
    text = f"{danger}\n{talk}" if at == "first" else f"{talk}\n{danger}"
    assert heard(text[-4096:] if at == "last" else text[:4096]) is Concern.DANGER


def test_danger_is_heard_in_a_long_message_without_a_full_stop() -> None:
    talk = "we would like to know how the certification of our cooperative works and what it costs " * 12
    assert heard(talk + "help my son swallowed cyanide and he is dying please help") is Concern.DANGER


def test_a_long_message_that_is_about_a_report_is_heard_as_one() -> None:
    talk = "Good morning, I live near a certified mine and have done so for ten years with my family. " * 5
    assert heard(talk + "I want to report child labour anonymously.") is Concern.REPORT


def test_a_long_message_without_any_concern_is_none() -> None:
    assert heard("What is Fairmined and how does my cooperative take part in it? " * 60) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Help, my brother is trapped under the rocks", "en"),
        ("Ayuda, mi hermano está atrapado en el túnel", "es"),
        ("Au secours, mon frère est coincé dans le tunnel", "fr"),
    ],
)
def test_the_answer_is_in_the_language_of_the_call(text: str, language: str) -> None:
    for visitor in ("en", "es", "fr"):
        alert = sample_matcher().hear_alert(text, visitor)
        assert alert is not None
        assert alert.language == language


def test_the_visitors_language_counts_where_the_words_do_not_tell() -> None:
    assert {alert.language for alert in [sample_matcher().hear_alert("SOS", "fr")] if alert} == {"fr"}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_nothing_that_people_type_raises(text: str) -> None:
    sample_matcher().hear_alert(text, "en")


def test_a_phrasing_of_the_knowledge_is_never_taken_for_danger_or_a_wish_for_silence() -> None:
    base = sample()
    fund = base.topics[0].entries[0]
    asked = fund.model_copy(update={"questions": {"en": ("help my brother is trapped under the rocks",)}})
    topic = base.topics[0].model_copy(update={"entries": (asked, *base.topics[0].entries[1:])})
    matcher = Builder().build(changed(base, topics=(topic, *base.topics[1:])))
    assert matcher.hear_alert("Help my brother is trapped under the rocks!", "en") is None


def test_without_examples_nothing_is_heard() -> None:
    base = sample()
    bare = changed(base, talk=base.talk.model_copy(update={"alerts": AlertExamples()}))
    assert list(alert_examples(bare)) == []
    assert Builder().build(bare).hear_alert("help, he is dying", "en") is None


def test_examples_of_each_concern_and_of_none_are_learnt() -> None:
    labels = {each.label for each in alert_examples(sample())}
    assert labels == {*Concern, "beside"}


class Fixed:
    """Ranks every text alike."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking

    def rank(self, text: str) -> Ranking:
        return self._ranking


def heard_by(
    likeness: dict[str, float], *, exact: bool = False, words: Softmax | None = None
) -> Concern | None:
    """What is heard where examples are so like what was said."""
    ranked = tuple(Ranked(label, confidence) for label, confidence in likeness.items())
    return Alerts(Fixed(Ranking(ranked, words=("help",), exact=exact)), words).hear("help?")[0]


def test_the_likeliest_concern_is_heard_if_it_is_likelier_than_none() -> None:
    assert heard_by({"danger": 0.6, "report": 0.5, "beside": 0.55}) is Concern.DANGER
    assert heard_by({"danger": 0.5, "beside": 0.55}) is None
    assert heard_by({}) is None


def test_an_example_word_for_word_is_what_it_is_an_example_of() -> None:
    assert heard_by({"stop": 1.0, "danger": 1.0}, exact=True) is Concern.DANGER
    assert heard_by({"beside": 1.0}, exact=True) is None


def test_words_tell_where_likeness_does_not() -> None:
    examples = [Phrasing("danger", f"help {word} dying") for word in ("he is", "she is", "they are")]
    examples += [Phrasing("beside", f"what is {word}") for word in ("gold", "silver", "craft")]
    words = Softmax.learn(examples)
    assert heard_by({"danger": 0.5, "beside": 0.5}, words=words) is Concern.DANGER
    assert heard_by({"danger": 0.5, "beside": 0.5}) is None
    assert Alerts(Fixed(Ranking((Ranked("danger", 0.9),))), Plain()).hear("help?")[0] is None


class Plain(Softmax):
    """Finds nothing but plain words."""

    def __init__(self) -> None:
        super().__init__(("beside",), (), np.zeros((0, 1), dtype=np.float32))


@dataclass
class ByLength:
    """Ranks short texts as one thing and long ones as nothing in particular."""

    label: str

    def rank(self, text: str) -> Ranking:
        near = self.label if len(text) < 200 else "beside"
        return Ranking((Ranked(near, 0.9),), words=tuple(text.split()))


@pytest.mark.parametrize("concern", [Concern.DANGER, Concern.REPORT])
def test_a_concern_in_a_part_of_a_long_message_is_heard(concern: Concern) -> None:
    assert Alerts(ByLength(concern), None).hear("word " * 100)[0] is concern


def test_a_long_blank_message_is_nothing() -> None:
    assert Alerts(Fixed(Ranking((Ranked("beside", 0.9),))), None).hear(" " * 400)[0] is None
