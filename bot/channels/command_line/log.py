"""`main.py questions`, `migrate`, `backup`: the log of questions, and care of the database."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.channels.command_line.plain import AsJson, plain, print_json
from bot.core.errors import BotError

if TYPE_CHECKING:  # loaded by the commands that need it, so that the others start quickly
    from bot.usecases.question_log import OpenStore

LATEST = 1000
"""Logged questions that `diff` replays."""


async def logged_questions(open_store: OpenStore) -> tuple[tuple[str, str], ...]:
    """Give the latest questions of the log with their languages."""
    from bot.usecases.question_log import QuestionLog

    async with open_store() as database:
        return tuple((asked.text, asked.language) for asked in await QuestionLog(database).latest(LATEST))


def log_commands(app: typer.Typer, open_store: OpenStore) -> None:
    """Add the commands.

    Args:
        app: What they are added to.
        open_store: Opens the database for the time of one command.
    """

    @app.command()
    @plain
    async def questions(
        unanswered: Annotated[
            bool, typer.Option("--unanswered", help="Only what got no answer, grouped.")
        ] = False,
        at: Annotated[
            str, typer.Option(metavar="DAY", help="What was asked and said on a day (UTC): 2026-11-23.")
        ] = "",
        as_json: AsJson = False,
    ) -> None:
        """Show logged questions: the latest, those without an answer, or those of a day with the replies."""
        from bot.channels.command_line import show
        from bot.usecases.question_log import QuestionLog

        try:
            day = date.fromisoformat(at) if at else None
        except ValueError:
            raise BotError(f"--at {at}: write a day as 2026-11-23.") from None
        async with open_store() as database:
            insight = QuestionLog(database)
            if unanswered:
                gaps = await insight.unanswered(day)
                print_json([asdict(gap) for gap in gaps]) if as_json else show.show_gaps(gaps)
                return
            asked = await insight.asked_on(day) if day else await insight.latest()
        if as_json:
            print_json([asdict(question) for question in asked])
        elif day:
            show.show_day(day, asked)
        else:
            show.show_questions(asked)

    @app.command()
    @plain
    async def migrate() -> None:
        """Bring the database's tables up to date; `run` does so by itself."""
        async with open_store():
            typer.echo("The tables are up to date.")

    @app.command()
    @plain
    async def backup(file: Path) -> None:
        """Copy the live SQLite database to a new file."""
        async with open_store() as database:
            await database.backup(file)
        typer.echo(f"Copied to {file}.")
