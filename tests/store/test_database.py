import asyncio
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bot.core.errors import BotError
from bot.store.database import Database
from bot.store.schema import Conversation
from tests.patience import PATIENCE, until
from tests.staging import START, House, open_house, sqlite_url


async def test_the_folder_and_the_file_are_for_their_owner_alone(tmp_path: Path) -> None:
    async with open_house(f"sqlite:///{tmp_path}/new/data/bot.db"):
        pass
    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "data" / "bot.db").stat().st_mode) == 0o600


async def test_sqlite_keeps_a_log_waits_when_busy_and_checks_references(tmp_path: Path) -> None:
    async with open_house(sqlite_url(tmp_path)) as house, house.database.reading() as session:
        found = [
            await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
        ]
    assert found == ["wal", 10_000, 1, 2]


async def test_a_transaction_is_kept_whole_or_not_at_all(house: House) -> None:
    async def fail() -> None:
        async with house.database.transaction() as session:
            session.add(conversation("1"))
            await session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    async with house.database.transaction() as session:
        session.add(conversation("2"))
    async with house.database.reading() as session:
        assert (await session.scalars(select(Conversation.chat_id))).all() == ["2"]


async def test_times_come_back_in_utc(house: House) -> None:
    async with house.database.transaction() as session:
        session.add(conversation("1"))
    async with house.database.reading() as session:
        assert await session.scalar(select(Conversation.created_at)) == START


async def test_a_time_without_a_zone_is_refused(house: House) -> None:
    async def keep() -> None:
        async with house.database.transaction() as session:
            session.add(conversation("1", created_at=START.replace(tzinfo=None)))

    with pytest.raises(Exception, match="times in the store are aware"):
        await keep()


async def test_readers_do_not_wait_for_a_writer(house: House) -> None:
    async with house.database.transaction() as session:
        session.add(conversation("1"))
        await session.flush()
        async with asyncio.timeout(PATIENCE), house.database.reading() as reader:
            assert (await reader.scalars(select(Conversation))).all() == []


async def test_a_backup_of_a_database_in_use_is_complete(tmp_path: Path) -> None:
    async with open_house(sqlite_url(tmp_path)) as house:
        await house.say("hello")
        await house.database.backup(tmp_path / "copy.db")
        with pytest.raises(BotError, match="exists already"):
            await house.database.backup(tmp_path / "copy.db")
        with pytest.raises(BotError, match="cannot be written"):
            await house.database.backup(tmp_path / "nowhere" / "copy.db")
    async with open_house(f"sqlite:///{tmp_path}/copy.db") as copy:
        assert await copy.say("hello") == "turn 2"


@pytest.mark.parametrize("url", ["", "data/bot.db", "nosuch://x", "sqlite+nosuch:///x.db"])
async def test_an_address_that_makes_no_sense_is_one_clear_sentence(url: str) -> None:
    with pytest.raises(BotError, match="DATABASE_URL is not an address of a database"):
        await Database.open(url)


async def test_a_folder_that_cannot_be_made_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    with pytest.raises(BotError, match=r"data/bot\.db cannot be written .* or set DATABASE_URL"):
        await Database.open(f"sqlite:///{tmp_path}/data/bot.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
async def test_a_folder_without_write_access_is_one_clear_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(BotError, match=r"bot\.db cannot be written .*Permission denied"):
        await Database.open(sqlite_url(tmp_path))


async def test_a_file_that_is_no_database_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(BotError, match="restore a backup"):
        await Database.open(sqlite_url(tmp_path))


async def test_a_damaged_file_is_one_clear_sentence(tmp_path: Path) -> None:
    async with open_house(sqlite_url(tmp_path)) as house:
        for number in range(50):
            await house.say("hello", chat_id=str(number))
    file = tmp_path / "bot.db"
    content = bytearray(file.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    file.write_bytes(content)
    with pytest.raises(BotError, match="the file is damaged; restore a backup"):
        async with open_house(sqlite_url(tmp_path)) as house:
            await house.say("hello")


@pytest.mark.usefixtures("postgresql_driver")
async def test_a_server_that_does_not_answer_is_one_clear_sentence() -> None:
    with pytest.raises(BotError, match="runs and can be reached") as told:
        await Database.open("postgresql://somebody:secret@127.0.0.1:1/bot")
    assert "secret" not in str(told.value)


async def test_a_full_disk_is_one_clear_sentence(tmp_path: Path) -> None:
    async with open_house(sqlite_url(tmp_path)) as house:

        async def fill() -> None:
            async with house.database.transaction() as session:
                await session.execute(text("PRAGMA max_page_count = 1"))
                session.add(conversation("1", state="x" * 5_000_000))

        with pytest.raises(BotError, match="free some space"):
            await fill()


async def test_another_process_that_holds_the_file_is_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "sqlalchemy.engine")
    async with open_house(sqlite_url(tmp_path)) as house:
        other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(house.say("hello"))
        await until(lambda: "BEGIN IMMEDIATE" in caplog.text, "the write to begin")
        assert not waiting.done()
        other.execute("COMMIT")
        other.close()
        assert await waiting == "turn 1"


async def test_errors_do_not_repeat_what_visitors_typed(house: House) -> None:
    async with house.database.transaction() as session:
        session.add(conversation("1", state="first"))

    async def again() -> None:
        async with house.database.transaction() as session:
            session.add(conversation("1", state="very secret"))

    with pytest.raises(IntegrityError) as told:
        await again()
    assert "very secret" not in str(told.value)


def conversation(chat_id: str, **values: object) -> Conversation:
    default: dict[str, object] = {
        "channel": "test",
        "chat_id": chat_id,
        "state": "{}",
        "version": 0,
        "language": None,
        "created_at": START,
        "updated_at": START,
    }
    return Conversation(**(default | values))


async def test_no_log_repeats_what_visitors_typed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with open_house(sqlite_url(tmp_path)) as house:
        await house.say("ask fallback very secret")
    assert "very secret" not in caplog.text
