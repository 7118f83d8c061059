"""Commands, typed or behind a button, and the wishes about the conversation that mean the same."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from bot.core.phrases import Phrase
from bot.core.types import Language
from bot.core.voice import Voice
from bot.dialogue.answers import answer, language_choices, ways_out
from bot.dialogue.buttons import entry_choice
from bot.dialogue.turn import Choice, Effect, Reply, ShowData, ShowStatus, State

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
    origin: str = ""
    """Code of the link that somebody followed."""
    is_afresh: bool = False
    """True if what was spoken of is left behind."""


_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a link that starts a bot may carry."""


def run(text: str, state: State, voice: Voice) -> Request:  # noqa: C901 - one table
    """Read a command with its argument (`/enquire buy`, `/start entry-chopard`); it never fails."""
    name, _, argument = text.removeprefix("/").partition(" ")
    name, argument = name.split("@")[0].lower(), argument.strip()
    match name:
        case "start":
            code = argument if _CODE.fullmatch(argument) else ""
            return replace(_start(argument, state, voice), origin=code)
        case "help":
            return Request((_say(Phrase.HELP, voice, ways_out(voice)),))
        case "partners":
            return Request((partners(voice),))
        case "topics":
            return Request((topics(voice),))
        case "enquire":
            return Request(form=FormWanted(argument or None, state.origin or state.key or ""))
        case "status":
            return Request(effects=(ShowStatus(),))
        case "mydata":
            return Request(effects=(ShowData(),))
        case "privacy":
            return Request((_say(Phrase.PRIVACY, voice),))
        case "language":
            return _ask_language(argument, voice)
        case "forget":
            yes = Choice(voice.say(Phrase.FORGET_YES), "forget:yes", "yes")
            no = Choice(voice.say(Phrase.FORGET_NO), "forget:no", "no")
            return Request((_say(Phrase.FORGET_ASK, voice, ((yes, no),)),))
        case "cancel":
            return Request(cancels=True)
        case _:
            return Request((_say(Phrase.UNKNOWN_COMMAND, voice, ways_out(voice)),))


def partners(voice: Voice) -> Reply:
    """The overview: every relation and sector that has partners, with their number."""
    knowledge = voice.knowledge
    listed = knowledge.partners.values()
    counts = Counter(facet for partner in listed for facet in (*partner.relations, partner.sector))
    facets = [facet for facet in (*knowledge.talk.relations, *knowledge.talk.sectors) if counts[facet.id]]
    buttons = [
        Choice(f"{voice.pick(facet.title)} ({counts[facet.id]})", f"e:list:{facet.id}") for facet in facets
    ]
    everyone = Choice(f"{voice.say(Phrase.LIST_EVERYONE)} ({len(listed)})", "e:list:all")
    text = voice.say(Phrase.PARTNERS_OVERVIEW, count=len(listed))
    return Reply(text, choices=(*((button,) for button in buttons), (everyone,)))


def topics(voice: Voice) -> Reply:
    buttons = tuple((Choice(voice.pick(topic.title), f"t:{topic.id}"),) for topic in voice.knowledge.topics)
    return Reply(voice.say(Phrase.TOPICS), choices=(*buttons, *ways_out(voice)[1:]))


def topic_entries(token: str, voice: Voice) -> Reply:
    """One page of a subject's entries; `token` is its id, with `@` and the page where it is not the first."""
    topic_id, _, digits = token.partition("@")
    topic = next((topic for topic in voice.knowledge.topics if topic.id == topic_id), None)
    if topic is None:
        return topics(voice)
    page = min(int(digits), 999) if digits.isdecimal() else 0
    start = page * ENTRIES_PER_PAGE
    rows = [(entry_choice(entry.id, voice),) for entry in topic.entries[start : start + ENTRIES_PER_PAGE]]
    if start + ENTRIES_PER_PAGE < len(topic.entries):
        rows.append((Choice(voice.say(Phrase.MORE), f"t:{topic.id}@{page + 1}"),))
    return Reply(voice.say(Phrase.TOPIC_ENTRIES), title=voice.pick(topic.title), choices=tuple(rows))


def _start(argument: str, state: State, voice: Voice) -> Request:
    kind, _, rest = argument.partition("-")
    if kind == "entry" and rest in voice.knowledge.entries:
        return Request((answer(rest, voice),), key=rest)
    if kind == "enquire":
        codes = dict.fromkeys(filter(None, (state.origin, argument)))
        return Request(form=FormWanted(rest or None, ", ".join(codes)))
    if state.form is not None:
        return Request(is_afresh=True)
    rows = (
        *ways_out(voice),
        (Choice(voice.say(Phrase.LANGUAGE_CHOICE), "/language"),),
    )
    return Request((_say(Phrase.GREETING, voice, rows),), is_afresh=True)


def _ask_language(argument: str, voice: Voice) -> Request:
    live = voice.knowledge.talk.languages
    if argument.lower() in live:
        return Request(language=argument.lower())
    return Request((_say(Phrase.LANGUAGE_ASK, voice, language_choices(voice)),))


def _say(phrase: Phrase, voice: Voice, choices: tuple[tuple[Choice, ...], ...] = ()) -> Reply:
    return Reply(voice.say(phrase), choices=choices)
