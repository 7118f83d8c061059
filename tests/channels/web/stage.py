"""A desk on a stage: the real application over a real database, and browsers without a screen."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from sqlalchemy import text
from starlette.applications import Starlette

from bot.channels.web.app import make_app
from bot.leads.lead import Lead, Staff
from bot.leads.reachable import Ways
from bot.leads.staff import Face, Role
from bot.store import leads
from bot.store.database import Database
from bot.usecases.staff import SignIn
from tests.staging import House, enquiry, open_house, parts_over, shelf, sqlite_without_rows

ADDRESS = "https://desk.example"
SECRET_KEY = "a key that nobody could guess, ever"
ANA = Staff("telegram:1", "Ana", Role.MANAGER, Face.DESK)
BEN = Staff("telegram:2", "Ben", Role.AGENT, Face.DESK)
RITA = Staff("telegram:3", "Rita", Role.READER, Face.DESK)


@dataclass
class Browser:
    """Somebody's browser."""

    client: httpx.AsyncClient

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=headers)

    async def post(self, path: str, form: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        """Send a form as our pages would: with the token that they hold."""
        token = self.client.cookies.get("starlette_admin_csrftoken") or ""
        return await self.client.post(path, data={"csrftoken": token, **(form or {})}, headers=headers)

    async def page(self, path: str) -> str:
        answer = await self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.text

    async def told(self, answer: httpx.Response) -> str:
        """What the page says that a form leads to."""
        assert answer.status_code == 303, answer.text[:500]
        shown = await self.page(answer.headers["location"])
        return " ".join(re.findall(r'<div class="alert-description">(.*?)</div>', shown, re.DOTALL))


@dataclass
class Stage:
    """A desk with nobody at it yet."""

    house: House
    app: Starlette
    sign_in: SignIn
    browsers: list[Browser] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.house.database

    def browser(self, address: str = "10.0.0.1", cookies: httpx.Cookies | None = None) -> Browser:
        transport = httpx.ASGITransport(self.app, client=(address, 4711))
        browser = Browser(httpx.AsyncClient(transport=transport, base_url=ADDRESS, cookies=cookies))
        self.browsers.append(browser)
        return browser

    async def enter(self, staff: Staff, address: str = "10.0.0.1") -> Browser:
        """Sign somebody in."""
        browser = self.browser(address)
        token = await self.sign_in.invite(staff)
        await browser.page(f"/desk/sign-in?token={token}")
        answer = await browser.post("/desk/sign-in", {"token": token})
        assert answer.status_code == 303, answer.text
        return browser

    async def submit(self, reference: str = "K7F-2MX", chat_id: str = "7", **values: object) -> str:
        """Have an enquiry arrive."""
        async with self.database.transaction() as session:
            await leads.submit(
                session,
                enquiry(**{"company": "Acme Ltd"} | values),
                reference=reference,
                channel="telegram",
                chat_id=chat_id,
                at=self.house.clock(),
            )
        return reference

    async def lead(self, reference: str = "K7F-2MX") -> Lead:
        found = await self.house.review.show(reference)
        assert found is not None
        return found

    async def everything(self) -> str:
        """All that the database holds, as one text."""
        async with self.database.reading() as session:
            names = await session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
            rows = [(await session.execute(text(f'SELECT * FROM "{name}"'))).all() for name in names]
        return repr(rows)


@asynccontextmanager
async def open_stage(
    folder: Path, problems: tuple[str, ...] = (), ways: Ways | None = None
) -> AsyncIterator[Stage]:
    async with open_house(sqlite_without_rows(folder)) as house:
        parts = replace(parts_over(house.database, shelf(), house.clock), problems=lambda: problems)
        if ways is not None:
            parts = replace(parts, ways=ways)
        app = make_app(parts, web_url=ADDRESS, secret_key=SECRET_KEY)
        stage = Stage(house, app, parts.sign_in)
        try:
            yield stage
        finally:
            for browser in stage.browsers:
                await browser.client.aclose()


def renamed(staff: Staff, name: str) -> Staff:
    return replace(staff, name=name)
