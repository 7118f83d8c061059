"""Which published pieces are kept: those that English, Spanish, French and Portuguese need.

Words are counted as general word lists count them, in lower case, with accents and (as many type) without,
and cut by the published tokeniser; the pieces met most often stay, and with them every piece of the
knowledge's own texts. What is left out is cut into smaller pieces at run time. Cases are never read here.
"""

import gzip
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgpack
from tokenizers import Tokenizer

LANGUAGES = ("en", "es", "fr", "pt")
SPECIAL = ("<s>", "</s>", "<unk>")
_MOST_WORDS = 120_000
"""How many words of a language are counted, the most common first."""
_UNACCENTED = 0.2
"""How often a word with accents is typed without them."""
_SHORT = 2
_SIGNS = "▁.,;:!?¿¡'’\"“”«»-–—_()[]{}/\\&%€$£@#+*=<>|~°ºª0123456789"


def choose(
    tokeniser: Tokenizer,
    pieces: list[tuple[str, float]],
    wheel: Path,
    words: Path,
    texts: Iterable[str],
    size: int,
) -> list[int]:
    """Give the numbers of the pieces to keep, ascending.

    Args:
        tokeniser: The published one.
        pieces: Its pieces with their scores.
        wheel: The package `wordfreq`.
        words: The bot's own list of words, the most common first.
        texts: What the knowledge's phrasings say, in lower case.
        size: How many pieces to keep.
    """
    needed = {number for number, (piece, _) in enumerate(pieces) if piece in SPECIAL or _is_basic(piece)}
    needed |= {number for text in texts for number in tokeniser.encode(text, add_special_tokens=False).ids}
    needed |= set(tokeniser.encode("query:").ids)
    met: Counter[int] = Counter()
    for word, often in counted_words(wheel, words):
        for number in tokeniser.encode(word, add_special_tokens=False).ids:
            met[number] += often
    kept = set(needed)
    for number, _ in met.most_common():
        if len(kept) >= size:
            break
        if _is_plain(pieces[number][0]):
            kept.add(number)
    return sorted(kept)


def counted_words(wheel: Path, words: Path) -> Iterator[tuple[str, float]]:
    """Give words in lower case, each with how often it is met in a text of its language."""
    for language in LANGUAGES:
        for word, often in read_words(wheel, language)[:_MOST_WORDS]:
            yield word, often
            if (plain := unaccented(word)) != word:
                yield plain, often * _UNACCENTED
    for number, word in enumerate(gzip.decompress(words.read_bytes()).decode().split()):
        yield word, 0.01 / (number + 100)


def read_words(wheel: Path, language: str) -> list[tuple[str, float]]:
    """Give the words of a language, the most common first, each with its share of a text."""
    with ZipFile(wheel) as file:
        packed = file.read(f"wordfreq/data/large_{language}.msgpack.gz")
    groups: list[Any] = msgpack.loads(gzip.decompress(packed))
    # The first element is a head; the others are words by their frequency, in hundredths of a tenth power.
    return [(word, 10 ** (-at / 100)) for at, group in enumerate(groups[1:]) for word in group]


def unaccented(word: str) -> str:
    """Give a word as it is typed where accents are left out."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


def _is_basic(piece: str) -> bool:
    bare = piece.removeprefix("▁")
    return len(bare) <= _SHORT and all(sign in _SIGNS or _is_letter(sign) for sign in bare)


def _is_plain(piece: str) -> bool:
    return all(_is_letter(sign) or not sign.isalpha() for sign in piece)


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and sign == sign.lower() and unicodedata.name(sign, "").startswith("LATIN")
