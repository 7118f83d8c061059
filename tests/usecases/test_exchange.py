import asyncio
from dataclasses import dataclass, field

import pytest

from bot.dialogue.turn import Reply
from bot.leads.changes import Changed, Forbidden, Gone, Merged, Unchanged
from bot.leads.lead import Lead, Staff, What
from bot.leads.staff import Message, Role
from bot.store.outbox import CardRef
from bot.usecases.delivery import Courier
from bot.usecases.exchange import Exchange
from bot.usecases.posts import Brought, Posts, RetryLater, Undeliverable
from tests.staging import ANA, BEN, House, shelf

READER = Staff("9", "Rita", Role.READER)
AT = CardRef("staff", "100")


@dataclass
class Mail:
    """Both sides of an exchange, and the cards."""

    cards: list[Lead] = field(default_factory=list)
    to_visitor: list[str] = field(default_factory=list)
    to_staff: list[str] = field(default_factory=list)
    blocked: bool = False
    busy: int = 0

    async def lead_card(self, lead: Lead, asked_before: tuple[str, ...]) -> CardRef:
        self.cards.append(lead)
        return CardRef("staff", "1")

    async def edit_card(self, lead: Lead, asked_before: tuple[str, ...], card: CardRef) -> CardRef:
        self.cards.append(lead)
        return card

    async def staff_text(self, text: str) -> bool:
        return True

    async def visitor_message(self, lead: Lead, message: Message, card: CardRef | None) -> Brought:
        self.to_staff.append(message.text)
        return Brought(CardRef("staff", f"2{len(self.to_staff)}"))

    async def nudge(self, lead: Lead, level: int, card: CardRef | None) -> bool:
        return True

    async def digest(self, at: object) -> bool:
        return True

    async def staff_message(self, lead: Lead, chat_id: str, message: Message) -> Brought:
        if self.busy:
            self.busy -= 1
            raise RetryLater(1)
        if self.blocked:
            raise Undeliverable("blocked")
        self.to_visitor.append(f"{chat_id}: {message.text}")
        return Brought(CardRef(chat_id, f"5{len(self.to_visitor)}"))

    async def late_answer(self, chat_id: str, replies: tuple[Reply, ...], language: str) -> None: ...


@dataclass
class Office:
    house: House
    mail: Mail = field(default_factory=Mail)

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.house.database, self.house.clock)

    async def deliver(self) -> None:
        posts = Posts(self.mail, {"test": self.mail})
        courier = Courier(self.house.database, posts, shelf(), self.house.clock)
        while await courier.deliver_one():
            pass

    async def lead(self, reference: str) -> Lead:
        lead = await self.house.review.show(reference)
        assert lead is not None
        return lead

    async def answer(self, text: str, to: str = "51", event_id: str = "v1", chat_id: str = "7") -> object:
        return await self.exchange.from_visitor("test", CardRef(chat_id, "60"), to, text, event_id=event_id)


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


async def test_what_staff_write_reaches_the_visitor_and_the_answer_comes_back_under_the_card(
    office: Office,
) -> None:
    reference = await office.house.submit()
    done = await office.exchange.reply_to_visitor(reference, " Hello! ", ANA, event_id="s1", staff_at=AT)
    assert isinstance(done, Changed)
    assert [message.state for message in done.lead.messages] == ["waiting"]
    await office.deliver()
    assert office.mail.to_visitor == ["7: Hello!"]
    assert office.mail.cards[-1].messages[-1].state == "sent"

    assert isinstance(await office.answer("Thank you <b>"), Changed)
    await office.deliver()
    assert office.mail.to_staff == ["Thank you <b>"]
    lead = await office.lead(reference)
    assert [(row.who, row.what, row.detail) for row in lead.history[1:]] == [
        ("Ana", "replied", "Hello!"),
        ("", "answered", "Thank you <b>"),
    ]
    for stands in (CardRef("staff", "1"), AT, CardRef("staff", "21")):
        shown = await office.house.review.show_card(stands)
        assert shown is not None
        assert shown.reference == reference
    assert await office.house.review.show_card(CardRef("staff", "22")) is None


async def test_the_same_update_met_twice_makes_one_message(office: Office) -> None:
    reference = await office.house.submit()
    for _ in range(2):
        await office.exchange.reply_to_visitor(reference, "Hello", ANA, event_id="s1")
        await office.deliver()
    for _ in range(2):
        await office.answer("Hi")
        await office.deliver()
    assert (office.mail.to_visitor, office.mail.to_staff) == (["7: Hello"], ["Hi"])


async def test_a_visitor_who_blocked_the_bot_is_shown_as_such(office: Office) -> None:
    reference = await office.house.submit()
    office.mail.blocked = True
    await office.exchange.reply_to_visitor(reference, "Hello", ANA, event_id="s1")
    await office.deliver()
    lead = await office.lead(reference)
    assert lead.messages[-1].state == "blocked"
    assert lead.history[-1].what is What.BLOCKED
    assert office.mail.cards[-1].messages[-1].state == "blocked"


async def test_a_busy_channel_gets_the_message_later_and_once(office: Office) -> None:
    reference = await office.house.submit()
    office.mail.busy = 2
    await office.exchange.reply_to_visitor(reference, "Hello", ANA, event_id="s1")
    for _ in range(3):
        await office.deliver()
        office.house.clock.turn(seconds=2)
    assert office.mail.to_visitor == ["7: Hello"]


async def test_a_reply_to_anything_else_is_meant_for_the_bot(office: Office) -> None:
    reference = await office.house.submit()
    await office.exchange.reply_to_visitor(reference, "Hello", ANA, event_id="s1")
    await office.deliver()
    assert await office.answer("Hi", to="52") is None
    assert await office.answer("Hi", chat_id="8") is None, "another visitor's message with the same number"


async def test_only_whoever_may_work_on_leads_writes_to_visitors(office: Office) -> None:
    reference = await office.house.submit()
    refused = await office.exchange.reply_to_visitor(reference, "Hello", READER, event_id="s1")
    assert isinstance(refused, Forbidden)
    await office.deliver()
    assert office.mail.to_visitor == []


async def test_nothing_is_sent_where_there_is_nothing_to_say_or_nobody_to_hear(office: Office) -> None:
    reference = await office.house.submit()
    assert isinstance(await office.exchange.reply_to_visitor(reference, "  ", ANA, event_id="s1"), Unchanged)
    await office.house.review.erase(reference, ANA)
    assert isinstance(await office.exchange.reply_to_visitor(reference, "Hi", ANA, event_id="s2"), Gone)


async def test_an_erased_exchange_says_nothing_any_more(office: Office) -> None:
    reference = await office.house.submit()
    await office.exchange.reply_to_visitor(reference, "Dear Eva", ANA, event_id="s1")
    await office.deliver()
    await office.answer("My address is …")
    await office.house.say("/forget")
    lead = await office.lead(reference)
    assert {message.text for message in lead.messages} == {""}
    assert "Eva" not in repr(lead)
    assert "address" not in repr(lead)


async def test_an_answer_to_a_merged_lead_is_put_to_the_one_that_is_worked_on(office: Office) -> None:
    first, second = await office.house.submit(), await office.house.submit("Acme", chat_id="8")
    await office.exchange.reply_to_visitor(first, "Hello", ANA, event_id="s1")
    await office.deliver()
    merged = await office.house.review.merge(first, second, ANA)
    assert isinstance(merged, Changed)
    await office.answer("Hi")
    kept = await office.lead(second)
    assert [message.text for message in kept.messages] == ["Hello", "Hi"]
    assert isinstance(await office.exchange.reply_to_visitor(first, "Hi", ANA, event_id="s2"), Merged)


async def test_an_answer_ends_a_snooze(office: Office) -> None:
    reference = await office.house.submit()
    await office.exchange.reply_to_visitor(reference, "Hello", ANA, event_id="s1")
    await office.deliver()
    await office.house.review.snooze(reference, office.house.clock.now.replace(year=2027), ANA)
    assert (await office.lead(reference)).snoozed_until is not None
    await office.answer("Hi")
    assert (await office.lead(reference)).snoozed_until is None


LONG = "\n".join(f"line {number} of what there is to say" for number in range(400))


async def test_a_long_message_is_carried_whole_and_in_order_both_ways(office: Office) -> None:
    reference = await office.house.submit()
    office.mail.busy = 1
    await office.exchange.reply_to_visitor(reference, LONG, ANA, event_id="s1", staff_at=AT)
    for _ in range(6):
        await office.deliver()
        office.house.clock.turn(seconds=2)
    sent = [message.removeprefix("7: ") for message in office.mail.to_visitor]
    assert "\n".join(sent) == LONG
    assert len(sent) > 2
    # Any of the parts can be replied to.
    assert isinstance(await office.answer(LONG, to="51"), Changed)
    assert isinstance(await office.answer("Yes", to=f"5{len(sent)}", event_id="v2"), Changed)
    await office.deliver()
    assert office.mail.to_staff[-1] == "Yes" or "Yes" in office.mail.to_staff
    assert "\n".join(text for text in office.mail.to_staff if text != "Yes") == LONG
    lead = await office.lead(reference)
    assert {message.state for message in lead.messages} == {"sent"}
    assert [row.detail for row in lead.history[1:]] == [LONG, LONG, "Yes"]


async def test_the_parts_of_a_message_to_somebody_who_cannot_be_reached_are_told_once(
    office: Office,
) -> None:
    reference = await office.house.submit()
    office.mail.blocked = True
    await office.exchange.reply_to_visitor(reference, LONG, ANA, event_id="s1")
    await office.deliver()
    lead = await office.lead(reference)
    assert {message.state for message in lead.messages} == {"blocked"}
    assert [row.what for row in lead.history].count(What.BLOCKED) == 1


async def test_a_long_message_met_twice_is_sent_once(office: Office) -> None:
    reference = await office.house.submit()
    for _ in range(2):
        await office.exchange.reply_to_visitor(reference, LONG, ANA, event_id="s1")
    await office.deliver()
    assert "\n".join(text.removeprefix("7: ") for text in office.mail.to_visitor) == LONG


async def test_messages_arrive_in_the_order_in_which_they_were_written(office: Office) -> None:
    reference = await office.house.submit()
    other = await office.house.submit("Other Ltd", chat_id="8")
    office.mail.busy = 1
    long = "word " * 1000
    for number, text in enumerate((long, "second", "third")):
        await office.exchange.reply_to_visitor(reference, text, ANA, event_id=f"s{number}")
    await office.exchange.reply_to_visitor(other, "elsewhere", ANA, event_id="o")
    await office.deliver()
    assert office.mail.to_visitor == ["8: elsewhere"]
    office.house.clock.turn(seconds=2)
    await office.deliver()
    first, second, *rest = office.mail.to_visitor[1:]
    assert "".join(f"{first}{second}".replace("7: ", "").split()) == "word" * 1000
    assert rest == ["7: second", "7: third"]


async def test_two_of_the_staff_who_reply_at_once_are_both_heard(office: Office) -> None:
    reference = await office.house.submit()
    done = await asyncio.gather(
        *(
            office.exchange.reply_to_visitor(reference, text, who, event_id=text)
            for text, who in (("From Ana", ANA), ("From Ben", BEN))
        )
    )
    assert all(isinstance(outcome, Changed) for outcome in done)
    await office.deliver()
    assert sorted(office.mail.to_visitor) == ["7: From Ana", "7: From Ben"]
    lead = await office.lead(reference)
    assert sorted(message.who for message in lead.messages) == ["Ana", "Ben"]
