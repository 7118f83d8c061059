"""The knowledge folder → one `Knowledge` that holds together, or every problem that stands in the way."""

from collections.abc import Iterator
from pathlib import Path

from bot.content.canned import reply_problems
from bot.content.forms import form_problems
from bot.content.names import name_problems
from bot.content.problem import Problem, ProblemsFound
from bot.content.reading import Reading, read
from bot.content.references import reference_problems
from bot.content.safety import safety_problems
from bot.content.seats import seat_problems
from bot.content.wording import wording_problems
from bot.core.knowledge import Knowledge


def load(folder: Path) -> Knowledge:
    """Load the knowledge, with everything checked that talking relies on.

    Near twins, overdue reviews and cases take longer and hurt nobody at once: `check` looks after them.

    Args:
        folder: The knowledge folder.

    Raises:
        ProblemsFound: with every problem; nothing is loaded.
    """
    reading = read(folder)
    problems = [*reading.problems, *structure_problems(reading)]
    knowledge = reading.knowledge()
    if problems or knowledge is None:
        raise ProblemsFound(problems)
    return knowledge


def structure_problems(reading: Reading) -> Iterator[Problem]:
    """Find what is wrong between files that each have the right shape."""
    yield from reference_problems(reading)
    yield from wording_problems(reading)
    yield from form_problems(reading)
    yield from name_problems(reading)
    yield from seat_problems(reading)
    yield from safety_problems(reading)
    yield from reply_problems(reading)
