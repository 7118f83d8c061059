#!/usr/bin/env bash
# pydantic 2.14.3 with PyYAML 6.0.4
#
# One would expect: an hour written as 9:30 in a YAML file arrives in a field of
#   type time as half past nine, or is refused.
# What happens: YAML 1.1 counts in sixties, so PyYAML reads 9:30 as the whole
#   number 570, and pydantic takes a number for seconds after midnight: the time
#   becomes 00:09:30, in UTC, without a word. 12:30 and 18:00 go the same way,
#   08:00 and 09:30 are right, since a leading zero keeps them texts. A timedelta
#   of 1:30 is a minute and a half where 01:30 is an hour and a half.
# Why it matters: a bot that keeps its office hours or the wait before a reminder
#   in YAML is open from nine minutes past midnight to eighteen past. Everything
#   validates, and the file looks right.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check pydantic==2.14.3 PyYAML==6.0.4
"$dir/venv/bin/python" - <<'PY'
import sys
from datetime import time, timedelta, timezone

import yaml
from pydantic import BaseModel


class Hours(BaseModel):
    opens: time
    lunch: time
    closes: time
    remind_after: timedelta


def read(text):
    raw = yaml.safe_load(text)
    hours = Hours.model_validate(raw)
    print("file:     ", text)
    print("PyYAML:   ", raw)
    print("pydantic: ", {name: str(value) for name, value in hours})
    print()
    return hours


plain = read("{opens: 9:30, lunch: 12:30, closes: 18:00, remind_after: 1:30}")
quoted = read("{opens: '09:30', lunch: '12:30', closes: '18:00', remind_after: '01:30'}")
zero = read("{opens: 09:30, lunch: '12:30', closes: '18:00', remind_after: 01:30}")

seen = (
    plain.opens == time(0, 9, 30, tzinfo=timezone.utc)
    and plain.lunch == time(0, 12, 30, tzinfo=timezone.utc)
    and plain.closes == time(0, 18, 0, tzinfo=timezone.utc)
    and plain.remind_after == timedelta(seconds=90)
    and quoted == zero
    and quoted.opens == time(9, 30)
    and quoted.remind_after == timedelta(minutes=90)
)
if not seen:
    sys.exit("Changed: an unquoted 9:30 no longer becomes nine and a half minutes past midnight.")
print("An unquoted 9:30 is 00:09:30 UTC; quoted, or with a leading zero, it is half past nine.")
PY
