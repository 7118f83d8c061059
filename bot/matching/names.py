"""Partners named in an utterance: by name, alias or acronym, exactly or with a slip of the hand.

One organisation is never taken for another: a whole name outranks a part of one, a name with a further
word that makes another organisation of it (`Chopard Foundation`) is not that name, and what is merely near
is found as doubtful, to be offered and not assumed.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from bot.core.knowledge import Knowledge, Partner
from bot.core.text import words
from bot.core.types import Id
from bot.matching.spelling import LEAST, Slip, slip
from bot.matching.utterance import Token, Utterance
from bot.matching.vocabulary import Vocabulary, lines, word_set

_AS_LONG: Final = 0.65
"""Share of the longer name that the shorter one must have for their letters to count: SAM is not Samsung."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One name of one partner."""

    partner: Id
    typed: str
    words: tuple[str, ...]
    """Folded, without connectors and legal forms."""
    is_common: bool
    """True if it reads like ordinary words in small letters: `impact`, `both ends`."""


@dataclass(frozen=True, slots=True)
class Named:
    """A partner's name that stands from word `start` up to, not including, word `end`."""

    start: int
    end: int
    partners: tuple[Id, ...]
    """More than one if they share the name."""
    is_sure: bool
    """False if it may as well be another organisation."""
    is_common: bool = False
    """True if the words may as well not be a name at all; only a question about a name settles it."""

    @property
    def length(self) -> int:
        return self.end - self.start


def cased_alike(utterance: Utterance, start: int, end: int, naming: Naming) -> bool:
    """Tell whether ordinary words were typed with the capital letters of the name."""
    if not utterance.case_tells and end - start < len(utterance.tokens):
        return False
    typed = [token for token in utterance.tokens[start:end] if token.folded in naming.words]
    if len(typed) > 1:
        return all(token.is_capitalised for token in typed)
    return any(token.typed in naming.typed or token.typed.rstrip("s").isupper() for token in typed)


def likeness(asked: Sequence[str], name: Sequence[str]) -> float:
    """Rate 0..1 how alike two names are: by the letters of the whole, or by a telling word they share."""
    one, other = sorted(("".join(asked), "".join(name)), key=len)
    whole = JaroWinkler.similarity(one, other) if len(one) >= _AS_LONG * len(other) else 0.0
    shared = [word for word in asked if word in name and len(word) > 3]
    return max(whole, 0.9 * bool(shared) * len(shared) / max(1, min(len(asked), len(name))))


_JOINED_MOST: Final = 4
"""Words that people write apart in a name which is one word, or the other way round: `Eco Age`, `EcoAge`."""
_LONG: Final = 12
"""Letters from which a name of several words is recognised as a whole although misspelt."""
_FURTHER: Final = 3
"""Words after a name among which one that makes another organisation of it is looked for."""
_NEAR: Final = 0.82
"""Similarity of Jaro and Winkler (0..1) from which a listed name is offered for an unknown one."""


class Names:
    """Every name of every partner, and what is found of them in an utterance."""

    def __init__(
        self,
        knowledge: Knowledge,
        vocabulary: Vocabulary,
        base: Container[str],
        general: Container[str],
    ) -> None:
        """Index the names.

        Args:
            knowledge: Where the partners stand.
            vocabulary: How its words are read.
            base: Folded words of the phrasings of all entries.
            general: Folded real words of the languages spoken.
        """
        rules = knowledge.talk.names
        self._read = vocabulary.tokeniser.read
        self._sounds = vocabulary.sounds
        self._base = base
        self._general = general
        self._connectors = word_set(rules.connectors)
        self._legal = word_set(rules.legal_forms)
        self._kinds = word_set(rules.kinds)
        self._companions = word_set(rules.companions)
        self._articles = word_set((*lines(rules.definite), *lines(rules.between)))
        self._kin = word_set(rules.kin)
        self._own = {partner.id: _own_words(knowledge, partner) for partner in knowledge.partners.values()}
        self._common = {self.content(text) for text in rules.common}
        self._namings = tuple(naming for naming in self._all(knowledge) if naming.words)
        self._joined: dict[str, list[Naming]] = {}
        self._by_word: dict[str, list[Naming]] = {}
        self._rare: dict[str, list[Naming]] = {}
        for naming in self._namings:
            for joined in {"".join(naming.words), "".join(words(naming.typed))}:
                self._joined.setdefault(joined, []).append(naming)
            self._by_word.setdefault(naming.words[0], []).append(naming)
            for word in naming.words:
                self._rare.setdefault(word, []).append(naming)
        self.words = frozenset(word for naming in self._namings for word in naming.words)
        self._long_joined: dict[int, list[str]] = {}
        for joined, namings in self._joined.items():
            if len(joined) >= _LONG and any(len(naming.words) > 1 for naming in namings):
                self._long_joined.setdefault(len(joined), []).append(joined)
        self._long = sorted(word for word in self.words if len(word) >= LEAST)
        self._longest = max((len(naming.words) for naming in self._namings), default=0) + _JOINED_MOST

    def _all(self, knowledge: Knowledge) -> Iterator[Naming]:
        for partner in knowledge.partners.values():
            texts = dict.fromkeys((*lines(partner.names), *partner.title.values()))
            seen: set[tuple[str, ...]] = set()
            for text in texts:
                kept = self.content(text)
                if kept not in seen:
                    seen.add(kept)
                    yield Naming(partner.id, text, kept, kept in self._common)

    def content(self, name: str) -> tuple[str, ...]:
        """Give the folded words of a name that tell it from others."""
        tokens = self._read(name).tokens
        kept = [token.folded for token in tokens if not self._is_connector(token)]
        while len(kept) > 1 and kept[-1] in self._legal:
            kept.pop()
        return tuple(kept) or tuple(token.folded for token in tokens)

    def _is_connector(self, token: Token) -> bool:
        return token.is_elided or token.folded in self._connectors

    def find(self, utterance: Utterance) -> tuple[Named, ...]:
        """Give the names in an utterance from left to right, the longest where several overlap."""
        spots = [at for at, token in enumerate(utterance.tokens) if not self._is_connector(token)]
        spots = spots or list(range(len(utterance.tokens)))
        found = [*self._exact(utterance, spots), *self._slipped(utterance, spots), *self._parts(utterance)]
        chosen: list[Named] = []
        for named in sorted(found, key=lambda each: (-each.length, not each.is_sure, each.start)):
            if all(named.end <= other.start or other.end <= named.start for other in chosen):
                chosen.append(named)
        return tuple(
            sorted((self._beside(utterance, named) for named in chosen), key=lambda each: each.start)
        )

    def written_in(self, text: str, folded: Sequence[str]) -> tuple[Id, ...]:
        """Give the partners whose names stand in a text of the knowledge, where nothing is misspelt.

        Args:
            text: The text.
            folded: Its folded words.
        """
        if self._by_word.keys().isdisjoint(folded):
            return ()
        said = [word for word in folded if word not in self._connectors]
        found = [
            naming
            for first, word in enumerate(said)
            for naming in self._by_word.get(word, ())
            if tuple(said[first : first + len(naming.words)]) == naming.words
        ]
        if any(naming.is_common for naming in found):
            return self._cased_in(text)
        return tuple(dict.fromkeys(naming.partner for naming in found))

    def _cased_in(self, text: str) -> tuple[Id, ...]:
        utterance = self._read(text)
        spots = [at for at, token in enumerate(utterance.tokens) if not self._is_connector(token)]
        folded = [utterance.tokens[at].folded for at in spots]
        found: dict[Id, None] = {}
        for first, word in enumerate(folded):
            for naming in self._by_word.get(word, ()):
                after = first + len(naming.words)
                if tuple(folded[first:after]) == naming.words:
                    named = self._named(utterance, spots[first], spots[after - 1] + 1, [naming])
                    found |= {} if named.is_common else {naming.partner: None}
        return tuple(found)

    def _exact(self, utterance: Utterance, spots: Sequence[int]) -> Iterator[Named]:
        for first, start in enumerate(spots):
            joined = ""
            is_odd = False
            for at in spots[first : first + self._longest]:
                joined += utterance.tokens[at].folded
                is_odd = is_odd or not self._is_word(utterance.tokens[at].folded)
                if joined in self._joined:
                    yield self._named(utterance, start, at + 1, self._joined[joined])
                elif is_odd and at > start and len(joined) >= _LONG:
                    yield from self._misspelt(start, at + 1, joined)

    def _is_word(self, word: str) -> bool:
        return word in self._base or word in self._general

    def _misspelt(self, start: int, end: int, joined: str) -> Iterator[Named]:
        """Give the long names of several words that several words stand for, however they are divided."""
        # Two edits change the length by two at most, so names of other lengths need not be looked at.
        lengths = range(len(joined) - 2, len(joined) + 3)
        names = [name for length in lengths for name in self._long_joined.get(length, ())]
        near = process.extract(joined, names, scorer=OSA.distance, processor=None, score_cutoff=2)
        for name, _, _ in near:
            if slip(joined, name, self._sounds) is Slip.SURE:
                partners = tuple(dict.fromkeys(naming.partner for naming in self._joined[name]))
                yield Named(start, end, partners, is_sure=True)

    def _named(self, utterance: Utterance, start: int, end: int, namings: Sequence[Naming]) -> Named:
        partners = tuple(dict.fromkeys(naming.partner for naming in namings))
        is_common = all(
            naming.is_common and not cased_alike(utterance, start, end, naming) for naming in namings
        )
        return Named(start, end, partners, is_sure=True, is_common=is_common)

    def _slipped(self, utterance: Utterance, spots: Sequence[int]) -> Iterator[Named]:
        meant = {at: self._meant(utterance.tokens[at].folded) for at in spots}
        if not any(kind is not None for words_ in meant.values() for kind in words_.values()):
            return
        for first, start in enumerate(spots):
            for word in meant[start]:
                for naming in self._by_word.get(word, ()):
                    run = spots[first : first + len(naming.words)]
                    if len(run) == len(naming.words) and all(
                        part in meant[at] for at, part in zip(run, naming.words, strict=True)
                    ):
                        slips = [meant[at][part] for at, part in zip(run, naming.words, strict=True)]
                        sure = self._is_sure(naming, slips)
                        yield Named(start, run[-1] + 1, (naming.partner,), is_sure=sure)

    def _meant(self, word: str) -> dict[str, Slip | None]:
        """Give the words of names that a typed word may stand for; without a slip where it is that word."""
        if word in self.words:
            return {word: None}
        if len(word) < LEAST or self._is_word(word):
            return {}
        near = process.extract(
            word, self._long, scorer=OSA.distance, processor=None, score_cutoff=3, limit=None
        )
        judged = {name: slip(word, name, self._sounds) for name, _, _ in near}
        return {name: kind for name, kind in judged.items() if kind is not None}

    def _is_sure(self, naming: Naming, slips: Sequence[Slip | None]) -> bool:
        if all(kind is not Slip.LIKELY for kind in slips):
            return True
        telling = [
            word
            for word, kind in zip(naming.words, slips, strict=True)
            if kind is None and word not in self._kinds and len(self._rare[word]) <= 2
        ]
        return bool(telling)

    def _parts(self, utterance: Utterance) -> Iterator[Named]:
        """Give single words with which the names of one partner only begin, and that mean nothing else."""
        for at, token in enumerate(utterance.tokens):
            namings = [naming for naming in self._rare.get(token.folded, ()) if self._begins(naming, token)]
            partners = tuple(dict.fromkeys(naming.partner for naming in namings))
            if len(partners) != 1 or len(token.folded) < LEAST or token.folded in self._general:
                continue
            if token.folded in self._base or token.folded in self._kinds:
                continue
            dropped = {word for naming in namings for word in naming.words} - {token.folded}
            yield Named(at, at + 1, partners, is_sure=not dropped & self._kinds)

    def _begins(self, naming: Naming, token: Token) -> bool:
        telling = [word for word in naming.words if word not in self._kinds]
        return telling[:1] == [token.folded]

    def _beside(self, utterance: Utterance, named: Named) -> Named:
        """Doubt a name beside which a further word makes another organisation of it: `Microsoft Word`."""
        start = self._preceded(utterance, named)
        end = self._renamed(utterance, named.end)
        return (
            named
            if (start, end) == (named.start, named.end)
            else replace(named, start=start, end=end, is_sure=False)
        )

    def _preceded(self, utterance: Utterance, named: Named) -> int:
        """Give where a kind stands before a name that is not its own: `hotel La Gabriela`, `Banco OCB`."""
        tokens, at = utterance.tokens, named.start - 1
        while at >= 0 and utterance.are_joined(at, at + 1) and tokens[at].folded in self._articles:
            at -= 1
        if at < 0 or not utterance.are_joined(at, at + 1) or tokens[at].folded not in self._kinds:
            return named.start
        is_own = any(tokens[at].folded in self._own[partner] for partner in named.partners)
        return named.start if is_own else at

    def _renamed(self, utterance: Utterance, end: int) -> int:
        """Give the end of the longer name that the words after a name make of it, or its own end."""
        tokens = utterance.tokens
        after = end + 1 if end < len(tokens) and self._is_connector(tokens[end]) else end
        if after < len(tokens) and tokens[after].folded in self._kin:
            return after + 1
        for at in range(end, min(end + _FURTHER, len(tokens))):
            if not utterance.are_joined(at - 1, at) or self._is_connector(tokens[at]):
                break
            if self._renames(utterance, at) and (at == end or tokens[at].folded in self._kinds):
                return at + 1
        return end

    def _renames(self, utterance: Utterance, at: int) -> bool:
        token = utterance.tokens[at]
        if token.folded in self._kinds:
            return True
        if token.folded in self._companions:
            is_title = all(each.is_capitalised for each in utterance.tokens) and len(utterance.tokens) > 1
            return is_title or (utterance.case_tells and token.is_capitalised)
        known = token.folded in self._base or token.folded in self._legal or token.folded in self.words
        return utterance.case_tells and token.is_capitalised and not known

    def near(self, text: str, most: int = 3) -> tuple[Id, ...]:
        """Give the partners whose names look most like an unknown one, for offering them."""
        asked = self.content(text)
        scores: dict[Id, float] = {}
        for naming in self._namings:
            score = likeness(asked, naming.words)
            if score >= _NEAR:
                scores[naming.partner] = max(score, scores.get(naming.partner, 0.0))
        return tuple(sorted(scores, key=lambda partner: (-scores[partner], partner)))[:most]


def _own_words(knowledge: Knowledge, partner: Partner) -> frozenset[str]:
    """Give the words by which people describe a partner before its name: those of its names and sector."""
    sectors = (facet.words for facet in knowledge.talk.sectors if facet.id == partner.sector)
    said = [text for wordings in sectors for text in lines(wordings)]
    return word_set((*lines(partner.names), *partner.title.values(), *said))
