"""The one bag that every channel is given: all use cases of a running bot, over one database.

A channel takes from it what it needs and knows nothing of how it came to be; `bot/app.py` puts it together.
"""

import secrets
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.core.snapshot import Live
from bot.leads.lead import Staff
from bot.leads.reachable import Ways
from bot.leads.similar import CommonTraits
from bot.store.database import Database
from bot.usecases.by_hand import ByHand
from bot.usecases.delivery import Notices
from bot.usecases.desk_lists import DeskLists
from bot.usecases.exchange import Cards, Exchange
from bot.usecases.export import Export
from bot.usecases.figures import Figures
from bot.usecases.find import Find
from bot.usecases.gaps import GapBoard
from bot.usecases.posts import FileSource
from bot.usecases.reminders import Reminders
from bot.usecases.reports import Reports
from bot.usecases.review import Review
from bot.usecases.staff import Guests, Roster, SignIn
from bot.usecases.talk import Talk
from bot.usecases.unsent import Unsent

Clock = Callable[[], datetime]
"""Gives the time, aware."""

Reload = Callable[[], Awaitable[tuple[str, ...]]]
"""Reads the knowledge again; gives its problems, a line each, and none if all is well."""

Problems = Callable[[], tuple[str, ...]]
"""Gives what keeps the knowledge as it was edited last from being live, a line each."""

DeskLink = Callable[[Staff], Awaitable[str]]
"""Makes an address that lets somebody into the desk once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What channels are given."""

    database: Database
    live: Live
    clock: Clock
    knowledge_dir: Path
    """Where the files are that decisions on gaps become changes of."""
    reload: Reload
    problems: Problems
    desk_link: DeskLink | None = None
    """None while there is no desk in the browser."""
    files: FileSource | None = None
    """None while nobody can open what was sent through a channel."""
    has_telegram: bool = True
    """False where no token is set, so that nothing of the outbox is delivered."""

    talk: Talk
    review: Review
    by_hand: ByHand
    cards: Cards
    exchange: Exchange
    ways: Ways
    attend: Reminders
    figures: Figures
    gaps: GapBoard
    roster: Roster
    find: Find
    export: Export
    guests: Guests
    notices: Notices
    sign_in: SignIn
    lists: DeskLists
    reports: Reports
    unsent: Unsent

    @classmethod
    def over(
        cls,
        database: Database,
        live: Live,
        clock: Clock,
        *,
        knowledge_dir: Path,
        reload: Reload,
        problems: Problems = tuple,
        managers: Collection[str] = (),
        ways: Ways = Ways(),  # noqa: B008 - a frozen value
    ) -> Self:
        """Put the use cases together; there is no `desk_link` yet.

        Args:
            database: Where everything is kept.
            live: Gives the knowledge of the moment.
            clock: Gives the time.
            knowledge_dir: Where the files of the knowledge are.
            reload: Reads them again.
            problems: Tells what is wrong with them.
            managers: Ids of the staff who are lead managers (`telegram:123`).
            ways: By which ways people can be reached from here.
        """

        def common() -> CommonTraits:
            return CommonTraits.known(live.snapshot.knowledge)

        return cls(
            database=database,
            live=live,
            clock=clock,
            knowledge_dir=knowledge_dir,
            reload=reload,
            problems=problems,
            talk=Talk(database, live, clock),
            review=Review(database, clock, common),
            by_hand=ByHand(database, lambda: live.snapshot.knowledge, clock, secrets.choice),
            cards=Cards(database, clock),
            exchange=Exchange(database, clock, common, ways),
            ways=ways,
            attend=Reminders(database, live, clock),
            figures=Figures(database, live, clock),
            gaps=GapBoard(database, live, clock),
            roster=Roster(database, clock, managers),
            find=Find(database, live),
            export=Export(database, clock),
            guests=Guests(database, clock),
            notices=Notices(database, clock),
            sign_in=SignIn(database, clock),
            lists=DeskLists(database),
            reports=Reports(database, clock),
            unsent=Unsent(database, clock),
        )
