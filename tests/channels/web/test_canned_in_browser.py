"""A canned reply on the desk, in a real browser: picked, changed, sent."""

from pathlib import Path

import pytest

pytest.importorskip("playwright.async_api", reason="no playwright here: it comes with the group dev")
from playwright.async_api import async_playwright, expect

from bot.channels.web.login import DESK
from bot.store.database import Database
from tests.channels.telegram.stage import submitted
from tests.channels.web.test_browser import DESKTOP, FLAGS, PHONE, Watcher, fits, serving, sign_in
from tests.patience import PATIENCE
from tests.staging import sqlite_without_rows


@pytest.mark.long
async def test_a_picked_reply_stands_in_the_field_and_can_be_changed(tmp_path: Path, chromium: str) -> None:
    expect.set_options(timeout=PATIENCE * 1000)
    database = await Database.open(sqlite_without_rows(tmp_path))
    reference = await submitted(database, "Joyas del Sur", language="es")
    async with serving(database) as (address, parts), async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=FLAGS, timeout=PATIENCE * 1000
        )
        watcher = Watcher(browser, address, tmp_path)
        page = await sign_in(await watcher.context(DESKTOP, "light"), parts, address)
        await page.goto(f"{address}{DESK}/lead/{reference}")
        field, choice = (
            page.get_by_label("Reply to the visitor"),
            page.get_by_label("Insert a ready-made reply"),
        )
        await choice.select_option(label="More about you?")
        await expect(field).to_have_value(value := await field.input_value())
        assert value.startswith("Hola, Eva Perez:")
        assert "un poco más sobre Joyas del Sur" in value
        await choice.select_option(label="When may we call?")
        assert (await field.input_value()).startswith(f"{value}\n\nHola, Eva Perez:")
        await page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        await fits(page, PHONE)
        await field.fill(value.replace("Hola", "Buenas"))
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("alert")).to_contain_text("On its way")
        assert watcher.trouble == []
        await browser.close()
    lead = await parts.review.show(reference)
    assert lead is not None
    assert lead.messages[0].text.startswith("Buenas, Eva Perez:")
    await database.close()
