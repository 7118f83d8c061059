"""A server, a staff group, and a bot installed beside them."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content.load import load
from tests.botapi import BotApi, Group, Person
from tests.shipped import CACHE, KNOWLEDGE, learnt, shipped_snapshot
from tests.whole_bot.running import Installation, installed
from tests.whole_bot.small import small_knowledge
from tests.whole_bot.words import Words


@pytest.fixture(scope="session")
def words() -> Words:
    return Words(load(KNOWLEDGE))


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as started:
        yield started


@pytest.fixture
def cleo(server: BotApi) -> Person:
    """A colleague on the staff."""
    return server.user("Cleo", "en")


@pytest.fixture
def staff(server: BotApi, cleo: Person) -> Group:
    return server.group([cleo], "Staff")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small knowledge, to be copied and then changed at will."""
    return small_knowledge(tmp_path_factory.mktemp("small") / "knowledge")


@pytest.fixture(scope="session")
def cache(small: Path) -> Path:
    """A cache in which the small knowledge is learnt: a bot killed while it learns never gets on."""
    learnt(small, CACHE / "small")
    return CACHE / "small"


@pytest.fixture
def knowledge(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "knowledge"))


@pytest.fixture(scope="session")
def shipped_cache() -> Path:
    """The cache of the shipped knowledge, which is learnt by now: no start has to."""
    shipped_snapshot()
    return CACHE


@pytest.fixture
async def bot(
    server: BotApi, staff: Group, tmp_path: Path, knowledge: Path, cache: Path
) -> AsyncIterator[Installation]:
    installation = installed(
        tmp_path,
        server,
        STAFF_CHAT_ID=str(staff.id),
        KNOWLEDGE_DIR=str(knowledge),
        # The vectors of one knowledge would push out those of the other.
        CACHE_DIR=str(cache),
    )
    server.guards.append(installation.must_run)
    yield installation
    await installation.stop()
    assert server.token.split(":")[1] not in installation.said
    assert "Traceback" not in installation.said
