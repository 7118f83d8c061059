"""Texts as Telegram reads them: its HTML, its entities counted in UTF-16 units, its limits.

Follows `parse_html` and `fix_formatted_text` of TDLib (`td/telegram/MessageEntity.cpp`), which the official
Bot API server uses.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from tests.botapi.refusal import bad

TEXT_MOST = 4096
CAPTION_MOST = 1024

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}

CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ATTRIBUTE = re.compile(r"([^\s=>]+)\s*(=?)\s*")
INVISIBLE = {"Cf", "Zs", "Zl", "Zp", "Cc"}


@dataclass(frozen=True)
class Entity:
    """A stretch of text with a meaning; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None

    @property
    def shown(self) -> dict[str, object]:
        plain: dict[str, object] = {"type": self.type, "offset": self.offset, "length": self.length}
        return plain | ({"url": self.url} if self.url else {})


@dataclass(frozen=True)
class Formatted:
    """A text after parsing: what people see, and its entities."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """Length in UTF-16 code units, Telegram's measure of texts and offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


@dataclass(frozen=True)
class _Open:
    tag: str
    offset: int
    start: int
    argument: str


class _Html:
    """One pass over a text in HTML parse mode."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.shown: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> Formatted:
        while self.at < len(self.source):
            sign = self.source[self.at]
            if sign == "&" and (found := self._character(self.at)):
                sign, self.at = found
                self._show(sign)
            elif sign != "<":
                self.at += 1
                self._show(sign)
            elif self.source.startswith("</", self.at):
                self._end()
            else:
                self._start()
        if self.open:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        ordered = sorted(self.entities, key=lambda entity: (entity.offset, -entity.length))
        return Formatted("".join(self.shown), tuple(ordered))

    def _show(self, sign: str) -> None:
        self.shown.append(sign)
        self.offset += units(sign)

    def _character(self, at: int) -> tuple[str, int] | None:
        found = CHARACTER.match(self.source, at)
        if found is None:
            return None
        hexadecimal, decimal, name = found.groups()
        if name:
            return NAMED[name], found.end()
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            return None
        return chr(code), found.end()

    def _start(self) -> None:
        begin = self.at
        found = re.compile(r"<([^\s>]*)").match(self.source, begin)
        assert found
        self.at = found.end()
        if self.at >= len(self.source):
            raise _wrong("Unclosed start tag", self.source, begin)
        tag = found[1].lower()
        if tag not in KINDS:
            raise _wrong(f'Unsupported start tag "{tag}"', self.source, begin)
        argument = ""
        while (value := self._attribute(tag, begin)) is not None:
            argument = value or argument
        if tag == "span" and argument != "tg-spoiler":
            raise _wrong('Tag "span" must have class "tg-spoiler"', self.source, begin)
        if tag == "tg-emoji" and not argument.isdigit():
            raise _wrong('Invalid custom emoji identifier specified in tag "tg-emoji"', self.source, begin)
        self.open.append(_Open(tag, self.offset, len(self.shown), argument))

    def _attribute(self, tag: str, begin: int) -> str | None:
        """Read one attribute; its value if the tag has a use for it, None at the end of the tag."""
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1
        if self.at >= len(self.source):
            raise _wrong("Unclosed start tag", self.source, begin)
        if self.source[self.at] == ">":
            self.at += 1
            return None
        found = ATTRIBUTE.match(self.source, self.at)
        if found is None:
            raise _wrong(f'Empty attribute name in the tag "{tag}"', self.source, begin)
        name = found[1].lower()
        self.at = found.end()
        if not found[2]:
            if (tag, name) == ("blockquote", "expandable"):
                return ""
            raise _wrong(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}"', self.source, begin
            )
        value = self._value(begin)
        wanted = {"a": "href", "span": "class", "tg-emoji": "emoji-id", "code": "class"}
        return value if wanted.get(tag) == name else ""

    def _value(self, begin: int) -> str:
        quote = self.source[self.at : self.at + 1]
        if quote not in {'"', "'"} or not quote:
            found = re.compile(r"[A-Za-z0-9.-]*").match(self.source, self.at)
            assert found
            self.at = found.end()
            following = self.source[self.at : self.at + 1]
            if not following:
                raise _wrong("Unclosed start tag", self.source, begin)
            if not following.isspace() and following != ">":
                raise _wrong("Unexpected end of name token", self.source, self.at)
            return found[0].lower()
        close = self.source.find(quote, self.at + 1)
        if close < 0:
            raise _wrong("Unclosed start tag", self.source, begin)
        raw = self.source[self.at + 1 : close]
        self.at = close + 1
        return CHARACTER.sub(lambda found: (_Html(found[0])._character(0) or (found[0], 0))[0], raw)

    def _end(self) -> None:
        begin = self.at
        if not self.open:
            raise _wrong("Unexpected end tag", self.source, begin)
        found = re.compile(r"</([^\s>]*)\s*(>?)").match(self.source, begin)
        assert found
        if not found[2]:
            raise _wrong("Unclosed end tag", self.source, begin)
        opened = self.open.pop()
        name = found[1].lower()
        if name and name != opened.tag:
            raise bad(
                "can't parse entities: Unmatched end tag at byte offset "
                f'{_bytes(self.source, begin)}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self.at = found.end()
        length = self.offset - opened.offset
        url = None
        if opened.tag == "a":
            url = opened.argument or "".join(self.shown[opened.start :])
            if not link_stands(url):
                return
        if length > 0:
            self.entities.append(Entity(KINDS[opened.tag], opened.offset, length, url))


def _bytes(source: str, at: int) -> int:
    return len(source[:at].encode("utf-8", "surrogatepass"))


def _wrong(reason: str, source: str | None = None, at: int = 0) -> Exception:
    where = "" if source is None else f" at byte offset {_bytes(source, at)}"
    return bad(f"can't parse entities: {reason}{where}")


def link_stands(url: str) -> bool:
    """True if Telegram would make a link of it; others lose their link without a word."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme == "tg":
        return True
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and " " not in url


def parse_html(source: str) -> Formatted:
    """Read a text in HTML parse mode, or refuse it with Telegram's sentence."""
    return _Html(source).parse()


def trim(formatted: Formatted) -> Formatted:
    """Take spaces from both ends and control characters out, and move the entities accordingly."""
    text = formatted.text.replace("\r", "")
    if text != formatted.text and formatted.entities:
        raise AssertionError("carriage returns between entities: offsets would shift, send line feeds only")
    text = "".join(" " if ord(sign) < 32 and sign not in "\n\t" else sign for sign in text)
    lead = units(text) - units(text.lstrip())
    text = text.strip()
    end = units(text)
    kept = []
    for entity in formatted.entities:
        first = max(entity.offset - lead, 0)
        last = min(entity.offset + entity.length - lead, end)
        if last > first:
            kept.append(replace(entity, offset=first, length=last - first))
    return Formatted(text, tuple(kept))


def is_blank(text: str) -> bool:
    """True if nobody would see anything of it."""
    return all(unicodedata.category(sign) in INVISIBLE for sign in text)


def checked_text(formatted: Formatted) -> Formatted:
    """A text fit for a message, or the refusal: 1 to 4,096 units after parsing and trimming."""
    if not formatted.text:
        raise bad("message text is empty")
    trimmed = trim(formatted)
    if is_blank(trimmed.text):
        raise bad("text must be non-empty")
    if units(trimmed.text) > TEXT_MOST:
        raise bad("message is too long")
    return trimmed


def checked_caption(formatted: Formatted) -> Formatted:
    """A caption, or the refusal: up to 1,024 units after parsing and trimming."""
    trimmed = trim(formatted)
    if units(trimmed.text) > CAPTION_MOST:
        raise bad("message caption is too long")
    return trimmed


SEEN = (
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("url", re.compile(r"https?://\S+")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<!\w)#\w+")),
)


def seen_in(text: str) -> tuple[Entity, ...]:
    """The entities that Telegram finds by itself in what people type."""
    found = [
        Entity(kind, units(text[: hit.start()]), units(hit[0]))
        for kind, pattern in SEEN
        for hit in pattern.finditer(text)
    ]
    return tuple(sorted(found, key=lambda entity: entity.offset))
