"""The whole bot on one page: settings → parts → commands."""

import asyncio
import logging
import os
import secrets
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

# One thread: the products are small, and threads that wait for each other cost forty times as much.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.channels.command_line.knowledge import knowledge_commands
from bot.channels.command_line.leads import command_line_user, leads_commands
from bot.channels.command_line.log import log_commands, logged_questions
from bot.channels.command_line.plain import AsJson, plain, print_json
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.content.check import Report
    from bot.content.live import Live
    from bot.core.matching.build import Builder
    from bot.store.database import Database
    from bot.usecases.parts import Parts
    from bot.usecases.review import Review

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def now() -> datetime:
    return datetime.now(UTC)


def builder(settings: Settings) -> "Builder":
    """What makes the matchers of a knowledge; says so where that takes long."""
    from bot.content.builder import load_builder

    if not any(settings.cache_dir.glob("learnt-*.npz")):
        typer.echo("The first start learns the knowledge; that takes a minute or two.", err=True)
    return load_builder(settings.cache_dir)


@asynccontextmanager
async def open_database(settings: Settings) -> "AsyncIterator[Database]":
    from bot.store.database import Database

    database = await Database.open(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


@app.callback(invoke_without_command=True)
def whole_bot(context: typer.Context) -> None:
    """Answer questions about ARM's partnerships and keep every enquiry. Without a command: `run`."""
    if context.invoked_subcommand is None:
        run()


@app.command()
@plain
async def run() -> None:
    """Run the bot: on Telegram where TELEGRAM_BOT_TOKEN is set, else as a chat in the terminal."""
    settings = read_settings()
    if settings.telegram_bot_token is None:
        await talk_in_terminal(settings)
    else:
        await serve_telegram(settings, settings.telegram_bot_token.get_secret_value())


@app.command()
@plain
async def chat() -> None:
    """Chat in the terminal, whatever the settings say."""
    await talk_in_terminal(read_settings())


async def talk_in_terminal(settings: Settings) -> None:
    from bot.channels.terminal import Terminal
    from bot.content.live import Live
    from bot.usecases.talk import Talk

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    live = Live(settings.knowledge_dir, builder(settings).steps, date.today)
    async with open_database(settings) as database, followed(live):
        await Terminal(Talk(database, live, now), now).run()


@asynccontextmanager
async def followed(live: "Live") -> "AsyncIterator[None]":
    """Follow the edits of the knowledge meanwhile, and tell of them on standard error."""

    async def tell(report: "Report") -> None:
        first = f"{report.problems[0]}; the old knowledge stays live." if report.problems else ""
        typer.echo(first or f"Knowledge {report.version} is live.", err=True)

    watching = asyncio.create_task(live.watch(tell, tell))
    try:
        yield
    finally:
        watching.cancel()


@asynccontextmanager
async def open_bot(settings: Settings) -> "AsyncIterator[tuple[Database, Live, Parts, asyncio.Event]]":
    """Open everything that serving needs, and an event that is set when a signal asks to stop."""
    from bot.content.live import Live
    from bot.usecases.parts import Parts

    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    live = Live(settings.knowledge_dir, builder(settings).steps, date.today)
    managers = [f"telegram:{number}" for number in settings.staff_user_ids]
    async with open_database(settings) as database:
        yield database, live, Parts.over(database, live, now, managers), stop


async def serve_telegram(settings: Settings, token: str) -> None:
    """Serve Telegram, deliver notices, follow the knowledge and serve the desk, until stopped by a signal."""
    from bot.channels.telegram.channel import Access, TelegramChannel, Work
    from bot.channels.telegram.staff_parts import StaffWork
    from bot.channels.web.login import link_maker
    from bot.usecases.announce import Announcements
    from bot.usecases.carry import Carriers
    from bot.usecases.deliver import Courier
    from bot.usecases.watch import Watch

    async with open_bot(settings) as (database, live, parts, stop):

        async def reload() -> tuple[str, ...]:
            return tuple(map(str, (await live.reload()).problems))

        staff_work = StaffWork(
            review=parts.review,
            cards=parts.cards,
            exchange=parts.exchange,
            attend=parts.attend,
            figures=parts.figures,
            gaps=parts.gaps,
            roster=parts.roster,
            find=parts.find,
            export=parts.export,
            knowledge_dir=settings.knowledge_dir,
            guests=parts.guests,
            reload=reload,
            clock=now,
            desk_link=link_maker(parts.sign_in, settings.desk_address) if settings.secret_key else None,
        )
        access = Access(token, settings.telegram_api_url, settings.staff_chat_id, settings.staff_user_ids)
        channel = TelegramChannel(access, Work(parts.talk, staff_work, live, now))
        await channel.start()
        watch = Watch(database, live, now, channel.posts.visitors)
        carriers = {**Carriers(database, channel.posts, live, now).by_kind(), **watch.by_kind()}
        staff = Announcements(database, now)
        async with asyncio.TaskGroup() as group:
            group.create_task(Courier(database, channel.notifier, live, now, carriers=carriers).run(stop))
            group.create_task(parts.attend.run(stop))
            group.create_task(watch.run(stop))
            watching = group.create_task(live.watch(staff.problems, staff.swapped))
            if settings.secret_key:
                key = settings.secret_key.get_secret_value()
                group.create_task(serve_desk(settings, key, database, live, parts, stop))
            try:
                await channel.run(stop)
            finally:
                stop.set()
                watching.cancel()


async def serve_desk(
    settings: Settings,
    secret_key: str,
    database: "Database",
    live: "Live",
    parts: "Parts",
    stop: asyncio.Event,
) -> None:
    """Serve the desk in the browser until `stop` is set."""
    from bot.channels.web.app import Work, listen, make_app, serve

    work = Work(
        database=database,
        live=live,
        review=parts.review,
        exchange=parts.exchange,
        sign_in=parts.sign_in,
        figures=parts.figures,
        gaps=parts.gaps,
        knowledge_dir=settings.knowledge_dir,
        clock=now,
    )
    app_ = make_app(work, web_url=settings.desk_address, secret_key=secret_key)
    await serve(app_, listen(settings.web_host, settings.web_port), stop)


@app.command()
@plain
async def desk() -> None:
    """Serve the lead desk in the browser, and print a link that lets you in once, as lead manager."""
    from bot.channels.web.login import link_maker

    settings = read_settings()
    key = settings.secret_key.get_secret_value() if settings.secret_key else secrets.token_urlsafe(32)
    async with open_bot(settings) as (database, live, parts, stop), followed(live):
        link = await link_maker(parts.sign_in, settings.desk_address)(command_line_user())
        typer.echo(f"{link}\nIt works once, for ten minutes. Ctrl+C stops the desk.")
        await serve_desk(settings, key, database, live, parts, stop)


@app.command()
@plain
async def doctor(as_json: AsJson = False) -> int:
    """Look at everything the bot needs, and say how to mend what is not well."""
    from bot.channels.command_line.show import show_findings
    from bot.channels.telegram.probe import examine_telegram
    from bot.content.encoder import load_encoder
    from bot.usecases import doctor as look

    settings = read_settings()
    token = settings.telegram_bot_token
    findings = [
        look.examine_knowledge(settings.knowledge_dir, date.today()),
        look.examine_encoder(load_encoder(settings.cache_dir) is not None),
        await look.examine_database(settings.database_url),
        look.examine_disk(Path("data")),
    ]
    if token is None:
        findings.append(look.TERMINAL_ONLY)
    else:
        address, staff_chat = settings.telegram_api_url, settings.staff_chat_id
        findings += await examine_telegram(token.get_secret_value(), address, staff_chat)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        show_findings(findings)
    return 0 if all(finding.well for finding in findings) else 1


def open_store() -> "AbstractAsyncContextManager[Database]":
    return open_database(read_settings())


@asynccontextmanager
async def open_review() -> "AsyncIterator[Review]":
    from bot.usecases.review import Review

    async with open_store() as database:
        yield Review(database, now)


knowledge_commands(
    app,
    lambda: read_settings().knowledge_dir,
    lambda: builder(read_settings()).build,
    partial(logged_questions, open_store),
)
log_commands(app, open_store)
app.add_typer(leads_commands(open_review), name="leads")

if __name__ == "__main__":
    app()
