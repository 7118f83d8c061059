"""Every use case of a running bot, put together over one database and one live knowledge."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bot.content.live import Live
from bot.store.database import Database
from bot.usecases.attend import Attend
from bot.usecases.cards import Cards
from bot.usecases.exchange import Exchange
from bot.usecases.export import Export
from bot.usecases.figures import Figures
from bot.usecases.find import Find
from bot.usecases.gaps import GapBoard
from bot.usecases.guests import Guests
from bot.usecases.review import Review
from bot.usecases.roster import Roster
from bot.usecases.sign_in import SignIn
from bot.usecases.talk import Talk


@dataclass(frozen=True, slots=True)
class Parts:
    """What channels are given; each of them takes what it needs."""

    talk: Talk
    review: Review
    cards: Cards
    exchange: Exchange
    attend: Attend
    figures: Figures
    gaps: GapBoard
    roster: Roster
    find: Find
    export: Export
    guests: Guests
    sign_in: SignIn

    @classmethod
    def over(
        cls, database: Database, live: Live, clock: Callable[[], datetime], managers: Collection[str] = ()
    ) -> Self:
        """Put them together.

        Args:
            database: Where everything is kept.
            live: Gives the knowledge of the moment.
            clock: Gives the time, aware.
            managers: Ids of the staff who are lead managers (`telegram:123`).
        """
        legal_forms = live.snapshot.knowledge.talk.names.legal_forms
        return cls(
            talk=Talk(database, live, clock),
            review=Review(database, clock, legal_forms),
            cards=Cards(database, clock),
            exchange=Exchange(database, clock, legal_forms),
            attend=Attend(database, live, clock),
            figures=Figures(database, live, clock),
            gaps=GapBoard(database, live, clock),
            roster=Roster(database, clock, managers),
            find=Find(database, live),
            export=Export(database, clock),
            guests=Guests(database, clock),
            sign_in=SignIn(database, clock),
        )
