"""Files that tell different sides of one thing → one tree, in which everything knows where it came from.

What an editor reads stands apart from what is only learnt from: the words and examples of `bot.yaml` in
`words.yaml` and `examples/`, the further phrasings of entries in `phrasings/`. Here they come together, once,
before they become values: nothing behind this knows of more than one file.
"""

from collections.abc import Iterator, Mapping

from bot.content.shape import Part
from bot.content.tree import Node
from bot.core.asking import Examples, Words
from bot.core.knowledge import Bot
from bot.core.types import Id, Wordings

WORDS = "words.yaml"
FACETS = ("sectors", "relations")

Learnt = Mapping[Id, tuple[str, Node]]
"""Further phrasings by entry: the file, and languages with their lists."""

Steps = tuple[str, ...]


def example_sections(parts: tuple[Part[Examples], ...]) -> Iterator[tuple[Part[Examples], Steps, Node]]:
    """Give every section of the examples that may stand in one file only, with its place there."""
    for part in parts:
        for key, section in _items(part.root):
            if key == "off_topic":
                yield part, (key,), section
            else:
                yield from ((part, (key, inner), node) for inner, node in _items(section))


def join_talk(bot: Part[Bot], words: Part[Words] | None, examples: tuple[Part[Examples], ...]) -> Node:
    """Put together how the bot talks.

    Args:
        bot: `bot.yaml`.
        words: `words.yaml`, if there is one.
        examples: The files of examples; of a section that two have, the first counts.

    Returns:
        A tree of the shape of `Talk`.
    """
    sections = dict(_items(bot.root))
    told: dict[Steps, Node] = {}
    for key, section in _items(words.root) if words else ():
        if key in ("names", "lists"):
            told |= {(key, inner): node.come_from(WORDS, f"{key}.{inner}") for inner, node in _items(section)}
        else:
            sections[key] = section.come_from(WORDS, key)
    for part, steps, node in example_sections(examples):
        told.setdefault(steps, node.come_from(part.file, ".".join(steps)))
    if ("off_topic",) in told:
        sections["off_topic"] = told["off_topic",]
    for key in ("names", "lists", "alerts"):
        inside = {steps[1]: node for steps, node in told.items() if steps[0] == key}
        sections[key] = Node(bot.root.line, dict(inside))
    for key in FACETS:
        facets = [_asked(facet, _id(facet), key, told) for facet in _list(sections.get(key))]
        sections[key] = Node(sections[key].line, facets)
    intents = [
        Node(intent.line, {"id": intent.come_from(bot.file, place)})
        for place, intent in _places("intents", sections["intents"])
    ]
    wishes = [_asked(intent, _id(intent), "intents", told) for intent in intents]
    sections["intents"] = Node(sections["intents"].line, wishes)
    return Node(bot.root.line, dict(sections))


def join_phrasings(root: Node, learnt: Learnt) -> Node:
    """Add to the entries of a topic, or to a partner, the phrasings that are learnt beside their own."""
    if not isinstance(root.value, dict):
        return root
    entries = root.value.get("entries")
    if entries is None:
        return _with_learnt(root, learnt)
    joined = Node(entries.line, [_with_learnt(entry, learnt) for entry in _list(entries)])
    whole = entries if not isinstance(entries.value, list) else joined
    return Node(root.line, {**root.value, "entries": whole})


def learnt_by_entry(parts: tuple[Part[dict[Id, Wordings]], ...]) -> Learnt:
    """Give the further phrasings by entry; of an entry that two files name, the first counts."""
    found = [(one, (part.file, node)) for part in parts for one, node in _items(part.root)]
    return dict(reversed(found))


def _with_learnt(entry: Node, learnt: Learnt) -> Node:
    if not isinstance(entry.value, dict) or _id(entry) not in learnt:
        return entry
    file, further = learnt[_id(entry)]
    own = entry.value.get("questions", Node(entry.line, {}))
    if not isinstance(own.value, dict):
        return entry
    asked = dict(own.value)
    for language, listed in _items(further):
        place = f"{_id(entry)}.{language}"
        more = [item.come_from(file, at) for at, item in _places(place, listed)]
        if language not in asked:
            asked[language] = Node(listed.line, list(more), (file, place))
        elif isinstance(asked[language].value, list):
            asked[language] = Node(asked[language].line, [*_list(asked[language]), *more])
    return Node(entry.line, {**entry.value, "questions": Node(own.line, dict(asked))}, entry.origin)


def _asked(thing: Node, one: str, section: str, told: Mapping[Steps, Node]) -> Node:
    questions = told.get((section, one))
    inside = dict(_items(thing))
    return Node(thing.line, inside | {"questions": questions} if questions else inside)


def _places(place: str, listed: Node) -> Iterator[tuple[str, Node]]:
    """Give the items of a list, each with its place."""
    yield from ((f"{place}[{number}]", item) for number, item in enumerate(_list(listed), 1))


def _items(node: Node) -> Iterator[tuple[str, Node]]:
    return iter(node.value.items() if isinstance(node.value, dict) else ())


def _list(node: Node | None) -> list[Node]:
    return node.value if node and isinstance(node.value, list) else []


def _id(node: Node) -> str:
    return next((str(inner.value) for key, inner in _items(node) if key == "id"), "")
