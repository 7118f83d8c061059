"""The commands of `partner-bot`: each reads the settings, and loads what it needs so as to start quickly."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import typer

from bot.channels.command_line.by_hand import add_command
from bot.channels.command_line.knowledge import knowledge_commands
from bot.channels.command_line.leads import command_line_user, leads_commands
from bot.channels.command_line.learning import learn_command
from bot.channels.command_line.log import log_commands, logged_questions
from bot.channels.command_line.plain import AsJson, plain, print_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.core.hours import Desk
    from bot.matching.build import Builder
    from bot.store.database import Database
    from bot.usecases.by_hand import ByHand
    from bot.usecases.review import Review

# One thread: the products are small, and threads that wait for each other cost forty times as much.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def whole_bot(context: typer.Context) -> None:
    """Answer questions about the organisation's partners and keep every enquiry. Without a command: `run`."""
    if context.invoked_subcommand is None:
        run()


@app.command()
@plain
async def run() -> None:
    """Run the bot: on Telegram where TELEGRAM_BOT_TOKEN is set, else as a chat in the terminal."""
    from bot.app import serve_telegram, talk_in_terminal
    from bot.settings import read_settings

    settings = read_settings()
    if settings.telegram_bot_token is None:
        await talk_in_terminal(settings)
    else:
        await serve_telegram(settings, settings.telegram_bot_token.get_secret_value())


@app.command()
@plain
async def chat() -> None:
    """Chat in the terminal, whatever the settings say."""
    from bot.app import talk_in_terminal
    from bot.settings import read_settings

    await talk_in_terminal(read_settings())


@app.command()
@plain
async def desk() -> None:
    """Serve the lead desk in the browser, and print a link that lets you in once, as lead manager."""
    import secrets
    from dataclasses import replace

    from bot.app import followed, open_parts, serve_desk
    from bot.channels.web.login import link_maker
    from bot.settings import read_settings

    settings = read_settings()
    key = settings.secret_key.get_secret_value() if settings.secret_key else secrets.token_urlsafe(32)
    async with open_parts(settings) as (parts, live, stop), followed(live):
        link = await link_maker(parts.sign_in, settings.desk_address)(command_line_user())
        typer.echo(f"{link}\nIt works once, for ten minutes. Ctrl+C stops the desk.")
        parts = replace(parts, has_telegram=settings.telegram_bot_token is not None)  # noqa: PLW2901
        await serve_desk(settings, key, parts, stop)


@app.command()
@plain
async def doctor(as_json: AsJson = False) -> int:
    """Look at everything the bot needs, and say how to mend what is not well."""
    from datetime import date
    from pathlib import Path

    from bot.app import mail_server, now
    from bot.channels.command_line.show import show_findings
    from bot.channels.telegram.doctor import examine_telegram
    from bot.content.last_good import LastGood
    from bot.settings import read_settings
    from bot.usecases import doctor as look

    settings = read_settings()
    token, folder = settings.telegram_bot_token, settings.knowledge_dir
    findings = [
        look.examine_knowledge(folder, date.today(), LastGood(folder, settings.cache_dir)),
        look.examine_encoder(),
        await look.examine_database(settings.database_url),
        await look.examine_managers(settings.database_url, settings.staff_user_ids),
        await look.examine_outbox(settings.database_url, now()),
        look.examine_disk(Path("data")),
    ]
    if (server := mail_server(settings)) is not None:
        from bot.channels.mail.doctor import examine_mail

        findings.append(await examine_mail(server))
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


def _folder() -> Path:
    from bot.app import knowledge_folder
    from bot.settings import read_settings

    return knowledge_folder(read_settings())


def _desk() -> Desk:
    from bot.content.load import load

    return load(_folder()).talk.desk


def _builder() -> Builder:
    from bot.app import load_builder
    from bot.channels.command_line.progress import tell_in_a_line
    from bot.settings import read_settings

    return load_builder(read_settings(), tell_in_a_line())


def _learner() -> tuple[Builder, Path]:
    from bot.app import LEARNT, load_learner
    from bot.channels.command_line.progress import tell_in_a_line
    from bot.settings import read_settings

    settings = read_settings()
    return load_learner(settings, tell_in_a_line()), settings.knowledge_dir / LEARNT


def _open_store() -> AbstractAsyncContextManager[Database]:
    from bot.app import open_database
    from bot.settings import read_settings

    return open_database(read_settings())


@asynccontextmanager
async def _open_review() -> AsyncIterator[Review]:
    from bot.app import now
    from bot.content.common_traits import read_common_traits
    from bot.settings import read_settings
    from bot.usecases.review import Review

    folder = read_settings().knowledge_dir
    async with _open_store() as database:
        yield Review(database, now, partial(read_common_traits, folder))


@asynccontextmanager
async def _open_by_hand() -> AsyncIterator[ByHand]:
    import secrets

    from bot.app import now
    from bot.content.load import load
    from bot.usecases.by_hand import ByHand

    knowledge = load(_folder())
    async with _open_store() as database:
        yield ByHand(database, lambda: knowledge, now, secrets.choice)


knowledge_commands(app, _folder, _builder, partial(logged_questions, _open_store))
learn_command(app, _folder, _learner)
log_commands(app, _open_store)
leads_app = leads_commands(_open_review, _desk, lambda: datetime.now(UTC))
add_command(leads_app, _open_by_hand)
app.add_typer(leads_app, name="leads")
