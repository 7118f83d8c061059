"""What the bot knows, said in one language: the pair that nearly every sentence needs.

A voice is made of the knowledge of the moment and is thrown away with it; where the language changes in the
middle, another one is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

from babel import Locale

from bot.core.countries import name_of
from bot.core.dates import day, in_words, locale_of
from bot.core.desk_phrases import DeskPhrase
from bot.core.knowledge import Knowledge
from bot.core.match import Key
from bot.core.phrases import AnyPhrase, Phrase
from bot.core.plurals import fill
from bot.core.query import ALL, Kind, Query, Term, is_list, parse
from bot.core.types import Country, Id, Language, When

_HOURS_MOST: Final = 48
"""Hours from which days are said instead."""


def own_name(code: Language) -> str:
    """The name of a language as it calls itself: `español`."""
    return str(Locale.parse(code).get_display_name(code))


@dataclass(frozen=True, slots=True)
class Voice:
    """Says what the knowledge holds; falls back where a text is not there in its language."""

    knowledge: Knowledge
    language: Language

    @classmethod
    def fallback(cls, knowledge: Knowledge) -> Self:
        """The voice for those whose language is not known."""
        return cls(knowledge, knowledge.talk.fallback_language)

    @classmethod
    def of_staff(cls, knowledge: Knowledge) -> Self:
        """The voice of the staff chat, and of all that every member of the staff sees."""
        return cls(knowledge, knowledge.talk.desk.language or knowledge.talk.fallback_language)

    @classmethod
    def hinted(cls, knowledge: Knowledge, hint: str | None) -> Self:
        """The voice for somebody whose app speaks `es-CO`; the fallback where the bot does not speak it."""
        code = (hint or "").split("-")[0].lower()
        return cls(knowledge, code) if code in knowledge.talk.languages else cls.fallback(knowledge)

    def speaking(self, language: Language) -> Self:
        """The same knowledge in another language."""
        return replace(self, language=language)

    def say(self, phrase: AnyPhrase, **values: object) -> str:
        """Say one of the bot's own sentences, with `values` in its placeholders."""
        texts = self.knowledge.phrases[phrase]
        language = self._known(texts)
        return fill(texts[language], values, language)

    def pick(self, texts: Mapping[Language, str]) -> str:
        """Of a text in several languages, the one that is spoken here; empty where there is none at all."""
        return texts[self._known(texts)] if texts else ""

    def _known(self, texts: Mapping[Language, str]) -> Language:
        return self.language if self.language in texts else self.knowledge.talk.fallback_language

    def title(self, key: Key) -> str:
        """The title of an entry, a partner or a list; the key itself where nothing stands under it."""
        if is_list(key):
            return self._heading(parse(key)) or self.say(Phrase.LIST_EVERYONE)
        entry = self.knowledge.entries.get(key)
        return self.pick(entry.title) if entry else key

    def way(self, way: Id) -> str:
        """The title of a way to get involved; its id once editors took it away."""
        return next((self.pick(known.title) for known in self.knowledge.talk.ways if known.id == way), way)

    def country(self, code: Country | None) -> str:
        """The name of a country, or its code where it has none; empty for no country."""
        return name_of(code, self.language) if code else ""

    def language_name(self, code: Language) -> str:
        """The name of a language, or its code where it has none."""
        return str(Locale.parse(self.language).languages.get(code, code))

    def languages_spoken(self) -> str:
        """The names of the languages that the bot speaks, each as it calls itself: `English, español`."""
        return ", ".join(map(own_name, self.knowledge.talk.languages))

    @property
    def locale(self) -> str:
        """The language as the bot writes dates in it: `en_GB`."""
        return locale_of(self.language, self.knowledge.talk.date_locales)

    def day(self, value: date) -> str:
        """A whole date: `9 October 2023`."""
        return day(value, self.locale)

    def period(self, when: When) -> str:
        """A date or an interval of the knowledge: `2013–2016`, `about 2017`; empty for `undated`."""
        text = in_words(when, self.locale)
        return self.say(Phrase.ABOUT, date=text) if "~" in when else text

    def duration(self, hours: float | None) -> str:
        """A duration as briefly as makes sense, in minutes, hours or days; `not yet` where there is none."""
        if hours is None:
            return self.say(DeskPhrase.NOT_YET)
        if hours < 1:
            return self.say(DeskPhrase.MINUTES, count=max(round(hours * 60), 0))
        if hours < _HOURS_MOST:
            return self.say(DeskPhrase.HOURS, count=round(hours))
        return self.say(DeskPhrase.DAYS, count=round(hours / 24))

    def term(self, term: Term) -> str:
        """A condition of a list in words: `Donors`, `Peru`, `not: Chopard`."""
        if term.negated:
            return self.say(Phrase.LIST_NOT, what=self.term(replace(term, negated=False)))
        if term.kind is Kind.SEAT:
            return self.say(Phrase.LIST_SEAT, country=self.country(term.country))
        if term.value == ALL:
            return self.say(Phrase.LIST_EVERYONE)
        return self.country(term.country) or self._named(term.value)

    def _named(self, value: str) -> str:
        """The title of a sector, a relation or a partner; the value itself where nothing stands under it."""
        facets = (*self.knowledge.talk.sectors, *self.knowledge.talk.relations)
        titles = {facet.id: facet.title for facet in facets}
        partner = self.knowledge.partners.get(value)
        return self.pick(titles.get(value) or (partner.title if partner else {})) or value

    def _heading(self, query: Query) -> str:
        """The title of a list, such as `Donors · Peru`; empty for everyone."""
        return " · ".join(" / ".join(map(self.term, clause)) for clause in query.clauses)
