#!/usr/bin/env bash
# @microsoft/recognizers-text-suite 1.3.1 (npm; the number reader of the Bot Framework)
#
# One would expect: half a million is 500000, a million and a half 1500000.
# What happens: "half a million" and "medio millón" are 2E-06, "one and a half
#   million" is 1.0000005, "un millón y medio de pesos" are 500000 pesos, "tres y
#   medio" is 1,5, and French goes the same way. Figures (1,5 millones) and whole
#   numbers (dos millones quinientos mil) are right.
# Why it matters: people say their budget, their tonnes and their staff just so.
#   The lead is kept with a third of the sum, or with two millionths of it; there
#   is no error and no lower score, and whoever sorts leads by size never sees it.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @microsoft/recognizers-text-suite@1.3.1
cat > seen.cjs <<'JS'
const { Culture, recognizeNumber, recognizeCurrency } = require('@microsoft/recognizers-text-suite');
const cases = [
  [recognizeNumber, Culture.English, 'half a million', '2E-06'],
  [recognizeNumber, Culture.English, 'one and a half million', '1.0000005'],
  [recognizeNumber, Culture.Spanish, 'medio millón', '2E-06'],
  [recognizeNumber, Culture.Spanish, 'un millón y medio', '500000'],
  [recognizeNumber, Culture.Spanish, 'dos millones y medio', '1000000'],
  [recognizeNumber, Culture.Spanish, 'tres y medio', '1,5'],
  [recognizeCurrency, Culture.Spanish, 'un millón y medio de pesos', '500000'],
  [recognizeCurrency, Culture.Spanish, 'medio millón de dólares', '2E-06'],
  [recognizeNumber, Culture.French, 'un million et demi', '500000'],
  // what is read well, for comparison
  [recognizeNumber, Culture.Spanish, 'dos millones quinientos mil', '2500000'],
  [recognizeNumber, Culture.Spanish, '1,5 millones', '1500000'],
];
let changed = false;
for (const [recognize, culture, text, before] of cases) {
  const found = recognize(text, culture);
  const now = found.length === 1 && found[0].text === text ? found[0].resolution.value : JSON.stringify(found);
  console.log(`${culture}  ${text.padEnd(30)} ${now}`);
  changed ||= now !== before;
}
if (changed) {
  console.error('Changed: halves of millions are no longer read as they were in 1.3.1.');
  process.exit(1);
}
console.log('Half a million is two millionths, a million and a half is half a million.');
JS
node seen.cjs
