"""The command menus that Telegram shows, per language and kind of chat."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Final

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram.api import Client
from bot.channels.telegram.pacing import seconds_to_wait
from bot.channels.telegram.updates import STAFF_COMMANDS, VISITOR_COMMANDS
from bot.core.knowledge import Knowledge
from bot.core.phrases import phrase_of
from bot.core.voice import Voice

IN_GROUPS: Final = ("help", "partners", "language")
IN_STAFF_CHAT: Final = (*STAFF_COMMANDS, "whereami", "help")
TRIES: Final = 4

log = logging.getLogger(__name__)


async def set_menus(client: Client, knowledge: Knowledge, staff_chat_id: int | None) -> None:
    """Set every menu; one that Telegram refuses is left as it is, since commands work without menus."""
    scopes: list[tuple[BotCommandScope, Iterable[str]]] = [
        (BotCommandScopeAllPrivateChats(), VISITOR_COMMANDS),
        (BotCommandScopeAllGroupChats(), IN_GROUPS),
    ]
    if staff_chat_id is not None:
        scopes.append((BotCommandScopeChat(staff_chat_id), IN_STAFF_CHAT))
    fallback = knowledge.talk.fallback_language
    for scope, names in scopes:
        for language in knowledge.talk.languages:
            # People whose language the bot does not speak get the menu without a language.
            code = None if language == fallback else language
            await _set_menu(client, commands(names, Voice(knowledge, language)), scope, code)


async def _set_menu(
    client: Client, menu: list[BotCommand], scope: BotCommandScope, language: str | None
) -> None:
    for _ in range(TRIES):
        try:
            await client.set_my_commands(menu, scope=scope, language_code=language)
        except RetryAfter as error:
            await asyncio.sleep(seconds_to_wait(error))
        except TelegramError as error:
            log.warning("A command menu could not be set (%s, %s)", scope.type, type(error).__name__)
            return
        else:
            return


def commands(names: Iterable[str], voice: Voice) -> list[BotCommand]:
    return [BotCommand(name, voice.say(phrase_of(f"menu_{name}"))) for name in names]
