import json
import shutil
from pathlib import Path

import pytest

from bot.core.errors import KnowledgeError
from bot.usecases.preview import diff
from tests.content.folder import edit, make_folder
from tests.matchers import build_quickly

QUESTION = ("how can we sponsor a mine", "en")
CASE = "- {say: sponsor a mine, lang: en, expect: fund-a-project, group: ways, half: tuning}\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    old = make_folder(tmp_path)
    return old, Path(shutil.copytree(old, tmp_path / "edited"))


def test_an_edit_that_changes_no_answer_shows_no_change(folders: tuple[Path, Path]) -> None:
    found = diff(*folders, [QUESTION, QUESTION], build_quickly)
    assert found.asked == 1
    assert found.changes == ()


def test_a_changed_text_is_shown_with_both_answers(folders: tuple[Path, Path]) -> None:
    old, new = folders
    edit(new, "topics/ways.yaml", "Companies can pay for projects.", "They pay.")
    found = diff(old, new, [QUESTION, ("Who is Chopard?", "en")], build_quickly)
    assert [(change.question, change.differs) for change in found.changes] == [(QUESTION[0], ("text",))]
    assert found.changes[0].old.text == "Companies can pay for projects."
    assert found.changes[0].new.text == "They pay."
    assert json.loads(json.dumps(found.as_json()))["changes"][0]["new"]["entry"] == "fund-a-project"


def test_a_partner_that_goes_is_shown(folders: tuple[Path, Path]) -> None:
    old, new = folders
    (new / "partners/microsoft.yaml").unlink()
    (change,) = diff(old, new, [("Who is Microsoft?", "en")], build_quickly).changes
    assert {"verdict", "entry"} <= set(change.differs)


def test_the_utterances_of_the_cases_are_replayed_too(folders: tuple[Path, Path]) -> None:
    old, new = folders
    (new / "cases/ways.yaml").write_text(CASE, encoding="utf-8")
    assert diff(old, new, [], build_quickly).asked == 1


def test_a_broken_folder_is_told(folders: tuple[Path, Path]) -> None:
    old, new = folders
    edit(new, "topics/ways.yaml", "way: fund", "way: fnud")
    with pytest.raises(KnowledgeError, match=r"NEW: .* has problems\.\ntopics/ways\.yaml"):
        diff(old, new, [], build_quickly)
    with pytest.raises(KnowledgeError, match=r"OLD: .* has problems\."):
        diff(new, old, [], build_quickly)
