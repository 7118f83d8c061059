"""`partner-bot leads …`: the lead desk for scripts and terminals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.channels.command_line.plain import AsJson, plain, print_json
from bot.core.errors import BotError
from bot.core.text import plain as plain_words
from bot.leads.changes import (
    Changed,
    Gone,
    Incomplete,
    Merged,
    NeedsReason,
    NoConsent,
    NotAllowed,
    Outcome,
    Outdated,
    Taken,
    Unchanged,
    Unknown,
    Unreachable,
)
from bot.leads.lead import TRANSITIONS, Lead, Staff, Status, lead_json
from bot.leads.listing import LeadFilter, Order
from bot.leads.staff import Face, Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.core.hours import Desk
    from bot.leads.changes import Outcome
    from bot.usecases.review import Review


def why_not(outcome: Outcome) -> str:  # noqa: C901 - one table
    """Say why nothing was changed; empty if something was."""
    match outcome:
        case Changed():
            return ""
        case Unknown(reference):
            return f"There is no lead {reference}; `leads list` shows those there are."
        case Taken(lead, by):
            return f"{lead.reference} is already taken by {by.name}."
        case Outdated(lead):
            return f"{lead.reference} has changed meanwhile; look at it again."
        case NotAllowed(lead, to):
            allowed = ", ".join(TRANSITIONS[lead.status])
            return f"{lead.reference} is {lead.status} and cannot become {to}; possible: {allowed}."
        case Unchanged(lead):
            return f"{lead.reference} is like that already."
        case Gone(lead):
            return f"The personal data of {lead.reference} were erased; nothing more can be done with it."
        case Merged(lead):
            return f"{lead.reference} was merged into {lead.merged_into}; work on that one."
        case Incomplete(lead, field):
            return f"{lead.reference} cannot have this value: {field}."
        case Unreachable(lead):
            return f"The visitor of {lead.reference} cannot be written to through the bot; use e-mail."
        case NeedsReason(lead):
            return f"{lead.reference} can be lost for a reason only; add --reason TEXT."
        case NoConsent(lead):
            return f"The person of {lead.reference} was not asked for consent; note it with `leads consent`."
    return f"{outcome.lead.reference}: this needs the right to {outcome.right}."


Reference = Annotated[
    str, typer.Argument(help="The lead's reference, such as K7F-2MX; case and dash do not matter.")
]


def leads_commands(  # noqa: C901, PLR0915 - one function a command
    open_review: Callable[[], AbstractAsyncContextManager[Review]],
    desk: Callable[[], Desk],
    clock: Callable[[], datetime],
) -> typer.Typer:
    """Make the commands.

    Args:
        open_review: Opens the database for the time of one command.
        desk: Gives when staff work, and how long a lead may wait.
        clock: Gives the time.
    """
    app = typer.Typer(help="List, show and work on leads.", no_args_is_help=True)

    @app.command("list")
    @plain
    async def list_(
        status: Annotated[list[Status] | None, typer.Option(help="Only these; may be repeated.")] = None,
        find: Annotated[str, typer.Option(help="Only those with this text.")] = "",
        owner: Annotated[
            str | None,
            typer.Option(metavar="NAME", help='Only those of whoever is called so; "": of nobody.'),
        ] = None,
        way: Annotated[
            list[str] | None, typer.Option(metavar="WAY", help="Only these ways; may be repeated.")
        ] = None,
        overdue: Annotated[
            bool, typer.Option("--overdue", help="Only those that wait too long, the longest first.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """List leads, newest first."""
        from bot.channels.command_line import show

        wanted = LeadFilter(
            statuses=tuple(status or ()), text=find, ways=tuple(way or ()), unassigned=owner == ""
        )
        if overdue:
            from bot.leads.due import cutoffs

            now = clock()
            due = cutoffs(now, desk())
            wanted = replace(wanted, due_before=due, awake_at=now, order=Order.LONGEST)
        async with open_review() as review:
            found = await review.search(wanted)
        found = tuple(lead for lead in found if not owner or _is_owned(lead, owner))
        if as_json:
            print_json([lead_json(lead) for lead in found])
        else:
            show.show_leads(found)

    @app.command("show")
    @plain
    async def show_(reference: Reference, as_json: AsJson = False) -> None:
        """Show one lead with its history."""
        async with open_review() as review:
            _show_one(_known(await review.show(reference), reference), as_json=as_json)

    @app.command()
    @plain
    async def move(
        reference: Reference,
        to: Status,
        reason: Annotated[str, typer.Option(help="Why; needed for `lost`.")] = "",
        as_json: AsJson = False,
    ) -> int:
        """Move a lead to another status."""
        async with open_review() as review:
            moved = await review.move(reference, to, command_line_user(), reason=reason)
            return _shown(moved, as_json=as_json)

    @app.command()
    @plain
    async def consent(
        reference: Reference,
        where: Annotated[str, typer.Option(help="Where it was given: a call, a fair.")],
        by: Annotated[str, typer.Option(metavar="NAME", help="Who of the staff heard it.")],
        as_json: AsJson = False,
    ) -> int:
        """Note that the person of a lead that was entered by hand agreed after all."""
        async with open_review() as review:
            return _shown(await review.consent(reference, where, by, command_line_user()), as_json=as_json)

    @app.command()
    @plain
    async def assign(
        reference: Reference,
        name: Annotated[str, typer.Argument(help="Who works on it; without a name, nobody.")] = "",
        as_json: AsJson = False,
    ) -> int:
        """Give a lead to somebody, or take it from them."""
        assignee = Staff(f"name:{name}", name) if name else None
        async with open_review() as review:
            return _shown(await review.assign(reference, assignee, command_line_user()), as_json=as_json)

    @app.command()
    @plain
    async def note(reference: Reference, text: str, as_json: AsJson = False) -> int:
        """Add a note to a lead's history."""
        async with open_review() as review:
            return _shown(await review.note(reference, text, command_line_user()), as_json=as_json)

    @app.command()
    @plain
    async def erase(
        reference: Reference,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
        as_json: AsJson = False,
    ) -> int:
        """Erase the personal data of a lead for good; status and history stay."""
        if not yes:
            typer.confirm(f"Erase the personal data of {reference} for good?", abort=True)
        async with open_review() as review:
            return _shown(await review.erase(reference, command_line_user()), as_json=as_json)

    @app.command()
    @plain
    async def export(
        file: Annotated[Path | None, typer.Argument(help="Standard output if missing.")] = None,
        separator: Annotated[str, typer.Option(help="Between cells: comma, semicolon or tab.")] = "comma",
    ) -> None:
        """Write all leads as CSV, safe to open in a spreadsheet."""
        import asyncio

        from bot.usecases.export import SEPARATORS, leads_csv

        if separator not in SEPARATORS:
            raise BotError(f"--separator is comma, semicolon or tab, not {separator!r}.")
        async with open_review() as review:
            table = leads_csv(await review.list(), SEPARATORS[separator])
        if file is None:
            typer.echo(table, nl=False)
            return
        try:
            await asyncio.to_thread(file.write_text, table, encoding="utf-8")
        except OSError as error:
            raise BotError(f"{file} cannot be written ({error.strerror}).") from None

    return app


def command_line_user() -> Staff:
    """Whoever sits at the machine is a lead manager."""
    from getpass import getuser

    return Staff("command-line", getuser(), Role.MANAGER, Face.COMMAND_LINE)


def _is_owned(lead: Lead, name: str) -> bool:
    """True if the name is that of whoever works on it, or a part of it, whatever its case and accents."""
    return lead.assignee is not None and plain_words(name) in plain_words(lead.assignee.name)


def _known(lead: Lead | None, reference: str) -> Lead:
    if lead is None:
        raise BotError(f"There is no lead {reference}; `leads list` shows those there are.")
    return lead


def _show_one(lead: Lead, *, as_json: bool) -> None:
    if as_json:
        print_json(lead_json(lead))
        return
    from bot.channels.command_line import show

    show.show_lead(lead)


def _shown(outcome: Outcome, *, as_json: bool) -> int:
    from bot.channels.command_line.leads import why_not
    from bot.leads.changes import Changed, Unknown

    if isinstance(outcome, Unknown):
        raise BotError(why_not(outcome))
    if message := why_not(outcome):
        typer.echo(message, err=True)
    _show_one(outcome.lead, as_json=as_json)
    return 0 if isinstance(outcome, Changed) else 1
