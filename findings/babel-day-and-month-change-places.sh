#!/usr/bin/env bash
# Babel 2.19.0
#
# One would expect: parse_date reads day and month in the order of the language, and raises ParseError
#   where that makes no date, as it does for a text without numbers.
# What happens: where the month would be above twelve, the two change places without a word. In Spanish
#   05/12/2026 is the 5th of December and 05/13/2026 the 13th of May: one list, written the American
#   way, is read in two orders. And what format_date writes in its medium form (3 may 2026) raises
#   IndexError, not ParseError.
# Why it matters: a bot that takes the day of a visit or of a delivery gets wrong exactly those dates
#   that nobody notices, twelve days of each month, and accepts the others, so that a test with the
#   31st shows nothing; and what it means to catch is not what is raised.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check Babel==2.19.0
"$dir/venv/bin/python" - <<'PY'
import sys
from datetime import date

from babel.dates import format_date, parse_date

READ = [
    ("es", "05/12/2026", date(2026, 12, 5)),
    ("es", "05/13/2026", date(2026, 5, 13)),
    ("fr", "05/13/2026", date(2026, 5, 13)),
    ("en_US", "12/05/2026", date(2026, 12, 5)),
    ("en_US", "13/05/2026", date(2026, 5, 13)),
]


def reading(text, locale):
    try:
        return parse_date(text, locale=locale)
    except Exception as error:
        return type(error).__name__


changed = [text for locale, text, before in READ if reading(text, locale) != before]
for locale, text, _ in READ:
    print(f"{locale:6} {text} -> {reading(text, locale)}")
medium = {locale: format_date(date(2026, 5, 3), "medium", locale=locale) for locale in ("es", "fr", "en_US")}
raised = {locale: reading(text, locale) for locale, text in medium.items()}
for locale, text in medium.items():
    print(f"{locale:6} {text!r} -> {raised[locale]}")
nothing = reading("mañana", "es")
print("a text without numbers ->", nothing)
if changed or set(raised.values()) != {"IndexError"} or nothing != "ParseError":
    sys.exit("Changed: dates in the other order, or in words, are read otherwise than before.")
print("A date in the wrong order is read in the other one, and only where the day is above twelve.")
PY
