"""Runs the whole matching bench on the shipped ranker and writes its table beside the peers' figures.

python benchmarks/matching_table.py --bench DIR [--results DIR] [--parts cost scale quality decision]
"""

import argparse
import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "matching.md"
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


PARTS = ("cost", "scale", "quality", "decision")


def run(bench: Path, results: Path, parts: Iterable[str]) -> None:
    results.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"PYTHONPATH": str(HERE), "OPENBLAS_NUM_THREADS": "1"}

    def tell(name: str, *command: str) -> None:
        with (results / f"{name}.jsonl").open("w", encoding="utf-8") as out:
            subprocess.run([sys.executable, *command], check=True, env=environment, stdout=out)

    runner = str(bench / "run.py")
    for matcher in ("Hybrid", "Lexical"):
        spec = f"matching:{matcher}"
        if "cost" in parts:
            tell(f"latency-{matcher}", runner, "latency", spec, "--k", "10")
            tell(f"cold-{matcher}", runner, "latency", spec, "--k", "10", "--cold")
            tell(f"memory-{matcher}", runner, "memory", spec, "--k", "10")
        if "scale" in parts:
            tell(f"scale-{matcher}", runner, "scale", spec, "--n", "200")
        if "quality" in parts:
            tell(f"quality-{matcher}", runner, "quality", spec, "--noise")
    if "decision" in parts:
        tell("decision", str(HERE / "matching.py"), "--bench", str(bench))


def read(results: Path) -> list[Record]:
    return [
        json.loads(line)
        for file in sorted(results.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def quality(records: list[Record], matcher: str) -> dict[str, str]:
    cells = {}
    for column, (task, k, noise, pick) in COLUMNS.items():
        values = [
            pick(one)
            for one in records
            if (one["matcher"], one.get("task"), one.get("k"), one.get("noise")) == (matcher, task, k, noise)
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
    with (HERE / "peers.csv").open(encoding="utf-8") as file:
        peers = list(csv.DictReader(file))
    columns = list(peers[0])[1:]
    rows = [[peer["matcher"], *(peer[column] for column in columns)] for peer in peers]
    for matcher in ("Lexical", "Hybrid"):
        cells = quality(records, matcher)
        rows.append(
            [f"**ours, {matcher.lower()}**", *(f"**{cells.get(column) or '–'}**" for column in columns)]
        )
    return table(["matcher", *columns], rows)


def decision_table(records: list[Record]) -> str:
    groups: dict[tuple[str, ...], list[Record]] = {}
    for one in records:
        if one.get("what") == "decision":
            name = f"{one['task']} k={one['k']}" if one["k"] else one["task"]
            groups.setdefault((one["matcher"].lower(), name, one["kind"]), []).append(one)
    rows = [
        [*key, *(f"{100 * mean(one.get(share, 0) for one in some):.1f}" for share in DECISIONS)]
        for key, some in groups.items()
    ]
    return table(["matcher", "task", "queries", "answered right", "answered wrong", *DECISIONS[2:]], rows)


def cost_table(records: list[Record]) -> str:
    rows = []
    for one in records:
        what = one.get("what")
        times = [f"{one['p50_ms']:.2f} / {one['p99_ms']:.2f}"] if "p50_ms" in one else [""]
        if what == "latency":
            rows.append(
                [
                    one["matcher"],
                    "cold caches" if one["cold"] else "warm",
                    str(one["index"]),
                    *times,
                    f"{one['fit_s']:.1f}",
                    "",
                ]
            )
        elif what == "memory":
            rows.append(
                [
                    one["matcher"],
                    "memory",
                    str(one["index"]),
                    "",
                    f"{one['fit_s']:.1f}",
                    f"{one['rss_fitted_mb']:.0f}",
                ]
            )
        elif what == "scale":
            rows.append(
                [
                    one["matcher"],
                    "scale",
                    str(one["index"]),
                    *times,
                    f"{one['fit_s']:.1f}",
                    f"+{one['rss_added_mb']:.0f}",
                ]
            )
    return table(["matcher", "run", "phrasings", "p50 / p99 ms", "build s", "RSS MB"], sorted(rows))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bench", type=Path, required=True, help="folder of the bench")
    parser.add_argument(
        "--results", type=Path, default=Path("data/bench"), help="folder for what the runs print"
    )
    parser.add_argument(
        "--parts",
        nargs="*",
        choices=PARTS,
        default=PARTS,
        help="what to run; the rest is taken from earlier runs",
    )
    given = parser.parse_args()
    run(given.bench, given.results, given.parts)
    records = read(given.results)
    page = PAGE.read_text(encoding="utf-8")
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
    PAGE.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
