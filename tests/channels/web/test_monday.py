"""What staff see on a Monday: whose each enquiry is and how it presses, and records in words."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

from sqlalchemy import update

from bot.channels.web.app import make_app
from bot.core.gaps import folded_question
from bot.leads.lead import Status
from bot.leads.staff import Decision
from bot.store import outbox
from bot.store.outbox import NO_STAFF_CHAT, UNSURE, Kind
from bot.store.schema import NoticeRow
from bot.usecases.desk_lists import NOTICE_KINDS
from bot.usecases.exchange import Exchange
from tests.channels.web.stage import ADDRESS, ANA, BEN, RITA, SECRET_KEY, Browser, Stage, open_stage
from tests.channels.web.test_lead_page import statements_of
from tests.channels.web.test_new_lead import FORM
from tests.staging import parts_over, shelf

CODE = re.compile(
    r"\b(telegram:\d+|entry-[a-z-]+|enquire-[a-z]+|[a-z]+-(?:shown|in|out|visitor|staff|over))\b"
)


def cells(page: str, *columns: str) -> list[tuple[str, ...]]:
    """What stands in some columns of a list, row by row."""
    rows = re.findall(r"<tr data-sa-pk=.*?</tr>", page, re.DOTALL)
    return [tuple(cell(row, column) for column in columns) for row in rows]


def cell(row: str, column: str) -> str:
    found = re.search(rf'<td data-column="{column}".*?</td>', row, re.DOTALL)
    assert found, column
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


async def spoken(browser: Browser, language: str) -> Browser:
    browser.client.cookies.set("language", language, path="/desk")
    return browser


async def test_the_list_tells_whose_each_enquiry_is_how_old_it_is_and_when_it_is_due(stage: Stage) -> None:
    await stage.submit("K7F-2MX", company="Acme Ltd")
    stage.house.clock.turn(days=8)
    await stage.submit("ABC-DEF", company="Müller")
    await stage.submit("GHJ-KMN", company="Oro")
    await stage.house.review.claim("ABC-DEF", BEN)
    await stage.house.review.move("GHJ-KMN", Status.SPAM, BEN)
    stage.house.clock.turn(hours=3)
    page = await (await stage.enter(RITA)).page("/desk/leads/list")
    oro, muller, acme = cells(page, "company", "status", "due", "assignee_name", "created_at")
    assert acme[0] == "Acme Ltd K7F-2MX Eva Perez"
    assert acme[2].startswith("Overdue")
    assert acme[3] == "Nobody"
    assert acme[4].startswith("8 d 2 Mar")
    assert muller[2] == "Today 10 Mar, 21:00"
    assert muller[3] == "Ben"
    assert muller[4].startswith("3 h")
    assert oro[2] == "Closed"


async def test_a_snoozed_enquiry_is_marked_with_the_day_on_which_it_wakes(stage: Stage) -> None:
    await stage.submit()
    await stage.house.review.snooze("K7F-2MX", stage.house.clock() + timedelta(days=30), BEN)
    page = await (await stage.enter(BEN)).page("/desk/leads/list")
    assert cells(page, "due") == [("Snoozed 1 Apr, 09:00",)]


async def test_the_overview_counts_what_is_late_and_what_is_mine(stage: Stage) -> None:
    await stage.submit("K7F-2MX")
    await stage.house.review.claim("K7F-2MX", BEN)
    stage.house.clock.turn(days=8)
    await stage.submit("ABC-DEF")
    page = await (await stage.enter(BEN)).page("/desk/")
    tiles = dict(re.findall(r'subheader">(.*?)</div>\s*<div class="h1[^>]*>(.*?)</div>', page))
    assert tiles["Overdue"] == "1"
    assert tiles["Mine, open"] == "1"
    assert tiles["Open enquiries"] == "2"
    link = re.search(r'href="([^"]*assignee_name__mine[^"]*)"', page)
    assert link
    assert [
        row[0][:8] for row in cells(await (await stage.enter(BEN)).page(unescape(link[1])), "company")
    ] == ["Acme Ltd"]


async def test_tiles_count_what_the_lists_behind_them_show(stage: Stage) -> None:
    for reference in ("K7F-2MX", "ABC-DEF", "GHJ-KMN"):
        await stage.submit(reference, chat_id=reference)
    await stage.house.review.merge("ABC-DEF", "K7F-2MX", ANA)
    await stage.house.review.erase("GHJ-KMN", ANA)
    stage.house.clock.turn(days=8)
    browser = await stage.enter(ANA)
    found = re.findall(
        r'href="([^"]*/leads/list[^"]*)"[^>]*>\s*<div class="card-body">\s*'
        r'<div class="subheader">(.*?)</div>\s*<div class="h1[^>]*>(\d+)</div>',
        await browser.page("/desk/"),
    )
    assert {title for _, title, _ in found} == {
        "Overdue",
        "Mine, open",
        "New, not yet answered",
        "Open enquiries",
    }
    for link, title, count in found:
        assert (title, len(cells(await browser.page(unescape(link)), "company"))) == (title, int(count))


async def test_an_empty_desk_says_what_to_do(stage: Stage) -> None:
    browser = await stage.enter(ANA)
    overview = await browser.page("/desk/")
    assert "send it /enquire" in unescape(overview)
    assert "apex-chart" not in overview
    for path, told in (
        ("/desk/leads/list", "No enquiries yet"),
        ("/desk/questions/list", "No questions yet"),
        ("/desk/outbox/list", "Nothing to deliver"),
    ):
        assert told in await browser.page(path)
    in_vain = await browser.page("/desk/leads/list?q=zzz")
    assert "Nothing matches" in in_vain
    assert "Show all" in in_vain


async def test_every_notice_tells_what_it_is_about_and_whom_it_is_for(stage: Stage) -> None:
    await stage.submit()
    exchange = Exchange(stage.database, stage.house.clock)
    await exchange.reply_to_visitor("K7F-2MX", "Good day.", BEN, event_id="one")
    await stage.enter(ANA)
    async with stage.database.transaction() as session:
        await session.execute(update(NoticeRow).values(done_at=stage.house.clock()))
        outbox.add(session, Kind.UNSENT, {"staff": ANA.id}, stage.house.clock())
        outbox.add_text(session, "reply_blocked", {"reference": "K7F-2MX"}, stage.house.clock())
        outbox.add(session, Kind.DIGEST, {}, stage.house.clock())
    page = await (await stage.enter(ANA)).page("/desk/outbox/list")
    told = cells(page, "kind", "about", "to", "state")
    assert told[0] == ("Weekly digest", "–", "Staff group", "Waiting")
    assert told[1] == ("Message to staff", "Acme Ltd K7F-2MX", "Staff group", "Waiting")
    assert told[2] == ("Warning: enquiries do not arrive", "–", "Ana", "Waiting")
    assert ("Reply to the visitor", "Acme Ltd K7F-2MX", "Eva Perez", "Delivered") in told
    assert ("Card of an enquiry", "Acme Ltd K7F-2MX", "Staff group", "Delivered") in told


async def test_why_a_notice_waits_is_told_in_words(stage: Stage) -> None:
    now = stage.house.clock()
    async with stage.database.transaction() as session:
        for error in (NO_STAFF_CHAT, UNSURE, "Forbidden: bot was kicked"):
            session.add(
                NoticeRow(
                    kind="digest", payload="{}", created_at=now, attempts=1, due_at=now, last_error=error
                )
            )
    page = await (await stage.enter(ANA)).page("/desk/outbox/list")
    assert cells(page, "last_error") == [
        ("Forbidden: bot was kicked",),
        ("It may have arrived; it is tried once more.",),
        ("No staff group is set.",),
    ]


async def test_a_page_of_the_outbox_takes_as_many_statements_however_long_it_is(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(ANA)
    await browser.page("/desk/outbox/list")
    with statements_of(stage.database) as few:
        await browser.page("/desk/outbox/list")
    for sign in "23456789ABCDEFGHJKMN":
        await stage.submit(f"ABC-D{sign}2")
    with statements_of(stage.database) as many:
        assert len(cells(await browser.page("/desk/outbox/list"), "about")) > 20
    assert len(many) == len(few)


async def test_no_kind_of_notice_is_shown_as_a_code(stage: Stage) -> None:
    now = stage.house.clock()
    async with stage.database.transaction() as session:
        for kind in (*NOTICE_KINDS, "made-up-later"):
            session.add(NoticeRow(kind=kind, payload="{}", created_at=now, attempts=0, due_at=now))
    for language in ("en", "es", "fr"):
        browser = await spoken(await stage.enter(ANA), language)
        told = [kind for (kind,) in cells(await browser.page("/desk/outbox/list"), "kind")]
        assert len(told) == len(NOTICE_KINDS) + 1
        assert not set(told) & {*NOTICE_KINDS, "made-up-later"}


async def test_what_staff_did_is_told_in_words(stage: Stage) -> None:
    await stage.submit()
    await stage.house.say("ask fallback Do you certify silver as well?")
    review, gaps = stage.house.review, parts_over(stage.database, shelf(), stage.house.clock).gaps
    await review.move("K7F-2MX", Status.CONTACTED, BEN)
    await review.snooze("K7F-2MX", stage.house.clock() + timedelta(days=3), BEN)
    await review.show_contact("K7F-2MX", ANA)
    await review.edit("K7F-2MX", {"company": "Acme", "contact_name": "Eva"}, BEN)
    gap = (await gaps.open())[0]
    assert gap.folded == (folded_question(gap.text),)
    await gaps.decide(gap.question_id, Decision.PHRASING, ANA, "craft-definition")
    browser = await stage.enter(ANA)
    page = await browser.page("/desk/audit/list")
    told = {what: (subject, detail) for what, subject, detail in cells(page, "what", "subject", "detail")}
    assert told["Moved"] == ("Enquiry K7F-2MX", "new → contacted")
    assert told["Snoozed"] == ("Enquiry K7F-2MX", "5 Mar, 09:00")
    assert told["Looked at the address"] == ("Enquiry K7F-2MX", "–")
    assert told["Edited"] == ("Enquiry K7F-2MX", "Organisation, Contact person")
    assert told["Decided"] == ("Gap (English)", "Asks for this: Craft definition (en)")
    assert told["Signed in"] == ("Ana", "–")
    for language in ("es", "fr"):
        page = await (await spoken(browser, language)).page("/desk/audit/list")
        shown = " ".join(" ".join(row) for row in cells(page, "what", "subject", "detail"))
        assert not CODE.search(shown), shown


async def test_an_enquiry_that_staff_entered_is_told_with_where_it_came_from(stage: Stage) -> None:
    ben = await stage.enter(BEN)
    assert (await ben.post("/desk/new-lead/enter", FORM)).status_code == 303
    page = await (await stage.enter(ANA)).page("/desk/audit/list")
    told = dict(cells(page, "what", "detail"))
    assert told["Enquiry received"] == "Telephone"


async def test_where_an_enquiry_came_from_is_told_in_words(stage: Stage) -> None:
    for reference, origin in (
        ("K7F-2MX", "entry-craft-definition"),
        ("ABC-DEF", "enquire-buy, fair2026"),
        ("GHJ-KMN", "enquire"),
        ("GHJ-KMP", "craft-definition"),
    ):
        await stage.submit(reference, origin=origin)
    browser = await stage.enter(ANA)
    assert "Answer “Craft definition (en)”" in unescape(await browser.page("/desk/lead/K7F-2MX"))
    assert "Link “Buy Fairmined" in unescape(await browser.page("/desk/lead/ABC-DEF"))
    shown = cells(await browser.page("/desk/leads/list?cols=origin"), "origin")
    assert shown[0] == ("Answer “Craft definition (en)”",)
    assert shown[1] == ("Link to the form",)
    assert shown[2][0].endswith(", fair2026")


async def test_a_question_names_the_answer_that_it_got(stage: Stage) -> None:
    await stage.house.say("ask answer Who is Chopard?")
    page = await (await stage.enter(RITA)).page("/desk/questions/list")
    assert cells(page, "text", "entry") == [("Who is Chopard?", "Chopard")]


async def test_a_desk_without_a_token_says_what_it_cannot_deliver(stage: Stage) -> None:
    parts = replace(parts_over(stage.database, shelf(), stage.house.clock), has_telegram=False)
    stage.app = make_app(parts, web_url=ADDRESS, secret_key=SECRET_KEY)
    await stage.submit()
    browser = await stage.enter(ANA)
    for path in ("/desk/", "/desk/outbox/list"):
        page = await browser.page(path)
        assert "runs without a Telegram token" in page
        assert "Waiting in the outbox: 1." in page
    assert "waits until the bot runs with one" in await browser.page("/desk/lead/K7F-2MX")


async def test_a_desk_with_a_token_says_nothing_of_it(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(ANA)
    for path in ("/desk/", "/desk/outbox/list", "/desk/lead/K7F-2MX"):
        assert "without a Telegram token" not in await browser.page(path)


async def test_an_error_page_says_in_the_chosen_language_what_to_do(stage: Stage) -> None:
    browser = await spoken(await stage.enter(RITA), "es")
    answer = await browser.get("/desk/nowhere")
    assert answer.status_code == 404
    assert "Aquí no hay nada" in answer.text
    assert "Not Found" not in answer.text
    assert "/desk/leads/list" in answer.text
    assert "No existe la consulta ZZZ-ZZZ" in (await browser.get("/desk/lead/ZZZ-ZZZ")).text
    refused = await browser.get("/desk/reports")
    assert refused.status_code == 403
    assert "No puede ver esto" in refused.text


async def test_choices_for_a_gap_can_be_read_in_full(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.house.say("ask fallback Do you certify silver as well?")
        page = await (await stage.enter(BEN)).page("/desk/gaps")
        assert "<select" not in page.partition("desk-decisions")[0].rpartition("desk-gap")[2]
