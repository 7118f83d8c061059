"""The whole bot on one page: settings → parts → commands."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

# One thread: the products are small, and threads that wait for each other cost forty times as much.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.channels.command_line.knowledge import knowledge_commands
from bot.channels.command_line.leads import leads_commands
from bot.channels.command_line.plain import AsJson, plain, print_json
from bot.core.errors import BotError
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.core.knowledge import Knowledge
    from bot.core.matching.match import Matches
    from bot.store.database import Database
    from bot.usecases.review import Review

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def now() -> datetime:
    return datetime.now(UTC)


def matcher_of(settings: Settings) -> "Callable[[Knowledge], Matches]":
    """What makes the matcher of a knowledge, with the sentence vector where it is installed."""
    from bot.content.encoder import load_encoder
    from bot.content.learnt import LearntFile
    from bot.content.lexicon import load_lexicon
    from bot.core.matching.build import build_matcher

    encoder, general = load_encoder(settings.cache_dir), load_lexicon()
    keeps = LearntFile(settings.cache_dir / "learnt.npz")
    return lambda knowledge: build_matcher(knowledge, encoder, general, keeps)


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
    live = Live(settings.knowledge_dir, matcher_of(settings), date.today)
    async with open_database(settings) as database:
        await Terminal(Talk(database, live, now), now).run()


async def serve_telegram(settings: Settings, token: str) -> None:
    """Wire feed, talk, review, courier and live knowledge together, until stopped by a signal."""
    from bot.channels.telegram.channel import Access, TelegramChannel, Work
    from bot.channels.telegram.staff_parts import StaffWork
    from bot.content.live import Live
    from bot.usecases.announce import Announcements
    from bot.usecases.attend import Attend
    from bot.usecases.cards import Cards
    from bot.usecases.carry import Carriers
    from bot.usecases.deliver import Courier
    from bot.usecases.exchange import Exchange
    from bot.usecases.export import Export
    from bot.usecases.figures import Figures
    from bot.usecases.find import Find
    from bot.usecases.gaps import GapBoard
    from bot.usecases.guests import Guests
    from bot.usecases.review import Review
    from bot.usecases.roster import Roster
    from bot.usecases.talk import Talk
    from bot.usecases.watch import Watch

    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    live = Live(settings.knowledge_dir, matcher_of(settings), date.today)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    async def reload() -> tuple[str, ...]:
        return tuple(map(str, (await live.reload()).problems))

    async with open_database(settings) as database:
        legal_forms = live.snapshot.knowledge.talk.names.legal_forms
        attend = Attend(database, live, now)
        managers = [f"telegram:{number}" for number in settings.staff_user_ids]
        staff_work = StaffWork(
            review=Review(database, now, legal_forms),
            cards=Cards(database, now),
            exchange=Exchange(database, now, legal_forms),
            attend=attend,
            figures=Figures(database, live, now),
            gaps=GapBoard(database, live, now),
            roster=Roster(database, now, managers),
            find=Find(database, live),
            export=Export(database, now),
            knowledge_dir=settings.knowledge_dir,
            guests=Guests(database, now),
            reload=reload,
            clock=now,
        )
        work = Work(Talk(database, live, now), staff_work, live, now)
        channel = TelegramChannel(
            Access(token, settings.telegram_api_url, settings.staff_chat_id, settings.staff_user_ids), work
        )
        await channel.start()
        watch = Watch(database, live, now, channel.posts.visitors)
        carriers = {**Carriers(database, channel.posts, live, now).by_kind(), **watch.by_kind()}
        courier = Courier(database, channel.notifier, live, now, carriers=carriers)
        staff = Announcements(database, now)
        async with asyncio.TaskGroup() as group:
            group.create_task(courier.run(stop))
            group.create_task(attend.run(stop))
            group.create_task(watch.run(stop))
            watching = group.create_task(live.watch(staff.problems, staff.swapped))
            try:
                await channel.run(stop)
            finally:
                stop.set()
                watching.cancel()


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


@app.command()
@plain
async def questions(
    unanswered: Annotated[
        bool, typer.Option("--unanswered", help="Only what got no answer, grouped.")
    ] = False,
    at: Annotated[str, typer.Option(help="What was asked and said on a day: 2026-11-23.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show logged questions: the latest, those without an answer, or those of a day."""
    from bot.channels.command_line import show
    from bot.usecases.insight import Insight

    try:
        day = date.fromisoformat(at) if at else None
    except ValueError:
        raise BotError(f"--at {at}: write a day as 2026-11-23.") from None
    async with open_database(read_settings()) as database:
        insight = Insight(database)
        if unanswered:
            gaps = await insight.unanswered()
            print_json([asdict(gap) for gap in gaps]) if as_json else show.show_gaps(gaps)
            return
        asked = await insight.asked_on(day) if day else await insight.latest()
        print_json([asdict(question) for question in asked]) if as_json else show.show_questions(asked)


@app.command()
@plain
async def migrate() -> None:
    """Bring the database's tables up to date; `run` does so by itself."""
    async with open_database(read_settings()):
        typer.echo("The tables are up to date.")


@app.command()
@plain
async def backup(file: Path) -> None:
    """Copy the live SQLite database to a new file."""
    async with open_database(read_settings()) as database:
        await database.backup(file)
    typer.echo(f"Copied to {file}.")


@asynccontextmanager
async def open_review() -> "AsyncIterator[Review]":
    from bot.usecases.review import Review

    async with open_database(read_settings()) as database:
        yield Review(database, now)


async def logged_questions() -> tuple[tuple[str, str], ...]:
    from bot.usecases.insight import Insight

    async with open_database(read_settings()) as database:
        return tuple((asked.text, asked.language) for asked in await Insight(database).latest(1000))


knowledge_commands(
    app, lambda: read_settings().knowledge_dir, lambda: matcher_of(read_settings()), logged_questions
)
app.add_typer(leads_commands(open_review), name="leads")

if __name__ == "__main__":
    app()
