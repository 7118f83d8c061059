"""Where a partner is based stands only where a fact or a name says it."""

from pathlib import Path

import pytest

from tests.content.folder import edit, problems

CHOPARD = "partners/chopard.yaml"


@pytest.mark.parametrize(
    ("seat", "expected"),
    [
        ("{country: CH}", "seats[1].by: no `by`"),
        ("{country: CH, by: name}", "`name`, and no name of the partner says CH"),
        ("{country: CH, by: a-fact}", "`a-fact`, expected one of its facts, or `name`"),
        ("{country: ZZ, by: name}", "`ZZ`, expected the code of a country"),
    ],
)
def test_a_seat_without_a_source_is_told(folder: Path, seat: str, expected: str) -> None:
    edit(folder, CHOPARD, "countries: [CO]", f"countries: [CO]\nseats: [{seat}]")
    told = problems(folder)
    assert any(expected in problem for problem in told), told


@pytest.mark.parametrize(
    ("names", "seat"),
    [
        ("[Chopard]", "{country: CH, by: a-fact}"),
        ("[Chopard, Swiss Chopard]", "{country: CH, by: name}"),
        ("[Chopard, Chopardswiss]", "{country: CH, by: name}"),
        ("[Chopard, Chopard of the United States]", "{country: US, by: name}"),
    ],
)
def test_a_fact_or_a_name_is_a_source(folder: Path, names: str, seat: str) -> None:
    edit(folder, CHOPARD, "any: [Chopard]", f"any: {names}")
    edit(folder, CHOPARD, "countries: [CO]", f"countries: [CO]\nfacts: [a-fact]\nseats: [{seat}]")
    assert problems(folder) == []


def test_a_partner_tells_nothing_that_nobody_can_ask_for(folder: Path) -> None:
    edit(folder, CHOPARD, "countries: [CO]", "countries: [CO]\ntells: [colour]")
    told = problems(folder)
    assert any("`colour`, expected one of where, when, amount" in problem for problem in told), told
