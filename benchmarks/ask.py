"""How long many questions take through the command line: `python -m benchmarks.ask [QUESTIONS]`.

The questions are those of the labelled cases in `knowledge/cases`, from the beginning again where there are
too few, put to `partner-bot ask --jsonl` in a process of its own. Time and memory are those of the whole
process, its start included.
"""

import argparse
import resource
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from bot.content.cases import load_sound_cases

ROOT = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ask", description=__doc__)
    parser.add_argument("questions", nargs="?", type=int, default=1_000)
    count = parser.parse_args().questions
    cases = load_sound_cases(ROOT / "knowledge", ())
    asked = "".join(f"{case.say}\n" for case in islice(cycle(cases), count))
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bot", "ask", "--jsonl"]
    done = subprocess.run(command, input=asked, text=True, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    took = time.perf_counter() - begun
    answers = len(done.stdout.splitlines())
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{answers:,} answers in {took:.1f} s, {held:.0f} MiB at most")
    if answers != count:
        sys.exit(f"{count} questions were asked")


if __name__ == "__main__":
    main()
