"""Albums: several pictures sent at once come as an update each, and are one message all the same."""

from typing import Any

from bot.channels.telegram.messages import ALBUM

Raw = dict[str, Any]


def has_album(batch: list[Raw]) -> bool:
    """True if a picture of an album is among the updates, so that more of it may be on the way."""
    return any(_album(update) is not None for update in batch)


def merge_albums(batch: list[Raw]) -> list[Raw]:
    """Make one update of each album, in the place of its first picture, with what is said below any."""
    first: dict[tuple[Any, Any], Raw] = {}
    merged: list[Raw] = []
    for update in batch:
        album = _album(update)
        if album is None:
            merged.append(update)
        elif album not in first:
            first[album] = {**update, "message": dict(update["message"])}
            merged.append(first[album])
        else:
            _add(first[album]["message"], update["message"])
    return merged


def _album(update: Raw) -> tuple[Any, Any] | None:
    message = update.get("message")
    if not isinstance(message, dict) or not message.get("media_group_id"):
        return None
    chat = message.get("chat")
    return (chat.get("id") if isinstance(chat, dict) else None, message["media_group_id"])


def _add(message: Raw, other: Raw) -> None:
    captions = [each["caption"] for each in (message, other) if each.get("caption")]
    if captions:
        message["caption"] = "\n".join(captions)
    message[ALBUM] = [*message.get(ALBUM, ()), other]
