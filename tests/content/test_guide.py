"""The examples of the editors' guide are taken by the loader as they stand."""

import re
from pathlib import Path

from tests.content.folder import KNOWLEDGE, problems


def examples() -> list[str]:
    guide = (KNOWLEDGE / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)


def test_the_partner_of_the_guide_has_no_problem(folder: Path) -> None:
    (partner,) = [text for text in examples() if text.startswith("id: example-mint")]
    (folder / "partners/example-mint.yaml").write_text(partner, encoding="utf-8")
    assert problems(folder) == []


def test_the_case_of_the_guide_has_no_problem(folder: Path) -> None:
    (case,) = [text for text in examples() if text.startswith("- say")]
    case = case.replace("buy-fairmined  ", "fund-a-project ")
    (folder / "cases/ways.yaml").write_text(case, encoding="utf-8")
    assert problems(folder) == []


def test_the_schemas_that_the_guide_names_exist() -> None:
    guide = (KNOWLEDGE / "README.md").read_text(encoding="utf-8")
    for name in ("partner", "topic", "cases", "bot", "form", "phrases"):
        assert f"{name}" in guide
        assert (KNOWLEDGE / f"schema/{name}.json").exists()
