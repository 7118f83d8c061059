"""What people say in the middle of the form besides values, and right after it was sent."""

from dataclasses import replace

import pytest

from bot.dialogue.turn import Forget, ShowStatus, SubmitLead
from tests.dialogue.conversation import Conversation
from tests.dialogue.test_form import FILLED, lead
from tests.shipped import shipped_snapshot

STEPS = ("company", "contact-name", "reach", "country", "message", "consent")


def opened(hint: str = "en", way: str = "buy", **changes: object) -> Conversation:
    snapshot = shipped_snapshot()
    form = snapshot.knowledge.form.model_copy(update=changes)
    knowledge = snapshot.knowledge.model_copy(update={"form": form})
    talk = Conversation(snapshot=replace(snapshot, knowledge=knowledge), hint=hint)
    talk.say(f"/enquire {way}")
    return talk


def filled() -> Conversation:
    talk = opened()
    for value in FILLED:
        talk.say(value)
    return talk


def without(field: str) -> Conversation:
    fields = shipped_snapshot().knowledge.form.fields
    return opened(fields=tuple(each for each in fields if each.id != field))


def at_step(step: str, hint: str = "en") -> Conversation:
    talk = opened(hint)
    for value in FILLED[: STEPS.index(step)]:
        talk.say(value)
    return talk


def values(talk: Conversation) -> dict[str, str]:
    assert talk.state.form is not None
    return dict(talk.state.form.values)


LEAVING = (
    "no, never mind",
    "mejor no, cancelar",
    "ya no",
    "laissez tomber",
    "en fait non, laissez tomber",
    "stop it",
)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("said", LEAVING)
def test_who_leaves_in_own_words_leaves_at_every_step(step: str, said: str) -> None:
    talk = at_step(step)
    talk.say(said)
    assert talk.state.form is None or talk.choice("cancel it")
    assert not talk.effects


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("said", ["delete my data", "borren mis datos", "supprimez mes données"])
def test_who_wants_to_be_erased_is_erased_at_once_and_a_yes_is_no_consent(step: str, said: str) -> None:
    talk = at_step(step)
    talk.say(said)
    assert talk.effects == (Forget(),)
    assert talk.state.form is None
    talk.say("sí")
    assert not talk.effects


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("said", ["can we go on in French?", "sigamos en francés", "parlez français svp"])
def test_the_form_goes_on_in_the_language_that_is_wished_for(step: str, said: str) -> None:
    talk = at_step(step)
    before = values(talk)
    talk.say(said)
    assert "Étape" in talk.text
    assert values(talk) == before


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("said", ["/start", "continue", "continuar", "poursuivre"])
def test_who_wants_to_go_on_is_asked_again(step: str, said: str) -> None:
    talk = at_step(step)
    before = values(talk)
    talk.say(said)
    assert len(talk.replies) == 1
    assert "Back to your enquiry" in talk.text
    assert values(talk) == before


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("said", ["why do you need consent?", "¿para qué necesitan mi consentimiento?"])
def test_why_consent_is_needed_is_told_at_every_step(step: str, said: str) -> None:
    assert "Your details are yours" in at_step(step).say(said)


def test_a_value_is_corrected_by_the_name_of_its_field() -> None:
    talk = at_step("country")
    assert "Corrected. Organisation: Acme LLC" in talk.say("sorry, the company is Acme LLC")
    assert "In which country" in talk.text
    assert "Corrected. Contact person: Ana Paz" in talk.say("my name: Ana Paz")
    assert "ana@acme.example" in talk.say("my e-mail is ana@acme.example instead")
    assert values(talk)["reach"] == "ana@acme.example"


def test_a_message_may_speak_of_fields_and_only_a_plain_value_corrects_one() -> None:
    for said in ("our company is quite small", "our company is in Peru", "the message is short"):
        talk = at_step("message")
        talk.say(said)
        assert values(talk)["message"] == said
    talk = at_step("message")
    assert "Corrected. Contact person: Ana Paz" in talk.say("the name is Ana Paz")
    assert "Corrected. Country: Colombia" in talk.say("the country is Colombia")
    assert "message" not in values(talk)


def test_a_correction_that_cannot_be_taken_asks_for_the_field_again() -> None:
    talk = filled()
    talk.say("the country is Atlantis")
    assert "do not know that country" in talk.text
    talk.say("Chile")
    talk.press("Send")
    assert lead(talk).enquiry.country == "CL"


def test_a_field_is_asked_again_where_no_value_stands_behind_its_name() -> None:
    talk = at_step("message")
    assert "e-mail address or telephone" in talk.say("change my e-mail please")
    talk.press("Back")
    assert "What would you like to tell" in talk.text
    talk = at_step("reach")
    assert "neither an e-mail" in talk.say("wrong number")


def test_what_is_put_in_the_place_of_something_goes_where_it_fits() -> None:
    talk = at_step("message")
    assert "Corrected. Country: Chile" in talk.say("sorry, Chile")
    assert "Corrected. Contact person: Ana Paz" in talk.say("I mean Ana Paz")
    assert "Corrected. Organisation: Acme GmbH" in talk.say("actually Acme GmbH")
    talk = at_step("reach")
    assert "neither an e-mail" in talk.say("actually something else entirely here")
    talk = at_step("contact-name")
    talk.say("sorry, Bright Rings")
    assert values(talk)["company"] == "Acme Ltd"


def test_an_amount_takes_the_place_of_the_one_with_its_unit() -> None:
    talk = at_step("message")
    talk.say("We buy 5 kg of gold")
    assert "We buy 7 kg of gold" in talk.say("make it 7 kg")
    assert "We buy 7 kg of gold\n3 ounces" in talk.say("make it 3 ounces")


def test_another_interest_is_heard() -> None:
    talk = at_step("country")
    assert "Corrected. Interest: Fund a project" in talk.say("I would rather fund a project")
    assert values(talk)["way"] == "fund"


def test_nothing_is_heard_of_ways_where_the_form_asks_for_none() -> None:
    talk = without("way")
    for said in (*FILLED[:3], "I would rather fund a project"):
        talk.say(said)
    assert "do not know that country" in talk.text


def test_a_form_without_a_way_to_be_reached_hears_nothing_of_one() -> None:
    talk = without("reach")
    for said in (*FILLED[:2], "I have no e-mail"):
        talk.say(said)
    assert "do not know that country" in talk.text


def test_people_introduce_themselves() -> None:
    talk = at_step("company")
    talk.say("we are Acme Ltd")
    talk.say("I am Ana Ruiz")
    assert (values(talk)["company"], values(talk)["contact-name"]) == ("Acme Ltd", "Ana Ruiz")
    talk = at_step("company")
    talk.say("We Are Gold")
    assert values(talk)["company"] == "We Are Gold"


def test_who_asks_for_themselves_has_a_button_and_may_write_it() -> None:
    talk = at_step("company")
    talk.press("private")
    assert values(talk)["company"] == "private"
    talk = at_step("company")
    talk.say("just me")
    assert values(talk)["company"] == "just me"
    talk.send_token(f"f:{talk.state.form and talk.state.form.id}:alone")
    assert "contact-name" not in values(talk)


def test_no_sentence_is_said_three_times_and_the_third_offers_another_way() -> None:
    talk = at_step("reach")
    said = [talk.say(text) for text in ("hm", "well", "so")]
    assert len(set(said)) == 3
    talk.press("Write to me in this chat")
    assert "In which country" in talk.text
    said = [talk.say(text) for text in ("over there", "behind the hill", "by the sea")]
    assert len(set(said)) == 3
    talk.press("Leave the country open")
    for value in ("skip", "yes", "send"):
        talk.say(value)
    enquiry = lead(talk).enquiry
    assert (enquiry.email, enquiry.phone, enquiry.country) == (None, "", None)
    talk = at_step("consent")
    assert len({talk.say(text) for text in ("hm", "well", "so")}) == 3


def test_who_gave_a_number_after_all_is_not_reached_in_the_chat_alone() -> None:
    talk = at_step("reach")
    talk.say("write to me here")
    assert "here, in this chat" in talk.text
    talk.say("+57 300 123 4567")
    assert values(talk)["reach"] == "+573001234567"


def test_what_is_lacking_is_no_trouble_once_there_is_another_way() -> None:
    talk = at_step("country")
    assert "ana@example.org" in talk.say("I don't have a phone")
    assert "In which country" in talk.text
    assert "ana@example.org" in talk.say("it's my e-mail")
    talk = filled()
    assert "e-mail address or telephone" in talk.say("email")


@pytest.mark.parametrize(
    ("hint", "typed", "number"),
    [
        ("es-CO", "300 555 0142", "+573005550142"),
        ("es", "300 555 0142", "+573005550142"),
        ("fr", "06 12 34 56 78", "+33612345678"),
        ("en-GB", "07911 123456", "+447911123456"),
        ("en", "573005550142", "+573005550142"),
    ],
)
def test_a_number_without_its_country_is_shown_with_the_likeliest(hint: str, typed: str, number: str) -> None:
    talk = at_step("reach", hint)
    talk.say(typed)
    if "reach" not in values(talk):
        talk.press(number)
    assert values(talk)["reach"] == number
    assert talk.choices[0].token.startswith("f:"), "its country is guessed"


def test_a_country_in_a_name_is_guessed() -> None:
    talk = opened()
    for value in ("Oro de Bolivia SRL", *FILLED[1:3]):
        talk.say(value)
    talk.press("Bolivia")
    assert values(talk)["country"] == "BO"


def test_no_screen_has_more_than_six_buttons_and_each_way_is_on_a_page() -> None:
    talk = opened(way="")
    ways = {way.title["en"] for way in talk.snapshot.knowledge.talk.ways}
    shown: set[str] = set()
    for _ in ways:
        assert len(talk.choices) <= 6
        shown |= {choice.label for choice in talk.choices}
        talk.press("More")
    assert ways <= shown


def test_few_ways_need_no_pages() -> None:
    snapshot = shipped_snapshot()
    talk = snapshot.knowledge.talk.model_copy(update={"ways": snapshot.knowledge.talk.ways[:2]})
    knowledge = snapshot.knowledge.model_copy(update={"talk": talk})
    conversation = Conversation(snapshot=replace(snapshot, knowledge=knowledge))
    conversation.say("/enquire")
    assert len(conversation.choices) == 3


def test_what_is_odd_is_asked_back_once() -> None:
    talk = at_step("company")
    for said in ("12345", "12345"):
        talk.say(said)
    assert values(talk)["company"] == "12345"
    talk.say("98765")
    assert "at least one letter" in talk.text
    talk = at_step("message")
    talk.say("nothing")
    assert "message" in values(talk) or talk.choice("is not my message")
    talk.say("all good")
    talk.press("is my message")
    assert values(talk)["message"] == "all good"


def test_what_was_no_name_is_heard_as_what_it_is() -> None:
    talk = at_step("company")
    talk.say("we fund a project")
    talk.press("not the name")
    assert "company" not in values(talk)


def test_while_paused_leaving_erasing_and_languages_are_heard() -> None:
    for said in ("ya no", "delete my data"):
        talk = at_step("country")
        talk.wait(hours=2)
        talk.say(said)
        assert talk.state.form is None
    talk = at_step("country")
    talk.wait(hours=2)
    talk.say("en français svp")
    assert talk.state.form is not None
    assert talk.state.form.language == "fr"


@pytest.mark.parametrize("said", ["yes", "sí", "ok", "is that all?", "done"])
def test_after_sending_a_yes_is_told_that_all_is_done(said: str) -> None:
    talk = filled()
    talk.press("Send")
    assert "nothing more to do" in talk.say(said)
    assert not talk.effects


def test_after_sending_thanks_are_met_and_more_to_say_leads_to_the_enquiry() -> None:
    talk = filled()
    talk.press("Send")
    assert "A person will reply" in talk.say("thank you very much")
    talk.say("I want to add something")
    assert isinstance(talk.effects[0], ShowStatus)
    assert "Correct" in talk.effects[0].before
    talk.say("what is CRAFT")
    assert not any(isinstance(effect, SubmitLead) for effect in talk.effects)
    talk.wait(hours=2)
    assert "nothing more to do" not in talk.say("yes")


def test_a_company_may_be_called_like_a_wish() -> None:
    for said in ("delete it records", "never mind records", "stop motion"):
        talk = at_step("company")
        talk.say(said)
        assert talk.state.form is not None
        assert not talk.effects


def test_a_question_in_the_middle_is_a_question_whatever_it_speaks_of() -> None:
    talk = at_step("country")
    talk.say("can I cancel my licence later?")
    talk.say("is telegram here ok?")
    assert talk.state.form is not None


def test_this_chat_is_heard_where_nothing_asks_for_a_way_to_be_reached() -> None:
    talk = at_step("country")
    assert "here, in this chat" in talk.say("write to me in this chat instead")
    assert "here" not in values(talk).values()
    talk.say("here")
    assert "country" not in values(talk)


def test_letters_that_nobody_here_reads_are_told_so_in_the_form() -> None:
    talk = at_step("country")
    assert "cannot read this script" in talk.say("кто ваши партнёры?")
    talk.say("French partners")
    assert talk.state.form is not None
    assert talk.state.form.language == "en"


def test_words_for_going_on_are_met_while_paused() -> None:
    talk = at_step("country", "es")
    talk.wait(hours=2)
    talk.say("continuar")
    assert "país" in talk.text


def test_a_whole_sentence_closes_the_form_by_likeness() -> None:
    talk = at_step("country")
    talk.say("get me out of this form")
    assert talk.state.form is None


def test_a_number_is_given_by_its_name_at_any_step() -> None:
    talk = at_step("contact-name", "es-CO")
    talk.say("mi número es 300 555 0142")
    talk.press("+573005550142")
    assert values(talk)["reach"] == "+573005550142"
    assert "contact-name" not in values(talk)


def test_who_has_no_organisation_asks_for_themselves() -> None:
    talk = at_step("company")
    talk.say("I have no company")
    assert values(talk)["company"] == "private"


def test_who_gives_no_number_wants_no_silence_for_it() -> None:
    talk = at_step("reach", "es")
    talk.say("no quiero dar mi número")
    assert not talk.effects
    talk.press("Escríbanme en este chat")
    assert values(talk)["reach"] == "chat"


@pytest.mark.parametrize("said", ["je refuse", "I decline", "nvm"])
def test_who_refuses_to_agree_leaves(said: str) -> None:
    talk = at_step("consent")
    talk.say(said)
    assert talk.state.form is None
