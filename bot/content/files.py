"""Files of the knowledge folder: which there are, and their text, read with care.

Whatever stands in the folder (a huge file, a link that leads out of it, bytes that are no text) becomes a
problem with a remedy; nothing here raises.
"""

import re
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from bot.content.problem import Problem

MOST_BYTES = 1_000_000
"""Greatest size of one file. The largest honest one has about 100 kB; more is a mistake."""

SINGLE = ("bot.yaml", "phrases.yaml", "form.yaml")
OPTIONAL = ("words.yaml", "safety.yaml", "replies.yaml")
FOLDERS = ("examples", "phrasings", "topics", "partners", "cases")
UNREAD = ("schema", "learnt")
"""Folders that hold no knowledge: its schemas, and what was learnt from it."""
LEFT_ALONE = (
    ".*",
    "~$*",
    "*~",
    "#*#",
    "*.sw[nop]",
    "*.bak",
    "*.bak.*",
    "*.old",
    "*.old.*",
    "*.orig",
    "*.orig.*",
    "*.rej",
    "*.save",
    "*.save.*",
    "*.tmp",
    "*.tmp.*",
    "*_backup_[0-9]*.yaml",
    "*_base_[0-9]*.yaml",
    "*_local_[0-9]*.yaml",
    "*_remote_[0-9]*.yaml",
    "*.sb-*",
    "*.sync-conflict-*",
    "*___jb_*___",
    "desktop.ini",
    "thumbs.db",
    "readme",
    "readme.md",
    "readme.txt",
)
"""Names, in small letters, of what may stand anywhere: hidden files, notes, and what is left behind by
editors, by tools that put changes of several people together, and by those that synchronise folders."""
_NAME = re.compile(r"[\w-]+\.yaml")
"""What a file of knowledge is called: a copy that a program made has a blank, a dot or a bracket more."""


def listing(folder: Path) -> tuple[list[str], list[Problem]]:
    """List the YAML files to be read, as relative names in a fixed order, and what does not belong."""
    names = [name for name in (*SINGLE, *OPTIONAL) if _there(folder / name)]
    problems = [_missing(name) for name in SINGLE if not _there(folder / name)]
    for inner in FOLDERS:
        for path in _children(folder / inner):
            if _NAME.fullmatch(path.name) and not path.name.startswith("_"):
                names.append(f"{inner}/{path.name}")
            else:
                problems.append(_stray(f"{inner}/{path.name}"))
    for path in _children(folder):
        known = path.name in (*SINGLE, *OPTIONAL, *FOLDERS, *UNREAD) or path.name.startswith("_")
        if not known and (path.suffix.lower() in {".yaml", ".yml"} or path.is_dir()):
            problems.append(_stray(path.name))
    return names, problems


def is_left_alone(name: str) -> bool:
    """True for a file that nobody takes for knowledge, whatever stands in it."""
    return any(fnmatchcase(name.lower(), pattern) for pattern in LEFT_ALONE)


def is_learnt(name: str) -> bool:
    """True for a file that the bot talks from, as cases are none."""
    return not name.startswith("cases/")


def read_texts(folder: Path) -> dict[str, str]:
    """Read the files that the bot talks from, by name; those that cannot be read are left out."""
    read = {name: read_text(folder, name) for name in listing(folder)[0] if is_learnt(name)}
    return {name: text for name, text in read.items() if isinstance(text, str)}


def read_text(folder: Path, name: str) -> str | Problem:
    """Read one file as UTF-8 text, with or without a byte order mark.

    Args:
        folder: The knowledge folder.
        name: The file, relative to it.

    Returns:
        The text, or the problem that kept it from being read.
    """
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return _problem(name, "a link that leads out of the folder", "put a copy of the file here")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _problem(name, "a folder or a device", "remove or rename it")
        if status.st_size > MOST_BYTES:
            found = f"{status.st_size:,} bytes"
            return _problem(
                name, found, "split it or remove what does not belong", f"at most {MOST_BYTES:,} bytes"
            )
        data = path.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be followed"
        return _problem(name, f"a file that cannot be read ({reason})", "check the link or the permissions")
    return _decode(name, data)


def _decode(name: str, data: bytes) -> str | Problem:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _problem(name, "text in UTF-16", "save the file as UTF-8 in your editor", "text in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"a byte that is not UTF-8 (0x{data[error.start]:02x})"
        return _problem(name, found, "save the file as UTF-8 in your editor", "text in UTF-8", line)


def _problem(
    name: str, found: str, remedy: str, expected: str = "an ordinary file", line: int = 1
) -> Problem:
    return Problem(name, line, "file", found, expected, remedy)


def _missing(name: str) -> Problem:
    return _problem(name, "no such file", "restore it or check the path of the knowledge folder")


def _stray(name: str) -> Problem:
    expected = "only " + ", ".join((*SINGLE, *OPTIONAL, *(f"{inner}/*.yaml" for inner in FOLDERS)))
    remedy = "rename it (letters, digits, - and _), or move or remove it"
    return _problem(name, "a file or folder that is never read", remedy, expected)


def _there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _children(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    yield from (path for path in inside if not is_left_alone(path.name))
