"""What may come of something that staff want done to a lead."""

from dataclasses import dataclass

from bot.core.desk import Right
from bot.core.lead import TRANSITIONS, Lead, Staff, Status


@dataclass(frozen=True, slots=True)
class Changed:
    """It is done; the lead as it is now."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no lead with that reference."""

    reference: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody else has the lead already."""

    lead: Lead
    by: Staff


@dataclass(frozen=True, slots=True)
class Outdated:
    """The lead has changed since the version that was named; look at it again."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """There is no such move from where the lead stands."""

    lead: Lead
    to: Status


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The lead is like that already."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class Gone:
    """The personal data of the lead has been erased; there is nothing left to do that with."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class Merged:
    """The lead was a duplicate of another, which is worked on instead (`lead.merged_into`)."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class Incomplete:
    """The lead would lack a company, a person or a way to reach them; or a value makes no sense."""

    lead: Lead
    field: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The visitor cannot be written to through the bot; their address or number has to do."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Whoever asks has not the right to."""

    lead: Lead
    right: Right


Refusal = Taken | NotAllowed | Unchanged | Gone | Merged | Incomplete | Unreachable
"""What a decision may answer instead of a change."""
Outcome = Changed | Unknown | Outdated | Forbidden | Refusal


def why_not(outcome: Outcome) -> str:
    """Say why nothing was changed, for terminals and logs; empty if something was."""
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
