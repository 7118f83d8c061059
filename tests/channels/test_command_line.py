"""`main.py check` as an editor runs it."""

import json
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from bot.channels.command_line.knowledge import knowledge_commands
from tests.content.folder import edit, make_folder

WAITING = "Some checks wait until these are mended"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def run_check(folder: Path, *options: str) -> Result:
    async def nothing_logged() -> tuple[tuple[str, str], ...]:
        return ()

    def no_matcher() -> None:
        raise AssertionError("check needs no matcher")

    app = typer.Typer(pretty_exceptions_enable=False)
    knowledge_commands(app, lambda: folder, no_matcher, nothing_logged)
    return CliRunner().invoke(app, ["check", *options])


def test_a_file_that_could_not_be_read_makes_other_checks_wait(folder: Path) -> None:
    edit(folder, "topics/ways.yaml", "way: fund", "wey: fund")
    done = run_check(folder)
    assert done.exit_code == 1
    assert WAITING in done.stdout.splitlines()[-1]
    assert json.loads(run_check(folder, "--json").stdout)["complete"] is False


def test_nothing_waits_for_problems_between_files(folder: Path) -> None:
    edit(folder, "topics/ways.yaml", "way: fund", "way: fnud")
    done = run_check(folder)
    assert done.exit_code == 1
    assert WAITING not in done.stdout
    assert json.loads(run_check(folder, "--json").stdout)["complete"] is True


def test_schemas_are_written(folder: Path, tmp_path: Path) -> None:
    assert run_check(folder, "--schema", str(tmp_path / "made/here")).exit_code == 0
    assert (tmp_path / "made/here/partner.json").exists()


@pytest.mark.parametrize("inner", ["", "deeper"])
def test_a_place_where_no_schema_can_be_written_is_told(folder: Path, tmp_path: Path, inner: str) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" / inner
    done = run_check(folder, "--schema", str(place), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["well"] is True
    [told] = done.stderr.splitlines()
    assert told.startswith(f"--schema {place}: ")
    assert told.endswith("Name a folder that can be written to.")


def test_problems_that_keep_schemas_from_being_written_are_told(folder: Path, tmp_path: Path) -> None:
    edit(folder, "topics/ways.yaml", "way: fund", "way: fnud")
    done = run_check(folder, "--schema", str(tmp_path / "made"))
    assert done.exit_code == 1
    assert done.stderr == "The schemas were not written: mend the problems first.\n"
    assert not (tmp_path / "made").exists()
