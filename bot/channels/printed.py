"""A reply as lines for people at a terminal, in rich's markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

if TYPE_CHECKING:  # the command line starts quickly because it loads so little
    from collections.abc import Iterator

    from bot.dialogue.turn import Reply


def reply_lines(reply: Reply) -> Iterator[str]:
    """Everything that a reply says, without its choices."""
    if reply.title:
        yield f"[bold]{escape(reply.title)}[/]"
    yield escape(reply.text)
    for source in reply.sources:
        yield source_line(source.title, source.url)
    if reply.footer:
        yield f"[dim italic]{escape(reply.footer)}[/]"


def source_line(title: str, url: str | None) -> str:
    return f"[dim]· {escape(title)}{' — ' + escape(url) if url else ''}[/]"
