import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.channels.command_line.knowledge import knowledge_commands
from tests.content.folder import make_folder
from tests.matchers import QUICK

CASE = "- {{say: sponsor a mine, lang: {lang}, expect: {expect}, group: ways, half: tuning}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def case(at: Path, lang: str = "en", expect: str = "fund-a-project") -> Path:
    at.write_text(CASE.format(lang=lang, expect=expect), encoding="utf-8")
    return at


def evaluate(folder: Path, *words: str | Path) -> Result:
    async def logged() -> tuple[tuple[str, str], ...]:
        return ()

    app = typer.Typer()
    knowledge_commands(app, lambda: folder, lambda: QUICK, logged)
    return CliRunner().invoke(app, ["evaluate", *map(str, words)])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"expect": "fund-a-projct"}, "`fund-a-projct`, which does not exist"),
        ({"expect": "list:PE:mint"}, "expected `list:mint:PE`, the parts in their order"),
        ({"expect": "[]"}, "an empty list, expected at least one item"),
        ({"lang": "de"}, "`de`, expected one of en, es, fr"),
    ],
)
def test_a_case_that_can_never_be_right_is_told_as_check_tells_it(
    folder: Path, tmp_path: Path, values: dict[str, str], told: str
) -> None:
    given = evaluate(folder, case(tmp_path / "given.yaml", **values))
    assert (given.exit_code, given.stdout) == (1, "")
    assert given.stderr.startswith(f"{tmp_path / 'given.yaml'}:1: [1].")
    assert told in given.stderr
    case(folder / "cases/ways.yaml", **values)
    whole = evaluate(folder)
    assert whole.exit_code == 1
    assert whole.stderr.startswith("cases/ways.yaml:1: [1].")
    assert told in whole.stderr


def test_every_bad_file_is_told_at_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "shapeless.yaml").write_text("say: hello\n", encoding="utf-8")
    bad = case(tmp_path / "bad.yaml", lang="de")
    told = evaluate(folder, tmp_path / "missing.yaml", tmp_path / "shapeless.yaml", bad).stderr
    for name in ("missing", "shapeless", "bad"):
        assert f"{tmp_path / name}.yaml:1: " in told


def test_nothing_to_try_is_an_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("[]\n", encoding="utf-8")
    for words, place in (((), folder / "cases"), ((tmp_path / "empty.yaml",), tmp_path / "empty.yaml")):
        refused = evaluate(folder, *words)
        assert refused.exit_code == 1
        assert refused.stderr == f"There are no cases in {place}, so nothing can be tried.\n"


def test_a_picture_that_cannot_be_written_is_told_before_the_run(folder: Path, tmp_path: Path) -> None:
    given = case(tmp_path / "given.yaml")
    refused = evaluate(folder, given, "--picture", tmp_path / "nowhere/scores.html")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "scores.html: it cannot be written (No such file or directory)." in refused.stderr


def test_a_picture_is_written(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "scores.html"
    evaluate(folder, case(tmp_path / "given.yaml"), "--picture", page)
    assert "n = 1" in page.read_text(encoding="utf-8")


def test_a_proposal_is_part_of_the_one_document_that_programs_get(folder: Path, tmp_path: Path) -> None:
    given = case(tmp_path / "given.yaml")
    read = json.loads(evaluate(folder, given, "--json", "--tune").stdout)
    assert read["halves"]["tuning"]["all"]["answerable"] == 1
    assert 0 < read["proposal"]["thresholds"]["answer"] <= 1
    assert "proposal" not in json.loads(evaluate(folder, given, "--json").stdout)
    assert "thresholds:\n  answer: " in evaluate(folder, given, "--tune").stdout
