"""What the server answers when it will not do something: status, sentence, parameters, as Telegram does."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Refusal(Exception):  # noqa: N818
    """One refused call; the server turns it into `{"ok": false, …}`."""

    status: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return shown | ({"parameters": self.parameters} if self.parameters else {})


def bad(reason: str) -> Refusal:
    """400, for a request that cannot be carried out as it stands."""
    return Refusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refusal:
    """403, for people and chats out of the bot's reach."""
    return Refusal(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refusal:
    """409, for two ways of fetching updates at once."""
    return Refusal(409, f"Conflict: {reason}")


def too_many(seconds: int) -> Refusal:
    """429, with the time to wait."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def migrated(to: int) -> Refusal:
    """400 for a group that has become a supergroup under another id."""
    return Refusal(
        400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": to}
    )
