"""What comes before everything else, and what it gives way to."""

from dataclasses import dataclass

from bot.core.match import Alert, Concern, Context, Match
from bot.core.safety import Contact, Safety
from bot.core.snapshot import Snapshot
from bot.core.types import Source
from bot.dialogue.turn import StopWatching
from tests.dialogue.conversation import Conversation
from tests.knowledge_sample import changed, sample
from tests.matchers import sample_matcher


@dataclass
class Hears:
    """Hears the same concern in whatever is said."""

    concern: Concern

    def match(self, text: str, language: str, context: Context | None = None) -> Match:
        return sample_matcher().match(text, language, context or Context())

    def hear_alert(self, text: str, language: str) -> Alert:
        return Alert(self.concern, language)


def hearing(concern: Concern) -> Conversation:
    return Conversation(snapshot=Snapshot(sample(), Hears(concern)))


def test_a_yes_is_a_yes_whatever_else_it_sounds_like() -> None:
    talk = hearing(Concern.STOP)
    talk.say("yes")
    assert StopWatching() not in talk.effects
    talk.say("write to me no more")
    assert StopWatching() in talk.effects


def test_a_name_typed_as_names_are_is_a_name() -> None:
    talk = hearing(Concern.STOP)
    talk.say("/enquire buy")
    talk.say("Stop Motion Jewels")
    assert talk.state.form is not None
    assert talk.state.form.values["company"] == "Stop Motion Jewels"


def test_a_long_answer_in_a_report_is_no_wish_about_the_bot() -> None:
    talk = hearing(Concern.PERSON)
    talk.say("/report")
    talk.say("a person of the cooperative came and took the premium of all of the members away")
    assert talk.state.report is not None
    assert "premium" in str(talk.state.report)
    said = talk.say("a person please")
    assert "program" in said
    assert "a person please" not in str(talk.state.report)


def test_people_in_danger_are_shown_what_a_source_names_in_their_language() -> None:
    source = Source(title="A list of emergency numbers", url="https://example.org/numbers")

    def contact(title: str, reach: str, *languages: str) -> Contact:
        return Contact(
            title=dict.fromkeys(("en", "es", "fr"), title),
            reach=reach,
            languages=languages,
            source=source,
            reviewed_on="2026-11-23",
        )

    safety = Safety(contacts=(contact("Rescue", "112", "fr"), contact("Miners' line", "555 0100")))
    knowledge = changed(sample(), safety=safety)
    said = Conversation(snapshot=Snapshot(knowledge, Hears(Concern.DANGER))).say("help us")
    assert "Miners' line: 555 0100" in said
    assert "Rescue" not in said
