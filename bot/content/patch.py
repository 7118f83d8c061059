"""Approved phrasings → a change of the YAML files that an editor reviews: a unified diff.

A phrasing is learnt, not read: it goes to `phrasings/`. A draft is to be written by people: it goes to
`topics/`. Only lines are added, where the parser's own marks say that the list stands, so that comments,
quotes and line breaks of the rest stay as they are. Nothing is written: files are the truth, and editors own
them.
"""

from collections.abc import Iterable, Sequence
from difflib import unified_diff
from pathlib import Path

import yaml

from bot.content.files import read_text
from bot.content.layout import phrasings_file
from bot.content.problem import Problem
from bot.content.reading import read
from bot.content.relaying import compose, last_line, plain_value, scalar, value_of
from bot.core.errors import BotError
from bot.core.gaps import ApprovedPhrasing, Draft


def make_patch(folder: Path, phrasings: Sequence[ApprovedPhrasing], drafts: Iterable[Draft] = ()) -> str:
    """Give the change that adds phrasings to what is learnt, and skeletons of new entries as comments.

    Args:
        folder: The knowledge folder.
        phrasings: What to add; an entry that there is none of any more is left out.
        drafts: Entries to be written; an editor takes the comment signs away once there is an answer.

    Raises:
        BotError: A file is not as expected.
    """
    reading = read(folder)
    placed = {each.entry.id: each.part.file for each in reading.entries()}
    learnt = {one: part.file for part in reading.phrasings for one in part.value}
    texts: dict[str, str] = {}
    fresh: dict[str, str] = {}
    for phrasing in phrasings:
        if phrasing.entry not in placed:
            continue
        file = learnt.get(phrasing.entry) or phrasings_file(placed[phrasing.entry])
        texts.setdefault(file, _text(folder, file))
        fresh[file] = with_phrasing(fresh.get(file, texts[file]), phrasing, file)
    topics = sorted({file for file in placed.values() if file.startswith("topics/")})
    for draft in drafts:
        file = topics[0] if topics else "topics/drafts.yaml"
        texts.setdefault(file, _text(folder, file))
        fresh[file] = fresh.get(file, texts[file]).rstrip("\n") + "\n" + _skeleton(draft)
    return "".join(_diff(folder.name, file, texts[file], fresh[file]) for file in sorted(fresh))


def with_phrasing(text: str, phrasing: ApprovedPhrasing, file: str = "file") -> str:
    """Give the text of a file of phrasings with one more.

    Args:
        text: The file as it is; may be empty.
        phrasing: What to add.
        file: Its name for messages.

    Raises:
        BotError: The outcome would not be what is meant.
    """
    try:
        root = compose(text)
    except yaml.YAMLError:
        raise BotError(f"{file}: it cannot be read; run `main.py check` and mend it first.") from None
    languages = value_of(root, phrasing.entry)
    listed = value_of(languages, phrasing.language)
    lines = text.splitlines(keepends=True)
    if isinstance(listed, yaml.SequenceNode):
        fresh = _into_list(text, lines, listed, phrasing.text)
    elif isinstance(languages, yaml.MappingNode) and not languages.flow_style:
        column = languages.start_mark.column
        fresh = _after(lines, last_line(languages), f"{' ' * column}{_key(phrasing)}")
    elif isinstance(languages, yaml.MappingNode):
        at = languages.end_mark.index - 1
        fresh = f"{text[:at].rstrip()}, {_key(phrasing)}{text[at:]}"
    else:
        fresh = _after(lines, len(lines), f"{phrasing.entry}:\n  {_key(phrasing)}")
    _prove(text, fresh, phrasing, file)
    return fresh


def _into_list(text: str, lines: list[str], listed: yaml.SequenceNode, said: str) -> str:
    if listed.flow_style:
        at = listed.end_mark.index - 1
        before = text[:at].rstrip()
        comma = "" if before.endswith(("[", ",")) else ","
        space = "" if before.endswith("[") else " "
        return f"{before}{comma}{space}{_line(said)}{text[len(before) : at].strip()}{text[at:]}"
    column = listed.start_mark.column
    return _after(lines, last_line(listed), f"{' ' * column}- {_line(said)}")


def _after(lines: list[str], number: int, fresh: str) -> str:
    """Give the lines with something behind the one with that number (from 0)."""
    head = "".join(lines[: number + 1])
    line_end = "" if not head or head.endswith("\n") else "\n"
    return f"{head}{line_end}{fresh}\n{''.join(lines[number + 1 :])}"


def _key(phrasing: ApprovedPhrasing) -> str:
    return f"{phrasing.language}: [{_line(phrasing.text)}]"


def _line(said: str) -> str:
    return scalar(" ".join(said.split()))


def _prove(text: str, fresh: str, phrasing: ApprovedPhrasing, file: str) -> None:
    """See that the change does what it is meant to and nothing else."""
    try:
        after = plain_value(fresh)
    except yaml.YAMLError:
        after = None
    meant = plain_value(text) or {}
    if isinstance(meant, dict):
        listed = meant.setdefault(phrasing.entry, {})
        said = listed.setdefault(phrasing.language, []) if isinstance(listed, dict) else None
        if isinstance(said, list):
            said.append(" ".join(phrasing.text.split()))
    if after != meant:
        raise BotError(f"{file}: the phrasing {phrasing.text!r} finds no place; add it by hand.")


def _skeleton(draft: Draft) -> str:
    listed = "".join(f"#         - {_line(text)}\n" for text in draft.texts)
    return (
        f"\n# A new entry is wanted here; take the signs away once it has an answer and sources.\n"
        f"#   - id: {draft.id}\n"
        f"#     questions:\n"
        f"#       {draft.language}:\n"
        f"{listed}"
        f"#     answer:\n"
        f"#       {draft.language}: …\n"
    )


def _text(folder: Path, file: str) -> str:
    """Give the text of a file, empty if there is none yet."""
    if not (folder / file).exists():
        return ""
    text = read_text(folder, file)
    if isinstance(text, Problem):
        raise BotError(str(text))
    return text


def _diff(folder: str, file: str, before: str, after: str) -> str:
    old = f"a/{folder}/{file}" if before else "/dev/null"
    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), old, f"b/{folder}/{file}"
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
