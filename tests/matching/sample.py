"""A matcher of the small knowledge, with partners whose names are hard to tell apart."""

from functools import cache
from typing import Any

from bot.core.knowledge import Certainty, Knowledge, Thresholds
from bot.core.match import Context, Match
from bot.matching.alerts import Alerts
from bot.matching.build import Builder
from bot.matching.classifier import Classifier
from bot.matching.matcher import Classifiers, Matcher
from bot.matching.ranking.ranker import Ranker
from bot.matching.spelling import Lexicon
from tests.knowledge_sample import entry, partner, sample

GENERAL = Lexicon.of(
    [
        "impact",
        "mercury",
        "effect",
        "chopin",
        "house",
        "music",
        "word",
        "install",
        "weather",
        "resolve",
        "hotel",
        "hotels",
        "sorry",
        "notaries",
        "strikes",
        "medals",
        "coins",
        "precious",
        "collaborate",
        "folks",
        "around",
    ]
)
"""A few real words, in place of the general word list."""

BUILDER = Builder(general=GENERAL)
"""Learns what does not change once per run."""

HARD = (
    partner("brilliant-earth", "Brilliant Earth", relations=("donor", "buyer")),
    partner("brilliant-earth-foundation", "Brilliant Earth Foundation", sector="foundation"),
    partner("both-ends", "Both ENDS", sector="ngo"),
    partner("impact", "IMPACT", sector="ngo", relations=("project-partner",)),
    partner(
        "inter-american-development-bank",
        "Inter-American Development Bank",
        sector="multilateral",
        names={"any": ("FOMIN",), "en": ("Inter-American Development Bank", "IDB"), "es": ("BID",)},
        countries=("BO", "CO", "PE"),
    ),
    partner("hoover-and-strong", "Hoover & Strong", sector="supply-chain", relations=("supplier",)),
    partner(
        "sotrami",
        "Sotrami",
        names={"any": ("Sotrami", "the Sotrami")},
        sector="supply-chain",
        relations=("certified-mine",),
        countries=("PE",),
        seats=({"country": "PE", "by": "sotrami-org"},),
    ),
    partner(
        "la-gabriela", "La Gabriela", sector="supply-chain", relations=("certified-mine",), countries=("CO",)
    ),
    partner("samlerhuset", "Samlerhuset Group", sector="mint", relations=("donor", "buyer")),
    partner("north-watch", "North Watch", sector="ngo", names={"any": ("North Watch", "Watch Alliance")}),
    partner("south-watch", "South Watch", sector="ngo", names={"any": ("South Watch", "Watch Alliance")}),
)

STORY = entry(
    "chopard-project",
    partners=("chopard",),
    questions={
        "en": (
            "what did the Chopard project in Bolivia achieve",
            "results of Chopard's project for cooperatives",
        ),
        "es": ("qué logró el proyecto de Chopard en Bolivia", "resultados del proyecto de Chopard"),
        "fr": ("qu'a accompli le projet de Chopard en Bolivie", "résultats du projet de Chopard"),
    },
)
APPLE = entry(
    "apple-salmon-gold",
    questions={
        "en": ("does Apple buy gold from ARM", "is Salmon Gold an ARM project"),
        "es": ("Apple le compra oro a ARM", "Salmon Gold es un proyecto de ARM"),
        "fr": ("Apple achète-t-elle de l'or à ARM", "Salmon Gold est-il un projet d'ARM"),
    },
)
SAVINGS = entry(
    "impact-savings",
    questions={
        "en": ("how do the savings groups of IMPACT work", "what is the impact of savings groups"),
        "es": ("cómo funcionan los grupos de ahorro de IMPACT",),
        "fr": ("comment marchent les groupes d'épargne d'IMPACT",),
    },
)
BOTH = entry(
    "two-earths",
    partners=("brilliant-earth", "brilliant-earth-foundation"),
    questions={
        "en": ("what is the difference between Brilliant Earth and Brilliant Earth Foundation",),
        "es": ("cuál es la diferencia entre Brilliant Earth y Brilliant Earth Foundation",),
        "fr": ("quelle est la différence entre Brilliant Earth et Brilliant Earth Foundation",),
    },
)


@cache
def knowledge() -> Knowledge:
    base = sample()
    topic = base.topics[1].model_copy(
        update={"entries": (*base.topics[1].entries, STORY, APPLE, SAVINGS, BOTH)}
    )
    return altered(
        base,
        {
            "partners": {**base.partners, **{each.id: each for each in HARD}},
            "topics": (base.topics[0], topic),
            "talk": base.talk.model_copy(
                update={"thresholds": Thresholds(answer=0.55, suggest=0.4), "certainty": Certainty()}
            ),
        },
    )


def altered(base: Knowledge, update: dict[str, Any]) -> Knowledge:
    """A knowledge with some parts replaced; unlike a copy, it derives everything anew."""
    return Knowledge.model_construct(**(dict(base) | update))


def classifiers() -> Classifiers:
    """Classifiers without examples, for which every question is of the first kind."""
    classifier = Classifier(Ranker.build(()))
    return Classifiers(classifier, classifier, Alerts(Ranker.build(()), None))


@cache
def matcher() -> Matcher:
    return BUILDER.build(knowledge())


def ask(*said: str, language: str = "en") -> Match:
    """Say several things one after the other, and give the last match."""
    match = matcher().match(said[0], language)
    for text in said[1:]:
        match = matcher().match(text, language, Context(match.key, match.aspect))
    return match


def keys(match: Match) -> list[str]:
    return [candidate.key for candidate in match.suggestions]
