"""The texts that the encoder is tuned on: the phrasings and the examples of a knowledge, and never its cases.

Writes one JSON object a line, with `task`, `label` and `text`, to standard output. A task is what a ranker is
for: labels of different tasks are never told apart from each other.
"""

import json
import sys
from pathlib import Path

from bot.content.load import load
from bot.core.text import shorten
from bot.matching.alerts import alert_examples
from bot.matching.build import Purpose
from bot.matching.classifier import list_examples, partner_examples
from bot.matching.matcher import phrasings_of

_TAUGHT = {
    Purpose.ENTRIES: phrasings_of,
    Purpose.PARTNERS: partner_examples,
    Purpose.LISTS: list_examples,
    Purpose.ALERTS: alert_examples,
}


def main() -> None:
    """Write the texts of the knowledge in the folder that is named first."""
    knowledge = load(Path(sys.argv[1]))
    for purpose, taught in _TAUGHT.items():
        for label, text in sorted({(each.label, shorten(each.text)) for each in taught(knowledge)}):
            print(json.dumps({"task": purpose, "label": label, "text": text}, ensure_ascii=False))


if __name__ == "__main__":
    main()
