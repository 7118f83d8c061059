"""Problems of the knowledge files: where, what was found, what was expected, what to do."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from rapidfuzz import fuzz, process

from bot.core.errors import KnowledgeError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that an editor has to mend; prints as one line."""

    file: str
    """Relative to the knowledge folder, with forward slashes."""
    line: int
    """From 1."""
    where: str
    """The place within the file, in the file's own words: `entries[fund-a-project].title`."""
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        said = f"{self.where}: {self.found}, expected {self.expected}, {self.remedy}"
        return f"{self.file}:{self.line}: " + " ".join(said.split())

    def as_json(self) -> dict[str, str | int]:
        return asdict(self)


class ProblemsFound(KnowledgeError):  # noqa: N818 - says what happened
    """The knowledge cannot be loaded; carries every problem, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def shown(value: object, most: int = 60) -> str:
    """Quote what a file holds for a message: one line, clipped, invisible signs by their number."""
    one_line = " ".join(filter(None, re.split(r"[ \t\r\n]+", str(value))))
    seen = (sign if sign.isprintable() else f"<U+{ord(sign):04X}>" for sign in one_line)
    text = "".join(seen)
    return f"`{text[: most - 1]}…`" if len(text) > most else f"`{text}`"


def likely(one: str, known: Iterable[str], otherwise: str) -> str:
    """Give the remedy for a name that is not known: the known one that was probably meant, or `otherwise`."""
    best = process.extractOne(one, sorted(known), scorer=fuzz.ratio, score_cutoff=70)
    return f"did you mean {shown(best[0])}?" if best else otherwise
