"""Approved phrasings → a change of the YAML files that an editor reviews: a unified diff.

Only lines are added, where the parser's own marks say that the list stands, so that comments, quotes and line
breaks of the rest stay as they are. Nothing is written: files are the truth, and editors own them.
"""

import json
import re
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

import yaml

from bot.content.files import read_text
from bot.content.problem import Problem
from bot.content.reading import read
from bot.core.errors import BotError
from bot.core.gaps import ApprovedPhrasing, Draft

_PLAIN = re.compile(r"[^\W\d_][\w '’./()-]*[\w)]")
"""Texts that need no quotes in YAML, in a block as well as between brackets."""
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOT_TEXT = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})


def make_patch(folder: Path, phrasings: Sequence[ApprovedPhrasing], drafts: Iterable[Draft] = ()) -> str:
    """Give the change that adds phrasings to their entries, and skeletons of new entries as comments.

    Args:
        folder: The knowledge folder.
        phrasings: What to add; an entry that there is none of any more is left out.
        drafts: Entries to be written; an editor takes the comment signs away once there is an answer.

    Raises:
        BotError: A file is not as expected.
    """
    placed = {each.entry.id: (each.part.file, each.path) for each in read(folder).entries()}
    texts: dict[str, str] = {}
    fresh: dict[str, str] = {}
    for phrasing in phrasings:
        if phrasing.entry not in placed:
            continue
        file, path = placed[phrasing.entry]
        texts.setdefault(file, _text(folder, file))
        fresh[file] = with_phrasing(fresh.get(file, texts[file]), path, phrasing, file)
    topics = sorted({file for file, _ in placed.values() if file.startswith("topics/")})
    for draft in drafts:
        file = topics[0] if topics else "topics/drafts.yaml"
        texts.setdefault(file, _text(folder, file) if topics else "")
        fresh[file] = fresh.get(file, texts[file]).rstrip("\n") + "\n" + _skeleton(draft)
    return "".join(_diff(f"{folder.name}/{file}", texts[file], fresh[file]) for file in sorted(fresh))


def with_phrasing(
    text: str, path: tuple[str | int, ...], phrasing: ApprovedPhrasing, file: str = "file"
) -> str:
    """Give the text of a file with one phrasing more.

    Args:
        text: The file as it is.
        path: Where in it the entry stands.
        phrasing: What to add.
        file: Its name for messages.

    Raises:
        BotError: There is no such place, or the outcome would not be what is meant.
    """
    entry = _at(yaml.compose(text, Loader=_LOADER), path)
    if not isinstance(entry, yaml.MappingNode):
        raise BotError(f"{file}: the entry {phrasing.entry} is not where it was; reload and try again.")
    questions = _value(entry, "questions")
    listed = _value(questions, phrasing.language) if questions is not None else None
    lines = text.splitlines(keepends=True)
    if isinstance(listed, yaml.SequenceNode):
        fresh = _into_list(text, lines, listed, phrasing.text)
    elif questions is not None and not questions.flow_style:
        column = questions.start_mark.column
        fresh = _after(lines, _last_line(questions), f"{' ' * column}{_key(phrasing)}")
    elif questions is None:
        column = entry.start_mark.column
        block = f"{' ' * column}questions:\n{' ' * (column + 2)}{_key(phrasing)}"
        fresh = _after(lines, _last_line(entry), block)
    else:
        at = questions.end_mark.index - 1
        fresh = f"{text[:at].rstrip()}, {_key(phrasing)}{text[at:]}"
    _prove(text, fresh, path, phrasing, file)
    return fresh


def _into_list(text: str, lines: list[str], listed: yaml.SequenceNode, said: str) -> str:
    if listed.flow_style:
        at = listed.end_mark.index - 1
        before = text[:at].rstrip()
        comma = "" if before.endswith(("[", ",")) else ","
        space = "" if before.endswith("[") else " "
        return f"{before}{comma}{space}{_scalar(said)}{text[len(before) : at].strip()}{text[at:]}"
    column = listed.start_mark.column
    return _after(lines, _last_line(listed), f"{' ' * column}- {_scalar(said)}")


def _after(lines: list[str], number: int, fresh: str) -> str:
    """Give the lines with something behind the one with that number (from 0)."""
    head = "".join(lines[: number + 1])
    return f"{head}{'' if head.endswith(chr(10)) else chr(10)}{fresh}\n{''.join(lines[number + 1 :])}"


def _last_line(node: yaml.Node) -> int:
    """Number of the last line of what stands at a node; its end mark may be behind comments."""
    if isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False) or not node.value:
        mark = node.end_mark
        # A block scalar ends at the beginning of the line after it.
        return int(mark.line if mark.column else mark.line - 1)
    last = node.value[-1]
    return _last_line(last[1] if isinstance(last, tuple) else last)


def _at(node: yaml.Node | None, path: tuple[str | int, ...]) -> yaml.Node | None:
    for step in path:
        if isinstance(step, int) and isinstance(node, yaml.SequenceNode):
            node = node.value[step] if step < len(node.value) else None
        elif isinstance(node, yaml.MappingNode):
            node = _value(node, str(step))
        else:
            return None
    return node


def _value(node: yaml.Node | None, key: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _key(phrasing: ApprovedPhrasing) -> str:
    return f"{phrasing.language}: [{_scalar(phrasing.text)}]"


def _scalar(said: str) -> str:
    said = " ".join(said.split())
    plain = _PLAIN.fullmatch(said) and said.lower() not in _NOT_TEXT
    return said if plain else json.dumps(said, ensure_ascii=False)


def _prove(text: str, fresh: str, path: tuple[str | int, ...], phrasing: ApprovedPhrasing, file: str) -> None:
    """See that the change does what it is meant to and nothing else."""
    try:
        after = yaml.load(fresh, Loader=_LOADER)  # noqa: S506 - it makes texts, lists and mappings alone
    except yaml.YAMLError:
        after = None
    meant = yaml.load(text, Loader=_LOADER)  # noqa: S506
    inner = meant
    for step in path:
        inner = inner[step]
    questions = inner.setdefault("questions", {})
    questions.setdefault(phrasing.language, []).append(" ".join(phrasing.text.split()))
    if after != meant:
        raise BotError(f"{file}: the phrasing {phrasing.text!r} finds no place; add it by hand.")


def _skeleton(draft: Draft) -> str:
    listed = "".join(f"#         - {_scalar(text)}\n" for text in draft.texts)
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
    text = read_text(folder, file)
    if isinstance(text, Problem):
        raise BotError(str(text))
    return text


def _diff(name: str, before: str, after: str) -> str:
    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
