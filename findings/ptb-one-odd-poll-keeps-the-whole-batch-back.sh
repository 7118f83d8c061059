#!/usr/bin/env bash
# python-telegram-bot 22.8
#
# One would expect: a field that the library does not know is kept aside, so a field that it
#   misses is no tragedy either; at worst the one message with it cannot be used.
# What happens: an object that lacks a field which newer servers always send (here a poll of
#   an older Bot API server) raises a TypeError, and get_updates gives none of the batch: not
#   the question before it, not the one after it. The offset does not move, so that the same
#   batch comes again, for ever.
# Why it matters: one person forwards one poll, and the bot answers nobody any more until
#   somebody deletes that update by hand.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check python-telegram-bot==22.8
"$dir/venv/bin/python" - <<'PY'
import asyncio
import json
import logging
import sys

from telegram import Bot
from telegram.request import BaseRequest


def update(number, **content):
    message = {"message_id": number, "date": 1, "chat": {"id": 5, "type": "private"}, **content}
    return {"update_id": number, "message": message}


logging.disable()
NEW_FIELD = update(1, text="with a field of tomorrow", hologram={"depth": 3})
POLL = update(2, poll={"id": "7", "question": "Gold or silver?", "options": [], "total_voter_count": 0, "is_closed": False})
QUESTION = update(3, text="Who can buy the gold?")


class Server(BaseRequest):
    read_timeout = None
    batch = ()

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, method, request_data=None, **timeouts):
        return 200, json.dumps({"ok": True, "result": list(self.batch)}).encode()


async def fetch(*batch):
    server = Server()
    server.batch = batch
    try:
        return [each.message.text for each in await Bot("1:invented", request=server, get_updates_request=server).get_updates()]
    except Exception as error:
        return f"{type(error).__name__}, and nothing of the batch"


async def main():
    well = await fetch(NEW_FIELD, QUESTION)
    odd = await fetch(NEW_FIELD, POLL, QUESTION)
    print("with a field that is too new:", well)
    print("with a poll that is too old: ", odd)
    return well == ["with a field of tomorrow", "Who can buy the gold?"] and isinstance(odd, str)


if not asyncio.run(main()):
    sys.exit("Changed: an object that cannot be read no longer keeps the whole batch back.")
print("One object without a field that is newer than the server keeps every update of the batch back.")
PY
