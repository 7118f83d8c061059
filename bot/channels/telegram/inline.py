"""Inline mode: `@bot chopard`, typed in any chat, offers answers to send there."""

from hashlib import sha256
from typing import Final

from telegram import InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.channels.telegram.api import Client, Trouble, sort_out
from bot.channels.telegram.markup import parts
from bot.channels.telegram.menus import hinted
from bot.channels.telegram.outbound import NO_PREVIEW, log
from bot.channels.telegram.updates import AskedInline
from bot.core.knowledge import Knowledge
from bot.core.snapshot import Snapshot
from bot.core.types import Language
from bot.dialogue.answers import answer, title_of

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
    match = snapshot.matcher.match(asked.text, hinted(asked.hint, knowledge))
    keys = [match.key] if match.key else [candidate.key for candidate in match.suggestions]
    articles = (_article(key, knowledge, match.language) for key in dict.fromkeys(keys))
    return [article for article in articles if article is not None][:RESULTS_MOST]


def _article(key: str, knowledge: Knowledge, language: Language) -> InlineQueryResultArticle | None:
    title = title_of(key, knowledge, language)
    if title == key and key not in knowledge.entries:  # an intent, such as a greeting
        return None
    reply = answer(key, knowledge, language)
    messages = parts(reply)
    if not messages:
        return None
    return InlineQueryResultArticle(
        id=sha256(f"{key}/{language}".encode()).hexdigest()[:32],
        title=title,
        description=reply.text[:120],
        input_message_content=InputTextMessageContent(
            messages[0].html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
    )
