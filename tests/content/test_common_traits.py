"""What tells no organisation from another is read for commands that know nothing else of the knowledge."""

from pathlib import Path

from bot.content.common_traits import read_common_traits
from bot.leads.similar import CommonTraits
from tests.content.folder import edit


def test_legal_forms_and_free_mail_are_read(folder: Path) -> None:
    common = read_common_traits(folder)
    assert common.bare_name("Chopard S.A.") == "chopard"
    assert "gmail.com" in common.free_mail


def test_a_broken_or_missing_file_does_no_harm(folder: Path) -> None:
    edit(folder, "words.yaml", "free_mail: [", "free_mail: [[")
    assert read_common_traits(folder) == CommonTraits()
    (folder / "words.yaml").write_text("names: [sa]\nfree_mail: gmail.com\n", encoding="utf-8")
    assert read_common_traits(folder) == CommonTraits()
    assert read_common_traits(folder / "nowhere") == CommonTraits()
