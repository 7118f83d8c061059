"""A bare call of the server, for what the client library would not send."""

from typing import Any

import aiohttp

from tests.botapi import TOKEN, BotApi


async def call(server: BotApi, method: str, *, token: str = TOKEN, **parameters: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{token}/{method}", json=parameters) as answer,
    ):
        return await answer.json()
