"""What people say right after an enquiry was sent: a yes that sends nothing twice, thanks, more to say."""

from datetime import timedelta
from typing import Final

from bot.core.knowledge import Knowledge
from bot.core.match import Match, Verdict
from bot.core.phrases import Phrase
from bot.core.text import words
from bot.core.voice import Voice
from bot.dialogue.fields import is_one_of
from bot.dialogue.intents import assent
from bot.dialogue.turn import Reply, Said, ShowStatus, State, Turn
from bot.dialogue.wording import find, phrases, says_only
from bot.matching.vocabulary import lines

_LONGEST: Final = 12
"""Words of a wish to add something; a longer text says what it is already, and is matched."""
_OPENING: Final = 4
"""Words among which such a wish begins."""


def hear_after_sent(state: State, event: Said, match: Match, voice: Voice) -> Turn | None:
    """Answer in the light of the enquiry that was just sent; None to what has nothing to do with it."""
    if not _is_just_sent(state, event, voice.knowledge):
        return None
    talk = voice.knowledge.form.talk
    is_bare = is_one_of(event.text, lines(voice.knowledge.talk.yes_words))
    if _is_thanks(match) and not is_bare:
        return Turn(state, (Reply(voice.say(Phrase.THANKS_AFTER_SENT)),))
    if assent(event.text, voice.knowledge) == "yes" or says_only(
        event.text, (talk.settled, talk.approve), voice.knowledge
    ):
        return Turn(state, (Reply(voice.say(Phrase.AFTER_SENT)),))
    if _adds(event.text, voice.knowledge):
        return Turn(state, (), (ShowStatus(voice.say(Phrase.FORM_ADD_HOW)),))
    return None


def _is_just_sent(state: State, event: Said, knowledge: Knowledge) -> bool:
    lasts = timedelta(minutes=knowledge.form.pause_minutes)
    return state.sent_at is not None and state.form is None and event.at - state.sent_at <= lasts


def _is_thanks(match: Match) -> bool:
    return match.verdict is Verdict.ANSWER and match.key == Phrase.THANKS.value


def _adds(text: str, knowledge: Knowledge) -> bool:
    """Tell whether a text begins with words of adding."""
    said = words(text)
    found = find(said, phrases(knowledge.form.talk.adding))
    return len(said) <= _LONGEST and any(each.start < _OPENING for each in found)
