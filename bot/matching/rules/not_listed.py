"""Questions about an organisation that is not a listed partner; it is never answered as one that is."""

from collections.abc import Container
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.knowledge import Knowledge
from bot.core.match import Candidate, Key, Match, Rule
from bot.core.query import is_list
from bot.core.types import Id
from bot.matching.classifier import Classifier
from bot.matching.question import Question
from bot.matching.reading import Reader, Reading
from bot.matching.spelling import Slip, slip
from bot.matching.utterance import Token
from bot.matching.vocabulary import Vocabulary, folded, lines, owners, word_set

_ALONE_MOST: Final = 4
"""Words of an utterance that may be nothing but a name."""
_FURTHER: Final = 3
"""Words between a kind of organisation and the place in its name: `de`, `des mines du`."""
_ASKED_ABOUT: Final = 0.5
"""Margin of the classifier from which a strange word is surely asked about as partners are."""
_BESIDE: Final = -0.1
"""Margin of the classifier below which people name whom they speak for, and ask for something else."""
_PERHAPS: Final = 0.3
"""Probability from which people who speak of themselves may want what their words are like."""
_TALK_LEAST: Final = 6
"""Letters of a word of talk that an unknown word may be a misspelling of."""
_STRANGE_MOST: Final = 3
"""Runs of strange words that are tried."""

Span = tuple[int, int]
Known = frozenset[str]


class StrangerRule:
    """Decides about utterances that ask about an organisation which nothing in the knowledge names."""

    def __init__(
        self,
        knowledge: Knowledge,
        vocabulary: Vocabulary,
        reader: Reader,
        classifier: Classifier,
        general: Container[str],
    ) -> None:
        names = knowledge.talk.names
        self._knowledge = knowledge
        self._classifier = classifier
        self._stand_in = knowledge.talk.stand_ins.name
        self._sounds = vocabulary.sounds
        self._names = reader.names
        self._base = vocabulary.base
        self._talk = vocabulary.naming | vocabulary.question | vocabulary.listing
        self._stop = vocabulary.stop
        self._pronouns = vocabulary.pronouns
        self._general = general
        anyone = word_set(lines(knowledge.talk.lists.anyone))
        self._longish = sorted(word for word in self._talk | anyone if len(word) >= _TALK_LEAST)
        self._kinds = word_set(names.kinds)
        self._between = word_set(lines(names.between))
        self._definite = word_set(lines(names.definite))
        self._indefinite = word_set(lines(names.indefinite))
        self._intents = frozenset(intent.id for intent in knowledge.talk.intents)
        self._phrasings = "\n".join(
            f" {said} "
            for owner in owners(knowledge)
            for texts in owner.questions.values()
            for said in folded(texts)
        )

    def decide(self, question: Question) -> Match | None:
        """Say that the organisation is not listed, with the listed ones whose names are close.

        Returns:
            None if no unknown organisation is asked about.
        """
        reading = question.reading
        for named in reading.doubtful_names:
            return self._not_listed(
                question, (named.start, named.end), Rule.NAME_NEARLY_LISTED, named.partners
            )
        is_far = question.best.score < question.thresholds.suggest
        known = self._base
        if question.ranking.repairs:
            known |= {
                typed
                for typed, meant in question.ranking.repairs
                if slip(typed, meant, self._sounds) is Slip.SURE
            }
        span = self._in_slot(reading, known)
        if span is None:
            span = self._capitalised(reading, known, is_far=is_far)
            is_misspelt = question.ranking.repairs and question.best.score >= question.thresholds.answer
            if span is not None and is_misspelt and not (span[0] and reading.utterance.case_tells):
                span = None
        is_small_talk = (
            question.best.key in self._intents and question.best.score >= question.thresholds.answer
        )
        if span is None or is_small_talk or self._is_beside(question, span):
            return None
        return self._not_listed(question, span, Rule.UNKNOWN_NAME)

    def famous(self, question: Question) -> Match | None:
        """Say the same of a well-known organisation, and of a kind of one that has a name beside it."""
        reading = question.reading
        for found in reading.famous:
            named = found.start, found.end
            if not self._is_phrased(reading, named) and not self._is_beside(question, named):
                return self._not_listed(question, named, Rule.WELL_KNOWN_NAME)
        for group in reading.groups:
            span = self._with_name(reading, group.start, group.end)
            span = span or self._of_a_place(reading, group.start, group.end)
            if span is not None and not self._is_beside(question, span):
                return self._not_listed(question, span, Rule.KIND_WITH_NAME)
        return None

    def _not_listed(self, question: Question, span: Span, rule: Rule, close: tuple[Id, ...] = ()) -> Match:
        """Offer the partners whose names are close, else what people who speak of themselves may want."""
        name = question.reading.utterance.typed(*span)
        offered = [
            Candidate(key, question.thresholds.suggest)
            for key in dict.fromkeys((*close, *self._names.near(name)))
        ]
        if not offered and question.evidence.speaker:
            likely = (each for each in question.likely if each.score >= _PERHAPS)
            offered = [each for each in likely if self._is_subject(each.key)]
        return question.not_listed(name, offered, rule)

    def _is_subject(self, key: Key) -> bool:
        return not is_list(key) and key not in self._knowledge.partners

    def _is_beside(self, question: Question, span: Span) -> bool:
        """Tell whether a name is told beside what is asked for: `I am with Cartier, how do we join`."""
        if not question.evidence.speaker or question.best.score < question.thresholds.suggest:
            return False
        return self._margin(question.reading, span) < _BESIDE

    def _margin(self, reading: Reading, span: Span) -> float:
        """Give how much surer it is that the span is asked about as a partner is; 0 without examples."""
        return self._classifier.margin(reading.utterance.masked([(*span, self._stand_in)]), untaught=0)

    def instead(self, question: Question) -> Match | None:
        """Say the same where a list or a partner would answer a question about a strange word.

        Returns:
            None if no word is strange, or a name in its place does not make a question about a partner of it.
        """
        reading, best = question.reading, question.best
        is_about_partners = not self._is_subject(best.key)
        is_unsure = bool(reading.groups) and best.score < question.thresholds.answer
        if question.evidence.speaker or reading.sure_names or not (is_about_partners or is_unsure):
            return None
        leads = {span: self._margin(reading, span) for span in self._strange(reading)[:_STRANGE_MOST]}
        likeliest = max(leads, key=lambda span: leads[span], default=None)
        if likeliest is None or leads[likeliest] < _ASKED_ABOUT:
            return None
        return self._not_listed(question, likeliest, Rule.STRANGE_WORD)

    def _strange(self, reading: Reading) -> list[Span]:
        """Give the runs of words that nothing explains, from left to right."""
        covered = reading.covered_with(reading.names)
        spans: list[Span] = []
        for at in range(len(reading.utterance.tokens)):
            if at in covered or not self._is_unexplained(reading, at):
                continue
            if spans and spans[-1][1] == at:
                spans[-1] = spans[-1][0], at + 1
            else:
                spans.append((at, at + 1))
        return spans

    def _is_unexplained(self, reading: Reading, at: int) -> bool:
        token = reading.utterance.tokens[at]
        is_talk = token.folded in self._talk or token.folded in self._stop or token.folded.isdigit()
        is_talk = is_talk or self._is_misspelt(token)
        is_shown = reading.utterance.case_tells and at > 0 and token.is_capitalised
        return (
            not is_talk and token.folded not in self._base and (is_shown or token.folded not in self._general)
        )

    def _is_misspelt(self, token: Token) -> bool:
        """Tell whether a word is one of everyday talk about partners with a slip or two: `partnaires`."""
        if any(map(str.isupper, token.typed[1:])) or len(token.folded) < _TALK_LEAST:
            return False
        found = process.extractOne(
            token.folded, self._longish, scorer=OSA.distance, processor=None, score_cutoff=2
        )
        return found is not None and found[0][0] == token.folded[0]

    def _with_name(self, reading: Reading, start: int, end: int) -> Span | None:
        """Give a group's word in the singular together with the name beside it: `fondation Hulot`."""
        tokens = reading.utterance.tokens
        if tokens[start].folded not in self._kinds or self._follows(reading, start, self._indefinite):
            return None
        after = end
        while after < len(tokens) - 1 and tokens[after].folded in self._between:
            after += 1
        if after < len(tokens) and self._is_own_name(reading, after):
            return start, after + 1
        if start and reading.utterance.are_joined(start - 1, start) and self._is_own_name(reading, start - 1):
            return start - 1, end
        return None

    def _of_a_place(self, reading: Reading, start: int, end: int) -> Span | None:
        """Give one of a group by its place: `Casa de Moneda de México`, `the embassy of Norway`."""
        first = reading.utterance.tokens[start]
        if first.folded not in self._kinds:
            return None
        folded, covered = reading.utterance.folded, reading.covered
        is_shown = reading.utterance.case_tells and start > 0 and first.is_capitalised
        is_certain = self._follows(reading, start, self._definite) or (is_shown and not first.typed.isupper())
        for place in reading.places:
            if place.end == start and self._follows(reading, place.start, self._definite):
                return place.start, end
            between = {folded[at] for at in range(end, place.start) if at not in covered}
            is_beside = end <= place.start <= end + _FURTHER
            if is_certain and is_beside and not self._talk & between - self._between:
                return start, place.end
        return None

    def _follows(self, reading: Reading, at: int, words: Known) -> bool:
        return at > 0 and reading.utterance.tokens[at - 1].folded in words

    def _is_own_name(self, reading: Reading, at: int) -> bool:
        token = reading.utterance.tokens[at]
        if token.folded in self._talk or at in reading.covered:
            return False
        if reading.utterance.case_tells:
            return token.is_capitalised and at > 0
        return token.folded not in self._base and token.folded not in self._general

    def _in_slot(self, reading: Reading, known: Known) -> Span | None:
        """Give the unknown organisation that stands where a question about one has its name."""
        for slot, is_loose in ((reading.slot, False), (reading.loose_slot, True)):
            span = self._trimmed(reading, slot) if slot is not None else None
            if span is not None and self._is_strange(reading, span, known, is_loose=is_loose):
                return span
        return None

    def _trimmed(self, reading: Reading, span: Span) -> Span | None:
        """Cut articles and words of partner talk off both ends."""
        start, end = span
        folded = reading.utterance.folded
        while start < end and folded[start] in self._stop:
            start += 1
        while start < end and folded[end - 1] in self._talk:
            end -= 1
        return (start, end) if start < end else None

    def _is_strange(self, reading: Reading, span: Span, known: Known, *, is_loose: bool) -> bool:
        tokens = reading.utterance.tokens[span[0] : span[1]]
        folded = [token.folded for token in tokens]
        if self._is_phrased(reading, span) or not self._is_free(reading, span):
            return False
        if any(word in self._pronouns for word in folded):
            return False
        if reading.utterance.case_tells and tokens[0].is_capitalised and tokens[-1].is_capitalised:
            return not is_loose or any(word not in known for word in folded)
        if is_loose or (span[0] and reading.utterance.folded[span[0] - 1] in self._stop and span[0] > 1):
            return all(word not in known and word not in self._general for word in folded)
        return any(word not in known for word in folded)

    def _is_phrased(self, reading: Reading, span: Span) -> bool:
        """Tell whether the words of the span stand in some phrasing, side by side."""
        return f" {' '.join(reading.utterance.folded[span[0] : span[1]])} " in self._phrasings

    def _is_free(self, reading: Reading, span: Span) -> bool:
        """Tell whether some word of the span belongs to no group and no place."""
        spans = [(each.start, each.end) for each in reading.groups]
        spans += [(each.start, each.end) for each in reading.places]
        covered = {at for start, end in spans for at in range(start, end)}
        return not set(range(*span)) <= covered

    def _capitalised(self, reading: Reading, known: Known, *, is_far: bool) -> Span | None:
        """Give the name that capital letters show, if all other words are talk about partners."""
        tokens = reading.utterance.tokens
        covered = reading.covered
        strange = [
            at
            for at, token in enumerate(tokens)
            if at not in covered and token.folded not in self._talk and token.folded not in known
        ]
        if not strange:
            return None
        start, end = strange[0], strange[-1] + 1
        others = [at for at in range(len(tokens)) if not start <= at < end]
        is_alone = end - start == len(tokens)
        if any(at not in covered and tokens[at].folded not in self._talk for at in others):
            return None
        shown = [tokens[at] for at in strange]
        if is_alone:
            return (start, end) if is_far and len(tokens) <= _ALONE_MOST and self._is_name(shown) else None
        if reading.opening and end - start <= _ALONE_MOST and len(others) == reading.opening:
            return start, end
        is_shown = reading.utterance.case_tells and all(token.is_capitalised for token in shown)
        return (start, end) if is_shown and (start > 0 or shown[0].folded not in self._general) else None

    def _is_name(self, tokens: list[Token]) -> bool:
        """Tell whether an utterance of only these words is a name."""
        if not all(token.is_capitalised for token in tokens):
            return False
        return len(tokens) > 1 or tokens[0].typed.isupper() or tokens[0].folded not in self._general
