"""What the bot knows: frozen values, checked once when a snapshot is made, never changed after.

The YAML files have exactly the shape of these models; `bot/content` reads them and reports problems with
file and line. Nothing in here knows of files.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from bot.core.asking import Aspect, Lists, Names, Words
from bot.core.canned import CannedReplies
from bot.core.hours import Desk
from bot.core.query import Kind
from bot.core.safety import AlertExamples, Safety
from bot.core.text import fold
from bot.core.types import (
    Country,
    Day,
    Frozen,
    Id,
    Language,
    Line,
    Lines,
    Share,
    SomeWordings,
    Source,
    Texts,
    When,
    Wordings,
)

Weight = Annotated[float, Field(ge=-100, le=100)]


class Entry(Frozen):
    """One answerable thing: how people ask for it and what the bot says."""

    id: Id
    """Its name for the program, never shown: small letters, digits and single hyphens, such as `buy-gold`."""
    title: Lines
    """What stands on its button, in every language: `Fund a project`."""
    questions: Wordings
    """How people ask for it: up to ten per language, as different from each other as people are."""
    answer: Texts
    """What the bot says: two to five short sentences per language that answer the question in the first."""
    facts: tuple[str, ...] = ()
    """Ids of the research facts that the answer states."""
    sources: tuple[Source, ...] = ()
    """Where the answer comes from: at least one."""
    inference: bool = False
    """True if the answer rests on a conclusion that no source states outright."""
    way: Id | None = None
    """The way to get involved whose enquiry form this answer offers."""
    partners: tuple[Id, ...] = ()
    """Partners that the answer is about; related entries are derived from them."""
    twins: tuple[Id, ...] = ()
    """Entries that are meant to resemble this one; the near-twin guard leaves them alone."""
    reviewed_on: Day
    """The day somebody last compared the answer with its sources: `2026-11-23`."""
    review_by: Day
    """The day by which that should happen again; past it `check` warns."""


class Seat(Frozen):
    """A country in which a partner is based, or whose authority it is."""

    country: Country
    """Its code: `CH`."""
    by: Line
    """Where that stands: the id of one of the partner's facts, or `name` where its name says it."""


class Partner(Entry):
    """An organisation, and everything by which people may name it."""

    names: SomeWordings
    """Every name, alias and acronym per language; the key `any` holds those used in every language."""
    sector: Id
    """What kind of organisation it is; one id of `sectors` in bot.yaml, such as `mint`."""
    relations: tuple[Id, ...] = Field(min_length=1)
    """What it is to the organisation; ids of `relations` in bot.yaml, such as `[donor, buyer]`."""
    countries: tuple[Country, ...] = ()
    """Countries of the work with the organisation, as far as a source names them, not its seat: `[PE]`."""
    seats: tuple[Seat, ...] = ()
    """Where it is based, each with its source; nothing where no source and no name says it."""
    tells: tuple[Id, ...] = ()
    """What its answer tells that those of most others do not; ids of `aspects` in bot.yaml: `[amount]`."""
    places: Lines = {}
    """Regions and towns of that work, in words, where the sources name them."""
    period: When = "undated"
    """When it worked with the organisation, as far as a source says: `2013/2016`, `2018~`."""
    questions: SomeWordings = {}
    """Further phrasings that do not contain a name (`who made the Nobel medal`); names need none."""

    @property
    def all_countries(self) -> frozenset[Country]:
        """Those of the work and those of the seat."""
        return frozenset((*self.countries, *(seat.country for seat in self.seats)))


def values_of(partner: Partner) -> Iterator[str]:
    """Give every value of a query's terms that a partner has, years aside; see `query.Kind`."""
    seats = {seat.country for seat in partner.seats}
    yield from (partner.id, partner.sector, *partner.relations, *seats, *partner.countries)
    yield from (f"{Kind.SEAT}-{country}" for country in seats)
    yield from (f"{Kind.WORK}-{country}" for country in partner.countries)


class Topic(Frozen):
    """One subject of entries, as offered when a visitor wants an overview."""

    id: Id
    """Its name for the program; the file is called after it, with `.yaml`."""
    title: Lines
    """What stands on its button, in every language: `Get involved`."""
    entries: tuple[Entry, ...] = Field(min_length=1)
    """What can be answered about it, in the order in which the titles are offered."""


class Group(Frozen):
    """A property by which partners are listed, as `bot.yaml` tells it: a sector or a relation."""

    id: Id
    """By which partners and lists name it, at most 24 signs: `mint`."""
    title: Lines
    """Plural, as a heading: `Mints and coin makers`."""
    words: Wordings
    """How people say it, singular and plural: `mint`, `mints`, `coin maker`."""
    deeds: Wordings = {}
    """What its members do. Beside another group they narrow its list (`jewellers that buy your gold`); alone
    they ask for none."""


class Facet(Group):
    """A sector or a relation with all by which people ask for its list."""

    questions: Wordings = {}
    """Phrasings that ask for its list without these words: `who gives you money`."""


class Way(Frozen):
    """A way to get involved, as the enquiry form offers it."""

    id: Id
    """By which entries name it under `way`: `fund`."""
    title: Lines
    """What stands on its button in the form, in every language: `Fund a project`."""


class Intent(Frozen):
    """A wish about the conversation itself (help, a person, thanks), recognised by phrasings."""

    id: Id
    """Its name in the program, which knows what to do for it: `help`, `thanks`, `enquire`."""
    questions: Wordings = {}
    """How people say it: `thanks a lot`, `I want to talk to a person`."""


class Thresholds(Frozen):
    """Confidence in 0..1 from which the matcher answers, and from which it suggests."""

    answer: float = Field(gt=0, le=1)
    """So sure the bot must be to answer at once: `0.74`."""
    suggest: float = Field(gt=0, le=1)
    """So sure it must be to offer something as perhaps meant: `0.1`; not above `answer`."""


class Order(Frozen):
    """Weights, beside the 1 of the ranker's own confidence, by which candidates are put in order."""

    phrased: Weight = 0.1
    """Of the share of the words that the candidate's phrasings hold."""
    answered: Weight = 0.05
    """Of the share that its answer holds."""


class Certainty(Frozen):
    """Weights by which the matcher orders what may be meant and rates it; see `matching.certainty`."""

    order: Order = Order()
    """By which weights what may be meant is put in order."""
    bias: Weight = -6.0
    """What all others are added to; the lower, the less sure the bot is of anything."""
    confidence: Weight = 8.0
    """Of the ranker's own confidence, 0..1."""
    lead: Weight = 8.0
    """Of its lead over the second."""
    phrased: Weight = 2.0
    """Of the share of the words that the candidate's phrasings hold."""
    answered: Weight = 1.0
    """Of the share that its answer holds."""
    speaker: Weight = 1.0
    """Of people's speaking of themselves, as those do who want something of the organisation."""
    length: Weight = 3.0
    """Of the length of the utterance, 0..1."""
    off_topic: Weight = 0.0
    """Of the ranker's confidence that it is nothing the bot is for."""


class Basics(Frozen):
    """What `bot.yaml` says that needs nothing of other files."""

    languages: tuple[Language, ...] = Field(min_length=1)
    """Codes of the languages that the bot speaks; every text has to be there in each: `[en, es, fr]`."""
    fallback_language: Language
    """The one of them for visitors whose language is not known: `en`."""
    thresholds: Thresholds
    """From which confidence the bot answers or suggests; `evaluate --tune` proposes them."""
    certainty: Certainty = Certainty()
    """How that confidence is reckoned; `evaluate --tune` proposes these weights."""
    floors: Mapping[str, Share] = {}
    """Least share per figure of `evaluate` (`right`, `listed`, ...) or greatest (`wrong`, ...)."""
    ways: tuple[Way, ...]
    """The ways to get involved, in the order in which the enquiry form offers them."""
    aspects: tuple[Aspect, ...]
    """What may be asked about a partner besides who it is: where and when it worked with the organisation."""
    desk: Desk = Desk()
    """When staff work, and when they are reminded of enquiries that wait."""


class Bot(Basics):
    """`bot.yaml`: languages, thresholds, the desk, and what there is to be told from each other."""

    sectors: tuple[Group, ...]
    """What kinds of organisations partners are; each partner has one."""
    relations: tuple[Group, ...]
    """What partners are to the organisation; each partner has one or more."""
    intents: tuple[Id, ...]
    """Wishes about the conversation itself, such as thanks or help; their examples stand in `examples/`."""


class Talk(Basics, Words):
    """How the bot talks: `bot.yaml`, `words.yaml` and the examples put together."""

    sectors: tuple[Facet, ...]
    relations: tuple[Facet, ...]
    intents: tuple[Intent, ...]
    off_topic: Wordings = {}
    names: Names = Names()
    lists: Lists = Lists()
    alerts: AlertExamples = AlertExamples()


class FieldKind(StrEnum):
    """What a field of the enquiry form takes."""

    WAY = "way"
    TEXT = "text"
    REACH = "reach"
    """An e-mail address or a telephone number."""
    COUNTRY = "country"
    MESSAGE = "message"
    CONSENT = "consent"


class FormField(Frozen):
    """One question of the enquiry form."""

    id: Id
    """Which part of an enquiry it asks for; these are fixed: `company`, `reach`."""
    kind: FieldKind
    """What it takes; fixed for each id."""
    required: bool = True
    """False if people may skip it."""
    most: int = Field(default=200, ge=1, le=4000)
    """Greatest number of characters."""
    label: Lines
    """Its name in the summary, in every language: `Organisation`."""
    words: Wordings = {}
    """How people name it when they want to change it: `e-mail`, `number`."""
    ask: Texts
    """The question: `Which organisation do you write for?`"""
    why: Texts
    """What the bot says to somebody who asks why it wants to know."""
    wrong: Texts
    """Said when the value cannot be taken: what is wrong and what would do."""
    again: Texts = {}
    """Said when it cannot be taken for the second time, in other words: an example, another way."""


class FormTalk(Frozen):
    """Words with a job in what people say in the middle of the form, besides values and buttons.

    They may stand among small words in any order: `en fait non, laissez tomber`.
    """

    leave: Wordings = {}
    """How people leave, besides the words for the button: `never mind`, `ya no`."""
    approve: Wordings = {}
    """How people find the summary right and have it sent: `looks good`, `mándelo`."""
    change: Wordings = {}
    """What people do to a value: `change`, `ponga`, `mettez`."""
    instead: Wordings = {}
    """By which they put something in the place of what they said: `actually`, `mejor`, `plutôt`."""
    alone: Wordings = {}
    """What people write for an organisation who ask for themselves, the first on a button: `private`."""
    introduce: Wordings = {}
    """By which people introduce themselves, before a name: `I am`, `me llamo`."""
    link: Wordings = {}
    """What stands between the name of a field and its value: `is`, `c'est`."""
    lacking: Wordings = {}
    """By which they say that they have none: `I have no`, `no tengo`."""
    unsure: Wordings = {}
    """By which they say that they do not know or will not tell: `no idea`, `je ne sais pas`."""
    here: Wordings = {}
    """By which they name this chat as the place for a reply: `in this chat`, `por aquí`."""
    needing: Wordings = {}
    """Words of the question why something is asked: `need`, `para qué`."""
    adding: Wordings = {}
    """How people begin who have more to say after all was sent: `I forgot to say`, `quiero agregar`."""
    settled: Wordings = {}
    """How people ask after sending what happens now: `is that all`, `¿ya quedó?`."""


class Form(Frozen):
    """`form.yaml`: the enquiry form."""

    pause_minutes: int = Field(ge=1, le=43_200)
    """Silence after which a form is paused and offered for resumption, in minutes: `30`."""
    consent_version: Line
    """Changes whenever the wording of the consent changes; kept with each lead."""
    words: Mapping[str, Wordings] = {}
    """What people type instead of pressing a button, by action: `agree`, `send`, `skip`, `back`, `cancel`,
    `why`, `resume`."""
    talk: FormTalk = FormTalk()
    """What else people say in the middle of the form."""
    fields: tuple[FormField, ...] = Field(min_length=1)
    """The questions, in the order in which they are asked."""


class Knowledge(Frozen):
    """One checked version of everything: what a turn is answered from."""

    version: str
    """Short hash of the files it was made from."""
    talk: Talk
    topics: tuple[Topic, ...]
    partners: Mapping[Id, Partner]
    phrases: Mapping[str, Texts]
    form: Form
    safety: Safety = Safety()
    replies: CannedReplies = CannedReplies()

    @cached_property
    def entries(self) -> Mapping[Id, Entry]:
        """Every entry by id: those of the topics and the partners."""
        listed = {entry.id: entry for topic in self.topics for entry in topic.entries}
        return listed | dict(self.partners)

    @cached_property
    def by_name(self) -> Mapping[Id, Partner]:
        """The partners, sorted by name in the fallback language."""
        language = self.talk.fallback_language
        ordered = sorted(self.partners.values(), key=lambda each: (fold(each.title[language]), each.id))
        return {partner.id: partner for partner in ordered}

    @cached_property
    def having(self) -> Mapping[str, frozenset[Id]]:
        """The ids of the partners that have each of the values which a query may name."""
        having: dict[str, set[Id]] = {}
        for partner in self.partners.values():
            for value in values_of(partner):
                having.setdefault(value, set()).add(partner.id)
        return {value: frozenset(ids) for value, ids in having.items()}

    @cached_property
    def intents(self) -> frozenset[Id]:
        """The ids of the wishes about the conversation."""
        return frozenset(intent.id for intent in self.talk.intents)

    @cached_property
    def about(self) -> Mapping[Id, frozenset[Id]]:
        """The partners that each entry is about; a partner is about itself as well."""
        own = {partner: frozenset({partner}) for partner in self.partners}
        return {key: own.get(key, frozenset()) | {*entry.partners} for key, entry in self.entries.items()}

    @cached_property
    def topic_of(self) -> Mapping[Id, Topic]:
        """The topic of each entry that has one."""
        return {entry.id: topic for topic in self.topics for entry in topic.entries}
