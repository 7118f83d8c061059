"""The whole folder at once: files that are no text, twins, overdue reviews, coverage."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.files import MOST_BYTES
from tests.content.folder import PARTNER, edit, look, problems

WAYS = "topics/ways.yaml"
CHOPARD = "partners/chopard.yaml"


def test_a_valid_folder_is_well(folder: Path) -> None:
    report = look(folder)
    assert report.problems == ()
    assert report.warnings == ()
    assert report.well
    assert report.knowledge is not None


def test_the_report_counts_each_language_and_becomes_json(folder: Path) -> None:
    report = look(folder)
    assert [language.language for language in report.coverage] == ["en", "es", "fr"]
    assert (report.coverage[0].entries, report.coverage[0].partners, report.coverage[0].names) == (3, 2, 2)
    edit(folder, WAYS, "way: fund", "way: nowhere")
    data = json.loads(json.dumps(look(folder).as_json()))
    assert data["well"] is False
    assert data["problems"][0]["line"] == 14


def test_an_entry_without_sources_is_told(folder: Path) -> None:
    edit(folder, CHOPARD, "sources:\n  - title: Current donors and allies\n    as_of: 2018\n", "")
    [told] = problems(folder)
    assert told.startswith(f"{CHOPARD}:1: sources: no source, expected where the answer comes from, name at")


def test_files_that_are_no_text_are_told(folder: Path) -> None:
    partners = folder / "partners"
    (partners / "huge.yaml").write_bytes(b"#" * 10_000_000)
    (partners / "latin.yaml").write_bytes("id: latin\ntitle: {en: Café}\n".encode("latin-1"))
    (partners / "wide.yaml").write_bytes("id: wide".encode("utf-16"))
    (partners / "empty.yaml").write_bytes(b"")
    (partners / "comment.yaml").write_bytes(b"# nothing yet\n")
    (partners / "inside.yaml").mkdir()
    os.mkfifo(partners / "pipe.yaml")
    outside = folder.parent / "outside.yaml"
    outside.write_text(PARTNER.format(id="outside", name="Outside"), encoding="utf-8")
    (partners / "outside.yaml").symlink_to(outside)
    (partners / "nothing.yaml").symlink_to(partners / "gone.yaml")
    (partners / "round.yaml").symlink_to(partners / "round.yaml")
    told = "\n".join(problems(folder))
    for line in (
        f"partners/huge.yaml:1: file: 10,000,000 bytes, expected at most {MOST_BYTES:,} bytes, split it",
        "partners/latin.yaml:2: file: a byte that is not UTF-8 (0xe9)",
        "partners/wide.yaml:1: file: text in UTF-16",
        "partners/empty.yaml:1: file: an empty file",
        "partners/comment.yaml:1: file: an empty file",
        "partners/inside.yaml:1: file: a folder or a device",
        "partners/pipe.yaml:1: file: a folder or a device",
        "partners/outside.yaml:1: file: a link that leads out of the folder",
        "partners/nothing.yaml:1: file: a file that cannot be read (No such file or directory)",
        "partners/round.yaml:1: file: a file that cannot be read",
    ):
        assert line in told


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "spare").mkdir()
    path = folder / CHOPARD
    path.rename(folder / "partners/.chopard")
    path.symlink_to(folder / "partners/.chopard")
    (folder / "spare").rmdir()
    assert problems(folder) == []


def test_files_that_would_never_be_read_are_told(folder: Path) -> None:
    (folder / "partners/kering.yml").touch()
    (folder / "partners/old").mkdir()
    (folder / "topic").mkdir()
    (folder / "bots.yaml").touch()
    unread = [
        *("kering.YAML", "kering.YML", "kering.ymal", "kering.yaml.txt", "kering", "_kering.yaml"),
        *("~kering.yaml", "kering.json"),
    ]
    for inner in ("cases", "topics"):
        for name in unread:
            (folder / inner / name).touch()
    (folder / "bot.YAML").touch()
    told = problems(folder)
    assert [line.partition(":")[0] for line in told] == [
        "bot.YAML",
        "bots.yaml",
        *(f"cases/{name}" for name in sorted(unread)),
        "partners/kering.yml",
        "partners/old",
        "topic",
        *(f"topics/{name}" for name in sorted(unread)),
    ]
    assert all("a file or folder that is never read" in line for line in told)


def test_files_that_editors_leave_behind_are_no_problem(folder: Path) -> None:
    left = [
        ".chopard.yaml.swp",
        "chopard.yaml~",
        "#chopard.yaml#",
        "chopard.swp",
        "chopard.yaml.bak",
        "a.TMP",
    ]
    for name in (*left, ".hidden", "README", "README.md", "~$chopard.yaml"):
        (folder / "partners" / name).touch()
        (folder / name).touch()
    assert problems(folder) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="everything can be read by the superuser")
def test_an_unreadable_file_is_told(folder: Path) -> None:
    (folder / CHOPARD).chmod(0)
    assert "a file that cannot be read (Permission denied)" in problems(folder)[0]


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? "])
def test_bottomless_nesting_is_told(folder: Path, opening: str) -> None:
    (folder / CHOPARD).write_text(opening * 200_000, encoding="utf-8")
    assert any("levels of nesting" in problem for problem in problems(folder))


def test_a_broken_file_does_not_make_others_look_broken(folder: Path) -> None:
    edit(folder, CHOPARD, "id: chopard", "id: chopard\nid: chopard")
    told = problems(folder)
    assert len(told) == 1
    assert told[0].startswith(f"{CHOPARD}:2: ")


def test_an_overdue_review_is_a_warning(folder: Path) -> None:
    report = check(folder, date(2027, 1, 3))
    assert report.well
    assert [warning.line for warning in report.warnings] == [17, 17, 21]
    assert "a review due on 2027-01-02" in str(report.warnings[0])


def test_a_review_in_the_future_is_a_warning(folder: Path) -> None:
    assert "still to come" in str(check(folder, date(2026, 1, 1)).warnings[0])


def test_a_review_that_never_comes_is_a_warning(folder: Path) -> None:
    edit(folder, CHOPARD, "review_by: 2027-01-02", "review_by: 9999-01-02")
    [warning] = look(folder).warnings
    assert "review_by: 9999-01-02, more than 5 years after reviewed_on" in str(warning)


def test_near_questions_are_a_warning_unless_declared(folder: Path) -> None:
    questions = "questions:\n  en: [{}]\nsector: jewellery"
    edit(folder, CHOPARD, "sector: jewellery", questions.format("how can I sponsor the mines"))
    report = look(folder)
    assert report.well
    assert len(report.warnings) == 1
    assert "nearly the same as `how can we sponsor a mine` in `fund-a-project` (topics/ways.yaml:7)" in str(
        report.warnings[0]
    )
    edit(folder, CHOPARD, "sector: jewellery", "twins: [fund-a-project]\nsector: jewellery")
    assert look(folder).warnings == ()
    edit(folder, CHOPARD, "how can I sponsor the mines", "How can we sponsor a mine?")
    assert "says as well" in problems(folder)[0]
    edit(folder, CHOPARD, "How can we sponsor a mine?", "how can we sponsor a fountain")
    assert look(folder).well


def test_numbers_tell_phrasings_apart(folder: Path) -> None:
    edit(folder, WAYS, "sponsor a mine]", "sponsor a mine in 2018]")
    edit(folder, CHOPARD, "sector: jew", "questions: {en: [how can we sponsor a mine in 2019]}\nsector: jew")
    assert look(folder).warnings == ()


def test_a_question_that_is_also_a_wish_about_the_conversation_is_told(folder: Path) -> None:
    edit(folder, WAYS, "how can we sponsor a mine", "thank you")
    assert (
        "intents.thanks.en[1]: `thank you`, which `fund-a-project` (topics/ways.yaml:7)"
        in problems(folder)[0]
    )


def test_more_phrasings_than_can_be_learnt_are_a_warning_before_it_is_too_late(folder: Path) -> None:
    more = "".join(f"    - is {number} a lucky number\n" for number in range(15_000))
    edit(folder, "examples/off-topic.yaml", "off_topic:\n  en:\n", f"off_topic:\n  en:\n{more}")
    report = look(folder)
    assert report.well
    assert "questions and titles, expected at most 16,000 in all, remove" in str(report.warnings[0])


def test_the_language_of_the_staff_chat_is_one_that_the_bot_speaks(folder: Path) -> None:
    edit(folder, "bot.yaml", "  time_zone: America/Bogota\n", "  time_zone: America/Bogota\n  language: de\n")
    (problem,) = problems(folder)
    assert "desk.language: `de`, expected one of en, es, fr, choose a live one" in problem
    edit(folder, "bot.yaml", "  language: de\n", "  language: fr\n")
    assert problems(folder) == []
