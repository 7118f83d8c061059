"""Names of people and organisations are taken as they are typed; what may be something else is asked back."""

import pytest

from bot.core.knowledge import FieldKind
from bot.core.snapshot import Snapshot
from tests.dialogue.conversation import Conversation, snapshot

QUESTION = "name of your company"


def asked_for_company(hint: str = "en") -> Conversation:
    talk = Conversation(hint=hint)
    talk.say("/enquire buy")
    return talk


def asked_for_person(hint: str = "en") -> Conversation:
    talk = asked_for_company(hint)
    talk.say("Acme Ltd")
    return talk


def value(talk: Conversation, field: str = "company") -> str | None:
    assert talk.state.form is not None
    return talk.state.form.values.get(field)


def is_asked_back(talk: Conversation) -> bool:
    return any(choice.token.endswith(":talk") for choice in talk.choices)


@pytest.mark.parametrize(
    ("hint", "typed"),
    [
        ("en", "May Lee"),
        ("en", "Ok Joo Kim"),
        ("en", "ok joo kim"),
        ("en", "Will Smith"),
        ("en", "Do Hyun Park"),
        ("en", "Never Dube"),
        ("es", "Si Mohamed"),
        ("es", "Claro Díaz"),
        ("es", "si mohamed"),
        ("es", "Dale Cooper"),
        ("es", "Quién Sabe Ruiz"),
        ("fr", "Qui Gon"),
        ("fr", "Non Ferrero"),
        ("fr", "Laissez Michel"),
        ("fr", "Ou Yang"),
    ],
)
def test_a_person_is_taken_as_typed(hint: str, typed: str) -> None:
    talk = asked_for_person(hint)
    talk.say(typed)
    assert value(talk, "contact-name") == typed


@pytest.mark.parametrize(
    ("hint", "typed"),
    [
        ("en", "No Limits Jewelry"),
        ("en", "no limits jewelry"),
        ("en", "OK Gold"),
        ("en", "Who's Who Gold"),
        ("en", "Which? Ltd"),
        ("en", "which? ltd"),
        ("en", "Delete It GmbH"),
        ("en", "delete it gmbh"),
        ("en", "Cancel This Records"),
        ("en", "No. 1 Gold"),
        ("en", "Gold? Yes! Jewels"),
        ("en", "What Katy Did"),
        ("en", "Stop Motion Jewels"),
        ("es", "Qué Joyas SL"),
        ("es", "No Más Mercurio"),
        ("es", "Bórralo SA"),
        ("es", "Claro Colombia"),
        ("fr", "Oui Or"),
        ("fr", "oui or"),
        ("fr", "Pourquoi Pas"),
        ("fr", "D'accord SAS"),
        ("fr", "Non Merci Bijoux"),
        ("fr", "Qu'importe l'Or"),
    ],
)
def test_an_organisation_is_taken_as_typed(hint: str, typed: str) -> None:
    talk = asked_for_company(hint)
    talk.say(typed)
    assert value(talk) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "Who Cares?",
        "why not?",
        "Chopard?",
        "Is Chopard Partner",
        "who is microsoft ltd",
        "Yes, Acme Ltd",
        "Ok Ok Ok",
        "delete it records",
        "how deep? oceans",
        "Sure It Is",
    ],
)
def test_what_may_be_a_name_is_asked_back_with_two_buttons(typed: str) -> None:
    talk = asked_for_company()
    talk.say(typed)
    assert is_asked_back(talk), talk.text
    assert f"Is “{typed}” the name?" in talk.text
    talk.press("is the name")
    assert value(talk) == typed
    talk = asked_for_company()
    talk.say(typed)
    talk.press("it is not the name")
    assert value(talk) is None
    assert not is_asked_back(talk)


@pytest.mark.parametrize(
    "said",
    [
        "no",
        "Yes",
        "ok, thanks",
        "no thanks",
        "yes please",
        "sí por favor",
        "non merci",
        "no company",
        "no, go on",
        "thanks",
        "cancel",
        "back",
        "why?",
        "please cancel my enquiry",
        "finalement je veux annuler ma demande",
        "who is Microsoft?",
        "who is microsoft and what do they do",
        "what do you do with my data?",
        "how deep is the ocean?",
        "¿Qué tal?",
        "ana@example.org",
    ],
)
def test_what_stands_alone_or_is_a_whole_sentence_is_no_name(said: str) -> None:
    talk = asked_for_company()
    talk.say(said)
    assert not is_asked_back(talk), talk.text
    assert talk.state.form is None or value(talk) is None


@pytest.mark.parametrize("typed", ["Claro", "Merci", "OK"])
def test_a_word_that_stands_alone_can_still_be_made_the_name(typed: str) -> None:
    talk = asked_for_company()
    talk.say(typed)
    assert QUESTION in talk.text
    talk.press(f"“{typed}” is the name")
    assert value(talk) == typed


def test_a_question_that_was_doubtful_is_answered_once_it_is_no_name() -> None:
    talk = asked_for_company()
    talk.say("Is Chopard Partner")
    assert "Chopard works with ARM" in talk.press("it is not the name")
    assert QUESTION in talk.text


@pytest.mark.parametrize("answer", ["yes", "Yes please"])
def test_the_two_buttons_may_be_typed(answer: str) -> None:
    talk = asked_for_company()
    talk.say("Why Not?")
    talk.say(answer)
    assert value(talk) == "Why Not?"


def test_another_name_in_place_of_the_two_buttons_is_taken() -> None:
    talk = asked_for_company()
    talk.say("Why Not?")
    talk.say("No Limits Jewelry")
    assert value(talk) == "No Limits Jewelry"


def test_a_name_is_no_yes_to_a_number_that_was_offered() -> None:
    talk = asked_for_person()
    talk.say("+57 1 2345678")
    assert "Do you mean this?" in talk.text
    talk.say("Claro Díaz")
    assert value(talk, "contact-name") == "Claro Díaz"
    assert value(talk, "reach") is None


def test_a_button_for_a_name_that_was_settled_changes_nothing() -> None:
    talk = asked_for_company()
    talk.say("Why Not?")
    stale = talk.choice("is the name").token
    talk.say("Acme Ltd")
    talk.send_token(stale)
    assert value(talk) == "Acme Ltd"
    assert value(talk, "contact-name") is None


def test_going_back_forgets_what_was_doubtful() -> None:
    talk = asked_for_person()
    talk.say("Why Not?")
    stale = talk.choice("is the name").token
    talk.say("back")
    talk.send_token(stale)
    assert value(talk) is None


def test_an_edited_name_may_begin_like_a_no() -> None:
    talk = asked_for_company()
    for given in ("Acme Ltd", "Ana Ruiz", "ana@example.org", "Peru", "We want to help.", "yes"):
        talk.say(given)
    talk.press("Change something")
    talk.press("Organisation")
    talk.say("No Limits Jewelry")
    assert value(talk) == "No Limits Jewelry"


def test_a_long_name_is_cut_on_its_button() -> None:
    talk = asked_for_company()
    typed = "Yes, " + "o" * 90
    talk.say(typed)
    assert len(talk.choice("is the name").label) < 60
    talk.press("is the name")
    assert value(talk) == typed


def test_a_doubtful_name_is_settled_after_a_pause_as_well() -> None:
    talk = asked_for_company()
    talk.say("Why Not?")
    button = talk.choice("is the name").token
    talk.wait(hours=3)
    talk.send_token(button)
    assert value(talk) == "Why Not?"
    assert talk.state.form is not None
    assert not talk.state.form.paused
    assert snapshot().knowledge.form.pause_minutes < 180


def test_a_name_that_is_asked_for_no_more_is_no_other_value() -> None:
    talk = asked_for_company()
    talk.say("Why Not?")
    button = talk.choice("is the name").token
    knowledge = talk.snapshot.knowledge
    fields = tuple(field for field in knowledge.form.fields if field.kind is not FieldKind.TEXT)
    form = knowledge.form.model_copy(update={"fields": fields})
    talk.snapshot = Snapshot(knowledge.model_copy(update={"form": form}), talk.snapshot.matcher)
    assert "To which e-mail address" in talk.send_token(button)
    assert value(talk, "reach") is None
