"""`leads add` and what belongs to it, as commands of the program."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.content.folder import make_folder
from tests.staging import sqlite_url, sqlite_without_rows

ADD = ("leads", "add", "--company", "Acme", "--person", "Eva", "--reach", "eva@acme.example", "--way", "fund")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_without_rows(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path))
    monkeypatch.setenv("KNOWLEDGE_DIR", str(make_folder(tmp_path)))


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.output


def test_a_lead_is_entered_lost_for_a_reason_and_its_consent_noted() -> None:
    status, said = run(*ADD, "--not-asked", "--source", "fair", "--from", "Basel", "--json")
    assert status == 0, said
    reference = json.loads(said)["reference"]
    status, said = run("leads", "consent", reference, "--where", "a call", "--by", "Ana", "--json")
    assert status == 0, said
    assert json.loads(said)["consent"] == "given"
    assert run("leads", "move", reference, "contacted")[0] == 0
    status, said = run("leads", "move", reference, "lost")
    assert (status, "--reason" in said) == (1, True)
    status, said = run("leads", "move", reference, "lost", "--reason", "no budget", "--json")
    assert status == 0, said
    assert json.loads(said)["history"][-1]["detail"] == "no budget"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ((), "--consent or --not-asked: this is missing."),
        (("--consent", "a fair", "--not-asked"), "give one of them"),
        (("--not-asked", "--country", "Atlantis"), "--country: "),
        (("--not-asked", "--source", "pigeon"), "pigeon"),
    ],
)
def test_what_is_wrong_is_one_sentence(more: tuple[str, ...], told: str) -> None:
    status, said = run(*ADD, *more)
    assert status != 0
    assert told in said
    assert "Traceback" not in said
