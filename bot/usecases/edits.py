"""What an editor changed: two versions of the knowledge compared, by the names that the files use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from bot.core.frozen import Language
from bot.core.knowledge import Knowledge, Partner

Lines = tuple[str, ...]
"""A text is one line, a list one line an item, what is not there none."""


class How(StrEnum):
    """What became of something."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Passage:
    """One key of a file whose value is another: `answer.en`, `sources`."""

    where: str
    old: Lines
    new: Lines


@dataclass(frozen=True, slots=True)
class Edit:
    """An entry, partner, sentence, form field or other named thing that differs."""

    name: str
    """`partner chopard`, `entry fund-a-project`, `phrases.yaml greeting`, `form.yaml fields.reach`."""
    how: How
    title: str
    """In the fallback language; empty for what has none."""
    passages: tuple[Passage, ...]


def edits(old: Knowledge, new: Knowledge) -> Iterator[Edit]:
    """Compare two versions: entries and partners first, then sentences, the form and `bot.yaml`."""
    before, after = dict(_things(old)), dict(_things(new))
    language = new.talk.fallback_language
    for name in before | after:
        then, now = dict(_passages(before.get(name, {}))), dict(_passages(after.get(name, {})))
        passages = tuple(
            Passage(where or "value", then.get(where, ()), now.get(where, ()))
            for where in then | now
            if then.get(where, ()) != now.get(where, ())
        )
        if name not in before or name not in after:
            how = How.NEW if name in after else How.GONE
            yield Edit(name, how, _title(now or then, language), passages)
        elif passages:
            yield Edit(name, How.CHANGED, _title(now, language), passages)


def _title(passages: Mapping[str, Lines], language: Language) -> str:
    return " ".join(passages.get(f"title.{language}", ()))


def _things(knowledge: Knowledge) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, entry in knowledge.entries.items():
        kind = "partner" if isinstance(entry, Partner) else "entry"
        topic = knowledge.topic_of.get(key)
        yield f"{kind} {key}", {"topic": topic.id if topic else None, **entry.model_dump(mode="json")}
    for topic in knowledge.topics:
        yield f"topic {topic.id}", {"title": topic.title}
    for phrase, texts in knowledge.phrases.items():
        yield f"phrases.yaml {phrase}", texts
    yield from _page("form.yaml", knowledge.form)
    yield from _page("bot.yaml", knowledge.talk)


def _page(file: str, page: BaseModel) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give each key of a file, and each item by itself where items have ids."""
    for key, value in page.model_dump(mode="json").items():
        items = value if isinstance(value, list) else []
        named = {item["id"]: item for item in items if isinstance(item, dict)}
        for one, item in named.items():
            yield f"{file} {key}.{one}", item
        yield f"{file} {key}", {"order": list(named)} if named else {"": value}


def _passages(value: Any, where: str = "") -> Iterator[tuple[str, Lines]]:
    match value:
        case None:
            return
        case dict():
            for key, inner in value.items():
                yield from _passages(inner, f"{where}.{key}" if where else key)
        case list():
            yield where, tuple(map(_line, value))
        case _:
            yield where, (str(value),)


def _line(item: Any) -> str:
    return " · ".join(str(part) for part in item.values() if part) if isinstance(item, dict) else str(item)
