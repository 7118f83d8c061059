"""What editors are told about the bot's own sentences."""

from bot.content.schemas import meaning_of, phrase_meanings
from bot.core.phrases import PHRASES


def test_every_phrase_has_a_meaning() -> None:
    otherwise = phrase_meanings().phrases[""]
    assert [key for key, phrase in PHRASES.items() if meaning_of(phrase).startswith(otherwise)] == []


def test_every_meaning_has_a_phrase_and_every_placeholder_is_filled_somewhere() -> None:
    known = phrase_meanings()
    assert [start for start in known.phrases if not any(key.startswith(start) for key in PHRASES)] == []
    assert set(known.placeholders) <= {name for phrase in PHRASES.values() for name in phrase.placeholders}
