from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from bot.channels.web.contact_links import mail_link, phone_link
from bot.leads.changes import Changed
from bot.store.database import Database
from bot.usecases.exchange import Exchange
from tests.channels.web.stage import ANA, BEN, RITA, Stage

LEAD = "K7F-2MX"
ALIKE = [f"ABC-DE{letter}" for letter in "CDFGHJKMNPQR"]


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """Everything that is asked of a database in the meantime."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


async def test_a_lead_takes_as_many_statements_however_much_belongs_to_it(stage: Stage) -> None:
    await stage.submit(LEAD)
    browser = await stage.enter(BEN)
    with statements_of(stage.database) as alone:
        page = await browser.page(f"/desk/lead/{LEAD}")
    assert "ABC-DE" not in page

    exchange = Exchange(stage.database, stage.house.clock)
    for number, reference in enumerate(ALIKE):
        await stage.submit(reference, contact_name=f"Person {number}")
        await stage.house.review.note(LEAD, f"Note {number}", BEN)
        await exchange.reply_to_visitor(LEAD, f"Reply {number}", BEN, event_id=f"desk:{number}")
    assert isinstance(await stage.house.review.merge(ALIKE[-1], LEAD, ANA), Changed)
    with statements_of(stage.database) as surrounded:
        page = await browser.page(f"/desk/lead/{LEAD}")
    assert [reference for reference in ALIKE if f"/desk/lead/{reference}" in page] == ALIKE[:10]
    assert "Note 11" in page
    assert "Reply 11" in page
    assert len(surrounded) == len(alone)


async def test_possible_duplicates_stand_on_the_page_oldest_first(stage: Stage) -> None:
    await stage.submit(LEAD)
    for reference in reversed(ALIKE[:3]):
        await stage.submit(reference)
    page = await (await stage.enter(BEN)).page(f"/desk/lead/{LEAD}")
    stands = [page.index(f'/desk/lead/{reference}"') for reference in ALIKE[:3]]
    assert stands == sorted(stands, reverse=True)


async def test_each_address_and_each_number_is_a_link_of_its_own(stage: Stage) -> None:
    await stage.submit(
        LEAD, email="ana@example.org, luis@example.org", phone="+576012345678 ext. 12, +525512345678"
    )
    page = await (await stage.enter(BEN)).page(f"/desk/lead/{LEAD}")
    assert 'href="mailto:ana@example.org">' in page
    assert 'href="mailto:luis@example.org">' in page
    assert "luis@example.org</a>" in page
    assert 'href="tel:+576012345678;ext=12">+576012345678 ext. 12</a>' in page
    assert 'href="tel:+525512345678">' in page


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("sean.o'connor@example.org", "mailto:sean.o%27connor@example.org"),
        ("ana+gold@example.org", "mailto:ana%2Bgold@example.org"),
        ("a&b=c?d@example.org", "mailto:a%26b%3Dc%3Fd@example.org"),
        ('"a@b"@example.org', "mailto:%22a%40b%22@example.org"),
        ("100%@example.org", "mailto:100%25@example.org"),
    ],
)
def test_a_link_to_an_address_keeps_its_at_sign_and_nothing_else_that_could_mean_more(
    address: str, link: str
) -> None:
    assert mail_link(address) == link


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("+573001234567", "tel:+573001234567"),
        ("+576012345678 ext. 12", "tel:+576012345678;ext=12"),
        ("+57 (300) 123-4567", "tel:+573001234567"),
        ("+573001234567 ext. x", "tel:+573001234567"),
    ],
)
def test_a_link_to_a_number_can_be_dialled(number: str, link: str) -> None:
    assert phone_link(number) == link


async def test_canned_replies_are_offered_in_the_visitors_language_to_those_who_may_write(
    stage: Stage,
) -> None:
    await stage.submit(LEAD, company='Acme "& Co', language="fr")
    page = await (await stage.enter(BEN)).page(f"/desk/lead/{LEAD}")
    assert ">When may we call?</option>" in page
    assert 'value="Bonjour Eva Perez,' in page
    assert "Acme &#34;&amp; Co" in page
    page = await (await stage.enter(RITA)).page(f"/desk/lead/{LEAD}")
    assert "When may we call?" not in page


async def test_a_reply_that_somebody_else_was_quicker_with_is_not_typed_in_vain(stage: Stage) -> None:
    await stage.submit(LEAD)
    browser = await stage.enter(BEN)
    await browser.page(f"/desk/lead/{LEAD}")
    exchange = Exchange(stage.database, stage.house.clock)
    await exchange.reply_to_visitor(LEAD, "From Ana", ANA, event_id="desk:1")
    typed = {"version": "1", "form": "f1", "text": "From <Ben>"}
    answer = await browser.post(f"/desk/lead/{LEAD}/reply", typed)
    assert answer.status_code == 200
    assert "was changed by somebody else" in answer.text
    assert ">From &lt;Ben&gt;</textarea>" in answer.text
    assert "From Ana" in answer.text
    version = str((await stage.lead()).version)
    sent = await browser.post(f"/desk/lead/{LEAD}/reply", {**typed, "version": version, "form": "f2"})
    assert sent.status_code == 303
    assert [message.text for message in (await stage.lead()).messages] == ["From Ana", "From <Ben>"]
