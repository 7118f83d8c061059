"""A Bot API server on loopback, as strict as Telegram, with people who use it."""

from tests.botapi.faults import Break
from tests.botapi.people import Group, Person
from tests.botapi.refusal import Refusal, bad, conflict, forbidden, migrated, too_many
from tests.botapi.server import TOKEN, BotApi, Call
from tests.botapi.world import Message

__all__ = [
    "TOKEN",
    "BotApi",
    "Break",
    "Call",
    "Group",
    "Message",
    "Person",
    "Refusal",
    "bad",
    "conflict",
    "forbidden",
    "migrated",
    "too_many",
]
