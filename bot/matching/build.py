"""The matcher of a knowledge, put together from its parts, and that of the next edit from what it learnt."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from bot.core.knowledge import Knowledge
from bot.core.text import shorten
from bot.matching.alerts import Alerts, alert_examples
from bot.matching.classifier import Classifier, list_examples, partner_examples
from bot.matching.matcher import Classifiers, Matcher, names_of, phrasings_of
from bot.matching.progress import Progress
from bot.matching.ranking.adapting import EDITED_MOST
from bot.matching.ranking.base import Encoder, Keeps, Phrasing
from bot.matching.ranking.ranker import Ranker, count_stale
from bot.matching.softmax import Softmax, checksum
from bot.matching.spelling import Lexicon
from bot.matching.vocabulary import endings, lines

_PAIRS: Final = 15_000
"""How many pairs of phrasings are learnt while one text is encoded."""
_MUCH: Final = 2_000
"""Texts to encode, or as much work, that nobody is to wait for before the first answer."""


class Encodes(Encoder, Protocol):
    """An encoder that keeps the vectors of a knowledge."""

    def count_new(self, texts: Sequence[str]) -> int:
        """Tell how many of `texts` would have to be encoded."""
        ...

    def prune(self) -> None:
        """Forget the vectors of texts that nobody asked for."""
        ...


@dataclass(frozen=True, slots=True)
class Stale:
    """How much of what was kept for a knowledge does not hold for it any more."""

    part: str
    """What a ranker is for, or `vectors`."""
    count: int
    """Phrasings that are new, gone or read otherwise; texts without a vector."""
    size: int
    """How many phrasings or texts there are."""

    @property
    def share(self) -> float:
        """The share that is stale, in 0..1."""
        return min(1.0, self.count / max(1, self.size))


class Purpose(StrEnum):
    """What a ranker is for."""

    ENTRIES = "entries"
    PARTNERS = "partners"
    LISTS = "lists"
    ALERTS = "alerts"


WORDS: Final = "words"
"""Names what the words of alerts have taught."""

Rankers = Mapping[Purpose, Ranker]

Spelling = tuple[tuple[str, ...], ...]
"""Endings, inflections and the letters lost before them: with others, everything is learnt anew."""


class Builder:
    """Makes the matcher of each version of a knowledge."""

    def __init__(
        self,
        encoder: Encodes | None = None,
        general: Lexicon | None = None,
        keeps: Callable[[str], Keeps] | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Put the means together.

        Args:
            encoder: Sentence vectors, where they are installed.
            general: Real words of the languages spoken; they are never taken for misspelt ones.
            keeps: Gives where what is learnt for a purpose, or as `WORDS`, is kept for the next start.
            progress: Told how learning goes on, where it takes long; texts to be encoded count one each.
        """
        self.has_encoder = encoder is not None
        """False where the rankers go by letters alone."""
        self._encoder = encoder
        self._general = general or Lexicon()
        self._keeps = keeps
        self._progress = progress or Progress()
        self._last: Rankers = {}
        self._words: Softmax | None = None
        self._spelling: Spelling = ((), (), ())
        """By which the last rankers read words."""

    def build(self, knowledge: Knowledge) -> Matcher:
        """Give the matcher, wholly learnt; this may take a minute, so it is done off the event loop."""
        work = {purpose: self._work(knowledge, purpose) for purpose in Purpose}
        self._progress.expect(sum(work.values()))
        matcher = self._matcher(
            knowledge,
            {purpose: self._learnt(knowledge, purpose, work[purpose]) for purpose in Purpose},
            self._learn_words(knowledge),
        )
        self._progress.finish()
        return matcher

    def build_soon(self, knowledge: Knowledge) -> Matcher:
        """Give the matcher, corrected for an edit rather than learnt anew where that can be."""
        ready = self._ready(knowledge)
        return (
            self._matcher(knowledge, ready, self._learn_words(knowledge)) if ready else self.build(knowledge)
        )

    def steps(self, knowledge: Knowledge) -> Iterator[Matcher]:
        """Give the matcher; where learning takes long, first one that answers at once.

        That one is corrected for what was edited, where that is little; else it goes by letters.
        """
        ready = self._ready(knowledge)
        if ready:
            words = self._recall_words(knowledge)
            yield self._matcher(knowledge, ready, words or self._words)
            if words is not None and all(ranker.is_learnt for ranker in ready.values()):
                return
        elif sum(self._work(knowledge, purpose) for purpose in Purpose) > _MUCH:
            yield self._matcher(
                knowledge, {purpose: self._lettered(knowledge, purpose) for purpose in Purpose}, self._words
            )
        yield self.build(knowledge)

    def refresh(self, knowledge: Knowledge) -> None:
        """Learn what is stale, and forget the rest."""
        self.build(knowledge)
        if self._encoder:
            self._encoder.prune()

    def stale(self, knowledge: Knowledge) -> Iterator[Stale]:
        """Tell of each part of what is kept how much of it is stale."""
        texts = {shorten(each.text) for purpose in Purpose for each in _phrasings(knowledge, purpose)}
        new = self._encoder.count_new(sorted(texts)) if self._encoder else len(texts)
        yield Stale("vectors", new, len(texts))
        for purpose in Purpose:
            phrasings = _phrasings(knowledge, purpose)
            kept = self._keeps(purpose) if self._keeps else None
            count = count_stale(phrasings, endings(knowledge.talk), kept) if kept else len(phrasings)
            yield Stale(purpose, count, len(phrasings))
        examples = _phrasings(knowledge, Purpose.ALERTS)
        is_kept = self._kept_words(checksum(examples)) is not None
        yield Stale(WORDS, 0 if is_kept else len(examples), len(examples))

    def _learn_words(self, knowledge: Knowledge) -> Softmax:
        words = self._recall_words(knowledge)
        if words is None:
            examples = _phrasings(knowledge, Purpose.ALERTS)
            words = self._words = Softmax.learn(examples, self._keeps and self._keeps(WORDS))
        return words

    def _recall_words(self, knowledge: Knowledge) -> Softmax | None:
        """Give what the words of these very examples have taught, if it is at hand."""
        wanted = checksum(_phrasings(knowledge, Purpose.ALERTS))
        if self._words is not None and self._words.learnt_from == wanted:
            return self._words
        words = self._kept_words(wanted)
        self._words = words or self._words
        return words

    def _kept_words(self, learnt_from: str) -> Softmax | None:
        keeps = self._keeps and self._keeps(WORDS)
        return Softmax.recall(learnt_from, keeps) if keeps else None

    def _matcher(self, knowledge: Knowledge, rankers: Rankers, words: Softmax | None) -> Matcher:
        self._last, self._spelling = rankers, _spelling(knowledge)
        classifiers = Classifiers(
            Classifier(rankers[Purpose.PARTNERS]),
            Classifier(rankers[Purpose.LISTS]),
            Alerts(rankers[Purpose.ALERTS], words),
        )
        return Matcher(knowledge, rankers[Purpose.ENTRIES], classifiers, self._lexicon(knowledge))

    def _lexicon(self, knowledge: Knowledge) -> Lexicon:
        return self._general.inflected(lines(knowledge.talk.inflections), knowledge.talk.lost_letters)

    def _ready(self, knowledge: Knowledge) -> Rankers | None:
        """Give the rankers that can be had at once, if all can."""
        found: dict[Purpose, Ranker] = {}
        for purpose in Purpose:
            ranker = self._adapted(knowledge, purpose) or self._recalled(knowledge, purpose)
            if ranker is None:
                return None
            found[purpose] = ranker
        return found

    def _adapted(self, knowledge: Knowledge, purpose: Purpose) -> Ranker | None:
        last = self._last.get(purpose) if self._spelling == _spelling(knowledge) else None
        return last and last.adapted(_phrasings(knowledge, purpose), protected=_protected(knowledge, purpose))

    def _recalled(self, knowledge: Knowledge, purpose: Purpose) -> Ranker | None:
        if self._keeps is None or self._count_new(knowledge, purpose) > EDITED_MOST:
            return None
        return Ranker.recalled(
            _phrasings(knowledge, purpose),
            self._keeps(purpose),
            self._encoder,
            self._lexicon(knowledge),
            endings=endings(knowledge.talk),
            protected=_protected(knowledge, purpose),
        )

    def _lettered(self, knowledge: Knowledge, purpose: Purpose) -> Ranker:
        return Ranker.by_letters(
            _phrasings(knowledge, purpose),
            self._lexicon(knowledge),
            endings=endings(knowledge.talk),
            protected=_protected(knowledge, purpose),
        )

    def _learnt(self, knowledge: Knowledge, purpose: Purpose, work: float) -> Ranker:
        adapted = self._adapted(knowledge, purpose)
        if adapted is not None and adapted.is_learnt:
            return adapted
        fitting = work - self._count_new(knowledge, purpose)
        return Ranker.build(
            _phrasings(knowledge, purpose),
            self._encoder,
            self._lexicon(knowledge),
            endings=endings(knowledge.talk),
            protected=_protected(knowledge, purpose),
            keeps=self._keeps and self._keeps(purpose),
            tick=lambda share: self._progress.advance(share * fitting),
        )

    def _work(self, knowledge: Knowledge, purpose: Purpose) -> float:
        """Give how much there is to learn, as much as to encode so many texts."""
        return self._count_new(knowledge, purpose) + len(_phrasings(knowledge, purpose)) ** 2 / _PAIRS

    def _count_new(self, knowledge: Knowledge, purpose: Purpose) -> int:
        texts = [shorten(phrasing.text) for phrasing in _phrasings(knowledge, purpose)]
        return self._encoder.count_new(texts) if self._encoder else 0


def _spelling(knowledge: Knowledge) -> Spelling:
    talk = knowledge.talk
    return endings(talk), tuple(lines(talk.inflections)), talk.lost_letters


def _phrasings(knowledge: Knowledge, purpose: Purpose) -> Sequence[Phrasing]:
    taught = {
        Purpose.ENTRIES: phrasings_of,
        Purpose.PARTNERS: partner_examples,
        Purpose.LISTS: list_examples,
        Purpose.ALERTS: alert_examples,
    }
    return tuple(taught[purpose](knowledge))


def _protected(knowledge: Knowledge, purpose: Purpose) -> frozenset[str]:
    return names_of(knowledge) if purpose is Purpose.ENTRIES else frozenset()
