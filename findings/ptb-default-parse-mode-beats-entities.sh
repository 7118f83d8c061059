#!/usr/bin/env bash
# python-telegram-bot 22.8 with tdjson 1.8.69 (Telegram's own parser)
#
# One would expect: a message sent with entities needs no parsing, so the parse mode that
#   stands in Defaults is left out for it.
# What happens: both are sent, for texts, captions and edits alike. Telegram looks at the
#   entities only where no parse mode is given, so they are thrown away and the plain text
#   is parsed as HTML: a text with a bare < is refused, any other arrives without its
#   formatting, and &amp; in it turns into &. Only parse_mode=None, given by hand, helps.
# Why it matters: passing a visitor's message on to staff with its own entities is the way
#   that needs no escaping. With a default parse mode it loses the links of an enquiry
#   quietly, and the enquiry of whoever writes "5 < 6 kg" does not arrive at all.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check python-telegram-bot==22.8 tdjson==1.8.69
"$dir/venv/bin/python" - <<'PY'
import asyncio
import json
import sys

import tdjson
from telegram import MessageEntity
from telegram.ext import Defaults, ExtBot
from telegram.request import BaseRequest

MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}
sent = {}


class Recorder(BaseRequest):
    read_timeout = None

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, method, request_data=None, **timeouts):
        sent[url.rsplit("/", 1)[1]] = request_data.json_parameters
        return 200, json.dumps({"ok": True, "result": MESSAGE}).encode()


def execute(query):
    return json.loads(tdjson.td_execute(json.dumps(query).encode()))


def as_telegram_parses(text):
    answer = execute({"@type": "parseTextEntities", "text": text, "parse_mode": {"@type": "textParseModeHTML"}})
    if answer["@type"] == "error":
        return "refused: " + answer["message"]
    return answer["text"], len(answer["entities"])


async def main():
    bot = ExtBot("1:invented", request=Recorder(), get_updates_request=Recorder(), defaults=Defaults(parse_mode="HTML"))
    bold = [MessageEntity(MessageEntity.BOLD, 0, 1)]
    await bot.send_message(5, "5 < 6 kg", entities=bold)
    await bot.send_photo(5, "a-file-id", caption="5 kg", caption_entities=bold)
    await bot.edit_message_text("5 kg", chat_id=5, message_id=1, entities=bold)
    both = {name: sorted({"entities", "caption_entities", "parse_mode"} & set(data)) for name, data in sent.items()}
    for name, keys in both.items():
        print(f"{name:16} sends {' and '.join(keys)} ({sent[name]['parse_mode']})")
    await bot.send_message(5, "5 < 6 kg", entities=bold, parse_mode=None)
    by_hand = "parse_mode" not in sent["sendMessage"]
    print("parse_mode=None leaves it out:", by_hand)
    return all("parse_mode" in keys and len(keys) == 2 for keys in both.values()) and by_hand


execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
doubled = asyncio.run(main())
bare, plain, ampersand = map(as_telegram_parses, ("5 < 6 kg", "5 kg", "written as &amp;"))
print("Telegram on '5 < 6 kg':        ", bare)
print("Telegram on '5 kg':            ", plain)
print("Telegram on 'written as &amp;':", ampersand)
if not (doubled and bare[0:8] == "refused:" and plain == ("5 kg", 0) and ampersand == ("written as &", 0)):
    sys.exit("Changed: entities and the default parse mode are no longer sent together.")
print("The default parse mode goes out beside the entities, and Telegram parses the text by it.")
PY
