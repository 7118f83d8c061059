"""The general vocabulary of spelling repair, from the file beside this one.

`words.txt.gz` holds the whole words of four letters and more in the vocabulary of USE multilingual v3
(Apache-2.0), folded, the most common first; the languages of the bot and their neighbours.
"""

import gzip
from pathlib import Path
from typing import Final

from bot.matching.spelling import Lexicon

_FILE: Final = Path(__file__).with_name("words.txt.gz")


def load_lexicon(file: Path = _FILE) -> Lexicon:
    """Load the vocabulary; an empty one if the file is missing or damaged."""
    try:
        return Lexicon.of(gzip.decompress(file.read_bytes()).decode().split())
    except (OSError, EOFError, ValueError):
        return Lexicon()
