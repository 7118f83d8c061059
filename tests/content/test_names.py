"""Names of partners that nobody could type, or that mean something else."""

from pathlib import Path

import pytest

from tests.content.folder import edit, look, problems

CHOPARD = "partners/chopard.yaml"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("\u200b\u2060", "names.any[2]: `<U+200B><U+2060>`, expected a text that can be seen"),
        ("Chopard\u200b House", "`Chopard<U+200B> House`, expected only signs that can be seen"),
        ("Cho\u00adpard House", "`Cho<U+00AD>pard House`, expected only signs that can be seen"),
    ],
)
def test_a_name_that_nobody_could_type_is_told(folder: Path, name: str, expected: str) -> None:
    edit(folder, CHOPARD, "any: [Chopard]", f"any: [Chopard, {name}]")
    told = problems(folder)
    assert any(expected in problem for problem in told), told


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("what", "`what`, which is a word with a grammatical job"),
        ("Sí", "`Sí`, which is a word for yes or no"),
        ("Peru", "`Peru`, which is a country"),
        ("Peruano", "`Peruano`, which is a word for a country"),
        ("Mints", "`Mints`, which is a word of a group"),
    ],
)
def test_a_name_that_means_something_else_is_a_warning(folder: Path, name: str, expected: str) -> None:
    edit(folder, CHOPARD, "any: [Chopard]", f"any: [Chopard, {name}]")
    report = look(folder)
    assert report.well
    [warning] = report.warnings
    assert expected in str(warning)
    assert "names.common" in str(warning)
    edit(folder, "words.yaml", "  common: [", f"  common: [{name}, ")
    assert look(folder).warnings == ()


def test_a_name_that_many_questions_hold_is_a_warning(folder: Path) -> None:
    entries = [
        f"""\
  - id: metal-{at}
    title: {{en: Metal {at}, es: Metal {at}, fr: Métal {at}}}
    questions: {{en: [gold {at} as {at}], es: [otra {at}], fr: [autre {at}]}}
    answer: {{en: Yes., es: Sí., fr: Oui.}}
    sources: [{{title: Report}}]
    reviewed_on: 2026-01-02
    review_by: 2027-01-02
"""
        for at in range(20)
    ]
    head = "id: metal\ntitle: {en: Metal, es: Metal, fr: Métal}\nentries:\n"
    (folder / "topics/metal.yaml").write_text(head + "".join(entries), encoding="utf-8")
    edit(folder, CHOPARD, "any: [Chopard]", "any: [Chopard, Gold]")
    told = [str(warning) for warning in look(folder).warnings if "names" in warning.where]
    assert len(told) == 1
    assert "`Gold`, which is an everyday word" in told[0]
