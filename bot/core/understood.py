"""What becomes of a match: its reply, what is remembered of it, and the wish that it tells."""

from dataclasses import replace

from bot.core.answer import reply_to, ways_out
from bot.core.assent import assent
from bot.core.frozen import Language
from bot.core.intents import BY_INTENT, PHRASE_OF_INTENT
from bot.core.knowledge import Knowledge
from bot.core.matching.match import Match, Verdict
from bot.core.own_buttons import mark_of
from bot.core.phrases import Phrase, say
from bot.core.snapshot import Snapshot
from bot.core.turn import Reply, State

_WISHED = 0.45
"""Confidence of the matcher from which words in place of a button are taken for a wish."""


def command_meant(match: Match) -> str | None:
    """Give the command that an answered wish stands for, if it is one."""
    return BY_INTENT.get(match.key or "") if match.verdict is Verdict.ANSWER else None


def worded(match: Match, knowledge: Knowledge) -> Reply:
    """Word the reply to a verdict; a wish that is only talk gets a sentence."""
    phrase = PHRASE_OF_INTENT.get(match.key or "") if match.verdict is Verdict.ANSWER else None
    if phrase is None:
        return reply_to(match, knowledge)
    leads_on = phrase in (Phrase.GREETING, Phrase.COMPLAINT)
    choices = ways_out(knowledge, match.language) if leads_on else ()
    return Reply(say(knowledge, phrase, match.language), choices=choices)


def marked(reply: Reply, question: str, match: Match) -> Reply:
    """Let channels ask how good an answer is, or offer to tell once there is one."""
    if match.verdict is not Verdict.ANSWER:
        return replace(reply, watch=f"watch:{mark_of(question)}")
    return reply if match.key in PHRASE_OF_INTENT else replace(reply, rate=f"rate:{mark_of(question)}")


def remembered(state: State, match: Match) -> State:
    """Remember what was answered, and in which language."""
    update: dict[str, object] = {"spoken": match.language}
    if match.verdict is Verdict.ANSWER and match.key not in PHRASE_OF_INTENT:
        update |= {"key": match.key, "aspect": match.aspect}
    return state.model_copy(update=update)


def way_meant(match: Match, knowledge: Knowledge) -> str | None:
    """Give the way to get involved that the likeliest entry belongs to, if any is likely at all."""
    heard = match.explanation.heard.evidence
    likely = [evidence.key for evidence in heard if evidence.confidence >= _WISHED]
    decided = (match.key, *(candidate.key for candidate in match.suggestions))
    found = (knowledge.entries.get(key) for key in (*(each for each in decided if each in likely), *likely))
    return next((entry.way for entry in found if entry and entry.way), None)


def small_talk(text: str, language: Language, snapshot: Snapshot) -> Reply | None:
    """Give the reply to thanks, a greeting or a mere yes or no; None to anything else."""
    if assent(text, snapshot.knowledge):
        return Reply(say(snapshot.knowledge, Phrase.ALL_RIGHT, language))
    match = snapshot.matcher.match(text, language)
    is_talk = match.explanation.heard.is_exact and match.key in PHRASE_OF_INTENT
    return replace(worded(match, snapshot.knowledge), choices=()) if is_talk else None
