import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from bot.store import outbox
from bot.store.outbox import CardRef
from bot.store.schema import LeadRow
from tests.staging import House


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


async def test_cards_of_a_chat_that_is_no_more_are_forgotten(house: House) -> None:
    reference = await house.submit()
    card = CardRef("-100", "5")
    async with house.database.transaction() as session:
        await outbox.keep_card(session, 1, card)
        await outbox.keep_card(session, 1, card)
    async with house.database.transaction() as session:
        assert await outbox.card_of(session, 1) == card
        assert await outbox.lead_of_card(session, card) == reference
        await outbox.drop_cards(session, "-100")
        assert await outbox.card_of(session, 1) is None
