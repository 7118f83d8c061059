"""`partner-bot leads add`: a lead that came another way than through the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.channels.command_line.leads import command_line_user
from bot.channels.command_line.plain import AsJson, plain, print_json
from bot.core.errors import BotError
from bot.leads.lead import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.usecases.by_hand import ByHand

OPTIONS = {
    "contact-name": "person",
    "origin": "from",
    "consent": "consent or --not-asked",
    "consent-by": "by",
}
"""How fields are named on the command line, where that is another name."""


def add_command(app: typer.Typer, open_by_hand: Callable[[], AbstractAsyncContextManager[ByHand]]) -> None:
    """Make the command; `open_by_hand` opens knowledge and database for the time of it."""

    @app.command()
    @plain
    async def add(
        company: Annotated[str, typer.Option(help="The organisation.")],
        person: Annotated[str, typer.Option(help="Whom to talk to there.")],
        reach: Annotated[str, typer.Option(help="An e-mail address or a telephone number, or both.")],
        way: Annotated[str, typer.Option(help="The way to get involved, by id or title.")],
        country: Annotated[str, typer.Option(help="By name or code.")] = "",
        message: Annotated[str, typer.Option(help="What they want.")] = "",
        language: Annotated[str, typer.Option(help="What they speak.")] = "",
        source: Annotated[Source, typer.Option(help="How it came.")] = Source.OTHER,
        from_: Annotated[str, typer.Option("--from", help="Where it came from, in words.")] = "",
        consent: Annotated[str, typer.Option(help="Where the person agreed to it.")] = "",
        by: Annotated[str, typer.Option(metavar="NAME", help="Who of the staff heard that.")] = "",
        not_asked: Annotated[
            bool, typer.Option("--not-asked", help="Nobody asked: nothing is sent to the person before.")
        ] = False,
        as_json: AsJson = False,
    ) -> int:
        """Enter a lead that came by telephone, by mail or at a fair."""
        from bot.usecases.by_hand import NOT_ASKED, Entered, Faulty

        if not_asked and consent:
            raise BotError(
                "--consent says where it was given, --not-asked that it was not: give one of them."
            )
        typed = {
            "company": company,
            "contact-name": person,
            "reach": reach,
            "way": way,
            "country": country,
            "message": message,
            "language": language,
            "source": source.value,
            "origin": from_,
            "consent": NOT_ASKED if not_asked else consent,
            "consent-by": by,
        }
        async with open_by_hand() as by_hand:
            found = await by_hand.enter(typed, command_line_user())
        if isinstance(found, Faulty):
            lines = [f"--{OPTIONS.get(name, name)}: {reason}" for name, reason in found.reasons.items()]
            raise BotError("\n".join(lines))
        if not isinstance(found, Entered):
            raise BotError("Leads may not be entered here.")
        if as_json:
            print_json({"reference": found.reference})
        else:
            typer.echo(f"{found.reference} is entered.")
        return 0
