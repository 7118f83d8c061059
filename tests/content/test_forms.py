"""Edits of the form that would keep a visitor from sending an enquiry."""

from pathlib import Path

import pytest

from tests.content.folder import edit, problems


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("consent", "consent"),
        ("reach", "reach"),
        ("contact-name", "text"),
        ("company", "text"),
        ("way", "way"),
    ],
)
def test_a_field_that_every_lead_needs_may_not_be_left_out(folder: Path, field: str, kind: str) -> None:
    begin = f"  - id: {field}\n    kind: {kind}\n"
    edit(folder, "form.yaml", begin, begin + "    required: false\n")
    [told] = problems(folder)
    assert f"fields[{field}].required: a field that may be left out" in told
    assert told.endswith("expected true, remove the line")


def test_other_fields_may_be_left_out(folder: Path) -> None:
    edit(folder, "form.yaml", "    most: 80\n", "    most: 80\n    required: false\n")
    assert problems(folder) == []


def test_a_limit_in_which_no_address_fits_is_told(folder: Path) -> None:
    edit(folder, "form.yaml", "most: 300", "most: 9")
    [told] = problems(folder)
    assert "fields[reach].most: `9`, expected at least 20, raise it" in told


def test_two_fields_of_one_id_are_told(folder: Path) -> None:
    edit(folder, "form.yaml", "id: country\n    kind: country", "id: message\n    kind: message")
    assert any("fields[message].id: a second field `message`" in told for told in problems(folder))


def test_an_action_that_no_button_has_is_told(folder: Path) -> None:
    edit(folder, "form.yaml", "  skip:\n", "  skpi:\n")
    told = problems(folder)
    assert any("words.skpi: the unknown action `skpi`, expected one of agree, send" in each for each in told)
    assert any("did you mean `skip`?" in each for each in told)


@pytest.mark.parametrize(
    ("words", "also", "expected"),
    [
        ("[cancel, stop", "[Send, cancel, stop", "words.cancel.en[1]: `send`, which means `send` as well"),
        ("[back, go back", "[back, cancel", "words.cancel.en[1]: `cancel`, which means `back` as well"),
        ("[skip, none", "[skip, Pourquoi?, none", "`pourquoi`, which means `skip` as well (line 15)"),
    ],
)
def test_a_word_that_presses_two_buttons_of_a_step_is_told(
    folder: Path, words: str, also: str, expected: str
) -> None:
    edit(folder, "form.yaml", words, also)
    assert any(expected in told for told in problems(folder))


def test_a_word_may_press_buttons_of_different_steps(folder: Path) -> None:
    edit(folder, "form.yaml", "[skip, none", "[skip, submit, none")
    assert problems(folder) == []
