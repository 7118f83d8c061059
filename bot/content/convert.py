"""A knowledge folder of the old layout → one of today's, which says exactly the same.

What people read stays where it is; words, examples and further phrasings move to files of their own, in the
order they had. Lines are cut rather than files written anew where lines allow it, so that comments stay with
what they stand above. Words and sentences that older versions had in the program are added. The outcome is
read again and compared before anything is put in its place.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from bot.content.cases import read_cases
from bot.content.files import listing, read_text
from bot.content.layout import FRESH, MOST_QUESTIONS, moved_sections, phrasings_file
from bot.content.problem import Problem, ProblemsFound
from bot.content.reading import read
from bot.content.relaying import Source, cut, plain_value, wrap, written
from bot.content.schemas import FOLDER as SCHEMAS
from bot.content.schemas import write_schemas
from bot.content.shape import Part, shape
from bot.content.starter import missing_phrases, with_words
from bot.content.tree import Node, parse
from bot.core.asking import ListWords, NameWords, Words
from bot.core.errors import BotError
from bot.core.knowledge import Knowledge, Partner, Talk, Topic

EXAMPLES: Final = {
    "examples/off-topic.yaml": ("off_topic",),
    "examples/intents.yaml": ("intents",),
    "examples/groups.yaml": ("sectors", "relations"),
    "examples/names.yaml": ("names.questions", "names.openings", "names.ours", "names.own"),
    "examples/well-known.yaml": ("names.strangers",),
    "examples/lists.yaml": ("lists",),
}
"""Into which file each section of the examples goes."""

_HEADS: Final = {
    "words.yaml": "# Words with a job: what tells questions, names, lists and follow-ups from each other.",
    "examples": "# Examples that the bot learns from, as different from each other as people are.",
    "phrasings": "# Learnt beside the questions that stand with the answers, by entry or partner.",
}
"""Remarks at the head of the new files, by file or folder."""

Steps = tuple[str | int, ...]
Said = tuple[str, ...]
"""What the files say that moves, in its order."""


def convert(folder: Path) -> Path:
    """Put a folder of the old layout into today's, in its place.

    Args:
        folder: The knowledge folder.

    Returns:
        Where the folder as it was stands now, beside the new one.

    Raises:
        BotError: The folder is not of the old layout, has problems, or cannot be written; nothing is changed.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise BotError(f"{folder} is not a folder; name the knowledge folder to convert.")
    backup = folder.with_name(f"{folder.name}-before")
    if backup.exists():
        raise BotError(f"{backup} is in the way, where the folder as it was would be kept; move it first.")
    sources = _sources(folder)
    before = _old(sources)
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
            made = Path(shutil.copytree(folder, Path(place) / folder.name))
            for name, text in _texts(sources).items():
                (made / name).parent.mkdir(exist_ok=True)
                (made / name).write_text(text, encoding="utf-8")
            _prove(folder, made, before)
            _exchange(folder, made, backup)
    except (OSError, shutil.Error) as error:
        reason = getattr(error, "strerror", None) or "it cannot be copied"
        raise BotError(
            f"{folder} was not converted: {reason}. Give yourself the right to write in {folder.parent}, "
            "or convert a copy of the folder."
        ) from None
    return backup


def _exchange(folder: Path, made: Path, backup: Path) -> None:
    folder.rename(backup)
    try:
        made.rename(folder)
    except OSError:
        backup.rename(folder)
        raise


def _sources(folder: Path) -> dict[str, Source]:
    """Read every file of a folder of the old layout.

    Raises:
        BotError: It is another folder, or has files that cannot be read.
    """
    names, problems = listing(folder)
    found = {}
    for name in names:
        text = read_text(folder, name)
        root, wrong = (None, [text]) if isinstance(text, Problem) else parse(name, text)
        problems += wrong
        if root is not None and isinstance(text, str):
            found[name] = Source(name, text, root)
    bot = found.get("bot.yaml")
    if bot is None:
        raise BotError(f"{folder} has no bot.yaml that can be read; name the knowledge folder to convert.")
    is_new = any(name.startswith(FRESH) for name in names)
    moved = moved_sections(bot.root)
    if is_new and moved:
        raise BotError(
            f"{folder} is half converted: bot.yaml still has {', '.join(moved)} beside files of the "
            "new layout; put the folder back as it was and convert that."
        )
    if not moved:
        raise BotError(f"{folder} has the layout of today already; there is nothing to convert.")
    if problems:
        raise ProblemsFound(problems)
    return found


def _old(sources: Mapping[str, Source]) -> Said:
    """Give what the old files say, and what the program had beside them.

    Raises:
        ProblemsFound: if they have not the shape that the old layout had.
    """
    kinds: dict[str, Any] = {"bot.yaml": Talk, "topics": Topic, "partners": Partner}
    parts: dict[str, list[Any]] = {key: [] for key in kinds}
    problems: list[Problem] = []
    for name, source in sources.items():
        kind = kinds.get(name.partition("/")[0])
        if kind is None:
            continue
        root = with_words(source.root, _languages(source)) if name == "bot.yaml" else source.root
        part = shape(name, root, kind, TypeAdapter(kind))
        if isinstance(part, Part):
            parts[name.partition("/")[0]].append(part.value)
        else:
            problems += part
    if problems:
        raise ProblemsFound(problems)
    return tuple(value.model_dump_json() for values in parts.values() for value in values)


def _texts(sources: Mapping[str, Source]) -> dict[str, str]:
    """Give the text of every file that is new or another."""
    fresh = _bot_texts(sources["bot.yaml"])
    learnt: dict[str, list[str]] = {}
    for name, source in sources.items():
        if name.startswith(("topics/", "partners/")):
            further = list(_further(source.root))
            fresh[name] = cut(source, [path for _, _, paths in further for path in paths])
            if further:
                listed = {one: languages for one, languages, _ in further}
                block = written(Node(1, dict(listed)), source, apart=True)
                learnt.setdefault(phrasings_file(name), []).append(block)
    if phrases := sources.get("phrases.yaml"):
        missing = missing_phrases(phrases.root, _languages(sources["bot.yaml"]))
        fresh[phrases.name] = f"{phrases.text.rstrip()}\n{written(missing, phrases)}"
    for name, blocks in learnt.items():
        fresh[name] = f"{_HEADS['phrasings']}\n\n" + "\n".join(blocks)
    texts = {name: wrap(fresh.get(name, source.text)) for name, source in sources.items()}
    texts |= {name: wrap(text) for name, text in fresh.items() if name not in texts}
    return {name: text for name, text in texts.items() if name not in sources or text != sources[name].text}


def _further(root: Node) -> Iterator[tuple[str, Node, list[Steps]]]:
    """Give each entry with more than ten questions: its id, those beyond by language, their places."""
    entries = _children(root).get("entries")
    listed = entries.value if entries and isinstance(entries.value, list) else None
    things: list[tuple[Steps, Node]] = (
        [((), root)] if listed is None else [(("entries", n), one) for n, one in enumerate(listed)]
    )
    for at, entry in things:
        inside = _children(entry)
        paths: list[Steps] = []
        languages: dict[str, Node] = {}
        for language, asked in _children(inside.get("questions", Node(1, {}))).items():
            more = asked.value[MOST_QUESTIONS:] if isinstance(asked.value, list) else []
            if more:
                languages[language] = Node(1, list(more))
                paths += [(*at, "questions", language, MOST_QUESTIONS + n) for n in range(len(more))]
        if languages:
            yield str(inside["id"].value), Node(1, dict(languages)), paths


def _bot_texts(source: Source) -> dict[str, str]:
    """Share `bot.yaml` out among itself, `words.yaml` and the examples."""
    own = _children(source.root)
    root = _children(with_words(source.root, _languages(source)))
    words = {key: node for key, node in root.items() if key in Words.model_fields}
    told: dict[str, dict[str, Node]] = {}
    for key, kind in (("names", NameWords), ("lists", ListWords)):
        inside = _children(root.get(key, Node(1, {})))
        told[key] = {inner: node for inner, node in inside.items() if inner not in kind.model_fields}
        mine = {inner: node for inner, node in inside.items() if inner in kind.model_fields}
        words.pop(key, None)
        words |= {key: Node(root[key].line, dict(mine))} if mine else {}
    paths: list[Steps] = [(key,) for key in (*words, "names", "lists", "off_topic", "intents") if key in own]
    for key in ("sectors", "relations", "intents"):
        told[key] = {}
        things = root.get(key, Node(1, []))
        for n, thing in enumerate(things.value if isinstance(things.value, list) else ()):
            inside = _children(thing)
            if "questions" in inside:
                told[key][str(inside["id"].value)] = inside["questions"]
                paths += [(key, n, "questions")] if key != "intents" else []
    ids = [Node(node.line, one) for one, node in _ids(root.get("intents", Node(1, [])))]
    texts = {
        "bot.yaml": cut(source, paths, added={"intents": Node(1, list(ids))}),
        "words.yaml": f"{_HEADS['words.yaml']}\n\n" + written(Node(1, dict(words)), source, apart=True),
    }
    for file, keys in EXAMPLES.items():
        tree = _example_tree(keys, root, told)
        if tree:
            texts[file] = f"{_HEADS['examples']}\n\n" + written(Node(1, tree), source, apart=True)
    return texts


def _example_tree(
    keys: Sequence[str], root: Mapping[str, Node], told: Mapping[str, Mapping[str, Node]]
) -> dict[str, Any]:
    """What one file of the examples holds, of the sections and parts of sections that belong there."""
    tree: dict[str, Any] = {}
    for section, _, inner in (key.partition(".") for key in keys):
        if section == "off_topic":
            found = _children(root.get(section, Node(1, {})))
            tree |= {section: root[section]} if found else {}
            continue
        mine = {one: node for one, node in told[section].items() if inner in ("", one)}
        if mine:
            tree[section] = Node(1, _children(tree.get(section, Node(1, {}))) | mine)
    return tree


def _languages(bot: Source) -> tuple[str, ...]:
    listed = _children(bot.root).get("languages", Node(1, [])).value
    return tuple(str(language.value) for language in listed) if isinstance(listed, list) else ()


def _ids(things: Node) -> Iterator[tuple[str, Node]]:
    for thing in things.value if isinstance(things.value, list) else ():
        yield str(_children(thing)["id"].value), thing


def _children(node: Node) -> dict[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _prove(folder: Path, made: Path, before: Said) -> None:
    """See that the new folder says what the old one did, then renew its schemas if it had any.

    Raises:
        BotError: It does not.
    """
    reading = read(made)
    after = reading.knowledge()
    if after is None or reading.problems or _said(after) != before or not _same_rest(folder, made):
        raise BotError(
            f"{folder} was not converted: the outcome would not say the same. Lay the files out as the "
            "shipped ones are (one key a line) and try again."
        )
    if (made / SCHEMAS).is_dir():
        write_schemas(after, made / SCHEMAS)


def _said(knowledge: Knowledge) -> Said:
    """Give everything that moves, in its order."""
    parts = (knowledge.talk, *knowledge.topics, *knowledge.partners.values())
    return tuple(part.model_dump_json() for part in parts)


def _same_rest(folder: Path, made: Path) -> bool:
    for name in ("phrases.yaml", "form.yaml"):
        before, after = (plain_value(str(read_text(each, name))) for each in (folder, made))
        kept = {key: after.get(key) for key in before} if isinstance(before, dict) else after
        if kept != before:
            return False
    (old, _), (new, _) = read_cases(folder), read_cases(made)
    return [part.value for part in old] == [part.value for part in new]
