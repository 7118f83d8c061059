"""The bot's own sentences, to look for in what it says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.core.knowledge import Knowledge
from tests.botapi import BotApi, Message, Person


@dataclass(frozen=True)
class Words:
    """The bot's own sentences, to look for in what it says."""

    knowledge: Knowledge
    language: str = "en"

    def pattern(self, name: str) -> str:
        """A sentence as a pattern: of `phrases.yaml`, or `ask:field`, `why:field`, `wrong:field`, `way:id`.

        A placeholder stands for anything.
        """
        kind, _, rest = name.partition(":")
        if kind in {"ask", "why", "wrong"}:
            field = next(one for one in self.knowledge.form.fields if one.id == rest)
            text = getattr(field, kind)[self.language]
        elif kind == "way":
            text = next(way.title[self.language] for way in self.knowledge.talk.ways if way.id == rest)
        else:
            text = self.knowledge.phrases[name][self.language]
        return ".+?".join(re.escape(part) for part in re.split(r"\{\w+(?::[^}]*)?\}", text.strip()))

    def find(self, name: str, message: Message) -> bool:
        return re.search(self.pattern(name), message.text, re.DOTALL) is not None

    def button(self, name: str) -> Any:
        """A predicate that finds the button with these words."""
        return lambda button: re.search(self.pattern(name), button["text"]) is not None


def told(words: Words, messages: Iterable[Message]) -> list[str]:
    """What messages say, each once.

    What comes again after a kill has to say that it may have arrived before.
    """
    note = words.knowledge.phrases["may_be_again"][words.language] + "\n\n"
    texts = [message.text for message in messages]
    first = [text for text in texts if not text.startswith(note)]
    assert len(first) == len(set(first)), "told twice without a word of it"
    return list(dict.fromkeys(text.removeprefix(note) for text in texts))


async def evidence(server: BotApi, person: Person, words: Words, name: str, *, since: int) -> Message:
    """Wait for a message with a sentence in it, after the first `since` that the bot wrote to somebody."""

    def found() -> Message | None:
        return next((one for one in person.from_bot[since:] if words.find(name, one)), None)

    return await server.wait_for(found, f"for {name!r} to {person.account.first_name}")
