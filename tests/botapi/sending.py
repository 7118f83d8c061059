"""The methods that write into chats, and those that change what stands there."""

import time
from typing import Any

from tests.botapi.keyboard import checked_markup
from tests.botapi.markup import Formatted, checked_caption, checked_text
from tests.botapi.parameters import Parameters, Upload
from tests.botapi.refusal import bad
from tests.botapi.world import NOT_COPIED, Chat, Message, World

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")
PHOTO_MOST = 10 * 2**20
DOCUMENT_MOST = 50 * 2**20
DOWNLOAD_MOST = 20 * 2**20
_OF_ORIGINAL = frozenset({"caption", "media_group_id", "message_thread_id", "is_topic_message"})
"""What a message has of its own that its copy has not."""


class Sending:
    """Bot API methods by their names."""

    def __init__(self, world: World) -> None:
        self.world = world

    def _post(self, chat: Chat, call: Parameters, formatted: Formatted, **more: Any) -> dict[str, Any]:
        chat.check_open()
        markup = checked_markup(call.parsed("reply_markup"), private=chat.is_private)
        topic = call.whole("message_thread_id", 0)
        if topic and topic not in chat.topics:
            raise bad("message thread not found")
        if topic:
            where = {"message_thread_id": topic, "is_topic_message": True}
            more["extra"] = {**more.get("extra", {}), **where}
        reply_to = self._replied(chat, call)
        if markup and "keyboard" in markup:
            chat.keyboard = markup
        elif markup and "remove_keyboard" in markup:
            chat.keyboard = None
        message = chat.add(self.world.bot, formatted, markup=markup, reply_to=reply_to, **more)
        return message.shown

    def _replied(self, chat: Chat, call: Parameters) -> Message | None:
        wanted = call.parsed("reply_parameters") or {}
        number = wanted.get("message_id") or call.whole("reply_to_message_id", 0)
        if not number:
            return None
        found = chat.messages.get(int(number))
        if found and not found.deleted:
            return found
        if wanted.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found")

    def send_message(self, call: Parameters) -> dict[str, Any]:
        formatted = checked_text(call.formatted("text"))
        chat = self.world.writable(call.text("chat_id"))
        return self._post(chat, call, formatted)

    def send_chat_action(self, call: Parameters) -> bool:
        if call.text("action") not in ACTIONS:
            raise bad("wrong parameter action in request")
        self.world.writable(call.text("chat_id"))
        return True

    def _upload(self, call: Parameters, name: str, most: int) -> Upload:
        value = call.text(name)
        if value.startswith("attach://"):
            name = value.removeprefix("attach://")
        upload = call.files.get(name)
        if upload is None:
            raise bad(
                f"there is no {name} in the request"
                if not value
                else "wrong file identifier/HTTP URL specified"
            )
        if not upload.content:
            raise bad("file must be non-empty")
        if len(upload.content) > most:
            raise bad("file is too big")
        return upload

    def send_photo(self, call: Parameters) -> dict[str, Any]:
        caption = checked_caption(call.formatted("caption", "caption_entities"))
        chat = self.world.writable(call.text("chat_id"))
        upload = self._upload(call, "photo", PHOTO_MOST)
        if not upload.content.startswith(PICTURES):
            raise bad("IMAGE_PROCESS_FAILED")
        size = {"file_id": "AgAC-photo", "file_unique_id": "photo", "width": 640, "height": 480}
        return self._post(chat, call, caption, file=upload, extra={"photo": [size]})

    def send_document(self, call: Parameters) -> dict[str, Any]:
        caption = checked_caption(call.formatted("caption", "caption_entities"))
        chat = self.world.writable(call.text("chat_id"))
        upload = self._upload(call, "document", DOCUMENT_MOST)
        shown = {"file_id": "BQAC-file", "file_unique_id": "file", "file_name": upload.name}
        return self._post(chat, call, caption, file=upload, extra={"document": shown})

    def _editable(self, call: Parameters) -> Message:
        if "inline_message_id" in call:
            raise bad("MESSAGE_ID_INVALID")
        chat = self.world.writable(call.text("chat_id"))
        message = chat.messages.get(call.whole("message_id"))
        if message is None or message.deleted:
            raise bad("message to edit not found")
        if message.sender != self.world.bot:
            raise bad("message can't be edited")
        return message

    def _changed(self, message: Message, formatted: Formatted, call: Parameters) -> dict[str, Any]:
        message.chat.check_open()
        private = message.chat.is_private
        if message.markup and "inline_keyboard" not in message.markup and message.markup.get("keyboard"):
            raise bad("message can't be edited")
        markup = checked_markup(call.parsed("reply_markup"), private=private, inline_only=True)
        old = (message.text, message.entities, message.rows)
        new = (formatted.text, formatted.entities, (markup or {}).get("inline_keyboard", []))
        if old == new:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message"
            )
        message.text, message.entities, message.markup = formatted.text, formatted.entities, markup
        message.edit_date = int(time.time())
        message.edits += 1
        return message.shown

    def edit_message_text(self, call: Parameters) -> dict[str, Any]:
        formatted = checked_text(call.formatted("text"))
        message = self._editable(call)
        if message.has_caption:
            raise bad("there is no text in the message to edit")
        return self._changed(message, formatted, call)

    def edit_message_caption(self, call: Parameters) -> dict[str, Any]:
        formatted = checked_caption(call.formatted("caption", "caption_entities"))
        message = self._editable(call)
        if not message.has_caption:
            raise bad("there is no caption in the message to edit")
        return self._changed(message, formatted, call)

    def edit_message_reply_markup(self, call: Parameters) -> dict[str, Any]:
        message = self._editable(call)
        return self._changed(message, Formatted(message.text, message.entities), call)

    def delete_message(self, call: Parameters) -> bool:
        chat = self.world.writable(call.text("chat_id"))
        message = chat.messages.get(call.whole("message_id"))
        if message is None or message.deleted:
            raise bad("message to delete not found")
        may = chat.is_private or chat.members.get(self.world.bot.id) == "administrator"
        if message.sender != self.world.bot and not may:
            raise bad("message can't be deleted")
        message.deleted = True
        return True

    def _carried(self, call: Parameters, what: str) -> tuple[Chat, Message]:
        chat = self.world.writable(call.text("chat_id"))
        origin = self.world.find(call.text("from_chat_id"))
        message = origin.messages.get(call.whole("message_id"))
        if message is None or message.deleted:
            raise bad(f"message to {what} not found")
        return chat, message

    def forward_message(self, call: Parameters) -> dict[str, Any]:
        chat, message = self._carried(call, "forward")
        origin = {"type": "user", "date": message.date, "sender_user": message.sender.shown}
        extra = message.extra | {"forward_origin": origin}
        copy = chat.add(
            self.world.bot, Formatted(message.text, message.entities), extra=extra, file=message.file
        )
        return copy.shown

    def copy_message(self, call: Parameters) -> dict[str, Any]:
        caption = checked_caption(call.formatted("caption", "caption_entities"))
        chat, message = self._carried(call, "copy")
        if NOT_COPIED & message.extra.keys() or not (message.text or message.extra):
            raise bad("the message can't be copied")
        kept = Formatted(message.text or message.extra.get("caption", ""), message.entities)
        is_new = "caption" in call.values and message.has_caption
        extra = {name: value for name, value in message.extra.items() if name not in _OF_ORIGINAL}
        shown = self._post(chat, call, caption if is_new else kept, extra=extra, file=message.file)
        return {"message_id": shown["message_id"]}

    def get_file(self, call: Parameters) -> dict[str, Any]:
        file_id = call.text("file_id")
        content = self.world.contents.get(file_id)
        size = self.world.sizes.get(file_id, len(content or b""))
        if size > DOWNLOAD_MOST:
            raise bad("file is too big")
        if content is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        shown = {"file_id": file_id, "file_unique_id": file_id, "file_size": size}
        return shown | {"file_path": f"documents/{file_id}"}
