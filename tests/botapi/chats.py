"""The methods about chats and who is in them."""

from typing import Any

from tests.botapi.markup import Formatted
from tests.botapi.parameters import Parameters
from tests.botapi.refusal import bad
from tests.botapi.world import Chat, World


class Chats:
    """Bot API methods by their names."""

    def __init__(self, world: World) -> None:
        self.world = world

    def get_chat(self, call: Parameters) -> dict[str, Any]:
        chat = self._met(call)
        full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
        return chat.shown | full

    def _met(self, call: Parameters) -> Chat:
        """The chat if the bot has met it: a person who never wrote is unknown to the bot."""
        chat = self.world.find(call.text("chat_id"))
        if chat.is_private and not chat.started:
            raise bad("chat not found")
        return chat if chat.is_private else self.world.writable(call.text("chat_id"))

    def _member(self, chat: Chat, user_id: int) -> dict[str, Any]:
        account = self.world.accounts.get(user_id)
        if account is None:
            raise bad("PARTICIPANT_ID_INVALID")
        status = chat.members.get(user_id, "left")
        shown: dict[str, Any] = {"user": account.shown, "status": status}
        if status == "kicked":
            shown["until_date"] = 0
        if status == "creator":
            shown["is_anonymous"] = False
        if status == "administrator":
            shown |= dict.fromkeys(_RIGHTS, False)
        return shown

    def get_chat_member(self, call: Parameters) -> dict[str, Any]:
        chat = self._met(call)
        return self._member(chat, call.whole("user_id"))

    def get_chat_administrators(self, call: Parameters) -> list[dict[str, Any]]:
        chat = self._met(call)
        if chat.is_private:
            raise bad("there are no administrators in the private chat")
        listed = [user for user, status in chat.members.items() if status in {"administrator", "creator"}]
        return [self._member(chat, user) for user in listed]

    def get_chat_member_count(self, call: Parameters) -> int:
        chat = self._met(call)
        return 2 if chat.is_private else sum(s not in {"left", "kicked"} for s in chat.members.values())

    def create_forum_topic(self, call: Parameters) -> dict[str, Any]:
        chat, name = self._forum(call), call.text("name")
        if not 1 <= len(name) <= TOPIC_MOST:
            raise bad("TOPIC_TITLE_INVALID")
        topic = {"name": name, "icon_color": 7322096}
        opened = chat.add(self.world.bot, Formatted(""), extra={"forum_topic_created": topic})
        opened.extra |= {"message_thread_id": opened.id, "is_topic_message": True}
        chat.topics.add(opened.id)
        return topic | {"message_thread_id": opened.id}

    def close_forum_topic(self, call: Parameters) -> bool:
        chat, number = self._topic(call)
        if number in chat.closed:
            raise bad("TOPIC_NOT_MODIFIED")
        chat.closed.add(number)
        return True

    def reopen_forum_topic(self, call: Parameters) -> bool:
        chat, number = self._topic(call)
        if number not in chat.closed:
            raise bad("TOPIC_NOT_MODIFIED")
        chat.closed.discard(number)
        return True

    def _forum(self, call: Parameters) -> Chat:
        chat = self.world.writable(call.text("chat_id"))
        chat.check_open()
        if not chat.is_forum:
            raise bad("the chat is not a forum")
        if chat.members.get(self.world.bot.id) != "administrator":
            raise bad("not enough rights to create a topic")
        return chat

    def _topic(self, call: Parameters) -> tuple[Chat, int]:
        chat, number = self._forum(call), call.whole("message_thread_id")
        if number not in chat.topics:
            raise bad("TOPIC_ID_INVALID")
        return chat, number

    def leave_chat(self, call: Parameters) -> bool:
        chat = self.world.writable(call.text("chat_id"))
        if chat.is_private:
            raise bad("chat member status can't be changed in private chats")
        chat.members[self.world.bot.id] = "left"
        return True


TOPIC_MOST = 128
_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
