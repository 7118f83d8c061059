"""How people speak: the words of `words.yaml` and the examples of `examples/*.yaml`.

Sections that both have (`names`, `lists`) are one value where they are used: the words and the examples of it
stand in two models here, and a third is both.
"""

from collections.abc import Mapping
from typing import Annotated, Self

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.core.safety import AlertExamples
from bot.core.types import Country, Frozen, Id, Line, SomeWordings, Wordings

NumberShape = Annotated[str, StringConstraints(pattern=r"^\+[0-9]{1,3}( ?[0-9#])+$", max_length=40)]


class NumberChange(Frozen):
    """How a country changed its telephone numbers: old ones still stand in address books."""

    old: NumberShape
    """The number as it was, each `#` a digit that stays: `+57 1 #######`."""
    new: NumberShape
    """The same number now, with as many `#`: `+57 601 #######`."""
    sure: bool = False
    """True where the old one can mean nothing else; else the new one is offered."""

    @model_validator(mode="after")
    def _same_digits(self) -> Self:
        if self.old.count("#") != self.new.count("#"):
            raise ValueError("as many # in `new` as in `old`")
        return self


def _of_a_country(name: str) -> str:
    try:
        known = Locale.parse(name)
    except (ValueError, UnknownLocaleError):
        known = None
    if known is None or known.territory is None:
        raise ValueError("a language as one country writes it, such as en_GB")
    return name


class CommonKnowledge(Frozen):
    """Everyday facts, the same in every language."""

    country_names: Mapping[Country, tuple[Line, ...]] = {}
    """Everyday names of countries besides those of the Unicode CLDR, in any language: `Holland`. One that
    stands under two countries is asked back. One of nothing but capital letters counts in a question only
    where it is typed so: `USA`, a verb in Spanish."""
    ambiguous_countries: tuple[Line, ...] = ()
    """Names of countries that count for none in a question, since they mean something else too: `US`."""
    date_locales: tuple[Annotated[Line, AfterValidator(_of_a_country)], ...] = ()
    """Where a language writes dates in more than one way, the way that the bot follows: `en_GB`."""
    free_mail: tuple[Line, ...] = ()
    """Domains at which anybody may have an address, which tell nothing of an organisation: `gmail.com`."""
    sounds: tuple[Annotated[tuple[Line, ...], Field(min_length=2)], ...] = ()
    """Letters that sound alike, by which a misspelt name is known; all are read as the first: `[f, ph]`."""
    silent_letters: tuple[Line, ...] = ()
    """Letters that are not heard anywhere in a word: `h`."""
    silent_endings: tuple[Line, ...] = ()
    """Last letters that people leave out or add, since they are not heard: `s`, `t`."""
    lost_letters: tuple[Line, ...] = ()
    """Letters that a word loses before an ending, as `mine` does in `mining`: `e`."""
    state_words: tuple[Line, ...] = ()
    """What kind of state a country is, which its name is understood without: `republic`, `reino`."""
    words_like_codes: tuple[Line, ...] = ()
    """Words that are codes of countries only in capital letters, and offered even then: `no`, `in`."""
    extension_words: tuple[Line, ...] = ()
    """What stands before the extension of a telephone number: `ext`, `anexo`, `poste`."""
    number_changes: tuple[NumberChange, ...] = ()
    """Old forms of telephone numbers, and what became of them."""


class Aspect(Frozen):
    """What may be asked about a partner apart from who it is: `where`, `when`."""

    id: Id
    """Its name in the program: `where` or `when`."""
    words: Wordings
    """How people ask for it: `in which country`, `since when`."""


class NameWords(Frozen):
    """Words with a job in names, and in questions that hold one."""

    words: Wordings = {}
    """Further words of questions about a partner that do not ask for anything else: `role`, `support`."""
    legal_forms: tuple[Line, ...] = ()
    """Words that do not distinguish one organisation from another: `inc`, `s.a.`, `gmbh`."""
    connectors: tuple[Line, ...] = ()
    """Words that may be left out of a name: `of`, `the`, `de`, `la`."""
    companions: tuple[Line, ...] = ()
    """Ordinary words that make another organisation of a name where they stand right after it with a capital
    letter: `Gold`, `Mining`."""
    kin: tuple[Line, ...] = ()
    """Words that make another organisation of a name, with or without `and` before them: `sons`, `hijos`."""
    kinds: tuple[Line, ...] = ()
    """Words that make another organisation of a name: Chopard is not the Chopard Foundation."""
    between: SomeWordings = {}
    """Words between a kind of organisation and its name: `of`, `de`, `du`."""
    place_words: SomeWordings = {}
    """Words between a name and the place that it is of: `in`, `de`."""
    definite: SomeWordings = {}
    """Words before a kind of organisation by which a certain one is meant: `the`, `el`."""
    indefinite: SomeWordings = {}
    """Words before a kind of organisation by which just any is meant: `a`, `una`."""
    common: tuple[Line, ...] = ()
    """Names and acronyms that are ordinary words in small letters: `IMPACT`, `BID`, `Both ENDS`."""


class NameExamples(Frozen):
    """How people ask about one organisation, by examples."""

    questions: Wordings = {}
    """Patterns in which `{name}` is surely an organisation: `is {name} a partner of yours`."""
    openings: Wordings = {}
    """Patterns in which `{name}` may be anything: `what is {name}`, `tell me about {name}`."""
    ours: Wordings = {}
    """Examples, with `{name}`, of questions about what a partner does with the organisation."""
    own: Wordings = {}
    """Examples, with `{name}`, of questions about its own affairs, or of what somebody of it wants."""
    strangers: tuple[Line, ...] = ()
    """Well-known organisations that are not partners, so that they are known for names in small letters."""


class Names(NameWords, NameExamples):
    """How people ask about one organisation."""


class ListWords(Frozen):
    """Words with a job in questions for a list of partners."""

    anyone: Wordings = {}
    """Words for partners of any group: `partners`, `allies`, `aliados`."""
    words: Wordings = {}
    """Further words of such questions that do not ask for anything else: `please`, `currently`."""
    counting: Wordings = {}
    """Words that ask for a number, which an entry may tell better than a list: `how many`."""


class ListExamples(Frozen):
    """Questions for a list, with `{group}` (a facet's words) or `{place}` (a country) in them."""

    questions: Wordings = {}
    """Patterns that surely ask for a list: `which {group} work with you`, `partners in {place}`."""
    everyone: Wordings = {}
    """Phrasings that ask for all partners: `list all partners`."""
    examples: Wordings = {}
    """Further examples, with `{group}` or `{place}`, of questions for a list, in any words."""
    beside: Wordings = {}
    """Examples, with `{group}` and perhaps `{place}`, of questions that name a group and ask for no list."""


class QueryWords(Frozen):
    """Words by which the conditions of a question about partners are put together."""

    or_words: SomeWordings = {}
    """Of several one is enough: `or`."""
    and_words: SomeWordings = {}
    """Between two of a kind either is meant (`donors and buyers`), else both hold: `and`."""
    both_words: SomeWordings = {}
    """Both hold of one partner: `both`, `at the same time`."""
    not_words: SomeWordings = {}
    """What follows does not hold: `not`, `outside`, `nor`."""
    except_words: SomeWordings = {}
    """What follows is left out, names as well: `except`, `other than`."""
    not_before: SomeWordings = {}
    """Stands before what a word of `not_after` negates: the `ne` of `n'achètent pas`."""
    not_after: SomeWordings = {}
    """Negates what stands right before it after a word of `not_before`, else what follows: `pas`."""
    no_negation: SomeWordings = {}
    """Phrases with one of these words in which nothing is negated: `not only`, `why not`."""
    between: SomeWordings = {}
    """Small words between a negation and what it negates: `in`, `based in`, `are`."""


class Lists(ListWords, ListExamples):
    """How people ask for a list of partners."""


class StandIns(Frozen):
    """What is read in the place of what a question names, so that only the rest of it counts."""

    name: Line = "{name}"
    """In the place of an organisation: `Acme`."""
    group: Line = "{group}"
    """In the place of a sector or relation: `companies`."""
    place: Line = "{place}"
    """In the place of a country: `Peru`."""


class Words(CommonKnowledge):
    """`words.yaml`: words with a grammatical job. What is left out has no words."""

    stop_words: Wordings = {}
    """Small words that tell nothing about what is asked: `the`, `of`, `please`."""
    follow_up_words: Wordings = {}
    """Words that begin a follow-up: `and`, `what about`."""
    new_subject_words: Wordings = {}
    """Words that leave behind what was spoken of: `another question`, `changing the subject`."""
    speaker_words: Wordings = {}
    """Words by which people speak of themselves: `we`, `our`, `somos`."""
    pronouns: Wordings = {}
    """Words that stand for the partner spoken of: `they`, `it`, `ellos`."""
    partner_pronouns: Wordings = {}
    """Those of them that stand for people and organisations alone, never for a thing: `they`, `ils`."""
    fillers: Wordings = {}
    """Small words that a follow-up may hold without asking for anything: `was`, `exactly`, `queda`."""
    yes_words: Wordings = {}
    """Words by which people say yes to a question with two buttons: `yes`, `go ahead`, `sí`."""
    erase_words: Wordings = {}
    """Words by which they say yes where something shall be erased or withdrawn: `delete it`, `bórrelo`."""
    no_words: Wordings = {}
    """Words by which people say no to it: `no`, `keep it`."""
    language_words: Wordings = {}
    """Words beside the name of a language by which it is wished for: `speak`, `sigamos en`."""
    question_words: Wordings = {}
    """Words that begin a question, to tell one from a value in the middle of a form."""
    elided_words: SomeWordings = {}
    """What is left of small words before a vowel, with an apostrophe behind it: `l`, `d`, `qu`."""
    endings: SomeWordings = {}
    """Endings without which words are compared, the longest that fits: `ing`, `es`."""
    inflections: SomeWordings = {}
    """Endings with which a word of the general vocabulary is no misspelt one: `ed`, `mente`."""
    stand_ins: StandIns = StandIns()
    """What is read in the place of names, groups and countries where only the rest of a question counts."""
    places: Mapping[Country, Wordings] = {}
    """Words for who is of a country, by which its seat is asked for: `Peruvian`, `peruano`."""
    queries: QueryWords = QueryWords()
    """By which words the conditions of a question about partners are put together."""
    names: NameWords = NameWords()
    """By which words names are told, and questions that hold one."""
    lists: ListWords = ListWords()
    """By which words questions for a list of partners are told."""


class Examples(Frozen):
    """A file of `examples/`: how people say it, for what is learnt from examples alone."""

    off_topic: Wordings = {}
    """Things that people ask of any bot and that this one is not for; what is nearest to them is declined."""
    intents: Mapping[Id, Wordings] = {}
    """How people say each wish about the conversation: `thanks a lot`, `I want to talk to a person`."""
    sectors: Mapping[Id, Wordings] = {}
    """Phrasings that ask for the list of a sector without its words: `who strikes coins with you`."""
    relations: Mapping[Id, Wordings] = {}
    """Phrasings that ask for the list of a relation without its words: `who gives you money`."""
    names: NameExamples = NameExamples()
    """How people ask about one organisation."""
    lists: ListExamples = ListExamples()
    """How people ask for a list of partners."""
    alerts: AlertExamples = AlertExamples()
    """What is heard before anything else: danger, reports, and wishes about the bot itself."""
