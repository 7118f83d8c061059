"""An enquiry entered on the desk with a phone, in a real browser."""

from pathlib import Path

import pytest

pytest.importorskip("playwright.async_api", reason="no playwright here: it comes with the group dev")
from playwright.async_api import async_playwright, expect

from bot.channels.web.login import DESK
from bot.store.database import Database
from tests.channels.web.test_browser import FLAGS, PHONE, Watcher, fits, serving, sign_in
from tests.patience import PATIENCE
from tests.staging import sqlite_without_rows


@pytest.mark.long
async def test_an_enquiry_is_entered_on_a_phone_and_its_consent_noted_later(
    tmp_path: Path, chromium: str
) -> None:
    expect.set_options(timeout=PATIENCE * 1000)
    database = await Database.open(sqlite_without_rows(tmp_path))
    async with serving(database) as (address, parts), async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=FLAGS, timeout=PATIENCE * 1000
        )
        watcher = Watcher(browser, address, tmp_path)
        page = await sign_in(await watcher.context(PHONE, "dark"), parts, address)
        await page.goto(f"{address}{DESK}/new-lead")
        await fits(page, PHONE)
        for label, value in (
            ("Organisation", "Joyas del Sur"),
            ("Contact person", "Eva Perez"),
            ("E-mail or telephone", "nowhere"),
        ):
            await page.get_by_label(label).fill(value)
        await page.get_by_label("Not asked").check()
        await page.get_by_role("button", name="Enter", exact=True).click()
        await expect(page.get_by_text("Nothing is entered yet")).to_be_visible()
        await fits(page, PHONE)
        await page.get_by_label("E-mail or telephone").fill("eva@joyas.example")
        await page.get_by_role("button", name="Enter", exact=True).click()
        await expect(page.get_by_role("heading", name="Joyas del Sur")).to_be_visible()
        await fits(page, PHONE)
        await page.get_by_label("Where consent was given").fill("call on Monday")
        await page.get_by_role("button", name="Note consent").click()
        await expect(page.get_by_role("alert")).to_contain_text("may be written to now")
        await expect(page.get_by_text("call on Monday · Marta").first).to_be_visible()
        # The first answer is 422, which a browser calls an error of the page.
        assert [each for each in watcher.trouble if "422" not in each] == []
        await browser.close()
    await database.close()
