import asyncio
import re
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.core.errors import BotError
from bot.store.database import Database, make_engine
from bot.store.migrations import HEAD, upgrade, upgrade_to
from bot.store.schema import Base
from tests.staging import open_house, sqlite_url

_PARTS = re.compile(r",(?![^()]*\))|\n")
"""Where one part of a statement ends: at a line's end, or at a comma outside of brackets."""
STARTS_MOST = 20
MIGRATIONS = Path(__file__).parents[2] / "bot" / "store" / "migrations"


def _bare(part: str) -> str:
    return part.strip(" \t(),")


async def test_the_migrations_make_the_tables_that_the_program_expects(database_url: str) -> None:
    engine = make_engine(database_url)
    await upgrade(engine)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_the_checks_of_the_migrations_are_those_of_the_schema(tmp_path: Path) -> None:
    migrated, created = make_engine(sqlite_url(tmp_path)), make_engine(f"sqlite:///{tmp_path}/created.db")
    await upgrade(migrated)
    async with created.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    found = []
    for engine in (migrated, created):
        async with engine.connect() as connection:
            rows = await connection.execute(
                text("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND sql IS NOT NULL")
            )
            # The order of columns and constraints within a table means nothing.
            found.append({frozenset(map(_bare, _PARTS.split(sql))) for (sql,) in rows})
        await engine.dispose()
    assert found[0] == found[1]


def test_the_newest_revision_is_the_one_that_a_start_looks_for() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


async def test_processes_that_start_at_once_do_not_get_in_each_others_way(database_url: str) -> None:
    opened = await asyncio.gather(*(Database.open(database_url) for _ in range(8)))
    for database in opened:
        await database.close()


async def test_a_start_with_nothing_to_migrate_is_quick(database_url: str) -> None:
    await (await Database.open(database_url)).close()
    # On a busy machine some starts wait for others' work: the quickest one tells how long it takes.
    for _ in range(STARTS_MOST):
        begin = time.perf_counter()
        await (await Database.open(database_url)).close()
        if (took := time.perf_counter() - begin) < 0.3:
            break
    assert took < 0.3


async def test_a_database_of_a_newer_version_is_one_clear_sentence(database_url: str) -> None:
    database = await Database.open(database_url)
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    await database.close()
    with pytest.raises(BotError, match="newer version of the bot"):
        await Database.open(database_url)


async def test_leads_and_questions_of_the_first_tables_are_found_after_the_upgrade(tmp_path: Path) -> None:
    engine = make_engine(sqlite_url(tmp_path))
    async with engine.begin() as connection:
        await connection.run_sync(lambda synchronous: upgrade_to(synchronous, "0001"))
        await connection.execute(
            text(
                "INSERT INTO leads (reference, status, company, contact_name, email, way, language, channel,"
                " origin, created_at, updated_at, version, consent_version, consent_at, consent_language)"
                " VALUES ('K7F-2MX', 'new', 'Orfèvre SA', 'Eva', 'Eva@orfevre.example', 'fund', 'fr', 'test',"
                " '', :at, :at, 1, '1', :at, 'fr')"
            ),
            {"at": "2026-01-02 00:00:00.000000"},
        )
    await engine.dispose()
    async with open_house(sqlite_url(tmp_path)) as house:
        (found,) = await house.review.list(text="orfevre")
        assert found.reference == "K7F-2MX"
        again = await house.review.show(await house.submit("Orfevre SARL"))
        assert again is not None
        assert again.possible_duplicates == ("K7F-2MX",)


async def test_managers_of_before_are_those_of_the_settings_and_the_server_keeps_its_own(
    tmp_path: Path,
) -> None:
    engine = make_engine(sqlite_url(tmp_path))
    async with engine.begin() as connection:
        await connection.run_sync(lambda synchronous: upgrade_to(synchronous, "0004"))
        for id_, role in (("telegram:1", "manager"), ("telegram:2", "agent"), ("command-line", "manager")):
            await connection.execute(
                text("INSERT INTO staff VALUES (:id, 'Ana', :role, '2026-01-02 00:00:00.000000')"),
                {"id": id_, "role": role},
            )
    await engine.dispose()
    async with open_house(sqlite_url(tmp_path)) as house, house.database.reading() as session:
        rows = await session.execute(text("SELECT id, role, listed FROM staff ORDER BY id"))
        assert [tuple(row) for row in rows] == [
            ("command-line", "manager", 0),
            ("telegram:1", "manager", 1),
            ("telegram:2", "agent", 0),
        ]
