#!/usr/bin/env bash
# phonenumbers 9.0.43
#
# One would expect: +52 1 55 1234 5678, as Mexican mobiles were dialled from abroad
#   until 2019 and still stand in address books, is mended to +52 55 1234 5678, just as the
#   Argentine 15 is turned into the 9 that belongs there.
# What happens: it parses without an error, keeps the 1, and is then neither valid nor even
#   possible (too long). The old prefixes 044, 045 and 01 are kept as well. Text with such
#   a number has no number in it for PhoneNumberMatcher, not even at its most lenient, and
#   is_number_match calls the two forms only a short match.
# Why it matters: a form that asks is_valid_number turns away people who copy their number
#   from their own contacts, and the old leads of a Mexican visitor are never recognised as
#   those of the same person by comparing numbers in the E.164 form.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check phonenumbers==9.0.43
"$dir/venv/bin/python" - <<'PY'
import sys

import phonenumbers as p


def look(text, region=None):
    number = p.parse(text, region)
    e164 = p.format_number(number, p.PhoneNumberFormat.E164)
    reason = p.ValidationResult.to_string(p.is_possible_number_with_reason(number))
    valid = p.is_valid_number(number)
    print(f"{text:24} {e164:18} {reason:12} {'valid' if valid else 'not valid'}")
    return e164, reason, valid


new = look("+52 55 1234 5678")
old = look("+52 1 55 1234 5678")
mobile = look("044 55 1234 5678", "MX")
trunk = look("01 55 1234 5678", "MX")
argentine = look("+54 11 15 1234 5678")


def matches(text):
    return [m.raw_string for m in p.PhoneNumberMatcher(text, "MX", leniency=p.Leniency.POSSIBLE)]


found_old, found_new = matches("Tel. +52 1 55 1234 5678"), matches("Tel. +52 55 1234 5678")
print("found in a text:", found_old, "and", found_new)
alike = p.is_number_match("+52 1 55 1234 5678", "+52 55 1234 5678")
print("the two are a short match:", alike == p.MatchType.SHORT_NSN_MATCH)

seen = (
    new == ("+525512345678", "IS_POSSIBLE", True)
    and old == ("+5215512345678", "TOO_LONG", False)
    and mobile == ("+520445512345678", "TOO_LONG", False)
    and trunk == ("+52015512345678", "TOO_LONG", False)
    and argentine == ("+5491112345678", "IS_POSSIBLE", True)
    and found_old == []
    and found_new == ["+52 55 1234 5678"]
    and alike == p.MatchType.SHORT_NSN_MATCH
)
if not seen:
    sys.exit("Changed: Mexican numbers with the old 1, 044 or 01 are treated otherwise than before.")
print("The old 1 of Mexican mobiles is kept and makes the number impossible.")
PY
