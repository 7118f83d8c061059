"""The methods about the bot itself: who it is, its commands and texts, how it fetches updates."""

import re
from typing import Any
from urllib.parse import urlsplit

from tests.botapi.markup import units
from tests.botapi.parameters import Parameters
from tests.botapi.refusal import bad
from tests.botapi.updates import Feed, Webhook
from tests.botapi.world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
COMMANDS_MOST = 100
CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
WIDE_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
TEXTS = {"name": 64, "description": 512, "short_description": 120}

Scope = tuple[str, str, str]


class Profile:
    """Bot API methods by their names."""

    def __init__(self, world: World, feed: Feed) -> None:
        self.world = world
        self.feed = feed
        self.commands: dict[tuple[Scope, str], list[dict[str, str]]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int | None, dict[str, Any]] = {}
        self.privacy = True
        """True if the bot sees in groups only what is meant for it."""

    def get_me(self, call: Parameters) -> dict[str, Any]:
        able = {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
        return self.world.bot.shown | able

    def _language(self, call: Parameters) -> str:
        code = call.text("language_code")
        if not LANGUAGE.fullmatch(code):
            raise bad("invalid language code specified")
        return code

    def _scope(self, call: Parameters) -> Scope:
        scope = call.parsed("scope") or {"type": "default"}
        kind = scope.get("type") if isinstance(scope, dict) else None
        if kind in WIDE_SCOPES:
            return (kind, "", "")
        if kind not in CHAT_SCOPES:
            raise bad("can't parse BotCommandScope: unsupported type specified")
        chat = self.world.writable(str(scope.get("chat_id", "")))
        return (kind, str(chat.id), str(scope.get("user_id", "")))

    def set_my_commands(self, call: Parameters) -> bool:
        listed = call.parsed("commands")
        if not isinstance(listed, list):
            raise bad("can't parse commands: expected an Array of BotCommand")
        if len(listed) > COMMANDS_MOST:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        kept = []
        for one in listed:
            command = str(one.get("command", "")).removeprefix("/")
            about = str(one.get("description", ""))
            if not COMMAND.fullmatch(command):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= units(about.strip()) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
            kept.append({"command": command, "description": about})
        self.commands[self._scope(call), self._language(call)] = kept
        return True

    def get_my_commands(self, call: Parameters) -> list[dict[str, str]]:
        return self.commands.get((self._scope(call), self._language(call)), [])

    def delete_my_commands(self, call: Parameters) -> bool:
        self.commands.pop((self._scope(call), self._language(call)), None)
        return True

    def _set_text(self, call: Parameters, name: str) -> bool:
        text = call.text(name)
        if units(text) > TEXTS[name]:
            raise bad(f"BOT_{name.upper()}_TOO_LONG")
        self.texts[name, self._language(call)] = text
        return True

    def set_my_name(self, call: Parameters) -> bool:
        return self._set_text(call, "name")

    def set_my_description(self, call: Parameters) -> bool:
        return self._set_text(call, "description")

    def set_my_short_description(self, call: Parameters) -> bool:
        return self._set_text(call, "short_description")

    def get_my_name(self, call: Parameters) -> dict[str, str]:
        return {"name": self.texts.get(("name", self._language(call)), self.world.bot.first_name)}

    def get_my_description(self, call: Parameters) -> dict[str, str]:
        return {"description": self.texts.get(("description", self._language(call)), "")}

    def get_my_short_description(self, call: Parameters) -> dict[str, str]:
        return {"short_description": self.texts.get(("short_description", self._language(call)), "")}

    def set_chat_menu_button(self, call: Parameters) -> bool:
        button = call.parsed("menu_button") or {"type": "default"}
        if button.get("type") not in {"commands", "web_app", "default"}:
            raise bad("can't parse menu button: unsupported type specified")
        chat = self.world.find(call.text("chat_id")).id if "chat_id" in call else None
        self.menu_buttons[chat] = button
        return True

    def set_webhook(self, call: Parameters) -> bool:
        url = call.text("url")
        secret = call.text("secret_token")
        if not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        if not url:
            return self.delete_webhook(call)
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        self.feed.remember(call)
        if call.flag("drop_pending_updates"):
            self.feed.forget_waiting()
        self.feed.set_webhook(Webhook(url, secret))
        return True

    def delete_webhook(self, call: Parameters) -> bool:
        if call.flag("drop_pending_updates"):
            self.feed.forget_waiting()
        self.feed.set_webhook(None)
        return True

    def get_webhook_info(self, call: Parameters) -> dict[str, Any]:
        hook = self.feed.webhook
        shown: dict[str, Any] = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.feed.waiting),
            "allowed_updates": sorted(self.feed.allowed),
        }
        if hook and hook.last_error:
            shown |= {"last_error_message": hook.last_error, "last_error_date": 1}
        return shown

    async def get_updates(self, call: Parameters) -> list[dict[str, Any]]:
        return await self.feed.fetch(call)

    def log_out(self, call: Parameters) -> bool:
        return True

    def close(self, call: Parameters) -> bool:
        return True
