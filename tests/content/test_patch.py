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
fund: {en: [how to fund]}  # keep me
"""
BLOCK = """\
# The head.
fund:
  en:
    # about money
    - how to fund
    - "how: to pay"

  es: [cómo financiar]  # short
buy:
  en:
    - where to buy
"""


def phrasing(text: str, language: str = "en", entry: str = "fund") -> ApprovedPhrasing:
    return ApprovedPhrasing(entry, language, text)


def added(text: str, said: ApprovedPhrasing) -> list[str]:
    """The lines that are in the changed text and not in the old one."""
    before = text.splitlines()
    return [line for line in with_phrasing(text, said).splitlines() if line not in before]


def test_a_phrasing_goes_to_the_end_of_its_list_and_comments_stay() -> None:
    assert added(BLOCK, phrasing("who pays")) == ["    - who pays"]
    assert added(BLOCK, phrasing("quién paga", "es")) == ["  es: [cómo financiar, quién paga]  # short"]
    assert added(FLOW, phrasing("who pays")) == ["fund: {en: [how to fund, who pays]}  # keep me"]


def test_a_language_without_phrasings_gets_a_list() -> None:
    assert added(BLOCK, phrasing("qui paie", "fr")) == ["  fr: [qui paie]"]
    assert added(FLOW, phrasing("qui paie", "fr")) == ["fund: {en: [how to fund], fr: [qui paie]}  # keep me"]


@pytest.mark.parametrize("text", ["", "# Nothing yet.\n", BLOCK, "fund: {en: [how to fund]}"])
def test_an_entry_without_phrasings_gets_them_at_the_end(text: str) -> None:
    fresh = with_phrasing(text, phrasing("who made the prize", entry="chopard"))
    assert fresh.rstrip("\n") == f"{text.rstrip(chr(10))}\nchopard:\n  en: [who made the prize]".lstrip("\n")


@given(st.text(min_size=1).filter(str.strip))
def test_whatever_visitors_typed_becomes_text_or_is_refused(said: str) -> None:
    for text in (FLOW, BLOCK):
        for language in ("en", "es", "fr"):
            try:
                fresh = with_phrasing(text, phrasing(said, language))
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
    assert sorted(path.name for path in (folder / "phrasings").iterdir()) == ["partners.yaml", "ways.yaml"]


def test_what_is_learnt_is_kept_together(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "phrasings/mine.yaml").write_text("chopard:\n  en: [gold for the palm]\n", encoding="utf-8")
    patch = make_patch(folder, [phrasing("who made the golden palm", entry="chopard")])
    assert "+++ b/knowledge/phrasings/mine.yaml" in patch.splitlines()


@pytest.mark.parametrize("text", ["fund: [", "[fund]", "fund: text", "fund: {en: text}", "fund:\n"])
def test_a_file_that_is_not_as_expected_is_refused(text: str) -> None:
    with pytest.raises(BotError, match=r"mend it first|add it by hand"):
        with_phrasing(text, phrasing("who pays"))


def test_an_entry_in_a_broken_file_is_left_out(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    edit(folder, "topics/ways.yaml", "id: ways", "id: [")
    assert make_patch(folder, [phrasing("who pays", entry="fund-a-project")]) == ""
