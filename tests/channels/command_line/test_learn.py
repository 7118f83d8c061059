"""`learn` keeps with the knowledge what was learnt from it, and says how much of that is stale."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.channels.command_line.learning import learn_command
from bot.channels.command_line.progress import tell_in_a_line, tell_in_notes, tell_in_the_log
from bot.encoder.cache import ArrayFile, KeptVectors
from bot.encoder.keeping import KeepingEncoder
from bot.encoder.learnt import LearntFiles
from bot.matching.build import Builder, Purpose
from bot.matching.progress import Progress
from tests.content.folder import edit, make_folder
from tests.matching.plain_ranking import FakeEncoder

WAYS = "topics/ways.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = make_folder(tmp_path)
    for page in (made / "examples").glob("*.yaml"):
        page.unlink()
    return made


def learner(kept: Path) -> Builder:
    encoder = KeepingEncoder(FakeEncoder(), KeptVectors(kept / "vectors.npz", "fake"), Progress())

    def keeps(purpose: Purpose) -> LearntFiles:
        return LearntFiles([ArrayFile(kept / f"{purpose}.npz", "fake")])

    return Builder(encoder, keeps=keeps)


def learn(folder: Path, *words: str) -> Result:
    app = typer.Typer()
    kept = folder / "learnt"
    learn_command(app, lambda: folder, lambda: (learner(kept), kept))
    return CliRunner().invoke(app, list(words))


def test_all_is_stale_before_and_nothing_after(folder: Path) -> None:
    before = learn(folder, "--check")
    assert before.exit_code == 1
    assert "run `partner-bot learn`" in before.stdout
    assert not (folder / "learnt").exists()
    done = learn(folder)
    assert done.exit_code == 0, done.stdout
    assert "is up to date: " in done.stdout
    after = learn(folder, "--check")
    assert (after.exit_code, after.stdout.count(" 0 (0.0%)")) == (0, 6)


def test_an_edit_leaves_the_rest_valid(folder: Path) -> None:
    learn(folder)
    edit(folder, WAYS, "how can we sponsor a mine", "zorblax frobnication of the projects")
    checked = learn(folder, "--check")
    assert [line.split()[-2] for line in checked.stdout.splitlines()[:2]] == ["1", "1"]


def test_a_folder_that_cannot_be_written_is_one_sentence(folder: Path) -> None:
    (folder / "learnt").write_text("in the way", encoding="utf-8")
    refused = learn(folder)
    assert refused.exit_code == 1
    assert f"{folder / 'learnt'} cannot be written" in refused.output


def test_progress_is_one_line_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    tell = tell_in_a_line()
    for share in (0.1, 0.5, 1.0):
        tell(share)
    assert capsys.readouterr().err.splitlines() == ["Learning the knowledge, which takes about a minute."]


def test_beside_a_talk_begin_and_end_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    tell = tell_in_notes()
    for share in (0.1, 0.5, 1.0):
        tell(share)
    first, last = capsys.readouterr().err.splitlines()
    assert "letters" in first
    assert "learnt" in last


def test_the_log_has_each_tenth_once(caplog: pytest.LogCaptureFixture) -> None:
    tell = tell_in_the_log()
    with caplog.at_level("INFO"):
        for percent in range(5, 101):
            tell(percent / 100)
    assert [record.getMessage().split(": ")[1] for record in caplog.records] == [
        f"{tenth * 10} %" for tenth in range(11)
    ]
