"""After a wrong edit the bot starts all the same: from the last knowledge that had no problem."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.last_good import LastGood
from bot.content.live import Live
from bot.content.problem import ProblemsFound
from tests.content.folder import TODAY, edit, look
from tests.content.test_live import ANSWER, WAYS, build, said

CHOPARD = "partners/chopard.yaml"


def start(folder: Path, cache: Path) -> Live:
    return Live(folder, build, lambda: TODAY, LastGood(folder, cache))


def unknown_key(folder: Path) -> None:
    edit(folder, CHOPARD, "sector:", "sektor:")


def no_yaml(folder: Path) -> None:
    edit(folder, WAYS, "title: {", "title: {{")


def no_utf8(folder: Path) -> None:
    path = folder / "form.yaml"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")


def no_form(folder: Path) -> None:
    (folder / "form.yaml").unlink()


def no_such_partner(folder: Path) -> None:
    edit(folder, WAYS, "[chopard]", "[choppard]")


def nothing_left(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        path.unlink()


WRONG = [unknown_key, no_yaml, no_utf8, no_form, no_such_partner, nothing_left]


@pytest.mark.parametrize("break_it", WRONG, ids=lambda one: one.__name__)
def test_after_a_wrong_edit_the_bot_starts_with_the_last_good_knowledge(
    folder: Path, tmp_path: Path, break_it: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    version = start(folder, tmp_path / "cache").snapshot.knowledge.version
    break_it(folder)
    live = start(folder, tmp_path / "cache")
    assert live.snapshot.knowledge.version == version
    assert said(live) == ANSWER
    assert live.problems
    assert live.problems[0] in caplog.text


@pytest.mark.parametrize("break_it", WRONG, ids=lambda one: one.__name__)
def test_without_a_last_good_knowledge_it_stops_with_the_problems(
    folder: Path, tmp_path: Path, break_it: Callable[[Path], None]
) -> None:
    break_it(folder)
    with pytest.raises(ProblemsFound) as found:
        start(folder, tmp_path / "cache")
    assert found.value.problems


async def test_what_an_edit_made_live_is_what_the_next_start_begins_with(
    folder: Path, tmp_path: Path
) -> None:
    live = start(folder, tmp_path / "cache")
    edit(folder, WAYS, ANSWER, "They pay.")
    assert (await live.reload()).well
    unknown_key(folder)
    assert not (await live.reload()).well
    assert said(start(folder, tmp_path / "cache")) == "They pay."


async def test_problems_are_known_until_they_are_mended(folder: Path, tmp_path: Path) -> None:
    start(folder, tmp_path / "cache")
    unknown_key(folder)
    live = start(folder, tmp_path / "cache")
    edit(folder, CHOPARD, "sektor:", "sector:")
    await live.reload()
    assert live.problems == ()


def test_files_that_changed_after_they_were_checked_are_not_kept(folder: Path, tmp_path: Path) -> None:
    kept = LastGood(folder, tmp_path / "cache")
    version = look(folder).version
    edit(folder, WAYS, ANSWER, "They pay.")
    assert not kept.keep(version)
    assert kept.load() is None
    assert kept.version is None


def test_the_last_good_knowledge_of_another_folder_is_not_used(folder: Path, tmp_path: Path) -> None:
    start(folder, tmp_path / "cache")
    other = folder.with_name("other")
    folder.rename(other)
    unknown_key(other)
    with pytest.raises(ProblemsFound):
        start(other, tmp_path / "cache")


def test_a_copy_that_is_damaged_or_of_another_layout_is_none(folder: Path, tmp_path: Path) -> None:
    start(folder, tmp_path / "cache")
    kept = LastGood(folder, tmp_path / "cache")
    assert kept.load() is not None
    (copy,) = (tmp_path / "cache").iterdir()
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    assert kept.load() is None
    unknown_key(folder)
    with pytest.raises(ProblemsFound):
        start(folder, tmp_path / "cache")


def test_where_no_copy_can_be_kept_the_bot_starts_and_says_so(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    assert said(start(folder, tmp_path / "cache")) == ANSWER
    assert "could not be kept" in caplog.text


LEFTOVERS = [
    "intents.yaml~",
    "intents.bak.yaml",
    "intents.orig.yaml",
    "intents.old.yaml",
    "intents.yaml.save",
    "intents.yaml.save.1",
    "intents.yaml.rej",
    ".intents.yaml.swp",
    "intents.yaml.swo",
    "~$intents.yaml",
    "#intents.yaml#",
    ".#intents.yaml",
    "intents.yaml___jb_tmp___",
    "intents.yaml.sb-1a2b3c4d-XyZ012",
    "intents.sync-conflict-20261130-101500-ABCDEFG.yaml",
    "intents_BACKUP_4711.yaml",
    "intents_REMOTE_4711.yaml",
]


@pytest.mark.parametrize("inner", ["examples", "phrasings", "topics", "partners", "cases"])
@pytest.mark.parametrize("name", LEFTOVERS)
def test_what_an_editor_leaves_behind_is_passed_over(folder: Path, inner: str, name: str) -> None:
    before = look(folder)
    (folder / inner / name).write_text("intents: {thanks: {en: [ta very much]}}\n", encoding="utf-8")
    after = look(folder)
    assert after.version == before.version
    assert after.well


@pytest.mark.parametrize(
    "name",
    [
        "intents copy.yaml",
        "intents - Copy.yaml",
        "Copy of intents.yaml",
        "intents (1).yaml",
        "intents (conflicted copy 2026-11-30).yaml",
        "intents.2026.yaml",
    ],
)
@pytest.mark.parametrize("inner", ["examples", "phrasings", "topics", "partners", "cases"])
def test_a_copy_beside_a_file_is_told_and_counts_for_nothing(folder: Path, inner: str, name: str) -> None:
    before = look(folder)
    (folder / inner / name).write_text("intents: {thanks: {en: [ta very much]}}\n", encoding="utf-8")
    after = look(folder)
    assert after.version == before.version
    assert [problem.file for problem in after.problems] == [f"{inner}/{name}"]
    assert "never read" in str(after.problems[0])
