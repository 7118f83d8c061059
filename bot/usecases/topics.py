"""Where a lead is spoken of: in its own topic, with its card at the head, or in the staff chat at large."""

from dataclasses import dataclass

from bot.leads.lead import Lead
from bot.store import outbox, topics
from bot.store.database import Database
from bot.store.outbox import CardRef
from bot.store.topics import Topic
from bot.usecases.posts import StaffPost


@dataclass(frozen=True, slots=True)
class Subject:
    """A lead that something is to be said about."""

    id: int
    lead: Lead
    asked_before: tuple[str, ...]
    card: CardRef | None
    """The latest card, if one was posted."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where that is said."""

    post: StaffPost
    card: CardRef | None
    topic: Topic | None = None


async def find_spot(database: Database, post: StaffPost, subject: Subject, *, wanted: bool) -> Spot:
    """Find the topic of a lead, or open one.

    Each step is kept at once: killed in between, the next attempt goes on from there. Only a topic that was
    opened and not kept stays behind, empty.

    Args:
        database: Where topics and cards are kept.
        post: Where staff are.
        subject: The lead.
        wanted: Whether leads are to have topics. One whose card stands already is not moved into one.
    """
    async with database.reading() as session:
        topic = await topics.of_lead(session, subject.id)
    card = subject.card
    if topic is None:
        opened = await post.open_topic(subject.lead) if wanted and card is None else None
        if opened is None:
            return Spot(post, card)
        topic = opened
        async with database.transaction() as session:
            await topics.keep(session, subject.id, topic)
    inside = post.within(topic)
    if card is None and (card := await inside.lead_card(subject.lead, subject.asked_before)) is not None:
        async with database.transaction() as session:
            await outbox.keep_card(session, subject.id, card)
    return Spot(inside, card, topic)
