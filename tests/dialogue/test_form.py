"""The enquiry form as a conversation."""

import pytest

from bot.core.snapshot import Snapshot
from bot.dialogue.turn import Said, SubmitLead
from tests.dialogue.conversation import Conversation, snapshot

FILLED = ("Acme Ltd", "Ana Ruiz", "ana@example.org", "Perú", "We want to help.", "yes")


def opened(hint: str = "en", way: str = "buy") -> Conversation:
    talk = Conversation(hint=hint)
    talk.say(f"/enquire {way}")
    return talk


def filled(hint: str = "en") -> Conversation:
    talk = opened(hint)
    for value in FILLED:
        talk.say(value)
    return talk


def change(talk: Conversation, label: str) -> None:
    """Press the button to change a field, on whichever page it stands."""
    talk.press("Change something")
    if not any(label in choice.label for choice in talk.choices):
        talk.press("More")
    talk.press(label)


def lead(talk: Conversation) -> SubmitLead:
    (effect,) = talk.effects
    assert isinstance(effect, SubmitLead)
    return effect


def with_form(**changes: object) -> Snapshot:
    knowledge = snapshot().knowledge
    form = knowledge.form.model_copy(update=changes)
    return Snapshot(knowledge.model_copy(update={"form": form}), snapshot().matcher)


def test_a_form_asks_field_by_field_and_ends_in_a_lead() -> None:
    talk = filled()
    assert "Acme Ltd" in talk.text
    assert "Peru" in talk.text
    talk.press("Send")
    enquiry = lead(talk).enquiry
    assert (enquiry.way, enquiry.company, enquiry.contact_name) == ("buy", "Acme Ltd", "Ana Ruiz")
    assert (enquiry.email, enquiry.phone, enquiry.country) == ("ana@example.org", None, "PE")
    assert enquiry.message == "We want to help."
    assert enquiry.consent_version == talk.snapshot.knowledge.form.consent_version
    assert talk.state.form is None


def test_a_way_that_is_not_known_beforehand_is_asked_first() -> None:
    talk = opened(way="")
    assert "How would you like to get involved?" in talk.text
    talk.press("Fund a project")
    assert talk.state.form is not None
    assert talk.state.form.values["way"] == "fund"


def test_a_way_that_does_not_exist_is_asked_as_if_none_were_given() -> None:
    assert "How would you like to get involved?" in opened(way="flying").text


@pytest.mark.parametrize(("hint", "agree", "send"), [("es", "sí", "enviar"), ("fr", "d'accord", "envoyer")])
def test_the_form_speaks_the_visitors_language_and_understands_typed_buttons(
    hint: str, agree: str, send: str
) -> None:
    talk = opened(hint)
    for value in (*FILLED[:5], agree, send):
        talk.say(value)
    assert lead(talk).enquiry.language == hint


def test_an_optional_field_may_be_skipped() -> None:
    talk = opened()
    for value in (*FILLED[:4], "skip", "I agree", "send"):
        talk.say(value)
    assert lead(talk).enquiry.message is None


def test_a_required_field_is_not_skipped() -> None:
    talk = opened()
    talk.send_token(f"f:{talk.state.form and talk.state.form.id}:skip")
    assert "name of your company" in talk.text


def test_nothing_is_sent_without_consent() -> None:
    talk = opened()
    for value in FILLED[:5]:
        talk.say(value)
    talk.send_token(f"f:{talk.state.form and talk.state.form.id}:send")
    assert talk.effects == ()
    assert "May ARM's staff" in talk.text
    talk.say("maybe")
    assert "I agree" in talk.text
    assert talk.state.form is not None


def test_a_wrong_value_is_refused_with_a_reason_and_asked_again() -> None:
    talk = opened()
    talk.say("Acme Ltd")
    talk.say("Ana Ruiz")
    assert talk.replies[0].wants_contact
    talk.say("not an address")
    assert "name@example.org" in talk.text
    assert talk.replies[0].wants_contact
    talk.say("+57 300 123 4567")
    assert "In which country" in talk.text


def test_a_misspelt_country_is_offered_as_a_choice() -> None:
    talk = opened()
    for value in FILLED[:3]:
        talk.say(value)
    talk.say("Columbia")
    talk.press("Colombia")
    assert talk.state.form is not None
    assert talk.state.form.values["country"] == "CO"


def test_back_asks_the_field_before_again() -> None:
    talk = opened()
    talk.say("Acme Ltd")
    talk.press("Back")
    assert "name of your company" in talk.text
    talk.say("back")
    assert "How would you like to get involved?" in talk.text
    talk.say("back")
    assert "How would you like to get involved?" in talk.text


def test_a_field_can_be_edited_from_the_summary_and_an_edit_can_be_left() -> None:
    talk = filled()
    change(talk, "Organisation")
    talk.say("Better Ltd")
    assert "Better Ltd" in talk.text
    change(talk, "Country")
    talk.press("Back")
    assert "Peru" in talk.text
    change(talk, "Message")
    talk.press("Skip")
    change(talk, "Interest")
    talk.press("Fund a project")
    talk.press("Send")
    assert (lead(talk).enquiry.company, lead(talk).enquiry.message, lead(talk).enquiry.way) == (
        "Better Ltd",
        None,
        "fund",
    )


def test_what_is_typed_at_the_summary_gets_its_buttons_again_without_all_of_it() -> None:
    talk = filled()
    talk.say("hm")
    assert "Acme Ltd" not in talk.text
    talk.press("Send")
    assert lead(talk).enquiry.company == "Acme Ltd"


def test_going_back_from_the_summary_asks_the_last_field() -> None:
    talk = filled()
    talk.say("back")
    assert "May ARM's staff" in talk.text


def test_why_is_explained_and_the_question_stays() -> None:
    talk = opened()
    talk.press("Why do you ask?")
    assert "useful reply" in talk.text
    assert "name of your company" in talk.text
    talk.say("why?")
    assert "useful reply" in talk.text


def test_a_question_in_the_middle_is_answered_before_the_form_goes_on() -> None:
    talk = opened()
    talk.say("Who is Microsoft?")
    assert "Microsoft works with ARM" in talk.text
    assert "Back to your enquiry" in talk.text
    assert "name of your company" in talk.text


def test_a_question_that_nobody_can_answer_is_not_taken_as_a_value() -> None:
    talk = opened()
    talk.say("how deep is the ocean?")
    assert "no reliable answer" in talk.text
    assert talk.state.form is not None
    assert "company" not in talk.state.form.values


def test_a_name_that_begins_like_a_question_is_taken_as_a_name() -> None:
    talk = opened()
    talk.say("Can Pack Metals")
    assert talk.state.form is not None
    assert talk.state.form.values["company"] == "Can Pack Metals"


def test_a_message_may_be_a_question() -> None:
    talk = opened()
    for value in FILLED[:4]:
        talk.say(value)
    talk.say("How can we buy gold?")
    assert talk.state.form is not None
    assert talk.state.form.values["message"] == "How can we buy gold?"


@pytest.mark.parametrize("how", ["cancel", "/cancel"])
def test_cancelling_sends_nothing(how: str) -> None:
    talk = filled()
    talk.say(how)
    assert "nothing was sent" in talk.text
    assert talk.state.form is None
    assert talk.effects == ()


def test_a_second_tap_on_send_is_told_that_it_was_sent() -> None:
    talk = filled()
    send = talk.choice("Send").token
    talk.send_token(send)
    talk.send_token(send)
    assert talk.effects == ()
    assert "has been sent already" in talk.text


def test_a_button_of_a_form_that_is_gone_says_so() -> None:
    talk = filled()
    send = talk.choice("Send").token
    talk.say("/cancel")
    talk.send_token(send)
    assert "no longer open" in talk.text


@pytest.mark.parametrize("action", ["set:nowhere", "set", "edit:nothing", "agree", "dance", "", ":::"])
def test_a_forged_button_only_asks_the_pending_question(action: str) -> None:
    talk = opened()
    talk.send_token(f"f:{talk.state.form and talk.state.form.id}:{action}")
    assert "name of your company" in talk.text


def test_a_form_left_alone_is_offered_again_and_takes_no_text_as_a_value() -> None:
    talk = opened()
    talk.wait(hours=2)
    talk.say("Acme Ltd")
    assert "unfinished enquiry" in talk.text
    assert talk.state.form is not None
    assert "company" not in talk.state.form.values
    talk.press("Go on")
    assert "name of your company" in talk.text
    talk.say("Acme Ltd")
    assert "Whom may we contact?" in talk.text


def test_a_question_is_answered_while_the_form_is_paused() -> None:
    talk = opened()
    talk.wait(hours=2)
    talk.say("Who is Microsoft?")
    assert "Microsoft works with ARM" in talk.text
    assert "unfinished enquiry" in talk.text
    talk.say("continue")
    assert "name of your company" in talk.text


def test_a_form_is_never_restarted_silently() -> None:
    talk = opened()
    talk.say("Acme Ltd")
    talk.say("/enquire fund")
    assert "unfinished enquiry" in talk.text
    talk.press("Start over")
    assert talk.state.form is not None
    assert talk.state.form.values == {}
    talk.say("/enquire buy")
    talk.press("Discard")
    assert talk.state.form is None


def test_a_form_asked_for_a_second_time_just_goes_on() -> None:
    talk = opened()
    talk.say("Acme Ltd")
    assert "Whom may we contact?" in talk.say("/enquire")
    assert "Whom may we contact?" in talk.say("/enquire buy")
    assert "To which e-mail address" in talk.say("Ana Ruiz")


@pytest.mark.parametrize(
    "said", ["yes", "Sí, acepto", "J'ACCEPTE", "ok!", "yeah thats fine", "si acepto pues"]
)
def test_consent_may_be_typed(said: str) -> None:
    talk = opened()
    for value in (*FILLED[:-1], said):
        talk.say(value)
    assert "Please check" in talk.text


@pytest.mark.parametrize(
    "said", ["maybe", "I do not agree", "yes but not for anything else, is that all right"]
)
def test_consent_is_never_guessed(said: str) -> None:
    talk = opened()
    for value in (*FILLED[:-1], said):
        talk.say(value)
    assert "I agree" in {choice.label for choice in talk.choices}


@pytest.mark.parametrize(
    ("said", "way"),
    [("we would love to sponsor mining communities", "fund"), ("traceable gold for our rings", "buy")],
)
def test_a_wish_may_be_told_in_own_words(said: str, way: str) -> None:
    talk = opened(way="")
    talk.say(said)
    assert talk.state.form is not None
    assert talk.state.form.values == {"way": way}


def test_a_wish_that_nothing_is_like_is_asked_again() -> None:
    talk = opened(way="")
    assert "choose one of the buttons" in talk.say("xqzk")
    assert "which colleague should read" in talk.say("why")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("can you change the company name", "name of your company"),
        ("email", "To which e-mail address"),
        ("cambiar el mensaje", "What would you like to tell"),
        ("modifier le nom", "Whom may we contact?"),
    ],
)
def test_a_field_is_edited_by_its_name(said: str, asked: str) -> None:
    talk = filled()
    assert asked in talk.say(said)


@pytest.mark.parametrize("said", ["send it pls", "envíela ya", "oui envoyez", "yes please"])
def test_an_enquiry_is_sent_in_own_words(said: str) -> None:
    talk = filled()
    talk.say(said)
    assert lead(talk).enquiry.company == "Acme Ltd"


def test_what_only_begins_like_sending_sends_nothing() -> None:
    talk = filled()
    talk.say("send it to my colleague first")
    assert talk.effects == ()


def test_what_is_not_understood_at_the_summary_is_said_so() -> None:
    talk = filled()
    talk.say("xqzk")
    assert "did not understand" in talk.text


@pytest.mark.parametrize("said", ["no", "don't send it yet", "wait, delete that", "bórrala por favor"])
def test_a_refusal_at_the_summary_is_heard_and_a_yes_to_it_sends_nothing(said: str) -> None:
    talk = filled()
    assert "Shall I cancel this enquiry?" in talk.say(said)
    assert "nothing was sent" in talk.say("yes")
    assert talk.state.form is None
    talk = filled()
    talk.say(said)
    assert "Please check" in talk.say("no, go on")


@pytest.mark.parametrize("said", ["please cancel my enquiry", "finalement je veux annuler ma demande"])
@pytest.mark.parametrize("given", range(6))
def test_a_form_can_be_left_in_whole_sentences_at_every_step(said: str, given: int) -> None:
    talk = opened()
    for value in FILLED[:given]:
        talk.say(value)
    talk.say(said)
    talk.press("Yes, cancel it")
    assert talk.state.form is None


def test_a_message_may_speak_of_cancelling() -> None:
    talk = opened()
    for value in FILLED[:4]:
        talk.say(value)
    assert "May ARM's staff" in talk.say(
        "We had to cancel the enquiry of last year and would like to begin anew."
    )


@pytest.mark.parametrize("said", ["ok", "no", "thanks", "hello"])
def test_small_talk_is_no_name(said: str) -> None:
    talk = opened()
    talk.say(said)
    assert "name of your company" in talk.text
    assert talk.state.form is not None
    assert "company" not in talk.state.form.values


def test_an_address_at_the_summary_replaces_the_one_given_before() -> None:
    talk = filled()
    talk.say("my email has changed, please use peter@example.org")
    assert "peter@example.org" in talk.text
    talk.say("send")
    assert lead(talk).enquiry.email == "peter@example.org"


def test_a_no_leaves_an_edit() -> None:
    talk = filled()
    change(talk, "Organisation")
    assert "Acme Ltd" in talk.say("no")


def test_a_wish_about_the_conversation_is_met_in_the_middle_of_a_form() -> None:
    talk = opened()
    talk.say("what do you do with my data?")
    assert "/forget" in talk.text
    assert "name of your company" in talk.text
    talk.say("can I leave an enquiry?")
    assert "name of your company" in talk.text
    assert talk.state.form is not None
    assert "company" not in talk.state.form.values


def test_a_button_beside_the_form_is_answered_and_the_form_goes_on() -> None:
    talk = opened()
    talk.send_token("e:microsoft")
    assert "Microsoft works with ARM" in talk.text
    assert "name of your company" in talk.text


def test_the_language_can_be_changed_in_the_middle() -> None:
    talk = opened()
    talk.say("/language fr")
    assert "Je vous écrirai" in talk.text
    assert "Revenons à votre demande" in talk.text


def test_the_form_may_change_while_somebody_fills_it_in() -> None:
    talk = filled()
    fields = snapshot().knowledge.form.fields
    budget = fields[1].model_copy(update={"id": "budget"})
    talk.snapshot = with_form(fields=(*fields, budget))
    talk.say("send")
    assert talk.effects == ()
    talk.say("About a thousand")
    talk.press("Send")
    assert lead(talk).enquiry.company == "Acme Ltd"


def test_a_way_that_was_removed_is_asked_again() -> None:
    talk = filled()
    knowledge = talk.snapshot.knowledge
    fewer = tuple(way for way in knowledge.talk.ways if way.id != "buy")
    changed = knowledge.model_copy(update={"talk": knowledge.talk.model_copy(update={"ways": fewer})})
    talk.snapshot = Snapshot(changed, talk.snapshot.matcher)
    talk.say("send")
    assert "choose one of the buttons" in talk.text


def test_a_form_without_the_fields_of_a_lead_never_sends_one() -> None:
    talk = filled()
    fields = tuple(field for field in snapshot().knowledge.form.fields if field.id != "company")
    talk.snapshot = with_form(fields=fields)
    assert talk.state.form is not None
    values = {key: value for key, value in talk.state.form.values.items() if key != "company"}
    talk.state = talk.state.model_copy(update={"form": talk.state.form.model_copy(update={"values": values})})
    talk.say("send")
    assert talk.effects == ()
    assert "Please check your enquiry" in talk.text


def test_a_form_without_a_way_field_opens_all_the_same() -> None:
    talk = Conversation(snapshot=with_form(fields=snapshot().knowledge.form.fields[1:]))
    talk.say("/enquire buy")
    assert "name of your company" in talk.text


def test_the_origin_of_a_form_is_kept() -> None:
    talk = Conversation()
    talk.say("/start enquire-fund")
    for value in (*FILLED, "send"):
        talk.say(value)
    assert lead(talk).enquiry.origin == "enquire-fund"
    assert lead(talk).enquiry.way == "fund"


@pytest.mark.parametrize("before", [0, 1, 3, 4, 5])
def test_a_contact_that_is_shared_at_any_step_is_a_number(before: int) -> None:
    talk = opened()
    for value in FILLED[:before]:
        talk.say(value)
    assert talk.state.form is not None
    known = dict(talk.state.form.values)
    talk.say("+57 300 123 4567")
    assert talk.state.form is not None
    kept = dict(talk.state.form.values)
    assert kept.pop("reach").endswith("+573001234567")
    assert kept == {key: value for key, value in known.items() if key != "reach"}
    assert "+573001234567" in talk.text
    for value in [value for value in FILLED[before:] if before > 2 or "@" not in value]:
        talk.say(value)
    talk.press("Send")
    enquiry = lead(talk).enquiry
    assert (enquiry.company, enquiry.contact_name, enquiry.phone) == ("Acme Ltd", "Ana Ruiz", "+573001234567")
    assert enquiry.email == ("ana@example.org" if before > 2 else None)


def test_a_number_without_its_country_is_no_company() -> None:
    talk = opened("es-CO")
    talk.say("300 123 4567")
    assert "+573001234567" in talk.choice("Colombia").label
    assert talk.state.form is not None
    assert "company" not in talk.state.form.values


@pytest.mark.parametrize("answer", ["yes", "+576012345678"])
def test_a_number_that_may_be_meant_is_taken_once_that_is_said(answer: str) -> None:
    talk = opened()
    for value in (*FILLED[:2], "+57 1 2345678"):
        talk.say(value)
    assert "+57 1 2345678" in talk.text
    if answer == "yes":
        talk.say(answer)
    else:
        talk.press(answer)
    for value in FILLED[3:]:
        talk.say(value)
    talk.press("Send")
    assert lead(talk).enquiry.phone == "+576012345678"


def test_of_what_is_doubtful_beside_an_address_both_or_the_address_is_taken() -> None:
    for label, kept in (("ana@example.org, +576012345678", "+576012345678"), ("ana@example.org", None)):
        talk = opened()
        for value in (*FILLED[:2], "ana@example.org +57 1 2345678"):
            talk.say(value)
        talk.send_token(next(choice.token for choice in talk.choices if choice.label == label))
        for value in FILLED[3:]:
            talk.say(value)
        talk.press("Send")
        assert (lead(talk).enquiry.email, lead(talk).enquiry.phone) == ("ana@example.org", kept)


def test_a_number_that_was_offered_before_and_not_now_is_asked_again() -> None:
    talk = opened()
    for value in (*FILLED[:2], "+57 1 2345678"):
        talk.say(value)
    stale = talk.choice("+576012345678").token
    talk.say("+57 1 8765432")
    talk.send_token(stale)
    assert talk.state.form is not None
    assert "reach" not in talk.state.form.values


def test_a_doubtful_number_at_the_summary_is_offered_there() -> None:
    talk = filled()
    talk.say("+57 1 2345678")
    talk.press("+576012345678")
    talk.press("Send")
    assert lead(talk).enquiry.phone == "+576012345678"


def test_an_address_for_which_there_is_no_room_any_more_is_not_added() -> None:
    talk = opened()
    room = next(field.most for field in snapshot().knowledge.form.fields if field.id == "reach")
    addresses = [f"ana{number:03}@example.org" for number in range(room // 20)]
    for value in ("Acme Ltd", "Ana Ruiz", ", ".join(addresses)[:room].rpartition(", ")[0]):
        talk.say(value)
    kept = talk.state.form.values["reach"] if talk.state.form else ""
    talk.say("one.more.address.of.mine@example.org")
    assert kept
    assert talk.state.form is not None
    assert talk.state.form.values["reach"] == kept


def test_the_first_link_stays_the_origin_and_a_link_to_the_form_stands_beside_it() -> None:
    talk = Conversation()
    talk.say("/start expo2026")
    talk.say("/start another")
    assert talk.state.origin == "expo2026"
    talk.say("/start enquire-fund")
    assert talk.state.form is not None
    assert talk.state.form.origin == "expo2026, enquire-fund"


def test_what_no_link_can_carry_is_no_origin() -> None:
    talk = Conversation()
    talk.say("/start what do you do?")
    assert talk.state.origin == ""


def test_words_below_a_file_are_taken_and_the_file_is_told_to_stay_behind() -> None:
    talk = Conversation()
    talk.say("/enquire fund")
    talk.meet(Said("event-file", "Acme", talk.now, "en", has_file=True))
    assert "goes no further" in talk.replies[0].text
    assert talk.state.form is not None
    assert talk.state.form.values["company"] == "Acme"


def test_words_below_a_file_outside_of_a_form_are_answered_like_any() -> None:
    talk = Conversation()
    talk.meet(Said("event-file", "Who is Chopard?", talk.now, "en", has_file=True))
    assert len(talk.replies) == 1
