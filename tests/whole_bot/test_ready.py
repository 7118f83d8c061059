"""Ready in seconds: what ships with the knowledge, or what is there without it."""

import shutil
from pathlib import Path

from bot.app import LEARNT
from tests.whole_bot.running import Installation, installed

ASKED = "Who is Chopard?\n"


async def answered(bot: Installation, *told: str) -> None:
    finished = await bot.run(said=ASKED)
    assert finished.status == 0, finished.err
    assert "Chopard" in finished.out
    assert "Traceback" not in finished.err
    for part in told:
        assert part in finished.err


def ship(cache: Path, knowledge: Path) -> None:
    """Let what was learnt ship with the knowledge."""
    (knowledge / LEARNT).mkdir()
    for file in cache.glob("*.npz"):
        shutil.copy(file, knowledge / LEARNT)


async def test_what_ships_with_the_knowledge_need_not_be_learnt(
    tmp_path: Path, knowledge: Path, cache: Path
) -> None:
    ship(cache, knowledge)
    own = tmp_path / "own"
    bot = installed(tmp_path, KNOWLEDGE_DIR=str(knowledge), CACHE_DIR=str(own))
    await answered(bot)
    assert not list(own.glob("*.npz"))


async def test_a_shipped_file_that_is_damaged_is_told_and_left_aside(
    tmp_path: Path, knowledge: Path, cache: Path
) -> None:
    ship(cache, knowledge)
    (knowledge / LEARNT / "entries.npz").write_bytes(b"PK")
    bot = installed(tmp_path, KNOWLEDGE_DIR=str(knowledge), CACHE_DIR=str(cache))
    await answered(bot, "entries.npz is damaged")


async def test_a_cache_that_cannot_be_written_hinders_nothing(tmp_path: Path, knowledge: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    bot = installed(tmp_path, KNOWLEDGE_DIR=str(knowledge), CACHE_DIR=str(blocked))
    await answered(bot)
    assert blocked.is_file()
