import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.leads.lead import Lead, Status
from bot.store import outbox
from bot.store.outbox import CardRef
from bot.store.schema import NoticeRow
from bot.usecases.delivery import ATTEMPTS, Courier
from bot.usecases.notices import KINDS
from bot.usecases.posts import Posts, RetryLater, Undeliverable, Unsure
from tests.patience import PATIENCE, ended, until
from tests.staging import ANA, House, open_house, shelf


@dataclass
class StaffChat:
    """Remembers what was posted; raises what it is told to."""

    posted: list[Lead] = field(default_factory=list)
    edited: list[tuple[Lead, CardRef]] = field(default_factory=list)
    asked_before: list[tuple[str, ...]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    open: bool = True
    slow: float = 0.0
    met: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once somebody begins to post."""

    async def lead_card(self, lead: Lead, asked_before: tuple[str, ...]) -> CardRef | None:
        await self._meet_trouble()
        if not self.open:
            return None
        self.posted.append(lead)
        self.asked_before.append(asked_before)
        return CardRef("-100", str(len(self.posted)))

    async def edit_card(self, lead: Lead, asked_before: tuple[str, ...], card: CardRef) -> CardRef | None:
        await self._meet_trouble()
        self.edited.append((lead, card))
        return card

    async def staff_text(self, text: str) -> bool:
        await self._meet_trouble()
        self.texts.append(text)
        return self.open

    async def _meet_trouble(self) -> None:
        self.met.set()
        await asyncio.sleep(self.slow)
        if self.trouble:
            raise self.trouble.pop(0)


def courier(house: House, chat: StaffChat) -> Courier:
    return Courier(house.database, Posts(chat, {}), shelf(), house.clock, spread=lambda: 1.0)


@pytest.fixture
def chat() -> StaffChat:
    return StaffChat()


async def deliver_all(house: House, chat: StaffChat) -> None:
    while await courier(house, chat).deliver_one():
        pass


async def notice(house: House) -> NoticeRow:
    async with house.database.reading() as session:
        return (await session.scalars(select(NoticeRow).order_by(NoticeRow.id))).all()[0]


async def test_a_new_lead_gets_one_card_with_what_its_visitor_asked_before(
    house: House, chat: StaffChat
) -> None:
    await house.say("ask answer who is chopard")
    reference = await house.submit()
    await deliver_all(house, chat)
    assert [lead.reference for lead in chat.posted] == [reference]
    assert chat.asked_before == [("who is chopard",)]
    assert not await courier(house, chat).deliver_one()


async def test_a_moved_lead_has_its_card_edited(house: House, chat: StaffChat) -> None:
    reference = await house.submit()
    await deliver_all(house, chat)
    await house.review.move(reference, Status.CONTACTED, ANA)
    await deliver_all(house, chat)
    ((lead, card),) = chat.edited
    assert (lead.status, card) == ("contacted", CardRef("-100", "1"))
    assert len(chat.posted) == 1
    shown = await house.review.show_card(card)
    assert shown is not None
    assert shown.reference == reference
    assert await house.review.show_card(CardRef("-100", "99")) is None


async def test_a_card_that_shows_the_latest_covers_the_changes_before_it(
    house: House, chat: StaffChat
) -> None:
    reference = await house.submit()
    await house.review.claim(reference, ANA)
    await house.review.move(reference, Status.CONTACTED, ANA)
    await deliver_all(house, chat)
    assert [lead.version for lead in chat.posted] == [3]
    assert chat.edited == []


async def test_many_couriers_post_each_card_once(house: House, chat: StaffChat, database_url: str) -> None:
    chat.slow = 0.01
    references = {await house.submit(chat_id=str(number)) for number in range(10)}
    for reference in references:
        await house.review.claim(reference, ANA)
    async with open_house(database_url) as other:
        await asyncio.gather(*(deliver_all(one, chat) for one in (house, other, house, other)))
        await deliver_all(house, chat)
    assert sorted(lead.reference for lead in chat.posted) == sorted(references)


async def test_what_fails_is_tried_again_after_a_growing_pause(house: House, chat: StaffChat) -> None:
    await house.submit()
    chat.trouble = [OSError("down"), OSError("down")]
    assert await courier(house, chat).deliver_one()
    assert not await courier(house, chat).deliver_one()
    house.clock.turn(seconds=2)
    assert await courier(house, chat).deliver_one()
    assert (await notice(house)).due_at == house.clock.now + timedelta(seconds=4)
    assert (await notice(house)).last_error == "OSError"
    house.clock.turn(seconds=4)
    await deliver_all(house, chat)
    assert len(chat.posted) == 1


async def test_a_pause_that_the_other_side_asks_for_is_honoured_and_not_held_against_the_notice(
    house: House, chat: StaffChat
) -> None:
    await house.submit()
    chat.trouble = [RetryLater(17)]
    await deliver_all(house, chat)
    row = await notice(house)
    assert (row.due_at, row.attempts) == (house.clock.now + timedelta(seconds=17), 0)


async def parked(house: House) -> int:
    async with house.database.reading() as session:
        return (await outbox.tally(session))[1]


async def test_what_cannot_be_delivered_is_parked_and_staff_are_told(house: House, chat: StaffChat) -> None:
    reference = await house.submit()
    chat.trouble = [Undeliverable("bad request")]
    await deliver_all(house, chat)
    assert len(chat.texts) == 1
    assert reference in chat.texts[0]
    assert await parked(house) == 1


async def test_a_staff_chat_that_is_out_of_reach_for_good_parks_everything_and_no_more(
    house: House, chat: StaffChat
) -> None:
    await house.submit()
    chat.trouble = [Undeliverable("chat not found") for _ in range(5)]
    await deliver_all(house, chat)
    assert await parked(house) == 2


async def test_too_many_failures_park_a_notice_too(house: House, chat: StaffChat) -> None:
    await house.submit()
    chat.trouble = [OSError("down") for _ in range(ATTEMPTS)]
    for _ in range(ATTEMPTS):
        assert (await notice(house)).parked_at is None
        await courier(house, chat).deliver_one()
        house.clock.turn(hours=1)
    assert (await notice(house)).parked_at is not None


async def test_notices_wait_for_a_staff_chat_to_be_set(house: House, chat: StaffChat) -> None:
    await house.submit()
    await house.talk.give_up("test", "event-9", "KeyError")
    chat.open = False
    for _ in range(ATTEMPTS + 1):
        await deliver_all(house, chat)
        house.clock.turn(minutes=1)
    chat.open = True
    chat.texts.clear()
    await deliver_all(house, chat)
    assert len(chat.posted) == 1
    assert "event-9" in chat.texts[0]
    assert "KeyError" in chat.texts[0]


async def test_a_courier_that_died_lets_go_of_its_notice(house: House, chat: StaffChat) -> None:
    await house.submit()
    chat.slow = PATIENCE
    dying = asyncio.create_task(courier(house, chat).deliver_one())
    await ended(chat.met.wait())
    dying.cancel()
    await asyncio.wait([dying])
    chat.slow = 0
    await deliver_all(house, chat)
    assert chat.posted == []
    house.clock.turn(seconds=61)
    await deliver_all(house, chat)
    assert len(chat.posted) == 1


async def brought_again(house: House, chat: StaffChat) -> bool:
    """Deliver by a courier with two staff chats, one for what may have arrived before; was it that one?"""
    again = StaffChat()
    posts = Posts(chat, {}, again=Posts(again, {}))
    before = len(chat.posted)
    assert await Courier(house.database, posts, shelf(), house.clock, spread=lambda: 1.0).deliver_one()
    assert len(chat.posted) - before + len(again.posted) == 1
    return bool(again.posted)


@pytest.mark.parametrize(
    ("trouble", "says_so"), [(Unsure(), True), (TimeoutError(), True), (OSError(), False)]
)
async def test_what_may_have_arrived_before_says_so_when_it_comes_again(
    house: House, chat: StaffChat, trouble: Exception, says_so: bool
) -> None:
    await house.submit()
    chat.trouble = [trouble]
    await deliver_all(house, chat)
    house.clock.turn(seconds=2)
    assert await brought_again(house, chat) is says_so


async def test_the_doubt_outlasts_attempts_that_surely_failed(house: House, chat: StaffChat) -> None:
    await house.submit()
    chat.trouble = [Unsure(), OSError(), RetryLater(1)]
    for _ in range(3):
        await deliver_all(house, chat)
        house.clock.turn(seconds=10)
    assert await brought_again(house, chat)


async def test_what_a_courier_died_over_says_that_it_may_have_arrived(house: House, chat: StaffChat) -> None:
    await house.submit()
    chat.slow = PATIENCE
    dying = asyncio.create_task(courier(house, chat).deliver_one())
    await ended(chat.met.wait())
    dying.cancel()
    await asyncio.wait([dying])
    chat.slow = 0
    house.clock.turn(seconds=61)
    assert await brought_again(house, chat)


async def test_a_running_courier_takes_up_parked_notices_and_wakes_for_new_ones(
    house: House, chat: StaffChat
) -> None:
    await house.submit("Acme", chat_id="1")
    chat.trouble = [Undeliverable("chat not found"), Undeliverable("chat not found")]
    await deliver_all(house, chat)
    stop = asyncio.Event()
    running = asyncio.create_task(courier(house, chat).run(stop))
    await until(lambda: chat.posted, "the parked notice")
    await house.submit("Beta", chat_id="2")
    await until(lambda: len(chat.posted) == 2, "the new notice")
    stop.set()
    await ended(running)
    assert [lead.company for lead in chat.posted] == ["Acme", "Beta"]


async def test_an_erased_lead_has_its_card_emptied(house: House, chat: StaffChat) -> None:
    await house.submit()
    await deliver_all(house, chat)
    await house.say("/forget")
    await deliver_all(house, chat)
    ((lead, _),) = chat.edited
    assert (lead.company, lead.email, lead.chat_id) == ("", None, None)


def test_every_kind_of_notice_has_its_row() -> None:
    assert set(KINDS) == set(outbox.Kind)
