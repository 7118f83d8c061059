from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads import changes
from bot.leads.changes import (
    CONSENT_MOST,
    REASON_MOST,
    Change,
    Gone,
    Incomplete,
    Merged,
    NeedsReason,
    NoConsent,
    Unchanged,
    Unreachable,
)
from bot.leads.lead import (
    Consent,
    Happening,
    Lead,
    Staff,
    Stage,
    Status,
    What,
    last_reason,
    stage_of,
    without_contact,
)
from bot.leads.staff import Right, Role, may
from tests.leads.test_lead import lead

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA, BEN = Staff("1", "Ana"), Staff("2", "Ben")


def open_lead(**values: object) -> Lead:
    return replace(lead(), status=Status.NEW, **values)  # type: ignore[arg-type]


ERASED = open_lead(erased_at=NOW)
DUPLICATE = open_lead(merged_into="222-333")


@pytest.mark.parametrize(
    "decide",
    [
        lambda of: changes.claimed(of, ANA),
        lambda of: changes.assigned(of, BEN),
        lambda of: changes.noted(of, "hello"),
        lambda of: changes.snoozed(of, NOW + timedelta(days=1), NOW),
        lambda of: changes.replied(of, "hello", NOW),
        lambda of: changes.edited(of, {"company": "Other"}),
        lambda of: changes.consented(replace(of, consent=Consent.NOT_ASKED), "a fair", "Ana", NOW),
        changes.withdrawn,
        lambda of: changes.merged(of, replace(lead(), reference="444-555")),
    ],
    ids=["claim", "assign", "note", "snooze", "reply", "edit", "consent", "withdraw", "merge"],
)
def test_nobody_works_on_a_lead_that_is_erased_or_merged(decide) -> None:
    assert isinstance(decide(ERASED), Gone)
    assert isinstance(decide(DUPLICATE), Merged)
    assert isinstance(decide(open_lead()), Change)


def test_a_merged_lead_is_not_moved_but_an_erased_one_may_be() -> None:
    assert changes.moved(DUPLICATE, Status.CONTACTED) == Merged(DUPLICATE)
    assert isinstance(changes.moved(ERASED, Status.CONTACTED), Change)


def test_what_is_lost_is_lost_for_a_reason_that_is_kept_apart_from_the_move() -> None:
    contacted = replace(open_lead(), status=Status.CONTACTED)
    assert changes.moved(contacted, Status.LOST) == NeedsReason(contacted)
    assert changes.moved(contacted, Status.LOST, " \n ") == NeedsReason(contacted)
    moved = Change(What.MOVED, {"status": "lost"}, "contacted → lost", "no budget")
    assert changes.moved(contacted, Status.LOST, " no budget ") == moved
    assert isinstance(changes.moved(contacted, Status.QUALIFIED), Change)
    long = changes.moved(contacted, Status.LOST, "x" * 9999)
    assert isinstance(long, Change)
    assert len(long.reason) == REASON_MOST
    history = (Happening(NOW, "Ana", What.REASON, "no budget"), Happening(NOW, "Ana", What.NOTED, "later?"))
    assert last_reason(replace(contacted, history=history)) == "no budget"
    assert last_reason(replace(contacted, history=())) == ""


def test_nothing_is_sent_to_a_person_who_was_not_asked_for_consent() -> None:
    not_asked = open_lead(consent=Consent.NOT_ASKED)
    assert changes.replied(not_asked, "hello", NOW) == NoConsent(not_asked)
    noted = changes.consented(not_asked, " fair in  Basel ", "Ana", NOW)
    assert isinstance(noted, Change)
    assert noted.values["consent"] == "given"
    assert (noted.values["consent_where"], noted.values["consent_by"]) == ("fair in Basel", "Ana")
    assert noted.detail == "fair in Basel · Ana"


@pytest.mark.parametrize(
    ("where", "by"), [("", "Ana"), ("a fair", " "), ("x" * 201, "Ana"), ("x", "y" * 201)]
)
def test_consent_names_where_and_to_whom_it_was_given(where: str, by: str) -> None:
    assert CONSENT_MOST == 200
    not_asked = open_lead(consent=Consent.NOT_ASKED)
    assert changes.consented(not_asked, where, by, NOW) == Incomplete(not_asked, "consent")
    assert isinstance(changes.consented(open_lead(), "a fair", "Ana", NOW), Unchanged)


def test_a_snooze_has_an_end_in_the_future_and_is_for_open_leads() -> None:
    tomorrow = NOW + timedelta(days=1)
    asleep = open_lead(snoozed_until=tomorrow)
    done = changes.snoozed(open_lead(), tomorrow, NOW)
    assert done == Change(What.SNOOZED, {"snoozed_until": tomorrow}, "2026-03-03 09:00 UTC")
    assert isinstance(changes.snoozed(open_lead(), NOW, NOW), Unchanged)
    assert isinstance(changes.snoozed(replace(open_lead(), status=Status.WON), tomorrow, NOW), Unchanged)
    assert isinstance(changes.snoozed(asleep, tomorrow, NOW), Unchanged)
    assert isinstance(changes.snoozed(open_lead(), None, NOW), Unchanged)
    assert changes.snoozed(asleep, None, NOW) == Change(What.WOKEN, {"snoozed_until": None}, "")


def test_a_visitor_without_a_chat_cannot_be_written_to() -> None:
    unreachable = open_lead(chat_id=None)
    assert changes.replied(unreachable, "hello", NOW) == Unreachable(unreachable)
    assert isinstance(changes.replied(open_lead(), "  ", NOW), Unchanged)


def test_the_first_reply_is_timed_and_later_ones_are_not() -> None:
    first = changes.replied(open_lead(), "hello", NOW)
    later = changes.replied(open_lead(replied_at=NOW - timedelta(days=1)), "again", NOW)
    assert isinstance(first, Change)
    assert isinstance(later, Change)
    assert first.values["replied_at"] == NOW
    assert later.values["replied_at"] == NOW - timedelta(days=1)


def test_writing_is_what_makes_a_new_lead_a_contacted_one_and_moves_no_other() -> None:
    first = changes.replied(open_lead(), "hello", NOW)
    qualified = changes.replied(replace(open_lead(), status=Status.QUALIFIED), "hello", NOW)
    assert isinstance(first, Change)
    assert isinstance(qualified, Change)
    assert first.values["status"] == "contacted"
    assert "status" not in qualified.values


def test_a_visitor_may_answer_whatever_became_of_the_lead_unless_it_is_erased() -> None:
    assert isinstance(changes.answered(replace(open_lead(), status=Status.LOST), "hi"), Change)
    assert isinstance(changes.answered(ERASED, "hi"), Gone)
    assert isinstance(changes.answered(open_lead(), " "), Unchanged)


def test_a_file_says_enough_without_words() -> None:
    assert isinstance(changes.replied(open_lead(), "", NOW, has_file=True), Change)
    assert isinstance(changes.answered(open_lead(), "", has_file=True), Change)


def test_what_is_closed_is_not_withdrawn_again() -> None:
    closed = replace(open_lead(), status=Status.WON)
    assert changes.withdrawn(closed) == Unchanged(closed)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"company": ""}, "company"),
        ({"contact_name": None}, "contact_name"),
        ({"email": None, "phone": None}, "email"),
        ({"email": "not an address"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"company": "x" * 121}, "company"),
        ({"status": "won"}, "status"),
        ({"chat_id": "1"}, "chat_id"),
    ],
)
def test_an_edit_leaves_a_lead_whole(values: dict[str, str | None], field: str) -> None:
    before = open_lead()
    assert changes.edited(before, values) == Incomplete(before, field)


def test_an_edit_says_what_it_changed() -> None:
    before = open_lead()
    done = changes.edited(before, {"company": " Other ", "country": before.country, "message": ""})
    assert isinstance(done, Change)
    assert done.values["company"] == "Other"
    assert done.detail.startswith("company")
    assert isinstance(changes.edited(before, {"company": before.company}), Unchanged)


@given(
    st.dictionaries(
        st.one_of(st.sampled_from(sorted(changes.EDITABLE)), st.text(max_size=9)),
        st.none() | st.text(max_size=300),
    )
)
def test_no_edit_makes_a_lead_that_cannot_be_kept(values: dict[str, str | None]) -> None:
    done = changes.edited(open_lead(), values)
    if isinstance(done, Change):
        after = replace(open_lead(), **done.values)  # type: ignore[arg-type]
        assert after.company
        assert after.contact_name
        assert after.email or after.phone


def test_a_lead_is_not_merged_into_itself_or_into_what_is_gone() -> None:
    other = replace(lead(), reference="444-555")
    assert changes.merged(open_lead(), other) == Change(What.MERGED, {"merged_into": "444-555"}, "→ 444-555")
    assert isinstance(changes.merged(open_lead(), open_lead()), Unchanged)
    assert isinstance(changes.merged(open_lead(), replace(other, erased_at=NOW)), Unchanged)
    moved_on = replace(other, merged_into="666-777")
    assert changes.merged(open_lead(), moved_on) == Merged(moved_on)


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        ({}, Stage.RECEIVED),
        ({"seen_at": NOW}, Stage.SEEN),
        ({"seen_at": NOW, "assignee": ANA}, Stage.ASSIGNED),
        ({"replied_at": NOW}, Stage.ANSWERED),
        ({"status": Status.QUALIFIED}, Stage.ANSWERED),
        ({"status": Status.SPAM}, Stage.CLOSED),
    ],
)
def test_a_visitor_sees_how_far_it_has_come(values: dict[str, object], stage: Stage) -> None:
    assert stage_of(replace(open_lead(assignee=None), **values)) is stage  # type: ignore[arg-type]


def test_a_lead_without_contact_tells_no_address() -> None:
    bare = without_contact(open_lead())
    assert (bare.email, bare.phone, bare.chat_id) == (None, None, None)


def test_each_role_may_do_what_the_one_before_may_and_more() -> None:
    reader, agent, manager = ({right for right in Right if may(role, right)} for role in Role)
    assert reader < agent < manager == set(Right)
    assert reader == {Right.LOOK}


def test_who_is_reached_in_the_chat_needs_neither_address_nor_number() -> None:
    before = open_lead(email=None, phone="", chat_id="7")
    done = changes.edited(before, {"company": "Other", "email": "", "phone": ""})
    assert isinstance(done, Change)
    assert done.values == {"company": "Other"}
