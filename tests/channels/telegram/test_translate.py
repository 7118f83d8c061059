from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram.chat_queues import Flood, Pace
from bot.channels.telegram.staff.cards import Button, read_button
from bot.channels.telegram.updates import (
    AskedInline,
    Called,
    Edited,
    Gone,
    Ignored,
    Joined,
    Me,
    Migrated,
    Pressed,
    Replied,
    Talked,
    translate,
)
from bot.dialogue.turn import Chose, Said
from bot.leads.lead import Status

ME = Me(7, "arm_partner_bot")
STAFF = -100
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA = {"id": 5_000_000_001, "is_bot": False, "first_name": "Ana", "language_code": "es-CO"}
BOT = {"id": 7, "is_bot": True, "first_name": "Partners"}
PRIVATE = {"id": 5_000_000_001, "type": "private", "first_name": "Ana"}
GROUP = {"id": -55, "type": "supergroup", "title": "Jewellers"}
STAFF_GROUP = {"id": STAFF, "type": "supergroup", "title": "Staff"}


def meaning(**parts: Any) -> Any:
    return translate(Update.de_json({"update_id": 9, **parts}, None), ME, STAFF, NOW)


def message(text: str | None = None, chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:
    words = {} if text is None else {"text": text}
    return {"message_id": 3, "date": 1_800_000_000, "chat": chat, "from": ANA} | words | more


def said(text: str | None = None, chat: dict[str, Any] = PRIVATE, **more: Any) -> str:
    found = meaning(message=message(text, chat, **more))
    assert isinstance(found, Talked)
    assert isinstance(found.event, Said)
    return found.event.text


def test_a_text_is_said_with_time_hint_and_an_id_of_its_own():
    found = meaning(message=message("hola"))
    assert found.event == Said("9:5000000001:3", "hola", NOW, "es-CO", message="3")
    assert found.place.conversation == "5000000001"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/start", "/start"),
        ("/start entry-chopard", "/start entry-chopard"),
        ("/START@ARM_partner_bot  enquire-fund ", "/start enquire-fund"),
        ("/help@other_bot", "/help"),
        ("/ help", "/ help"),
        ("/nonsense/here", "/nonsense/here"),
    ],
)
def test_commands_in_private_are_read_whoever_they_name(typed, read):
    assert said(typed) == read


@pytest.mark.parametrize(
    "text", ["hello", "/help@other_bot", "/unknown", "me@arm_partner_bot.example", "x@arm_partner_bot"]
)
def test_group_talk_that_is_not_for_us_is_ignored(text):
    assert isinstance(meaning(message=message(text, GROUP)), Ignored)


def test_a_mention_is_taken_out_of_what_was_said():
    assert said("@Arm_Partner_Bot who is Chopard?", GROUP) == "who is Chopard?"
    assert said("@arm_partner_bot", GROUP) == ""
    assert said("/partners", GROUP) == "/partners"


def test_a_reply_to_us_is_for_us_and_one_to_others_is_not():
    ours = message("Hello!", GROUP, **{"from": BOT})
    theirs = message("Hello!", GROUP)
    assert said("and Peru?", GROUP, reply_to_message=ours) == "and Peru?"
    assert isinstance(meaning(message=message("and Peru?", GROUP, reply_to_message=theirs)), Ignored)


def test_everybody_in_a_group_has_a_conversation_of_their_own():
    found = meaning(message=message("/help", GROUP))
    assert found.place.conversation == "-55:5000000001"
    assert found.place.message_id == 3


def test_the_own_contact_is_said_as_an_international_number():
    own = {"phone_number": "573001234567", "first_name": "Ana", "user_id": ANA["id"]}
    other = {"phone_number": "300 123", "first_name": "Eva", "user_id": 4}
    assert said(contact=own) == "+573001234567"
    assert said(contact=other) == "300 123"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("EMAIL;TYPE=home:eva@example.org", "eva@example.org, 300 123"),
        ("item1.EMAIL;type=INTERNET:eva@example.org", "eva@example.org, 300 123"),
        ("email:mailto:eva@example.org", "mailto:eva@example.org, 300 123"),
        ("TEL;TYPE=cell:+57 300 123 4567", "+57 300 123 4567, 300 123"),
        ("TEL;VALUE=uri:tel:+573001234567", "+573001234567, 300 123"),
        ("TEL:300 123", "300 123"),
        ("NOTE:write to my EMAIL: eva", "300 123"),
    ],
)
def test_what_the_card_of_a_contact_tells_is_said_as_well(line: str, told: str):
    card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Eva\r\n{line}\r\nEND:VCARD"
    other = {"phone_number": "300 123", "first_name": "Eva", "user_id": 4, "vcard": card}
    assert said(contact=other) == told


def test_what_has_no_words_is_said_as_nothing_and_a_caption_counts():
    place = {"latitude": 4.6, "longitude": -74.1}
    assert said(location=place) == ""
    assert said(location=place, caption="who is Chopard?") == "who is Chopard?"


@pytest.mark.parametrize(
    "more",
    [
        {"new_chat_members": [ANA]},
        {"pinned_message": {"message_id": 1, "date": 0, "chat": PRIVATE}},
        {"text": "x", "via_bot": {**BOT, "username": "arm_partner_bot"}},
        {"text": "x", "from": {**BOT, "id": 8}},
        {"text": "x", "from": None},
    ],
)
def test_what_no_person_said_is_ignored(more):
    assert isinstance(meaning(message=message() | more), Ignored)


def test_an_edit_is_read_and_channel_posts_and_kinds_yet_unknown_are_ignored():
    assert isinstance(meaning(edited_message=message("x")), Edited)
    assert isinstance(meaning(channel_post=message("x", {"id": -1, "type": "channel"})), Ignored)
    assert isinstance(meaning(of_tomorrow={"x": 1}), Ignored)


def press(data: str | None, chat: dict[str, Any] = PRIVATE) -> Any:
    query = {"id": "77", "from": ANA, "chat_instance": "1", "message": message("m", chat)}
    return meaning(callback_query=query | ({} if data is None else {"data": data}))


def test_a_press_is_a_choice_and_one_on_a_card_belongs_to_staff():
    assert press("t:ways").event == Chose("9:77", "t:ways", NOW, "es-CO")
    assert press(None).event.token == ""
    found = press("staff/claim/K7F-2MX/1", STAFF_GROUP)
    assert isinstance(found, Pressed)
    assert (found.caller.name, found.message_id) == ("Ana", 3)


def test_commands_for_staff_are_told_from_those_of_visitors():
    found = meaning(message=message("/lead K7F-2MX", STAFF_GROUP))
    assert isinstance(found, Called)
    assert (found.command, found.argument) == ("lead", "K7F-2MX")
    assert meaning(message=message("/help", STAFF_GROUP)).command == "help"
    assert isinstance(meaning(message=message("/help")), Talked)
    assert isinstance(meaning(message=message("/whereami")), Called)


def test_an_anonymous_administrator_is_known_by_the_group_they_speak_for():
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    found = meaning(message=message("/leads", STAFF_GROUP, sender_chat=STAFF_GROUP, **{"from": anonymous}))
    assert isinstance(found, Called)
    assert found.caller.anonymous


def test_a_reply_in_the_staff_chat_names_the_card():
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "staff/claim/K7F-2MX/1"}]]}
    ours = message("Enquiry", STAFF_GROUP, reply_markup=markup, **{"from": BOT})
    found = meaning(message=message("called them", STAFF_GROUP, reply_to_message=ours))
    assert isinstance(found, Replied)
    assert read_button(found.token) == Button("claim", "K7F-2MX", 1)


def test_groups_that_move_join_or_remove_the_bot_are_understood():
    assert meaning(message=message(None, GROUP, migrate_to_chat_id=-1005)) == Migrated(-55, -1005)

    def change(chat: dict[str, Any], before: str, after: str) -> Any:
        until = {"until_date": 0}
        return meaning(
            my_chat_member={
                "chat": chat,
                "from": ANA,
                "date": 1,
                "old_chat_member": {"user": BOT, "status": before, **until},
                "new_chat_member": {"user": BOT, "status": after, **until},
            }
        )

    assert isinstance(change(GROUP, "left", "member"), Joined)
    assert change(GROUP, "member", "kicked") == Gone(-55)
    assert change(PRIVATE, "member", "kicked") == Gone(5_000_000_001)
    assert isinstance(change(PRIVATE, "kicked", "member"), Ignored)


def test_inline_queries_are_understood():
    query = {"id": "5", "from": ANA, "query": "chopard", "offset": ""}
    assert meaning(inline_query=query) == AskedInline("5", "chopard", "es-CO")


@given(st.text(st.characters(), min_size=1, max_size=200), st.sampled_from([PRIVATE, GROUP, STAFF_GROUP]))
def test_whatever_people_type_is_translated(text, chat):
    found = meaning(message=message(text, chat))
    if chat is PRIVATE:
        assert isinstance(found, (Talked, Called))
    if isinstance(found, Talked):
        found.event.text.encode()


@given(st.text(max_size=64) | st.from_regex(r"staff/[a-z]+/[A-Z0-9-]{6,8}/[0-9]{1,12}", fullmatch=True))
def test_any_forged_button_is_read_or_refused(token):
    button = read_button(token)
    assert button is None or button.action in {"claim", "release", *Status}


def test_every_button_of_a_card_is_short_and_read_back():
    for action in ("claim", "release", *Status):
        button = Button(action, "K7F-2MX", 999_999_999)
        assert len(button.token.encode()) <= 64
        assert read_button(button.token) == button


def test_whoever_is_too_fast_is_told_once_and_may_go_on_later():
    flood = Flood(most=3, seconds=10)
    paces = [flood.judge("ana", now) for now in (0, 1, 2, 3, 4)]
    assert paces == [Pace.FINE, Pace.FINE, Pace.FINE, Pace.SAY_SO, Pace.HUSH]
    assert flood.judge("ben", 4) is Pace.FINE
    assert flood.judge("ana", 30) is Pace.FINE


def test_the_count_of_quiet_conversations_is_dropped():
    flood = Flood(most=3, seconds=1)
    for number in range(5000):
        flood.judge(str(number), number)
    assert len(flood._times) < 5000
