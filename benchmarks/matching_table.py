"""All of `matching` for the shipped ranker, as tables beside the peers' figures in `docs/matching.md`.

`python -m benchmarks.matching_table [--parts cost scale quality decision] [--results DIR] [--page FILE]`.
Parts that are not run are taken from the files of earlier runs in DIR.
"""

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "matching.md"
PEERS = HERE / "faqbench" / "peers.csv"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
Record = dict[str, Any]

COLUMNS: dict[str, tuple[str, int | None, bool, Callable[[Record], float]]] = {
    "clinc k5": ("clinc150", 5, False, lambda r: r["hit1"]),
    "clinc k10": ("clinc150", 10, False, lambda r: r["hit1"]),
    "clinc hit3": ("clinc150", 10, False, lambda r: r["hit3"]),
    "clinc typos": ("clinc150", 10, True, lambda r: r["hit1"]),
    "clinc AUROC": ("clinc150", 10, False, lambda r: r["oos"]["auroc"]),
    "clinc OOS@95": ("clinc150", 10, False, lambda r: r["oos"]["oos_at_95cov"]),
    "clinc R@5": ("clinc150", 10, False, lambda r: r["oos"]["recall_at_5oos"]),
    "banking k10": ("banking77", 10, False, lambda r: r["hit1"]),
    "banking typos": ("banking77", 10, True, lambda r: r["hit1"]),
    "hwu k10": ("hwu64", 10, False, lambda r: r["hit1"]),
    "near AUROC": ("banking77-oos", 10, False, lambda r: r["near"]["auroc"]),
    "far OOS@95": ("banking77-oos", 10, False, lambda r: r["far"]["oos_at_95cov"]),
    "mtop es": ("mtop-es", 5, False, lambda r: r["hit1"]),
    "mtop fr": ("mtop-fr", 5, False, lambda r: r["hit1"]),
    "en to es": ("mtop-x-es", 5, False, lambda r: r["hit1"]),
    "en to fr": ("mtop-x-fr", 5, False, lambda r: r["hit1"]),
    "nlpjs mix": ("nlpjs-mix", None, False, lambda r: r["hit1"]),
    "nlpjs AUROC": ("nlpjs-mix", None, False, lambda r: r["far"]["auroc"]),
    "nlpjs OOS@95": ("nlpjs-mix", None, False, lambda r: r["far"]["oos_at_95cov"]),
}
DECISIONS = ("right", "wrong", "listed", "listed without", "declined")

OURS = ("hybrid", "lexical")
COMMANDS: dict[str, dict[str, tuple[str, ...]]] = {
    "cost": {
        "latency": ("latency", "--k", "10"),
        "cold": ("latency", "--k", "10", "--cold"),
        "memory": ("memory", "--k", "10"),
    },
    "scale": {"scale": ("scale", "--n", "200")},
    "quality": {"quality": ("quality", "--typos")},
    "decision": {"decision": ("decision",)},
}
"""What each part runs, for each matcher in a process of its own, by the name of its file."""


def run(results: Path, parts: Iterable[str], further: Sequence[str]) -> None:
    results.mkdir(parents=True, exist_ok=True)
    for part in parts:
        for name, (what, *options) in COMMANDS[part].items():
            for matcher in OURS:
                out = results / f"{name}-{matcher}.jsonl"
                out.unlink(missing_ok=True)
                command = ("-m", "benchmarks.matching", what, matcher, *options, *further, "--out", str(out))
                subprocess.run([sys.executable, *command], check=True, cwd=HERE.parent)


def read(results: Path) -> list[Record]:
    return [
        json.loads(line)
        for file in sorted(results.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def quality(records: list[Record], matcher: str) -> dict[str, str]:
    cells = {}
    for column, (task, k, typos, pick) in COLUMNS.items():
        values = [
            pick(one)
            for one in records
            if (one["matcher"], one.get("task"), one.get("k"), one.get("typos")) == (matcher, task, k, typos)
        ]
        cells[column] = f"{100 * mean(values):.1f}" if values else ""
    for one in records:
        if one["matcher"] == matcher and one.get("what") == "latency" and not one["cold"]:
            cells |= {"p50 ms": f"{one['p50_ms']:.2f}", "p99 ms": f"{one['p99_ms']:.2f}"}
    return cells


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell or "–" for cell in line) + " |" for line in lines)


def main_table(records: list[Record]) -> str:
    with PEERS.open(encoding="utf-8") as file:
        peers = list(csv.DictReader(file))
    columns = list(peers[0])[1:]
    rows = [[peer["matcher"], *(peer[column] for column in columns)] for peer in peers]
    for matcher in reversed(OURS):
        cells = quality(records, matcher)
        rows.append([f"**ours, {matcher}**", *(f"**{cells.get(column) or '–'}**" for column in columns)])
    return table(["matcher", *columns], rows)


def decision_table(records: list[Record]) -> str:
    groups: dict[tuple[str, ...], list[Record]] = {}
    for one in records:
        if one.get("what") == "decision":
            name = f"{one['task']} k={one['k']}" if one["k"] else one["task"]
            groups.setdefault((one["matcher"], name, one["kind"]), []).append(one)
    rows = [
        [*key, *(f"{100 * mean(one.get(share, 0) for one in some):.1f}" for share in DECISIONS)]
        for key, some in groups.items()
    ]
    return table(["matcher", "task", "queries", "answered right", "answered wrong", *DECISIONS[2:]], rows)


def cost_table(records: list[Record]) -> str:
    rows = []
    for one in records:
        what = one["what"]
        if what not in {"latency", "memory", "scale"}:
            continue
        if what == "latency":
            what = "cold caches" if one["cold"] else "warm"
        times = f"{one['p50_ms']:.2f} / {one['p99_ms']:.2f}" if "p50_ms" in one else ""
        held = f"{one['mb']:.0f}" if "mb" in one else f"+{one['added_mb']:.0f}" if "added_mb" in one else ""
        rows.append([one["matcher"], what, str(one["index"]), times, f"{one['fit_s']:.1f}", held])
    head = ["matcher", "run", "phrasings", "p50 / p99 ms", "build s", "memory MB"]
    return table(head, sorted(rows, key=lambda row: (*row[:2], int(row[2]))))


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.matching_table",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="What follows a -- is handed on to each run of benchmarks.matching.",
    )
    parser.add_argument("--results", type=Path, default=Path("data/bench"), help="folder of the runs' files")
    parser.add_argument("--page", type=Path, default=PAGE, help="page that gets the tables")
    parser.add_argument("--parts", nargs="*", choices=COMMANDS, default=COMMANDS, help="what to run")
    parser.add_argument("further", nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    run(given.results.absolute(), given.parts, given.further)
    records = read(given.results)
    page = given.page.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    figures = "\n\n".join(
        (
            "Hit rates and shares in per cent; means of seeds 0 to 2, test part of the bench.",
            main_table(records),
            "Decisions with thresholds from the base alone:",
            decision_table(records),
            "Cost:",
            cost_table(records),
        )
    )
    given.page.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
