"""The matcher: an utterance goes in, a verdict comes out.

Rules come first where they are surer than likeness: an exact phrasing, a follow-up, a partner's name, a list,
an unknown organisation. Everything else is ranked by its likeness to the phrasings of the knowledge, and two
thresholds decide. Whatever is not sure is offered, and what is far from everything is declined.
"""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Protocol

from bot.core.knowledge import Knowledge
from bot.core.match import Alert, Candidate, Concern, Context, Match, Rule, Verdict
from bot.core.partner_lists import settle
from bot.core.query import EVERYONE, PREFIX, Query, is_list, parse
from bot.core.types import Language
from bot.matching.alerts import Alerts
from bot.matching.certainty import OFF_TOPIC, Judge
from bot.matching.classifier import Classifier
from bot.matching.language import Languages
from bot.matching.parts import PARTS_MOST, Cutter
from bot.matching.question import Question
from bot.matching.ranking.base import Phrasing, Ranking
from bot.matching.reading import Reader, Reading
from bot.matching.rules.follow_up import ContinuationRule, FollowUpRule
from bot.matching.rules.not_listed import StrangerRule
from bot.matching.rules.partner import PartnerRule
from bot.matching.rules.partner_list import ListRule
from bot.matching.script import Scripts
from bot.matching.utterance import Phrasebook, Utterance
from bot.matching.vocabulary import Vocabulary, lines, phrasings, word_set

_TELLING: Final = 0.8
"""Similarity from which the nearest phrasing tells the language where the words do not."""


_WHOLE: Final = (
    Rule.NOTHING_TO_READ,
    Rule.EXACT,
    Rule.EXACT_SHARED,
    Rule.FOREIGN_SCRIPT,
)
"""Rules that decide about a message as a whole, of however many questions it may seem to be made."""

_REMEMBERED: Final = 256
"""Decisions at hand: a turn of the form, or of a visitor whom staff wrote to, asks for one several times."""
_NEVER_WISHED: Final = (Concern.DANGER, Concern.STOP)
"""Concerns that no wish about the conversation raises, word for word."""


class Ranks(Protocol):
    """What the matcher needs of a ranker."""

    def rank(self, text: str) -> Ranking:
        """Rank the labels of the phrasings by how well they fit `text`."""
        ...

    def holders(self, text: str) -> Sequence[str]:
        """Give the labels of which `text` is a phrasing, word for word."""
        ...


def phrasings_of(knowledge: Knowledge) -> Iterator[Phrasing]:
    """Give everything that a ranker learns: phrasings of entries and intents, their titles, and lists."""
    for owner, language, text in phrasings(knowledge):
        yield Phrasing(owner.id, text, language)
    for topic in knowledge.topics:
        for entry in topic.entries:
            for language, title in entry.title.items():
                yield Phrasing(entry.id, title, language)
    talk = knowledge.talk
    facets = ((PREFIX + facet.id, facet.questions) for facet in (*talk.sectors, *talk.relations))
    for label, wordings in ((EVERYONE, talk.lists.everyone), (OFF_TOPIC, talk.off_topic), *facets):
        for language, texts in wordings.items():
            for text in texts:
                yield Phrasing(label, text, language)


def names_of(knowledge: Knowledge) -> frozenset[str]:
    """Give the folded words of partners' names, which a ranker must take as they are typed."""
    return word_set(name for partner in knowledge.partners.values() for name in lines(partner.names))


@dataclass(frozen=True, slots=True)
class Classifiers:
    """What tells questions apart that share their words."""

    partner: Classifier
    """Whether a question about a partner is ours to answer."""
    list: Classifier
    """Whether a question that names a group or a place asks for a list."""
    alerts: Alerts
    """Whether something is to be heard before any question."""


class Matcher:
    """Implements `Matches` for one knowledge."""

    def __init__(
        self,
        knowledge: Knowledge,
        ranker: Ranks,
        classifiers: Classifiers,
        general: Container[str] = frozenset(),
    ) -> None:
        """Prepare everything that does not depend on the utterance.

        Args:
            knowledge: What can be asked about.
            ranker: Ranks the phrasings that `phrasings_of` gives.
            classifiers: Tell questions apart that share their words.
            general: Folded real words of the languages spoken; they are never taken for misspelt ones.
        """
        vocabulary = Vocabulary.of(knowledge)
        self._knowledge = knowledge
        self._thresholds = knowledge.talk.thresholds
        self._ranker = ranker
        self._read = vocabulary.tokeniser.read
        self._alerts = classifiers.alerts
        self._reader = Reader(knowledge, vocabulary, general)
        self._cutter = Cutter(knowledge, vocabulary, general)
        self._languages = Languages(knowledge)
        self._scripts = Scripts(knowledge)
        self._new = Phrasebook((words, True) for words in lines(knowledge.talk.new_subject_words))
        self._grammar = vocabulary.grammar
        self._naming = vocabulary.naming | vocabulary.grammar
        self._judge = Judge(knowledge, vocabulary)
        assents = (*knowledge.talk.yes_words.values(), *knowledge.talk.no_words.values())
        languages_of = Counter(word for texts in assents for word in word_set(texts))
        self._of_no_language = {word for word, count in languages_of.items() if count > 1}
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._match)
        strangers = StrangerRule(knowledge, vocabulary, self._reader, classifiers.partner, general)
        self._rules = (
            FollowUpRule(knowledge, vocabulary).decide,
            PartnerRule(knowledge, vocabulary, self._reader, classifiers.partner).decide,
            strangers.famous,
            strangers.instead,
            ListRule(knowledge, vocabulary, self._rate, classifiers.list, general).decide,
            strangers.decide,
            ContinuationRule(knowledge, vocabulary, self._rate, classifiers.partner, general).decide,
        )

    def match(self, text: str, language: Language, context: Context = Context()) -> Match:  # noqa: B008
        """Decide what `text` asks; see `Matches`."""
        return self._remembered(text, language, context)

    def _match(self, text: str, language: Language, context: Context) -> Match:
        utterance = self._read(text)
        begun = self._new_subject(utterance)
        if begun is not None:
            utterance, context = begun, Context()
        question = self._question(utterance, language, context)
        whole = self._decide(question)
        rule, read = whole.explanation.rule, question.reading
        asks_more = read.asked is None and bool(read.rest(self._naming, names=read.sure_names))
        is_told = rule is Rule.SEVERAL_NAMES_AND_RANKING and asks_more
        return whole if is_told or rule in _WHOLE else self._in_parts(question, whole)

    def _question(self, utterance: Utterance, language: Language, context: Context) -> Question:
        reading = self._reader.read(utterance)
        ranking = self._ranker.rank(reading.utterance.text)
        spoken = self._language(reading, ranking) or language
        evidence = self._judge.gather(ranking, spoken)
        return Question(
            reading, ranking, context, spoken, self._thresholds, self._judge.rate(evidence), evidence
        )

    def _decide(self, question: Question) -> Match:
        utterance = question.reading.utterance
        if not utterance.tokens:
            return question.decline(Rule.NOTHING_TO_READ)
        if question.ranking.exact:
            return self._exact(question)
        decided = (rule(question) for rule in self._rules)
        match = next((match for match in decided if match is not None), None) or self._ranked(question)
        is_foreign = match.verdict is not Verdict.ANSWER and self._scripts.is_foreign(utterance.text)
        return question.decline(Rule.FOREIGN_SCRIPT) if is_foreign else match

    def _in_parts(self, question: Question, whole: Match) -> Match:
        """Decide about each part of a message by itself, if each is sure and they differ."""
        texts = self._cutter.cut(question.reading)
        context, matches = question.context, list[Match]()
        for text in texts[:PARTS_MOST]:
            match = self._decide(self._question(self._read(text), question.language, context))
            is_wish = match.key in self._knowledge.intents
            if is_wish or match.verdict not in (Verdict.ANSWER, Verdict.NOT_LISTED):
                return whole
            if match.key is not None:
                context = Context(match.key, match.aspect)
            matches.append(replace(match, language=whole.language, goes_on=False))
        if len({(match.key, match.name, match.aspect) for match in matches}) < len(matches) or not matches:
            return whole
        return replace(matches[0], parts=tuple(matches[1:]), is_cut=len(texts) > PARTS_MOST)

    def hear_alert(self, text: str, language: Language) -> Alert | None:
        """Hear whether `text` raises a concern; see `Matches`."""
        concern, ranking = self._alerts.hear(text)
        if concern is None or self._is_asked(text, concern):
            return None
        found = self._languages.detect(ranking.words, frozenset())
        return Alert(concern, found or _told_by(ranking) or language)

    def _is_asked(self, text: str, concern: Concern) -> bool:
        """Tell whether a text is a phrasing of what is answered otherwise: an entry, a wish for silence.

        Things off topic may be concerns, and so may a wish for a person.
        """
        held = self._ranker.holders(text)
        answered = (*self._knowledge.entries, *(self._knowledge.intents if concern in _NEVER_WISHED else ()))
        return any(label in answered for label in held)

    def _new_subject(self, utterance: Utterance) -> Utterance | None:
        """Give what follows words such as `another question:`, which leave behind what was spoken of.

        Returns:
            None if it does not begin with such words; all of it if nothing follows.
        """
        end = next((found.end for found in self._new.find(utterance.folded) if found.start == 0), 0)
        if end == len(utterance.tokens):
            return utterance if end else None
        return self._read(utterance.text[utterance.tokens[end].start :]) if end else None

    def _rate(self, text: str, language: Language) -> tuple[Candidate, ...]:
        return self._judge.rate(self._judge.gather(self._ranker.rank(text), language))

    def _language(self, reading: Reading, ranking: Ranking) -> Language | None:
        folded = reading.utterance.folded
        spans = [(each.start, each.end) for each in reading.sure_names]
        spans += [(each.start, each.end) for each in reading.places]
        named = {word for start, end in spans for word in folded[start:end]} | self._of_no_language
        found = self._languages.detect(folded, named)
        if found is not None:
            return found
        if all(word in named or word in self._grammar for word in folded):
            return None
        return _told_by(ranking)

    def _exact(self, question: Question) -> Match:
        """Answer a phrasing of the knowledge, unless two entries share it; an entry says more than a list."""
        found = [each for each in question.rated if not is_list(each.key)] or list(question.rated)
        if len(found) != 1:
            return question.offer(found, Rule.EXACT_SHARED if found else Rule.EXACT_OFF_TOPIC)
        (best,) = found
        return question.answer(best.key, Rule.EXACT, best.score)

    def _ranked(self, question: Question) -> Match:
        best = question.best
        if best.score >= self._thresholds.answer:
            if best.key in self._knowledge.partners and len(question.ranking.words) == 1:
                # One word that is no name of the partner means more than the partner.
                return question.offer((), Rule.RANKING)
            if not is_list(best.key):
                return question.answer(best.key, Rule.RANKING, best.score)
            read = question.reading
            query = parse(best.key).narrowed(Query(read.query.places, read.asked))
            query = settle(self._knowledge, query, read.narrowing)
            return question.answer_list(query, Rule.RANKING, best.score)
        return question.offer((), Rule.RANKING)


def _told_by(ranking: Ranking) -> Language | None:
    """Give the language of the nearest phrasing where it is near enough to tell."""
    near = ranking.neighbours[0] if ranking.neighbours else None
    return near.language if near is not None and near.similarity >= _TELLING and near.language else None
