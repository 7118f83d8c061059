"""Brings the tables up to date, on SQLite and PostgreSQL alike."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import BotError

HEAD: Final = "0007"
"""The newest revision under `versions/`. Known here so that a start with nothing to do, which is nearly
every start, need not load Alembic."""

_SAME_FOR_ALL: Final = 7_203_411
"""Any number will do, as long as every process of the bot locks the same one."""


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the tables to `HEAD`, in one transaction; several processes may start at once.

    Raises:
        BotError: The database was made by a newer version of the bot.
    """
    async with engine.connect() as connection:
        found = await connection.run_sync(_revision)
    if found == HEAD:
        return
    async with engine.begin() as connection:
        await connection.run_sync(upgrade_to)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def upgrade_to(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a revision, within the connection's transaction.

    Raises:
        BotError: The database was made by a newer version of the bot.
    """
    from alembic import command  # noqa: PLC0415 - takes longer than the rest of a start together
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SAME_FOR_ALL})
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise BotError(
            "The database was made by a newer version of the bot: update the bot, or use another database."
        ) from error
