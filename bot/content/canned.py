"""What `replies.yaml` fills in, and by which ids its replies are picked."""

from collections.abc import Iterator
from string import Formatter

from bot.content.problem import Problem, likely, shown
from bot.content.reading import Reading, Steps
from bot.content.shape import Part
from bot.core.canned import SLOTS, CannedReplies


def reply_problems(reading: Reading) -> Iterator[Problem]:
    """Find doubled ids, and texts that could not be written out for a lead."""
    if reading.replies is None:
        return
    first: dict[str, int] = {}
    for position, reply in enumerate(reading.replies.value.replies):
        spot = reading.replies.spot(("replies", position, "id"))
        if reply.id in first:
            found = f"the id {shown(reply.id)} a second time (first in line {first[reply.id]})"
            yield reading.replies.problem(("replies", position, "id"), found, "each id once", "rename one")
        first.setdefault(reply.id, spot.line)
        for language, text in reply.text.items():
            yield from _slots(reading.replies, ("replies", position, "text", language), text)


def _slots(part: Part[CannedReplies], path: Steps, text: str) -> Iterator[Problem]:
    expected = ", ".join(f"{{{name}}}" for name in sorted(SLOTS))
    try:
        slots = [(name, spec or how) for _, name, spec, how in Formatter().parse(text) if name is not None]
    except ValueError:
        slots = [("", "")]
    for name, more in slots:
        if more or not name.isidentifier():
            remedy = "write {{ and }} for plain braces"
            yield part.problem(path, "braces that do not fit", f"{expected} or none", remedy)
        elif name not in SLOTS:
            remedy = likely(name, SLOTS, "correct or remove it")
            yield part.problem(path, f"the unknown {{{name}}}", expected, remedy)
