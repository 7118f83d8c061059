"""The shipped ranker and its peers on public data: `python -m benchmarks.matching WHAT MATCHER… [OPTIONS]`.

WHAT is `quality` (right at first, among three, out of scope; shares in per cent), `decision` (what thresholds
found from the base alone make of the questions), `latency`, `scale` or `memory`. Ours are `hybrid` (letters
and meaning, as the bot has it) and `lexical` (letters alone).
"""

import argparse
import gc
import json
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

import yaml

from benchmarks.faqbench.peers import PEERS
from benchmarks.faqbench.rating import Matcher, rate
from benchmarks.faqbench.tasks import SUITE, Item, Task, load, make
from benchmarks.leave_one_out import Cut, cut_of
from bot.content.starter import starter_text
from bot.encoder.cache import KeptVectors
from bot.encoder.encoder import FILE, NoEncoderError, open_encoder
from bot.encoder.keeping import KeepingEncoder
from bot.encoder.lexicon import load_lexicon
from bot.matching.progress import Progress
from bot.matching.ranking.base import Encoder, Phrasing
from bot.matching.ranking.ranker import Ranker

Record = dict[str, Any]

WARMING: Final = 50
"""Questions before those that are timed."""
EVICTED: Final = 64 * 2**20
"""Bytes that are written between two questions so that the processor's caches hold nothing of ours."""
DECIDED: Final = (("clinc150", 10, 1), ("clinc150", 5, 1), ("banking77-oos", 10, 1), ("nlpjs-mix", None, 3))
"""Tasks of `decision`: name, phrasings a label, languages."""


class Ours:
    """The shipped ranker behind the adapter of the bench."""

    def __init__(self, encoder: Encoder | None) -> None:
        self._encoder = encoder
        words = yaml.safe_load(starter_text("words.yaml"))
        self._endings = tuple(dict.fromkeys(chain(*words["endings"].values())))
        inflections = chain(*words["inflections"].values())
        self._lexicon = load_lexicon().inflected(inflections, words["lost_letters"])

    def fit(self, items: Sequence[Item]) -> None:
        self._phrasings = [Phrasing(label, text) for label, text in items]
        self._ranker = Ranker.build(
            self._phrasings, self._encoder, self._lexicon, endings=self._endings, cache_size=0
        )

    def rank(self, query: str) -> list[tuple[str, float]]:
        return [(one.label, one.confidence) for one in self._ranker.rank(query).candidates]

    def cut(self, languages: int) -> Cut:
        """Find the thresholds from the base alone."""
        return cut_of(
            self._phrasings, _translations(self._phrasings, languages), self._encoder, self._endings
        )

    def decisions(self, cut: Cut, queries: Sequence[tuple[str, str | None]]) -> dict[str, float]:
        """Give the shares of what becomes of questions with their labels; None is out of scope."""
        found: Counter[str] = Counter()
        for query, label in queries:
            ranked = self.rank(query)
            confidence = ranked[0][1] if ranked else 0.0
            if confidence >= cut.answer:
                found["right" if ranked[0][0] == label else "wrong"] += 1
            elif confidence >= cut.suggest:
                found["listed" if label in [one for one, _ in ranked[:3]] else "listed without"] += 1
            else:
                found["declined"] += 1
        return {key: count / len(queries) for key, count in found.items()}


def _translations(phrasings: Sequence[Phrasing], languages: int) -> list[str]:
    """Give a name for each phrasing; those of one label at the same place in each language share theirs."""
    of_label = Counter(phrasing.label for phrasing in phrasings)
    seen: Counter[str] = Counter()
    names = []
    for label in (phrasing.label for phrasing in phrasings):
        names.append(f"{label} {seen[label] % max(1, of_label[label] // languages)}")
        seen[label] += 1
    return names


def hybrid(cache: Path, model: Path) -> Ours:
    try:
        encoder = open_encoder(model)
    except NoEncoderError as error:
        raise SystemExit(str(error)) from None
    return Ours(KeepingEncoder(encoder, KeptVectors(cache / "vectors.npz", encoder.name), Progress()))


def matcher_of(name: str, cache: Path, model: Path = FILE) -> Matcher:
    makers: dict[str, Callable[[], Matcher]] = {
        "hybrid": partial(hybrid, cache, model),
        "lexical": partial(Ours, None),
        **PEERS,
    }
    return makers[name]()


def quality(given: argparse.Namespace, name: str) -> Iterator[Record]:
    for task_name, k in _tasks(given, SUITE):
        for with_typos in (False, True) if given.typos else (False,):
            rated = []
            for seed in given.seeds if k else (0,):
                task = make(task_name, k, seed, given.part)
                matcher = matcher_of(name, given.cache, given.model)
                matcher.fit(task.items)
                rated.append(rate(matcher, task, with_typos=with_typos, seed=seed, limit=given.limit))
                yield {"task": task_name, "k": k, "seed": seed, "typos": with_typos} | rated[-1]
            if len(rated) > 1:
                print(f"{name:16}{'mean of these':44}{_in_words(_mean(rated))}", flush=True)


def _mean(records: Sequence[Record]) -> Record:
    return {
        key: _mean([record[key] for record in records])
        if isinstance(value, dict)
        else statistics.mean(record[key] for record in records)
        for key, value in records[0].items()
    }


def decision(given: argparse.Namespace, name: str) -> Iterator[Record]:
    wanted = given.tasks or [task for task, _, _ in DECIDED]
    for task_name, k, languages in DECIDED:
        if task_name not in wanted or (given.k and k and k not in given.k):
            continue
        for seed in given.seeds if k else (0,):
            task = make(task_name, k, seed, given.part)
            matcher = matcher_of(name, given.cache, given.model)
            if not isinstance(matcher, Ours):
                raise SystemExit(f"{name} has no thresholds: `decision` is for hybrid and lexical.")
            matcher.fit(task.items)
            cut = matcher.cut(languages)
            kinds: list[tuple[str, list[tuple[str, str | None]]]] = [("in scope", [*task.queries])]
            kinds += [(kind, [(text, None) for text in texts]) for kind, texts in task.out_of_scope.items()]
            for kind, queries in kinds:
                shares = matcher.decisions(cut, queries[: given.limit])
                yield {"task": task_name, "k": k, "seed": seed, "kind": kind} | shares


def latency(given: argparse.Namespace, name: str) -> Iterator[Record]:
    use_one_core()
    for task_name, k in _tasks(given, ("clinc150",)):
        task = make(task_name, k)
        matcher = matcher_of(name, given.cache, given.model)
        told = {"task": task_name, "k": k, "index": len(task.items), "cold": given.cold}
        yield (
            told | {"fit_s": fit_seconds(matcher, task.items)} | timed(matcher, _asked(task, given.n), given)
        )


def scale(given: argparse.Namespace, name: str) -> Iterator[Record]:
    """Let the base grow: some 34,000 real phrasings, then halves of two put together; ten a label."""
    use_one_core()
    real = [
        text
        for one in ("clinc150", "banking77", "hwu64")
        for texts in load(one)["pool"].values()
        for text in texts
    ]
    draw = random.Random(3)
    draw.shuffle(real)
    for size in given.sizes:
        texts = real[:size]
        while len(texts) < size:
            first, second = draw.choice(real).split(), draw.choice(real).split()
            texts.append(" ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :]))
        asked = random.Random(2).sample([text for text, _ in load("clinc150")["test"]], given.n)
        matcher = matcher_of(name, given.cache, given.model)
        before = resident_mb()
        seconds = fit_seconds(matcher, [(f"L{at // 10}", text) for at, text in enumerate(texts)])
        added = round(resident_mb() - before, 1)
        yield {"index": size, "fit_s": seconds, "added_mb": added} | timed(matcher, asked, given)
        del matcher
        gc.collect()


def memory(given: argparse.Namespace, name: str) -> Iterator[Record]:
    for task_name, k in _tasks(given, ("clinc150",)):
        task = make(task_name, k)
        matcher = matcher_of(name, given.cache, given.model)
        seconds = fit_seconds(matcher, task.items)
        matcher.rank("how do i do this")
        yield {
            "task": task_name,
            "k": k,
            "index": len(task.items),
            "fit_s": seconds,
            "mb": round(resident_mb()),
        }


def _tasks(given: argparse.Namespace, usual: Iterable[str]) -> Iterator[tuple[str, int | None]]:
    """Give the tasks that are asked for, with the phrasings a label that they may have."""
    for name in given.tasks or usual:
        wanted = [k for k in given.k or () if k in SUITE[name]]
        for k in wanted or SUITE[name]:
            yield name, k


def _asked(task: Task, most: int) -> list[str]:
    every = [text for text, _ in task.queries] + [
        text for texts in task.out_of_scope.values() for text in texts
    ]
    return random.Random(2).sample(every, min(most, len(every)))


def fit_seconds(matcher: Matcher, items: Sequence[Item]) -> float:
    begun = time.perf_counter()
    matcher.fit(items)
    return round(time.perf_counter() - begun, 2)


def timed(matcher: Matcher, asked: Sequence[str], given: argparse.Namespace) -> Record:
    """Time the questions one by one, in milliseconds."""
    evicted = bytearray(EVICTED) if given.cold else bytearray()
    ask = getattr(matcher, "first", matcher.rank)
    for text in asked[:WARMING]:
        ask(text)
    gc.collect()
    took = []
    for text in asked:
        evicted[::64] = bytes(len(evicted) // 64)
        begun = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return {"p50_ms": _percentile(took, 50), "p99_ms": _percentile(took, 99), "n": len(took)}


def _percentile(ordered: Sequence[float], share: int) -> float:
    return round(ordered[min(len(ordered) - 1, share * len(ordered) // 100)], 4)


def use_one_core() -> None:
    with suppress(AttributeError, OSError):  # where the system can
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def resident_mb() -> float:
    """Give what the process holds in memory now; from Linux."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


_SHARES: Final = {
    "hit1": "right at first",
    "hit3": "among three",
    "auroc": "AUROC",
    "oos_at_95cov": "OOS@95",
    "recall_at_5oos": "R@5",
    **{share: share for share in ("right", "wrong", "listed", "listed without", "declined")},
}
_OTHERS: Final = {
    "p50_ms": ("p50", "ms"),
    "p99_ms": ("p99", "ms"),
    "fit_s": ("built in", "s"),
    "mb": ("in memory", "MB"),
    "added_mb": ("more memory", "MB"),
}


def _in_words(record: Record) -> str:
    parts = []
    for key, value in record.items():
        if isinstance(value, dict):
            parts.append(f"{key}: {_in_words(value)}")
        elif key in _SHARES:
            parts.append(f"{_SHARES[key]} {100 * value:.1f}")
        elif key in _OTHERS:
            what, unit = _OTHERS[key]
            parts.append(f"{what} {value:.2f} {unit}")
    return ", ".join(parts)


def _heading(record: Record) -> str:
    parts = [record.get("task", f"{record.get('index')} phrasings")]
    parts += [f"k={record['k']}"] if record.get("k") else []
    parts += [f"seed {record['seed']}"] if "seed" in record else []
    parts += [record["kind"]] if "kind" in record else []
    parts += ["with typing errors"] if record.get("typos") else []
    parts += ["cold caches"] if record.get("cold") else []
    return ", ".join(parts)


MEASURES: Final = {each.__name__: each for each in (quality, decision, latency, scale, memory)}


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.matching",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=MEASURES)
    parser.add_argument("matchers", nargs="+", choices=("hybrid", "lexical", *PEERS), metavar="MATCHER")
    parser.add_argument(
        "--tasks", nargs="+", choices=SUITE, metavar="TASK", help="all that there are if missing"
    )
    parser.add_argument("--k", nargs="+", type=int, help="phrasings a label")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="which phrasings are drawn")
    parser.add_argument(
        "--part", default="test", choices=("test", "dev"), help="dev is for trying designs on"
    )
    parser.add_argument("--typos", action="store_true", help="misspelt questions as well")
    parser.add_argument("--limit", type=int, help="at most so many questions of each kind")
    parser.add_argument("--n", type=int, default=1000, help="questions that are timed")
    parser.add_argument(
        "--cold", action="store_true", help="empty the processor's caches before each question"
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument(
        "--cache", type=Path, default=Path("data/bench"), help="folder of the encoder's files"
    )
    parser.add_argument("--model", type=Path, default=FILE, help="another model than the shipped one")
    parser.add_argument("--out", type=Path, help="file that gets a JSON object a line as well")
    return parser


def main() -> None:
    given = make_parser().parse_args()
    for name in given.matchers:
        for record in MEASURES[given.what](given, name):
            print(f"{name:16}{_heading(record):44}{_in_words(record)}", flush=True)
            if given.out:
                with given.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"what": given.what, "matcher": name} | record) + "\n")


if __name__ == "__main__":
    main()
