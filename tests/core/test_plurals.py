"""A number stands with the word that fits it, by the plural rules of each language."""

import pytest

from bot.core.desk_phrases import DeskPhrase
from bot.core.phrases import AnyPhrase, Phrase, phrase_of
from bot.core.plurals import fill, forms_of, read_forms
from bot.core.text import counted
from bot.core.voice import Voice
from tests.knowledge_sample import sample

POLISH = "{count} {count:one=pytanie|few=pytania|many=pytań}"


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 enquiry has waited"),
        ("en", 2, "2 enquiries have waited"),
        ("en", 0, "0 enquiries have waited"),
        ("es", 1, "1 consulta lleva"),
        ("es", 21, "21 consultas llevan"),
        ("es", 1_000_000, "1000000 consultas llevan"),
        ("fr", 1, "1 demande attend depuis"),
        ("fr", 0, "0 demande attend depuis"),
        ("fr", 2, "2 demandes attendent"),
    ],
)
def test_overdue_enquiries_are_counted_as_the_language_does(language: str, count: int, said: str) -> None:
    assert said in Voice(sample(), language).say(Phrase.STAFF_MANY_OVERDUE, count=count)


COUNTS: list[tuple[AnyPhrase, dict[str, object]]] = [
    (Phrase.PARTNERS_OVERVIEW, {"count": 1}),
    (Phrase.LEADS_MORE, {"count": 1}),
    (Phrase.STAFF_KNOWLEDGE_PROBLEMS, {"count": "1", "first": "…"}),
    (DeskPhrase.LAST_WEEKS, {"count": 1}),
    (phrase_of("export_done"), {"count": 1, "date": "1 May 2026"}),
]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize(("phrase", "values"), COUNTS)
def test_one_is_never_told_as_many(phrase: AnyPhrase, values: dict[str, object], language: str) -> None:
    voice = Voice(sample(), language)
    one, two = (voice.say(phrase, **values | {"count": count}) for count in (values["count"], 2))
    if (phrase, language) not in {(Phrase.LEADS_MORE, "en"), (Phrase.LEADS_MORE, "es")}:
        assert one.replace("1", "2", 1) != two
    assert not {"enquiries", "problems", "weeks", "consultas", "demandes", "autres"} & set(one.split())


def test_a_text_in_the_fallback_language_is_counted_in_that_language() -> None:
    knowledge = sample()
    phrases = {**knowledge.phrases, Phrase.LEADS_MORE: {"en": "{count} {count:one=lead|other=leads}"}}
    voice = Voice(knowledge.model_copy(update={"phrases": phrases}), "fr")
    assert voice.say(Phrase.LEADS_MORE, count=0) == "0 leads"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 pytanie"), (3, "3 pytania"), (5, "5 pytań"), (22, "22 pytania")]
)
def test_a_language_may_have_more_forms_than_two(count: int, said: str) -> None:
    assert fill(POLISH, {"count": count}, "pl") == said
    assert forms_of("pl") == {"one", "few", "many"}


def test_a_form_that_is_missing_falls_back_and_an_odd_one_shows_the_number() -> None:
    assert fill("{count:one=lead|other=leads}", {"count": 3}, "pl") == "leads"
    assert fill("{count:one=lead}", {"count": 3}, "en") == "3"
    assert fill("{name} {count:>3} {count:one=a|other=b}", {"name": "x", "count": 1}, "en") == "x 1 a"


@pytest.mark.parametrize("spec", ["one", "one=a|other", "one=a|one=b", ""])
def test_what_names_no_forms_is_none(spec: str) -> None:
    assert read_forms(spec) is None


def test_english_alone_is_counted_as_well() -> None:
    assert [counted(count, "problem", "problems") for count in (0, 1, 2)] == [
        "0 problems",
        "1 problem",
        "2 problems",
    ]
