"""Countries by the names that people give them."""

import pytest

from bot.core.countries import guess, names
from tests.knowledge_sample import sample

TALK = sample().talk


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Peru", "PE"),
        ("Pays-Bas", "NL"),
        ("Holland", "NL"),
        ("U.S.A.", "US"),
        ("EE. UU.", "US"),
        ("angleterre", "GB"),
        ("Switzerlnd", "CH"),
        ("hn", "HN"),
    ],
)
def test_a_country_is_known_by_its_names(typed: str, meant: str) -> None:
    found = guess(typed, TALK.languages, TALK.country_names)
    assert (found.countries[0], found.sure) == (meant, True)


def test_everyday_names_come_from_the_knowledge_and_before_all_others() -> None:
    assert "holland" not in names(TALK.languages, {})
    assert names(["en"], {"US": ["Georgia"]})["georgia"] == "US"
    assert names(["en"], {})["georgia"] == "GE"
