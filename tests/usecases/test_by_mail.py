"""Letters through the outbox: never on their way for ever, and never to who was not asked."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.core.errors import OurFaultError
from bot.leads.changes import Changed
from bot.leads.lead import Consent, Lead, What
from bot.leads.reachable import Ways
from bot.leads.staff import Direction, Message, Sending
from bot.store import leads, messages
from bot.usecases.delivery import Courier
from bot.usecases.exchange import Exchange
from bot.usecases.notices import MAIL_PATIENCE
from bot.usecases.posts import NotNow, Posts, Unsure
from tests.staging import ANA, House, enquiry, shelf
from tests.usecases.test_delivery import StaffChat

REFERENCE = "K7F-2MX"


@dataclass
class Letters:
    """Takes letters, or raises what it is told to."""

    sent: list[str] = field(default_factory=list)
    trouble: Exception | None = None
    tried: int = 0

    async def letter(self, lead: Lead, addresses: str, message: Message) -> None:
        self.tried += 1
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(f"{addresses}: {message.text}")


async def entered(house: House, **values: object) -> None:
    given = {"consent": Consent.GIVEN, "consent_where": "Basel", "consent_by": "Ana"} | values
    async with house.database.transaction() as session:
        await leads.submit(
            session, enquiry(**given), reference=REFERENCE, channel="fair", chat_id=None, at=house.clock()
        )


async def reply(house: House, text: str = "Good day") -> None:
    exchange = Exchange(house.database, house.clock, ways=Ways(mail=True))
    assert isinstance(await exchange.reply_to_visitor(REFERENCE, text, ANA, event_id=text[:9]), Changed)


async def deliver_all(house: House, chat: StaffChat, letters: Letters) -> None:
    posts = Posts(chat, {}, mail=letters, again=Posts(chat, {}, mail=letters))
    courier = Courier(house.database, posts, shelf(), house.clock, spread=lambda: 1.0)
    while await courier.deliver_one():
        pass


async def messages_of(house: House) -> tuple[Message, ...]:
    lead = await house.review.show(REFERENCE)
    assert lead is not None
    return lead.messages


async def test_a_long_letter_goes_out_in_its_parts_one_after_the_other(house: House) -> None:
    chat, letters = StaffChat(), Letters()
    await entered(house)
    await reply(house, "word " * 1000)
    await deliver_all(house, chat, letters)
    assert len(letters.sent) == 2
    assert all(text.startswith("eva@acme.example: word") for text in letters.sent)
    assert all((each.state, each.by_mail) == (Sending.SENT, True) for each in await messages_of(house))


@pytest.mark.parametrize("trouble", [NotNow("the mail server does not let us in"), Unsure()])
async def test_a_letter_is_tried_for_hours_and_then_staff_hear_that_it_did_not_go(
    house: House, trouble: Exception
) -> None:
    chat, letters = StaffChat(), Letters(trouble=trouble)
    await entered(house)
    await reply(house)
    begin = house.clock.now
    while (await messages_of(house))[0].state is Sending.WAITING:
        assert house.clock.now - begin < MAIL_PATIENCE + timedelta(minutes=20)
        await deliver_all(house, chat, letters)
        house.clock.turn(minutes=10)
    assert letters.tried > 5
    lead = await house.review.show(REFERENCE)
    assert lead is not None
    assert lead.history[-1].what is What.BLOCKED
    await deliver_all(house, chat, letters)
    assert any(REFERENCE in text and "could not be delivered" in text for text in chat.texts)


async def test_a_server_that_is_back_in_time_gets_the_letter(house: House) -> None:
    chat, letters = StaffChat(), Letters(trouble=NotNow("busy"))
    await entered(house)
    await reply(house)
    await deliver_all(house, chat, letters)
    house.clock.turn(hours=3)
    letters.trouble = None
    await deliver_all(house, chat, letters)
    assert letters.sent == ["eva@acme.example: Good day"]
    assert chat.texts == []


async def test_without_a_mail_server_any_more_what_waits_is_told(house: House) -> None:
    chat = StaffChat()
    await entered(house)
    await reply(house)
    courier = Courier(house.database, Posts(chat, {}), shelf(), house.clock, spread=lambda: 1.0)
    while await courier.deliver_one():
        pass
    assert [each.state for each in await messages_of(house)] == [Sending.BLOCKED]


async def test_the_store_takes_no_message_to_who_was_not_asked(house: House) -> None:
    await entered(house, consent=Consent.NOT_ASKED, consent_where="", consent_by="")
    async with house.database.transaction() as session:
        row = await leads.find(session, REFERENCE)
        assert row is not None
        with pytest.raises(OurFaultError, match="not asked for consent"):
            await messages.add(
                session,
                row.id,
                at=house.clock(),
                direction=Direction.TO_VISITOR,
                who="Ana",
                texts=["hello"],
                event_id="1",
            )
