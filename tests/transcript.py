"""Whole conversations as text files: how they are read, and how they are played through the dialogue.

One line each; empty lines and lines that begin with `#` count for nothing:

    ~ hint es-CO        the channel's language hint from here on (`~ hint` for none)
    ~ in es             the language in which the bot is expected to speak from here on
    ~ wait 45           minutes that pass
    > Who is Chopard?   the visitor writes; `{a*4096}` stands for 4,096 letters a, `{}` for nothing
    * @form_send        the visitor presses a choice that stands under the latest replies
    *old @form_send     … one that stood under earlier replies and no longer does
    *raw f:1:send       … one that was never there
    < some words        a reply to this turn has these words in it
    <! some words       none has
    = answer chopard    what the question was taken for: verdict, then key (and language)
    =! answer           … and what not
    = lead email=a@b.c  an enquiry was sent, with this value among others
    = report what=…     a confidential report was sent, with this value among others
    = forget            another effect: `status`, `data`, `forget`, `stop`; `nothing` if there was none

`@name` stands for a sentence of `phrases.yaml`; `@ask:field` for one of the form, as do `@why:`, `@wrong:`,
`@again:` and `@label:`; `@way:id` for the title of a way. So editors may reword them without breaking a test.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.knowledge import Knowledge
from bot.core.snapshot import Snapshot
from bot.core.types import Language
from bot.dialogue.step import step
from bot.dialogue.turn import (
    Choice,
    Chose,
    Effect,
    Event,
    Forget,
    LogQuestion,
    Reply,
    Said,
    ShowData,
    ShowStatus,
    State,
    StopWatching,
    SubmitLead,
    SubmitReport,
)

LINE = re.compile(r"(~|>|\*old|\*raw|\*|<!|<|=!|=)(?: (.*))?")
REPEATED = re.compile(r"\{(.*?)(?:\*(\d+))?\}", re.DOTALL)
EFFECTS = {"status": ShowStatus, "data": ShowData, "forget": Forget, "stop": StopWatching}


@dataclass(frozen=True)
class Line:
    """One line of a transcript."""

    number: int
    sign: str
    text: str


def lines(path: Path) -> list[Line]:
    """Read a transcript."""
    found = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not raw.strip() or raw.startswith("#"):
            continue
        parts = LINE.fullmatch(raw)
        assert parts, f"{path.name}:{number}: not a line of a transcript: {raw!r}"
        found.append(Line(number, parts[1], parts[2] or ""))
    return found


@dataclass
class Play:
    """A conversation under way."""

    name: str
    snapshot: Snapshot
    state: State = field(default_factory=State)
    now: datetime = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    hint: str | None = None
    language: Language = "en"
    events: int = 0
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    earlier: list[Choice] = field(default_factory=list)
    at: Line = Line(0, "", "")

    def run(self, script: list[Line]) -> None:
        """Play a transcript; raises AssertionError with file and line where it goes another way."""
        for line in script:
            self.at = line
            match line.sign:
                case "~":
                    self._direct(line.text)
                case ">":
                    self._meet(Said(self._id(), REPEATED.sub(_repeat, line.text), self.now, self.hint))
                case "*" | "*old" | "*raw":
                    self._meet(Chose(self._id(), self._token(line), self.now, self.hint))
                case "<":
                    self._claim(self._is_said(line.text), "no reply has these words")
                case "<!":
                    self._claim(not self._is_said(line.text), "a reply has these words")
                case "=!":
                    self._claim(self._taken_for()[0] != line.text, f"taken for {line.text}")
                case _:
                    self._expect(line.text)

    def _direct(self, text: str) -> None:
        word, _, value = text.partition(" ")
        match word:
            case "hint":
                self.hint = value or None
            case "in":
                self.language = value
            case "wait":
                self.now += timedelta(minutes=int(value))
            case _:
                self._claim(False, "unknown direction")

    def _id(self) -> str:
        self.events += 1
        return f"{self.name}-{self.events}"

    def _meet(self, event: Event) -> None:
        self.earlier = self.shown + self.earlier
        self.now += timedelta(seconds=20)
        turn = step(self.state, event, self.snapshot)
        self.state, self.replies, self.effects = turn.state, turn.replies, turn.effects
        own = (SubmitLead, SubmitReport, ShowStatus, ShowData)
        self._claim(bool(self.replies) or any(isinstance(e, own) for e in self.effects), "silence")
        self._claim(all(reply.text.strip() for reply in self.replies), "an empty reply")
        self._claim(all(1 <= len(choice.token.encode()) <= 64 for choice in self.shown), "a long token")
        saved = State.model_validate_json(self.state.model_dump_json())
        self._claim(saved == self.state, "the state changes when it is saved")

    @property
    def shown(self) -> list[Choice]:
        return [choice for reply in self.replies for row in reply.choices for choice in row]

    def _token(self, line: Line) -> str:
        if line.sign == "*raw":
            return line.text
        pattern = self._pattern(line.text)
        now = [choice for choice in self.shown if pattern.search(choice.label)]
        if line.sign == "*":
            self._claim(bool(now), f"no such choice among {[choice.label for choice in self.shown]}")
            return now[0].token
        tokens = {choice.token for choice in self.shown}
        gone = [one for one in self.earlier if pattern.search(one.label) and one.token not in tokens]
        self._claim(bool(gone), "no such choice was there before")
        return gone[0].token

    def _pattern(self, text: str) -> re.Pattern[str]:
        """The words to look for; a placeholder of a sentence stands for anything."""
        if not text.startswith("@"):
            return re.compile(re.escape(text))
        worded = _sentence(text[1:], self.snapshot.knowledge, self.language)
        self._claim(worded is not None, "no such sentence")
        parts = re.split(r"\{\w+(?::[^}]*)?\}", worded or "")
        return re.compile(".+?".join(re.escape(part) for part in parts), re.DOTALL)

    def _is_said(self, text: str) -> bool:
        pattern = self._pattern(text)
        return any(pattern.search(_all_of(reply)) for reply in self.replies)

    def _expect(self, text: str) -> None:
        what, _, rest = text.partition(" ")
        if what == "nothing":
            self._claim(not self.effects, "an effect")
        elif what == "lead":
            sent = [effect.enquiry for effect in self.effects if isinstance(effect, SubmitLead)]
            self._claim(len(sent) == 1, "no enquiry was sent")
            name, _, value = rest.partition("=")
            value = REPEATED.sub(_repeat, value)
            self._claim(str(getattr(sent[0], name) or "") == value, f"{sent[0]}")
        elif what == "report":
            reports = [effect.report for effect in self.effects if isinstance(effect, SubmitReport)]
            self._claim(len(reports) == 1, "no report was sent")
            name, _, value = rest.partition("=")
            self._claim(getattr(reports[0], name) == value, f"{reports[0]}")
        elif what in EFFECTS:
            self._claim(any(isinstance(e, EFFECTS[what]) for e in self.effects), "no such effect")
        else:
            found = self._taken_for()
            self._claim(found[: len(text.split())] == tuple(text.split()), f"taken for {' '.join(found)}")

    def _taken_for(self) -> tuple[str, str, str]:
        logged = [effect.match for effect in self.effects if isinstance(effect, LogQuestion)]
        self._claim(len(logged) == 1, "no question was logged")
        return str(logged[0].verdict), logged[0].key or "-", logged[0].language

    def _claim(self, holds: bool, otherwise: str) -> None:
        if not holds:
            said = "\n".join(f"    {_all_of(reply)}" for reply in self.replies)
            where = f"{self.name}:{self.at.number}: {self.at.sign} {self.at.text[:200]}"
            raise AssertionError(
                f"{where}\n  {otherwise}\n  replies:\n{said}\n  effects: {self.effects}"[:4000]
            )


def _repeat(found: re.Match[str]) -> str:
    return found[1] * int(found[2] or 1)


def _all_of(reply: Reply) -> str:
    labels = " | ".join(choice.label for row in reply.choices for choice in row)
    sources = " | ".join(source.title for source in reply.sources)
    return f"{reply.title}\n{reply.text}\n{sources}\n{reply.footer}\n{labels}"


def _sentence(name: str, knowledge: Knowledge, language: Language) -> str | None:
    kind, _, rest = name.partition(":")
    if kind == "way":
        return next((way.title[language] for way in knowledge.talk.ways if way.id == rest), None)
    if kind in {"ask", "why", "wrong", "again", "label"}:
        fields = {one.id: one for one in knowledge.form.fields}
        return getattr(fields[rest], kind)[language] if rest in fields else None
    texts = knowledge.phrases.get(name)
    return texts[language] if texts else None
