"""What was sent through the bot, opened on the page of a lead."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.channels.web.app import make_app
from bot.leads.staff import File
from bot.store.outbox import CardRef
from bot.usecases.exchange import Exchange
from bot.usecases.posts import NotOpened
from tests.channels.web.stage import ADDRESS, ANA, BEN, RITA, SECRET_KEY, Stage, open_stage
from tests.staging import parts_over, shelf

LEAD = "K7F-2MX"
PLAN = File("document", "-1005", "60", "BQAC-plan", "plan", "plan <año>.pdf", 1234)


@dataclass
class Shelves:
    """Where the files are."""

    files: dict[str, bytes] = field(default_factory=dict)
    link_to: str | None = None

    async def read(self, file: File) -> bytes:
        if file.size > 100_000:
            raise NotOpened(is_too_large=True)
        if file.id not in self.files:
            raise NotOpened
        return self.files[file.id]

    def link(self, at: CardRef) -> str | None:
        return self.link_to


@pytest.fixture
async def shelves() -> Shelves:
    return Shelves({"BQAC-plan": b"<script>alert(1)</script>"})


@pytest.fixture
async def stage(tmp_path: Path, shelves: Shelves) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        house = opened.house
        parts = replace(parts_over(house.database, shelf(), house.clock), files=shelves)
        opened.app = make_app(parts, web_url=ADDRESS, secret_key=SECRET_KEY)
        await opened.submit(LEAD)
        yield opened


async def send(stage: Stage, file: File) -> str:
    """Have staff send a file, and give the address by which the desk opens it."""
    exchange = Exchange(stage.database, stage.house.clock)
    at = CardRef(file.chat_id, file.message_id)
    await exchange.reply_to_visitor(LEAD, "", BEN, event_id=file.message_id, staff_at=at, files=(file,))
    lead = await stage.lead()
    return f"/desk/lead/{LEAD}/file/{lead.messages[-1].id}"


async def test_a_file_is_handed_out_as_a_download_to_those_signed_in(stage: Stage) -> None:
    address = await send(stage, PLAN)
    browser = await stage.enter(RITA)
    page = await browser.page(f"/desk/lead/{LEAD}")
    assert f'href="{ADDRESS}{address}"' in page
    assert "file: plan &lt;año&gt;.pdf" in page
    opened = await browser.get(address)
    assert opened.content == b"<script>alert(1)</script>"
    assert opened.headers["content-type"] == "application/octet-stream"
    assert opened.headers["content-disposition"] == "attachment; filename*=UTF-8''plan%20%3Ca%C3%B1o%3E.pdf"
    stranger = await stage.browser().get(address)
    assert stranger.status_code in (302, 303)
    assert "sign-in" in stranger.headers["location"]


async def test_one_that_is_too_large_leads_to_telegram_or_says_where_it_is(
    stage: Stage, shelves: Shelves
) -> None:
    address = await send(stage, replace(PLAN, size=21_000_000))
    browser = await stage.enter(BEN)
    assert "over 20 MB" in await browser.told(await browser.get(address))
    shelves.link_to = "https://t.me/c/5/60"
    assert (await browser.get(address)).headers["location"] == "https://t.me/c/5/60"


async def test_one_that_is_gone_is_said_to_be_gone(stage: Stage, shelves: Shelves) -> None:
    address = await send(stage, PLAN)
    shelves.files.clear()
    browser = await stage.enter(BEN)
    assert "does not hand this file out any more" in await browser.told(await browser.get(address))


async def test_a_place_has_nothing_to_open_and_no_other_lead_opens_what_is_not_its_own(
    stage: Stage,
) -> None:
    address = await send(stage, PLAN)
    nothing = await send(stage, File("location", "-1005", "61", name="4.6, -74.1"))
    browser = await stage.enter(BEN)
    page = await browser.page(f"/desk/lead/{LEAD}")
    assert "location: 4.6, -74.1" in page
    assert nothing not in page
    await stage.submit("ABC-DEF", company="Other")
    for path in (nothing, address.replace(LEAD, "ABC-DEF"), address.replace(LEAD, "ABC-DEG"), f"{address}9"):
        assert (await browser.get(path)).status_code == 404


async def test_once_erased_nothing_of_it_is_left(stage: Stage) -> None:
    address = await send(stage, PLAN)
    await stage.house.review.erase(LEAD, ANA)
    browser = await stage.enter(BEN)
    assert (await browser.get(address)).status_code == 404
    assert "BQAC" not in await stage.everything()
