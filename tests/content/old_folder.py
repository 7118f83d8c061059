"""A small folder as older versions had it: everything in `bot.yaml`, and all phrasings among the answers."""

from collections.abc import Container
from pathlib import Path

import yaml

from tests.content.folder import KNOWLEDGE, PARTNER

OLD_PHRASES = frozenset(Path(__file__).with_name("old_phrases.txt").read_text(encoding="utf-8").split())
"""The sentences that older versions knew; `convert` brings the others from `bot/starter/phrases.yaml`."""

BOT = """\
languages: [en]
fallback_language: en
thresholds: {answer: 0.7, suggest: 0.1}

# Who our partners are.
sectors:
  - id: jewellery
    title: {en: Jewellers}
    words:
      en: [jeweller, jewellers]
    questions:
      en: [who makes rings of your gold, which ring makers are with you]
relations:
  - id: donor
    title: {en: Donors}
    words: {en: [donor, donors]}
ways:
  - id: fund
    title: {en: Fund a project}
aspects:
  - id: when
    words: {en: [when, since when]}

follow_up_words:
  en: [and, what about]
# What people type instead of pressing a button.
yes_words:
  en: ["yes", "y", sure]
question_words: {en: [who, what]}
stop_words: {en: [a, the]}
intents:
  - id: thanks
    questions:
      en: [thank you, "that's all, thanks"]
off_topic:
  en:
    # far
    - what is the weather like
    - "price: a ring"
names:
  questions:
    en: ["is {name} a partner"]
  # known to everybody
  strangers: [UNICEF]
  legal_forms: [inc, gmbh]
lists:
  questions:
    en: ["which {group} work with you"]
  everyone:
    en: [list all partners]
  counting:
    en: [how many]
places:
  "NO": {en: [Norwegian]}
"""
TOPIC = """\
id: ways
title: {en: Get involved}
entries:
  # The first one.
  - id: fund-a-project
    title: {en: Fund a project}
    questions:
      en:
        # The best ones.
        - how to fund 1
        - how to fund 2
        - how to fund 3
        - how to fund 4
        - how to fund 5
        - how to fund 6
        - how to fund 7
        - how to fund 8
        - how to fund 9
        - how to fund 10
        # Some more.
        - how to fund 11
        - "how to fund: 12"
    answer:
      en: Write to us.  # short
    sources: [{title: Report}]
    reviewed_on: 2026-01-02
    review_by: 2027-01-02
"""


def make_old_folder(at: Path) -> Path:
    """Write the folder below `at`, with a long sentence, and give its path."""
    folder = at / "old"
    for inner in ("topics", "partners", "cases"):
        (folder / inner).mkdir(parents=True)
    partner = PARTNER.format(id="chopard", name="Chopard").replace(", es: Chopard, fr: Chopard", "")
    lines = [line for line in partner.splitlines() if not line.startswith(("  es:", "  fr:"))]
    texts = {
        "bot.yaml": BOT,
        "topics/ways.yaml": TOPIC,
        "partners/chopard.yaml": "\n".join(lines) + "\n",
        "phrases.yaml": _in_english("phrases.yaml", OLD_PHRASES),
        "form.yaml": _in_english("form.yaml"),
        "README.md": "Notes of ours.\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _in_english(name: str, keys: Container[str] | None = None) -> str:
    value = yaml.safe_load((KNOWLEDGE / name).read_text(encoding="utf-8"))
    if keys is not None:
        value = {key: texts for key, texts in value.items() if key in keys}
    return str(yaml.safe_dump(_pruned(value), allow_unicode=True, sort_keys=False, width=10_000))


def _pruned(value: object) -> object:
    if isinstance(value, dict):
        return {key: _pruned(inner) for key, inner in value.items() if key not in ("es", "fr")}
    return [_pruned(inner) for inner in value] if isinstance(value, list) else value
