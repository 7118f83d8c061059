"""A sign that looks like another one is told by its name, in its own line."""

from pathlib import Path

import pytest

from tests.content.folder import edit, problems

WAYS = "topics/ways.yaml"
NO_BREAK = "no-break space U+00A0"


@pytest.mark.parametrize(
    ("old", "new", "line", "sign"),
    [
        ("id: ways\n", "id:\u00a0ways\n", 1, NO_BREAK),
        ("id: ways\n", "id\u00a0: ways\n", 1, NO_BREAK),
        ("title: {en: Get", "title: {en:\u00a0Get", 2, NO_BREAK),
        ("title: {en: Get", "title: {en\u00a0: Get", 2, NO_BREAK),
        ("      en: Companies", "      en:\u00a0Companies", 11, NO_BREAK),
        ("      en: Companies", "      en\u00a0: Companies", 11, NO_BREAK),
        ("    answer:\n", "    answer:\u00a0\n", 10, NO_BREAK),
        ("    answer:\n", "    answer\u00a0:\n", 10, NO_BREAK),
        ("    way: fund", '    "way\u00a0": fund', 14, NO_BREAK),
        ("    way: fund", "    way:\u202ffund", 14, "narrow no-break space U+202F"),
        ("    way: fund", "    way\u202f: fund", 14, "narrow no-break space U+202F"),
        ("    way: fund", "    way:\u3000fund", 14, "ideographic space U+3000"),
        ("    way: fund", "    way:\u2003fund", 14, "em space U+2003"),
        ("    way: fund", "    way\u200b: fund", 14, "zero width space U+200B"),
        ("    way: fund", "    way:\u200bfund", 14, "zero width space U+200B"),
        ("    way: fund", "    way\uff1afund", 14, "fullwidth colon U+FF1A"),
        ("    way: fund", "\u00a0   way: fund", 14, NO_BREAK),
        ("  - id: fund", "  -\u00a0id: fund", 4, NO_BREAK),
        ("can pay", "can\u2028pay", 11, "line separator U+2028"),
        ("can pay", "can\u2029pay", 11, "paragraph separator U+2029"),
        ("can pay", "can\u0085pay", 11, "invisible sign U+0085"),
    ],
)
def test_a_sign_that_breaks_the_structure_is_named_with_its_own_line(
    folder: Path, old: str, new: str, line: int, sign: str
) -> None:
    edit(folder, WAYS, old, new)
    (told,) = problems(folder)
    assert told.startswith(f"{WAYS}:{line}: file: the {sign}")
    assert "\u00a0" not in told


def test_every_line_with_a_strange_end_is_told(folder: Path) -> None:
    edit(folder, WAYS, "Companies can pay", "Companies\u2028can\u2028pay")
    edit(folder, WAYS, "Las empresas pueden", "Las empresas\u2029pueden")
    assert [problem.split(": ")[0] for problem in problems(folder)] == [f"{WAYS}:11", f"{WAYS}:12"]


def test_an_error_behind_a_strange_end_of_a_line_waits_until_that_is_mended(folder: Path) -> None:
    edit(folder, WAYS, "Companies can", "Companies\u2028can")
    edit(folder, WAYS, "way: fund", "way: fnud")
    assert "U+2028" in problems(folder)[0]
    edit(folder, WAYS, "Companies\u2028can", "Companies can")
    assert problems(folder)[0].startswith(f"{WAYS}:14: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Las empresas pueden", "Atención\u00a0– las empresas pueden"),
        ("Les entreprises peuvent", "«\u00a0Les\u00a0» entreprises\u202f! Elles peuvent"),
        ("Companies can pay for projects.", '"Note:\u00a0companies can pay."'),
    ],
)
def test_in_the_words_of_an_answer_such_signs_stay(folder: Path, old: str, new: str) -> None:
    edit(folder, WAYS, old, new)
    assert problems(folder) == []


def test_a_sign_in_the_words_is_no_cause_of_an_error_elsewhere(folder: Path) -> None:
    edit(folder, WAYS, "      fr: Les", "      fr: >-\n        Attention:\u00a0les\n        Les")
    assert problems(folder) == []
    edit(folder, WAYS, "partners: [chopard]", "partners: [chopard")
    assert all("U+00A0" not in problem for problem in problems(folder))


def test_a_key_that_is_all_of_a_value_is_shown_with_its_sign(folder: Path) -> None:
    edit(
        folder,
        WAYS,
        "title: {en: Get involved, es: Participar, fr: S'engager}",
        "title:\n  en:\u00a0Get involved",
    )
    assert any("en:<U+00A0>Get" in problem for problem in problems(folder))
