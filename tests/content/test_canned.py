"""Canned replies: what `check` refuses in `replies.yaml`."""

from pathlib import Path

import pytest

from bot.content.load import load
from tests.content.folder import KNOWLEDGE, edit, make_folder, problems

REPLY = """\
replies:
  - id: samples
    title: {en: Samples?, es: ¿Muestras?, fr: Des échantillons ?}
    text:
      en: Hello {name}, would {company} like samples?
      es: Hola, {name}, ¿quisiera {company} unas muestras?
      fr: Bonjour {name}, {company} veut-elle des échantillons ?
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = make_folder(tmp_path)
    (made / "replies.yaml").write_text(REPLY, encoding="utf-8")
    return made


def test_replies_are_part_of_what_is_live_and_need_not_be_there(folder: Path) -> None:
    (reply,) = load(folder).replies.replies
    assert (reply.id, reply.title["es"]) == ("samples", "¿Muestras?")
    (folder / "replies.yaml").unlink()
    assert load(folder).replies.replies == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "Hello {name}",
            "Hello {nmae}",
            "replies.yaml:5: replies[samples].text.en: the unknown {nmae}, expected {company}",
        ),
        ("Hello {name}", "Hello {phone}", "replies.yaml:5: replies[samples].text.en: the unknown {phone}"),
        ("Hola, {name}", "Hola, {name", "replies.yaml:6: replies[samples].text.es: braces that do not fit"),
        ("Hola, {name}", "Hola, {name!r}", "replies.yaml:6: replies[samples].text.es: braces that do"),
        ("Hola, {name}", "Hola, {name.x}", "replies.yaml:6: replies[samples].text.es: braces that do"),
        ("Hola, {name}", "Hola, {}", "replies.yaml:6: replies[samples].text.es: braces that do not fit"),
        ("{name}, {company} veut", "{name:one=a|other=b} veut", "replies.yaml:7: replies[samples].text.fr"),
        ("      fr: B", "      de: B", "replies.yaml:4: replies[samples].text: no `fr`"),
        (", fr: Des échantillons ?}", "}", "replies.yaml:3: replies[samples].title: no `fr`"),
        ("id: samples", "id: a-word-of-more-than-24-signs", "replies.yaml:2: replies["),
    ],
)
def test_a_reply_that_could_not_be_sent_is_refused_with_its_line(
    folder: Path, old: str, new: str, told: str
) -> None:
    edit(folder, "replies.yaml", old, new)
    found = problems(folder)
    assert any(problem.startswith(told) for problem in found), found


def test_the_name_that_was_meant_is_told(folder: Path) -> None:
    edit(folder, "replies.yaml", "Hello {name}", "Hello {nmae}")
    (problem,) = problems(folder)
    assert problem.endswith("expected {company}, {name}, {reference}, {way}, did you mean `name`?")


def test_two_replies_of_one_id_are_refused(folder: Path) -> None:
    twice = REPLY + REPLY.partition("\n")[2]
    (folder / "replies.yaml").write_text(twice, encoding="utf-8")
    (problem,) = problems(folder)
    assert problem.startswith("replies.yaml:8: replies[samples].id: the id `samples` a second time")


def test_what_ships_greets_by_name_in_every_language() -> None:
    for reply in load(KNOWLEDGE).replies.replies:
        assert all("{name}" in text for text in reply.text.values()), reply.id
