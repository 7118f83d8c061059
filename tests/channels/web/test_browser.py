"""The desk in a real browser, beside a real bot and its Bot API server; takes the pictures of the docs.

DESK_PICTURES=docs pytest tests/channels/web/test_browser.py
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("playwright.async_api", reason="no playwright here: it comes with the group dev")
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot.channels.web.app import listen, make_app, serve
from bot.channels.web.login import DESK, link_maker
from bot.core.snapshot import Snapshot
from bot.leads.lead import Status
from bot.leads.staff import Decision, Sending
from bot.store.database import Database
from bot.usecases.parts import Parts
from tests.botapi import BotApi, Group, Message, Person
from tests.channels.telegram.stage import Shelf, running, settle
from tests.channels.web.season import MARTA, play_season
from tests.channels.web.stage import SECRET_KEY
from tests.knowledge_sample import sample
from tests.matchers import sample_matcher
from tests.patience import PATIENCE, STOPPING, until
from tests.staging import parts_over, sqlite_url

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1360, "height": 900}
MESSAGE = "We make wedding rings and would like to fund a training project in Nariño."
PHONE = {"width": 390, "height": 844}


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def serving(
    database: Database, snapshot: Snapshot | None = None, **values: object
) -> AsyncIterator[tuple[str, Parts]]:
    """Serve the desk on a free port, and give its address; the sample's unless a snapshot is given."""
    live = Shelf(snapshot or Snapshot(sample(), sample_matcher()))
    parts = replace(parts_over(database, live, now), **values)  # type: ignore[arg-type]
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    stop = asyncio.Event()
    job = asyncio.create_task(serve(make_app(parts, web_url=address, secret_key=SECRET_KEY), listener, stop))
    try:
        yield address, parts
    finally:
        stop.set()
        await asyncio.wait_for(job, STOPPING)


class Watcher:
    """Opens pages, and hears whatever goes wrong on them."""

    def __init__(self, browser: Browser, address: str, pictures: Path) -> None:
        self.browser = browser
        self.address = address
        self.pictures = pictures
        self.trouble: list[str] = []

    async def context(self, size: dict[str, int], scheme: str, state: object = None) -> BrowserContext:
        context = await self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="en-GB",
            timezone_id="America/Bogota",
            storage_state=state,  # type: ignore[arg-type]
            device_scale_factor=1,
        )
        context.set_default_timeout(PATIENCE * 1000)
        context.on("request", lambda request: self._outside(request.url))
        context.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: self.trouble.append(str(error.error)))
        return context

    def _outside(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.trouble.append(f"asked elsewhere: {url}")

    async def picture(self, page: Page, name: str) -> None:
        await page.wait_for_load_state("networkidle")
        await page.screenshot(path=self.pictures / f"desk-{name}.png")


def card(staff: Group, reference: str) -> Message | None:
    return next((said for said in reversed(staff.from_bot) if reference in said.text), None)


@pytest.mark.long
async def test_a_lead_goes_from_telegram_through_the_desk_and_back(tmp_path: Path, chromium: str) -> None:
    expect.set_options(timeout=PATIENCE * 1000)
    pictures = Path(os.environ.get("DESK_PICTURES") or tmp_path)
    database = await Database.open(sqlite_url(tmp_path))
    await play_season(database, now())
    async with BotApi() as server, serving(database) as (address, parts), async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=FLAGS, timeout=PATIENCE * 1000
        )
        watcher = Watcher(browser, address, pictures)
        staff, visitor = server.group([server.user("Marta")]), server.user("Eva")
        async with running(server, database, staff=staff):
            reference = await enquire(database, visitor)
            posted = await server.wait_for(lambda: card(staff, reference))
            assert "new" in posted.text
            context = await watcher.context(DESKTOP, "light")
            page = await sign_in(context, parts, address)
            await find(watcher, page, reference)
            await work_on(watcher, page, server, (staff, visitor), reference)
            await look_around(watcher, context, reference)
        assert watcher.trouble == []
        lead = await parts.review.show(reference)
        assert lead is not None
        assert lead.status is Status.CONTACTED
        assert lead.messages[0].state is Sending.SENT
        await browser.close()
    await database.close()


async def enquire(database: Database, visitor: Person) -> str:
    """Ask something, fill the enquiry form in, and give the reference."""
    for said in ("Who is Chopard?", "How can my company fund a project?", "/enquire"):
        await visitor.asks(said)
        await settle(database, visitor)
    await visitor.taps(lambda button: "Fund" in button["text"])
    for said in ("Aurum & Sons", "Eva Perez", "eva@aurum.example", "Colombia", MESSAGE):
        await settle(database, visitor)
        await visitor.asks(said)
    await visitor.taps("agree")
    await visitor.taps("Send")
    sent = next(said for said in reversed(visitor.from_bot) if "reference is" in said.text)
    return sent.text.split("reference is ")[1][:7]


async def sign_in(context: BrowserContext, parts: Parts, address: str) -> Page:
    """Open a one-time link, and press its button."""
    page = await context.new_page()
    link = await link_maker(parts.sign_in, address)(MARTA)
    await page.goto(link)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    return page


async def find(watcher: Watcher, page: Page, reference: str) -> None:
    """Filter the list with the filter builder, and search in what is left."""
    await page.get_by_role("link", name="Enquiries").first.click()
    await page.get_by_role("button", name="Filters").click()
    await page.get_by_role("button", name="Add filter").click()
    row = page.locator('#filter-rows [data-sa-hook="filter-row"]').last
    await row.locator('[data-sa-hook="filter-row-field"]').select_option("country")
    await row.locator('[data-sa-hook="filter-row-op"]').select_option("in")
    await row.locator('[data-sa-hook="filter-row-value-select"]').select_option("CO")
    await page.get_by_role("button", name="Apply filters").click()
    await expect(page.locator("#active-filters")).to_contain_text("Colombia")
    await expect(page.locator(f'tr[data-sa-pk="{reference}"]')).to_be_visible()
    await page.get_by_role("searchbox").fill("aurum")
    await page.get_by_role("searchbox").press("Enter")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.get_by_role("link", name=reference).click()
    await expect(page.get_by_role("heading", name="Aurum & Sons")).to_be_visible()


async def work_on(
    watcher: Watcher, page: Page, server: BotApi, people: tuple[Group, Person], reference: str
) -> None:
    """Take the lead, move it and write to its visitor; the card and the visitor's chat follow."""
    staff, visitor = people
    await page.get_by_role("button", name="I take it").click()
    await expect(page.get_by_role("alert")).to_contain_text("is yours now")
    await page.locator('[data-desk-move="contacted"]').click()
    await expect(page.get_by_role("alert")).to_contain_text("is now: contacted")
    await server.wait_for(lambda: "contacted" in shown(staff, reference), what="for the card to change")
    assert "Marta" in shown(staff, reference)
    await page.get_by_label("Reply to the visitor").fill("Good day & thank you. May we call you tomorrow?")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert")).to_contain_text("On its way")
    await server.wait_for(
        lambda: any("May we call you tomorrow" in said.text for said in visitor.from_bot),
        what="for the reply to arrive",
    )
    await page.get_by_label("Note", exact=True).fill("Interested in a first order of 200 g.")
    await page.get_by_role("button", name="Add note").click()
    await expect(page.get_by_role("alert")).to_contain_text("note is kept")

    async def delivered() -> int:
        await page.reload()
        return await page.get_by_text("delivered", exact=True).count()

    await until(delivered, "the reply to be shown as delivered")
    await expect(page.get_by_text("delivered", exact=True)).to_be_visible()
    await watcher.picture(page, "lead")


def shown(staff: Group, reference: str) -> str:
    found = card(staff, reference)
    return found.text if found else ""


async def look_around(watcher: Watcher, context: BrowserContext, reference: str) -> None:
    """Take a picture of each page on desktop and phone, by light and dark."""
    state = await context.storage_state()
    lead = f"/lead/{reference}"
    for size, scheme, pages in (
        (DESKTOP, "light", {"overview": "/", "list": "/leads/list", "gaps": "/gaps"}),
        (DESKTOP, "dark", {"overview-dark": "/", "list-dark": "/leads/list", "lead-dark": lead}),
        (PHONE, "light", {"phone-list": "/leads/list", "phone-overview": "/", "phone-lead": lead}),
        (PHONE, "dark", {"phone-list-dark": "/leads/list", "phone-gaps-dark": "/gaps"}),
    ):
        other = await watcher.context(size, scheme, state)
        page = await other.new_page()
        for name, path in pages.items():
            await page.goto(f"{watcher.address}{DESK}{path}")
            mode = await page.locator("html").get_attribute("data-bs-theme")
            assert mode == scheme
            await watcher.picture(page, name)
            await fits(page, size)
        for path in ("/questions/list", "/outbox/list", "/audit/list", "/knowledge"):
            await page.goto(f"{watcher.address}{DESK}{path}")
            await fits(page, size)
        await other.close()
    await decide_a_gap(context)


async def fits(page: Page, size: dict[str, int]) -> None:
    """Nothing of a page may stick out of the screen."""
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"], f"{page.url} is wider than the screen"


async def decide_a_gap(context: BrowserContext) -> None:
    """Take a gap off the board."""
    page = await context.new_page()
    await page.goto(f"{(context.pages[0].url).partition(DESK)[0]}{DESK}/gaps")
    await page.locator(f'button[value="{Decision.OUT_OF_SCOPE}"]').first.click()
    await expect(page.get_by_role("alert")).to_contain_text("Decided")
