"""How `main.py diff` shows an edit: what was changed where, then which questions are answered otherwise."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from rich.markup import escape

from bot.channels.command_line.show import console
from bot.core.text import counted
from bot.usecases.preview import How, Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.usecases.preview import Change, Difference

AROUND: Final = 6
"""Words that are shown before and after those that differ."""
BRIEF: Final = 30
"""Words that are shown of an answer that another one replaces."""
_UNSEEN: Final = str.maketrans({"\n": "¶ ", "\xa0": "⍽", "\u202f": "⍽"})
"""Signs that differ but cannot be seen."""

Seen = set[tuple[Lines, Lines]]
"""What was shown already: an edited answer is that of many questions."""


def show_difference(difference: Difference) -> None:
    """Print every edit by name and every question that would be answered otherwise."""
    seen: Seen = set()
    for edit in difference.edits:
        title = f" — {escape(edit.title)}" if edit.title else ""
        if edit.how is not How.CHANGED:
            sentence = f"new: {edit.name}" if edit.how is How.NEW else f"gone: {edit.name}"
            console.print(f"[bold]{escape(sentence)}[/]{title}")
            continue
        console.print(f"[bold]changed: {escape(edit.name)}[/]{title}")
        for passage in edit.passages:
            _show_passage(passage.where, passage.old, passage.new, seen)
    for change in difference.changes:
        _show_change(change, seen)
    answers = counted(difference.asked, "answer", "answers")
    verb = "changes" if len(difference.changes) == 1 else "change"
    console.print(f"{len(difference.edits)} edited; {len(difference.changes)} of {answers} {verb}")


def passages(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Give the parts of two texts that differ, each with a few words around it."""
    before, after = _words(old), _words(new)
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(AROUND):
        first, last = group[0], group[-1]
        yield _part(before, first[1], last[2]), _part(after, first[3], last[4])


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+", text)


def _part(words: Sequence[str], begin: int, end: int) -> str:
    shown = "".join(words[begin:end]).strip().translate(_UNSEEN)
    return ("… " if begin else "") + shown + (" …" if end < len(words) else "")


def _show_change(change: Change, seen: Seen) -> None:
    old, new = change.old, change.new
    console.print(f"[bold]{escape(change.question)}[/] ({', '.join(change.differs)})")
    if (old.verdict, old.entry) != (new.verdict, new.entry):
        for sign, answer in (("-", old), ("+", new)):
            begin = _part(_words(answer.text), 0, BRIEF)
            console.print(f"  {sign} {answer.verdict} {answer.entry or ''}: {escape(begin)}")
        return
    if old.language != new.language:
        console.print(f"  language: {old.language} → {new.language}")
    if old.text != new.text:
        _show_passage("text", (old.text,), (new.text,), seen)
    if old.sources != new.sources:
        before, after = (
            tuple(" · ".join(filter(None, (source.title, source.url))) for source in answer.sources)
            for answer in (old, new)
        )
        _show_passage("sources", before, after, seen)


def _show_passage(where: str, old: Lines, new: Lines, seen: Seen) -> None:
    if (old, new) in seen:
        console.print(f"  {where}: as above", markup=False)
        return
    seen.add((old, new))
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    console.print(f"  {where}" + ("" if gone or come else ": in another order"), markup=False)
    if len(gone) == len(come) == 1:
        for before, after in passages(gone[0], come[0]):
            _show_lines("-", [before])
            _show_lines("+", [after])
        return
    _show_lines("-", gone)
    _show_lines("+", come)


def _show_lines(sign: str, lines: Sequence[str]) -> None:
    for line in lines:
        console.print(f"  {sign} {line.translate(_UNSEEN)}", markup=False)
