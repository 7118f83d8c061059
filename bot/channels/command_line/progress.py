"""How far something that takes long is, told to those who wait for it.

Learning is told as a line that grows, as two notes, or in the log; what is done one by one as a bar that is
gone after. All of it goes to standard error or the log.
"""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

import typer

T = TypeVar("T")

Tell = Callable[[float], None]
"""Is told the share, in 0..1, that is done."""

_LEARNING: Final = "Learning the knowledge, which takes about a minute"

log = logging.getLogger(__name__)


def tell_in_a_line() -> Tell:
    """Give what shows the share on standard error, in one line, which a terminal shows growing."""
    shown = -1

    def tell(share: float) -> None:
        nonlocal shown
        percent = int(share * 100)
        if sys.stderr.isatty() and percent != shown:
            typer.echo(f"\r{_LEARNING}: {percent} %", err=True, nl=percent == 100)
        elif shown < 0:
            typer.echo(f"{_LEARNING}.", err=True)
        shown = percent

    return tell


def tell_in_notes() -> Tell:
    """Give what says on standard error that learning has begun, and that it is done, beside a talk."""
    begun = False

    def tell(share: float) -> None:
        nonlocal begun
        if not begun:
            typer.echo(f"{_LEARNING}; answers go by letters meanwhile.", err=True)
        if share == 1:
            typer.echo("The knowledge is learnt; answers go by meaning.", err=True)
        begun = share < 1

    return tell


def tell_in_the_log() -> Tell:
    """Give what logs each tenth."""
    logged = -1

    def tell(share: float) -> None:
        nonlocal logged
        if int(share * 10) != logged:
            logged = int(share * 10)
            log.info("learning the knowledge: %d %%", logged * 10)

    return tell


def track(items: Iterable[T], doing: str) -> Iterator[T]:
    """Give the items one by one, and show how many of them are done where a terminal is."""
    listed = tuple(items)
    if not sys.stderr.isatty():
        yield from listed
        return
    from rich.console import Console
    from rich.progress import track as show

    yield from show(listed, doing, console=Console(stderr=True), transient=True)
