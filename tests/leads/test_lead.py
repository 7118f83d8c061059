from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.lead import (
    ALPHABET,
    TRANSITIONS,
    Consent,
    Happening,
    Lead,
    Staff,
    Status,
    What,
    lead_json,
    new_reference,
    read_reference,
)
from bot.leads.staff import Direction, File, Message, Sending
from tests.staging import enquiry

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=-5)))


def lead(**values: object) -> Lead:
    default: dict[str, object] = {
        "reference": "K7F-2MX",
        "status": Status.NEW,
        "company": "Acme",
        "contact_name": "Eva",
        "email": "eva@acme.example",
        "phone": None,
        "country": "CO",
        "way": "fund",
        "message": None,
        "language": "es",
        "channel": "telegram",
        "chat_id": "7",
        "origin": "",
        "assignee": None,
        "created_at": NOON,
        "updated_at": NOON,
        "version": 1,
        "consent_version": "1",
        "consent_at": NOON,
        "consent_language": "es",
        "erased_at": None,
    }
    return Lead(**(default | values))  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(ALPHABET), min_size=6, max_size=6))
def test_a_reference_is_read_back_however_it_is_typed(signs: list[str]) -> None:
    drawn = cycle(signs)
    reference = new_reference(lambda _: next(drawn))
    assert read_reference(reference) == reference
    assert read_reference(f" {reference.lower().replace('-', '')} ") == reference


@pytest.mark.parametrize("text", ["", "K7F-2M", "K7F-2MXX", "K7F-2M0", "hello!", "ñññ-ñññ"])
def test_what_is_no_reference_is_not_read_as_one(text: str) -> None:
    assert read_reference(text) is None


@given(st.text())
def test_reading_a_reference_never_raises(text: str) -> None:
    read_reference(text)


def test_every_status_can_be_left_and_reached_from_new() -> None:
    assert set(TRANSITIONS) == set(Status)
    reached = {Status.NEW}
    for _ in Status:
        reached |= {after for status in reached for after in TRANSITIONS[status]}
    assert reached == set(Status)
    assert all(TRANSITIONS.values())


def test_spam_is_a_move_from_anywhere() -> None:
    assert all(Status.SPAM in TRANSITIONS[status] for status in Status if status is not Status.SPAM)


def test_times_of_a_lead_as_json_are_utc() -> None:
    given_json = lead_json(lead(erased_at=NOON, assignee=Staff("1", "Ana")))
    assert given_json["created_at"] == given_json["erased_at"] == "2026-03-02T17:00:00Z"
    assert given_json["assignee"] == "Ana"
    assert lead_json(lead())["assignee"] is lead_json(lead())["erased_at"] is None


def test_the_history_of_a_lead_is_part_of_its_json() -> None:
    happened = Happening(datetime(2026, 3, 2, tzinfo=UTC), "Ana", What.MOVED, "new → contacted")
    assert lead_json(lead(history=(happened,)))["history"] == [
        {"at": "2026-03-02T00:00:00Z", "who": "Ana", "what": "moved", "detail": "new → contacted"}
    ]


def test_what_was_sent_is_part_of_its_json_without_where_it_stands() -> None:
    file = File("document", "7", "60", "BQAC", "plan", "plan.pdf", 1234, is_left=True)
    said = Message(1, NOON, Direction.FROM_VISITOR, "", "Our plan", Sending.SENT, file=file)
    with_file, without = lead_json(lead(messages=(said, replace(said, file=None))))["messages"]  # type: ignore[misc]
    assert with_file["file"] == {"kind": "document", "name": "plan.pdf", "carried": False}
    assert without["file"] is None


def test_consent_that_was_given_elsewhere_names_where_and_to_whom() -> None:
    assert enquiry(consent=Consent.GIVEN, consent_where="Basel", consent_by="Ana").consent_by == "Ana"
    assert enquiry(consent=Consent.NOT_ASKED).consent_where == ""
    for values in ({"consent_where": "Basel"}, {"consent_by": "Ana"}):
        with pytest.raises(ValueError, match="names where, and to whom"):
            enquiry(consent=Consent.GIVEN, **values)


def test_an_enquiry_without_a_way_to_reach_its_person_is_none() -> None:
    with pytest.raises(ValueError, match="a way to reach them"):
        enquiry(email=None)
