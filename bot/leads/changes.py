"""What becomes of a lead that somebody wants to work on: decisions without a database, and their outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.core.text import tidy
from bot.leads.lead import CLOSED, NO_NUMBER, TRANSITIONS, Consent, Lead, Staff, Status, What
from bot.leads.reachable import Ways, can_try
from bot.leads.staff import Right


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
class NeedsReason:
    """Nobody has said why the lead is lost."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class NoConsent:
    """The person was not asked whether we may keep what they said, and is sent nothing before."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Whoever asks has not the right to."""

    lead: Lead
    right: Right


Refusal = Taken | NotAllowed | Unchanged | Gone | Merged | Incomplete | Unreachable | NeedsReason | NoConsent
"""What a decision may answer instead of a change."""
Outcome = Changed | Unknown | Outdated | Forbidden | Refusal


EDITABLE: Final[Mapping[str, int]] = {
    "company": 120,
    "contact_name": 120,
    "email": 300,
    "phone": 300,
    "country": 2,
    "way": 60,
    "message": 2000,
}
"""What staff may put right, and the most characters of each."""


_ANY_CHAT: Final = Ways()
REASON_MOST: Final = 1000
"""Characters of a reason that are kept."""
CONSENT_MOST: Final = 200
"""Most characters of where consent was given, and of who heard it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be written: columns of the lead, and a row of its history."""

    what: What
    values: Mapping[str, object]
    detail: str
    reason: str = ""
    """Why; gets a row of its own, as it may tell of people."""


Decision = Change | Refusal


def moved(lead: Lead, to: Status, reason: str = "") -> Decision:
    """Move along `TRANSITIONS`; what is lost is lost for a reason."""
    if lead.merged_into is not None:
        return Merged(lead)
    if lead.status is to:
        return Unchanged(lead)
    if to not in TRANSITIONS[lead.status]:
        return NotAllowed(lead, to)
    reason = reason.strip()[:REASON_MOST]
    if to is Status.LOST and not reason:
        return NeedsReason(lead)
    return Change(What.MOVED, {"status": to.value}, f"{lead.status} → {to}", reason)


def claimed(lead: Lead, who: Staff) -> Decision:
    """Whoever comes first has it."""
    if lead.merged_into is None and lead.assignee is not None and lead.assignee.id != who.id:
        return Taken(lead, lead.assignee)
    return assigned(lead, who)


def assigned(lead: Lead, assignee: Staff | None) -> Decision:
    """Give it to somebody, or to nobody."""
    if refusal := _left(lead):
        return refusal
    if lead.assignee == assignee:
        return Unchanged(lead)
    if assignee is None:
        return Change(What.RELEASED, {"assignee_id": None, "assignee_name": None}, "")
    return Change(What.ASSIGNED, {"assignee_id": assignee.id, "assignee_name": assignee.name}, assignee.name)


def noted(lead: Lead, text: str) -> Decision:
    """Add a note."""
    if refusal := _left(lead):
        return refusal
    kept = text.strip()
    return Change(What.NOTED, {}, kept) if kept else Unchanged(lead)


def snoozed(lead: Lead, until: datetime | None, now: datetime) -> Decision:
    """Put it aside until a time, or take it up again with None; one that is closed needs neither."""
    if refusal := _left(lead):
        return refusal
    if until is None:
        return Unchanged(lead) if lead.snoozed_until is None else Change(What.WOKEN, _AWAKE, "")
    if lead.status in CLOSED or until <= now or until == lead.snoozed_until:
        return Unchanged(lead)
    return Change(What.SNOOZED, {"snoozed_until": until}, f"{until:%Y-%m-%d %H:%M} UTC")


def replied(
    lead: Lead, text: str, now: datetime, ways: Ways = _ANY_CHAT, *, has_file: bool = False
) -> Decision:
    """Write to the visitor, which is also what a new lead waits for: it is contacted then.

    Args:
        lead: As it is.
        text: What to write.
        now: The time.
        ways: By which ways people can be reached from here.
        has_file: True where a file goes with it, or instead.
    """
    if refusal := _left(lead):
        return refusal
    if lead.consent is Consent.NOT_ASKED:
        return NoConsent(lead)
    if not can_try(lead, ways):
        return Unreachable(lead)
    if not (text.strip() or has_file):
        return Unchanged(lead)
    values: dict[str, object] = {"replied_at": lead.replied_at or now}
    if lead.status is Status.NEW:
        values["status"] = Status.CONTACTED.value
    return Change(What.REPLIED, values, text.strip())


def consented(lead: Lead, where: str, by: str, at: datetime) -> Decision:
    """Note that the person agreed after all.

    Args:
        lead: One whose person was not asked.
        where: Where that was: a fair, a call.
        by: Who of the staff heard it.
        at: When it is noted.
    """
    if refusal := _left(lead):
        return refusal
    where, by = tidy(where), tidy(by)
    if lead.consent is not Consent.NOT_ASKED:
        return Unchanged(lead)
    if not (where and by) or len(where) > CONSENT_MOST or len(by) > CONSENT_MOST:
        return Incomplete(lead, "consent")
    values = {"consent": Consent.GIVEN.value, "consent_where": where, "consent_by": by, "consent_at": at}
    return Change(What.CONSENTED, values, f"{where} · {by}")


def answered(lead: Lead, text: str, *, has_file: bool = False) -> Decision:
    """Take what the visitor wrote, which ends a snooze: somebody waits again."""
    if lead.erased_at is not None:
        return Gone(lead)
    if not (text.strip() or has_file):
        return Unchanged(lead)
    return Change(What.ANSWERED, _AWAKE, text.strip())


def withdrawn(lead: Lead) -> Decision:
    """The visitor no longer wants what they asked for; staff see that, and nothing is erased by it."""
    if refusal := _left(lead):
        return refusal
    if lead.status in CLOSED:
        return Unchanged(lead)
    return Change(What.WITHDRAWN, {"status": Status.LOST.value, **_AWAKE}, f"{lead.status} → {Status.LOST}")


def edited(lead: Lead, values: Mapping[str, str | None]) -> Decision:
    """Put right what a visitor mistyped.

    Args:
        lead: As it is.
        values: New values by field, of `EDITABLE`; an empty one is taken away.
    """
    if refusal := _left(lead):
        return refusal
    fresh = {name: _tidied(name, value or "") or _nothing(name, lead) for name, value in values.items()}
    for name, value in fresh.items():
        if name not in EDITABLE or len(value or "") > EDITABLE[name]:
            return Incomplete(lead, name)
    fresh = {name: value for name, value in fresh.items() if value != getattr(lead, name)}
    for name, value in fresh.items():
        if not _is_sound(name, value):
            return Incomplete(lead, name)
    if not fresh:
        return Unchanged(lead)
    after = replace(lead, **fresh)  # type: ignore[arg-type]  # the names are those of EDITABLE
    for name in ("company", "contact_name", "way"):
        if not getattr(after, name):
            return Incomplete(lead, name)
    if not after.email and after.phone is None:
        return Incomplete(lead, "email")
    return Change(What.EDITED, fresh, ", ".join(fresh))


def merged(lead: Lead, into: Lead) -> Decision:
    """Make a lead a duplicate of another, which is worked on from now on."""
    if refusal := _left(lead):
        return refusal
    if into.merged_into is not None or into.erased_at is not None or into.reference == lead.reference:
        return Merged(into) if into.merged_into else Unchanged(lead)
    return Change(What.MERGED, {"merged_into": into.reference}, f"→ {into.reference}")


_AWAKE: Final[Mapping[str, object]] = {"snoozed_until": None}


def _left(lead: Lead) -> Gone | Merged | None:
    """Why nobody works on the lead any more; None if it may be worked on."""
    if lead.erased_at is not None:
        return Gone(lead)
    return Merged(lead) if lead.merged_into is not None else None


def _nothing(name: str, lead: Lead) -> str | None:
    """What an empty value is kept as: one stays without a number who is reached in the chat."""
    return NO_NUMBER if name == "phone" and lead.phone == NO_NUMBER else None


def _tidied(name: str, value: str) -> str:
    return tidy(value) if name in ("company", "contact_name") else value.strip()


def _is_sound(name: str, value: str | None) -> bool:
    if value is None or name not in ("email", "phone"):
        return True
    # Who only lists leads does not wait for what reads addresses and telephone numbers.
    from bot.leads.reach import read_reach, split_reach  # noqa: PLC0415

    email, phone = split_reach(read_reach(value) or "")
    return value == (email if name == "email" else phone)
