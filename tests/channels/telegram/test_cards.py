from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.cards import buttons, card, leads_list, read_button
from bot.core.lead import TRANSITIONS, Happening, Lead, Staff, Status, What
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
    text = telegram.parse_html(card(LEAD, ("Who is Chopard?",), sample(), "en").html).text
    for shown in (
        "K7F-2MX · new",
        "Acme Ltd",
        "Eva Perez",
        "eva@acme.example",
        "+573001234567",
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


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("status", list(Status))
def test_a_card_offers_the_moves_there_are_and_no_others(status, language):
    keyboard = buttons(replace(LEAD, status=status), sample(), language)
    assert keyboard is not None
    read = [read_button(str(button.callback_data)) for row in keyboard.inline_keyboard for button in row]
    actions = [button.action for button in read if button is not None]
    assert [action for action in actions if action in set(Status)] == list(TRANSITIONS[status])
    assert ("claim" in actions) == (status not in (Status.WON, Status.LOST, Status.SPAM))


def test_an_erased_lead_has_no_buttons_and_says_so():
    gone = replace(LEAD, company="", contact_name="", email=None, phone=None, erased_at=AT, message=None)
    shown = card(gone, (), sample(), "en")
    assert shown.keyboard is None
    assert "erased" in shown.plain


def test_a_lead_that_is_taken_can_be_given_back():
    keyboard = buttons(replace(LEAD, assignee=Staff("1", "Rita")), sample(), "en")
    assert keyboard is not None
    assert "release" in str(keyboard.inline_keyboard[0][0].callback_data)


TEXT = st.text(st.characters(), min_size=1, max_size=30).flatmap(
    lambda text: st.integers(1, 140).map(lambda times: (text * times)[:4000])
)


@given(TEXT, TEXT, TEXT, st.lists(TEXT, max_size=8), st.sampled_from(["en", "es", "fr"]))
def test_whatever_was_typed_a_card_is_one_message_with_its_buttons(company, person, message, asked, language):
    notes = tuple(Happening(AT, "Rita", What.NOTED, text) for text in asked)
    lead = replace(LEAD, company=company, contact_name=person, message=message, origin=company, history=notes)
    shown = card(lead, asked, sample(), language)
    formatted = telegram.checked_text(telegram.parse_html(shown.html))
    assert "K7F-2MX" in formatted.text
    assert shown.keyboard is not None


def test_the_list_says_how_many_more_there_are():
    text = leads_list([LEAD, replace(LEAD, assignee=Staff("1", "Rita"))], 3, sample(), "en")[0].plain
    assert "5" in text.splitlines()[0]
    assert "Rita" in text
    assert "3 more" in text
