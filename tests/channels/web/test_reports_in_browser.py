"""A confidential report from Telegram to the desk in a real browser, beside a real bot."""

from pathlib import Path

import pytest

pytest.importorskip("playwright.async_api", reason="no playwright here: it comes with the group dev")
from playwright.async_api import async_playwright, expect

from bot.channels.web.login import DESK, link_maker
from bot.leads.lead import Staff
from bot.leads.staff import Face, Role
from bot.store.database import Database
from tests.botapi import BotApi
from tests.channels.telegram.stage import running, settle
from tests.channels.telegram.test_reports import brought, enters, report
from tests.channels.web.test_browser import DESKTOP, FLAGS, PHONE, Watcher, fits, serving
from tests.patience import PATIENCE
from tests.staging import sqlite_without_rows

WHAT = "They pour mercury into the river, every night since the rains began."


@pytest.mark.long
async def test_a_report_is_read_on_the_desk_by_its_manager_and_by_nobody_else(
    tmp_path: Path, chromium: str
) -> None:
    expect.set_options(timeout=PATIENCE * 1000)
    database = await Database.open(sqlite_without_rows(tmp_path))
    async with BotApi() as server, serving(database) as (address, parts), async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=FLAGS, timeout=PATIENCE * 1000
        )
        watcher = Watcher(browser, address, tmp_path)
        marta, ben, ana = server.user("Marta", "en"), server.user("Ben", "en"), server.user("Ana", "en")
        staff = server.group([marta, ben])
        async with running(server, database, staff=staff, staff_ids=frozenset({marta.id})):
            await enters(database, marta)
            reference = await report(database, ana, WHAT)
            await brought(server, database, marta)
            manager = Staff(f"telegram:{marta.id}", "Marta", Role.MANAGER, Face.DESK)
            agent = Staff(f"telegram:{ben.id}", "Ben", Role.AGENT, Face.DESK)

            page = await (await watcher.context(DESKTOP, "light")).new_page()
            await page.goto(await link_maker(parts.sign_in, address)(manager))
            await page.get_by_role("button", name="Sign in").click()
            await page.get_by_role("link", name="Confidential reports").first.click()
            await page.get_by_role("link", name=reference).click()
            await expect(page.get_by_text(WHAT)).to_be_visible()
            await page.get_by_role("button", name="I have seen it").click()
            await expect(page.get_by_role("alert")).to_contain_text(f"{reference}: noted.")
            await expect(page.locator('[data-desk-progress="seen"]')).to_be_visible()
            await page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
            await fits(page, PHONE)

            other = await (await watcher.context(DESKTOP, "light")).new_page()
            await other.goto(await link_maker(parts.sign_in, address)(agent))
            await other.get_by_role("button", name="Sign in").click()
            await expect(other.get_by_role("heading", name="Overview")).to_be_visible()
            await expect(other.get_by_role("link", name="Confidential reports")).to_have_count(0)
            assert watcher.trouble == []
            for path in ("/reports", f"/report/{reference}"):
                answer = await other.goto(f"{address}{DESK}{path}")
                assert answer is not None
                assert answer.status == 403
                assert "mercury" not in await other.content()

            await settle(database, ana)
            await ana.asks("/forget")
            await settle(database, ana)
            await ana.taps("Yes, erase")
            await page.reload()
            await expect(page.get_by_text("Erased by whoever sent it")).to_be_visible()
            await expect(page.get_by_text(WHAT)).to_have_count(0)
        await browser.close()
    await database.close()
