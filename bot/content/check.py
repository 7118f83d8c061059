"""Check the whole knowledge folder at once: problems that must be mended, warnings, coverage per language."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.content.cases import case_problems, read_cases
from bot.content.files import listing, read_text
from bot.content.layout import LONGEST_LINE, MOST_QUESTIONS, phrasings_file
from bot.content.load import structure_problems
from bot.content.names import name_warnings
from bot.content.problem import Problem
from bot.content.reading import Reading, read
from bot.content.tree import Node, parse
from bot.content.twins import twin_problems
from bot.core.knowledge import Knowledge, Partner
from bot.core.types import Language
from bot.matching.matcher import phrasings_of
from bot.matching.ranking.learning import MOST_ANCHORS

MANY_PHRASINGS = 15_000
"""From so many on, an editor is told that what can be learnt comes to its end."""
LONGEST_YEARS = 5
"""Years from one review to the next, beyond which the date is more likely a slip."""


_parsed: dict[str, tuple[str, tuple[Node | None, list[Problem]]]] = {}


def _remembered(name: str, text: str) -> tuple[Node | None, list[Problem]]:
    """Parse a file again only if its text is not what it was last, since an edit changes few files."""
    known = _parsed.get(name)
    if known is None or known[0] != text:
        known = _parsed[name] = (text, parse(name, text))
    return known[1]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much the knowledge says in one language."""

    language: Language
    entries: int
    partners: int
    questions: int
    names: int
    phrases: int


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check."""

    problems: tuple[Problem, ...]
    """What has to be mended before the knowledge goes live."""
    warnings: tuple[Problem, ...]
    """What an editor should look at; it stops nothing."""
    coverage: tuple[Coverage, ...]
    version: str
    knowledge: Knowledge | None
    """The knowledge itself, if there are no problems."""
    complete: bool
    """False if files that could not be read kept others from being compared with them."""

    @property
    def well(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        return {
            "well": self.well,
            "version": self.version,
            "problems": [problem.as_json() for problem in self.problems],
            "warnings": [warning.as_json() for warning in self.warnings],
            "coverage": [asdict(language) for language in self.coverage],
            "complete": self.complete,
        }


def check(folder: Path, today: date) -> Report:
    """Find everything that is wrong with a knowledge folder.

    Args:
        folder: The knowledge folder; may be missing or hold anything.
        today: Entries whose `review_by` lies before this day are overdue.

    Returns:
        All problems and warnings, by file and line. Never raises.
    """
    reading = read(folder, _remembered)
    twins, warnings = twin_problems(reading)
    cases, unread = read_cases(folder, _remembered)
    problems = {
        *reading.problems,
        *structure_problems(reading),
        *twins,
        *unread,
        *case_problems(reading, cases),
    }
    knowledge = None if problems else reading.knowledge()
    return Report(
        problems=tuple(sorted(problems)),
        warnings=tuple(
            sorted(
                {
                    *warnings,
                    *_reviews(reading, today),
                    *name_warnings(reading),
                    *_many_questions(reading),
                    *(_long_lines(folder) if reading.talk else ()),
                    *_crowd(knowledge),
                }
            )
        ),
        coverage=tuple(_coverage(reading)),
        version=reading.version,
        knowledge=knowledge,
        complete=not (reading.problems or unread),
    )


def _reviews(reading: Reading, today: date) -> Iterator[Problem]:
    for placed in reading.entries():
        entry = placed.entry
        if entry.review_by < today:
            found, remedy = f"a review due on {entry.review_by}", "read the sources again and set both dates"
            yield placed.problem(("review_by",), found, f"a day from {today} on", remedy)
        if entry.reviewed_on > today:
            found = f"{entry.reviewed_on}, which is still to come"
            yield placed.problem(("reviewed_on",), found, f"a day up to {today}", "correct the date")
        if entry.review_by.year > entry.reviewed_on.year + LONGEST_YEARS:
            found = f"{entry.review_by}, more than {LONGEST_YEARS} years after reviewed_on"
            expected = "a year after it at most, so that the answer is looked at again"
            yield placed.problem(("review_by",), found, expected, "correct one of the two dates")


def _many_questions(reading: Reading) -> Iterator[Problem]:
    """Find entries whose questions hide the answer from who reads the file."""
    for placed in reading.entries():
        for language in placed.entry.questions:
            path = (*placed.path, "questions", language)
            listed = placed.part.root.at(path)
            items = listed.value if listed and not listed.origin else ()
            own = sum(isinstance(item, Node) and not item.origin for item in items or ())
            if own > MOST_QUESTIONS:
                found, expected = f"{own} questions", f"at most {MOST_QUESTIONS} a language"
                file = phrasings_file(placed.part.file)
                remedy = f"keep those that differ most, and move the others to {file}"
                yield placed.part.problem(path, found, expected, remedy)


def _long_lines(folder: Path) -> Iterator[Problem]:
    for name in listing(folder)[0]:
        text = read_text(folder, name)
        for number, length in _longer(text) if isinstance(text, str) else ():
            found, expected = f"a line of {length} characters", f"at most {LONGEST_LINE}"
            remedy = "break it at a space, and indent what follows by two spaces more"
            yield Problem(name, number, "file", found, expected, remedy)


@lru_cache(maxsize=512)
def _longer(text: str) -> tuple[tuple[int, int], ...]:
    """Give the number and length of every line that is too long."""
    lengths = enumerate(map(len, text.splitlines()), 1)
    return tuple((number, length) for number, length in lengths if length > LONGEST_LINE)


def _crowd(knowledge: Knowledge | None) -> Iterator[Problem]:
    """Warn before there are more phrasings than can each be learnt."""
    count = sum(1 for _ in phrasings_of(knowledge)) if knowledge else 0
    if count >= MANY_PHRASINGS:
        found, expected = f"{count:,} questions and titles", f"at most {MOST_ANCHORS:,} in all"
        remedy = "remove questions that say nearly the same; beyond that answers get worse"
        yield Problem("topics", 1, "file", found, expected, remedy)


def _coverage(reading: Reading) -> Iterator[Coverage]:
    entries = [placed.entry for placed in reading.entries()]
    partners = [entry for entry in entries if isinstance(entry, Partner)]
    phrases = reading.phrases.value.values() if reading.phrases else ()
    for language in reading.talk.value.languages if reading.talk else ():
        yield Coverage(
            language=language,
            entries=sum(language in entry.answer for entry in entries),
            partners=sum(language in partner.answer for partner in partners),
            questions=sum(len(entry.questions.get(language, ())) for entry in entries),
            names=sum(len(partner.names.get(key, ())) for partner in partners for key in ("any", language)),
            phrases=sum(language in texts for texts in phrases),
        )
