"""A message that is edited after it was read: taken once where something is open, told how else."""

import pytest

from bot.dialogue.turn import Amended, Said, State, SubmitLead
from tests.dialogue.conversation import Conversation


class Typing(Conversation):
    """Names its messages, as apps that can edit do."""

    def writes(self, text: str) -> str:
        """Give the message."""
        name = f"m{self.turns + 1}"
        self.meet(Said(self._next_id(), text, self.now, self.hint, message=name))
        return name

    def edits(self, message: str, text: str) -> str:
        return self.meet(Amended(self._next_id(), text, self.now, message, self.hint))

    @property
    def values(self) -> dict[str, str]:
        assert self.state.form is not None
        return dict(self.state.form.values)


VALUES = {
    "company": ("Acme", "Acme Ltd"),
    "contact-name": ("Eva", "Eva Perez"),
    "reach": ("eva@example.com", "eva.perez@example.org"),
    "country": ("Peru", "Colombia"),
    "message": ("We would like to help.", "We would like to help with 5 kg a year."),
}


def filling(upto: str = "message") -> tuple[Typing, dict[str, str]]:
    talk, said = Typing(), {}
    talk.say("/enquire fund")
    for field, (value, _) in VALUES.items():
        said[field] = talk.writes(value)
        if field == upto:
            break
    return talk, said


@pytest.mark.parametrize("field", VALUES)
def test_an_edited_value_of_the_open_form_is_taken_once(field: str) -> None:
    talk, said = filling(field)
    assert talk.state.form is not None
    name = talk.state.form.said[said[field]]
    question = talk.replies[-1].text
    assert "Corrected" in talk.edits(said[field], VALUES[field][1])
    assert talk.values[name] == ("CO" if field == "country" else VALUES[field][1])
    assert question in talk.replies[-1].text
    assert "button to change" in talk.edits(said[field], VALUES[field][0])
    assert talk.values[name] == ("CO" if field == "country" else VALUES[field][1])


@pytest.mark.parametrize(
    ("field", "text"), [("reach", "no address"), ("country", "Atlantis"), ("company", "x" * 999)]
)
def test_an_edit_that_cannot_be_taken_changes_nothing_and_is_told(field: str, text: str) -> None:
    talk, said = filling(field)
    before = talk.values
    assert "button to change" in talk.edits(said[field], text)
    assert talk.values == before
    assert "Corrected" in talk.edits(said[field], VALUES[field][1])


def test_an_edit_of_what_was_changed_since_does_not_bring_the_old_value_back() -> None:
    talk, said = filling()
    assert talk.state.form is not None
    talk.send_token(f"f:{talk.state.form.id}:edit:company")
    talk.writes("Beta Ltd")
    assert "button to change" in talk.edits(said["company"], "Acme Ltd")
    assert talk.values["company"] == "Beta Ltd"


def test_an_edit_of_one_of_two_contacts_is_told_how() -> None:
    talk, said = filling("reach")
    number = talk.writes("+573001234567")
    both = talk.values
    for message in (said["reach"], number):
        assert "button to change" in talk.edits(message, "other@example.org")
    assert talk.values == both


def test_an_edit_after_sending_is_told_where_to_correct() -> None:
    talk, said = filling()
    talk.say("I agree")
    talk.say("send")
    assert isinstance(talk.effects[0], SubmitLead)
    assert "/status" in talk.edits(said["company"], "Acme Ltd")
    assert talk.effects == ()


@pytest.mark.parametrize("text", ["Who is Microsoft?", "", "  ", "/cancel"])
def test_an_edited_question_or_command_is_no_second_one(text: str) -> None:
    talk = Typing()
    message = talk.writes("Who is Chopard?")
    before = talk.state
    assert talk.edits(message, text) == ""
    assert talk.state == before


def test_an_edit_while_the_form_waits_is_told_how() -> None:
    talk, said = filling("company")
    talk.wait(hours=5)
    assert "button to change" in talk.edits(said["company"], "Acme Ltd")
    assert talk.values["company"] == "Acme"


def test_a_choice_that_was_typed_is_changed_by_its_buttons() -> None:
    talk = Typing()
    talk.say("/enquire")
    message = talk.writes(talk.choices[0].label)
    assert talk.values
    assert "button to change" in talk.edits(message, "anything else")


def test_an_edited_answer_of_a_report_is_taken_once_and_stays_confidential() -> None:
    talk = Typing()
    talk.say("/report")
    message = talk.writes("Something happened.")
    assert "Corrected" in talk.edits(message, "Something else happened.")
    assert talk.replies[0].confidential
    assert talk.state.report is not None
    assert "Something else happened." in talk.state.report.values.values()
    assert "button to change" in talk.edits(message, "Nothing happened.")
    assert "Something else happened." in talk.state.report.values.values()


@pytest.mark.parametrize("text", ["…", "x" * 9999])
def test_an_edited_answer_that_cannot_be_taken_is_told(text: str) -> None:
    talk = Typing()
    talk.say("/report")
    message = talk.writes("Something happened.")
    assert "button to change" in talk.edits(message, text)
    assert talk.state.report is not None
    assert "Something happened." in talk.state.report.values.values()


def test_edits_are_kept_through_a_report_in_the_middle_of_a_form() -> None:
    talk, said = filling("company")
    talk.say("/report")
    talk.writes("Something happened.")
    assert "Corrected" in talk.edits(said["company"], "Acme Ltd")
    assert talk.values["company"] == "Acme Ltd"
    assert State.model_validate_json(talk.state.model_dump_json()) == talk.state


def test_an_edit_of_what_was_asked_back_is_told_how() -> None:
    talk = Typing()
    talk.say("/enquire fund")
    message = talk.writes("Why Not?")
    assert talk.state.form is not None
    assert talk.state.form.doubtful
    assert "button to change" in talk.edits(message, "Why Not Ltd")
