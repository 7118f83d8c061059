"""Where a visitor may be, by what they said, their app, their number, and where partners work."""

from collections import Counter
from collections.abc import Iterable

from bot.core.countries import is_country, names, speaking
from bot.core.knowledge import FieldKind, Knowledge
from bot.core.text import plain
from bot.core.types import Country, Language
from bot.dialogue.fields import Whereabouts
from bot.dialogue.turn import OpenForm
from bot.leads.reach import countries_of


def region_of(hint: str | None) -> Country | None:
    """The country of an IETF tag such as `es-CO`; None where it has none."""
    region = (hint or "").rpartition("-")[2].upper()
    return region if region != (hint or "").upper() and is_country(region) else None


def told_countries(form: OpenForm, knowledge: Knowledge) -> tuple[Country, ...]:
    """The countries that something in the form or the visitor's app tells of, likeliest first."""
    values = {field.kind: form.values.get(field.id, "") for field in knowledge.form.fields}
    texts = (form.values.get(field.id, "") for field in knowledge.form.fields if field.kind is FieldKind.TEXT)
    chosen = values.get(FieldKind.COUNTRY, "")
    likely = (
        chosen if is_country(chosen) else None,
        *countries_of(values.get(FieldKind.REACH, "")),
        *_named(texts, knowledge),
        form.region,
    )
    return tuple(dict.fromkeys(country for country in likely if country))


def whereabouts(form: OpenForm, knowledge: Knowledge) -> Whereabouts:
    """Countries that a number without its own may be of."""
    return Whereabouts(told_countries(form, knowledge), _near(form.language, knowledge))


def _near(language: Language, knowledge: Knowledge) -> tuple[Country, ...]:
    """Where those are who write in a language: where most partners work first."""
    worked = Counter(country for partner in knowledge.partners.values() for country in partner.countries)
    return tuple(sorted(speaking(language), key=lambda country: -worked[country]))


def _named(texts: Iterable[str], knowledge: Knowledge) -> list[Country]:
    """The countries whose names stand in texts."""
    known = names(knowledge.talk.languages, knowledge.talk.country_names)
    found = []
    for text in texts:
        said = f" {plain(text)} "
        found += [country for name, country in known.items() if len(name) > 3 and f" {name} " in said]
    return found
