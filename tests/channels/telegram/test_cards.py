from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.staff.cards import buttons, card, read_button, snooze_buttons
from bot.core.voice import Voice
from bot.leads.lead import TRANSITIONS, Happening, Lead, Staff, Status, What
from bot.leads.staff import Direction, Message, Sending
from tests.botapi import markup as telegram
from tests.knowledge_sample import sample

AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
LEAD = Lead(
    reference="K7F-2MX",
    status=Status.NEW,
    company="Acme Ltd",
    contact_name="Eva Perez",
    email="eva@acme.example",
    phone="+573001234567",
    country="CO",
    way="fund",
    message="We would like to help.",
    language="es",
    channel="telegram",
    chat_id="7",
    origin="entry-chopard",
    assignee=None,
    created_at=AT,
    updated_at=AT,
    version=3,
    consent_version="1",
    consent_at=AT,
    consent_language="es",
    erased_at=None,
    possible_duplicates=("AAA-222",),
    history=(Happening(AT, "Rita", What.NOTED, "Called them."),),
)


def test_a_card_shows_everything_staff_need():
    text = telegram.parse_html(card(LEAD, ("Who is Chopard?",), Voice(sample(), "en")).html).text
    for shown in (
        "K7F-2MX · new",
        "Acme Ltd",
        "Eva Perez",
        "Colombia",
        "Fund a project",
        "Spanish",
        "entry-chopard",
        "2 March 2026, 09:05",
        "We would like to help.",
        "Who is Chopard?",
        "AAA-222",
        "Rita: Called them.",
        "Nobody has taken it",
    ):
        assert shown in text


def test_a_card_keeps_the_visitors_address_and_number_to_itself():
    text = card(LEAD, (), Voice(sample(), "en")).plain
    assert "eva@acme.example" not in text
    assert "+573001234567" not in text


def test_what_is_sure_is_linked_and_what_may_be_is_only_named():
    lead = replace(LEAD, possible_duplicates=("AAA-222", "BBB-333"), same_person=("BBB-333",))
    shown = card(lead, (), Voice(sample(), "en"))
    assert "same visitor: BBB-333" in shown.plain
    assert "same organisation: AAA-222" in shown.plain
    assert shown.keyboard is not None
    labels = [button.text for row in shown.keyboard.inline_keyboard for button in row]
    assert "🔗 BBB-333" in labels
    assert "🔗 AAA-222" not in labels


@pytest.mark.parametrize(
    ("company", "line"),
    [("Chopard S.A.", "Listed partner: Chopard"), ("Choppard", "Perhaps the listed partner: Chopard")],
)
def test_a_company_that_looks_like_a_listed_partner_is_told(company, line):
    assert line in card(replace(LEAD, company=company), (), Voice(sample(), "en")).plain


def test_the_exchange_shows_how_far_each_message_has_come():
    messages = (
        Message(1, AT, Direction.TO_VISITOR, "Rita", "Which metal?", Sending.SENT),
        Message(2, AT, Direction.FROM_VISITOR, "", "Gold.", Sending.SENT),
        Message(3, AT, Direction.TO_VISITOR, "Rita", "Thanks!", Sending.BLOCKED),
    )
    text = card(replace(LEAD, messages=messages), (), Voice(sample(), "en")).plain
    for line in (
        "→ Rita (✓ sent): Which metal?",
        "← Visitor: Gold.",
        "→ Rita (⛔ not delivered: use e-mail): Thanks!",
    ):
        assert line in text


def test_a_snoozed_lead_says_until_when_and_can_be_woken():
    shown = card(replace(LEAD, snoozed_until=AT), (), Voice(sample(), "en"))
    assert "Snoozed until 2 March 2026" in shown.plain
    assert shown.keyboard is not None
    labels = [button.text for row in shown.keyboard.inline_keyboard for button in row]
    assert "⏰ Wake up" in labels
    assert "💤 Snooze" not in labels


def test_a_merged_lead_leads_on_to_the_one_that_is_worked_on():
    shown = card(replace(LEAD, merged_into="BBB-333"), (), Voice(sample(), "en"))
    assert "Merged into BBB-333" in shown.plain
    assert shown.keyboard is not None
    (only,) = (button for row in shown.keyboard.inline_keyboard for button in row)
    assert only.text == "🔗 BBB-333"


def test_a_lead_that_its_visitor_took_back_says_so():
    history = (Happening(AT, "", What.WITHDRAWN, "new → lost"),)
    assert (
        "withdrawn"
        in card(replace(LEAD, status=Status.LOST, history=history), (), Voice(sample(), "en")).plain
    )


@pytest.mark.parametrize(
    "token", ["staff/snooze-x/K7F-2MX/1", "staff/won-3/K7F-2MX/1", "staff/snooze-²/K7F-2MX/1"]
)
def test_days_that_no_button_offers_are_not_read(token):
    assert read_button(token) is None


def test_the_days_to_snooze_are_those_of_the_settings():
    rows = snooze_buttons(LEAD, Voice(sample(), "en")).inline_keyboard
    read = [read_button(str(button.callback_data)) for row in rows for button in row]
    assert [button.days for button in read if button is not None and button.days] == [1, 3, 7, 30]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("status", list(Status))
def test_a_card_offers_the_moves_there_are_and_no_others(status, language):
    keyboard = buttons(replace(LEAD, status=status), Voice(sample(), language))
    assert keyboard is not None
    read = [read_button(str(button.callback_data)) for row in keyboard.inline_keyboard for button in row]
    actions = [button.action for button in read if button is not None]
    assert [action for action in actions if action in set(Status)] == list(TRANSITIONS[status])
    assert ("claim" in actions) == (status not in (Status.WON, Status.LOST, Status.SPAM))


def test_an_erased_lead_has_no_buttons_and_says_so():
    gone = replace(LEAD, company="", contact_name="", email=None, phone=None, erased_at=AT, message=None)
    shown = card(gone, (), Voice(sample(), "en"))
    assert shown.keyboard is None
    assert "erased" in shown.plain


def test_a_lead_that_is_taken_can_be_given_back():
    keyboard = buttons(replace(LEAD, assignee=Staff("1", "Rita")), Voice(sample(), "en"))
    assert keyboard is not None
    assert "release" in str(keyboard.inline_keyboard[0][0].callback_data)


TEXT = st.text(st.characters(), min_size=1, max_size=30).flatmap(
    lambda text: st.integers(1, 140).map(lambda times: (text * times)[:4000])
)


@given(TEXT, TEXT, TEXT, st.lists(TEXT, max_size=8), st.sampled_from(["en", "es", "fr"]))
def test_whatever_was_typed_a_card_is_one_message_with_its_buttons(company, person, message, asked, language):
    notes = tuple(Happening(AT, "Rita", What.NOTED, text) for text in asked)
    lead = replace(LEAD, company=company, contact_name=person, message=message, origin=company, history=notes)
    shown = card(lead, asked, Voice(sample(), language))
    formatted = telegram.checked_text(telegram.parse_html(shown.html))
    assert "K7F-2MX" in formatted.text
    assert shown.keyboard is not None
