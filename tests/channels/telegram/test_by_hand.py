"""Leads that staff enter in the chat, through the fake server."""

import pytest

from bot.channels.telegram.staff.by_hand import explain, read_lines
from bot.core.voice import Voice
from bot.leads.lead import Consent
from bot.store.desk_schema import PromptRow
from bot.usecases.by_hand import CONSENT_BY, FIELDS
from tests.channels.telegram.stage import card_of, kept, pressed, running
from tests.channels.telegram.test_exchange import written
from tests.knowledge_sample import sample

SHEET = """/add@arm_partner_bot
Empresa: Joyas <del> Sur
Persona: Eva Perez
Correo: eva@joyas.example
País: Colombia
Interés: Financiar un proyecto
Mensaje: Hablamos en el stand.
Quiere plata también.
Idioma: español
Llegó por: feria
Procedencia: Basilea
Consentimiento: no se pidió"""


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_lines_to_copy_are_read_again_in_every_language(language):
    (part,) = explain(Voice(sample(), language))
    sheet = part.plain.partition("/add")[2]
    read = read_lines(sheet, Voice(sample(), "en"))
    assert list(read) == [name for name in FIELDS if name != CONSENT_BY]
    assert read["source"] == {"en": "fair", "es": "feria", "fr": "salon"}[language]


async def test_a_sheet_becomes_a_lead_nobody_is_written_to_before_consent_is_noted(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        await rita.says("/add@arm_partner_bot", staff)
        await written(server, staff, "Enter an enquiry that came by telephone")
        await rita.says(SHEET, staff)
        told = await written(server, staff, "is entered; its card follows")
        reference = told.text[:7]
        card = await card_of(server, database, staff, reference)
        for line in (
            "Joyas <del> Sur",
            "Came by: fair",
            "Basilea",
            "Quiere plata también.",
            "Language: Spanish",
        ):
            assert line in card.text
        assert "has not been asked for consent" in card.text
        assert "Ready-made reply" not in str(card.labels)
        await rita.says("Hola Eva", staff, reply_to=card)
        await written(server, staff, f"Nothing is sent to the person of {reference}")
        await pressed(server, rita, "Consent was given", card)
        asked = await written(server, staff, f"where did the person of {reference} agree")
        await kept(database, PromptRow.message_id, asked)
        await rita.says("call on Monday", staff, reply_to=asked)
        await written(server, staff, f"{reference}: noted.")
        await server.wait_for(lambda: "Consent: call on Monday · Rita" in card.text)
        assert "has not been asked" not in card.text
        lead = await stage.review.show(reference)
    assert lead is not None
    assert (lead.consent, lead.consent_by, lead.messages) == (Consent.GIVEN, "Rita", ())
    assert server.refused == []


async def test_what_is_wrong_with_a_sheet_is_told_line_by_line(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        await rita.says("/add@arm_partner_bot\nCompany: Acme\nE-mail: nowhere\nWish: swim", staff)
        told = await written(server, staff, "Nothing is entered yet")
        assert "• Contact person: this is missing." in told.text
        assert "• Consent: this is missing." in told.text
        assert "• E-mail or telephone: " in told.text
        assert await stage.review.list() == ()


async def test_nobody_but_staff_enters_leads(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database) as stage:
        assert (await ana.asks(SHEET.replace("@arm_partner_bot", ""))).text == "Only staff may do that."
        assert await stage.review.list() == ()
