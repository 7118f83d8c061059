"""A folder of an older version becomes one of today that knows the same, or stays as it was."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.content.check import check
from bot.content.convert import convert
from bot.content.load import load
from bot.content.problem import ProblemsFound
from bot.content.relaying import plain_value
from bot.content.starter import starter_text
from bot.core.errors import BotError
from tests.content.folder import KNOWLEDGE, TODAY, edit, make_folder
from tests.content.old_folder import BOT, make_old_folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return make_old_folder(tmp_path)


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_old_folder_is_refused_with_the_command_that_helps(old: Path) -> None:
    with pytest.raises(ProblemsFound) as caught:
        load(old)
    [told] = str(caught.value).splitlines()
    assert told.startswith("bot.yaml:1: file: the layout of an older version, expected words.yaml, examples/")
    assert told.endswith(f"run `main.py convert {old}`")
    report = check(old, TODAY)
    assert (len(report.problems), report.warnings) == (1, ())


def test_a_converted_folder_is_well_and_says_what_it_said_in_its_order(old: Path) -> None:
    before = texts(old)
    backup = convert(old)
    report = check(old, TODAY)
    assert (report.problems, report.warnings) == ((), ())
    assert report.knowledge
    talk, entry = report.knowledge.talk, report.knowledge.entries["fund-a-project"]
    assert entry.questions["en"] == (*(f"how to fund {n}" for n in range(1, 12)), "how to fund: 12")
    assert talk.sectors[0].questions == {
        "en": ("who makes rings of your gold", "which ring makers are with you")
    }
    assert talk.intents[0].questions == {"en": ("thank you", "that's all, thanks")}
    assert talk.off_topic == {"en": ("what is the weather like", "price: a ring")}
    assert (talk.names.strangers, talk.names.legal_forms) == (("UNICEF",), ("inc", "gmbh"))
    assert talk.places == {"NO": {"en": ("Norwegian",)}}
    assert talk.yes_words == {"en": ("yes", "y", "sure")}
    assert texts(backup) == before


def test_a_converted_folder_has_what_older_versions_had_in_the_program(old: Path) -> None:
    edit(old, "bot.yaml", "names:\n", "names:\n  between: {en: [of, in]}\n")
    convert(old)
    knowledge = load(old)
    assert knowledge.phrases["rule_exact"] == {"en": "it is a phrasing that I know, word for word"}
    talk = knowledge.talk
    assert talk.names.between == {"en": ("of", "in")}
    assert talk.names.definite == {"en": ("the",)}
    assert (talk.endings.keys(), talk.elided_words) == ({"en"}, {})
    assert talk.stand_ins.name == "Acme"
    assert "gmail.com" in talk.free_mail
    assert "sounds:\n  - [f, ph]\n" in texts(old)["words.yaml"]


def test_what_convert_adds_is_what_the_shipped_knowledge_has() -> None:
    for name in ("words.yaml", "phrases.yaml"):
        shipped = plain_value((KNOWLEDGE / name).read_text(encoding="utf-8"))
        assert without(shipped, plain_value(starter_text(name))) == []


def without(whole: Any, part: Any, place: str = "") -> list[str]:
    """What stands in a part and not in the whole; lists may have more."""
    match part:
        case dict():
            inside = whole if isinstance(whole, dict) else {}
            return [lack for key in part for lack in without(inside.get(key), part[key], f"{place}.{key}")]
        case list():
            return [f"{place}: {item}" for item in part if item not in (whole or ())]
        case _:
            return [] if part == whole else [f"{place}: {part}"]


def test_what_people_read_stays_and_what_is_learnt_moves(old: Path) -> None:
    convert(old)
    now = texts(old)
    assert "how to fund 10\n" in now["topics/ways.yaml"]
    assert "how to fund 11" not in now["topics/ways.yaml"]
    assert "en: Write to us.  # short\n" in now["topics/ways.yaml"]
    assert now["phrasings/ways.yaml"].partition("\n\n")[2] == (
        'fund-a-project:\n  en:\n    # Some more.\n    - how to fund 11\n    - "how to fund: 12"\n'
    )
    assert now["README.md"] == "Notes of ours.\n"
    assert max(len(line) for text in now.values() for line in text.splitlines()) <= 200


def test_remarks_go_with_what_they_stand_above(old: Path) -> None:
    convert(old)
    now = texts(old)
    assert "# Who our partners are.\nsectors:" in now["bot.yaml"]
    assert "# What people type instead of pressing a button.\nyes_words:" in now["words.yaml"]
    assert "    # far\n    - what is the weather like\n" in now["examples/off-topic.yaml"]
    assert "  # known to everybody\n  strangers: [UNICEF]\n" in now["examples/well-known.yaml"]
    assert "  # The first one.\n  - id: fund-a-project" in now["topics/ways.yaml"]
    assert "button" not in now["bot.yaml"]


def test_lists_between_brackets_are_converted_too(old: Path) -> None:
    asked = ", ".join(f"how to fund {n}" for n in range(1, 13))
    text = (old / "topics/ways.yaml").read_text(encoding="utf-8")
    begin, end = text.index("      en:\n        # The best"), text.index("    answer:")
    (old / "topics/ways.yaml").write_text(
        f"{text[:begin]}      en: [{asked}]\n{text[end:]}", encoding="utf-8"
    )
    convert(old)
    questions = load(old).entries["fund-a-project"].questions["en"]
    assert questions == tuple(f"how to fund {n}" for n in range(1, 13))
    assert check(old, TODAY).warnings == ()


def refused(folder: Path) -> str:
    """What is said to somebody whose folder stays as it is."""
    before = texts(folder.parent)
    with pytest.raises(BotError) as caught:
        convert(folder)
    assert texts(folder.parent) == before
    return str(caught.value)


def test_a_folder_of_today_is_not_converted(tmp_path: Path) -> None:
    assert "has the layout of today already" in refused(make_folder(tmp_path))


def test_a_folder_half_converted_is_told_and_left_alone(old: Path) -> None:
    (old / "words.yaml").write_text("fillers: {en: [so]}\n", encoding="utf-8")
    assert "is half converted: bot.yaml still has " in refused(old)
    with pytest.raises(ProblemsFound) as caught:
        load(old)
    lines = str(caught.value).splitlines()
    number = BOT.splitlines().index("follow_up_words:") + 1
    assert any(
        f"bot.yaml:{number}: follow_up_words: what an older version had here" in line for line in lines
    )
    assert all("run `main.py convert` on it" in line for line in lines)


def test_what_is_no_knowledge_folder_is_told(tmp_path: Path) -> None:
    assert "is not a folder" in refused(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "has no bot.yaml that can be read" in refused(tmp_path / "empty")


def test_an_old_folder_with_problems_is_left_alone(old: Path) -> None:
    edit(old, "topics/ways.yaml", "title: {en: Get", "titel: {en: Get")
    assert "topics/ways.yaml:2: titel: the unknown key `titel`" in refused(old)
    edit(old, "topics/ways.yaml", "titel: {en: Get", "title: [{en: Get")
    assert "topics/ways.yaml:" in refused(old)


def test_an_earlier_backup_is_never_overwritten(old: Path) -> None:
    shutil.copytree(old, old.with_name("old-before"))
    assert "is in the way" in refused(old)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_no_right_to_write_is_told(old: Path) -> None:
    old.parent.chmod(0o500)
    try:
        assert "was not converted: Permission denied. Give yourself the right to write in" in refused(old)
    finally:
        old.parent.chmod(0o700)


def test_a_folder_that_cannot_be_moved_is_left_alone(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def busy(path: Path, target: Path) -> Path:
        if path.parent != old.parent:
            raise OSError(16, "Device or resource busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", busy)
    assert "was not converted: Device or resource busy" in refused(old)
