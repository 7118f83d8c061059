"""Conditions put together as the words between them say: *and*, *or*, *not*, *except*.

Two of a kind that stand side by side as in a list are alternatives (`donors and buyers` are two lists),
others must hold together (`donors in Peru`). A negation speaks of what follows right behind it, and goes on
over what is joined to that.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.core.query import Clause, Query, Term
from bot.matching.queries.lexicon import Joint, Words
from bot.matching.utterance import Found


class Sort(Enum):
    """What conditions are of a kind."""

    GROUP = auto()
    DEED = auto()
    PLACE = auto()
    NAME = auto()


@dataclass(frozen=True, slots=True)
class Condition:
    """What is named from word `start` up to, not including, word `end`; one of the values must hold."""

    start: int
    end: int
    sort: Sort
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """The query that words make up."""

    query: Query
    deeds: tuple[Clause, ...]
    """Groups of which only a deed is named, which ask for no list alone."""
    is_combined: bool
    """True if conditions were joined or negated, as hardly anybody does who asks for no list."""
    covered: frozenset[int]
    """The words of the conditions and of what is between them, where they were combined."""
    is_nobody: bool
    """True if something is negated and no condition is."""


def conditions_of(words: Words, names: Iterable[Condition] = ()) -> tuple[Condition, ...]:
    """Give what is named, from left to right; of two that overlap, the group counts rather than the deed."""
    found = [
        *(Condition(each.start, each.end, Sort.GROUP, each.value) for each in words.groups),
        *(Condition(each.start, each.end, Sort.PLACE, (each.value.value,)) for each in words.places),
        *names,
        *(Condition(each.start, each.end, Sort.DEED, (each.value,)) for each in words.deeds),
    ]
    kept: list[Condition] = []
    for condition in found:
        if all(condition.end <= other.start or other.end <= condition.start for other in kept):
            kept.append(condition)
    return tuple(sorted(kept, key=lambda condition: condition.start))


def compose(
    words: Words,
    conditions: Sequence[Condition],
    folded: Sequence[str],
    small: Container[str],
    asking: Container[str],
) -> Composed:
    """Put conditions together.

    Args:
        words: The words of queries in the utterance.
        conditions: What is named, from left to right.
        folded: The folded words of the utterance.
        small: Words that may stand between two conditions, or between a negation and what it negates.
        asking: Words that begin another question: `who funds you and who buys`.
    """
    composer = _Composer(words.joints, folded, small, asking)
    for condition in conditions:
        composer.add(condition)
    return composer.composed(words)


class _Composer:
    def __init__(
        self,
        joints: Sequence[Found[Joint]],
        folded: Sequence[str],
        small: Container[str],
        asking: Container[str],
    ) -> None:
        self._joints = joints
        self._folded = folded
        self._small = small
        self._asking = asking
        self._clauses: list[tuple[Clause, Sort]] = []
        self._last: Condition | None = None
        self._is_negated = False
        self._is_both = any(joint.value is Joint.BOTH for joint in joints)
        self._is_combined = False
        self._covered: set[int] = set()
        self._spent: set[int] = set()
        """Where negations stand that have been counted."""

    def add(self, condition: Condition) -> None:
        negated = self._negates(condition)
        clause = tuple(Term(value, negated) for value in condition.values)
        is_joined = self._joint_before(condition) is not None and self._is_akin(condition)
        self._is_combined |= negated or (is_joined and self._last is not None)
        if condition.sort is Sort.NAME and not negated:
            clause = ()
        if negated:
            self._clauses.extend(((term,), condition.sort) for term in clause)
        elif clause and is_joined and not self._is_negated and self._are_alternatives(condition):
            before, sort = self._clauses.pop()
            self._clauses.append((tuple(dict.fromkeys((*before, *clause))), sort))
        elif clause:
            self._clauses.append((clause, condition.sort))
        if negated:
            self._covered.update(range(condition.start, condition.end))
        self._last, self._is_negated = condition, negated

    def composed(self, words: Words) -> Composed:
        """Give the query; the clauses that come from deeds alone stand apart."""
        clauses = [clause for clause, sort in self._clauses if sort is not Sort.DEED or clause[0].negated]
        deeds = [clause for clause, sort in self._clauses if sort is Sort.DEED and not clause[0].negated]
        negations = (Joint.NOT, Joint.AFTER, Joint.EXCEPT)
        is_negative = any(joint.value in negations for joint in words.joints)
        joining = {at for joint in words.joints for at in range(joint.start, joint.end)}
        small = {at for at, word in enumerate(self._folded) if word in self._small}
        return Composed(
            Query(_telling(clauses)),
            tuple(dict.fromkeys(deeds)),
            self._is_combined,
            frozenset(self._covered | joining | small if self._is_combined else ()),
            is_negative and not self._clauses,
        )

    def _negates(self, condition: Condition) -> bool:
        if self._is_announced(condition):
            return True
        joint = self._nearest(condition, (Joint.NOT, Joint.EXCEPT, Joint.AFTER, Joint.NOTHING))
        if joint is not None and joint.value is not Joint.NOTHING:
            is_name = condition.sort is Sort.NAME
            if self._is_small(joint.end, condition.start) and (joint.value is Joint.EXCEPT or not is_name):
                return True
        return self._is_negated and self._is_akin(condition) and self._joint_before(condition) is not None

    def _is_announced(self, condition: Condition) -> bool:
        """Tell whether a condition stands within a negation of two parts: `n'achètent pas`."""
        before = self._nearest(condition, (Joint.BEFORE,))
        after = next((each for each in self._joints if each.start == condition.end), None)
        if before is None or after is None or after.value is not Joint.AFTER:
            return False
        self._spent.add(after.start)
        return self._is_small(before.end, condition.start)

    def _nearest(self, condition: Condition, kinds: Container[Joint]) -> Found[Joint] | None:
        """Give the last joint of some kinds between the condition before and this one."""
        least = self._last.end if self._last else 0
        between = [
            joint
            for joint in self._joints
            if least <= joint.start and joint.end <= condition.start and joint.value in kinds
        ]
        return next((joint for joint in reversed(between) if joint.start not in self._spent), None)

    def _joint_before(self, condition: Condition) -> Found[Joint] | None:
        """Give what joins a condition to the one right before it."""
        if self._last is None or not self._is_small(self._last.end, condition.start):
            return None
        is_listed = condition.sort is Sort.PLACE or any(
            joint.value in (Joint.OR, Joint.AND) and joint.start >= condition.end for joint in self._joints
        )
        return self._nearest(condition, (Joint.OR, Joint.AND, *((Joint.COMMA,) if is_listed else ())))

    def _is_small(self, start: int, end: int) -> bool:
        """Tell whether nothing but small words and joints stands between two words."""
        joining = {at for joint in self._joints for at in range(joint.start, joint.end)}
        return all(at in joining or self._folded[at] in self._small for at in range(start, end))

    def _is_akin(self, condition: Condition) -> bool:
        """Tell whether a condition is of the same kind as the one before."""
        kinds = (self._last.sort if self._last else None, condition.sort)
        return kinds[0] is kinds[1] or kinds == (Sort.GROUP, Sort.DEED)

    def _are_alternatives(self, condition: Condition) -> bool:
        """Tell whether one of two conditions of a kind is enough."""
        joint = self._joint_before(condition)
        between = self._folded[joint.end : condition.start] if joint is not None else ()
        if (joint is not None and joint.value is Joint.OR) or any(word in self._asking for word in between):
            return True
        return Sort.DEED not in (condition.sort, self._clauses[-1][1]) and not self._is_both


def _telling(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Leave out the clauses that hold anyway where another one does: `mint` says more than `mint or bank`."""
    sets = [frozenset(clause) for clause in clauses]
    kept = (clause for clause in clauses if not any(other < frozenset(clause) for other in sets))
    return tuple(dict.fromkeys(kept))
