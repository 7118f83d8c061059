"""What a visitor says after staff wrote to them: for staff, or for the bot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.match import Alert, Concern, Context, Match, Verdict
from bot.core.snapshot import Snapshot
from bot.dialogue.step import step
from bot.dialogue.turn import Asked, Chose, OpenForm, PassOn, Said, State, Turn
from bot.leads.staff import File
from tests.knowledge_sample import sample

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PLAN = File("document", "7", "60", "BQAC", "plan", "plan.pdf")
ASKED = Asked("K7F-2MX", NOW - timedelta(hours=1))
FORM = OpenForm(id="f1", values={"way": "fund"}, language="en")


class Knowing:
    """Answers what names Chopard, takes `status?` for the command, and hears danger and wishes."""

    def match(self, text: str, language: str, context: Context = Context()) -> Match:  # noqa: B008
        if "Chopard" in text:
            return Match(Verdict.ANSWER, "en", key="chopard")
        if "status" in text:
            return Match(Verdict.ANSWER, "en", key="status")
        return Match(Verdict.SUGGEST if "maybe" in text else Verdict.FALLBACK, "en")

    def hear_alert(self, text: str, language: str) -> Alert | None:
        for word, concern in (("kill", Concern.DANGER), ("person", Concern.PERSON), ("stop", Concern.STOP)):
            if word in text:
                return Alert(concern, "en")
        return None


SNAPSHOT = Snapshot(sample(), Knowing())


def hear(text: str = "", state: State | None = None, **values: object) -> Turn:
    said = Said("e1", text, NOW, "en", message="61", asked=ASKED)
    return step(state or State(last_at=NOW - timedelta(hours=2)), replace(said, **values), SNAPSHOT)  # type: ignore[arg-type]


def passed(turn: Turn) -> list[str]:
    return [effect.said.text for effect in turn.effects if isinstance(effect, PassOn)]


def is_offered(turn: Turn) -> bool:
    return any(choice.token == "team:61" for reply in turn.replies for row in reply.choices for choice in row)


@pytest.mark.parametrize(
    "text",
    ["we are 40 members", "Chopard", "how do I bake bread?", "maybe which one?", "yes", "I want a person"],
)
def test_what_is_no_question_that_is_surely_answered_is_for_staff(text: str) -> None:
    turn = hear(text)
    assert passed(turn) == [text]
    assert turn.replies == ()


@pytest.mark.parametrize("text", ["Who is Chopard?", "what status has it?", "they want to kill us", "stop"])
def test_what_the_bot_must_or_can_answer_is_answered_and_offered(text: str) -> None:
    turn = hear(text)
    assert passed(turn) == []
    assert is_offered(turn)
    tapped = step(turn.state, Chose("e2", "team:61", NOW), SNAPSHOT)
    assert passed(tapped) == [text]


def test_a_command_is_a_command_and_nothing_is_offered() -> None:
    turn = hear("/help")
    assert passed(turn) == []
    assert not is_offered(turn)


def test_a_question_with_a_file_is_for_staff() -> None:
    assert passed(hear("Who is Chopard?", files=(PLAN,), has_file=True)) == ["Who is Chopard?"]


@pytest.mark.parametrize("at", [None, NOW - timedelta(hours=73)])
def test_before_staff_wrote_and_long_after_only_files_are_for_staff(at: datetime | None) -> None:
    asked = Asked("K7F-2MX", at)
    turn = hear("we are 40 members", asked=asked)
    assert passed(turn) == []
    assert not is_offered(turn)
    assert passed(hear("", asked=asked, files=(PLAN,))) == [""]
    turn = hear("this is our plan", asked=asked, files=(PLAN,))
    assert passed(turn) == []
    assert is_offered(turn)


def test_nothing_but_nothing_goes_nowhere() -> None:
    assert passed(hear("")) == []
    assert passed(hear("we are 40 members", asked=None)) == []


def test_what_the_bot_asked_last_is_answered_to_the_bot() -> None:
    asked_back = State(last_at=NOW, awaits={"yes": "/help"})
    assert passed(hear("yes", asked_back)) == []
    assert not is_offered(hear("yes", asked_back))
    assert passed(hear("we are 40 members", asked_back)) == ["we are 40 members"]
    filling = State(last_at=NOW, form=FORM)
    turn = hear("Acme Ltd", filling)
    assert passed(turn) == []
    assert turn.state.form is not None
    assert turn.state.form.values["company"] == "Acme Ltd"


def test_what_staff_asked_last_is_answered_to_staff_and_the_form_asks_again() -> None:
    filling = State(last_at=NOW - timedelta(hours=1, minutes=10), form=FORM)
    asked = Asked("K7F-2MX", NOW - timedelta(minutes=1))
    turn = hear("we are 40 members", filling, asked=asked)
    assert passed(turn) == ["we are 40 members"]
    assert turn.state.form is not None
    assert "company" not in turn.state.form.values
    assert turn.replies


def test_a_file_in_the_midst_of_a_form_is_passed_on_and_not_said_to_stay_behind() -> None:
    asked = Asked("K7F-2MX", NOW - timedelta(minutes=1))
    filling = State(last_at=NOW - timedelta(minutes=5), form=FORM)
    turn = hear("our plan", filling, asked=asked, files=(PLAN,), has_file=True)
    assert passed(turn) == ["our plan"]
    assert not any("goes no further" in reply.text for reply in turn.replies)


def test_a_report_is_never_passed_on() -> None:
    opened = step(State(last_at=NOW), Chose("e0", "report", NOW), SNAPSHOT).state
    assert opened.report is not None
    turn = hear("The boss takes money.", opened, asked=Asked("K7F-2MX", NOW + timedelta(seconds=1)))
    assert passed(turn) == []
    assert not is_offered(turn)


def test_the_buttons_of_the_last_three_work_and_no_earlier_or_forged_one() -> None:
    state = State(last_at=NOW - timedelta(hours=2))
    for number in range(4):
        state = hear(f"Who is Chopard {number}?", state, message=str(number)).state
    for token, texts in {"team:0": [], "team:1": ["Who is Chopard 1?"], "team:": [], "team:x": []}.items():
        assert passed(step(state, Chose("e2", token, NOW), SNAPSHOT)) == texts


def test_what_was_kept_for_the_button_is_saved_with_the_conversation() -> None:
    state = hear("this is our plan", asked=Asked("K7F-2MX", None), files=(PLAN,)).state
    assert State.model_validate_json(state.model_dump_json()) == state
