#!/usr/bin/env bash
# Babel 2.19.0, beside Node.js (Intl.ListFormat)
#
# One would expect: format_list joins Spanish words as Spanish does, and as Intl.ListFormat does with the
#   same data of the CLDR: Ana e Inés, siete u ocho.
# What happens: Ana y Inés, siete o ocho. Before a word that begins with the sound of the conjunction
#   itself Spanish takes another one; the CLDR says so in words beside the patterns, and Babel has the
#   patterns alone.
# Why it matters: a bot that names colleagues, partners or languages makes a mistake that every reader
#   hears, and only where a name such as Inés, Iván, Hilda or Óscar comes last: no example with Ana and
#   Luis shows it.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check Babel==2.19.0
"$dir/venv/bin/python" - <<'PY'
import json
import subprocess
import sys

from babel.lists import format_list

PAIRS = [
    (["Ana", "Luis"], "standard", "conjunction"),
    (["Ana", "Inés"], "standard", "conjunction"),
    (["Rosa", "Hilda"], "standard", "conjunction"),
    (["seis", "siete"], "or", "disjunction"),
    (["siete", "ocho"], "or", "disjunction"),
    (["mina", "hotel"], "or", "disjunction"),
]
ASK = "const [l, t] = JSON.parse(process.argv[1]); console.log(new Intl.ListFormat('es', {type: t}).format(l))"


def intl(names, kind):
    done = subprocess.run(["node", "-e", ASK, json.dumps([names, kind])], capture_output=True, text=True, check=True)
    return done.stdout.strip()


seen = [(format_list(names, style, locale="es"), intl(names, kind)) for names, style, kind in PAIRS]
for babel, other in seen:
    print(f"Babel: {babel:16} Intl.ListFormat: {other}")
before = [
    ("Ana y Luis", "Ana y Luis"),
    ("Ana y Inés", "Ana e Inés"),
    ("Rosa y Hilda", "Rosa e Hilda"),
    ("seis o siete", "seis o siete"),
    ("siete o ocho", "siete u ocho"),
    ("mina o hotel", "mina u hotel"),
]
if seen != before:
    sys.exit("Changed: Babel or Intl.ListFormat joins these words otherwise than before.")
print("Babel keeps y and o before a word that begins with their sound.")
PY
