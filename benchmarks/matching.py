"""The shipped ranker behind the adapter of the matching bench, and its decisions on the bench's tasks."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.leave_one_out import cut_of
from bot.encoder.lexicon import load_lexicon
from bot.matching.ranking.base import Encoder, Phrasing
from bot.matching.ranking.ranker import Ranker

CACHE = "MATCHING_CACHE"
"""Environment variable with the folder of the encoder's files."""


class Lexical:
    """Letters only: words, word pairs and character n-grams, with spelling repair."""

    def __init__(self) -> None:
        self.encoder: Encoder | None = None
        self.lexicon = load_lexicon()

    def fit(self, items: Sequence[tuple[str, str]], languages: int = 1) -> None:
        """Learn phrasings; with several languages, those of one label that stand at the same place translate
        each other."""
        of_label = Counter(label for label, _ in items)
        seen: Counter[str] = Counter()
        phrasings, groups = [], []
        for label, text in items:
            place = seen[label] % max(1, of_label[label] // languages)
            phrasings.append(Phrasing(label, text))
            groups.append(f"{label} {place}")
            seen[label] += 1
        self.base = phrasings, groups
        self.ranker = Ranker.build(phrasings, self.encoder, self.lexicon, cache_size=0)

    def rank(self, query: str) -> list[tuple[str, float]]:
        return [(one.label, one.confidence) for one in self.ranker.rank(query).candidates]


class Hybrid(Lexical):
    """Letters and sentence vectors."""

    def __init__(self) -> None:
        from bot.encoder.encoder import load_encoder  # noqa: PLC0415 - not a part of the lexical tier

        super().__init__()
        self.encoder = load_encoder(Path(os.environ.get(CACHE, "data/bench")))


def decisions(matcher: Lexical, queries: Sequence[tuple[str, str | None]]) -> dict[str, float]:
    """Give the shares of what the thresholds from the base alone make of queries with their labels."""
    cut = cut_of(*matcher.base, matcher.encoder)
    found: Counter[str] = Counter()
    for query, label in queries:
        ranked = matcher.rank(query)
        confidence = ranked[0][1] if ranked else 0.0
        if confidence >= cut.answer:
            found["right" if ranked[0][0] == label else "wrong"] += 1
        elif confidence >= cut.suggest:
            found["listed" if label in [one for one, _ in ranked[:3]] else "listed without"] += 1
        else:
            found["declined"] += 1
    return {key: count / len(queries) for key, count in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="Decisions with thresholds from the base alone.")
    parser.add_argument("--bench", type=Path, required=True, help="folder of the bench")
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    given = parser.parse_args()
    sys.path.insert(0, str(given.bench))
    import faqbench  # noqa: PLC0415 - found through the option

    for matcher in (Hybrid(), Lexical()):
        for name, k, languages in (
            ("clinc150", 10, 1),
            ("clinc150", 5, 1),
            ("banking77-oos", 10, 1),
            ("nlpjs-mix", None, 3),
        ):
            for seed in (0, 1, 2) if k else (0,):
                task: Any = faqbench.make(name, k, seed, given.part)
                matcher.fit(task.items, languages)
                for kind, queries in (("in scope", task.queries), *task.oos.items()):
                    shares = decisions(
                        matcher, [one if kind == "in scope" else (one, None) for one in queries]
                    )
                    told = {
                        "what": "decision",
                        "matcher": type(matcher).__name__,
                        "task": name,
                        "k": k,
                        "seed": seed,
                    }
                    print(json.dumps(told | {"kind": kind} | shares), flush=True)


if __name__ == "__main__":
    main()
