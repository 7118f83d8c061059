"""Shared by all tests: a database to work on, SQLite by default."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from tests.staging import House, open_house, sqlite_url

# A busy machine is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
"""Set to the address of a PostgreSQL server (with driver, for instance `postgresql+asyncpg://…/postgres`) to
run the tests of store and use cases on it as well; each test makes a database of its own there."""


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    if request.param == "sqlite":
        yield sqlite_url(tmp_path)
        return
    name = f"test_{uuid4().hex}"
    server = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    async with server.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await server.dispose()


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as opened:
        yield opened
