import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.channels.command_line.difference import passages
from bot.channels.command_line.knowledge import knowledge_commands
from tests.content.folder import edit, make_folder
from tests.matchers import QUICK

LONG = "Companies can pay for projects, and " + "they tell us of it, and " * 20
QUESTIONS = (("how can we sponsor a mine", "en"), ("sponsor a mine", "en"))


async def logged() -> tuple[tuple[str, str], ...]:
    return QUESTIONS


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    old = make_folder(tmp_path)
    edit(old, "topics/ways.yaml", "Companies can pay for projects.", f"{LONG}in 2018.")
    return old, Path(shutil.copytree(old, tmp_path / "edited"))


def diff(*words: str | Path) -> Result:
    app = typer.Typer()
    knowledge_commands(app, Path, lambda: QUICK, logged)
    return CliRunner().invoke(app, ["diff", *map(str, words)])


def test_a_change_at_the_end_of_a_long_answer_is_shown_once_with_a_few_words_around_it(
    folders: tuple[Path, Path],
) -> None:
    edit(folders[1], "topics/ways.yaml", "in 2018.", "in 2019.")
    shown = diff(*folders).stdout
    assert "changed: entry fund-a-project — Fund a project\n  answer.en\n" in shown
    assert "  - … tell us of it, and in 2018.\n  + … tell us of it, and in 2019.\n" in shown
    assert shown.count("2019") == 1
    assert shown.count("text: as above") == len(QUESTIONS)
    assert "1 edited; 2 of 2 answers change" in shown


def test_a_new_partner_and_a_changed_sentence_are_shown_though_nobody_asks(
    folders: tuple[Path, Path],
) -> None:
    new = folders[1]
    chopard = (new / "partners/chopard.yaml").read_text(encoding="utf-8")
    text = chopard.replace("chopard", "new-mint").replace("Chopard", "New Mint")
    (new / "partners/new-mint.yaml").write_text(text, encoding="utf-8")
    edit(new, "phrases.yaml", "You are welcome.", "With pleasure.")
    shown = diff(*folders).stdout
    assert "new: partner new-mint — New Mint\n" in shown
    assert "changed: phrases.yaml thanks\n  en\n  - You are welcome. Is" in shown
    assert "2 edited; 0 of 2 answers change" in shown


def test_programs_get_the_edits_as_well(folders: tuple[Path, Path]) -> None:
    (folders[1] / "partners/microsoft.yaml").unlink()
    (gone,) = json.loads(diff(*folders, "--json").stdout)["edits"]
    assert (gone["name"], gone["how"]) == ("partner microsoft", "gone")


def test_the_folder_that_is_at_fault_is_named(folders: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = folders
    missing = diff(tmp_path / "nowhere", new)
    assert missing.exit_code == 1
    assert f"OLD: {tmp_path / 'nowhere'} is not a folder." in missing.stderr
    edit(new, "topics/ways.yaml", "way: fund", "way: fnud")
    broken = diff(old, new)
    assert f"NEW: {new} has problems.\ntopics/ways.yaml:" in broken.stderr


def test_each_place_of_a_text_that_differs_is_shown_by_itself() -> None:
    old = f"First {LONG} and then two."
    new = f"Last {LONG} and then three."
    first, second = passages(old, new)
    assert first == (
        "First Companies can pay for projects, and …",
        "Last Companies can pay for projects, and …",
    )
    assert second[1].endswith("and then three.")


def test_paragraphs_and_spaces_that_differ_can_be_seen() -> None:
    assert list(passages("One. Two", "One.\n\nTwo")) == [("One. Two", "One.¶ ¶ Two")]
    assert list(passages("Oui !", "Oui\xa0!")) == [("Oui !", "Oui⍽!")]
