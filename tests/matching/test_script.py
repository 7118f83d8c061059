"""A question in letters that the bot does not speak in is no organisation's name: the languages are told."""

import pytest

from bot.core.match import Rule, Verdict
from bot.dialogue.answers import reply_to
from bot.matching.script import Scripts
from tests.dialogue.conversation import Conversation
from tests.knowledge_sample import sample
from tests.matchers import build_quickly, sample_matcher

FOREIGN = [
    "Кто такой Газпром?",
    "Как стать партнёром?",
    "من هم شركاؤكم؟",
    "你们的合作伙伴是谁？",
    "パートナーは誰ですか",
    "파트너가 누구입니까?",
    "आपके साझेदार कौन हैं?",
    "Ποιοι είναι οι συνεργάτες σας;",
    "מי השותפים שלכם?",
    "ใครคือพันธมิตร",
    "Հայաստան",
]


@pytest.mark.parametrize("text", FOREIGN)
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Please write to me in one of these languages: English, español, français."),
        ("es", "Escríbame en uno de estos idiomas, por favor: English, español, français."),
        ("fr", "Écrivez-moi dans l'une de ces langues : English, español, français."),
    ],
)
def test_the_languages_are_named_and_no_partner_is_denied(text: str, language: str, told: str) -> None:
    match = sample_matcher().match(text, language)
    assert (match.verdict, match.explanation.rule) == (Verdict.FALLBACK, Rule.FOREIGN_SCRIPT)
    assert match.name is None
    assert told in reply_to(match, sample()).text


def test_a_button_for_each_language_goes_on_from_there() -> None:
    talk = Conversation(hint="ru")
    talk.say("Как стать партнёром?")
    assert [choice.label for choice in talk.choices] == ["English", "Español", "Français"]
    assert "Le escribiré en español" in talk.press("Español")


@pytest.mark.parametrize("text", ["Chopard?", "Что такое Chopard", "Chopard 是谁？"])
def test_a_partner_that_is_named_is_answered_about_all_the_same(text: str) -> None:
    match = sample_matcher().match(text, "en")
    assert (match.verdict, match.key) == (Verdict.ANSWER, "chopard")


@pytest.mark.parametrize("text", ["Is Газпром a partner of yours?", "Who is 小米?"])
def test_a_foreign_name_in_a_question_that_can_be_read_is_a_name(text: str) -> None:
    match = sample_matcher().match(text, "en")
    assert match.explanation.rule is not Rule.FOREIGN_SCRIPT


@pytest.mark.parametrize("text", ["", "🙂🙂", "¿?", "ＡＲＭ", "Ǆ", "ªº", "12 345", "cœur", "𝐀𝐑𝐌"])
def test_signs_and_other_forms_of_known_letters_are_not_foreign(text: str) -> None:
    assert not Scripts(sample()).is_foreign(text)


def test_a_language_that_is_added_brings_its_script() -> None:
    knowledge = sample()
    phrases = {key: {**texts, "ru": "Чем я могу вам помочь?"} for key, texts in knowledge.phrases.items()}
    talk = knowledge.talk.model_copy(update={"languages": (*knowledge.talk.languages, "ru")})
    with_russian = knowledge.model_copy(update={"phrases": phrases, "talk": talk})
    assert not Scripts(with_russian).is_foreign("Как стать партнёром?")
    assert Scripts(with_russian).is_foreign("你们的合作伙伴是谁？")
    match = build_quickly(with_russian).match("Как стать партнёром?", "ru")
    assert match.explanation.rule is not Rule.FOREIGN_SCRIPT


def test_in_the_form_a_name_in_any_script_is_taken_and_a_question_is_told_the_languages() -> None:
    talk = Conversation()
    talk.say("/enquire buy")
    talk.say("Как мне стать партнёром вашей организации?")
    assert "one of these languages: English" in talk.text
    assert "name of your company" in talk.text
    talk.say("株式会社ゴールド")
    talk.say("Мария Иванова")
    assert talk.state.form is not None
    assert talk.state.form.values["company"] == "株式会社ゴールド"
    assert talk.state.form.values["contact-name"] == "Мария Иванова"
