import asyncio

import httpx
import pytest

from bot.channels.web.app import make_app
from bot.channels.web.login import COOKIE, Tries, link_maker
from bot.core.errors import BotError
from tests.channels.web.stage import ADDRESS, ANA, BEN, Stage


async def refused(stage: Stage, token: str) -> bool:
    browser = stage.browser()
    await browser.page("/desk/sign-in")
    answer = await browser.post("/desk/sign-in", {"token": token})
    return answer.status_code == 403 and COOKIE not in answer.cookies


async def test_a_link_lets_somebody_in_once(stage: Stage) -> None:
    link = await link_maker(stage.sign_in, ADDRESS)(ANA)
    token = link.partition("?token=")[2]
    browser = stage.browser()
    assert "Sign in" in await browser.page(link)
    answer = await browser.post("/desk/sign-in", {"token": token})
    assert answer.status_code == 303
    assert "Ana" in await browser.page("/desk/leads/list")
    assert await refused(stage, token)


async def test_a_preview_of_a_link_does_not_use_it_up(stage: Stage) -> None:
    link = await link_maker(stage.sign_in, ADDRESS)(ANA)
    for _ in range(3):
        await stage.browser().get(link)
    browser = stage.browser()
    await browser.page(link)
    assert (await browser.post("/desk/sign-in", {"token": link.partition("=")[2]})).status_code == 303


async def test_of_two_who_press_at_once_one_gets_in(stage: Stage) -> None:
    token = await stage.sign_in.invite(ANA)
    let_in = await asyncio.gather(*(stage.sign_in.enter(token) for _ in range(8)))
    assert sum(secret is not None for secret in let_in) == 1


async def test_a_link_is_too_old_after_ten_minutes(stage: Stage) -> None:
    token = await stage.sign_in.invite(ANA)
    stage.house.clock.turn(minutes=10)
    assert await refused(stage, token)


@pytest.mark.parametrize("token", ["", "made up", "x" * 5000, "\0", "' OR 1=1 --"])
async def test_a_made_up_link_is_refused(stage: Stage, token: str) -> None:
    await stage.sign_in.invite(ANA)
    assert await refused(stage, token)


async def test_the_cookie_is_for_the_desk_alone(stage: Stage) -> None:
    token = await stage.sign_in.invite(ANA)
    browser = stage.browser()
    await browser.page("/desk/sign-in")
    answer = await browser.post("/desk/sign-in", {"token": token})
    said = next(
        value for value in answer.headers.get_list("set-cookie") if value.startswith(f"{COOKIE}=")
    ).lower()
    for part in ("httponly", "secure", "samesite=lax", "path=/desk"):
        assert part in said


async def test_neither_links_nor_sessions_can_be_read_out_of_the_database(stage: Stage) -> None:
    token = await stage.sign_in.invite(ANA)
    secret = await stage.sign_in.enter(token)
    assert secret is not None
    kept = await stage.everything()
    assert token not in kept
    assert secret not in kept


async def test_a_stolen_cookie_is_worth_nothing_after_signing_out(stage: Stage) -> None:
    browser = await stage.enter(ANA)
    thief = stage.browser("10.6.6.6", httpx.Cookies(browser.client.cookies))
    assert (await thief.get("/desk/leads/list")).status_code == 200
    await browser.post("/desk/sign-out")
    assert (await thief.get("/desk/leads/list")).status_code == 303
    assert (await browser.get("/desk/leads/list")).status_code == 303


async def test_a_session_ends_after_twelve_hours_of_silence(stage: Stage) -> None:
    browser = await stage.enter(ANA)
    for _ in range(3):
        stage.house.clock.turn(hours=11)
        assert (await browser.get("/desk/leads/list")).status_code == 200
    stage.house.clock.turn(hours=12)
    assert (await browser.get("/desk/leads/list")).status_code == 303


async def test_a_session_ends_after_a_week_however_busy(stage: Stage) -> None:
    browser = await stage.enter(ANA)
    for _ in range(15):
        stage.house.clock.turn(hours=11)
        await browser.get("/desk/leads/list")
    stage.house.clock.turn(hours=4)
    assert (await browser.get("/desk/leads/list")).status_code == 303


async def test_a_made_up_cookie_is_nobody(stage: Stage) -> None:
    browser = await stage.enter(ANA)
    cookie = browser.client.cookies[COOKIE]
    for forged in ("", "x", cookie[:-2], cookie.swapcase(), '"' + cookie):
        stranger = stage.browser()
        stranger.client.cookies.set(COOKIE, forged, domain="desk.example", path="/desk")
        assert (await stranger.get("/desk/leads/list")).status_code == 303


async def test_who_tries_too_often_has_to_wait(stage: Stage) -> None:
    browser = stage.browser("10.6.6.6")
    await browser.page("/desk/sign-in")
    answers = [(await browser.post("/desk/sign-in", {"token": "guess"})).status_code for _ in range(12)]
    assert answers == [403] * 10 + [429] * 2
    assert await stage.enter(BEN, "10.0.0.2")


def test_tries_are_forgotten_in_time() -> None:
    now = 0.0
    tries = Tries(2, 10, lambda: now)
    assert [tries.allow("a"), tries.allow("a"), tries.allow("a"), tries.allow("b")] == [
        True,
        True,
        False,
        True,
    ]
    now = 10.0
    assert tries.allow("a")


async def test_signing_in_and_out_is_in_the_audit(stage: Stage) -> None:
    browser = await stage.enter(ANA)
    page = await browser.page("/desk/audit/list")
    assert "signed-in" in page
    await browser.post("/desk/sign-out")
    assert "signed-out" in await (await stage.enter(BEN)).page("/desk/audit/list")


async def test_a_short_key_is_refused(stage: Stage) -> None:
    with pytest.raises(BotError, match="SECRET_KEY"):
        make_app(None, web_url=ADDRESS, secret_key="short")  # type: ignore[arg-type]
