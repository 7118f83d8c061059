"""The language of an utterance, told from the words the knowledge itself uses in each language.

A naive Bayes classifier over character trigrams of words (Cavnar and Trenkle 1994, "N-gram-based text
categorization", gives the idea; smoothing after Lidstone) with whole words as further evidence. It is small,
needs no data of its own, and says nothing where the words tell nothing: a name alone has no language.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Final

import numpy as np

from bot.core.knowledge import Knowledge
from bot.core.text import words
from bot.core.types import Language
from bot.matching.vocabulary import owners

_SMOOTHING: Final = 0.5
_CLEAR: Final = 1.2
"""Lead in log-odds that the best language needs over the second."""
_STOP_WORD: Final = 3.0
"""Log-odds that a word with a grammatical job adds to its language."""


def _trigrams(word: str) -> Iterator[str]:
    marked = f" {word} "
    return (marked[at : at + 3] for at in range(len(marked) - 2))


@dataclass(frozen=True, slots=True)
class _Odds:
    """Logarithms of the shares that words and trigrams have in each language."""

    words: Mapping[str, tuple[float, ...]]
    grams: Mapping[str, tuple[float, ...]]
    unseen: tuple[float, ...]
    """The same for a trigram that no text has."""


class Languages:
    """Tells the languages of the knowledge apart."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Learn from every text of the knowledge."""
        talk = knowledge.talk
        self._stop: dict[str, tuple[Language, ...]] = {}
        for wordings in (talk.stop_words, talk.question_words, talk.follow_up_words, talk.pronouns):
            for language, texts in wordings.items():
                for word in words(" ".join(texts)):
                    self._stop[word] = tuple(dict.fromkeys((*self._stop.get(word, ()), language)))
        self._languages = talk.languages
        self._odds = _learn(tuple(tuple(_texts(knowledge, language)) for language in talk.languages))

    def detect(self, folded: Sequence[str], names: Container[str]) -> Language | None:
        """Tell the language of an utterance.

        Args:
            folded: Its folded words.
            names: Words that belong to no language.

        Returns:
            The language, or None where the words do not tell.
        """
        scores = [0.0] * len(self._languages)
        is_known = False
        for word in folded:
            if word in names or not word.isalpha():
                continue
            told = self._stop.get(word, ())
            is_known |= word in self._stop or word in self._odds.words
            if told:
                self._add(scores, tuple(_STOP_WORD / len(told) * (each in told) for each in self._languages))
            self._add(scores, self._odds.words.get(word, ()))
            if len(word) > 2:
                grams = [self._odds.grams.get(gram, self._odds.unseen) for gram in _trigrams(word)]
                share = 1 / len(grams) ** 0.5
                self._add(scores, tuple(share * sum(column) for column in zip(*grams, strict=True)))
        order = sorted(range(len(scores)), key=lambda at: -scores[at])
        if len(order) > 1 and scores[order[0]] - scores[order[1]] < _CLEAR:
            return None
        # The letters of a word that no language has are those of a name.
        return self._languages[order[0]] if is_known else None

    def _add(self, scores: list[float], more: Iterable[float]) -> None:
        for at, value in enumerate(more):
            scores[at] += value


@lru_cache(maxsize=2)
def _learn(texts: tuple[tuple[tuple[str, ...], ...], ...]) -> _Odds:
    """Learn from the texts of each language; many edits, such as those of names, leave them as they were."""
    counts = [_counts(each) for each in texts]
    sizes = [1 + sum(count.values()) for count in counts]
    grams: list[defaultdict[str, float]] = []
    for count in counts:
        weights: defaultdict[str, float] = defaultdict(float)
        for word, times in count.items():
            weight = 1 + log(times)
            for gram in _trigrams(word):
                weights[gram] += weight
        grams.append(weights)
    every = {gram for seen in grams for gram in seen}
    totals = [sum(seen.values()) + _SMOOTHING * (len(every) + 1) for seen in grams]
    unseen = tuple(log(_SMOOTHING / total) for total in totals)
    return _Odds(_shares(counts, sizes), _shares(grams, totals), unseen)


def _shares(seen: Sequence[Mapping[str, float]], totals: Sequence[float]) -> dict[str, tuple[float, ...]]:
    """Give for each thing seen the logarithm of its smoothed share in each language."""
    every = list({each for one in seen for each in one})
    table = np.array([[one.get(each, 0.0) for one in seen] for each in every]).reshape(-1, len(seen))
    rows = np.log((table + _SMOOTHING) / np.array(totals))
    return dict(zip(every, map(tuple, rows.tolist()), strict=True))


def _counts(texts: Iterable[tuple[str, ...]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for some in texts:
        for word, times in _counted(some).items():
            counts[word] += times
    return counts


@lru_cache(maxsize=4096)
def _counted(texts: tuple[str, ...]) -> Counter[str]:
    # After an edit the texts of all other entries are what they were.
    return Counter(words(" ".join(texts)))


def _texts(knowledge: Knowledge, language: Language) -> Iterator[tuple[str, ...]]:
    for entry in knowledge.entries.values():
        yield entry.title.get(language, ""), entry.answer.get(language, "")
    for owner in owners(knowledge):
        yield owner.questions.get(language, ())
    yield tuple(texts.get(language, "") for texts in knowledge.phrases.values())
    for facet in (*knowledge.talk.sectors, *knowledge.talk.relations):
        yield facet.words.get(language, ())
