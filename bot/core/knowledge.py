"""What the bot knows: frozen values, checked once when a snapshot is made, never changed after.

The YAML files have exactly the shape of these models; `bot/content` reads them and reports problems with
file and line. Nothing in here knows of files.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from bot.core.frozen import Country, Day, Frozen, Id, Language, Line, Lines, Share, Texts, When, Wordings
from bot.core.working_hours import Desk

Weight = Annotated[float, Field(ge=-100, le=100)]


class Source(Frozen):
    """Where a statement comes from, and the date that the source itself bears."""

    title: Line
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    as_of: When = "undated"


class Entry(Frozen):
    """One answerable thing: how people ask for it and what the bot says."""

    id: Id
    title: Lines
    questions: Wordings
    answer: Texts
    facts: tuple[str, ...] = ()
    """Ids of the research facts that the answer states."""
    sources: tuple[Source, ...] = ()
    inference: bool = False
    """True if the answer rests on a conclusion that no source states outright."""
    way: Id | None = None
    """The way to get involved whose enquiry form this answer offers."""
    partners: tuple[Id, ...] = ()
    """Partners that the answer is about; related entries are derived from them."""
    twins: tuple[Id, ...] = ()
    """Entries that are meant to resemble this one; the near-twin guard leaves them alone."""
    reviewed_on: Day
    review_by: Day


class Partner(Entry):
    """An organisation, and everything by which people may name it."""

    names: Wordings
    """Every name, alias and acronym per language; the key `any` holds those used in every language."""
    sector: Id
    relations: tuple[Id, ...] = Field(min_length=1)
    countries: tuple[Country, ...] = ()
    """Countries of the work with ARM, as far as a source names them; not the seat."""
    places: Lines = {}
    """Regions and towns of that work, in words, where the sources name them."""
    period: When = "undated"
    """When the organisation worked with ARM, as far as a source says."""
    questions: Wordings = {}
    """Further phrasings that do not contain a name (`who made the Nobel medal`); names need none."""


class Topic(Frozen):
    """One subject of entries, as offered when a visitor wants an overview."""

    id: Id
    title: Lines
    entries: tuple[Entry, ...]


class Facet(Frozen):
    """A property by which partners are listed: a sector or a relation."""

    id: Id
    title: Lines
    """Plural, as a heading: `Mints and coin makers`."""
    words: Wordings
    """How people say it, singular and plural: `mint`, `mints`, `coin maker`."""
    deeds: Wordings = {}
    """What its members do. Beside another group they narrow its list (`jewellers that buy your gold`); alone
    they ask for none."""
    questions: Wordings = {}
    """Phrasings that ask for its list without these words: `who gives you money`."""


class Way(Frozen):
    """A way to get involved, as the enquiry form offers it."""

    id: Id
    title: Lines


class Intent(Frozen):
    """A wish about the conversation itself (help, a person, thanks), recognised by phrasings."""

    id: Id
    questions: Wordings


class Aspect(Frozen):
    """What may be asked about a partner apart from who it is: `where`, `when`."""

    id: Id
    words: Wordings


class Thresholds(Frozen):
    """Confidence in 0..1 from which the matcher answers, and from which it suggests."""

    answer: float = Field(gt=0, le=1)
    suggest: float = Field(gt=0, le=1)


class Order(Frozen):
    """Weights, beside the 1 of the ranker's own confidence, by which candidates are put in order."""

    phrased: Weight = 0.1
    """Of the share of the words that the candidate's phrasings hold."""
    answered: Weight = 0.05
    """Of the share that its answer holds."""


class Certainty(Frozen):
    """Weights by which the matcher orders what may be meant and rates it; see `matching.certainty`."""

    order: Order = Order()
    bias: Weight = -6.0
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


class Names(Frozen):
    """How people ask about one organisation, and the words with a job inside names."""

    questions: Wordings
    """Patterns in which `{name}` is surely an organisation: `is {name} a partner of yours`."""
    openings: Wordings = {}
    """Patterns in which `{name}` may be anything: `what is {name}`, `tell me about {name}`."""
    words: Wordings = {}
    """Further words of questions about a partner that do not ask for anything else: `role`, `support`."""
    ours: Wordings = {}
    """Examples, with `{name}`, of questions about what a partner does with the organisation."""
    own: Wordings = {}
    """Examples, with `{name}`, of questions about its own affairs, or of what somebody of it wants."""
    strangers: tuple[Line, ...] = ()
    """Well-known organisations that are not partners, so that they are known for names in small letters."""
    legal_forms: tuple[Line, ...]
    """Words that do not distinguish one organisation from another: `inc`, `s.a.`, `gmbh`."""
    connectors: tuple[Line, ...] = ()
    """Words that may be left out of a name: `of`, `the`, `de`, `la`."""
    kinds: tuple[Line, ...] = ()
    """Words that make another organisation of a name: Chopard is not the Chopard Foundation."""
    common: tuple[Line, ...] = ()
    """Names and acronyms that are ordinary words in small letters: `IMPACT`, `BID`, `Both ENDS`."""


class Lists(Frozen):
    """Patterns with `{group}` (a facet's words) or `{place}` (a country) by which people ask for a list."""

    questions: Wordings
    everyone: Wordings
    """Phrasings that ask for all partners."""
    anyone: Wordings = {}
    """Words for partners of any group: `partners`, `allies`, `aliados`."""
    words: Wordings = {}
    """Further words of such questions that do not ask for anything else: `please`, `currently`."""
    who: Wordings = {}
    """Words that ask for organisations, even if only a place is named: `who`."""
    counting: Wordings = {}
    """Words that ask for a number, which an entry may tell better than a list: `how many`."""
    examples: Wordings = {}
    """Further examples, with `{group}` or `{place}`, of questions for a list, in any words."""
    beside: Wordings = {}
    """Examples, with `{group}` and perhaps `{place}`, of questions that name a group and ask for no list."""


class Talk(Frozen):
    """`bot.yaml`: languages, words with a grammatical job, thresholds, facets, ways."""

    languages: tuple[Language, ...] = Field(min_length=1)
    fallback_language: Language
    thresholds: Thresholds
    certainty: Certainty = Certainty()
    floors: Mapping[str, Share] = {}
    """Least share per figure of `evaluate` (`right`, `listed`, ...) or greatest (`wrong`, ...)."""
    stop_words: Wordings
    follow_up_words: Wordings
    """Words that begin a follow-up: `and`, `what about`."""
    new_subject_words: Wordings = {}
    """Words that leave behind what was spoken of: `another question`, `changing the subject`."""
    speaker_words: Wordings = {}
    """Words by which people speak of themselves: `we`, `our`, `somos`."""
    pronouns: Wordings = {}
    """Words that stand for the partner spoken of: `they`, `it`, `ellos`."""
    fillers: Wordings = {}
    """Small words that a follow-up may hold without asking for anything: `was`, `exactly`, `queda`."""
    yes_words: Wordings = {}
    """Words by which people say yes to a question with two buttons: `yes`, `go ahead`, `sí`."""
    no_words: Wordings = {}
    """The same for no."""
    question_words: Wordings
    """Words that begin a question, to tell one from a value in the middle of a form."""
    sectors: tuple[Facet, ...]
    relations: tuple[Facet, ...]
    ways: tuple[Way, ...]
    intents: tuple[Intent, ...]
    aspects: tuple[Aspect, ...]
    off_topic: Wordings = {}
    """Things that people ask of any bot and that this one is not for; what is nearest to them is declined."""
    names: Names
    lists: Lists
    desk: Desk = Desk()
    places: Mapping[Country, Wordings] = {}
    """Further words for a country besides its names: `Peruvian`, `peruano`."""


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
    kind: FieldKind
    required: bool = True
    most: int = Field(default=200, ge=1, le=4000)
    """Greatest number of characters."""
    label: Lines
    words: Wordings = {}
    """How people name it when they want to change it: `e-mail`, `number`."""
    ask: Texts
    why: Texts
    wrong: Texts
    """Said when the value cannot be taken: what is wrong and what would do."""


class Form(Frozen):
    """`form.yaml`: the enquiry form."""

    pause_minutes: int = Field(ge=1, le=43_200)
    """Silence after which a form is paused and offered for resumption."""
    consent_version: Line
    """Changes whenever the wording of the consent changes; kept with each lead."""
    words: Mapping[str, Wordings] = {}
    """What people type instead of pressing a button, by action: `agree`, `send`, `skip`, `back`, `cancel`,
    `why`, `resume`."""
    fields: tuple[FormField, ...] = Field(min_length=1)


class Knowledge(Frozen):
    """One checked version of everything: what a turn is answered from."""

    version: str
    """Short hash of the files it was made from."""
    talk: Talk
    topics: tuple[Topic, ...]
    partners: Mapping[Id, Partner]
    phrases: Mapping[str, Texts]
    form: Form

    @cached_property
    def entries(self) -> Mapping[Id, Entry]:
        """Every entry by id: those of the topics and the partners."""
        listed = {entry.id: entry for topic in self.topics for entry in topic.entries}
        return listed | dict(self.partners)

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
