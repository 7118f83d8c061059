"""The running bot: settings → parts → serve.

The only place that knows every part. What it needs is loaded where it is needed: a command
that looks at one thing does not wait for the libraries of the others.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import typer

from bot.core.errors import BotError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.channels.command_line.progress import Tell
    from bot.channels.mail.server import MailServer
    from bot.content.check import Report
    from bot.content.live import Live
    from bot.matching.build import Builder
    from bot.settings import Settings
    from bot.store.database import Database
    from bot.usecases.parts import Parts
    from bot.usecases.posts import Posts


LEARNT = "learnt"
"""The folder within the knowledge that holds what was learnt from it."""
VECTORS = "vectors.npz"


def now() -> datetime:
    return datetime.now(UTC)


def knowledge_folder(settings: Settings) -> Path:
    """The folder of the knowledge.

    Raises:
        BotError: There is none.
    """
    folder = settings.knowledge_dir
    if not folder.is_dir():
        raise BotError(
            f"KNOWLEDGE_DIR: there is no folder {folder.absolute()}:"
            " start the bot where its knowledge is, or set KNOWLEDGE_DIR to that folder."
        )
    return folder


def load_builder(settings: Settings, tell: Tell) -> Builder:
    """What makes the matchers of the knowledge; `tell` hears how learning goes on where it takes long."""
    return make_builder(settings.cache_dir, settings.knowledge_dir / LEARNT, tell=tell)


def load_learner(settings: Settings, tell: Tell) -> Builder:
    """What learns the knowledge into the folder that ships with it, whatever the cache holds."""
    learner = make_builder(settings.cache_dir, kept_in=settings.knowledge_dir / LEARNT, tell=tell)
    if not learner.has_encoder:
        raise BotError(
            "The sentence encoder cannot be loaded: `partner-bot doctor` says what is wrong."
            " Nothing that is learnt without it can be shipped."
        )
    return learner


def make_builder(
    cache: Path, shipped: Path | None = None, *, kept_in: Path | None = None, tell: Tell | None = None
) -> Builder:
    """Put the means together.

    Args:
        cache: What the encoder unpacks for itself.
        shipped: Where vectors and what was learnt are looked for first; nothing is written there.
        kept_in: Where they are kept for the next start; `cache` if none is named.
        tell: Hears the share, in 0..1, that is learnt where learning takes long.
    """
    from bot.encoder.cache import ArrayFile, KeptVectors
    from bot.encoder.encoder import load_encoder
    from bot.encoder.keeping import KeepingEncoder
    from bot.encoder.learnt import LearntFiles
    from bot.encoder.lexicon import load_lexicon
    from bot.matching.build import Builder
    from bot.matching.progress import Progress

    encoder, progress, own = load_encoder(), Progress(tell), kept_in or cache
    encoded_by = encoder.name if encoder else ""
    folders = [folder for folder in (shipped, own) if folder is not None]

    def keeps(name: str) -> LearntFiles:
        return LearntFiles([ArrayFile(folder / f"{name}.npz", encoded_by) for folder in folders])

    kept = KeptVectors(own / VECTORS, encoded_by, shipped and shipped / VECTORS)
    keeping = KeepingEncoder(encoder, kept, progress) if encoder else None
    return Builder(keeping, load_lexicon(), keeps, progress)


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    from bot.store.database import Database

    database = await Database.open(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def open_live(settings: Settings, tell: Tell) -> Live:
    """The knowledge with its matcher, and what makes the next ones."""
    from bot.content.last_good import LastGood
    from bot.content.live import Live

    folder = knowledge_folder(settings)
    kept = LastGood(folder, settings.cache_dir)
    return Live(folder, load_builder(settings, tell).steps, date.today, kept)


@asynccontextmanager
async def followed(live: Live) -> AsyncIterator[None]:
    """Follow the edits of the knowledge meanwhile, and tell of them on standard error."""

    async def tell(report: Report) -> None:
        first = f"{report.problems[0]}; the old knowledge stays live." if report.problems else ""
        typer.echo(first or f"Knowledge {report.version} is live.", err=True)

    watching = asyncio.create_task(live.watch(tell, tell))
    try:
        yield
    finally:
        watching.cancel()


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[tuple[Parts, Live, asyncio.Event]]:
    """Open everything that serving needs, and an event that is set when a signal asks to stop."""
    from bot.channels.command_line.progress import tell_in_the_log
    from bot.channels.telegram.visitors import CHANNEL
    from bot.leads.reachable import Ways
    from bot.usecases.parts import Parts

    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    live = open_live(settings, tell_in_the_log())

    async def reload() -> tuple[str, ...]:
        return tuple(map(str, (await live.reload()).problems))

    managers = [f"telegram:{number}" for number in settings.staff_user_ids]
    async with open_database(settings) as database:
        parts = Parts.over(
            database,
            live,
            now,
            knowledge_dir=settings.knowledge_dir,
            reload=reload,
            problems=lambda: live.problems,
            managers=managers,
            ways=Ways(frozenset({CHANNEL}), mail=settings.smtp_url is not None),
        )
        yield parts, live, stop


async def talk_in_terminal(settings: Settings) -> None:
    from bot.channels.command_line.progress import tell_in_notes
    from bot.channels.terminal import Terminal
    from bot.usecases.talk import Talk

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    live = open_live(settings, tell_in_notes())
    async with open_database(settings) as database, followed(live):
        await Terminal(Talk(database, live, now), now).run()


async def serve_telegram(settings: Settings, token: str) -> None:
    """Serve Telegram, deliver notices, follow the knowledge and serve the desk, until stopped by a signal."""
    from bot.channels.telegram.channel import Access, TelegramChannel
    from bot.channels.web.login import link_maker
    from bot.usecases.delivery import Announcements, Courier
    from bot.usecases.late_answers import LateAnswers

    async with open_parts(settings) as (parts, live, stop):
        if settings.secret_key:
            parts = replace(parts, desk_link=link_maker(parts.sign_in, settings.desk_address))  # noqa: PLW2901
        access = Access(token, settings.telegram_api_url, settings.staff_chat_id, settings.staff_user_ids)
        channel = TelegramChannel(access, parts)
        parts = replace(parts, files=channel.files)  # noqa: PLW2901
        await channel.start()
        database = parts.database
        posts = with_mail(channel.posts, mail_server(settings), live)
        late_answers = LateAnswers(database, live, now)
        staff = Announcements(database, now)
        async with asyncio.TaskGroup() as group:
            group.create_task(Courier(database, posts, live, now).run(stop))
            group.create_task(parts.attend.run(stop))
            group.create_task(parts.unsent.run(stop))
            group.create_task(late_answers.run(stop))
            watching = group.create_task(live.watch(staff.problems, staff.swapped))
            if settings.secret_key:
                key = settings.secret_key.get_secret_value()
                group.create_task(serve_desk(settings, key, parts, stop))
            try:
                await channel.run(stop)
            finally:
                stop.set()
                watching.cancel()


def with_mail(posts: Posts, server: MailServer | None, live: Live) -> Posts:
    """The ways out, with letters where there is a mail server."""
    from bot.channels.mail.letters import Mail

    if server is None:
        return posts
    again = replace(posts.again, mail=Mail(server, live, again=True)) if posts.again else None
    return replace(posts, mail=Mail(server, live), again=again)


def mail_server(settings: Settings) -> MailServer | None:
    """The server that takes letters; None if none is set."""
    from bot.channels.mail.server import MailServer

    if settings.smtp_url is None or settings.mail_from is None:
        return None
    return MailServer.of(settings.smtp_url.get_secret_value(), settings.mail_from)


async def serve_desk(settings: Settings, secret_key: str, parts: Parts, stop: asyncio.Event) -> None:
    """Serve the desk in the browser until `stop` is set."""
    from bot.channels.web.app import listen, make_app, serve

    app = make_app(parts, web_url=settings.desk_address, secret_key=secret_key)
    await serve(app, listen(settings.web_host, settings.web_port), stop)
