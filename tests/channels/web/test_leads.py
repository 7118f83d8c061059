import asyncio
import csv
import io
import sys
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from bot.leads.lead import Status, What
from bot.leads.reachable import Ways
from bot.leads.staff import Sending
from tests.channels.web.stage import ANA, BEN, RITA, Browser, Stage, open_stage

OTHERS = ("ABC-DEF", "GHJ-KMN", "PQR-STV")


def listed(page: str) -> set[str]:
    """References that a page of the list shows."""
    return {reference for reference in ("K7F-2MX", *OTHERS) if f'data-sa-pk="{reference}"' in page}


async def filtered(browser: Browser, condition: str) -> set[str]:
    return listed(await browser.page(f"/desk/leads/list?filter={quote(condition)}"))


async def act(browser: Browser, action: str, version: int | None = None, **form: str) -> str:
    """Do something on the page of a lead, and give what the page says then."""
    seen = {} if version is None else {"version": str(version)}
    return await browser.told(await browser.post(f"/desk/lead/K7F-2MX/{action}", seen | form))


async def test_one_of_two_who_claim_at_once_has_it_and_the_other_is_told(stage: Stage) -> None:
    await stage.submit()
    ana, ben = await stage.enter(ANA), await stage.enter(BEN)
    told = await asyncio.gather(act(ana, "claim"), act(ben, "claim"))
    assert sum("is yours now" in text for text in told) == 1
    assert sum("Too late" in text for text in told) == 1


async def test_a_lead_is_moved_from_where_it_was_seen(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(BEN)
    assert "K7F-2MX is now: contacted" in await act(browser, "move", 1, to="contacted")
    assert "was changed by somebody else" in await act(browser, "move", 1, to="spam")
    assert "no way from contacted to won" in await act(browser, "move", 2, to="won")
    assert (await stage.lead()).status is Status.CONTACTED


async def test_a_lead_can_be_worked_on_to_the_end(stage: Stage) -> None:
    await stage.submit()
    ana = await stage.enter(ANA)
    await stage.enter(BEN)
    assert "assigned" in await act(ana, "assign", assignee=BEN.id)
    assert "free again" in await act(ana, "release")
    assert "note is kept" in await act(ana, "note", text="Call on Monday")
    assert "is snoozed" in await act(ana, "snooze", days="3")
    assert "Snoozed until" in await ana.page("/desk/lead/K7F-2MX")
    assert "taken up again" in await act(ana, "wake")
    assert "changes are kept" in await act(ana, "edit", company="Acme Mining", email="eva@acme.example")
    assert "cannot be taken" in await act(ana, "edit", email="no address")
    assert "already" in await act(ana, "edit", company="Acme Mining")
    assert "are erased" in await act(ana, "erase")
    assert "nothing more can be done" in await act(ana, "note", text="too late")
    lead = await stage.lead()
    assert [row.what for row in lead.history] == [
        What.SUBMITTED,
        What.ASSIGNED,
        What.RELEASED,
        What.NOTED,
        What.SNOOZED,
        What.WOKEN,
        What.EDITED,
        What.ERASED,
    ]


async def test_everything_done_on_the_desk_is_in_the_audit(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(BEN)
    await act(browser, "claim")
    await act(browser, "move", to="contacted")
    page = await browser.page("/desk/audit/list?q=K7F-2MX")
    assert "assigned" in page
    assert "moved" in page
    assert "desk-is-desk" in page


async def test_a_reply_leaves_once_however_often_the_button_is_pressed(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(BEN)
    for _ in range(2):
        answer = await browser.post("/desk/lead/K7F-2MX/reply", {"text": "Good day", "form": "abc"})
        assert answer.status_code == 303
    (message,) = (await stage.lead()).messages
    assert (message.text, message.who, message.state) == ("Good day", "Ben", Sending.WAITING)
    page = await browser.page("/desk/lead/K7F-2MX")
    assert "Good day" in page
    assert "on its way" in page


async def test_duplicates_are_merged_into_the_one_that_is_looked_at(stage: Stage) -> None:
    await stage.submit()
    await stage.submit("ABC-DEF", company="ACME")
    browser = await stage.enter(ANA)
    assert "ABC-DEF" in await browser.page("/desk/lead/K7F-2MX")
    answer = await browser.post("/desk/lead/ABC-DEF/merge", {"into": "K7F-2MX"})
    assert answer.headers["location"].endswith("/lead/K7F-2MX")
    assert "was merged into K7F-2MX" in await browser.page("/desk/lead/ABC-DEF")
    assert listed(await browser.page("/desk/leads/list")) == {"K7F-2MX"}
    assert await filtered(browser, "merged_into__is_not_null") == {"ABC-DEF"}


async def test_the_list_is_filtered_searched_and_linked(stage: Stage) -> None:
    await stage.submit(country="CO", way="fund")
    await stage.submit("ABC-DEF", company="Müller Goldschmiede", country="DE", way="buy", language="fr")
    stage.house.clock.turn(days=40)
    await stage.submit("GHJ-KMN", company="Oro Limpio", country="PE", way="buy")
    browser = await stage.enter(BEN)
    await stage.house.review.claim("GHJ-KMN", BEN)
    await stage.house.review.move("ABC-DEF", Status.SPAM, BEN)
    assert listed(await browser.page("/desk/leads/list?q=muller")) == {"ABC-DEF"}
    assert listed(await browser.page("/desk/leads/list?q=k7f2mx")) == {"K7F-2MX"}
    assert await filtered(browser, "status__in=new") == {"K7F-2MX", "GHJ-KMN"}
    assert await filtered(browser, "country__in=CO,PE AND way__in=buy") == {"GHJ-KMN"}
    assert await filtered(browser, "(company__contains=oro OR language__in=fr)") == {"ABC-DEF", "GHJ-KMN"}
    assert await filtered(browser, "assignee_name__mine") == {"GHJ-KMN"}
    assert await filtered(browser, "assignee_name__is_null") == {"K7F-2MX", "ABC-DEF"}
    assert await filtered(browser, "updated_at__overdue") == {"K7F-2MX"}
    assert await filtered(browser, "created_at__between=2026-03-01..2026-03-31") == {"K7F-2MX", "ABC-DEF"}
    shown = await browser.page("/desk/leads/list?cols=company,country&sort=company__asc")
    assert "Colombia" in shown
    assert shown.index("Acme") < shown.index("Müller") < shown.index("Oro")
    assert 'data-column="way"' not in shown


async def test_several_leads_are_moved_at_once_as_far_as_they_can_be(stage: Stage) -> None:
    for reference in ("K7F-2MX", *OTHERS):
        await stage.submit(reference)
    await stage.house.review.move(OTHERS[0], Status.CONTACTED, BEN)
    browser = await stage.enter(BEN)
    answer = await browser.post(
        f"/desk/_api/leads/action?name=move&pks=K7F-2MX&pks={OTHERS[0]}&_origin=/desk/leads/list",
        {"to": "contacted"},
    )
    assert answer.json()["redirect"]
    page = await browser.page("/desk/leads/list")
    assert "Done: 1." in page
    assert f"Left as they were: {OTHERS[0]}." in page
    await browser.post("/desk/_api/leads/action?name=spam&all=1&_list_query=%3Ffilter%3Dstatus__in%253Dnew")
    counts = await stage.house.review.counts()
    assert (counts[Status.SPAM], counts[Status.CONTACTED]) == (2, 2)
    await browser.post(f"/desk/_api/leads/action?name=assign&pks={OTHERS[1]}", {"assignee": BEN.id})
    lead = await stage.lead(OTHERS[1])
    assert lead.assignee is not None
    assert lead.assignee.id == BEN.id


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1"])
async def test_a_formula_in_a_name_is_disarmed_in_every_file(stage: Stage, formula: str) -> None:
    await stage.submit(company=formula)
    browser = await stage.enter(BEN)
    text = (await browser.get("/desk/export/leads.csv")).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["company"] == f"'{formula}"
    answer = await browser.get("/desk/export/leads.xlsx")
    with ZipFile(io.BytesIO(answer.content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


async def test_a_file_holds_what_the_list_shows(stage: Stage) -> None:
    await stage.submit()
    await stage.submit("ABC-DEF", company="Oro Limpio")
    browser = await stage.enter(BEN)
    page = await browser.page("/desk/leads/list?q=oro")
    assert "/desk/export/leads.csv?q=oro" in page
    text = (await browser.get("/desk/export/leads.csv?q=oro")).content.decode("utf-8-sig")
    assert [row["reference"] for row in csv.DictReader(io.StringIO(text))] == ["ABC-DEF"]
    assert "exported" in await browser.page("/desk/audit/list")


@pytest.mark.parametrize(("kind", "separator"), [("csv", ","), ("semicolon.csv", ";"), ("tab.csv", "\t")])
async def test_a_file_has_the_separator_that_is_asked_for(stage: Stage, kind: str, separator: str) -> None:
    await stage.submit(company="Oro;=1+1;")
    browser = await stage.enter(BEN)
    text = (await browser.get(f"/desk/export/leads.{kind}")).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=separator)
    assert row["company"] == "Oro;'=1+1;"
    assert (await browser.get("/desk/export/leads.pipe.csv")).status_code == 404
    assert "/desk/export/leads.semicolon.csv" in await browser.page("/desk/leads/list")


async def test_where_no_workbook_can_be_written_none_is_offered(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.submit()
    browser = await stage.enter(BEN)
    assert "/desk/export/leads.xlsx" in await browser.page("/desk/leads/list")
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    page = await browser.page("/desk/leads/list")
    assert "/desk/export/leads.csv" in page
    assert "/desk/export/leads.xlsx" not in page
    answer = await browser.get("/desk/export/leads.xlsx")
    assert answer.status_code == 501
    assert answer.text == "A workbook needs the package xlsxwriter: install it with `pip install xlsxwriter`."


async def test_a_reader_gets_no_file(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(RITA)
    assert "/desk/export" not in await browser.page("/desk/leads/list")
    for kind in ("csv", "xlsx"):
        assert (await browser.get(f"/desk/export/leads.{kind}")).status_code == 403


@pytest.mark.parametrize(
    ("preferred", "title"),
    [
        ("es-CO,es;q=0.9,en;q=0.8", "Consultas"),
        ("fr-FR", "Demandes"),
        ("de,en;q=0.5", "Enquiries"),
        ("xx;q=x,,;;", "Enquiries"),
    ],
)
async def test_the_desk_speaks_the_language_of_the_browser(stage: Stage, preferred: str, title: str) -> None:
    await stage.submit()
    browser = await stage.enter(BEN)
    answer = await browser.client.get("/desk/leads/list", headers={"Accept-Language": preferred})
    assert f"<h1>{title}</h1>" in answer.text


async def test_a_chosen_language_counts_more(stage: Stage) -> None:
    browser = await stage.enter(BEN)
    browser.client.cookies.set("language", "es", domain="desk.example", path="/")
    answer = await browser.client.get("/desk/leads/list", headers={"Accept-Language": "fr"})
    assert "<h1>Consultas</h1>" in answer.text
    assert "Filtros" in answer.text


@pytest.mark.parametrize("zone", ["America/Bogota", "../../etc/passwd", "/etc/passwd", "\u00e9", ""])
async def test_a_cookie_with_any_time_zone_will_do(stage: Stage, zone: str) -> None:
    await stage.submit()
    browser = await stage.enter(BEN)
    browser.client.cookies.set("timezone", quote(zone, safe="/"), domain="desk.example", path="/")
    shown = await browser.page("/desk/lead/K7F-2MX")
    assert (", 04:00" in shown) is (zone == "America/Bogota")


async def test_an_unknown_lead_is_not_found(stage: Stage) -> None:
    browser = await stage.enter(BEN)
    for path in ("/desk/lead/ABC-DEF", "/desk/lead/%00", "/desk/lead/" + "x" * 2000):
        assert (await browser.get(path)).status_code == 404
    assert (await browser.post("/desk/lead/ABC-DEF/claim")).status_code == 404
    assert (await browser.post("/desk/lead/ABC-DEF/explode")).status_code == 404


async def test_what_is_lost_on_the_desk_is_lost_for_a_reason(stage: Stage) -> None:
    await stage.submit()
    ben = await stage.enter(BEN)
    await act(ben, "move", to="contacted")
    assert 'name="reason" required' in await ben.page("/desk/lead/K7F-2MX")
    assert "why it is lost" in await act(ben, "move", to="lost")
    assert (await stage.lead()).status is Status.CONTACTED
    assert "is now: lost" in await act(ben, "move", to="lost", reason="no <b>budget</b>")
    page = await ben.page("/desk/lead/K7F-2MX")
    assert "no &lt;b&gt;budget&lt;/b&gt;" in page
    assert "no <b>budget" not in page


async def test_several_leads_are_lost_for_one_reason_or_not_at_all(stage: Stage) -> None:
    await stage.submit()
    ben = await stage.enter(BEN)
    await act(ben, "move", to="contacted")
    path = "/desk/_api/leads/action?name=move&pks=K7F-2MX&_origin=/desk/leads/list"
    await ben.post(path, {"to": "lost"})
    assert (await stage.lead()).status is Status.CONTACTED
    await ben.post(path, {"to": "lost", "reason": "season is over"})
    assert [row.detail for row in (await stage.lead()).history if row.what is What.REASON] == [
        "season is over"
    ]


async def test_a_reason_is_erased_with_the_lead(stage: Stage) -> None:
    await stage.submit()
    ana = await stage.enter(ANA)
    await act(ana, "move", to="contacted")
    await act(ana, "move", to="lost", reason="Eva changed jobs")
    await act(ana, "erase")
    assert "Eva changed jobs" not in await stage.everything()


async def test_the_desk_says_where_nobody_can_be_written_to(tmp_path: Path) -> None:
    for ways, shown in ((Ways(frozenset({"telegram"})), False), (Ways(frozenset(), mail=True), True)):
        (folder := tmp_path / str(shown)).mkdir()
        async with open_stage(folder, ways=ways) as stage:
            await stage.submit(chat_id="7")
            async with stage.database.transaction() as session:
                await session.execute(text("UPDATE leads SET channel = 'terminal'"))
            page = await (await stage.enter(BEN)).page("/desk/lead/K7F-2MX")
            assert ("Reply to the visitor" in page) is shown
            assert ("cannot reach this visitor" in page) is not shown
