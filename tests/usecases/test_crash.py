"""A process that works on enquiries is killed at any moment; what it had told of is there, whole."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from bot.leads.lead import What
from bot.store.schema import HistoryRow, LeadRow, NoticeRow, TurnRow
from tests.staging import House, open_house, said, sqlite_url


async def work(url: str) -> None:
    """Submit one enquiry after the other, and say so after each commit."""
    async with open_house(url) as house:
        number = 0
        while True:
            await house.talk.turn("test", str(number % 3), said("submit", f"event-{number}"))
            print(number, flush=True)
            number += 1


async def everything(house: House) -> tuple[list[TurnRow], list[LeadRow], list[HistoryRow], list[NoticeRow]]:
    async with house.database.reading() as session:
        return (
            list(await session.scalars(select(TurnRow))),
            list(await session.scalars(select(LeadRow))),
            list(await session.scalars(select(HistoryRow))),
            list(await session.scalars(select(NoticeRow))),
        )


async def test_no_lead_is_lost_or_doubled_when_the_process_is_killed(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    program = (
        "import asyncio, sys; from tests.usecases.test_crash import work; asyncio.run(work(sys.argv[1]))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = [int(process.stdout.readline()) for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    told += [int(line) for line in process.stdout.read().splitlines()]
    process.wait()
    async with open_house(url) as house:
        # What comes again after the restart: everything, as if nothing had been confirmed.
        done = await asyncio.gather(
            *(house.talk.turn("test", str(n % 3), said("submit", f"event-{n}")) for n in range(len(told) + 2))
        )
        turns, leads, history, notices = await everything(house)
        unsent = await house.talk.unsent("test")
    assert not any(turn.fresh for turn in done[: len(told)])
    assert len(turns) == len(leads) == len(history) == len(notices) == len(unsent) == len(told) + 2
    assert {row.what for row in history} == {What.SUBMITTED}
