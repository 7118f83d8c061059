#!/usr/bin/env bash
# python-telegram-bot 22.8 with aiolimiter 1.2.1
#
# One would expect: the library's own rate limiter waits where Telegram asks one chat to
#   wait (429 with retry_after, as for a group in slow mode), and lets the others go on.
# What happens: while it waits for the one chat, every other call waits as well, whatever
#   chat it is for, and also those that are for none.
# Why it matters: a staff group in slow mode, or one visitor who asks too fast, keeps every
#   other visitor waiting for half a minute or longer.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check "python-telegram-bot[rate-limiter]==22.8" aiolimiter==1.2.1
"$dir/venv/bin/python" - <<'PY'
import asyncio
import json
import sys
import time

from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import BaseRequest

SECONDS = 3
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}
refused = []


class Server(BaseRequest):
    read_timeout = None

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, method, request_data=None, **timeouts):
        chat = request_data.parameters.get("chat_id")
        if chat == -7 and not refused:
            refused.append(chat)
            answer = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": SECONDS}}
            return 429, json.dumps(answer).encode()
        return 200, json.dumps({"ok": True, "result": MESSAGE if chat else True}).encode()


async def seconds(call):
    began = time.monotonic()
    await call
    return time.monotonic() - began


async def main():
    server = Server()
    bot = ExtBot("1:invented", request=server, get_updates_request=server, rate_limiter=AIORateLimiter(max_retries=3))
    before = await seconds(bot.send_message(5, "hello"))
    slow = asyncio.create_task(seconds(bot.send_message(-7, "to the group in slow mode")))
    while not refused:
        await asyncio.sleep(0.01)
    other, none = await asyncio.gather(seconds(bot.send_message(5, "hello")), seconds(bot.answer_callback_query("1")))
    group = await slow
    print(f"another chat, before:             {before:.1f} s")
    print(f"the group that is told to wait:   {group:.1f} s")
    print(f"another chat meanwhile:           {other:.1f} s")
    print(f"an answer to a button meanwhile:  {none:.1f} s")
    return before < 1 and min(group, other, none) > SECONDS - 1


if not asyncio.run(main()):
    sys.exit("Changed: a chat that has to wait no longer holds up the others.")
print("While one chat has to wait, nobody gets anything.")
PY
