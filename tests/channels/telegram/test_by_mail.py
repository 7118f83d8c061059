"""Replies of staff to those whom no chat reaches, through the fake Bot API and a real SMTP server."""

from bot.leads.lead import Consent
from bot.leads.staff import Sending
from bot.store import leads
from tests.channels.telegram.stage import card_of, now, running, submitted
from tests.channels.telegram.test_exchange import lead_of, written
from tests.mailbox import open_mailbox
from tests.staging import enquiry

REFERENCE = "K7F-2MX"


async def entered(database, channel="fair", **values) -> str:
    """Have a lead that has no chat of ours."""
    given = {"consent": Consent.GIVEN, "consent_where": "Basel", "consent_by": "Rita"} | values
    async with database.transaction() as session:
        await leads.submit(
            session, enquiry(**given), reference=REFERENCE, channel=channel, chat_id=None, at=now()
        )
    return REFERENCE


async def test_who_has_blocked_the_bot_gets_a_letter_and_the_card_says_so(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    staff = server.group([rita])
    async with (
        open_mailbox() as mailbox,
        running(server, database, staff=staff, mail=mailbox.server()) as stage,
    ):
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        ana.blocks_bot()
        await rita.says("Which metal do you need?", staff, reply_to=card)
        await server.wait_for(lambda: "→ Rita (✓ sent by e-mail): Which metal" in card.text)
        await server.wait_for(lambda: "A reply goes out as e-mail." in card.text)
        lead = await stage.review.show(reference)
    (letter,) = mailbox.letters
    assert mailbox.taken_to == ["eva@acme.example"]
    assert letter["Subject"] == f"Your enquiry {reference}"
    assert "Which metal do you need?" in letter.get_content()
    assert lead is not None
    assert [(message.state, message.by_mail) for message in lead.messages] == [(Sending.SENT, True)]
    assert not any("could not be delivered" in message.text for message in staff.from_bot)


async def test_a_lead_that_came_at_a_fair_gets_a_letter(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    await entered(database, language="fr")
    async with open_mailbox() as mailbox, running(server, database, staff=staff, mail=mailbox.server()):
        card = await card_of(server, database, staff, REFERENCE)
        assert "A reply goes out as e-mail." in card.text
        assert "Ready-made reply" in str(card.labels)
        await rita.says("Bonjour !", staff, reply_to=card)
        await server.wait_for(lambda: "✓ sent by e-mail" in card.text)
    assert mailbox.letters[0]["Subject"] == f"Votre demande {REFERENCE}"


async def test_without_a_mail_server_the_card_says_at_once_that_nobody_is_reached_and_shows_the_address(
    server, database
):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database, chat_id="local")
    async with database.transaction() as session:
        row = await leads.find(session, reference)
        assert row is not None
        row.channel = "terminal"
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        assert "cannot be reached from here. Write or call: eva@acme.example" in card.text
        assert "Ready-made reply" not in str(card.labels)
        await rita.says("Hello?", staff, reply_to=card)
        told = await written(server, staff, f"The visitor of {reference} cannot be written to")
        assert "On its way" not in told.text
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.messages == ()


async def test_an_address_that_the_server_refuses_is_told_and_waits_for_nothing(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    await entered(database)
    async with (
        open_mailbox() as mailbox,
        running(server, database, staff=staff, mail=mailbox.server()) as stage,
    ):
        mailbox.refuses_address = "550 no such user here"
        card = await card_of(server, database, staff, REFERENCE)
        await rita.says("Hello?", staff, reply_to=card)
        await written(server, staff, f"{REFERENCE}: the message could not be delivered")
        await server.wait_for(lambda: "⛔ not delivered" in card.text)
        lead = await stage.review.show(REFERENCE)
    assert lead is not None
    assert [message.state for message in lead.messages] == [Sending.BLOCKED]
    assert mailbox.letters == []


async def test_a_server_that_is_busy_gets_the_letter_later(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    await entered(database)
    async with open_mailbox() as mailbox, running(server, database, staff=staff, mail=mailbox.server()):
        mailbox.refuses_address = "450 come back later"
        card = await card_of(server, database, staff, REFERENCE)
        await rita.says("Hello?", staff, reply_to=card)
        await server.wait_for(lambda: "⏳ on its way" in card.text)
        mailbox.refuses_address = ""
        await server.wait_for(lambda: "✓ sent by e-mail" in card.text)
    (letter,) = mailbox.letters
    assert "may have" not in letter.get_content()


async def test_nobody_who_was_not_asked_gets_a_letter(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    await entered(database, consent=Consent.NOT_ASKED, consent_where="", consent_by="")
    async with open_mailbox() as mailbox, running(server, database, staff=staff, mail=mailbox.server()):
        card = await card_of(server, database, staff, REFERENCE)
        await rita.says("Hello?", staff, reply_to=card)
        await written(server, staff, "Nothing is sent to the person")
    assert mailbox.letters == []
