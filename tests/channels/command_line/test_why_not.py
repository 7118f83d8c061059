from bot.channels.command_line.leads import why_not
from bot.leads.changes import (
    Changed,
    Forbidden,
    Gone,
    Incomplete,
    Merged,
    NotAllowed,
    Outdated,
    Taken,
    Unchanged,
    Unknown,
    Unreachable,
)
from bot.leads.lead import Status
from bot.leads.staff import Right
from tests.leads.test_changes import ANA, open_lead


def test_every_refusal_says_why_in_a_sentence() -> None:
    one = open_lead(merged_into="222-333")
    refusals = (
        Unknown("X"),
        Taken(one, ANA),
        Outdated(one),
        NotAllowed(one, Status.WON),
        Unchanged(one),
        Gone(one),
        Merged(one),
        Incomplete(one, "email"),
        Unreachable(one),
        Forbidden(one, Right.ERASE),
    )
    said = {why_not(refusal) for refusal in refusals}
    assert len(said) == len(refusals)
    assert all(sentence.endswith(".") for sentence in said)
    assert why_not(Changed(one)) == ""
