"""A confidential report as its visitor writes it: through the pure dialogue."""

import pytest

from bot.core.match import Context, Match
from bot.core.snapshot import Snapshot
from bot.dialogue.report import QUESTIONS
from bot.dialogue.turn import Forget, LogQuestion, State, SubmitLead, SubmitReport
from bot.leads.report import Report, new_report_reference, read_report_reference
from tests.dialogue.conversation import Conversation
from tests.knowledge_sample import sample

WHAT = "They pour mercury into the river at night."


class NeverAsked:
    """A matcher that must not see what is typed."""

    def match(self, text: str, language: str, context: Context = Context()) -> Match:  # noqa: B008
        raise AssertionError(f"matched: {text}")

    def hear_alert(self, text: str, language: str) -> None:
        return None


def reporting(*said: str) -> Conversation:
    talk = Conversation(Snapshot(sample(), NeverAsked()))
    talk.say("/report")
    for text in said:
        talk.say(text)
    return talk


def sent(talk: Conversation) -> Report:
    (effect,) = talk.effects
    assert isinstance(effect, SubmitReport)
    return effect.report


def test_four_questions_a_summary_and_it_is_sent() -> None:
    talk = Conversation()
    begun = talk.say("/report")
    assert "Only ARM's lead managers read" in begun
    assert "/forget" in begun
    assert "What happened?" in begun
    assert "Where?" in talk.say(WHAT)
    assert "Since when" in talk.say("San Pedro, the upper mine")
    assert "reach you" in talk.say("since May")
    shown = talk.say("+57 300 1234567, after six")
    for said in (WHAT, "San Pedro, the upper mine", "since May", "after six", "Nothing has been sent yet"):
        assert said in shown
    assert [reply.confidential for reply in talk.replies] == [True]
    talk.press("Send")
    assert sent(talk) == Report(
        WHAT, "San Pedro, the upper mine", "since May", "+57 300 1234567, after six", "en"
    )
    assert talk.state.report is None


def test_all_but_what_happened_may_be_skipped() -> None:
    talk = reporting()
    assert "Skip" not in [choice.label for choice in talk.choices]
    talk.say("skip")
    assert talk.state.report
    assert dict(talk.state.report.values) == {"what": "skip"}
    talk.press("Skip")
    talk.say("skip")
    talk.press("Skip")
    talk.say("yes")
    assert sent(talk) == Report("skip", "", "", "", "en")


def test_it_can_be_begun_by_command_button_and_link() -> None:
    for begin in ("/report", "/REPORT@arm_bot", "/start report"):
        assert "What happened?" in Conversation().say(begin)
    for token in ("report", "/report"):
        assert "What happened?" in Conversation().send_token(token)


def test_what_is_typed_is_neither_matched_nor_logged() -> None:
    talk = reporting("Who is Chopard?", "where?", "help", "how can my company fund a project")
    assert talk.effects == ()
    assert "Who is Chopard?" in talk.text


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_it_is_written_in_the_language_of_its_visitor(language: str) -> None:
    talk = Conversation(hint=language)
    said = talk.say("/report")
    assert sample().phrases["report_notice"][language] in said
    for text in ("a", "b", "c", "d"):
        talk.say(text)
    assert sample().phrases["report_summary"][language] in talk.text
    talk.send_token(talk.choices[0].token)
    assert sent(talk).language == language


def test_another_language_in_the_middle_goes_on_in_that() -> None:
    talk = reporting(WHAT)
    assert "¿Dónde?" in talk.say("/language es")
    assert "¿Desde cuándo" in talk.say("Nariño")


def test_a_report_in_the_middle_of_an_enquiry_keeps_it() -> None:
    talk = Conversation()
    talk.say("/enquire")
    talk.press("Fund")
    talk.say("Acme Ltd")
    before = talk.state.form
    talk.say("/report")
    assert talk.state.form == before
    for text in (WHAT, "skip", "skip", "skip"):
        talk.say(text)
    back = talk.press("Send")
    assert isinstance(talk.effects[0], SubmitReport)
    assert "Back to your enquiry" in back
    assert talk.state.form == before
    talk.say("Eva Perez")
    assert talk.state.form
    assert talk.state.form.values["contact-name"] == "Eva Perez"


def test_an_enquiry_cannot_be_touched_while_a_report_is_open() -> None:
    talk = Conversation()
    talk.say("/enquire")
    way = talk.choice("Fund").token
    talk.say("/report")
    for act in (talk.send_token, talk.say):
        assert "send or cancel your report first" in act("/enquire")
    for token in (way, "lead:K7F-2MX:correct", "/enquire fund"):
        assert "send or cancel your report first" in talk.send_token(token)
        assert "What happened?" in talk.text
    assert "send or cancel your report first" in talk.say("/start enquire-fund")
    assert talk.state.form
    assert dict(talk.state.form.values) == {}


def test_cancel_leaves_the_report_and_nothing_else() -> None:
    for leave in ("/cancel", "cancel"):
        talk = reporting(WHAT)
        assert "The report is cancelled" in talk.say(leave)
        assert talk.state.report is None
        assert WHAT not in talk.state.model_dump_json()
    talk = Conversation()
    talk.say("/enquire")
    talk.say("/report")
    assert "Back to your enquiry" in talk.press("Cancel")
    assert talk.state.report is None
    assert talk.state.form is not None
    assert "The form is closed" in talk.say("/cancel")


def test_cancel_behind_a_button_leaves_it_too() -> None:
    talk = reporting(WHAT)
    assert "The report is cancelled" in talk.send_token("/cancel")


def test_other_commands_are_answered_and_the_report_goes_on() -> None:
    talk = Conversation()
    talk.say("/report")
    talk.say(WHAT)
    for command in ("/privacy", "/help", "/partners", "/start"):
        assert "Back to your report:\nWhere?" in talk.say(command)
    assert "Back to your report:\nWhere?" in talk.send_token("e:chopard")
    talk.say("/forget")
    talk.say("yes")
    assert talk.effects == (Forget(),)
    assert talk.state.report is None


def test_a_yes_to_another_question_does_not_send_the_report() -> None:
    talk = reporting("a", "b", "c", "d")
    talk.say("/forget")
    talk.say("no")
    assert "Nothing was erased" in talk.text
    assert talk.state.report is not None


def test_beginning_again_goes_on() -> None:
    talk = reporting(WHAT)
    assert "Where?" in talk.say("/report")
    assert talk.state.report
    assert talk.state.report.values["what"] == WHAT


def test_every_answer_can_be_changed_at_the_end() -> None:
    talk = reporting("a", "b", "c", "d")
    assert len(talk.choices) <= 6
    for question, label in zip(QUESTIONS, ("What happened", "Where", "Since when", "reach"), strict=True):
        talk.press(label)
        assert "Nothing has been sent yet" in talk.say(f"new {question.id}")
    talk.press("Send")
    assert sent(talk) == Report("new what", "new place", "new since", "new reach", "en")


def test_anything_else_at_the_end_sends_nothing() -> None:
    talk = reporting("a", "b", "c", "d")
    assert "Use the buttons below" in talk.say("and one more thing")
    assert talk.effects == ()
    talk.send_token(talk.choices[-1].token.replace("cancel", "skip"))
    talk.send_token(talk.choices[-1].token.replace("cancel", "explode"))
    assert "Nothing has been sent yet" in talk.text


def test_a_report_that_is_not_complete_cannot_be_sent() -> None:
    talk = reporting(WHAT)
    talk.send_token(talk.choices[0].token.replace("skip", "send"))
    assert talk.effects == ()
    assert "Where?" in talk.text


@pytest.mark.parametrize("number", range(4))
def test_a_photo_alone_is_one_clear_sentence(number: int) -> None:
    talk = reporting(*"abcd"[:number])
    before = talk.state.report
    assert "text only for a report" in talk.say("")
    assert talk.state.report == before
    assert talk.effects == ()


@pytest.mark.parametrize("odd", ["?!", "🙂🙂", "\u200b\u200b", "\x00\x07"])
def test_what_holds_no_words_is_one_clear_sentence(odd: str) -> None:
    talk = reporting()
    assert "say it in words" in talk.say(odd)
    assert talk.state.report
    assert dict(talk.state.report.values) == {}


def test_what_happened_may_be_as_long_as_a_message() -> None:
    talk = reporting("x" * 4096)
    assert talk.state.report
    assert talk.state.report.values["what"] == "x" * 4096
    assert "That is 4096 characters; there is room for 500." in talk.say("y" * 4096)
    assert "Where?" in talk.text


def test_lines_are_kept_and_what_cannot_be_seen_is_not() -> None:
    talk = reporting("first\n  second\x00 \u202eline")
    assert talk.state.report
    assert talk.state.report.values["what"] == "first\nsecond line"


def test_after_a_long_silence_nothing_typed_is_taken_or_matched() -> None:
    talk = reporting(WHAT)
    talk.wait(hours=2)
    assert "unfinished report" in talk.say("Who is Chopard?")
    assert talk.effects == ()
    assert "unfinished report" in talk.say("/help")
    assert "Where?" in talk.say("go on")
    talk.wait(hours=2)
    talk.say("hello")
    assert "Where?" in talk.press("Go on")
    talk.wait(hours=2)
    talk.say("hello")
    assert "The report is cancelled" in talk.press("Cancel the report")


def test_buttons_of_an_earlier_report_say_so() -> None:
    talk = reporting("a", "b", "c", "d")
    send = talk.choice("Send").token
    talk.send_token(send)
    assert "sent already" in talk.send_token(send)
    assert "no longer open" in talk.send_token("r:forged:send")
    talk.say("/report")
    assert "sent already" in talk.send_token(send)
    assert "What happened?" in talk.text
    assert talk.effects == ()


def test_a_state_without_an_answer_to_the_first_question_asks_it() -> None:
    talk = reporting("a", "b", "c", "d")
    assert talk.state.report
    emptied = talk.state.report.model_copy(update={"values": {**talk.state.report.values, "what": ""}})
    talk.state = talk.state.model_copy(update={"report": emptied})
    assert "What happened?" in talk.send_token(f"r:{emptied.id}:send")


def test_nothing_of_it_is_a_lead_or_a_question() -> None:
    talk = Conversation()
    effects = []
    for text in ("/report", WHAT, "Nariño", "skip", "skip", "send"):
        talk.say(text)
        effects += talk.effects
    assert not any(isinstance(effect, LogQuestion | SubmitLead) for effect in effects)
    assert talk.state == State.model_validate_json(talk.state.model_dump_json())


def test_a_reference_is_told_from_an_enquiry_s() -> None:
    assert new_report_reference(lambda signs: signs[0]) == "R-222-222"
    assert read_report_reference(" r k7f2mx") == "R-K7F-2MX"
    for other in ("K7F-2MX", "R-K7F", "", "X-K7F-2MX", "R-000-000"):
        assert read_report_reference(other) is None
    with pytest.raises(ValueError, match="what happened"):
        Report("", "", "", "", "en")
