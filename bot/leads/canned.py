"""Canned replies, written out for one lead."""

from bot.core.canned import CannedReply
from bot.core.knowledge import Knowledge
from bot.core.plurals import fill
from bot.core.types import Id
from bot.core.voice import Voice
from bot.leads.lead import Lead


def find_reply(id_: Id, knowledge: Knowledge) -> CannedReply | None:
    """Give the reply of that id; None once editors took it away."""
    return next((reply for reply in knowledge.replies.replies if reply.id == id_), None)


def written_for(reply: CannedReply, lead: Lead, knowledge: Knowledge) -> str:
    """Write a reply to the visitor of a lead, in their language."""
    voice = Voice(knowledge, lead.language)
    values = {
        "name": lead.contact_name,
        "company": lead.company,
        "way": voice.way(lead.way),
        "reference": lead.reference,
    }
    return fill(voice.pick(reply.text), values, lead.language)
