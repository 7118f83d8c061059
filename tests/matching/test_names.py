import pytest

from bot.core.match import Rule, Verdict
from bot.matching.names import Names
from bot.matching.spelling import Slip, slip
from bot.matching.vocabulary import Vocabulary
from tests.matching.sample import BUILDER, GENERAL, altered, ask, keys, knowledge

VOCABULARY = Vocabulary.of(knowledge())
NAMES = Names(knowledge(), VOCABULARY, frozenset({"gold", "works"}), GENERAL)
read = VOCABULARY.tokeniser.read


def found(text: str) -> list[tuple[str, ...]]:
    return [named.partners for named in NAMES.find(read(text)) if named.is_sure and not named.is_common]


@pytest.mark.parametrize(
    ("text", "partner"),
    [
        ("Chopard", "chopard"),
        ("who is chopard?", "chopard"),
        ("CHOPARD", "chopard"),
        ("Choppard", "chopard"),
        ("Chopadr", "chopard"),
        ("Mircosoft", "microsoft"),
        ("Mikrosoft", "microsoft"),
        ("Microsft", "microsoft"),
        ("Brillant Earth", "brilliant-earth"),
        ("brilliantearth", "brilliant-earth"),
        ("Brilliant Earth Foundation", "brilliant-earth-foundation"),
        ("the Interamerican Development Bank", "inter-american-development-bank"),
        ("Hoover and Strong", "hoover-and-strong"),
        ("Hoover & Strong Inc.", "hoover-and-strong"),
        ("Samlerhuset", "samlerhuset"),
        ("upc", "upc"),
        ("U.P.C.", "upc"),
        ("la Universidad Politécnica de Cataluña", "upc"),
        ("Universidad Politecnica Cataluna", "upc"),
        ("monnaie de pariss", "monnaie-de-paris"),
        ("does IMPACT work with you", "impact"),
        ("¿El BID los financia?", "inter-american-development-bank"),
    ],
)
def test_a_name_is_found(text: str, partner: str) -> None:
    assert (partner,) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Chopin",
        "Macrosoft",
        "UPS",
        "the impact of mercury",
        "bid for a contract",
        "Ford",
        "UPCS",
        "gabriel",
        "",
    ],
)
def test_what_is_no_name_is_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Chopard Foundation",
        "Microsoft Word for everyone",
        "the Fundación Chopard",
        "is Chopard Gold a partner",
        "Chopard Mining",
    ],
)
def test_a_further_word_makes_another_organisation(text: str) -> None:
    (named,) = NAMES.find(read(text))
    assert not named.is_sure


def test_the_longest_name_wins() -> None:
    assert found("Brilliant Earth Foundation and Brilliant Earth") == [
        ("brilliant-earth-foundation",),
        ("brilliant-earth",),
    ]


def test_a_shared_name_means_both() -> None:
    assert found("who is Watch Alliance") == [("north-watch", "south-watch")]
    match = ask("who is Watch Alliance")
    assert match.verdict is Verdict.SUGGEST
    assert keys(match)[:2] == ["north-watch", "south-watch"]


@pytest.mark.parametrize(
    ("typed", "meant", "kind"),
    [
        ("choppard", "chopard", Slip.SURE),
        ("fairfone", "fairphone", Slip.SURE),
        ("mircosoft", "microsoft", Slip.SURE),
        ("mircosft", "microsoft", Slip.SURE),
        ("samlerhusat", "samlerhuset", Slip.SURE),
        ("macrosoft", "microsoft", Slip.LIKELY),
        ("macrasoft", "microsoft", Slip.LIKELY),
        ("mirosofti", "microsoft", Slip.LIKELY),
        ("chopin", "chopard", None),
        ("shopard", "chopard", None),
        ("gias", "gia", None),
        ("gabriel", "gabriela", Slip.LIKELY),
        ("gabri", "gabriela", None),
        ("keraxg", "kering", None),
    ],
)
def test_slips_are_told_from_other_names(typed: str, meant: str, kind: Slip | None) -> None:
    assert slip(typed, meant, VOCABULARY.sounds) is kind


def test_a_long_name_is_found_however_it_is_divided() -> None:
    assert found("interamerican developement bank") == [("inter-american-development-bank",)]
    assert found("inter americus developmentbunk") == []


def test_the_plural_of_an_acronym_is_the_acronym() -> None:
    assert found("how many UPCs are there") == [("upc",)]


def test_an_elided_article_does_not_hide_a_name() -> None:
    assert found("qu'est-ce que l'UPC") == [("upc",)]


def test_a_common_name_of_two_words_needs_its_capital_letters() -> None:
    assert found("do Both Ends help you") == [("both-ends",)]
    assert found("the rope has both ends free, Sir") == []


def test_near_names_are_offered_best_first() -> None:
    assert NAMES.near("Macrosoft")[:1] == ("microsoft",)
    assert NAMES.near("Ford") == ("ford-foundation",)
    assert NAMES.near("Qwertz") == ()
    assert NAMES.near("Upcycling") == ()


def test_an_ordinary_word_is_a_name_where_one_is_asked_about() -> None:
    assert ask("is impact one of your partners").key == "impact"
    assert ask("who is impact").key == "impact"
    assert ask("IMPACT").key == "impact"
    assert ask("what is the impact of mercury").key != "impact"
    assert ask("WHAT IS THE IMPACT OF MERCURY").key != "impact"


def test_one_likely_slip_is_sure_beside_a_telling_word() -> None:
    assert ("brilliant-earth",) in found("Brillient Earth")


def test_an_entry_about_a_partner_with_an_ordinary_name_is_found_by_its_capitals() -> None:
    match = ask("so how do the savings groups of IMPACT work")
    assert (match.key, match.explanation.rule) == ("impact-savings", Rule.NAME_AND_RANKING)


def test_a_common_word_in_a_text_of_the_knowledge_is_a_name_only_where_it_is_written_as_one() -> None:
    def written(text: str) -> tuple[str, ...]:
        return NAMES.written_in(text, [token.folded for token in read(text).tokens])

    assert written("Both ENDS and IMPACT paid for it") == ("both-ends", "impact")
    assert written("Brilliant Earth saw the impact of both") == ("brilliant-earth",)
    assert written("the mine on the river") == ()


def test_a_wish_whose_phrasing_names_a_partner_does_no_harm() -> None:
    base = knowledge()
    wish = base.talk.intents[0].model_copy(update={"questions": {"en": ("put me in touch with Microsoft",)}})
    talk = base.talk.model_copy(update={"intents": (wish, *base.talk.intents[1:])})
    match = BUILDER.build(altered(base, {"talk": talk})).match(
        "please can you put me in touch with somebody at Microsoft", "en"
    )
    assert match.verdict is not Verdict.FALLBACK


@pytest.mark.parametrize(
    "text",
    [
        "Is UPC in Osaka a partner?",
        "¿el UPC de Osaka es aliado?",
        "Is Sotrami in Norway a partner?",
        "hotel La Gabriela",
        "¿el barrio La Gabriela es socio?",
        "Is Chopard Group a partner of yours?",
        "Chopard and sons",
        "Banco UPC",
    ],
)
def test_what_stands_around_a_name_may_make_another_organisation_of_it(text: str) -> None:
    assert ask(text).verdict is Verdict.NOT_LISTED


@pytest.mark.parametrize(
    ("text", "partner"),
    [
        ("Is UPC in Catalonia a partner?", "upc"),
        ("Is Sotrami in Peru a partner?", "sotrami"),
        ("Is Chopard in Norway a partner?", "chopard"),
        ("universidad UPC", "upc"),
        ("Samlerhuset Group", "samlerhuset"),
        ("monnaiedeparis", "monnaie-de-paris"),
    ],
)
def test_a_name_with_a_fitting_word_beside_it_is_still_that_name(text: str, partner: str) -> None:
    assert ask(text).key == partner


@pytest.mark.parametrize("text", ["vos partnaires", "liste des partenères"])
def test_a_misspelt_word_of_talk_is_no_organisation(text: str) -> None:
    assert ask(text).key == "list:all"
