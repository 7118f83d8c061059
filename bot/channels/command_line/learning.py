"""`main.py learn`: what ships with the knowledge so that the bot is ready in seconds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.channels.command_line.plain import plain
from bot.core.errors import BotError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.matching.build import Builder, Stale

STALE_MOST: Final = 0.02
"""The share of a part that may be stale before a release."""


def learn_command(
    app: typer.Typer, folder: Callable[[], Path], learner: Callable[[], tuple[Builder, Path]]
) -> None:
    """Add the command.

    Args:
        app: What it is added to.
        folder: Gives the knowledge folder.
        learner: Gives what learns the knowledge, and the folder in which that is kept.
    """

    @app.command()
    @plain
    def learn(
        check: Annotated[
            bool, typer.Option("--check", help="Change nothing; status 1 if more than 2 % is stale.")
        ] = False,
    ) -> int:
        """Learn what was edited, and keep it with the knowledge, so that the bot starts in seconds."""
        from bot.content.load import load

        knowledge = load(folder())
        builder, kept = learner()
        before = list(builder.stale(knowledge))
        _show(before)
        if check:
            stale = max(part.share for part in before)
            if stale > STALE_MOST:
                typer.echo(f"More than {STALE_MOST:.0%} of {kept} is stale: run `partner-bot learn`.")
            return 1 if stale > STALE_MOST else 0
        builder.refresh(knowledge)
        if any(part.count for part in builder.stale(knowledge)):
            raise BotError(f"{kept} cannot be written: give the bot write access to it, then try again.")
        sizes = [path.stat().st_size for path in kept.glob("*.npz")]
        typer.echo(f"{kept} is up to date: {len(sizes)} files, {sum(sizes) / 1e6:.1f} MB.")
        return 0


def _show(parts: Sequence[Stale]) -> None:
    for part in parts:
        typer.echo(f"{part.part:10}{part.size:8,}, of which stale {part.count:8,} ({part.share:.1%})")
