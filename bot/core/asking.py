"""How people ask about partners: the sections `aspects`, `names` and `lists` of `bot.yaml`."""

from bot.core.types import Frozen, Id, Line, Wordings


class Aspect(Frozen):
    """What may be asked about a partner apart from who it is: `where`, `when`."""

    id: Id
    """Its name in the program: `where` or `when`."""
    words: Wordings
    """How people ask for it: `in which country`, `since when`."""


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
    companions: tuple[Line, ...] = ()
    """Ordinary words that make another organisation of a name where they stand right after it with a capital
    letter: `Gold`, `Mining`."""
    kinds: tuple[Line, ...] = ()
    """Words that make another organisation of a name: Chopard is not the Chopard Foundation."""
    common: tuple[Line, ...] = ()
    """Names and acronyms that are ordinary words in small letters: `IMPACT`, `BID`, `Both ENDS`."""


class Lists(Frozen):
    """Patterns with `{group}` (a facet's words) or `{place}` (a country) by which people ask for a list."""

    questions: Wordings
    """Patterns that surely ask for a list: `which {group} work with you`, `partners in {place}`."""
    everyone: Wordings
    """Phrasings that ask for all partners: `list all partners`."""
    anyone: Wordings = {}
    """Words for partners of any group: `partners`, `allies`, `aliados`."""
    words: Wordings = {}
    """Further words of such questions that do not ask for anything else: `please`, `currently`."""
    counting: Wordings = {}
    """Words that ask for a number, which an entry may tell better than a list: `how many`."""
    examples: Wordings = {}
    """Further examples, with `{group}` or `{place}`, of questions for a list, in any words."""
    beside: Wordings = {}
    """Examples, with `{group}` and perhaps `{place}`, of questions that name a group and ask for no list."""
