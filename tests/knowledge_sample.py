"""A small knowledge to test with: the real words, form and sentences, and a handful of entries."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.content.reading import read
from bot.core.canned import CannedReplies
from bot.core.knowledge import Entry, Form, Knowledge, Partner, Talk, Topic
from bot.core.safety import AlertExamples, Safety

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
SOURCE = {
    "title": "Current donors and allies",
    "url": "https://www.example.org/donors",
    "as_of": "2017~/2018~",
}
REVIEW = {"reviewed_on": "2026-01-02", "review_by": "2027-01-02"}


def in_all(text: str) -> dict[str, str]:
    """The same text in every language, marked with the language."""
    return {language: f"{text} ({language})" for language in ("en", "es", "fr")}


def entry(id_: str, **values: Any) -> Entry:
    """An entry with everything filled in that a test does not care about."""
    title = id_.replace("-", " ").capitalize()
    default: dict[str, Any] = {
        "id": id_,
        "title": in_all(title),
        "questions": dict.fromkeys(("en", "es", "fr"), (title,)),
        "answer": in_all(f"All about {id_}."),
        "sources": [SOURCE],
        **REVIEW,
    }
    return Entry.model_validate(default | values)


def partner(id_: str, name: str, **values: Any) -> Partner:
    """A partner with everything filled in that a test does not care about."""
    default: dict[str, Any] = {
        "id": id_,
        "title": dict.fromkeys(("en", "es", "fr"), name),
        "names": {"any": (name,)},
        "sector": "jewellery",
        "relations": ("donor",),
        "answer": in_all(f"{name} works with ARM."),
        "sources": [SOURCE],
        **REVIEW,
    }
    return Partner.model_validate(default | values)


PARTNERS = (
    partner(
        "chopard",
        "Chopard",
        relations=("donor", "buyer"),
        countries=("CO", "BO"),
        period="2013/2016",
        places=in_all("Nariño"),
    ),
    partner("microsoft", "Microsoft", sector="electronics", countries=("PE",), period="2017/2018"),
    partner("monnaie-de-paris", "Monnaie de Paris", sector="mint", relations=("buyer",)),
    partner(
        "upc",
        "Universitat Politècnica de Catalunya",
        sector="university",
        relations=("project-partner",),
        names={
            "any": ("Universitat Politècnica de Catalunya", "UPC"),
            "en": ("Polytechnic University of Catalonia",),
            "es": ("Universidad Politécnica de Cataluña",),
        },
    ),
    partner(
        "ford-foundation", "Ford Foundation", sector="foundation", countries=("CO", "PE"), inference=True
    ),
)

FUND = entry(
    "fund-a-project",
    way="fund",
    partners=("chopard",),
    questions={
        "en": ("how can my company fund a project", "we would like to sponsor mining communities"),
        "es": ("cómo puede mi empresa financiar un proyecto", "queremos patrocinar comunidades mineras"),
        "fr": ("comment mon entreprise peut-elle financer un projet", "parrainer des communautés minières"),
    },
)
BUY = entry(
    "buy-fairmined",
    way="buy",
    questions={
        "en": ("where can I buy Fairmined gold", "we make rings and want traceable gold"),
        "es": ("dónde puedo comprar oro Fairmined", "hacemos anillos y queremos oro trazable"),
        "fr": ("où acheter de l'or Fairmined", "nous faisons des alliances et voulons de l'or traçable"),
    },
)
CRAFT = entry(
    "craft-definition",
    questions={
        "en": ("what is CRAFT", "what does the CRAFT code mean for miners"),
        "es": ("qué es CRAFT", "qué significa el código CRAFT para los mineros"),
        "fr": ("qu'est-ce que CRAFT", "que signifie le code CRAFT pour les mineurs"),
    },
)


@cache
def sample() -> Knowledge:
    """Make the small knowledge; the same value each time."""
    return Knowledge(
        version="sample",
        talk=_talk(),
        topics=(
            Topic.model_validate({"id": "ways", "title": in_all("Get involved"), "entries": (FUND, BUY)}),
            Topic.model_validate({"id": "craft", "title": in_all("CRAFT"), "entries": (CRAFT,)}),
        ),
        partners={listed.id: listed for listed in PARTNERS},
        phrases=_read("phrases.yaml"),
        form=Form.model_validate(_read("form.yaml")),
        safety=Safety.model_validate(_read("safety.yaml")),
        replies=CannedReplies.model_validate(_read("replies.yaml")),
    )


def changed(knowledge: Knowledge, **values: Any) -> Knowledge:
    """The same knowledge with other values; unlike `model_copy` it keeps nothing that was derived before."""
    kept = {name: getattr(knowledge, name) for name in Knowledge.model_fields}
    return Knowledge(**(kept | values))


EXAMPLES = 150
"""Of what is heard before anything else, of each kind and language: enough, and quickly learnt."""


def _talk() -> Talk:
    talk = read(KNOWLEDGE).talk
    assert talk
    alerts = talk.value.alerts.model_dump()
    few = {kind: {code: texts[:EXAMPLES] for code, texts in all_.items()} for kind, all_ in alerts.items()}
    return talk.value.model_copy(update={"alerts": AlertExamples.model_validate(few)})


def _read(name: str) -> Any:
    return yaml.load((KNOWLEDGE / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
