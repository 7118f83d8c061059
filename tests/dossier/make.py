"""Make the two files of this folder from a dossier: `python -m tests.dossier.make FOLDER`.

The dossier itself does not belong to the bot. What the tests need of it is small: the ids of its facts with
their priorities (`facts.txt`), and a hash of every run of eight words in it (`runs.bin`), by which a copied
sentence is found without keeping the sentences.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.dossier.compare import HERE, runs

TEXTS = ("fact", "note", "figures")


def make(dossier: Path) -> None:
    facts = yaml.safe_load((dossier / "facts.yaml").read_text(encoding="utf-8"))
    lines = sorted(f"{fact['id']} {fact['priority']}\n" for fact in facts)
    (HERE / "facts.txt").write_text("".join(lines), encoding="utf-8")
    hashes = {digest for text in texts(dossier, facts) for _, digest in runs(text)}
    (HERE / "runs.bin").write_bytes(b"".join(sorted(hashes)))


def texts(dossier: Path, facts: list[dict[str, object]]) -> Iterator[str]:
    for fact in facts:
        yield from (str(fact[key]) for key in TEXTS if key in fact)
    for name in ("start-page.txt", "README.md"):
        yield from (dossier / name).read_text(encoding="utf-8").split("\n\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
