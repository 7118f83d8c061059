"""Names of people and organisations, told from what else may be said where one is asked for.

`May Lee`, `OK Gold` and `Delete It GmbH` begin like a question, a yes and a wish. In the place of a name a
word counts as such only where it stands alone or the whole sentence is one; what may be either is asked back.
"""

from collections.abc import Callable, Collection, Sequence
from enum import Enum, auto
from functools import partial
from itertools import chain
from typing import Final

from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.match import Context, Match, Rule, Verdict
from bot.core.phrases import Phrase
from bot.core.snapshot import Snapshot
from bot.core.text import words
from bot.core.types import Language
from bot.core.voice import Voice
from bot.dialogue.fields import PERSON, is_one_of
from bot.dialogue.intents import PHRASE_OF_INTENT, assent, is_question
from bot.dialogue.questions import button, pending, step_of
from bot.dialogue.turn import Choice, OpenForm, Reply, State
from bot.dialogue.wording import says_only
from bot.leads.reach import is_reach_alone
from bot.matching.utterance import Found, Phrasebook, Token, Tokeniser, Utterance
from bot.matching.vocabulary import lines, word_set


class Reading(Enum):
    """What a text is where a name is asked for."""

    NAME = auto()
    DOUBT = auto()
    """It may be a name, and it may be something else."""
    TALK = auto()
    """Something else: a question, a yes or no, a wish, a way to be reached."""


_SHORT: Final = 4
"""Words of a question that may as well be a name, where nothing answers it."""
_SHORTER: Final = 3
"""Words of one that may be, where what answers it was found by likeness alone."""
_WISHED: Final = 0.85
"""Confidence from which what is typed as a name may be a wish or a question instead."""
_SURE: Final = 0.95
"""Confidence from which likeness tells a question."""
_LABEL_MOST: Final = 40
"""Characters of a name that a button repeats."""
_LETTERS_LEAST: Final = 2
"""Letters of a name."""
_PAUSES: Final = frozenset(",;:!.…")
"""Signs behind a yes or no by which something else begins: `yes, Acme Ltd`."""


def read_name(
    text: str, field: FormField, knowledge: Knowledge, match: Callable[[str], Match], *, asks: bool
) -> Reading:
    """Tell whether a text is the name that was asked for.

    Args:
        text: What was typed.
        field: The field that asks for a name.
        knowledge: Holds the words with a job.
        match: What the knowledge makes of a text.
        asks: True if the text looks like a question.
    """
    if is_reach_alone(text) or _is_button(text, _BUTTONS, knowledge):
        return Reading.TALK
    said = Tokeniser().read(text)
    if wish := _wish(said, knowledge):
        return _read_wish(said, wish, field, knowledge)
    if _is_unsure(text, said, knowledge):
        return Reading.DOUBT
    if assent(text, knowledge):
        return _read_assent(said, field, knowledge, match)
    if is_one_of(text, lines(knowledge.form.talk.alone)):
        return Reading.NAME
    if asks:
        return _read_question(said, match(text), knowledge)
    if _is_odd(text, said, field, knowledge):
        return Reading.DOUBT
    found = match(text)
    if _is_small_talk(found):
        return Reading.TALK
    return Reading.DOUBT if _is_wish(found) and not is_titled(said, knowledge) else Reading.NAME


def _is_odd(text: str, said: Utterance, field: FormField, knowledge: Knowledge) -> bool:
    """True for what is hardly a name: a number, a letter, `I do not know`, `I want to add something`."""
    letters = sum(map(str.isalpha, text))
    if not letters and field.id == PERSON:
        return False  # which is refused outright
    if letters < _LETTERS_LEAST and said.tokens:
        return True
    if is_titled(said, knowledge) or has_legal_form(said, knowledge):
        return False
    is_sentence = said.has_any(word_set(lines(knowledge.talk.speaker_words)))
    is_talk = says_only(text, (knowledge.form.talk.approve,), knowledge)
    return is_sentence or is_talk or _begins_way(said, knowledge)


def _is_unsure(text: str, said: Utterance, knowledge: Knowledge) -> bool:
    """True for `no sé` and its like, which begin as a no does and are none."""
    is_no = is_one_of(text, lines(knowledge.talk.no_words))
    return (
        not is_no
        and not is_titled(said, knowledge)
        and says_only(text, (knowledge.form.talk.unsure,), knowledge)
    )


def _is_wish(match: Match) -> bool:
    """True if the knowledge surely answers a text as a whole, and not for a name in it."""
    is_whole = match.explanation.rule in (Rule.EXACT, Rule.RANKING) and not match.goes_on
    return is_whole and match.verdict is Verdict.ANSWER and match.score >= _WISHED


def _begins_way(said: Utterance, knowledge: Knowledge) -> bool:
    """True if a text begins like the title of a way to get involved and says no more than that does."""
    titles = (words(title) for way in knowledge.talk.ways for title in way.title.values())
    return any(title[:1] == list(said.folded[:1]) and {*said.folded} <= {*title} for title in titles)


def read_in_form(state: State, text: str, snapshot: Snapshot) -> Reading:
    """Tell what a text is where the form asks for a name; mere talk where none is asked for."""
    knowledge, form = snapshot.knowledge, state.form
    field = pending(form, knowledge) if form is not None and not form.paused else None
    if form is None or field is None or field.kind is not FieldKind.TEXT:
        return Reading.TALK
    if form.doubtful == text:
        return Reading.NAME
    context = Context(state.key, state.aspect)
    match = partial(snapshot.matcher.match, language=form.language, context=context)
    asks = is_question(text, knowledge)
    return read_name(text, field, knowledge, match, asks=asks)


_OF_NAME = (Phrase.FORM_NAME_ASK, Phrase.FORM_NAME_YES, Phrase.FORM_NAME_NO)
_OF_MESSAGE = (Phrase.FORM_MESSAGE_ASK, Phrase.FORM_MESSAGE_YES, Phrase.FORM_MESSAGE_NO)


def ask_back(form: OpenForm, text: str, knowledge: Knowledge) -> tuple[OpenForm, Reply]:
    """Ask, with two buttons, whether a text is the name, or the message, that was asked for."""
    voice = Voice(knowledge, form.language)
    field = pending(form, knowledge)
    is_message = field is not None and field.kind is FieldKind.MESSAGE
    asked, takes, refuses = _OF_MESSAGE if is_message else _OF_NAME
    yes = button(form, "name", voice.say(takes, typed=_shorten(text)), "yes")
    no = button(form, "talk", voice.say(refuses), "no")
    reply = Reply(
        voice.say(asked, typed=_shorten(text)),
        choices=((yes,), (no,)),
        footer=step_of(field, form, knowledge),
    )
    return form.model_copy(update={"doubtful": text}), reply


def take_choice(form: OpenForm, text: str, voice: Voice) -> Choice:
    """A button that makes a text the name."""
    return button(form, "name", voice.say(Phrase.FORM_NAME_YES, typed=_shorten(text)))


def is_odd_message(form: OpenForm, text: str, knowledge: Knowledge) -> bool:
    """True if a text says only that all is well, or that there is nothing to say, in place of a message."""
    field = pending(form, knowledge)
    if field is None or field.kind is not FieldKind.MESSAGE or form.doubtful == text:
        return False
    talk = knowledge.form.talk
    return says_only(text, (talk.unsure, talk.approve), knowledge, (talk.lacking, talk.needing))


def _shorten(text: str) -> str:
    return text if len(text) <= _LABEL_MOST else text[: _LABEL_MOST - 1] + "…"


_BUTTONS: Final = ("cancel", "back", "why")
"""Words that stand for a button where a name is asked for."""
_ANSWERS: Final = (*_BUTTONS, "resume", "drop")
"""Words that may stand beside a yes or no: `no, go on`."""


def _is_button(text: str, actions: Collection[str], knowledge: Knowledge) -> bool:
    return any(is_one_of(text, lines(knowledge.form.words.get(action, {}))) for action in actions)


def _wish(said: Utterance, knowledge: Knowledge) -> Found[str] | None:
    """Where a text says that nothing shall be sent."""
    book = Phrasebook((words, words) for words in lines(knowledge.form.words.get("drop", {})))
    return next(iter(book.find(said.folded)), None)


def _read_wish(said: Utterance, wish: Found[str], field: FormField, knowledge: Knowledge) -> Reading:
    rest = (*said.tokens[: wish.start], *said.tokens[wish.end :])
    if _are_small(rest, field, knowledge.talk.languages, knowledge):
        return Reading.TALK
    if has_legal_form(said, knowledge) or is_titled(said, knowledge):
        return Reading.NAME
    is_sentence = said.has_any(word_set(lines(knowledge.talk.speaker_words)))
    return Reading.TALK if is_sentence else Reading.DOUBT


def _read_assent(
    said: Utterance, field: FormField, knowledge: Knowledge, match: Callable[[str], Match]
) -> Reading:
    ends = {language: _end_of_assent(said, language, knowledge) for language in knowledge.talk.languages}
    end = max(ends.values())
    rest = said.tokens[end:]
    behind = said.typed(end, len(said.tokens))
    if not rest or _is_button(behind, _ANSWERS, knowledge) or _is_small_talk(match(behind)):
        return Reading.TALK
    if _are_small(rest, field, [language for language in ends if ends[language] == end], knowledge):
        return Reading.DOUBT if any(token.is_capitalised for token in rest) else Reading.TALK
    between = said.text[said.tokens[end - 1].end : rest[0].start]
    breaks = not _PAUSES.isdisjoint(between) and not rest[0].typed[0].isdecimal()
    return Reading.DOUBT if breaks else Reading.NAME


def _end_of_assent(said: Utterance, language: Language, knowledge: Knowledge) -> int:
    """The number of words at the beginning that say yes or no in a language."""
    talk = knowledge.talk
    phrases = chain(talk.no_words.get(language, ()), talk.yes_words.get(language, ()))
    book = Phrasebook((phrase, None) for phrase in phrases)
    return next((found.end for found in book.find(said.folded) if not found.start), 0)


def _read_question(said: Utterance, match: Match, knowledge: Knowledge) -> Reading:
    length = len(said.text.split())
    has_capitals = is_titled(said, knowledge)
    is_known = match.verdict in (Verdict.ANSWER, Verdict.NOT_LISTED)
    is_guess = match.explanation.rule is Rule.RANKING and match.score < _SURE
    if said.text.rstrip("\"'»”)] ").endswith("?"):
        may_be = has_capitals or not is_known or (is_guess and length <= _SHORTER)
        is_open = length <= _SHORT and not said.text.startswith("¿")
        return Reading.DOUBT if is_open and may_be else Reading.TALK
    is_name = has_capitals or has_legal_form(said, knowledge)
    if "?" in said.text:
        return Reading.NAME if is_name else Reading.TALK if is_known else Reading.DOUBT
    is_stranger = match.verdict is Verdict.NOT_LISTED and match.explanation.rule is not Rule.WELL_KNOWN_NAME
    if not is_known or (has_capitals and (is_stranger or is_guess)):
        return Reading.NAME
    most = _SHORT if is_stranger else _SHORTER if is_guess else 0
    return Reading.DOUBT if is_name or length <= most else Reading.TALK


def _is_small_talk(match: Match) -> bool:
    return match.explanation.evidence.is_exact and match.key in PHRASE_OF_INTENT


def _are_small(
    tokens: Sequence[Token], field: FormField, languages: Sequence[Language], knowledge: Knowledge
) -> bool:
    """True if words tell nothing in one of the languages: what is beside them is the whole sentence."""
    talk = knowledge.talk
    kinds = (
        talk.stop_words,
        talk.fillers,
        talk.speaker_words,
        talk.yes_words,
        talk.no_words,
        field.words,
    )
    return any(
        all(any(token.folded in word_set(kind.get(language, ())) for kind in kinds) for token in tokens)
        for language in languages
    )


def is_name_like(text: str, knowledge: Knowledge) -> bool:
    """True if a text is written as names of several words are: with capital letters, or with a legal form."""
    said = Tokeniser().read(text)
    return len(said.tokens) > 1 and (is_titled(said, knowledge) or has_legal_form(said, knowledge))


def has_legal_form(said: Utterance, knowledge: Knowledge) -> bool:
    """True if it ends in words such as `Ltd`."""
    return len(said.tokens) > 1 and said.folded[-1] in word_set(knowledge.talk.names.legal_forms)


def is_titled(said: Utterance, knowledge: Knowledge) -> bool:
    """True if it is typed as names are: every word but small ones begins with a capital letter or a digit."""
    small = word_set(knowledge.talk.names.connectors)
    typed = [
        word
        for word in said.text.split()
        if any(map(str.isalnum, word)) and not small.issuperset(words(word))
    ]
    return bool(typed) and all(any(map(_is_head, word.replace("’", "'").split("'"))) for word in typed)


def _is_head(part: str) -> bool:
    head = next(filter(str.isalnum, part), "")
    return head.isupper() or head.isdecimal()
