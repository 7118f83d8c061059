"""`leads list` by owner, by way, and by what waits too long."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.channels.command_line.lead_table import CUT, GAP, fit
from bot.channels.command_line.leads import leads_commands
from bot.core.hours import Desk
from bot.leads.changes import Changed
from bot.leads.lead import Staff, Status
from bot.store import leads
from bot.usecases.review import Review
from tests.staging import START, enquiry, open_house, sqlite_url, sqlite_without_rows

ANGELA = Staff("name:Ángela", "Ángela Díaz")
BEN = Staff("name:Ben", "Ben")
COMING = (
    ("Alpha", "fund", "AAA-AAA", ANGELA),
    ("Beta", "buy", "BBB-BBB", BEN),
    ("Gamma", "fund", "CCC-CCC", None),
)
NOW = START + timedelta(days=200)


async def _fill(folder: Path) -> None:
    async with open_house(sqlite_without_rows(folder)) as house:
        for days, (company, way, reference, owner) in enumerate(COMING):
            house.clock.now = START + timedelta(days=100 * days)
            async with house.database.transaction() as session:
                enquired = enquiry(company, way=way)
                await leads.submit(
                    session, enquired, reference=reference, channel="test", chat_id="7", at=house.clock()
                )
            if owner:
                assert isinstance(await house.review.assign(reference, owner, BEN), Changed)
        assert isinstance(await house.review.move("BBB-BBB", Status.SPAM, BEN), Changed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three enquiries, a hundred days apart: the first waits, the second is closed, the third is new."""
    asyncio.run(_fill(tmp_path))
    return tmp_path


def listed(folder: Path, *options: str) -> list[str]:
    @asynccontextmanager
    async def open_review() -> AsyncIterator[Review]:
        async with open_house(sqlite_url(folder)) as house:
            yield house.review

    def now() -> datetime:
        return NOW

    done = CliRunner().invoke(leads_commands(open_review, Desk, now), ["list", "--json", *options])
    assert done.exit_code == 0, done.output
    return [lead["company"] for lead in json.loads(done.stdout)]


@pytest.mark.parametrize(
    ("options", "companies"),
    [
        ((), ["Gamma", "Beta", "Alpha"]),
        (("--owner", "Ben"), ["Beta"]),
        (("--owner", "angela"), ["Alpha"]),
        (("--owner", "DIAZ"), ["Alpha"]),
        (("--owner", ""), ["Gamma"]),
        (("--owner", "Nobody Known"), []),
        (("--way", "fund"), ["Gamma", "Alpha"]),
        (("--way", "fund", "--way", "buy"), ["Gamma", "Beta", "Alpha"]),
        (("--overdue",), ["Alpha"]),
        (("--overdue", "--owner", "Ben"), []),
        (("--way", "fund", "--owner", "angela", "--status", "new", "--find", "alpha"), ["Alpha"]),
    ],
)
def test_leads_are_narrowed_down(folder: Path, options: tuple[str, ...], companies: list[str]) -> None:
    assert listed(folder, *options) == companies


WIDTHS = {
    "reference": 9,
    "status": 9,
    "company": 60,
    "contact": 30,
    "way": 8,
    "country": 7,
    "assignee": 20,
    "created (UTC)": 16,
}


@pytest.mark.parametrize("room", [200, 173, 172, 120, 100, 80, 60, 52])
def test_a_table_of_leads_takes_no_more_room_than_there_is(room: int) -> None:
    widths = fit(WIDTHS, room)
    assert sum(widths.values()) + GAP * (len(widths) - 1) <= room
    assert widths["reference"] == 9
    assert all(widths[name] >= 10 for name in widths if name in CUT)


def test_names_are_cut_before_anything_is_left_out() -> None:
    assert fit(WIDTHS, 120).keys() == WIDTHS.keys()
    assert "country" not in fit(WIDTHS, 80)


def test_where_nobody_looks_nothing_is_cut() -> None:
    assert fit(WIDTHS, None) == WIDTHS


def test_the_narrowest_terminal_still_shows_whose_lead_it_is() -> None:
    assert fit(WIDTHS, 10).keys() == {"reference", "status", "company", "assignee"}
