import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.check import check
from bot.content.load import load
from bot.content.patch import make_patch, with_phrasing
from bot.core.errors import BotError
from bot.core.gaps import ApprovedPhrasing, Draft, is_live
from tests.content.folder import KNOWLEDGE, TODAY, edit, make_folder

FLOW = """\
entries:
  - id: fund
    questions: {en: [how to fund]}  # keep me
    answer: {en: So.}
"""
BLOCK = """\
# The head.
entries:
  - id: fund
    questions:
      en:
        # about money
        - how to fund
        - "how: to pay"

      es: [cómo financiar]  # short
    answer:
      en: |
        So.
"""


def phrasing(text: str, language: str = "en", entry: str = "fund") -> ApprovedPhrasing:
    return ApprovedPhrasing(entry, language, text)


def added(text: str, said: ApprovedPhrasing) -> list[str]:
    """The lines that are in the changed text and not in the old one."""
    before = text.splitlines()
    return [line for line in with_phrasing(text, ("entries", 0), said).splitlines() if line not in before]


def test_a_phrasing_goes_to_the_end_of_its_list_and_comments_stay() -> None:
    assert added(BLOCK, phrasing("who pays")) == ["        - who pays"]
    assert added(BLOCK, phrasing("quién paga", "es")) == ["      es: [cómo financiar, quién paga]  # short"]
    assert added(FLOW, phrasing("who pays")) == ["    questions: {en: [how to fund, who pays]}  # keep me"]


def test_a_language_without_phrasings_gets_a_list() -> None:
    assert added(BLOCK, phrasing("qui paie", "fr")) == ["      fr: [qui paie]"]
    assert added(FLOW, phrasing("qui paie", "fr")) == [
        "    questions: {en: [how to fund], fr: [qui paie]}  # keep me"
    ]


def test_an_entry_without_questions_gets_them() -> None:
    bare = "id: chopard\nnames:\n  any: [Chopard]\nanswer:\n  en: >\n    Gold.\n"
    fresh = with_phrasing(bare, (), phrasing("who made the prize", entry="chopard"))
    assert fresh == bare + "questions:\n  en: [who made the prize]\n"


@given(st.text(min_size=1).filter(str.strip))
def test_whatever_visitors_typed_becomes_text_or_is_refused(said: str) -> None:
    for text in (FLOW, BLOCK):
        for language in ("en", "es", "fr"):
            try:
                fresh = with_phrasing(text, ("entries", 0), phrasing(said, language))
            except BotError:
                continue
            assert len(fresh.splitlines()) <= len(text.splitlines()) + 1


@pytest.mark.parametrize(
    "said",
    ["no", "{{7*7}}", "a: b", "# not a comment", "- item", "'quoted", 'say "hi"', "[x", "¿cómo?", "1.5"],
)
def test_signs_of_yaml_are_put_in_quotes(said: str) -> None:
    for text in (FLOW, BLOCK):
        assert added(text, phrasing(said))


def test_the_real_files_take_a_phrasing_in_every_language() -> None:
    knowledge = load(KNOWLEDGE)
    ends = {topic.entries[at].id for topic in knowledge.topics for at in (0, -1)}
    said = [
        phrasing("zebra crossing", language, entry)
        for entry in (*ends, *knowledge.partners)
        for language in ("en", "es", "fr")
    ]
    lines = make_patch(KNOWLEDGE, said).splitlines()
    assert sum("zebra" in line for line in lines if line.startswith("+")) == len(said)


def test_the_patch_applies_and_the_knowledge_stays_well(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    said = [
        phrasing("Who pays for a mine?", entry="fund-a-project"),
        phrasing("quién paga: la mina", "es", "fund-a-project"),
        phrasing("who made the golden palm", entry="chopard"),
        phrasing("lost", entry="nowhere"),
    ]
    draft = Draft("mine-visit", "en", ("can I visit a mine",))
    patch = make_patch(folder, said, [draft])
    assert check(folder, TODAY).problems == ()
    subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=tmp_path, check=True)
    report = check(folder, TODAY)
    assert report.problems == ()
    assert report.knowledge is not None
    assert all(is_live(each, report.knowledge) for each in said[:3])
    assert "mine-visit" in (folder / "topics/ways.yaml").read_text(encoding="utf-8")


def test_a_file_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="not where it was"):
        with_phrasing(FLOW, ("entries", 3), phrasing("who pays"))
    folder = make_folder(tmp_path)
    edit(folder, "topics/ways.yaml", "id: ways", "id: [")
    assert make_patch(folder, [phrasing("who pays", entry="fund-a-project")]) == ""
