#!/usr/bin/env bash
# python-telegram-bot 22.8
#
# One would expect: an error says what Telegram said. Where Telegram answers with a code
#   (TOPIC_CLOSED, CHAT_WRITE_FORBIDDEN), that code stands in the message of the error.
# What happens: "Bad Request: " is taken off and str.capitalize is put on, which lowers all
#   the rest: TOPIC_CLOSED becomes Topic_closed, and the id of a message or a name in a
#   sentence loses its capitals as well.
# Why it matters: code that looks for TOPIC_CLOSED, as Telegram's pages and logs spell it,
#   never finds it, so that a card refused for a closed topic is taken for a broken one.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check python-telegram-bot==22.8
"$dir/venv/bin/python" - <<'PY'
import asyncio
import json
import sys

from telegram import Bot
from telegram.error import BadRequest
from telegram.request import BaseRequest

SAID = ("TOPIC_CLOSED", "CHAT_WRITE_FORBIDDEN", "chat not found", "can't parse entities: unsupported start tag \"DIV\"")


class Server(BaseRequest):
    read_timeout = None
    said = ""

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, method, request_data=None, **timeouts):
        return 400, json.dumps({"ok": False, "error_code": 400, "description": f"Bad Request: {self.said}"}).encode()


async def told(said):
    server = Server()
    server.said = said
    try:
        await Bot("1:invented", request=server, get_updates_request=server).send_message(5, "hello")
    except BadRequest as error:
        return error.message


found = {said: asyncio.run(told(said)) for said in SAID}
for said, message in found.items():
    print(f"{said:60} {message:55} {'found' if said in message else 'not found'}")
if any(said in message for said, message in found.items() if said.isupper()):
    sys.exit("Changed: codes of Telegram stand in errors as they were said.")
print("The codes that Telegram answers with are not to be found in the errors.")
PY
