"""What commands that take long show meanwhile: on standard error, where it is a terminal, and gone after."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


@contextmanager
def busy(doing: str) -> Iterator[None]:
    """Show that something is being done, for as long as nobody knows how long."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(doing):
        yield


def track(items: Iterable[T], doing: str) -> Iterator[T]:
    """Give the items one by one, and show how many of them are done."""
    from rich.progress import track as show

    console = Console(stderr=True)
    listed = tuple(items)
    yield from show(listed, doing, console=console, transient=True) if console.is_terminal else listed
