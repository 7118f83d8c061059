"""Updates as they come over the wire, where the library cannot read them or does not know what is in them.

Telegram adds kinds of messages every few months, and servers of one's own may be older than the library. What
we need of an update is little, and always was the same: that is taken out, and the rest is named.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

Raw = Mapping[str, Any]

UNREAD: Final = "unread"
"""Key of a message under which the names of its fields stand that were left out."""
_PLAIN: Final = (
    "message_id",
    "message_thread_id",
    "is_topic_message",
    "is_automatic_forward",
    "date",
    "edit_date",
    "text",
    "caption",
    "media_group_id",
    "migrate_to_chat_id",
    "rich_message",
    "album",
)
_DEEPEST: Final = 40
"""Levels of a rich message that are read; Telegram's go less deep."""
_SAID: Final = ("text", "title", "summary", "caption", "credit", "header", "footer")
"""Fields of rich messages that hold words, and not what they look like or lead to."""
_INSIDERS: Final = ("member", "administrator", "creator")


def reduce_update(raw: Raw) -> dict[str, Any]:
    """Leave of an update what the library reads whatever its version; kinds that we do not ask for go."""
    reduced = {kind: reduce(raw[kind]) for kind, reduce in _KINDS.items() if isinstance(raw.get(kind), dict)}
    return {"update_id": raw["update_id"], **reduced}


def rich_text(content: Any, depth: int = 0) -> str:
    """Give the words of a rich message or a part of it, paragraph by paragraph."""
    if isinstance(content, str):
        return content
    if depth > _DEEPEST:
        return ""
    if isinstance(content, list):
        return "".join(rich_text(each, depth + 1) for each in content)
    if not isinstance(content, dict):
        return ""
    pieces = []
    for name, inside in content.items():
        if name in _SAID:
            pieces.append(rich_text(inside, depth + 1))
        elif isinstance(inside, list | dict):
            parts = inside if isinstance(inside, list) else [inside]
            pieces += [_part(part, depth + 1) for part in parts if not isinstance(part, str)]
    return "\n".join(filter(None, pieces))


def _part(content: Any, depth: int) -> str:
    """Give the words of a block; those of a row of cells stand side by side."""
    if not isinstance(content, list):
        return rich_text(content, depth)
    return " ".join(filter(None, (rich_text(each, depth + 1) for each in content)))


def _message(raw: Raw) -> dict[str, Any]:
    reduced = {name: raw[name] for name in _PLAIN if name in raw}
    reduced.setdefault("date", 0)
    for name, reduce in _INSIDE.items():
        if isinstance(raw.get(name), dict):
            reduced[name] = reduce(raw[name])
    if isinstance(people := raw.get("new_chat_members"), list):
        reduced["new_chat_members"] = [_user(each) for each in people]
    reduced[UNREAD] = sorted(raw.keys() - reduced.keys())
    return reduced


def _earlier(raw: Raw) -> dict[str, Any]:
    return _message({name: value for name, value in raw.items() if name != "reply_to_message"})


def _chat(raw: Raw) -> dict[str, Any]:
    names = ("title", "username", "first_name", "last_name")
    return {"id": raw["id"], "type": raw.get("type", "")} | {n: raw[n] for n in names if n in raw}


def _user(raw: Raw) -> dict[str, Any]:
    known = {"id": raw["id"], "is_bot": raw.get("is_bot", False), "first_name": raw.get("first_name", "")}
    names = ("last_name", "username", "language_code")
    return known | {name: raw[name] for name in names if name in raw}


def _contact(raw: Raw) -> dict[str, Any]:
    names = ("phone_number", "first_name", "user_id", "vcard")
    return {"phone_number": "", "first_name": ""} | {name: raw[name] for name in names if name in raw}


def _keyboard(raw: Raw) -> dict[str, Any]:
    rows = raw.get("inline_keyboard") or []
    names = ("text", "callback_data")
    return {"inline_keyboard": [[{n: each.get(n, "") for n in names} for each in row] for row in rows]}


def _press(raw: Raw) -> dict[str, Any]:
    reduced = {name: raw[name] for name in ("id", "chat_instance", "data") if name in raw}
    reduced["from"] = _user(raw["from"])
    if isinstance(raw.get("message"), dict):
        reduced["message"] = _message(raw["message"])
    return reduced


def _membership(raw: Raw) -> dict[str, Any]:
    return {
        "chat": _chat(raw["chat"]),
        "from": _user(raw["from"]),
        "date": raw.get("date", 0),
        "old_chat_member": _member(raw["old_chat_member"]),
        "new_chat_member": _member(raw["new_chat_member"]),
    }


def _member(raw: Raw) -> dict[str, Any]:
    """Somebody inside or outside; what they may do there is no matter."""
    inside = raw.get("status") in _INSIDERS or raw.get("is_member", False)
    return {"status": "member" if inside else "left", "user": _user(raw["user"])}


def _inline(raw: Raw) -> dict[str, Any]:
    reduced = {name: raw.get(name, "") for name in ("id", "query", "offset")}
    return {**reduced, "from": _user(raw["from"])}


_INSIDE: Final[Mapping[str, Callable[[Raw], dict[str, Any]]]] = {
    "chat": _chat,
    "from": _user,
    "sender_chat": _chat,
    "via_bot": _user,
    "contact": _contact,
    "reply_markup": _keyboard,
    "reply_to_message": _earlier,
}
_KINDS: Final[Mapping[str, Callable[[Raw], dict[str, Any]]]] = {
    "message": _message,
    "edited_message": _message,
    "callback_query": _press,
    "my_chat_member": _membership,
    "inline_query": _inline,
}
