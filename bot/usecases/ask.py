"""Answer one question without a conversation: for scripts, tests and the command line."""

from pydantic import BaseModel

from bot.core.cases import ALERT
from bot.core.match import Alert, Context, Match, Verdict
from bot.core.phrases import Phrase
from bot.core.snapshot import Snapshot
from bot.core.types import Language
from bot.core.voice import Voice
from bot.dialogue.alerts import word_alone
from bot.dialogue.answers import reply_to
from bot.dialogue.commands import run
from bot.dialogue.intents import BY_INTENT, PHRASE_OF_INTENT
from bot.dialogue.turn import Reply, State

NO_CONTEXT = Context()


class ResultSource(BaseModel):
    title: str
    url: str | None


class ResultSuggestion(BaseModel):
    entry: str
    title: str
    score: float


class ResultPart(BaseModel):
    entry: str | None
    verdict: Verdict


class AskResult(BaseModel):
    """A question and what the bot makes of it; the JSON of `ask --json`, whose keys must not drift."""

    question: str
    language: Language
    verdict: Verdict
    entry: str | None
    title: str | None
    text: str
    sources: list[ResultSource]
    score: float
    suggestions: list[ResultSuggestion]
    parts: list[ResultPart] = []
    """Of a question that asks several things: what each is answered with, the first one as well."""


def ask(question: str, language: Language, snapshot: Snapshot, context: Context = NO_CONTEXT) -> AskResult:
    """Answer a question; what comes before any question is answered as `alert:danger`, `alert:report`, ….

    Args:
        question: Any text.
        language: The asker's language, for where the words do not tell.
        snapshot: What to answer from.
        context: What was talked about before.
    """
    alert = snapshot.matcher.hear_alert(question, language)
    if alert is not None:
        return _alert_result(question, alert, snapshot)
    return result_of(question, snapshot.matcher.match(question, language, context), snapshot)


def _alert_result(question: str, alert: Alert, snapshot: Snapshot) -> AskResult:
    reply = word_alone(alert.concern, Voice(snapshot.knowledge, alert.language))
    return AskResult(
        question=question,
        language=alert.language,
        verdict=Verdict.ANSWER,
        entry=f"{ALERT}{alert.concern}",
        title=None,
        text=reply.text,
        sources=_sources(reply),
        score=1.0,
        suggestions=[],
    )


def result_of(question: str, match: Match, snapshot: Snapshot) -> AskResult:
    """Put a match into words, as `ask` gives them."""
    voice = Voice(snapshot.knowledge, match.language)
    reply = _intent_reply(match, voice) or reply_to(match, snapshot.knowledge)
    return AskResult(
        question=question,
        language=match.language,
        verdict=match.verdict,
        entry=match.key,
        title=voice.title(match.key) if match.key else None,
        text=reply.text,
        sources=_sources(reply),
        score=round(min(max(match.score, 0.0), 1.0), 4),
        suggestions=[
            ResultSuggestion(
                entry=candidate.key,
                title=voice.title(candidate.key),
                score=round(min(max(candidate.score, 0.0), 1.0), 4),
            )
            for candidate in match.suggestions
        ],
        parts=[
            ResultPart(entry=each.key, verdict=each.verdict)
            for each in ((match, *match.parts) if match.parts else ())
        ],
    )


def _sources(reply: Reply) -> list[ResultSource]:
    return [ResultSource(title=source.title, url=source.url) for source in reply.sources]


def _intent_reply(match: Match, voice: Voice) -> Reply | None:
    """What a conversation would say to a wish about itself; commands that need one are only described."""
    key = match.key or ""
    if phrase := PHRASE_OF_INTENT.get(key):
        return Reply(voice.say(phrase))
    if command := BY_INTENT.get(key):
        replies = run(command, State(), voice).replies
        return replies[0] if replies else Reply(voice.say(Phrase.HELP))
    return None
