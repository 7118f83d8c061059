from pathlib import Path

import pytest

from bot.content.cases import load_cases
from bot.content.problem import ProblemsFound
from bot.core.cases import Case, Half
from tests.content.folder import problems

CASE = """\
- say: {say}
  lang: {lang}
  expect: {expect}
  group: ways
  half: {half}
"""


def write(folder: Path, name: str = "ways", **values: str) -> None:
    usual = {"say": "we want to pay for a mine", "lang": "en", "expect": "fund-a-project", "half": "tuning"}
    (folder / f"cases/{name}.yaml").write_text(CASE.format(**(usual | values)), encoding="utf-8")


def test_cases_are_read_in_order_and_are_no_part_of_the_knowledge(folder: Path) -> None:
    write(folder, "b", expect="[fund-a-project, chopard]", half="held-out")
    write(folder, "a", say="no", expect="none")
    assert load_cases(folder) == (
        Case(say="no", lang="en", expect="none", group="ways", half=Half.TUNING),
        Case(
            say="we want to pay for a mine",
            lang="en",
            expect=("fund-a-project", "chopard"),
            group="ways",
            half=Half.HELD_OUT,
        ),
    )
    assert problems(folder) == []


@pytest.mark.parametrize(
    "expect", ["not_listed", "greeting", "list:all", "list:mint", "list:donor:PE", "list:buyer:mint:NO"]
)
def test_a_case_may_expect_whatever_can_be_answered(folder: Path, expect: str) -> None:
    write(folder, expect=expect)
    assert problems(folder) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"expect": "fund-project"}, "cases/ways.yaml:3: [1].expect: `fund-project`, which does not exist"),
        ({"expect": "list:minting"}, "`minting`, which does not exist"),
        ({"expect": "list:mint:QX"}, "`QX`, expected the code of a country"),
        ({"expect": "list:mint:buyer"}, "expected `list:buyer:mint`, the parts in their order"),
        ({"expect": "[]"}, "cases/ways.yaml:3: [1].expect: an empty list, expected at least one item"),
        ({"lang": "de"}, "cases/ways.yaml:2: [1].lang: `de`, expected one of en, es, fr"),
        ({"half": "both"}, "cases/ways.yaml:5: [1].half: `both`, expected 'tuning' or 'held-out'"),
    ],
)
def test_a_bad_case_is_told_with_its_line(folder: Path, values: dict[str, str], expected: str) -> None:
    write(folder, **values)
    assert expected in problems(folder)[0]


def test_an_utterance_in_both_halves_is_told(folder: Path) -> None:
    write(folder, "a")
    write(folder, "b", say="We want to pay for a mine!", half="held-out")
    assert "cases/b.yaml:1: [1].say: `We want to pay for a mine!` a second time" in problems(folder)[0]


def test_cases_without_their_shape_are_not_loaded(folder: Path) -> None:
    (folder / "cases/ways.yaml").write_text("say: hello\n", encoding="utf-8")
    with pytest.raises(ProblemsFound, match=r"cases/ways\.yaml:1: file: keys with values, expected a list"):
        load_cases(folder)
