import pytest

from bot.core.text import words
from bot.matching.language import Languages
from tests.matching.sample import altered, ask, knowledge

LANGUAGES = Languages(knowledge())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("who are your donors", "en"),
        ("¿quiénes son sus donantes?", "es"),
        ("qui sont vos donateurs", "fr"),
        ("donantes en Perú", "es"),
        ("quiero comprar oro", "es"),
        ("je veux acheter de l'or", "fr"),
        ("gold", "en"),
    ],
)
def test_the_language_of_an_utterance_is_told(text: str, language: str) -> None:
    assert LANGUAGES.detect(words(text), ()) == language


@pytest.mark.parametrize("text", ["", "1234", "xqzk", "valcambi", "geometal andina"])
def test_what_tells_nothing_has_no_language(text: str) -> None:
    assert LANGUAGES.detect(words(text), ()) is None


def test_names_have_no_language() -> None:
    assert LANGUAGES.detect(["chopard"], {"chopard"}) is None
    for language in ("en", "es", "fr"):
        assert ask("Chopard", language=language).language == language


def test_one_language_alone_is_always_the_one() -> None:
    talk = knowledge().talk.model_copy(update={"languages": ("en",)})
    only = Languages(altered(knowledge(), {"talk": talk}))
    assert only.detect(["gold"], ()) == "en"
    assert only.detect([], ()) is None


def test_names_and_places_and_a_bare_no_stay_in_the_language_of_the_talk() -> None:
    for said in ("Peru", "no", "ok", "Chopard", "la Monnaie de Paris"):
        for language in ("en", "es", "fr"):
            assert ask(said, language=language).language == language
