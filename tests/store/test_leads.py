import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from bot.dialogue.turn import State
from bot.leads.lead import What
from bot.store import conversations, leads, outbox
from bot.store.outbox import CardRef
from bot.store.schema import LeadRow
from tests.staging import ANA, BEN, START, House


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "sold"},
        {"consent_version": ""},
        {"consent_version": None},
        {"consent_at": None},
        {"consent_language": None},
        {"company": ""},
        {"contact_name": ""},
        {"email": None},
    ],
)
async def test_the_database_refuses_a_lead_without_consent_status_or_contact(
    house: House, broken: dict[str, object]
) -> None:
    await house.submit()

    async def spoil() -> None:
        async with house.database.transaction() as session:
            await session.execute(update(LeadRow).values(broken))

    with pytest.raises(IntegrityError):
        await spoil()


async def test_a_lead_that_has_history_cannot_be_deleted(house: House) -> None:
    await house.submit()

    async def delete() -> None:
        async with house.database.transaction() as session:
            await session.execute(text("DELETE FROM leads"))

    with pytest.raises(IntegrityError):
        await delete()


async def test_a_card_is_kept_once_and_finds_its_lead(house: House) -> None:
    reference = await house.submit()
    card = CardRef("-100", "5")
    async with house.database.transaction() as session:
        await outbox.keep_card(session, 1, card)
        await outbox.keep_card(session, 1, card)
    async with house.database.transaction() as session:
        assert await outbox.card_of(session, 1) == card
        assert await outbox.lead_of_card(session, card) == reference


async def test_whoever_read_an_older_version_changes_nothing(house: House) -> None:
    reference = await house.submit()
    async with house.database.reading() as session:
        stale = await leads.find(session, reference)
    assert stale is not None
    await house.review.claim(reference, ANA)
    async with house.database.transaction() as session:
        values = {"status": "spam"}
        assert not await leads.change(
            session, stale, values, at=START, who=BEN, what=What.MOVED, detail="new → spam"
        )
        assert not await leads.erase(session, stale, START, BEN)
    lead = await house.review.show(reference)
    assert lead is not None
    assert (lead.status, lead.version, len(lead.history)) == ("new", 2, 2)


async def test_the_loser_of_a_race_between_two_turns_is_told(house: House) -> None:
    await house.say("hello")
    async with house.database.reading() as session:
        stale = await conversations.find(session, "test", "7")
    assert stale is not None
    await house.say("hello")

    async def save() -> None:
        async with house.database.transaction() as session:
            await conversations.save_state(session, stale, State(), START)

    with pytest.raises(conversations.Conflict):
        await save()
