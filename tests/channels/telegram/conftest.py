"""A server and a database for the channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.botapi import BotApi
from tests.staging import sqlite_without_rows


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as started:
        yield started


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(sqlite_without_rows(tmp_path))
    yield opened
    await opened.close()
