#!/usr/bin/env bash
# httpx 0.28.1
#
# One would expect: parameters of a client, such as a key that every request needs, are added to the
#   query that an address has already, as requests does it and as httpx itself adds those of a call to
#   those of the client.
# What happens: the query of the address is gone. A client with params={"key": ...} that follows a
#   "next" link asks for the first page again, without an error; an empty params={} in a call erases
#   the query as well, params=None keeps it.
# Why it matters: a bot that fetches leads from a CRM page by page, by the links that the CRM gives,
#   gets page one for ever as soon as its key moves from the call into the client.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check httpx==0.28.1 requests==2.32.5
"$dir/venv/bin/python" - <<'PY'
import sys

import httpx
import requests

NEXT = "https://crm.example.org/leads?page=2&since=2026-05-03"


def asked(client, **params):
    return client.build_request("GET", NEXT, **params).url.query.decode()


plain, keyed = httpx.Client(), httpx.Client(params={"key": "k1"})
session = requests.Session()
session.params = {"key": "k1"}
seen = {
    "httpx, nothing given": asked(plain),
    "httpx, params=None": asked(plain, params=None),
    "httpx, params={}": asked(plain, params={}),
    "httpx, key in the call": asked(plain, params={"key": "k1"}),
    "httpx, key in the client": asked(keyed),
    "requests, key in the session": session.prepare_request(requests.Request("GET", NEXT)).url.partition("?")[2],
}
for how, query in seen.items():
    print(f"{how:30} {query or '(no query)'}")
kept = "page=2&since=2026-05-03"
if list(seen.values()) != [kept, kept, "", "key=k1", "key=k1", f"{kept}&key=k1"]:
    sys.exit("Changed: the query of an address and the parameters go together otherwise than before.")
print("The page that was asked for is gone as soon as the client has parameters of its own.")
PY
