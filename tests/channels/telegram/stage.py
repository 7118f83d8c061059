"""A whole Telegram channel on a stage: the real parts, and a Bot API server on loopback."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import select

from bot.app import with_mail
from bot.channels.mail.server import MailServer
from bot.channels.telegram.channel import Access, TelegramChannel
from bot.core.snapshot import Snapshot
from bot.leads.lead import Staff
from bot.leads.reachable import Ways
from bot.store import leads
from bot.store.database import Database
from bot.store.schema import CardRow
from bot.usecases.delivery import Courier
from bot.usecases.late_answers import LateAnswers
from bot.usecases.parts import Parts
from bot.usecases.review import Review
from bot.usecases.talk import Talk
from tests.botapi import TOKEN, BotApi, Message
from tests.botapi.people import Group, Person
from tests.knowledge_sample import KNOWLEDGE, sample
from tests.matchers import sample_matcher
from tests.patience import STOPPING, until
from tests.staging import enquiry


@dataclass
class Shelf:
    snapshot: Snapshot


@dataclass
class Stage:
    """What a test needs to know of a running bot."""

    server: BotApi
    database: Database
    channel: TelegramChannel
    live: Shelf
    watch: LateAnswers
    problems: list[str] = field(default_factory=list)
    """What the next `/reload` finds."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def review(self) -> Review:
        return Review(self.database, now)


def now() -> datetime:
    return datetime.now(UTC)


def make_talk(database: Database) -> Talk:
    return Talk(database, Shelf(Snapshot(sample(), sample_matcher())), now)


async def desk_link(who: Staff) -> str:
    return f"https://desk.example.org/sign-in?token={who.id.removeprefix('telegram:')}"


@asynccontextmanager
async def running(
    server: BotApi,
    database: Database,
    *,
    staff: Group | None = None,
    staff_ids: frozenset[int] = frozenset(),
    talk: type[Talk] = Talk,
    token: str = TOKEN,
    clock: Callable[[], datetime] = now,
    mail: MailServer | None = None,
) -> AsyncIterator[Stage]:
    """Serve until the block ends; stopping must not take long."""
    live = Shelf(Snapshot(sample(), sample_matcher()))
    problems: list[str] = []

    async def reload() -> tuple[str, ...]:
        return tuple(problems)

    managers = [f"telegram:{number}" for number in staff_ids]
    ways = Ways(frozenset({"telegram"}), mail=mail is not None)
    parts = Parts.over(
        database, live, clock, knowledge_dir=KNOWLEDGE, reload=reload, managers=managers, ways=ways
    )
    parts = replace(parts, talk=talk(database, live, clock), desk_link=desk_link)
    channel = TelegramChannel(Access(token, server.url, staff.id if staff else None, staff_ids), parts)
    watch = LateAnswers(database, live, clock)
    stage = Stage(server, database, channel, live, watch, problems)
    courier = Courier(database, with_mail(channel.posts, mail, live), live, clock)
    await channel.start()
    jobs = [asyncio.create_task(channel.run(stage.stop)), asyncio.create_task(courier.run(stage.stop))]
    try:
        yield stage
        failed = [job for job in jobs if job.done()]
        assert not failed, failed[0].exception()
    finally:
        stage.stop.set()
        await asyncio.wait_for(asyncio.gather(*jobs, return_exceptions=True), STOPPING)


async def fill_form(database: Database, person: Person, company: str = "Acme <b>Ltd</b>") -> str:
    """Fill the enquiry form in and give the reference."""
    await person.asks("/enquire")
    await settle(database, person)
    await person.taps(lambda button: "Fund" in button["text"])
    for value in (company, "Eva & Co"):
        await person.asks(value)
    await settle(database, person)
    await person.asks("eva@example.com")
    await settle(database, person)
    await person.asks("Colombia")
    await person.asks("We would like to help <i>now</i>.")
    await person.taps("agree")
    await person.taps("Send")
    sent = next(m for m in person.from_bot[::-1] if "reference is" in m.text)
    return sent.text.split("reference is ")[1][:7]


async def settle(database: Database, person: Person) -> None:
    """Wait until the bot has said all it had to say."""
    await person.server.wait_for(lambda: all(update.confirmed for update in person.updates))

    async def all_sent() -> bool:
        return not await make_talk(database).unsent("telegram")

    await until(all_sent, "all replies to be sent")


async def submitted(
    database, company: str = "Acme", reference: str = "K7F-2MX", chat_id: str = "7", **values: object
) -> str:
    """Have an enquiry in the store, as the dialogue makes one."""
    async with database.transaction() as session:
        await leads.submit(
            session,
            enquiry(company, **values),
            reference=reference,
            channel="telegram",
            chat_id=chat_id,
            at=now(),
        )
    return reference


async def card_of(server: BotApi, database: Database, staff, reference: str) -> Message:
    """Wait for the card, and until it is known where it stands; a person takes longer to reply to it."""
    card = await server.wait_for(
        lambda: next((m for m in staff.from_bot[::-1] if f"{reference} ·" in m.text and m.buttons), None),
        what="for the card",
    )
    await kept(database, CardRow.message_id, card)
    return card


async def kept(database: Database, column, message: Message) -> None:
    """Wait until the id of a message that the server has is in the store; a person takes longer to reply."""

    async def found() -> bool:
        async with database.reading() as session:
            return await session.scalar(select(column).where(column == str(message.id)).limit(1)) is not None

    await until(found, f"message {message.id} to be kept as {column}")


async def pressed(server: BotApi, person, button: str, message: Message):
    query = await person.presses(button, message)
    await server.wait_for(lambda: query.answers, what="for the press to be answered")
    return query
