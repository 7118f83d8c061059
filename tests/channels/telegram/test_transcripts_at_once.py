"""Conversations about the form over Telegram, side by side with each other: none leaks into another."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.botapi import BotApi, Message, Person
from tests.channels.telegram.stage import running, settle
from tests.shipped import shipped_snapshot
from tests.transcript import REPEATED, Line, Play, lines

FOLDER = Path(__file__).parents[2] / "transcripts"
FORM = ("contact-*", "heard-in-the-form-*", "odd-values", "switching-in-own-words")


@dataclass
class Walk:
    """A transcript, and somebody who plays it."""

    name: str
    script: list[Line]
    person: Person
    play: Play = field(init=False)
    said: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.play = Play(self.name, shipped_snapshot())

    async def run(self, database) -> None:
        for line in self.script:
            match line.sign:
                case "~" if line.text.startswith("in "):
                    self.play.language = line.text.removeprefix("in ")
                case ">":
                    before = len(self.person.from_bot)
                    await self.person.asks(
                        REPEATED.sub(lambda found: found[1] * int(found[2] or 1), line.text)
                    )
                    await self._listen(before, database)
                case "*":
                    before = len(self.person.from_bot)
                    pattern = self.play._pattern(line.text)
                    await self.person.taps(lambda button, wanted=pattern: wanted.search(button["text"]))
                    await self._listen(before, database)
                case "<" | "<!":
                    found = self._is_said(line.text)
                    assert found is (line.sign == "<"), f"{self.name}:{line.number}: {self._all()}"

    async def _listen(self, before: int, database) -> None:
        await settle(database, self.person)
        self.said = self.person.from_bot[before:]

    def _all(self) -> str:
        return "\n".join(f"{message.text}\n{message.labels}" for message in self.said)

    def _is_said(self, text: str) -> bool:
        return self.play._pattern(text).search(self._all()) is not None


@pytest.mark.long
async def test_conversations_side_by_side_go_as_each_by_itself(server: BotApi, database) -> None:
    paths = [path for pattern in FORM for path in sorted(FOLDER.glob(f"{pattern}.txt"))]
    walks = []
    for path in paths:
        script = lines(path)
        hint = next(line.text.removeprefix("hint ") for line in script if line.text.startswith("hint "))
        walks.append(Walk(path.name, script, server.user(path.stem, hint)))
    async with running(server, database) as stage:
        stage.live.snapshot = shipped_snapshot()
        await asyncio.gather(*(walk.run(database) for walk in walks))
    assert len(walks) == len(paths) > len(FORM)
    assert server.refused == []
