"""Whole conversations, played through the real dialogue with the real knowledge."""

from pathlib import Path

import pytest

from tests.shipped import shipped_snapshot
from tests.transcript import Play, lines

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_written(path: Path) -> None:
    Play(path.name, shipped_snapshot()).run(lines(path))


def test_a_transcript_that_goes_another_way_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "wrong.txt"
    path.write_text("> /help\n< @help\n< never said\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"wrong\.txt:3"):
        Play(path.name, shipped_snapshot()).run(lines(path))
