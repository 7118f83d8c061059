"""A server and python-telegram-bot's client of it."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from tests.botapi import TOKEN, BotApi


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as started:
        yield started


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{server.url}/bot") as client:
        yield client
