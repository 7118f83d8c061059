"""Makes the encoder's file: published weights → pieces that are kept → tuned upper layers → 8 bits.

Started by `run`, which puts the packages in place; see README.md.
"""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from published import read_tokeniser, read_weights
from ship import write
from tokenizers import Tokenizer
from tune import Example, tune
from vocabulary import choose, unaccented

from bot.encoder.tokeniser import Pieces, read

PIECES = 32_000
TOKENS = 128
"""As many as are read at run time."""
UNPAIRED = "off-topic"
PREFIX = "query: "


def main() -> None:
    """Make the file that is named by the options."""
    asked = ArgumentParser()
    for name in ("weights", "tokeniser", "frequencies", "words", "texts", "licence", "out"):
        asked.add_argument(f"--{name}", type=Path, required=True)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--untuned", action="store_true", help="leave the published weights as they come")
    given = asked.parse_args()
    torch.set_num_threads(2)
    tensors = read_weights(given.weights)
    described = read_tokeniser(given.tokeniser)
    published = [(piece, score) for piece, score in described["model"]["vocab"]]
    told = [json.loads(line) for line in given.texts.read_text().splitlines()]
    kept = choose(
        Tokenizer.from_str(json.dumps(described)),
        published,
        given.frequencies,
        given.words,
        [read(PREFIX + each["text"]) for each in told],
        PIECES,
    )
    pieces = Pieces([published[number][0] for number in kept], [published[number][1] for number in kept])
    print(f"{len(kept)} pieces are kept", flush=True)
    examples = [
        Example(each["task"], each["label"], _variants(each["text"], partial(_ids, pieces))) for each in told
    ]
    tuned = tune(tensors, kept, examples, UNPAIRED, given.seed, is_tuned=not given.untuned)
    write(given.out, tensors, tuned, kept, published, given.licence)


def _ids(pieces: Pieces, text: str) -> list[int]:
    return [*[pieces.begin, *pieces.cut(PREFIX + text)][: TOKENS - 1], pieces.end]


def _variants(text: str, ids: Callable[[str], list[int]]) -> tuple[list[int], ...]:
    as_it_is = read(text)
    return tuple(ids(variant) for variant in dict.fromkeys((as_it_is, unaccented(as_it_is))))


if __name__ == "__main__":
    main()
