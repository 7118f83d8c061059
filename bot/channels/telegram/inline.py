"""Inline mode: `@bot chopard`, typed in any chat, offers answers to send there."""

from hashlib import sha256
from typing import Final

from telegram import InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.channels.telegram.api import Client, Trouble, sort_out
from bot.channels.telegram.markup import parts
from bot.channels.telegram.outbound import NO_PREVIEW, log
from bot.channels.telegram.updates import AskedInline
from bot.core.snapshot import Snapshot
from bot.core.voice import Voice
from bot.dialogue.answers import answer

RESULTS_MOST: Final = 50
CACHE_SECONDS: Final = 60
"""How long Telegram may keep an answer; knowledge may be edited at any time."""


async def answer_inline(client: Client, asked: AskedInline, snapshot: Snapshot) -> None:
    """Offer what the typed words may mean; nothing where they mean nothing to us."""
    try:
        await client.answer_inline_query(
            asked.query_id, results(asked, snapshot), cache_time=CACHE_SECONDS, is_personal=True
        )
    except TelegramError as error:
        if sort_out(error) is not Trouble.NONE:
            log.warning("An inline query could not be answered (%s)", type(error).__name__)


def results(asked: AskedInline, snapshot: Snapshot) -> list[InlineQueryResultArticle]:
    """The answer that matches, else the candidates, each as a message ready to be sent."""
    knowledge = snapshot.knowledge
    if not asked.text.strip():
        return []
    match = snapshot.matcher.match(asked.text, Voice.hinted(knowledge, asked.hint).language)
    keys = [match.key] if match.key else [candidate.key for candidate in match.suggestions]
    voice = Voice(knowledge, match.language)
    articles = (_article(key, voice) for key in dict.fromkeys(keys))
    return [article for article in articles if article is not None][:RESULTS_MOST]


def _article(key: str, voice: Voice) -> InlineQueryResultArticle | None:
    title = voice.title(key)
    if title == key and key not in voice.knowledge.entries:  # an intent, such as a greeting
        return None
    reply = answer(key, voice)
    messages = parts(reply)
    if not messages:
        return None
    return InlineQueryResultArticle(
        id=sha256(f"{key}/{voice.language}".encode()).hexdigest()[:32],
        title=title,
        description=reply.text[:120],
        input_message_content=InputTextMessageContent(
            messages[0].html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
    )
