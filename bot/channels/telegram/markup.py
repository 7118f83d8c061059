"""Replies as Telegram messages: HTML with everything escaped, in parts that Telegram accepts. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.messages import clean
from bot.core.phrases import Phrase
from bot.core.voice import Voice
from bot.dialogue.turn import Choice, Reply

TEXT_LIMIT: Final = 4096
"""UTF-16 units that a message may have, after its entities were parsed."""
TOKEN_LIMIT: Final = 64
"""Bytes that the data of a button may have."""
_JOINER: Final = "\u200d"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    tag: str = ""
    """`b`, `i`, `code` or nothing."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One message: at most `TEXT_LIMIT` units, never blank."""

    html: str
    plain: str
    """The same without markup, should Telegram refuse the markup."""
    keyboard: InlineKeyboardMarkup | None = None


def parts(reply: Reply) -> tuple[Part, ...]:
    """The messages that a reply becomes, its buttons on the last; none if nothing of it is visible."""
    return lay_out(_runs(reply), keyboard(reply.choices))


def lay_out(runs: Iterable[Run], buttons: InlineKeyboardMarkup | None = None) -> tuple[Part, ...]:
    """Split runs into messages, with `buttons` on the last."""
    pieces = _split([Run(_printable(run.text), run.tag, run.url) for run in runs])
    last = len(pieces) - 1
    return tuple(
        Part(
            html="".join(_html(run) for run in piece),
            plain="".join(run.text for run in piece),
            keyboard=buttons if number == last else None,
        )
        for number, piece in enumerate(pieces)
    )


def noted(pieces: Sequence[Part], note: str) -> tuple[Part, ...]:
    """Say something small above messages: in the first of them where there is room, else before it."""
    if not (note and pieces):
        return tuple(pieces)
    (above,) = lay_out([Run(note, "i")])
    first, *rest = pieces
    if units(first.plain) + units(above.plain) + 2 > TEXT_LIMIT:
        return (above, first, *rest)
    html, plain = f"{above.html}\n\n{first.html}", f"{above.plain}\n\n{first.plain}"
    return (replace(first, html=html, plain=plain), *rest)


def keyboard(choices: Sequence[Sequence[Choice]]) -> InlineKeyboardMarkup | None:
    """Rows of buttons; a choice that Telegram would refuse is left out, so that the rest arrives."""
    rows = [
        [
            InlineKeyboardButton(clean(choice.label), callback_data=choice.token)
            for choice in row
            if choice.label.strip() and 1 <= len(clean(choice.token).encode()) <= TOKEN_LIMIT
        ]
        for row in choices
    ]
    full = [row for row in rows if row]
    return InlineKeyboardMarkup(full) if full else None


def units(text: str) -> int:
    """Length as Telegram counts it, in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def _runs(reply: Reply) -> Iterable[Run]:
    if reply.title:
        yield Run(reply.title, "b")
        yield Run("\n\n")
    yield Run(reply.text)
    if reply.sources:
        yield Run("\n")
        for source in reply.sources:
            yield Run("\n🔗 ")
            yield Run(source.title, url=source.url or "")
    if reply.footer:
        yield Run("\n\n")
        yield Run(reply.footer, "i")


def _printable(text: str) -> str:
    return "".join(char for char in clean(text) if char in "\n\t" or unicodedata.category(char) != "Cc")


def _html(run: Run) -> str:
    text = escape(run.text)
    if run.url:
        text = f'<a href="{escape(run.url)}">{text}</a>'
    return f"<{run.tag}>{text}</{run.tag}>" if run.tag and run.text.strip() else text


def _split(runs: list[Run]) -> list[list[Run]]:
    pieces: list[list[Run]] = []
    rest = _trim(runs)
    while rest:
        end = _end_of_part(rest)
        piece, rest = _cut(rest, end)
        piece, rest = _trim(piece), _trim(rest)
        if any(_is_visible(run.text) for run in piece):
            pieces.append(piece)
    return pieces


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def _end_of_part(runs: list[Run]) -> int:
    """Index in the joined text at which the first part ends, at the best place for a reader."""
    text = "".join(run.text for run in runs)
    end, size = 0, 0
    while end < len(text) and size + (width := units(text[end])) <= TEXT_LIMIT:
        size += width
        end += 1
    if end == len(text):
        return end
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, end // 2, end + 1)
        if found > 0:
            return _before_run(runs, found)
    return _before_run(runs, _before_mark(text, end))


def _before_run(runs: list[Run], end: int) -> int:
    """Move a cut that falls inside a link or a bold stretch to its beginning, unless it begins the part."""
    start = 0
    for run in runs:
        stop = start + len(run.text)
        if start < end < stop and (run.tag or run.url) and start > 0:
            return start
        start = stop
    return end


def _before_mark(text: str, end: int) -> int:
    """Move a cut back so that no accent or joined emoji loses its base."""
    cut = end
    while end - cut < 32 and cut > 1 and (_leans_back(text[cut]) or text[cut - 1] == _JOINER):
        cut -= 1
    return end if end - cut >= 32 else cut


def _leans_back(char: str) -> bool:
    return char == _JOINER or unicodedata.category(char)[0] == "M" or "\U0001f3fb" <= char <= "\U0001f3ff"


def _cut(runs: list[Run], end: int) -> tuple[list[Run], list[Run]]:
    before: list[Run] = []
    after: list[Run] = []
    start = 0
    for run in runs:
        inside = min(max(end - start, 0), len(run.text))
        before.append(Run(run.text[:inside], run.tag, run.url))
        after.append(Run(run.text[inside:], run.tag, run.url))
        start += len(run.text)
    return before, after


def _trim(runs: list[Run]) -> list[Run]:
    """Drop the white space around, and runs that are empty."""
    kept = [run for run in runs if run.text]
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = Run(kept[0].text.lstrip(), kept[0].tag, kept[0].url)
        kept[-1] = Run(kept[-1].text.rstrip(), kept[-1].tag, kept[-1].url)
    return kept


def with_offers(reply: Reply, voice: Voice, *, private: bool) -> Reply:
    """Add what a reply allows: two ratings below an answer, an offer where there was none.

    Args:
        reply: As the dialogue made it.
        voice: That of the conversation.
        private: A group is not written to later: what one of its members asked is old news there.
    """
    row: tuple[Choice, ...] = ()
    if reply.rate:
        row = (
            Choice(voice.say(Phrase.RATE_GOOD), f"{reply.rate}:good"),
            Choice(voice.say(Phrase.RATE_BAD), f"{reply.rate}:bad"),
        )
    elif reply.watch and private:
        row = (Choice(voice.say(Phrase.WATCH_CHOICE), reply.watch),)
    return replace(reply, choices=(*reply.choices, row)) if row else reply
