"""How soon an edit of the knowledge is live: `python -m benchmarks.reload [FOLDER]`.

Copies the folder, follows the copy as the running bot does and edits it as editors do. Each figure is the
time from the write to the new snapshot, then to the wholly learnt one where there is anything to learn; the
column after it is its share of the time that starting from nothing takes, measured in the same run.
"""

import argparse
import asyncio
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import make_builder
from bot.content.check import Report
from bot.content.live import Live

TOPIC = "topics/about.yaml"
PARTNER = "partners/chopard.yaml"
QUESTION = "        - when did arm start\n"
EDITS = {
    "an answer reworded": (TOPIC, "ARM is the Alliance", "ARM, that is the Alliance"),
    "a phrasing added": (TOPIC, QUESTION, f"{QUESTION}        - zorblax of the year of birth\n"),
    "a phrasing removed": (TOPIC, "        - zorblax of the year of birth\n", ""),
    "a partner renamed": (PARTNER, "any: [Chopard", "any: [Chopard Zorblax, Chopard"),
}


async def until(true: Callable[[], bool], seconds: float = 300) -> float:
    begun = time.perf_counter()
    while not true():
        if time.perf_counter() - begun > seconds:
            sys.exit("it never came true")
        await asyncio.sleep(0.005)
    return time.perf_counter() - begun


async def nothing(_: Report) -> None:
    return


async def measure(folder: Path, cache: Path) -> None:
    begun = time.perf_counter()
    live = Live(folder, make_builder(cache).steps, date.today)
    whole = time.perf_counter() - begun
    print(f"{'from nothing':24}{whole:8.2f} s")
    begun = time.perf_counter()
    live = Live(folder, make_builder(cache).steps, date.today)
    print(f"{'from what was kept':24}{time.perf_counter() - begun:8.2f} s")
    watching = asyncio.create_task(live.watch(nothing, nothing))
    await asyncio.sleep(5)
    for name, (file, old, new) in EDITS.items():
        before, path = live.snapshot, folder / file
        text = path.read_text(encoding="utf-8")
        if old not in text:
            sys.exit(f"{file} does not say {old!r} any more")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        seconds = await until(lambda before=before: live.snapshot is not before)
        print(f"{name:24}{seconds:8.2f} s  {seconds / whole:7.1%}", end="", flush=True)
        soon, slowest = live.snapshot, 0.0
        begun = time.perf_counter()
        while live.is_learning:
            asked = time.perf_counter()
            live.snapshot.matcher.match(f"who funds you {asked}", "en")
            await asyncio.sleep(0)
            slowest = max(slowest, time.perf_counter() - asked)
            await asyncio.sleep(0.02)
        if live.snapshot is not soon:
            seconds = time.perf_counter() - begun
            print(f", learnt after {seconds:.1f} s, turns meanwhile {slowest * 1000:.0f} ms at most", end="")
        print()
    watching.cancel()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reload", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("knowledge"))
    given = parser.parse_args()
    with TemporaryDirectory() as place:
        shutil.copytree(given.folder, Path(place, "knowledge"))
        asyncio.run(measure(Path(place, "knowledge"), Path(place, "cache")))


if __name__ == "__main__":
    main()
