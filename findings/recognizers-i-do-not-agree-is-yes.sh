#!/usr/bin/env bash
# @microsoft/recognizers-text-suite 1.3.1 (npm; the yes-or-no reader of the Bot Framework)
#
# One would expect: a sentence that denies an agreeing word is a no, or is not read at all.
# What happens: "I don't agree", "I'm not sure" and "that is not true" are true, and so
#   is the Spanish "por supuesto que no" (of course not). The agreeing word inside is
#   taken and the not before it is not looked at, although "not ok" is known as a no.
#   A friendly "sí, no hay problema" (yes, no problem) is false. The scores are no help:
#   a refusal taken for a yes scores 0.55 to 0.7, "claro que no", read well, 0.6.
# Why it matters: this is the reader behind a question such as "may we keep your
#   address?". It writes down consent that was refused in so many words.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @microsoft/recognizers-text-suite@1.3.1
cat > seen.cjs <<'JS'
const { Culture, recognizeBoolean } = require('@microsoft/recognizers-text-suite');
const cases = [
  [Culture.English, "I don't agree", true],
  [Culture.English, "I'm not sure", true],
  [Culture.English, 'that is not true', true],
  [Culture.Spanish, 'por supuesto que no', true],
  [Culture.Spanish, 'sí, no hay problema', false],
  // what is read well, for comparison
  [Culture.English, 'not ok', false],
  [Culture.Spanish, 'claro que no', false],
  [Culture.French, "pas d'accord", false],
];
let changed = false;
for (const [culture, text, before] of cases) {
  const [first] = recognizeBoolean(text, culture);
  console.log(`${culture}  ${text.padEnd(22)}`, first ? `${first.resolution.value} (by "${first.text}", score ${first.resolution.score})` : 'nothing');
  changed ||= !first || first.resolution.value !== before;
}
if (changed) {
  console.error('Changed: denied agreement is no longer read as it was in 1.3.1.');
  process.exit(1);
}
console.log('"I don\'t agree" is read as yes.');
JS
node seen.cjs
