"""Leads that staff enter: read as the form reads, with the consent that was given elsewhere or not."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.core.voice import Voice
from bot.leads.changes import Changed, NoConsent
from bot.leads.lead import Consent, Lead, Source, What
from bot.leads.staff import Role
from bot.usecases.by_hand import FIELDS, ByHand, Entered, Faulty, NotEntered, Sheet, read_sheet
from bot.usecases.exchange import Exchange
from tests.knowledge_sample import sample
from tests.staging import ANA, BEN, START, House

TYPED = {
    "company": "Joyas  del Sur",
    "contact-name": "Eva Perez",
    "reach": "eva@joyas.example, +57 300 123 4567",
    "country": "Colombia",
    "way": "Fund a project",
    "message": "Met at the stand.",
    "language": "Spanish",
    "source": "feria",
    "origin": "Basel 2026",
    "consent": "stand 12, Basel",
}


def by_hand(house: House) -> ByHand:
    return ByHand(house.database, sample, house.clock, secrets.choice)


async def enter(house: House, **values: str) -> str:
    found = await by_hand(house).enter(TYPED | values, ANA)
    assert isinstance(found, Entered), found
    return found.reference


async def lead_of(house: House, reference: str) -> Lead:
    lead = await house.review.show(reference)
    assert lead is not None
    return lead


async def test_what_came_at_a_fair_becomes_a_lead_with_its_consent_and_a_card(house: House) -> None:
    lead = await lead_of(house, await enter(house))
    assert (lead.company, lead.contact_name, lead.country, lead.way) == (
        "Joyas del Sur",
        "Eva Perez",
        "CO",
        "fund",
    )
    assert (lead.email, lead.phone) == ("eva@joyas.example", "+573001234567")
    assert (lead.language, lead.channel, lead.origin, lead.chat_id) == ("es", "fair", "Basel 2026", None)
    assert (lead.consent, lead.consent_where, lead.consent_by) == (Consent.GIVEN, "stand 12, Basel", "Ana")
    assert [(row.what, row.who) for row in lead.history] == [(What.SUBMITTED, "Ana")]
    async with house.database.reading() as session:
        kinds = (await session.scalars(text("SELECT kind FROM outbox"))).all()
        audited = (await session.execute(text("SELECT who, what, detail FROM audit"))).all()
    assert kinds == ["card"]
    assert [tuple(row) for row in audited] == [("Ana", "submitted", "fair")]


async def test_nothing_is_written_to_a_person_before_they_were_asked(house: House) -> None:
    reference = await enter(house, consent="not asked")
    exchange = Exchange(house.database, house.clock)
    refused = await exchange.reply_to_visitor(reference, "hello", ANA, event_id="1")
    assert isinstance(refused, NoConsent)
    house.clock.turn(days=1)
    noted = await house.review.consent(reference, "on the phone", "Ben", BEN)
    assert isinstance(noted, Changed)
    lead = noted.lead
    assert (lead.consent, lead.consent_where, lead.consent_by) == (Consent.GIVEN, "on the phone", "Ben")
    assert lead.consent_at == START + timedelta(days=1)
    after = await exchange.reply_to_visitor(reference, "hello", ANA, event_id="2")
    assert not isinstance(after, NoConsent)


async def test_the_store_itself_keeps_no_given_consent_without_where_and_by_whom(house: House) -> None:
    reference = await enter(house)
    with pytest.raises(IntegrityError):
        async with house.database.transaction() as session:
            await session.execute(text("UPDATE leads SET consent_by = ''"))
    with pytest.raises(IntegrityError):
        async with house.database.transaction() as session:
            await session.execute(text("UPDATE leads SET consent = 'perhaps'"))
    await house.review.erase(reference, ANA)
    erased = await lead_of(house, reference)
    assert (erased.consent, erased.consent_where, erased.consent_by) == (Consent.GIVEN, "", "")


async def test_the_same_sheet_twice_is_one_lead_and_later_it_is_another(house: House) -> None:
    first = await enter(house)
    assert await enter(house) == first
    assert await enter(house, company="Other") != first
    house.clock.turn(minutes=11)
    assert await enter(house) != first


async def test_readers_enter_nothing(house: House) -> None:
    found = await by_hand(house).enter(TYPED, replace(BEN, role=Role.READER))
    assert isinstance(found, NotEntered)
    assert await house.review.list() == ()


async def test_all_that_is_wrong_is_told_at_once_in_the_language_asked_for(house: House) -> None:
    bad = {"reach": "nobody knows", "way": "swim", "country": "Atlantis", "source": "pigeon", "language": "x"}
    found = await by_hand(house).enter(bad, ANA, "en")
    assert isinstance(found, Faulty)
    assert set(found.reasons) == {*bad, "company", "contact-name", "consent"}
    assert found.reasons["company"] == "this is missing."
    assert found.reasons["source"] == "one of these: telephone, mail, fair, another way"
    french = await by_hand(house).enter(bad, ANA, "fr")
    assert isinstance(french, Faulty)
    assert french.reasons["company"] == "cela manque."


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"consent": "No se pidió"}, {"consent": Consent.NOT_ASKED, "consent_by": ""}),
        ({"consent-by": "Ben"}, {"consent_by": "Ben"}),
        ({"country": "PE", "way": "buy"}, {"country": "PE", "way": "buy"}),
        ({"country": "", "message": "", "origin": ""}, {"country": None, "message": None, "origin": ""}),
        ({"language": "", "reach": "eva@a.example"}, {"language": "en", "phone": None}),
        ({"language": "français"}, {"language": "fr"}),
    ],
)
def test_fields_may_be_named_or_left_out(values: dict[str, str], expected: dict[str, object]) -> None:
    found = read_sheet(TYPED | values, ANA, Voice(sample(), "en"), START)
    assert isinstance(found, Sheet)
    assert {name: getattr(found.enquiry, name) for name in expected} == expected


def test_what_is_too_long_is_said() -> None:
    found = read_sheet(TYPED | {"consent": "x" * 201, "origin": "y" * 201}, ANA, Voice(sample(), "en"), START)
    assert isinstance(found, Faulty)
    assert found.reasons["consent"] == found.reasons["origin"] == "at most 200 characters, please."


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=400)))
def test_whatever_is_typed_there_is_a_lead_or_a_reason(typed: dict[str, str]) -> None:
    found = read_sheet(typed, ANA, Voice(sample(), "es"), START)
    assert isinstance(found, Sheet) or all(found.reasons.values())


def test_a_source_without_words_is_another_way() -> None:
    found = read_sheet(TYPED | {"source": ""}, ANA, Voice(sample(), "en"), START)
    assert isinstance(found, Sheet)
    assert found.source is Source.OTHER
