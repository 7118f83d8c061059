from datetime import date
from pathlib import Path

import pytest

from bot.content.load import load
from bot.content.problem import ProblemsFound
from bot.core.errors import BotError
from tests.content.folder import edit


def test_a_valid_folder_becomes_knowledge(folder: Path) -> None:
    knowledge = load(folder)
    assert set(knowledge.entries) == {"fund-a-project", "chopard", "microsoft"}
    assert knowledge.entries["fund-a-project"].review_by == date(2027, 1, 2)
    assert knowledge.topic_of["fund-a-project"].id == "ways"
    assert knowledge.partners["chopard"].period == "2013/2018"
    assert knowledge.partners["chopard"].countries == ("CO",)


def test_the_version_follows_the_files(folder: Path) -> None:
    before = load(folder).version
    assert load(folder).version == before
    edit(folder, "topics/ways.yaml", "Companies can pay", "Companies may pay")
    assert load(folder).version != before


def test_every_scalar_is_the_text_that_was_typed(folder: Path) -> None:
    edit(
        folder,
        "partners/chopard.yaml",
        "any: [Chopard]",
        "any: [Chopard, no, 12:30, 1_000, 0x1F, null, 2013]",
    )
    assert load(folder).partners["chopard"].names["any"] == (
        "Chopard",
        "no",
        "12:30",
        "1_000",
        "0x1F",
        "null",
        "2013",
    )


def test_a_byte_order_mark_is_no_problem(folder: Path) -> None:
    path = folder / "partners/chopard.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert "chopard" in load(folder).partners


def test_problems_come_all_at_once_as_one_error(folder: Path) -> None:
    edit(folder, "topics/ways.yaml", "way: fund", "way: fnud")
    edit(folder, "partners/chopard.yaml", "sector: jewellery", "sector: jewelery")
    (folder / "partners/microsoft.yaml").write_bytes(b"\xff")
    with pytest.raises(ProblemsFound) as caught:
        load(folder)
    assert [problem.file for problem in caught.value.problems] == [
        "partners/chopard.yaml",
        "partners/microsoft.yaml",
        "topics/ways.yaml",
    ]
    assert isinstance(caught.value, BotError)
    assert caught.value.exit_status == 1
    assert len(str(caught.value).splitlines()) == 3


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match=r"bot.yaml:1: file: no such file"):
        load(tmp_path / "nowhere")
