"""By which way the person of a lead can be written to from here, if by any."""

from dataclasses import dataclass
from enum import StrEnum

from bot.leads.lead import Lead
from bot.leads.staff import Direction, Sending


class Way(StrEnum):
    """How a message of staff gets to a person."""

    CHAT = "chat"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Ways:
    """Which ways this installation has."""

    chats: frozenset[str] | None = None
    """Channels on which it can write to people by itself; None for any."""
    mail: bool = False
    """True if it can write letters."""


def can_try(lead: Lead, ways: Ways) -> bool:
    """True if there is anything to try: who has left a chat may have come back."""
    return _has_chat(lead, ways) or (ways.mail and lead.email is not None)


def way_to(lead: Lead, ways: Ways) -> Way | None:
    """Give the way that the next message would take; None if the person cannot be reached from here."""
    if _has_chat(lead, ways) and not _has_left(lead):
        return Way.CHAT
    return Way.MAIL if ways.mail and lead.email is not None else None


def _has_chat(lead: Lead, ways: Ways) -> bool:
    return lead.chat_id is not None and (ways.chats is None or lead.channel in ways.chats)


def _has_left(lead: Lead) -> bool:
    """True if the chat did not take what staff wrote last."""
    sent = [each for each in lead.messages if each.direction is Direction.TO_VISITOR]
    told = [each for each in sent if each.state is not Sending.WAITING]
    came_back = bool(lead.messages) and lead.messages[-1].direction is Direction.FROM_VISITOR
    return bool(told) and (told[-1].state is Sending.BLOCKED or told[-1].by_mail) and not came_back
