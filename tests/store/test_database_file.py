"""The file under a running bot: gone, replaced, or never meant to be kept."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.store.database import Database
from bot.usecases.doctor import examine_database
from tests.staging import House, open_house, sqlite_without_rows


def unlink(folder: Path) -> None:
    (folder / "bot.db").unlink()


def unlink_all(folder: Path) -> None:
    for file in folder.glob("bot.db*"):
        file.unlink()


def unlink_log(folder: Path) -> None:
    (folder / "bot.db-wal").unlink()


def replace_folder(folder: Path) -> None:
    folder.rename(folder.with_name("old"))
    folder.mkdir()


def empty(folder: Path) -> None:
    unlink_all(folder)
    (folder / "bot.db").touch()


def put_folder(folder: Path) -> None:
    # The file goes on under another name, so that the folder cannot get its number.
    (folder / "bot.db").rename(folder / "away.db")
    (folder / "bot.db").mkdir()


@pytest.mark.parametrize("vanish", [unlink, unlink_all, replace_folder, empty, put_folder])
async def test_nothing_is_confirmed_once_the_file_has_vanished(
    tmp_path: Path, vanish: Callable[[Path], None]
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    async with open_house(sqlite_without_rows(folder)) as house:
        await house.submit()
        vanish(folder)
        with pytest.raises(BotError, match=r"bot\.db cannot be used"):
            await house.submit("Beta", chat_id="8")
        with pytest.raises(BotError, match="restore a backup"):
            await house.review.counts()
        assert not (folder / "bot.db").is_file() or not (folder / "bot.db").stat().st_size


@pytest.mark.parametrize("vanish", [unlink, unlink_all, unlink_log, replace_folder])
async def test_what_vanishes_in_the_middle_of_a_turn_is_not_told_as_kept(
    tmp_path: Path, vanish: Callable[[Path], None]
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    async with open_house(sqlite_without_rows(folder)) as house:
        await house.submit()

        async def write() -> None:
            async with house.database.transaction():
                vanish(folder)

        with pytest.raises(BotError, match="vanished while it was written"):
            await write()


async def test_a_file_that_is_put_back_is_used_again(tmp_path: Path) -> None:
    async with open_house(sqlite_without_rows(tmp_path)) as house:
        await house.submit()
        (tmp_path / "bot.db").rename(tmp_path / "away.db")
        with pytest.raises(BotError):
            await house.submit("Beta", chat_id="8")
        (tmp_path / "away.db").rename(tmp_path / "bot.db")
        await house.submit("Gamma", chat_id="9")
    assert companies(tmp_path / "bot.db") == ["Acme Ltd", "Gamma"]


async def test_a_backup_that_is_restored_under_the_running_bot_is_gone_on_with(tmp_path: Path) -> None:
    async with open_house(sqlite_without_rows(tmp_path)) as house:
        await house.submit()
        await house.database.backup(tmp_path / "backup.db")
        await house.submit("Beta", chat_id="8")
        unlink_all(tmp_path)
        shutil.copy(tmp_path / "backup.db", tmp_path / "bot.db")
        await house.submit("Gamma", chat_id="9")
        assert {lead.company for lead in await house.review.list()} == {"Acme Ltd", "Gamma"}
    assert companies(tmp_path / "bot.db") == ["Acme Ltd", "Gamma"]


def companies(file: Path) -> list[str]:
    connection = sqlite3.connect(file)
    try:
        return [row[0] for row in connection.execute("SELECT company FROM leads ORDER BY id")]
    finally:
        connection.close()


@pytest.mark.parametrize(
    "address",
    [
        "sqlite+aiosqlite:///",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///file::memory:?uri=true",
        "sqlite:///bot.db?mode=memory",
        "sqlite:///file:bot.db?uri=true",
        "sqlite:///~nobody-of-that-name/bot.db",
    ],
)
async def test_an_address_that_keeps_nothing_is_refused_with_a_sentence(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BotError, match="DATABASE_URL"):
        await Database.open(address)
    finding = await examine_database(address)
    assert not finding.well
    assert "DATABASE_URL" in finding.text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["sqlite:///~/bot.db", "sqlite+aiosqlite:///~/data/bot.db"])
async def test_a_home_folder_is_found_and_no_folder_of_that_name_is_made(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    database = await Database.open(address)
    house = House(database)
    await house.submit()
    await database.close()
    assert list((tmp_path / "work").iterdir()) == []
    assert companies(tmp_path / "home" / address.partition("~/")[2]) == ["Acme Ltd"]
