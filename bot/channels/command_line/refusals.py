"""Why nothing was done to a lead, in a sentence for whoever sits at the terminal."""

from bot.leads.changes import (
    Changed,
    Gone,
    Incomplete,
    Merged,
    NotAllowed,
    Outcome,
    Outdated,
    Taken,
    Unchanged,
    Unknown,
    Unreachable,
)
from bot.leads.lead import TRANSITIONS


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
    return f"{outcome.lead.reference}: this needs the right to {outcome.right}."
