"""Shared by all tests: what they need of the machine, a database, and what a short run leaves out."""

import os
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from xdist.workermanage import WorkerController

from tests.staging import House, open_house, sqlite_url, sqlite_without_rows

# A busy machine is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
"""Set to the address of a PostgreSQL server (with driver, for instance `postgresql+asyncpg://…/postgres`) to
run the tests of store and use cases on it as well; each test makes a database of its own there."""

LONG = "long"
"""The mark of tests that a run leaves out unless they are asked for."""
_LEFT_OUT = pytest.StashKey[int]()


def missing(what: str) -> NoReturn:
    """Leave a test out: what a machine lacks is no failure of the bot. In CI it is: there all is tested."""
    if os.environ.get("CI"):
        pytest.fail(f"in CI nothing is left out: {what}", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is."""
    return (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or missing("no Chromium here: apt-get install chromium")
    )


@pytest.fixture(scope="session")
def postgresql_driver() -> None:
    if find_spec("asyncpg") is None:
        missing("no driver for PostgreSQL here: uv sync --extra postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql" and not POSTGRES:
        missing("no PostgreSQL server named: set TEST_POSTGRES_URL, as .ci/run does")
    return request.param


@pytest.fixture
async def database_url(kind_of_database: str, tmp_path: Path) -> AsyncIterator[str]:
    if kind_of_database == "sqlite":
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
async def house(kind_of_database: str, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    if kind_of_database == "sqlite":
        sqlite_without_rows(tmp_path)
    async with open_house(database_url) as opened:
        yield opened


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    if items:
        count = sum(item.get_closest_marker(LONG) is not None for item in items)
        items[0].config.stash[_LEFT_OUT] = items[0].config.stash.get(_LEFT_OUT, 0) + count


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[LONG] = session.config.stash.get(_LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    # Every worker has left out the same ones.
    told = getattr(node, "workeroutput", {}).get(LONG, 0)
    node.config.stash[_LEFT_OUT] = max(told, node.config.stash.get(_LEFT_OUT, 0))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()))
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count} skipped: {reason.removeprefix('Skipped: ')}")
    if config.option.markexpr == f"not {LONG}" and (count := config.stash.get(_LEFT_OUT, 0)):
        terminalreporter.line(
            f'{count} long tests were left out; this runs them too: uv run pytest -m "long or not long"'
        )
