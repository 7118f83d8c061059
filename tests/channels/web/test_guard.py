import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.channels.web
from bot.leads.lead import Status
from bot.leads.staff import Role
from bot.store import staff as sign_ins
from bot.store.desk_schema import StaffRow
from tests.channels.web.stage import ADDRESS, ANA, BEN, RITA, Stage

PAGES = (
    "/desk/",
    "/desk/leads/list",
    "/desk/lead/K7F-2MX",
    "/desk/new-lead",
    "/desk/questions/list",
    "/desk/gaps",
    "/desk/gaps/changes.patch",
    "/desk/knowledge",
    "/desk/reports",
    "/desk/outbox/list",
    "/desk/audit/list",
)
FORMS = (
    ("/desk/lead/K7F-2MX/move", {"to": "contacted"}),
    ("/desk/lead/K7F-2MX/claim", {}),
    ("/desk/lead/K7F-2MX/note", {"text": "hello"}),
    ("/desk/lead/K7F-2MX/reply", {"text": "hello", "form": "1"}),
    ("/desk/lead/K7F-2MX/snooze", {"days": "1"}),
    ("/desk/lead/K7F-2MX/edit", {"company": "Other"}),
    ("/desk/lead/K7F-2MX/consent", {"where": "a fair"}),
    ("/desk/new-lead/enter", {"company": "Other"}),
    ("/desk/lead/K7F-2MX/merge", {"into": "ABC-DEF"}),
    ("/desk/lead/K7F-2MX/erase", {}),
    ("/desk/gaps/1/decide", {"decision": "ignored"}),
    ("/desk/_api/leads/action?name=move&pks=K7F-2MX", {"to": "contacted"}),
    ("/desk/_api/leads/action?name=spam&pks=K7F-2MX", {}),
    ("/desk/_api/leads/action?name=delete&pks=K7F-2MX", {}),
    ("/desk/_api/leads/action?name=export&pks=K7F-2MX", {"format": "csv"}),
    ("/desk/_api/outbox/action?name=retry&pks=1", {}),
    ("/desk/leads/edit?pk=K7F-2MX", {"company": "Other"}),
    ("/desk/leads/create", {"company": "Other"}),
)


async def test_an_outsider_sees_nothing(stage: Stage) -> None:
    await stage.submit()
    browser = stage.browser()
    for page in PAGES:
        answer = await browser.get(page)
        assert answer.status_code == 303, page
        assert "/desk/sign-in" in answer.headers["location"]
        assert "Acme" not in answer.text


async def test_an_outsider_changes_nothing(stage: Stage) -> None:
    await stage.submit()
    before = await stage.everything()
    browser = stage.browser()
    await browser.page("/desk/sign-in")
    for path, form in FORMS:
        assert (await browser.post(path, form)).status_code in {303, 403, 404, 405}, path
    assert await stage.everything() == before


async def test_a_reader_changes_nothing(stage: Stage) -> None:
    await stage.submit()
    await stage.submit("ABC-DEF", company="Other")
    browser = await stage.enter(RITA)
    await browser.page("/desk/lead/K7F-2MX")
    before = await stage.everything()
    for path, form in FORMS:
        assert (await browser.post(path, form)).status_code in {400, 403}, path
    assert await stage.everything() == before


async def test_a_reader_neither_sees_nor_finds_addresses(stage: Stage) -> None:
    await stage.submit(email="eva@acme.example", phone="+573001234567")
    browser = await stage.enter(RITA)
    for page in ("/desk/lead/K7F-2MX", "/desk/leads/list?cols=company,email,phone", "/desk/leads/list"):
        shown = await browser.page(page)
        assert "Acme" in shown
        assert "eva@acme.example" not in shown
        assert "+573001234567" not in shown
    assert "K7F-2MX" not in await browser.page("/desk/leads/list?q=eva%40acme")
    assert "K7F-2MX" in await browser.page("/desk/leads/list?q=acme")
    asked = "/desk/leads/list?filter=email__contains%3Deva"
    assert (await browser.get(asked)).status_code == 400
    assert "K7F-2MX" in await (await stage.enter(BEN)).page("/desk/leads/list?q=eva%40acme")


async def test_an_agent_neither_erases_nor_retries(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(BEN)
    assert (await browser.post("/desk/lead/K7F-2MX/erase")).status_code == 403
    assert (await browser.post("/desk/_api/outbox/action?name=retry&pks=1")).status_code == 400
    assert (await stage.lead()).company == "Acme Ltd"


async def test_another_role_counts_at_once(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(BEN)
    async with stage.database.transaction() as session:
        row = await session.get_one(StaffRow, BEN.id)
        row.role = Role.READER.value
        await sign_ins.keep_staff(session, BEN, stage.house.clock())
    assert (await browser.post("/desk/lead/K7F-2MX/claim")).status_code == 403


@pytest.mark.parametrize("path", [path for path, _ in FORMS])
async def test_a_form_without_the_token_of_our_pages_is_refused(stage: Stage, path: str) -> None:
    await stage.submit()
    browser = await stage.enter(ANA)
    for token in ("", "x", "InNvbWV0aGluZyI.x"):
        answer = await browser.post(path, {"csrftoken": token, "to": "contacted"})
        assert answer.status_code == 403
    assert (await stage.lead()).version == 1


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_a_form_of_another_site_is_refused(stage: Stage, headers: dict[str, str]) -> None:
    await stage.submit()
    browser = await stage.enter(ANA)
    assert (await browser.post("/desk/lead/K7F-2MX/claim", **headers)).status_code == 403
    assert (await browser.post("/desk/lead/K7F-2MX/claim", Origin=ADDRESS)).status_code == 303


async def test_a_huge_form_is_refused(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(ANA)
    assert (await browser.post("/desk/lead/K7F-2MX/note", {"text": "x" * 200_000})).status_code == 413


async def test_pages_forbid_what_browsers_can_be_forbidden(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(ANA)
    nonces = set()
    for page in (*PAGES, "/desk/nowhere", "/desk/lead/ABC-DEF", "/healthz"):
        answer = await browser.get(page)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        scripts = policy.partition("script-src ")[2]
        assert "unsafe" not in scripts
        nonces.add(scripts)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"]
        for attributes in re.findall(r"<script([^>]*)>", answer.text):
            assert "nonce=" in attributes
        assert not re.search(r"<[^>]+\son\w+=", answer.text), page
    assert len(nonces) == len(PAGES) + 3


async def test_nothing_is_loaded_from_elsewhere(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(ANA)
    for page in PAGES:
        text = (await browser.get(page)).text
        for address in re.findall(
            r"""(?:src|href|action)=["'](https?:[^"']+)|url\(['"]?(https?:[^)]+)""", text
        ):
            assert "".join(address).startswith(ADDRESS), (page, address)
    styles = Path(bot.channels.web.__file__).parent / "static" / "desk"
    assert not any("http" in file.read_text(encoding="utf-8") for file in styles.glob("*.css"))


async def test_pages_behind_a_proxy_speak_of_the_public_address(stage: Stage) -> None:
    answer = await stage.browser().client.get("http://desk.example/desk/leads/list")
    assert answer.headers["location"].startswith(f"{ADDRESS}/desk/sign-in")


async def test_a_form_of_unknown_length_is_refused(stage: Stage) -> None:
    browser = await stage.enter(ANA)

    async def endless() -> AsyncIterator[bytes]:
        yield b"text=hello"

    answer = await browser.client.post("/desk/lead/K7F-2MX/note", content=endless())
    assert answer.status_code == 411


async def test_static_files_may_be_kept(stage: Stage) -> None:
    answer = await stage.browser().get("/desk/static/desk/desk.css")
    assert answer.status_code == 200
    assert "max-age" in answer.headers["cache-control"]


async def test_every_way_in_leads_to_the_desk(stage: Stage) -> None:
    browser = await stage.enter(ANA)
    for path in ("/", "/desk", "/desk/"):
        answer = await browser.client.get(path, follow_redirects=True)
        assert (answer.status_code, answer.url.path) == (200, "/desk/")


async def test_the_bot_says_whether_it_is_well(stage: Stage) -> None:
    answer = await stage.browser().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_a_script_in_every_field_stays_text(stage: Stage) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}'\""
    staff = ANA.__class__(ANA.id, evil, ANA.role, ANA.face)
    await stage.submit(company=evil, contact_name=evil, email=evil, phone=evil, message=evil, origin=evil)
    await stage.submit("ABC-DEF", company=evil, email=evil, way="fund", country="CO")
    await stage.house.say(f"ask fallback {evil}", "7")
    await stage.house.review.claim("K7F-2MX", staff)
    await stage.house.review.note("K7F-2MX", evil, staff)
    browser = await stage.enter(staff)
    await browser.post("/desk/lead/K7F-2MX/reply", {"text": evil, "form": "1"})
    every = "reference,company,contact_name,email,phone,origin,assignee_name"
    for page in (*PAGES, f"/desk/leads/list?cols={every}", "/desk/leads/list?q=%3Cscript%3E"):
        shown = (await browser.get(page)).text
        assert "<script>alert" not in shown, page
        assert "<img src=x" not in shown, page
        assert ">49" not in shown, page


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%25_%27%22%5C",
        "page=-1",
        "page=99999999999999999999",
        "page_size=1000000",
        "sort=password__asc",
        "sort=company__sideways",
        "cols=__class__",
        "filter=((((((((((((((((((((((((((",
        "filter=company__contains%3D%00",
        "filter=__class____eq%3Dx",
        "filter=created_at__between%3Dyesterday..today",
        "filter=created_at__between%3D0001-01-01..9999-12-31",
        "filter=status__in%3D",
        "filter=id__eq%3D1",
    ],
)
async def test_whatever_an_address_says_the_list_answers(stage: Stage, query: str) -> None:
    await stage.submit()
    answer = await (await stage.enter(ANA)).get(f"/desk/leads/list?{query}")
    assert answer.status_code in {200, 400}


async def test_nobody_is_moved_by_looking(stage: Stage) -> None:
    await stage.submit()
    browser = await stage.enter(ANA)
    for path, _ in FORMS:
        assert (await browser.get(path)).status_code in {403, 404, 405}, path
    assert (await stage.lead()).status is Status.NEW
