#!/usr/bin/env bash
# chrono-node 2.10.3 (npm)
#
# One would expect: the Spanish, French and Portuguese readers know the same phrases as the
#   English and German ones, or find nothing.
# What happens: "pasado mañana", "après-demain" and "depois de amanhã" (the day after
#   tomorrow) are read as tomorrow. "Mañana a las 3 de la tarde" falls in two: tomorrow at
#   three at night, and a second find, this afternoon. English and German get both right.
# Why it matters: a bot that agrees on a call takes the first find, and the call stands in
#   the diary on the wrong day or at three in the morning. Each find is a well-formed date
#   with no sign of doubt, and a test written in English passes.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts chrono-node@2.10.3
cat > seen.cjs <<'JS'
const chrono = require('chrono-node');
const now = new Date(2026, 10, 30, 7, 0); // a Monday, seven in the morning
const written = (date) => `${date.getDate()}.${date.getMonth() + 1}. ${date.getHours()}:00`;
const cases = [
  ['es', 'pasado mañana', ['1.12. 7:00']],
  ['fr', 'après-demain', ['1.12. 7:00']],
  ['pt', 'depois de amanhã', ['1.12. 7:00']],
  ['es', 'mañana a las 3 de la tarde', ['1.12. 3:00', '30.11. 15:00']],
  ['pt', 'amanhã às 3 da tarde', ['1.12. 3:00', '30.11. 15:00']],
  // what is read well, for comparison
  ['en', 'the day after tomorrow', ['2.12. 7:00']],
  ['de', 'übermorgen', ['2.12. 7:00']],
  ['en', 'tomorrow at 3 in the afternoon', ['1.12. 15:00']],
  ['de', 'morgen um 3 Uhr nachmittags', ['1.12. 15:00']],
  ['es', 'mañana a las 3 pm', ['1.12. 15:00']],
];
let changed = false;
console.log('asked on', written(now));
for (const [language, text, before] of cases) {
  const found = chrono[language].parse(text, now);
  const times = found.map((one) => written(one.start.date()));
  console.log(`${language}  ${text.padEnd(31)} ${found.map((one, i) => `${times[i]} ("${one.text}")`).join(' and ')}`);
  changed ||= times.join() !== before.join();
}
if (changed) {
  console.error('Changed: days and hours are no longer read as they were in 2.10.3.');
  process.exit(1);
}
console.log('The day after tomorrow is tomorrow, and three in the afternoon is three at night.');
JS
node seen.cjs
