"""A season of enquiries and questions, so that pages have something to show. Nobody in it exists."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from bot.core.gaps import folded_question
from bot.core.types import Id
from bot.leads.lead import Staff, Status
from bot.leads.staff import Face, Role
from bot.store import leads
from bot.store.database import Database
from bot.store.desk_schema import FormRow
from bot.store.schema import Conversation, NoticeRow, Question, TurnRow
from bot.usecases.review import Review
from tests.staging import Clock, enquiry

MARTA = Staff("telegram:11", "Marta", Role.MANAGER, Face.DESK)
JULES = Staff("telegram:12", "Jules", Role.AGENT, Face.TELEGRAM)
FIRMS = (
    "Aurora Jewels",
    "Atelier Lumen",
    "Casa del Oro Limpio",
    "Northwind Mint",
    "Joyería Amanecer",
    "Orfebres del Sur",
    "Maison Clairvent",
    "Silverline Refining",
    "Bijoux Rivière",
    "Cooperativa Tierra Clara",
    "Blue Harbour Foundation",
    "Studio Halo",
)
PEOPLE = (
    "A. Moreno",
    "L. Petit",
    "S. Wright",
    "C. Rojas",
    "N. Bernard",
    "J. Castro",
    "E. Lindqvist",
    "M. Ortiz",
)
MESSAGES = (
    "We would like to buy Fairmined gold for a small wedding collection.",
    "Nos interesa apoyar una organización minera en Nariño.",
    "Nous cherchons un partenaire pour un projet de formation.",
    "Could you tell us how a company of our size can take part?",
)
QUESTIONS = (
    ("en", "Do you certify silver as well?", None),
    ("es", "¿Cuánto cuesta certificarse?", None),
    ("fr", "Proposez-vous des stages ?", None),
    ("en", "Where do you sell your coins?", None),
    ("en", "Who is Chopard?", "chopard"),
    ("es", "¿Dónde puedo comprar oro Fairmined?", "buy-fairmined"),
    ("fr", "Qu'est-ce que CRAFT ?", "craft-definition"),
)
WEIGHTS = (3, 4, 2, 2, 14, 12, 8)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


async def play_season(
    database: Database, now: datetime, ways: Sequence[Id] = ("buy", "buy", "fund", "buy", "fund")
) -> None:
    """Fill the store with twelve weeks of work; no notice of it is left to deliver."""
    chance = random.Random(7)
    for number in range(90):
        days = 80 * (1 - (number / 90) ** 0.8)
        at = now - timedelta(days=days, minutes=chance.randrange(600))
        await _lead(database, chance, number, at, ways)
    async with database.transaction() as session:
        conversation = Conversation(
            channel="telegram",
            chat_id="0",
            state="{}",
            version=1,
            language="en",
            created_at=now,
            updated_at=now,
        )
        session.add(conversation)
        await session.flush()
        for number in range(700):
            at = now - timedelta(days=80 * chance.random())
            language, text, entry = chance.choices(QUESTIONS, WEIGHTS)[0]
            turn = TurnRow(
                channel="telegram",
                event_id=f"season-{number}",
                conversation_id=conversation.id,
                at=at,
                knowledge_version="sample",
                replies="[]",
                sent_at=at,
            )
            session.add(turn)
            await session.flush()
            session.add(
                Question(
                    at=at,
                    channel="telegram",
                    conversation_id=conversation.id,
                    turn_id=turn.id,
                    language=language,
                    text=text,
                    verdict="answer" if entry else "fallback",
                    entry=entry,
                    score=0.93 if entry else 0.21,
                    knowledge_version="sample",
                    folded=folded_question(text),
                    rating=None if entry is None else -1 if number % 31 == 0 else chance.choice((None, 1)),
                )
            )
        for number in range(140):
            at = now - timedelta(days=80 * chance.random())
            filled = chance.choice((1, 2, 2, 3, 5, 7, 7, 7, 7))
            session.add(
                FormRow(
                    conversation_id=conversation.id,
                    form_id=f"season-{number}",
                    opened_at=at,
                    language="en",
                    origin="",
                    filled=filled,
                    sent_at=at if filled == 7 and number % 6 else None,
                )
            )
        await session.execute(update(NoticeRow).values(done_at=now))


async def _lead(
    database: Database, chance: random.Random, number: int, at: datetime, ways: Sequence[Id]
) -> None:
    clock = Clock(at)
    reference = f"{''.join(chance.choices(ALPHABET, k=3))}-{''.join(chance.choices(ALPHABET, k=3))}"
    firm, language = chance.choice(FIRMS), chance.choice(("en", "es", "es", "fr"))
    async with database.transaction() as session:
        await leads.submit(
            session,
            enquiry(
                firm if number % 3 else f"{firm} {number}",
                way=chance.choice(ways),
                contact_name=chance.choice(PEOPLE),
                email=f"contact{number}@firm{number}.example",
                country=chance.choice(("CO", "FR", "PE", "CH", "ES", "GB", "CO", "US", None)),
                message=chance.choice(MESSAGES),
                language=language,
                origin=chance.choice(("", "", "entry-fund-a-project", "enquire-buy")),
                consent_at=at,
            ),
            reference=reference,
            channel="telegram",
            chat_id=f"season-{number}",
            at=at,
        )
    review = Review(database, clock)
    path = (Status.CONTACTED, Status.QUALIFIED, chance.choice((Status.WON, Status.WON, Status.LOST)))
    for to in path[: chance.choice((0, 1, 1, 2, 3, 3)) if number < 82 else 0]:
        clock.turn(hours=chance.uniform(1, 30))
        who = chance.choice((MARTA, JULES))
        await review.claim(reference, who)
        await review.move(reference, to, who, reason="No budget this year." if to is Status.LOST else "")
    if number % 17 == 5:
        await review.move(reference, Status.SPAM, JULES)
