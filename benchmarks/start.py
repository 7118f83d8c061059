"""How soon the bot is ready: `python -m benchmarks.start [STARTS]`.

Starts `partner-bot ask --jsonl` in a process of its own, puts one question to it and waits for the answer:
first with an empty cache, as after an installation, then with the one that this start left. Time and the
processor's time are from the start of the process to the first answer; memory is what it holds then, and
what it held at most. Of several starts the quickest counts: the others waited for somebody else. `--without`
leaves what ships with the knowledge aside, so that the first start learns it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
QUESTION = "How can a company join in?\n"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, order=True)
class Start:
    """One start, up to its first answer."""

    seconds: float
    cpu: float
    held: float
    """MiB."""
    most: float
    """MiB."""

    def __str__(self) -> str:
        times = f"{self.seconds:5.1f} s, {self.cpu:5.1f} s of the processor"
        return f"{times}, {self.held:4.0f} MiB, {self.most:4.0f} MiB at most"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("starts", nargs="?", type=int, default=3)
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    parser.add_argument("--without", action="store_true", help="leave aside what ships with the knowledge")
    given = parser.parse_args()
    with TemporaryDirectory() as place:
        folder, cache = Path(place, "knowledge"), Path(place, "cache")
        left = shutil.ignore_patterns("learnt") if given.without else None
        shutil.copytree(given.knowledge, folder, ignore=left)
        firsts = []
        for _ in range(1 if given.without else given.starts):
            shutil.rmtree(cache, ignore_errors=True)
            firsts.append(start(folder, cache))
        print(f"first start  {min(firsts)}")
        print(f"later start  {min(start(folder, cache) for _ in range(given.starts))}")


def start(folder: Path, cache: Path) -> Start:
    """Start the bot, ask it one question, and look at the process when it has answered."""
    settings = {"KNOWLEDGE_DIR": str(folder), "CACHE_DIR": str(cache)}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--jsonl"],
        cwd=ROOT,
        env=os.environ | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(QUESTION)
    process.stdin.flush()
    answer = process.stdout.readline()
    seconds = time.perf_counter() - begun
    found = look_at(process.pid, seconds)
    process.stdin.close()
    if process.wait() or not answer:
        sys.exit("the bot gave no answer")
    return found


def look_at(pid: int, seconds: float) -> Start:
    times = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    memory = {line.split()[0]: int(line.split()[1]) / 1024 for line in status if line.startswith("Vm")}
    return Start(seconds, (int(times[11]) + int(times[12])) / TICKS, memory["VmRSS:"], memory["VmHWM:"])


if __name__ == "__main__":
    main()
