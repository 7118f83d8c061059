"""What `doctor` looks at: the token, the server, the staff chat. It sends nothing and confirms no update."""

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import REFUSED_BY_TELEGRAM, Client, keep_token_out_of_logs, make_client
from bot.core.errors import BotError
from bot.usecases.doctor import Finding


async def examine_telegram(token: str, api_url: str, staff_chat_id: int | None) -> tuple[Finding, ...]:
    """Log in and look.

    Args:
        token: The bot's token.
        api_url: The Bot API server, without the `/bot<token>` part.
        staff_chat_id: The staff chat, if one is set.
    """
    keep_token_out_of_logs(token)
    try:
        client = make_client(token, api_url)
        account = await client.get_me()
    except (InvalidToken, BotError):
        return (Finding("token", well=False, text="Telegram does not accept it", remedy=REFUSED_BY_TELEGRAM),)
    except TelegramError as error:
        text = f"the server cannot be reached ({type(error).__name__})"
        return (Finding("Bot API", well=False, text=text, remedy="check the network and TELEGRAM_API_URL"),)
    try:
        hook = await client.get_webhook_info()
        polling = Finding(
            "updates",
            well=not hook.url,
            text="a webhook stands" if hook.url else f"by polling; {hook.pending_update_count} waiting",
            remedy="`main.py run` removes the webhook when it starts",
        )
        token_found = Finding("token", well=True, text=f"is that of @{account.username}")
        return token_found, polling, await _examine_chat(client, staff_chat_id, account.id)
    except TelegramError as error:
        text = f"the server failed ({type(error).__name__})"
        return (Finding("Bot API", well=False, text=text, remedy="try again in a moment"),)
    finally:
        await client.shutdown()


async def _examine_chat(client: Client, chat_id: int | None, me: int) -> Finding:
    if chat_id is None:
        remedy = "add the bot to the staff group, send /whereami there, set STAFF_CHAT_ID"
        return Finding("staff chat", well=False, text="none is set: enquiries wait unseen", remedy=remedy)
    try:
        chat = await client.get_chat(chat_id)
        member = await client.get_chat_member(chat_id, me)
    except TelegramError as error:
        remedy = "add the bot to that group, or correct STAFF_CHAT_ID (/whereami tells it)"
        return Finding("staff chat", well=False, text=f"{chat_id}: {error.message}", remedy=remedy)
    return Finding("staff chat", well=True, text=f"“{chat.effective_name}”, where the bot is {member.status}")
