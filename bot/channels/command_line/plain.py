"""How every command behaves: asynchronous or not, one clear sentence instead of a traceback."""

import json
import os
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Annotated, Any

import typer

from bot.core.errors import BotError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def plain(command: Callable[..., Any]) -> Callable[..., None]:
    """Make a command of a function.

    A number that it returns is the exit status; a `BotError` is told in its one sentence. What was typed in
    bytes that are no text (paths may be such) has replacement signs in their place.
    """

    @wraps(command)
    def run_command(*args: object, **options: object) -> None:
        options = {name: legible(value) for name, value in options.items()}
        try:
            outcome = command(*args, **options)
            if isinstance(outcome, Coroutine):
                import asyncio

                outcome = asyncio.run(outcome)
        except (BotError, ExceptionGroup) as raised:
            error = _bot_error(raised)
            typer.echo(str(error), err=True)
            raise typer.Exit(error.exit_status) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except BrokenPipeError:
            # The reader has gone (`| head`); Python would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(141) from None
        if isinstance(outcome, int):
            raise typer.Exit(outcome)

    return run_command


def _bot_error(raised: BotError | ExceptionGroup[Exception]) -> BotError:
    """The bot's own error among those of tasks that ended together; raises what is none."""
    if isinstance(raised, BotError):
        return raised
    ours = raised.subgroup(BotError)
    if ours is None:
        raise raised
    return _bot_error(ours.exceptions[0])


def legible(value: object) -> object:
    """A text without what stands for bytes that are none; anything else as it is."""
    return value.encode(errors="surrogateescape").decode(errors="replace") if type(value) is str else value


def print_json(value: object, *, indent: int | None = 2) -> None:
    """Print data for scripts; what JSON has no form for (dates) is printed as text.

    Where the output takes fewer signs than there are, they are written by their numbers.
    """
    takes_all = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    separators = (",", ":") if indent is None else None
    typer.echo(
        json.dumps(value, ensure_ascii=not takes_all, indent=indent, separators=separators, default=_json)
    )


def _json(value: object) -> object:
    from pydantic import BaseModel

    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
