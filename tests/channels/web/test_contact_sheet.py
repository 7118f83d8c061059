"""Every page and state of the desk in a real browser: photographed, and read by axe-core.

DESK_SHEETS=FOLDER pytest -m long tests/channels/web/test_contact_sheet.py

leaves the photographs in FOLDER, and one sheet of each state and width that shows them side by side.
"""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.async_api", reason="no playwright here: it comes with the group dev")
pytest.importorskip("axe_playwright_python", reason="no axe-core here: it comes with the group dev")
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.channels.web.login import DESK, link_maker
from bot.store.database import Database
from bot.usecases.parts import Parts
from tests.channels.web.scenes import SCENES, Scene
from tests.channels.web.season import MARTA
from tests.channels.web.sheet import Photo, lay_out
from tests.channels.web.test_browser import FLAGS, Watcher, now, serving
from tests.patience import PATIENCE
from tests.shipped import shipped_snapshot
from tests.staging import sqlite_without_rows

SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})
LANGUAGES = ("en", "es", "fr")
SCHEMES = ("light", "dark")
CHARTS_ARE_THERE = """
    document.querySelectorAll('.apexcharts-svg').length === document.querySelectorAll('.apex-chart').length
"""
SERIOUS = """async () => (await axe.run({resultTypes: ['violations']})).violations
    .filter(found => ['serious', 'critical'].includes(found.impact))
    .flatMap(found => found.nodes.map(node => `${found.id}: ${node.target}: ${node.failureSummary}`))
"""
STICKS_OUT = """() => [
    ...[...document.querySelectorAll('td, h1, h2, h3, dd, label, button, .desk-bars li')]
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1)
        .map(each => `sticks out: ${each.innerText}`),
    ...[...document.querySelectorAll('.table-responsive')]
        .filter(each => each.scrollWidth > each.clientWidth + 1)
        .map(each => `scrolls sideways by ${each.scrollWidth - each.clientWidth}`),
]
"""


def views() -> Iterator[tuple[dict[str, int], str, str]]:
    for size in SIZES:
        for language in LANGUAGES:
            for scheme in SCHEMES:
                yield size, language, scheme


@pytest.mark.long
@pytest.mark.parametrize("state", SCENES)
async def test_every_page_fits_its_screen_and_can_be_read_by_everybody(
    state: str, tmp_path: Path, chromium: str
) -> None:
    folder = Path(os.environ.get("DESK_SHEETS") or tmp_path / "sheets")
    snapshot = shipped_snapshot()
    ways = [way.id for way in snapshot.knowledge.talk.ways]
    database = await Database.open(sqlite_without_rows(tmp_path))
    scene = await SCENES[state](database, now(), ways)
    photographer = Photographer(state, scene, folder)
    async with (
        serving(database, snapshot, problems=lambda: scene.problems, has_telegram=scene.has_telegram) as (
            address,
            parts,
        ),
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=FLAGS, timeout=PATIENCE * 1000
        )
        await photographer.look(browser, address, parts)
        await browser.close()
    await database.close()
    await asyncio.to_thread(lay_out, photographer.photos, folder, state)
    assert photographer.trouble == []


class Photographer:
    """Goes through the pages of a scene, and notes what nobody should have to put up with."""

    def __init__(self, state: str, scene: Scene, folder: Path) -> None:
        self.photos: list[Photo] = []
        self.trouble: list[str] = []
        self._state = state
        self._scene = scene
        self._folder = folder

    async def look(self, browser: Browser, address: str, parts: Parts) -> None:
        watcher = Watcher(browser, address, self._folder)
        door = await watcher.context(SIZES[0], "light")
        entered = await enter(door, parts, address)
        for view in views():
            size, language, scheme = view
            context = await watcher.context(size, scheme, entered)
            cookie = {"name": "language", "value": language, "url": f"{address}{DESK}"}
            await context.add_cookies([cookie])  # type: ignore[list-item]
            page = await context.new_page()
            for name, path in self._scene.pages.items():
                await page.goto(f"{address}{DESK}{path}")
                await page.wait_for_function(CHARTS_ARE_THERE)
                await self._take(page, name, size["width"], f"{language} {scheme}")
                await self._check(page, name, view)
            await context.close()
        # The browser itself tells of a page that it was refused, as a page of this scene may be.
        self.trouble += [each for each in watcher.trouble if not (self._scene.refused and "40" in each)]

    async def _take(self, page: Page, name: str, width: int, column: str) -> None:
        file = self._folder / f"{self._state}-{name}-{width}-{column.replace(' ', '-')}.png"
        await page.screenshot(path=file, full_page=True)
        self.photos.append(Photo(file, name, width, column))

    async def _check(self, page: Page, name: str, view: tuple[dict[str, int], str, str]) -> None:
        size, language, scheme = view
        found = await page.evaluate(STICKS_OUT)
        # Words in another language change neither colours nor roles.
        if language == LANGUAGES[0]:
            await page.evaluate(AXE_SCRIPT)
            found += await page.evaluate(SERIOUS)
        self.trouble += [f"{name} {size['width']} {language} {scheme}: {each}" for each in found]


async def enter(context: BrowserContext, parts: Parts, address: str) -> object:
    """Sign in, and give what another browser needs to be signed in as well."""
    page = await context.new_page()
    await page.goto(await link_maker(parts.sign_in, address)(MARTA))
    await page.locator("form button[type=submit]").click()
    await page.wait_for_url(f"{address}{DESK}/")
    return await context.storage_state()
