"""By which way the person of a lead can be written to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.leads.lead import Lead
from bot.leads.reachable import Way, Ways, can_try, way_to
from bot.leads.staff import Direction, Message, Sending
from tests.channels.telegram.test_cards import LEAD

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CHAT, BOTH = Ways(frozenset({"telegram"})), Ways(frozenset({"telegram"}), mail=True)
AT_TERMINAL = replace(LEAD, channel="terminal")
BY_HAND = replace(LEAD, channel="fair", chat_id=None)


def sent(state: Sending, *, by_mail: bool = False) -> Message:
    return Message(1, AT, Direction.TO_VISITOR, "Rita", "Hello", state, by_mail=by_mail)


ANSWER = Message(2, AT, Direction.FROM_VISITOR, "", "Hi", Sending.SENT)
LEFT = replace(LEAD, messages=(sent(Sending.BLOCKED),))


@pytest.mark.parametrize(
    ("lead", "ways", "way"),
    [
        (LEAD, Ways(), Way.CHAT),
        (LEAD, CHAT, Way.CHAT),
        (LEAD, BOTH, Way.CHAT),
        (AT_TERMINAL, Ways(), Way.CHAT),
        (AT_TERMINAL, CHAT, None),
        (AT_TERMINAL, BOTH, Way.MAIL),
        (BY_HAND, CHAT, None),
        (BY_HAND, BOTH, Way.MAIL),
        (replace(BY_HAND, email=None), BOTH, None),
        (LEFT, CHAT, None),
        (LEFT, BOTH, Way.MAIL),
        (replace(LEAD, messages=(sent(Sending.SENT, by_mail=True),)), BOTH, Way.MAIL),
        (replace(LEAD, messages=(sent(Sending.SENT),)), BOTH, Way.CHAT),
        (replace(LEAD, messages=(sent(Sending.BLOCKED), sent(Sending.WAITING))), CHAT, None),
        (replace(LEAD, messages=(sent(Sending.BLOCKED), ANSWER)), CHAT, Way.CHAT),
        (replace(LEAD, messages=(sent(Sending.WAITING),)), CHAT, Way.CHAT),
    ],
)
def test_the_next_message_takes_the_way_that_works(lead: Lead, ways: Ways, way: Way | None) -> None:
    assert way_to(lead, ways) is way


def test_who_has_left_may_have_come_back_and_who_has_neither_chat_nor_address_cannot_be_tried() -> None:
    assert can_try(LEFT, CHAT)
    assert not can_try(BY_HAND, CHAT)
    assert can_try(BY_HAND, BOTH)
    assert not can_try(replace(BY_HAND, email=None), BOTH)
