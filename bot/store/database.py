"""The way to the database: connections, transactions, and one clear sentence when it cannot be had."""

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from bot.core.errors import BotError
from bot.store.database_file import DatabaseFile, file_of
from bot.store.migrations import upgrade

BUSY_MILLISECONDS: Final = 10_000
"""How long a writer waits for another process that holds the SQLite file."""

_DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
_READ_ONLY: Final = "bot_read_only"
_NOTICES: Final = "bot_notices"


log = logging.getLogger(__name__)


class Database:
    """One database and its connections; use `Database.open`.

    `notices_added` is set after each commit that put notices into the outbox, so that couriers of this
    process need not wait for their next look.
    """

    def __init__(self, engine: AsyncEngine, file: DatabaseFile | None) -> None:
        self._engine = engine
        self._file = file
        self._one_writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        self.notices_added = asyncio.Event()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect, and bring the tables up to date.

        Args:
            url: An SQLAlchemy URL, with or without driver: `sqlite:///data/bot.db`, `postgresql://…`.

        Raises:
            BotError: The address makes no sense, or the database cannot be reached, read or written.
        """
        engine = make_engine(url)
        file = file_of(engine.url)
        try:
            async with _plain_errors(engine.url):
                if file is not None:
                    await asyncio.to_thread(_prepare_file, file)
                await upgrade(engine)
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine, DatabaseFile(file) if file is not None else None)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Everything done with the session is committed at the end, or nothing of it.

        On SQLite the whole transaction holds the one write lock; the writers of this process queue for it
        in order, which is fairer and faster than SQLite's own waiting.

        Raises:
            BotError: The database cannot be reached, read or written.
            IntegrityError: A constraint does not hold; the caller knows what that means.
        """
        async with AsyncExitStack() as stack:
            if self._one_writer is not None:
                await stack.enter_async_context(self._one_writer)
            await stack.enter_async_context(_plain_errors(self._engine.url))
            await self._find_file()
            session = await stack.enter_async_context(AsyncSession(self._engine, expire_on_commit=False))
            async with session.begin():
                yield session
            if self._file is not None:
                self._file.confirm()
            if session.info.get(_NOTICES):
                self.notices_added.set()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one consistent state and waits for no writer.

        Raises:
            BotError: The database cannot be reached or read.
        """
        engine = self._engine.execution_options(**{_READ_ONLY: True})
        async with _plain_errors(self._engine.url):
            await self._find_file()
            async with AsyncSession(engine) as session:
                yield session

    async def _find_file(self) -> None:
        """Follow a file that was replaced, as by a restored backup; one that is gone is not made anew."""
        if self._file is None or not self._file.is_replaced():
            return
        log.error("The file of the database %s was replaced: going on with the new one", self._file.path)
        self._file.take()
        await self._engine.dispose()
        await asyncio.to_thread(_prepare_file, self._file.path)
        await upgrade(self._engine)

    async def backup(self, file: Path) -> None:
        """Copy the database to a new file, while it is in use. SQLite only.

        Raises:
            BotError: The file exists or cannot be written, or the database is not SQLite.
        """
        source = self._engine.url.database
        if self._engine.dialect.name != "sqlite" or not source:
            raise BotError("`backup` copies SQLite files; use pg_dump for a PostgreSQL database.")
        await asyncio.to_thread(_copy_live, Path(source), file)

    async def close(self) -> None:
        """Give back every connection."""
        await self._engine.dispose()


def mark_notices(session: AsyncSession) -> None:
    """Have couriers woken once this session's transaction is committed."""
    session.info[_NOTICES] = True


def make_engine(url: str) -> AsyncEngine:
    """Prepare connections, without making any yet.

    Raises:
        BotError: The address makes no sense, names nothing that is kept, or its driver is not installed.
    """
    try:
        address = make_url(url)
        address = address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))
        if (file := file_of(address)) is not None:
            address = address.set(database=str(file))
        options: dict[str, Any] = {} if address.get_backend_name() == "sqlite" else {"pool_pre_ping": True}
        # Parameters are what visitors typed: they must not reach a log through an error message.
        engine = create_async_engine(address, hide_parameters=True, **options)
    except ModuleNotFoundError as error:
        raise BotError(f"The database address needs the package {error.name}: install it.") from error
    except (ArgumentError, SQLAlchemyError) as error:
        raise BotError(
            "DATABASE_URL is not an address of a database;"
            " write for instance sqlite+aiosqlite:///data/bot.db or postgresql+asyncpg://user@host/name."
        ) from error
    if engine.dialect.name == "sqlite":
        # At DEBUG the driver logs each statement with its parameters, which are what visitors typed.
        logging.getLogger("aiosqlite").setLevel(logging.INFO)
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_file(file: Path) -> None:
    """Make the SQLite file and its folder for their owner alone, and have it keep a write-ahead log."""
    try:
        if not file.parent.exists():
            file.parent.mkdir(mode=0o700, parents=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise BotError(
            f"The database file {file} cannot be written ({error.strerror}):"
            " give the bot write access to its folder, or set DATABASE_URL to another place."
        ) from error
    # Only the first start of all has to change the mode, and for that SQLite does not wait by itself.
    give_up_at = time.monotonic() + BUSY_MILLISECONDS / 1000
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(file)) as connection:
        while not _switched_to_log(connection) and time.monotonic() < give_up_at:
            time.sleep(0.02)


def _switched_to_log(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        return "locked" not in str(error)
    return True


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions begin too late and never immediately; ours begin in _begin_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that first reads and then writes fails at once when somebody else wrote between.
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _copy_live(source: Path, target: Path) -> None:
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise BotError(f"{target} exists already: name a new file for the backup.") from error
    except OSError as error:
        raise BotError(f"The backup {target} cannot be written ({error.strerror}).") from error
    try:
        reader, writer = sqlite3.connect(source), sqlite3.connect(target)
        try:
            reader.backup(writer)
        finally:
            reader.close()
            writer.close()
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise BotError(f"The backup {target} could not be made: {error}.") from error


@asynccontextmanager
async def _plain_errors(url: URL) -> AsyncIterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise BotError(_sentence(url, str(error.orig))) from error
    except PoolTimeoutError as error:
        raise BotError(_sentence(url, "every connection is in use")) from error
    except OSError as error:
        raise BotError(_sentence(url, error.strerror or str(error))) from error


def _sentence(url: URL, reason: str) -> str:
    first = reason.strip().splitlines()[0] if reason.strip() else "no reason given"
    name = url.database or "?" if url.get_backend_name() == "sqlite" else url.render_as_string()
    return f"The database {name} cannot be used ({first}): {_remedy(first)}."


def _remedy(reason: str) -> str:
    known = {
        "not a database": "the file is damaged or is something else; restore a backup, or move it away",
        "malformed": "the file is damaged; restore a backup",
        "readonly": "give the bot write access to the file and its folder",
        "unable to open": "give the bot write access to the file and its folder",
        "locked": "another process holds it; wait for that, or stop it",
        "full": "free some space on the disk",
        "password": "correct user and password in DATABASE_URL",
    }
    return next(
        (remedy for sign, remedy in known.items() if sign in reason),
        "check DATABASE_URL, and that the database runs and can be reached",
    )
