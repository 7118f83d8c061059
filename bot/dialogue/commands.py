"""Commands, typed or behind a button, and the wishes about the conversation that mean the same."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from babel import Locale

from bot.core.knowledge import Knowledge
from bot.core.phrases import Phrase, say
from bot.core.text import words
from bot.core.types import Language
from bot.dialogue.answers import answer, entry_choice, ways_out
from bot.dialogue.turn import Choice, Effect, Reply, ShowData, ShowStatus, State

MENU = ("start", "help", "partners", "enquire", "status", "language", "privacy", "mydata", "forget", "cancel")
"""The commands for visitors that a channel may put into a menu, in this order."""

ENTRIES_PER_PAGE = 8


@dataclass(frozen=True, slots=True)
class FormWanted:
    """Somebody asks for the enquiry form."""

    way: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a command asks for: exactly one of its parts is set, or replies with their effects."""

    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    form: FormWanted | None = None
    language: Language | None = None
    key: str | None = None
    """What the replies are about."""
    cancels: bool = False


def run(text: str, state: State, language: Language, knowledge: Knowledge) -> Request:
    """Read a command with its argument (`/enquire buy`, `/start entry-chopard`); it never fails."""
    name, _, argument = text.removeprefix("/").partition(" ")
    name, argument = name.split("@")[0].lower(), argument.strip()
    match name:
        case "start":
            return _start(argument, language, knowledge)
        case "help":
            return Request((_said(Phrase.HELP, language, knowledge, ways_out(knowledge, language)),))
        case "partners":
            return Request((partners(knowledge, language),))
        case "topics":
            return Request((topics(knowledge, language),))
        case "enquire":
            return Request(form=FormWanted(argument or None, state.key or ""))
        case "status":
            return Request(effects=(ShowStatus(),))
        case "mydata":
            return Request(effects=(ShowData(),))
        case "privacy":
            return Request((_said(Phrase.PRIVACY, language, knowledge),))
        case "language":
            return _language(argument, language, knowledge)
        case "forget":
            yes = Choice(say(knowledge, Phrase.FORGET_YES, language), "forget:yes", "yes")
            no = Choice(say(knowledge, Phrase.FORGET_NO, language), "forget:no", "no")
            return Request((_said(Phrase.FORGET_ASK, language, knowledge, ((yes, no),)),))
        case "cancel":
            return Request(cancels=True)
        case _:
            return Request(
                (_said(Phrase.UNKNOWN_COMMAND, language, knowledge, ways_out(knowledge, language)),)
            )


def partners(knowledge: Knowledge, language: Language) -> Reply:
    """The overview: every relation and sector that has partners, with their number."""
    listed = knowledge.partners.values()
    counts = Counter(facet for partner in listed for facet in (*partner.relations, partner.sector))
    facets = [facet for facet in (*knowledge.talk.relations, *knowledge.talk.sectors) if counts[facet.id]]
    buttons = [
        Choice(f"{facet.title[language]} ({counts[facet.id]})", f"e:list:{facet.id}") for facet in facets
    ]
    everyone = Choice(f"{say(knowledge, Phrase.LIST_EVERYONE, language)} ({len(listed)})", "e:list:all")
    text = say(knowledge, Phrase.PARTNERS_OVERVIEW, language, count=len(listed))
    return Reply(text, choices=(*((button,) for button in buttons), (everyone,)))


def topics(knowledge: Knowledge, language: Language) -> Reply:
    """The subjects to choose from."""
    buttons = tuple((Choice(topic.title[language], f"t:{topic.id}"),) for topic in knowledge.topics)
    return Reply(
        say(knowledge, Phrase.TOPICS, language), choices=(*buttons, *ways_out(knowledge, language)[1:])
    )


def topic_entries(token: str, knowledge: Knowledge, language: Language) -> Reply:
    """One page of a subject's entries; `token` is its id, with `@` and the page where it is not the first."""
    topic_id, _, digits = token.partition("@")
    topic = next((topic for topic in knowledge.topics if topic.id == topic_id), None)
    if topic is None:
        return topics(knowledge, language)
    page = min(int(digits), 999) if digits.isdecimal() else 0
    start = page * ENTRIES_PER_PAGE
    rows = [
        (entry_choice(entry.id, knowledge, language),)
        for entry in topic.entries[start : start + ENTRIES_PER_PAGE]
    ]
    if start + ENTRIES_PER_PAGE < len(topic.entries):
        rows.append((Choice(say(knowledge, Phrase.MORE, language), f"t:{topic.id}@{page + 1}"),))
    return Reply(
        say(knowledge, Phrase.TOPIC_ENTRIES, language), title=topic.title[language], choices=tuple(rows)
    )


def _start(argument: str, language: Language, knowledge: Knowledge) -> Request:
    kind, _, rest = argument.partition("-")
    if kind == "entry" and rest in knowledge.entries:
        return Request((answer(rest, knowledge, language),), key=rest)
    if kind == "enquire":
        return Request(form=FormWanted(rest or None, argument))
    rows = (
        *ways_out(knowledge, language),
        (Choice(say(knowledge, Phrase.LANGUAGE_CHOICE, language), "/language"),),
    )
    return Request((_said(Phrase.GREETING, language, knowledge, rows),))


def _language(argument: str, language: Language, knowledge: Knowledge) -> Request:
    if argument.lower() in knowledge.talk.languages:
        return Request(language=argument.lower())
    own_names = tuple(
        (Choice(str(Locale.parse(code).get_display_name(code)).capitalize(), f"lang:{code}"),)
        for code in knowledge.talk.languages
    )
    return Request((_said(Phrase.LANGUAGE_ASK, language, knowledge, own_names),))


def language_named(text: str, knowledge: Knowledge) -> Language | Literal[""]:
    """Give the one live language that a text names, in any of them; empty if it names none or several."""
    live = knowledge.talk.languages
    said = set(words(text))
    named = [
        code
        for code in live
        if any(said.issuperset(words(str(Locale.parse(code).get_display_name(inside)))) for inside in live)
    ]
    return named[0] if len(named) == 1 else ""


def _said(
    phrase: Phrase, language: Language, knowledge: Knowledge, choices: tuple[tuple[Choice, ...], ...] = ()
) -> Reply:
    return Reply(say(knowledge, phrase, language), choices=choices)
