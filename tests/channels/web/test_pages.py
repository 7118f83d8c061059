from pathlib import Path

from sqlalchemy import update

from bot.leads.lead import Status
from bot.leads.staff import Decision
from bot.store.schema import NoticeRow, Question
from tests.channels.web.stage import ANA, BEN, RITA, Stage, open_stage


async def asked(stage: Stage) -> None:
    for chat, question in enumerate(("Do you sell diamonds?", "do you sell diamonds", "Where is Chopard?")):
        await stage.house.say(
            f"ask {'answer' if 'Chopard' in question else 'fallback'} {question}", str(chat)
        )


async def test_questions_are_listed_and_filtered(stage: Stage) -> None:
    await asked(stage)
    browser = await stage.enter(RITA)
    assert "Where is Chopard?" in await browser.page("/desk/questions/list")
    shown = await browser.page("/desk/questions/list?filter=verdict__not_in%3Danswer")
    assert "Do you sell diamonds?" in shown
    assert "Where is Chopard?" not in shown
    assert "diamonds" not in await browser.page("/desk/questions/list?q=chopard")


async def test_a_gap_is_decided_once(stage: Stage) -> None:
    await asked(stage)
    browser = await stage.enter(BEN)
    page = await browser.page("/desk/gaps")
    assert "2×" in page
    number = page.partition("/desk/gaps/")[2].replace("changes.patch", "").partition("/decide")[0][-1]
    path = f"/desk/gaps/{number}/decide"
    assert "Decided" in await browser.told(await browser.post(path, {"decision": Decision.OUT_OF_SCOPE}))
    assert "no longer open" in await browser.told(await browser.post(path, {"decision": Decision.IGNORED}))
    assert "No gaps" in await browser.page("/desk/gaps?language=en")
    assert (await browser.post(path, {"decision": "explode"})).status_code == 400


async def test_decisions_come_out_as_a_change_of_the_files(stage: Stage) -> None:
    browser = await stage.enter(BEN)
    answer = await browser.get("/desk/gaps/changes.patch")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]


async def test_the_knowledge_is_shown_as_it_stands(stage: Stage) -> None:
    stage.house.clock.turn(days=400)
    page = await (await stage.enter(RITA)).page("/desk/knowledge")
    assert "sample" in page
    assert "Reviews overdue" in page
    assert "Craft definition" in page
    assert "craft-definition" not in page


async def test_problems_of_edited_knowledge_are_told_on_the_desk(tmp_path: Path) -> None:
    wrong = ("partners/chopard.yaml:7: sektor: the unknown key `sektor`, expected <sector>",)
    async with open_stage(tmp_path, problems=wrong) as stage:
        browser = await stage.enter(RITA)
        page = await browser.page("/desk/knowledge")
        assert "Problems of the edited knowledge: 1" in page
        assert "`sektor`, expected &lt;sector&gt;" in page
        assert "Problems of the edited knowledge: 1" in await browser.page("/desk/")


async def test_nothing_is_told_of_knowledge_without_a_problem(stage: Stage) -> None:
    browser = await stage.enter(RITA)
    assert "Problems of the edited" not in await browser.page("/desk/knowledge")
    assert "Problems of the edited" not in await browser.page("/desk/")


async def test_notices_that_were_given_up_are_tried_again(stage: Stage) -> None:
    await stage.submit()
    async with stage.database.transaction() as session:
        now = stage.house.clock()
        await session.execute(update(NoticeRow).values(parked_at=now, attempts=20, last_error="Forbidden"))
    browser = await stage.enter(ANA)
    assert "Forbidden" in await browser.page("/desk/outbox/list?filter=parked_at__is_not_null")
    await browser.post("/desk/_api/outbox/action?name=retry&pks=1")
    assert "Tried again: 1." in await browser.page("/desk/outbox/list")
    async with stage.database.reading() as session:
        notice = await session.get_one(NoticeRow, 1)
    assert (notice.parked_at, notice.attempts) == (None, 0)
    assert "Tried again" in await browser.page("/desk/audit/list")


async def test_what_is_no_number_of_a_notice_is_refused(stage: Stage) -> None:
    browser = await stage.enter(ANA)
    for key in ("x", "1;2", "9" * 30):
        answer = await browser.post(f"/desk/_api/outbox/action?name=retry&pks={key}")
        assert answer.status_code == 400


async def test_the_overview_counts(stage: Stage) -> None:
    await asked(stage)
    await stage.submit()
    await stage.submit("ABC-DEF", country=None)
    await stage.house.review.move("ABC-DEF", Status.SPAM, BEN)
    async with stage.database.transaction() as session:
        await session.execute(update(Question).values(rating=None))
    page = await (await stage.enter(RITA)).page("/desk/")
    for text in ("Open enquiries", "33%", "By country", "o you sell diamonds", "Enquiries per week"):
        assert text in page


async def test_an_empty_desk_has_an_overview(stage: Stage) -> None:
    page = await (await stage.enter(RITA)).page("/desk/")
    assert "Open enquiries" in page


async def test_a_search_says_how_far_it_looks(stage: Stage) -> None:
    await asked(stage)
    browser = await stage.enter(RITA)
    assert "latest 200,000" in await browser.page("/desk/questions/list?q=diamonds")
    query = "q=diamonds&filter=at__between%3D2026-03-01..2026-03-31"
    assert "Do you sell diamonds?" in await browser.page(f"/desk/questions/list?{query}")


async def test_a_list_counts_what_is_on_other_pages(stage: Stage) -> None:
    for number in range(30):
        await stage.house.say(f"ask fallback Question {number}?", str(number))
    browser = await stage.enter(RITA)
    assert "1 to 25 of 30" in await browser.page("/desk/questions/list")
    assert "26 to 30 of 30" in await browser.page("/desk/questions/list?page=2")
    assert "of 30" in await browser.page("/desk/questions/list?page=9")


async def test_enquiries_that_do_not_reach_the_staff_chat_are_told_on_the_desk_and_to_who_watches(
    stage: Stage,
) -> None:
    await stage.submit()
    browser = await stage.enter(RITA)
    async with stage.database.transaction() as session:
        await session.execute(update(NoticeRow).values(last_error="the chat does not take it"))
    assert (await stage.browser().get("/healthz")).text == "ok"
    assert "not reached" not in await browser.page("/desk/")
    stage.house.clock.turn(minutes=61)
    browser = await stage.enter(RITA)
    assert "1 message about enquiries has not reached" in await browser.page("/desk/")
    answer = await stage.browser().get("/healthz")
    assert (answer.status_code, "1 messages" in answer.text) == (503, True)
    async with stage.database.transaction() as session:
        await session.execute(update(NoticeRow).values(done_at=stage.house.clock()))
    assert "not reached" not in await browser.page("/desk/")
    assert (await stage.browser().get("/healthz")).status_code == 200
