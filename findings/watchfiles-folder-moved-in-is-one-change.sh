#!/usr/bin/env bash
# watchfiles 1.3.0 (on Linux)
#
# One would expect: a folder of YAML files that is moved into a watched tree is reported
#   with its files, since the tree is watched with all its folders.
# What happens: the only change is the folder itself, added. The files within are watched
#   from then on, but are never reported as new. A filter that lets only .yaml through,
#   which is what the documentation shows for a suffix, drops that one change, and awatch
#   keeps silent. Moving the folder out again is silent too. A single file moved in is reported.
# Why it matters: a bot that loads its answers anew on a change misses a whole new folder
#   of topics that was prepared elsewhere and moved in at once, the careful way to publish
#   it. It answers as if they were not there until somebody touches a file or restarts it.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check watchfiles==1.3.0
"$dir/venv/bin/python" - "$dir" <<'PY'
import asyncio
import sys
from pathlib import Path

from watchfiles import DefaultFilter, awatch


class OnlyYaml(DefaultFilter):
    def __call__(self, change, path):
        return path.endswith(".yaml") and super().__call__(change, path)


root = Path(sys.argv[1])
watched, prepared = root / "knowledge", root / "prepared"
watched.mkdir()
(prepared / "topics").mkdir(parents=True)
(prepared / "topics" / "hours.yaml").write_text("answer: at nine\n")
(prepared / "fees.yaml").write_text("answer: none\n")


async def follow(into, watch_filter, stop):
    async for changes in awatch(watched, watch_filter=watch_filter, stop_event=stop, debounce=200, step=50):
        into.extend(sorted((change.raw_str(), str(Path(path).relative_to(watched))) for change, path in changes))


async def main():
    everything, yaml, stop = [], [], asyncio.Event()
    followers = [
        asyncio.create_task(follow(everything, DefaultFilter(), stop)),
        asyncio.create_task(follow(yaml, OnlyYaml(), stop)),
    ]
    await asyncio.sleep(1)
    seen = {}
    for what, step in {
        "folder moved in": lambda: (prepared / "topics").rename(watched / "topics"),
        "file in it changed": lambda: (watched / "topics" / "hours.yaml").write_text("answer: at ten\n"),
        "folder moved out": lambda: (watched / "topics").rename(prepared / "topics"),
        "file moved in": lambda: (prepared / "fees.yaml").rename(watched / "fees.yaml"),
    }.items():
        everything.clear()
        yaml.clear()
        step()
        await asyncio.sleep(1.5)
        seen[what] = (list(everything), list(yaml))
        print(f"{what:20} all: {everything}   .yaml only: {yaml}")
    stop.set()
    await asyncio.gather(*followers)
    return seen


seen = asyncio.run(main())
changed_file = [("modified", "topics/hours.yaml")]
before = {
    "folder moved in": ([("added", "topics")], []),
    "file in it changed": (changed_file, changed_file),
    "folder moved out": ([("deleted", "topics")], []),
    "file moved in": ([("added", "fees.yaml")], [("added", "fees.yaml")]),
}
if seen != before:
    sys.exit("Changed: a folder that is moved in is no longer reported as one change without its files.")
print("A folder that is moved in is one change; a filter for .yaml hears nothing of it.")
PY
