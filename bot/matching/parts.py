"""A message that asks several things at once, cut into the questions that it is made of.

Three things make parts: question marks, a question word behind *and*, and names side by side. Each part is a
text of its own, so that it is decided about as if it had been sent alone.
"""

from collections.abc import Container, Iterator
from typing import Final

from bot.core.knowledge import Knowledge
from bot.core.text import words
from bot.matching.queries.lexicon import Joint
from bot.matching.reading import Reading
from bot.matching.vocabulary import Vocabulary, lines, word_set

PARTS_MOST: Final = 3
"""Parts that are answered; what is left out is said."""
_LEAST: Final = 2
"""Words of a part with a question word of its own."""

Span = tuple[int, int]


class Cutter:
    """Cuts utterances into parts."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, general: Container[str]) -> None:
        asking = (tuple(words(text)) for text in lines(knowledge.talk.question_words))
        self._question = frozenset(said[0] for said in asking if len(said) == 1)
        self._before = word_set(lines(knowledge.talk.names.place_words))
        self._of = self._before | vocabulary.stop
        self._talk = vocabulary.naming | vocabulary.question | vocabulary.listing | vocabulary.base
        self._general = general

    def cut(self, reading: Reading) -> tuple[str, ...]:
        """Give the parts of an utterance, in their order; nothing where it is one question."""
        for found in (self._by_marks(reading), self._by_names(reading), self._by_words(reading)):
            if len(found) > 1:
                return found
        return ()

    def _by_marks(self, reading: Reading) -> tuple[str, ...]:
        """Cut behind question marks; what follows the last one counts only if it names another."""
        *asked, rest = reading.utterance.text.split("?")
        parts = [f"{part.strip()}?" for part in asked if any(map(str.isalpha, part))]
        begins = [each.start for each in reading.names]
        tokens = reading.utterance.tokens
        is_further = any(tokens[at].start >= len(reading.utterance.text) - len(rest) for at in begins)
        return (*parts, rest.strip()) if is_further and parts else tuple(parts)

    def _by_words(self, reading: Reading) -> tuple[str, ...]:
        """Cut before an *and* that a question word follows: `what is CRAFT and who pays for it`."""
        if reading.composed.is_combined or reading.utterance.folded[0] not in self._question:
            return ()
        folded, cuts = reading.utterance.folded, [0]
        for joint in reading.words.joints:
            at = joint.end
            while at < len(folded) and folded[at] in self._before:
                at += 1
            asks = joint.value is Joint.AND and at < len(folded) - 1 and folded[at] in self._question
            if asks and joint.start - cuts[-1] >= _LEAST:
                cuts.append(joint.start)
        ends = [*cuts[1:], len(folded)]
        return tuple(reading.utterance.typed(start, end) for start, end in zip(cuts, ends, strict=True))

    def _by_names(self, reading: Reading) -> tuple[str, ...]:
        """Give the utterance with each of some names that stand side by side in the place of all of them."""
        chain = self._chain(reading)
        if len(chain) < 2:
            return ()
        utterance, whole = reading.utterance, (chain[0][0], chain[-1][1])
        return tuple(utterance.masked([(*whole, utterance.typed(*span))]) for span in chain)

    def _chain(self, reading: Reading) -> list[Span]:
        """Give the first names with nothing but a joint between them."""
        chain: list[Span] = []
        for span in self._names(reading):
            if chain and self._are_side_by_side(reading, chain[-1][1], span[0]):
                chain.append(span)
            elif len(chain) > 1:
                break
            else:
                chain = [span]
        return chain

    def _are_side_by_side(self, reading: Reading, start: int, end: int) -> bool:
        kinds = (Joint.OR, Joint.AND, Joint.COMMA)
        joints = [joint for joint in reading.words.joints if joint.value in kinds]
        between = [joint for joint in joints if start <= joint.start and joint.end <= end]
        joining = {at for joint in between for at in range(joint.start, joint.end)}
        folded = reading.utterance.folded
        return bool(between) and all(at in joining or folded[at] in self._of for at in range(start, end))

    def _names(self, reading: Reading) -> Iterator[Span]:
        """Give where names stand, listed or not, from left to right; not those to be left out."""
        utterance = reading.utterance
        spans = [(each.start, each.end) for each in (*reading.sure_names, *reading.doubtful_names)]
        named = {at for start, end in spans for at in range(start, end)}
        famous = [(each.start, each.end) for each in reading.famous]
        spans += [span for span in famous if named.isdisjoint(range(*span))]
        taken = {at for start, end in spans for at in range(start, end)} | reading.covered
        for at, token in enumerate(utterance.tokens):
            is_shown = utterance.case_tells and token.is_capitalised and token.folded not in self._talk
            if at in taken or not is_shown or (at == 0 and token.folded in self._general):
                continue
            if spans and spans[-1][1] == at and spans[-1][0] not in taken:
                spans[-1] = spans[-1][0], at + 1
            else:
                spans.append((at, at + 1))
        yield from sorted(spans)
