#!/usr/bin/env bash
# Babel 2.19.0
#
# One would expect: parse_time reads what format_time has just written in the same language.
# What happens: only the letters am and pm are looked for. Spanish of Colombia, Mexico and
#   Peru, English of Canada, Greek and Korean write p. m., p.m., μ.μ. and 오후: half past
#   nine in the evening comes back as half past nine in the morning, and twelve at night
#   (12 a. m.) as noon, with no error. English of the United States is right, and so is
#   every language that writes 21:30.
# Why it matters: a bot that shows the hour of a call in the visitor's language and reads
#   the answer with the same library books the call twelve hours early, and only for some
#   countries of a language: es is right, es_CO is not.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check Babel==2.19.0
"$dir/venv/bin/python" - <<'PY'
import sys
from datetime import time

from babel.dates import format_time, parse_time

EVENING, NIGHT = time(21, 30), time(0, 15)
WRONG = ["es_CO", "es_MX", "es_PE", "en_CA", "el", "ko"]
RIGHT = ["en_US", "en_AU", "es", "fr", "pt_BR"]


def there_and_back(moment, locale):
    written = format_time(moment, "short", locale=locale)
    return written, parse_time(written, locale=locale)


changed = []
for locale in WRONG + RIGHT:
    evening, read_evening = there_and_back(EVENING, locale)
    night, read_night = there_and_back(NIGHT, locale)
    print(f"{locale:6} {evening!r:24} -> {read_evening}   {night!r:24} -> {read_night}")
    before = (time(9, 30), time(12, 15)) if locale in WRONG else (EVENING, NIGHT)
    if (read_evening, read_night) != before:
        changed.append(locale)
typed = parse_time("9:30 p. m.", locale="es_CO")
print("typed by hand, with ordinary blanks, es_CO: '9:30 p. m.' ->", typed)
if changed or typed != time(9, 30):
    sys.exit(f"Changed: the evening is read otherwise than before ({', '.join(changed) or 'typed by hand'}).")
print("Half past nine in the evening comes back as half past nine in the morning.")
PY
