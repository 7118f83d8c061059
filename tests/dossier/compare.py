"""Compare the answers with the dossier; `python -m tests.dossier.compare` prints what differs."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

from bot.content.reading import read
from bot.core.knowledge import Knowledge
from bot.core.text import words

HERE = Path(__file__).parent
KNOWLEDGE = HERE.parent.parent / "knowledge"
LENGTH = 8
"""Words of a run; shorter ones are shared by chance."""
HASH = 8
"""Bytes of a hash: among 20,000 runs and 50,000 looked up, a chance hit is as good as impossible."""
NAMES = 5
"""Capitalised words or figures among the eight from which a run counts as a name, which has to agree."""

SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
WORD = re.compile(r"\S+")


def facts() -> Mapping[str, str]:
    """The id of every fact, with its priority."""
    lines = (HERE / "facts.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ") for line in lines)


def uncited(knowledge: Knowledge) -> list[str]:
    """Core facts that no entry cites."""
    cited = {fact for entry in knowledge.entries.values() for fact in entry.facts}
    return sorted(one for one, priority in facts().items() if priority == "core" and one not in cited)


def unknown(knowledge: Knowledge) -> list[str]:
    """Facts that an entry cites and the dossier does not have."""
    known = facts()
    return sorted(
        f"{entry.id}: {fact}"
        for entry in knowledge.entries.values()
        for fact in entry.facts
        if fact not in known
    )


def copied(knowledge: Knowledge) -> list[str]:
    """Sentences of eight words or more that stand in the dossier."""
    return [
        f"{where}: {sentence}"
        for where, answer in answers(knowledge)
        for sentence in SENTENCE.split(answer)
        if (found := list(runs(sentence))) and all(digest in dossier() for _, digest in found)
    ]


def shared(knowledge: Knowledge) -> list[str]:
    """Stretches of eight words or more that stand in the dossier, names and titles apart."""
    return [f"{where}: {stretch}" for where, answer in answers(knowledge) for stretch in _stretches(answer)]


def answers(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for entry in knowledge.entries.values():
        yield from ((f"{entry.id}.{language}", text) for language, text in entry.answer.items())


def runs(text: str) -> Iterator[tuple[int, bytes]]:
    """Every run of eight folded words: the position of its first word, and its hash."""
    folded = words(text)
    for start in range(len(folded) - LENGTH + 1):
        run = " ".join(folded[start : start + LENGTH])
        yield start, blake2b(run.encode(), digest_size=HASH).digest()


@cache
def dossier() -> frozenset[bytes]:
    data = (HERE / "runs.bin").read_bytes()
    return frozenset(data[at : at + HASH] for at in range(0, len(data), HASH))


def _stretches(answer: str) -> Iterator[str]:
    typed = [token for part in WORD.findall(answer) for token in [part] * len(words(part))]
    hits = [start for start, digest in runs(answer) if digest in dossier()]
    begin = 0
    for end, (this, following) in enumerate(pairwise([*hits, -2]), 1):
        if following != this + 1:
            stretch = typed[hits[begin] : this + LENGTH]
            begin = end
            named = sum(not token[:1].islower() for token in stretch)
            if named < NAMES or named * 2 < len(stretch):
                yield " ".join(
                    token for token, last in zip(stretch, [None, *stretch], strict=False) if token is not last
                )


if __name__ == "__main__":
    now = read(KNOWLEDGE).knowledge()
    for title, find in (
        ("not cited", uncited),
        ("unknown fact", unknown),
        ("copied", copied),
        ("shared", shared),
    ):
        for line in find(now) if now else ():
            print(f"{title}: {line}")
