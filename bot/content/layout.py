"""Which layout a knowledge folder has: that of today, that of older versions, or half of each.

Older versions had everything in `bot.yaml`, and all phrasings among the answers.
"""

from collections.abc import Collection, Iterator

from bot.content.problem import Problem, shown
from bot.content.tree import Node
from bot.core.asking import Examples, Words

MOST_QUESTIONS = 10
"""Questions a language that an entry has in the file that people read; further ones stand in phrasings/."""
LONGEST_LINE = 200
"""Characters of a line that can still be read."""
BY_ID = ("intents", "sectors", "relations")
"""Sections of `bot.yaml` whose examples stand elsewhere, by the ids of their items."""
FRESH = ("words.yaml", "examples/", "phrasings/")
"""How the names of files begin that older versions did not have."""


def moved_sections(bot: Node) -> dict[str, str]:
    """Give the sections of `bot.yaml` that stand elsewhere today, each with its place."""
    keys = bot.value if isinstance(bot.value, dict) else {}
    moved = {
        key: " and ".join(place for place, kind in _PLACES if key in kind.model_fields)
        for key in keys
        if key in Words.model_fields or key in _MOVED
    }
    for key in BY_ID:
        items = keys[key].value if key in keys else None
        if any(_has_questions(item) for item in (items if isinstance(items, list) else ())):
            moved[key] = "examples/*.yaml"
    return moved


def phrasings_file(file: str) -> str:
    """Give the file for what is learnt beside the questions of an entry in `file`."""
    return f"phrasings/{file.rpartition('/')[2] if file.startswith('topics/') else 'partners.yaml'}"


def layout_problems(bot: Node, names: Collection[str], folder: str) -> Iterator[Problem]:
    """Say what is to be done with a folder that is not of today's layout.

    Args:
        bot: The tree of `bot.yaml`.
        names: The files of the folder.
        folder: Its path as it was given.
    """
    moved = moved_sections(bot)
    if moved and not any(name.startswith(FRESH) for name in names):
        found = "the layout of an older version"
        expected = "words.yaml, examples/ and phrasings/ beside bot.yaml"
        yield Problem("bot.yaml", 1, "file", found, expected, f"run `main.py convert {folder}`")
        return
    for key, place in moved.items():
        spot = bot.spot("bot.yaml", (key,))
        found = f"what an older version had here ({shown(key)}), in a folder half converted"
        remedy = "move it there, or put the old folder back and run `main.py convert` on it"
        if key in BY_ID:
            found = f"`questions` in {shown(key)}, as an older version had it, in a folder half converted"
        yield Problem(spot.file, spot.line, spot.place, found, f"it in {place}", remedy)


_PLACES = (("words.yaml", Words), ("examples/*.yaml", Examples))
_MOVED = ("off_topic",)


def _has_questions(item: Node) -> bool:
    return isinstance(item.value, dict) and "questions" in item.value
