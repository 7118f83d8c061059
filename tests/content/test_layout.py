"""What stands apart comes together: phrasings and examples by their ids, with problems at their own lines."""

import shutil
from pathlib import Path

import pytest

from bot.content.load import load
from tests.content.folder import KNOWLEDGE, edit, look, problems

LEARNT = "phrasings/ways.yaml"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_phrasings_come_after_the_questions_of_the_entry(folder: Path) -> None:
    write(
        folder, LEARNT, "fund-a-project:\n  es: [quién paga la mina]\n  en:\n    - who pays\n    - paying\n"
    )
    questions = load(folder).entries["fund-a-project"].questions
    assert questions["en"] == ("how can we sponsor a mine", "who pays", "paying")
    assert questions["es"] == ("cómo patrocinar una mina", "quién paga la mina")


def test_partners_have_phrasings_whether_or_not_they_have_questions(folder: Path) -> None:
    write(folder, "phrasings/partners.yaml", "chopard:\n  en: [who made the palm]\n")
    assert load(folder).partners["chopard"].questions == {"en": ("who made the palm",)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "fund-a-projct:\n  en: [who pays]\n",
            f"{LEARNT}:1: fund-a-projct: `fund-a-projct`, which does not exist, expected the id of an entry",
        ),
        (
            "fund-a-project:\n  de: [wer zahlt]\n",
            f"{LEARNT}:2: fund-a-project.de: the unknown language `de`",
        ),
        ("fund-a-project:\n  en: who pays\n", f"{LEARNT}:2: fund-a-project.en: `who pays`, expected a list"),
        ("fund-a-project: [\n", f"{LEARNT}:"),
        (
            "fund-a-project:\n  en:\n    - why\n    - thank you\n",
            "`thank you`, which `fund-a-project` (phrasings/ways.yaml:4) says as well",
        ),
        (
            "fund-a-project: {en: [why]}\nchopard:\n  en:\n    - so\n    - Why?\n",
            f"{LEARNT}:5: chopard.en[2]: `Why?`, which `fund-a-project` ({LEARNT}:1) says as well",
        ),
    ],
)
def test_problems_of_phrasings_name_their_own_line(folder: Path, text: str, expected: str) -> None:
    write(folder, LEARNT, text)
    told = problems(folder)
    assert len(told) == 1
    assert expected in told[0]


def test_an_entry_has_phrasings_in_one_file_only(folder: Path) -> None:
    write(folder, LEARNT, "fund-a-project: {en: [who pays]}\n")
    write(folder, "phrasings/more.yaml", "fund-a-project: {en: [paying]}\n")
    assert (
        f"{LEARNT}:1: fund-a-project: `fund-a-project` a second time (first in phrasings/more.yaml:1)"
        in (problems(folder)[0])
    )


def test_examples_stand_in_any_file_but_each_section_in_one(folder: Path) -> None:
    (folder / "examples/off-topic.yaml").rename(folder / "examples/far.yaml")
    assert problems(folder) == []
    shutil.copy(folder / "examples/far.yaml", folder / "examples/near.yaml")
    assert (
        "examples/near.yaml:3: off_topic: `off_topic` a second time (first in examples/far.yaml:3)"
        in (problems(folder)[0])
    )


def test_a_section_in_another_file_than_its_own_is_told(folder: Path) -> None:
    edit(folder, "words.yaml", "\npronouns:", "\noff_topic: {en: [a], es: [b], fr: [c]}\npronouns:")
    assert "the unknown key `off_topic`" in problems(folder)[0]
    edit(folder, "words.yaml", "off_topic: {en: [a], es: [b], fr: [c]}\n", "")
    edit(folder, "bot.yaml", "\nsectors:", "\npronouns: {en: [it], es: [eso], fr: [ça]}\nsectors:")
    assert "expected it in words.yaml, move it there" in problems(folder)[0]


def test_words_examples_and_phrasings_may_be_left_out(folder: Path) -> None:
    (folder / "words.yaml").unlink()
    shutil.rmtree(folder / "examples")
    (folder / "phrasings").rmdir()
    assert problems(folder) == []
    talk = load(folder).talk
    assert (talk.stop_words, talk.off_topic, talk.names.strangers) == ({}, {}, ())
    assert [intent.questions for intent in talk.intents] == [{}] * len(talk.intents)


def test_more_than_ten_questions_are_a_warning(folder: Path) -> None:
    asked = ["alpha", "bravo", "delta", "golf", "hotel", "india", "kilo", "lima", "mike", "oscar"]
    edit(folder, "topics/ways.yaml", "[how can we sponsor a mine]", f"[{', '.join(asked)}]")
    write(folder, LEARNT, "fund-a-project: {en: [papa, quebec]}\n")
    assert look(folder).warnings == ()
    edit(folder, "topics/ways.yaml", "oscar]", "oscar, romeo]")
    report = look(folder)
    assert report.well
    [warning] = map(str, report.warnings)
    assert warning.startswith(
        "topics/ways.yaml:7: entries[fund-a-project].questions.en: 11 questions, expected"
    )
    assert warning.endswith("keep those that differ most, and move the others to phrasings/ways.yaml")


def test_a_line_that_nobody_can_read_is_a_warning(folder: Path) -> None:
    edit(folder, "topics/ways.yaml", "Companies can pay", "Companies can pay " + "and pay " * 25)
    [warning] = look(folder).warnings
    assert str(warning).startswith("topics/ways.yaml:11: file: a line of 2")


def test_no_line_of_the_shipped_knowledge_is_too_long() -> None:
    long = [
        f"{path.relative_to(KNOWLEDGE)}:{number}"
        for path in KNOWLEDGE.rglob("*.yaml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 200
    ]
    assert long == []


def test_the_shipped_answers_have_at_most_ten_questions_a_language_beside_them() -> None:
    assert not any("questions, expected at most 10" in str(warning) for warning in look(KNOWLEDGE).warnings)
