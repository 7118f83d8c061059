"""What a call carries: form, multipart, JSON or query string, read with types and Telegram's refusals."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.botapi.markup import Entity, Formatted, parse_html
from tests.botapi.refusal import bad


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


@dataclass
class Parameters:
    """The parameters of one call."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        if isinstance(value, bool):
            return str(value).lower()
        text = value if isinstance(value, str) else json.dumps(value)
        if any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
            raise bad("strings must be encoded in UTF-8")
        return text

    def whole(self, name: str, default: int | None = None) -> int:
        value = self.values.get(name)
        if value in (None, ""):
            if default is None:
                raise bad(
                    f"{name} is empty" if name != "message_id" else "message identifier is not specified"
                )
            return default
        try:
            return int(str(value))
        except ValueError:
            raise bad(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def parsed(self, name: str) -> Any:
        """A parameter that is JSON: already parsed in a JSON body, a string in a form."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            what = "reply keyboard markup" if name == "reply_markup" else name
            raise bad(f"can't parse {what} JSON object") from None

    def formatted(self, name: str, entities: str = "entities") -> Formatted:
        """A text with the entities that `parse_mode` or the list of entities gives it."""
        text = self.text(name)
        mode = self.text("parse_mode").lower()
        if mode == "html":
            return parse_html(text)
        if mode:
            raise bad("unsupported parse_mode")
        listed = self.parsed(entities) or []
        try:
            return Formatted(
                text, tuple(Entity(e["type"], e["offset"], e["length"], e.get("url")) for e in listed)
            )
        except (KeyError, TypeError):
            raise bad(f"can't parse {entities} JSON object") from None


async def read(request: web.Request) -> Parameters:
    """Read the parameters of a call, wherever it put them."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad("object expected")
        values |= body
    elif request.body_exists:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read())
            else:
                values[name] = value if isinstance(value, str) else bytes(value).decode()
    return Parameters(values, files)
