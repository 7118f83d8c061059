"""Confidential reports on the desk: for lead managers alone, whichever way somebody asks."""

import pytest
from sqlalchemy import select

from bot.leads.report import Report
from bot.store import reports
from bot.store.desk_schema import AuditRow, ReportRow, StaffRow
from tests.channels.web.stage import ANA, BEN, RITA, Stage

REFERENCE = "R-K7F-2MX"
EVIL = "<script>alert(1)</script>mercury{{ 7*7 }}"
LISTS = ("leads", "questions", "outbox", "audit")
FORMS = (f"/desk/report/{REFERENCE}/seen", f"/desk/report/{REFERENCE}/done")


async def report(stage: Stage, reference: str = REFERENCE, what: str = EVIL) -> None:
    async with stage.database.transaction() as session:
        await reports.submit(
            session,
            Report(what, "Nariño", "", "by Signal", "es"),
            reference=reference,
            channel="telegram",
            chat_id="4711",
            at=stage.house.clock(),
        )


async def rows(stage: Stage, table):
    async with stage.database.reading() as session:
        return (await session.scalars(select(table))).all()


async def test_a_manager_lists_opens_and_marks_reports(stage: Stage) -> None:
    browser = await stage.enter(ANA)
    assert "No confidential report has come in" in await browser.page("/desk/reports")
    await report(stage)
    listed = await browser.page("/desk/reports")
    assert REFERENCE in listed
    assert "mercury" not in listed
    shown = await browser.page(f"/desk/report/{REFERENCE}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;mercury{{ 7*7 }}" in shown
    assert "<script>alert" not in shown
    for text in ("Nariño", "by Signal", "Since when", "Spanish"):
        assert text in shown
    assert "4711" not in shown
    assert "noted" in await browser.told(await browser.post(FORMS[0]))
    assert "marked so already" in await browser.told(await browser.post(FORMS[0]))
    assert "noted" in await browser.told(await browser.post(FORMS[1]))
    assert "Done" in await browser.page("/desk/reports")
    happened = [
        (row.who, row.what, row.face) for row in await rows(stage, AuditRow) if row.what != "signed-in"
    ]
    assert happened.count(("Ana", "seen", "desk")) == happened.count(("Ana", "done", "desk")) == 1
    # Each showing counts, also those that marking leads back to.
    assert happened.count(("Ana", "opened", "desk")) == 4


@pytest.mark.parametrize("who", [BEN, RITA])
async def test_agents_and_readers_are_refused_by_page_address_search_and_export(stage: Stage, who) -> None:
    await report(stage)
    await stage.submit()
    browser = await stage.enter(who)
    for page in ("/desk/reports", f"/desk/report/{REFERENCE}", "/desk/report/R-222-222"):
        answer = await browser.get(page)
        assert answer.status_code == 403, page
        assert "mercury" not in answer.text
    for path in FORMS:
        assert (await browser.post(path)).status_code == 403
    assert "/desk/reports" not in await browser.page("/desk/")
    for name in LISTS:
        for query in ("", "?q=mercury", f"?q={REFERENCE}", "?q=4711"):
            shown = await browser.page(f"/desk/{name}/list{query}")
            assert "Nariño" not in shown
            assert "by Signal" not in shown
    assert [row.progress for row in await rows(stage, ReportRow)] == ["new"]
    assert all(row.what == "signed-in" for row in await rows(stage, AuditRow))


async def test_what_is_exported_holds_no_report_not_even_for_a_manager(stage: Stage) -> None:
    await report(stage)
    await stage.submit()
    browser = await stage.enter(ANA)
    listed = await browser.page("/desk/leads/list")
    addresses = {part.partition('"')[0] for part in listed.split('href="')[1:] if "csv" in part[:200]}
    assert addresses
    for address in addresses:
        table = await browser.get(address.replace("&amp;", "&"))
        assert table.status_code == 200
        assert "Acme" in table.text
        assert "mercury" not in table.text
        assert REFERENCE not in table.text


async def test_an_outsider_is_sent_to_the_door(stage: Stage) -> None:
    await report(stage)
    browser = stage.browser()
    for page in ("/desk/reports", f"/desk/report/{REFERENCE}"):
        answer = await browser.get(page)
        assert answer.status_code == 303
        assert "/desk/sign-in" in answer.headers["location"]


async def test_a_role_that_was_taken_counts_at_once(stage: Stage) -> None:
    await report(stage)
    browser = await stage.enter(ANA)
    await browser.page(f"/desk/report/{REFERENCE}")
    async with stage.database.transaction() as session:
        (await session.get_one(StaffRow, ANA.id)).role = BEN.role.value
    assert (await browser.get(f"/desk/report/{REFERENCE}")).status_code == 403
    assert (await browser.post(FORMS[0])).status_code == 403


async def test_what_there_is_not_is_not_found(stage: Stage) -> None:
    await report(stage)
    browser = await stage.enter(ANA)
    for page in ("/desk/report/R-222-222", "/desk/report/K7F-2MX", "/desk/report/x"):
        assert (await browser.get(page)).status_code == 404, page
    for path in (f"/desk/report/{REFERENCE}/explode", "/desk/report/R-222-222/seen", "/desk/report/x/seen"):
        assert (await browser.post(path)).status_code == 404, path
    assert (await browser.get(FORMS[0])).status_code in {404, 405}


async def test_a_form_without_the_token_of_our_pages_marks_nothing(stage: Stage) -> None:
    await report(stage)
    browser = await stage.enter(ANA)
    assert (await browser.client.post(FORMS[0], data={"csrftoken": "x"})).status_code == 403
    assert [row.progress for row in await rows(stage, ReportRow)] == ["new"]


async def test_an_erased_report_shows_nothing_and_cannot_be_marked(stage: Stage) -> None:
    await report(stage)
    async with stage.database.transaction() as session:
        found = await reports.find(session, REFERENCE)
        assert found is not None
        reports.erase(found, stage.house.clock())
    browser = await stage.enter(ANA)
    shown = await browser.page(f"/desk/report/{REFERENCE}")
    assert "Erased by whoever sent it" in shown
    assert "I have seen it" not in shown
    assert "marked so already" in await browser.told(await browser.post(FORMS[0]))
