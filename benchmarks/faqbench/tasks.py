"""The tasks: a base of few phrasings a label, drawn by seed from public data, and the questions put to it.

The draws hang on the names, sizes and seeds alone, so that figures of years can be compared.
"""

import gzip
import json
import random
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).with_name("data")
ASKED_MOST: Final = 30
"""Questions a label where the data have no test part of their own."""

MTOP_PHRASINGS: Final = 5

SUITE: Final[Mapping[str, Sequence[int | None]]] = {
    "clinc150": (5, 10),
    "banking77": (5, 10),
    "banking77-oos": (5, 10),
    "hwu64": (5, 10),
    "mtop-en": (MTOP_PHRASINGS,),
    "mtop-es": (MTOP_PHRASINGS,),
    "mtop-fr": (MTOP_PHRASINGS,),
    "mtop-mix": (MTOP_PHRASINGS,),
    "mtop-x-es": (MTOP_PHRASINGS,),
    "mtop-x-fr": (MTOP_PHRASINGS,),
    "nlpjs-en": (None,),
    "nlpjs-es": (None,),
    "nlpjs-fr": (None,),
    "nlpjs-mix": (None,),
}
"""The phrasings a label of each task; None stands for all there are."""

Item = tuple[str, str]
"""A label and a phrasing of it."""


@dataclass(frozen=True, slots=True)
class Task:
    """A base, the questions that it answers and those that it does not."""

    name: str
    items: Sequence[Item]
    queries: Sequence[tuple[str, str]]
    """Each with its label."""
    out_of_scope: Mapping[str, Sequence[str]]
    """By kind: `oos`, or `near` and `far`."""


@cache
def load(name: str) -> Any:
    with gzip.open(DATA / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        return json.load(file)


def make(name: str, k: int | None = None, seed: int = 0, part: str = "test") -> Task:
    """Make a task.

    Args:
        name: One of `SUITE`.
        k: Phrasings a label; None for all there are.
        seed: Which phrasings are drawn.
        part: `test`, or `dev` for the part that designs may be tried on.
    """
    drawn = f"dev{seed}" if part == "dev" else str(seed)
    if name.startswith("mtop"):
        return _between_languages(name, k or MTOP_PHRASINGS, drawn)
    if name == "nlpjs-mix":
        return _all_languages(name)
    data = load(name)
    items = []
    for label in sorted(data["pool"]):
        phrasings = data["pool"][label]
        if k is not None and len(phrasings) > k:
            phrasings = random.Random(f"{name}-{k}-{drawn}-{label}").sample(phrasings, k)
        items += [(label, text) for text in phrasings]
    is_dev = part == "dev" and bool(data.get("dev"))
    queries = data["dev" if is_dev else "test"]
    out_of_scope = data.get("dev_oos" if is_dev else "oos", {})
    return Task(
        f"{name}-k{k}" if k else name, items, [(text, label) for text, label in queries], out_of_scope
    )


def _all_languages(name: str) -> Task:
    every = [load(f"nlpjs-{language}") for language in ("en", "es", "fr")]
    return Task(
        name,
        [(label, text) for data in every for label in data["pool"] for text in data["pool"][label]],
        [(text, label) for data in every for text, label in data["test"]],
        {"far": [text for data in every for text in data["oos"]["far"]]},
    )


def _between_languages(name: str, k: int, drawn: str) -> Task:
    """Give a task of MTOP, where phrasings with the same number say the same in each language."""
    of_name = {"mtop-mix": ("en", "es", "fr"), "mtop-x-es": ("es",), "mtop-x-fr": ("fr",)}
    asked = of_name.get(name, (name.removeprefix("mtop-"),))
    known = ("en",) if name.startswith("mtop-x") else asked
    pools = {language: load(f"mtop-{language}")["pool"] for language in {*asked, *known}}
    draw = random.Random(f"mtop-{k}-{drawn}")
    in_base: dict[str, Sequence[int]] = {}
    others: dict[str, Sequence[int]] = {}
    for label in sorted(pools[known[0]]):
        numbers = list(range(len(pools[known[0]][label])))
        draw.shuffle(numbers)
        in_base[label], others[label] = numbers[:k], numbers[k : k + ASKED_MOST]
    items = [
        (label, pools[language][label][at])
        for language in known
        for label in in_base
        for at in in_base[label]
    ]
    same = {_plain(text) for _, text in items}
    queries = [
        (pools[language][label][at], label) for language in asked for label in others for at in others[label]
    ]
    near = [text for language in asked for text in load(f"mtop-{language}")["oos"]["near"]]
    return Task(f"{name}-k{k}", items, [one for one in queries if _plain(one[0]) not in same], {"near": near})


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def misspelt(text: str, seed: int, share: float = 0.3) -> str:
    """Edit a share of the words of four letters and more: delete, insert, replace or swap one letter."""
    draw = random.Random(f"typo-{seed}-{text}")
    return " ".join(
        _edited(word, draw)
        if sum(letter.isalpha() for letter in word) >= 4 and draw.random() < share
        else word
        for word in text.split(" ")
    )


def _edited(word: str, draw: random.Random) -> str:
    at = draw.randrange(len(word))
    match draw.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + draw.choice(string.ascii_lowercase) + word[at:]
        case 2:
            others = [letter for letter in string.ascii_lowercase if letter != word[at]]
            return word[:at] + draw.choice(others) + word[at + 1 :]
        case _:
            at = min(at, len(word) - 2)
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
