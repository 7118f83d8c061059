"""Reply markup: which keyboards Telegram takes, and what it says of the others."""

from typing import Any

from tests.botapi.markup import link_stands
from tests.botapi.refusal import bad

Markup = dict[str, Any]

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
WIDEST = 8
MOST_BUTTONS = 100


def checked_markup(markup: Any, *, private: bool, inline_only: bool = False) -> Markup | None:
    """A keyboard as it will stand under the message, or the refusal.

    Args:
        markup: The parsed `reply_markup`, or None.
        private: True in a private chat; a contact can be asked for nowhere else.
        inline_only: True for edits, which take inline keyboards only.
    """
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    kinds = [kind for kind in KINDS if kind in markup]
    if not kinds and not markup:
        return None
    if len(kinds) != 1:
        raise bad("can't parse reply keyboard markup JSON object")
    if inline_only and kinds != ["inline_keyboard"]:
        raise bad("inline keyboard expected")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"])
        shown = [[_inline_button(button) for button in row] for row in rows if row]
        return {"inline_keyboard": shown} if shown else None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"])
        if not any(rows):
            raise bad("can't parse keyboard: keyboard can't be empty")
        return markup | {"keyboard": [[_reply_button(button, private) for button in row] for row in rows]}
    if markup.get("remove_keyboard") is False or markup.get("force_reply") is False:
        raise bad("can't parse reply keyboard markup JSON object")
    placeholder = markup.get("input_field_placeholder", "")
    if len(placeholder) > 64:
        raise bad("input field placeholder is too long")
    return markup


def _rows(keyboard: Any) -> list[list[Any]]:
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise bad("can't parse inline keyboard: expected an array of arrays of buttons")
    if sum(len(row) for row in keyboard) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    if any(len(row) > WIDEST for row in keyboard):
        raise bad("BUTTON_ROW_TOO_LONG")
    return keyboard


def _text_of(button: Any) -> str:
    text = button.get("text")
    if not isinstance(text, str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad("can't parse inline keyboard button: text must be non-empty")
    return text


def _inline_button(button: Any) -> Markup:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    _text_of(button)
    actions = [action for action in ACTIONS if action in button]
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one action is expected")
    if unknown := set(button) - {"text", "style", "icon_custom_emoji_id"} - set(ACTIONS):
        raise bad(f"can't parse inline keyboard button: unknown field {min(unknown)}")
    data = button.get("callback_data")
    if "callback_data" in button and not (isinstance(data, str) and 1 <= len(data.encode()) <= 64):
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not link_stands(str(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return button


def _reply_button(button: Any, private: bool) -> Markup:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad("can't parse keyboard button: KeyboardButton must be an Object")
    _text_of(button)
    if button.get("request_contact") and not private:
        raise bad("phone number can be requested in private chats only")
    return button
