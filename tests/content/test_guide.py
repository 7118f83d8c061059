"""The examples of the editors' guide are taken as they stand, in the shipped knowledge and by the schemas."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.content.check import check
from tests.content.folder import KNOWLEDGE, edit, look, problems

GUIDE = (KNOWLEDGE / "README.md").read_text(encoding="utf-8")


def example(beginning: str) -> str:
    (text,) = [text for text in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) if beginning in text]
    return str(text)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "shipped"))


def test_all_examples_of_the_guide_together_have_no_problem_in_the_shipped_knowledge(shipped: Path) -> None:
    (shipped / "partners/example-mint.yaml").write_text(example("id: example-mint"), encoding="utf-8")
    (shipped / "cases/fairs-en.yaml").write_text(example("- say"), encoding="utf-8")
    edit(shipped, "topics/ways.yaml", "\nentries:\n", "\nentries:\n" + example("id: visit-a-mine"))
    edit(shipped, "bot.yaml", "\nsectors:\n", "\nsectors:\n" + example("id: museum"))
    edit(shipped, "bot.yaml", "\nrelations:\n", "\nrelations:\n" + example("id: host"))
    edit(shipped, "examples/groups.yaml", "\nsectors:\n", "\nsectors:\n" + example("  museum:"))
    with (shipped / "phrasings/ways.yaml").open("a", encoding="utf-8") as learnt:
        learnt.write(example("visit-a-mine:"))
    edit(shipped, "bot.yaml", "\nways:\n", "\nways:\n" + example("id: exhibit"))
    report = check(shipped, date(2026, 11, 23))
    assert (report.problems, report.warnings) == ((), ())


def test_a_remark_begins_where_the_guide_says(folder: Path) -> None:
    edit(folder, "partners/chopard.yaml", "any: [Chopard]", "any:\n    - Chopard #1")
    report = look(folder)
    assert report.knowledge
    assert report.knowledge.partners["chopard"].names["any"] == ("Chopard",)
    edit(folder, "partners/chopard.yaml", "- Chopard #1", "- #1")
    assert "names.any[1]: nothing, expected a text" in problems(folder)[0]
    edit(folder, "partners/chopard.yaml", "- #1", '- "#1"')
    assert problems(folder) == []


def test_the_schemas_that_the_guide_names_exist() -> None:
    for name in ("partner", "topic", "cases", "bot", "words", "examples", "phrasings", "form", "phrases"):
        assert f"{name}" in GUIDE
        assert (KNOWLEDGE / f"schema/{name}.json").exists()


def test_vs_code_finds_the_schema_of_every_file() -> None:
    top = KNOWLEDGE.parent
    settings = json.loads((top / ".vscode/settings.json").read_text(encoding="utf-8"))
    served = {file for files in settings["yaml.schemas"].values() for file in top.glob(files)}
    assert served == set(KNOWLEDGE.rglob("*.yaml"))
    assert all((top / schema).exists() for schema in settings["yaml.schemas"])
