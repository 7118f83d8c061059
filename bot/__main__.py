"""Where the program begins, whether it is started as `partner-bot`, `python -m bot` or `main.py`.

What is written here must be understood by any Python 3, so that an old one is told what is needed.
"""

import codecs
import io
import os
import sys
from pathlib import Path

OLDEST = (3, 11)


def main() -> None:
    """Carry out the command that was typed."""
    if sys.version_info < OLDEST:
        needed, found = (".".join(map(str, version[:2])) for version in (OLDEST, sys.version_info))
        sys.exit(f"The partner bot needs Python {needed} or newer; this is {found}: start it with another.")
    _keep_bytecode()
    _take_any_text()
    try:
        from bot.cli import app  # noqa: PLC0415 - an older Python must not get here
    except ModuleNotFoundError as error:
        if (error.name or "bot").partition(".")[0] == "bot":
            raise
        sys.exit(f"The package {error.name} is not installed: run `{sys.executable} -m pip install .` first.")
    app()


def _take_any_text() -> None:
    """Let a sign that cannot be read or shown become a replacement, instead of ending the program.

    Where the system says no more than ASCII, as a bare container does, what comes in is taken for UTF-8.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_bare = stream is sys.stdin and codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if is_bare else None, errors="replace")


def _keep_bytecode() -> None:
    """Let Python keep what it compiled in the user's cache where it may not keep it beside the sources.

    Under `PYTHONDONTWRITEBYTECODE`, which many containers set, each command would compile hundreds of modules
    anew: that is three quarters of the time that `leads list` takes.
    """
    if sys.dont_write_bytecode and sys.pycache_prefix is None:
        caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - never raises
        sys.pycache_prefix = str(Path(caches) / "partner-bot" / "bytecode")
        sys.dont_write_bytecode = False


if __name__ == "__main__":
    main()
