"""The command menus that Telegram shows, per language and kind of chat."""

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
from telegram.error import TelegramError

from bot.channels.telegram.api import Client
from bot.channels.telegram.updates import STAFF_COMMANDS, VISITOR_COMMANDS
from bot.core.knowledge import Knowledge
from bot.core.phrases import phrase_of
from bot.core.voice import Voice

IN_GROUPS: Final = ("help", "partners", "language")
IN_STAFF_CHAT: Final = (*STAFF_COMMANDS, "whereami", "help")

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
            try:
                await client.set_my_commands(
                    commands(names, Voice(knowledge, language)),
                    scope=scope,
                    # People whose language the bot does not speak get the menu without a language.
                    language_code=None if language == fallback else language,
                )
            except TelegramError as error:
                log.warning("A command menu could not be set (%s, %s)", scope.type, type(error).__name__)


def commands(names: Iterable[str], voice: Voice) -> list[BotCommand]:
    return [BotCommand(name, voice.say(phrase_of(f"menu_{name}"))) for name in names]
