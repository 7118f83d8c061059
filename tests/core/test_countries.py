"""Countries by the names that people give them."""

from pathlib import Path

import pytest
from babel import Locale

from bot.core.countries import codes, guess, names
from bot.core.voice import Voice
from bot.dialogue.fields import Accepted, Refused, read
from tests.knowledge_sample import sample

KNOWLEDGE = sample()
TALK = KNOWLEDGE.talk
FIELD = next(field for field in KNOWLEDGE.form.fields if field.id == "country")

OFFICIAL_AND_SHORT = [
    (line[:2], name)
    for line in (Path(__file__).parent / "country_names.txt").read_text(encoding="utf-8").splitlines()
    for name in line[3:].split(" | ")
]
"""Names as lists have them, besides those of the CLDR as Babel carries it: of ISO 3166-1 and the CLDR."""
TOLD_APART = {("CG", "Congo")}
"""Names of the CLDR that another country has as well."""


def reading(text: str) -> Accepted | Refused:
    return read(FIELD, text, Voice(KNOWLEDGE, "en"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Peru", "PE"),
        ("Pays-Bas", "NL"),
        ("Holland", "NL"),
        ("U.S.A.", "US"),
        ("EE. UU.", "US"),
        ("angleterre", "GB"),
        ("Switzerlnd", "CH"),
        ("hn", "HN"),
    ],
)
def test_a_country_is_known_by_its_names(typed: str, meant: str) -> None:
    found = guess(typed, TALK.languages, TALK.country_names)
    assert (found.countries[0], found.sure) == (meant, True)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_territory_comes_back_by_its_name(language: str) -> None:
    named = Locale.parse(language).territories
    wrong = {
        (code, named[code])
        for code in codes()
        if reading(named[code]) != Accepted(code) and (code, named[code]) not in TOLD_APART
    }
    assert wrong == set()


def test_every_territory_comes_back_by_its_official_and_its_short_name() -> None:
    assert len({code for code, _ in OFFICIAL_AND_SHORT}) > 200
    assert [(code, name) for code, name in OFFICIAL_AND_SHORT if reading(name) != Accepted(code)] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Dominicana", "DO"),
        ("Costa de Marfil", "CI"),
        ("Hong Kong", "HK"),
        ("Burma", "MM"),
        ("Birmania", "MM"),
        ("Palestina", "PS"),
        ("EUA", "US"),
        ("Macao", "MO"),
        ("Bosnia", "BA"),
        ("Escocia", "GB"),
        ("Zaire", "CD"),
        ("Trinidad", "TT"),
        ("República de Colombia", "CO"),
        ("Lima, Perú", "PE"),
        ("Bogotá, Colombia", "CO"),
        # and their like
        ("Rep. Dominicana", "DO"),
        ("Pays de Galles", "GB"),
        ("Ceylon", "LK"),
        ("Alto Volta", "BF"),
        ("Turkey", "TR"),
        ("República Oriental del Uruguay", "UY"),
        ("People's Republic of China", "CN"),
        ("Republic of China", "TW"),
        ("Korea, Republic of", "KR"),
        ("Corea, República Popular Democrática de", "KP"),
        ("Trinidad and Tobago", "TT"),
        ("the Netherlands", "NL"),
        ("en Perú", "PE"),
        ("La Paz / Bolivia", "BO"),
        ("Nairobi (Kenya)", "KE"),
        ("u.k.", "GB"),
        ("🇨🇴", "CO"),
    ],
)
def test_a_country_is_understood_by_what_people_call_it(typed: str, meant: str) -> None:
    assert reading(typed) == Accepted(meant)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Congo", ("CD", "CG")),
        ("Virgin Islands", ("VG", "VI")),
        ("Islas Vírgenes", ("VG", "VI")),
        ("Colombia y Perú", ("CO", "PE")),
        ("Georgia, USA", ("GE", "US")),
        ("Lima Perú", ("PE",)),
        ("New Mexico", ("MX",)),
        ("Antigua", ("AG",)),
        ("Wallis", ("WF",)),
        ("NO", ("NO",)),
        ("IN", ("IN",)),
    ],
)
def test_what_may_be_another_country_is_asked(typed: str, offered: tuple[str, ...]) -> None:
    answer = reading(typed)
    assert isinstance(answer, Refused)
    assert answer.countries == offered


@pytest.mark.parametrize(
    "word", ["no", "in", "me", "it", "at", "na", "is", "de", "si", "la", "va", "No", "In"]
)
def test_a_word_is_no_code(word: str) -> None:
    assert reading(word) == Refused(FIELD.wrong["en"])


@pytest.mark.parametrize("code", ["EU", "UN", "ZZ", "XX", "eu", "SU", "QO", "IC", "EA", "xa", "AN"])
def test_a_code_that_is_no_country_is_refused(code: str) -> None:
    assert reading(code) == Refused(FIELD.wrong["en"])


@pytest.mark.parametrize(
    ("code", "country"), [("fr", "FR"), ("PE", "PE"), ("xk", "XK"), ("DE", "DE"), (" co ", "CO")]
)
def test_a_code_is_a_country(code: str, country: str) -> None:
    answer = reading(code)
    assert answer == Accepted(country) or (isinstance(answer, Refused) and answer.countries == (country,))


def test_everyday_names_come_from_the_knowledge_and_before_all_others() -> None:
    assert "holland" not in names(TALK.languages, {})
    assert names(["en"], {"US": ["Georgia"]})["georgia"] == "US"
    assert names(["en"], {})["georgia"] == "GE"


def test_a_name_of_two_countries_is_the_name_of_neither() -> None:
    assert "congo" not in names(TALK.languages, {"CD": ["Congo"], "CG": ["Congo"]})
