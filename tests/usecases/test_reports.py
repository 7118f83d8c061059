"""Confidential reports through the use cases: what is kept, who sees it, and what is left of it."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import MetaData, select

from bot.core.phrases import Phrase
from bot.dialogue.turn import Chose, Reply
from bot.leads.lead import Staff
from bot.leads.listing import LeadFilter, Listing, RowFilter
from bot.leads.report import KeptReport, Progress, Report
from bot.leads.staff import Face, Role
from bot.store.desk_schema import AuditRow, ReportRow, StaffRow
from bot.store.outbox import CardRef
from bot.store.schema import NoticeRow, Question, TurnRow
from bot.usecases.delivery import Courier
from bot.usecases.desk_lists import DeskLists
from bot.usecases.doctor import examine_managers
from bot.usecases.export import Export
from bot.usecases.figures import Figures
from bot.usecases.find import Find
from bot.usecases.gaps import GapBoard
from bot.usecases.posts import Posts, RetryLater, Undeliverable
from bot.usecases.reports import Marked, Refusal, Reports
from bot.usecases.staff import NotAppointed, Roster, SignIn
from bot.usecases.talk import Talk
from tests.staging import START, House, open_house, said, shelf

WHAT = "They pour mercury into the river at night."
MARTA = Staff("telegram:1", "Marta", Role.MANAGER)
BEN = Staff("telegram:2", "Ben", Role.AGENT)
RITA = Staff("telegram:3", "Rita", Role.READER)


@dataclass
class Visitor:
    house: House
    chat_id: str = "7"
    channel: str = "telegram"
    turns: int = 0

    @property
    def talk(self) -> Talk:
        return Talk(self.house.database, shelf(), self.house.clock)

    async def say(self, *texts: str) -> tuple[Reply, ...]:
        for text in texts:
            done = await self.talk.turn(self.channel, self.chat_id, said(text))
            await self.talk.mark_sent(done.turn_id)
        return done.replies

    async def press(self, token: str) -> tuple[Reply, ...]:
        self.turns += 1
        event = Chose(f"own-{self.chat_id}-{self.turns}", token, START, "en")
        return (await self.talk.turn(self.channel, self.chat_id, event)).replies

    async def report(self, *answers: str) -> str:
        """Send a report, and give its reference."""
        answers = (answers or (WHAT,)) + ("skip",) * (4 - len(answers or (WHAT,)))
        (told,) = await self.say("/report", *answers, "send")
        return told.text.split("reference ")[1][:9]


@dataclass
class StaffChat:
    texts: list[str] = field(default_factory=list)

    async def staff_text(self, text: str) -> bool:
        self.texts.append(text)
        return True


@dataclass
class Private:
    """Lead managers' private chats, and visitors' chats."""

    brought: list[tuple[str, KeptReport]] = field(default_factory=list)
    emptied: list[CardRef] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    closed: Collection[str] = ()
    trouble: list[Exception] = field(default_factory=list)

    async def report(self, report: KeptReport, manager_id: str) -> tuple[CardRef, ...]:
        if self.trouble:
            raise self.trouble.pop(0)
        if manager_id in self.closed:
            raise Undeliverable("blocked")
        self.brought.append((manager_id, report))
        number = len(self.brought)
        return CardRef(manager_id, f"{number}a"), CardRef(manager_id, f"{number}b")

    async def empty(self, copy: CardRef, reference: str) -> None:
        if copy.chat_id in self.closed:
            raise Undeliverable("gone")
        self.emptied.append(copy)

    async def late_answer(self, chat_id: str, replies: tuple[Reply, ...], language: str) -> None:
        if chat_id in self.closed:
            raise Undeliverable("blocked")
        self.told.append((chat_id, replies[0].text))


@dataclass
class Outside:
    house: House
    chat: StaffChat = field(default_factory=StaffChat)
    private: Private = field(default_factory=Private)
    has_managers: bool = True

    async def deliver(self) -> None:
        private = self.private if self.has_managers else None
        posts = Posts(self.chat, {"telegram": self.private}, private)
        courier = Courier(self.house.database, posts, shelf(), self.house.clock, spread=lambda: 1.0)
        while await courier.deliver_one():
            pass


async def employ(house: House, *listed: str, in_private: Collection[str] = ("telegram:1",)) -> Roster:
    """Have the settings name managers, of whom some have talked to the bot."""
    roster = Roster(house.database, house.clock, listed)
    await roster.enlist()
    for id_ in in_private:
        await Visitor(house, id_.partition(":")[2]).say("/start")
    return roster


async def row_of(house: House, reference: str) -> ReportRow:
    async with house.database.reading() as session:
        return (await session.scalars(select(ReportRow).where(ReportRow.reference == reference))).one()


async def everything(house: House) -> str:
    """All that the database holds, as one text."""

    async with house.database.reading() as session:

        def read(synchronous) -> str:
            connection = synchronous.connection()
            tables = MetaData()
            tables.reflect(connection)
            return repr([connection.execute(table.select()).all() for table in tables.sorted_tables])

        return await session.run_sync(read)


async def audit(house: House) -> list[tuple[str, str, str]]:
    async with house.database.reading() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.who, row.what, row.subject) for row in rows]


async def test_a_report_is_kept_and_those_who_may_know_are_told(house: House) -> None:
    await employ(house, "telegram:1", "telegram:4")
    reference = await Visitor(house).report(WHAT, "Nariño", "since May", "by Signal")
    assert reference.startswith("R-")
    outside = Outside(house)
    await outside.deliver()
    assert outside.chat.texts == [f"A confidential report waits: {reference}."]
    assert {manager for manager, _ in outside.private.brought} == {"telegram:1", "telegram:4"}
    for _, kept in outside.private.brought:
        assert kept.report == Report(WHAT, "Nariño", "since May", "by Signal", "en")
        assert (kept.reference, kept.progress, kept.by) == (reference, Progress.NEW, "")
    assert outside.private.told == []
    assert [(what, subject) for _, what, subject in await audit(house)] == [
        ("received", f"report {reference}")
    ] * 2


async def test_a_report_is_no_lead_no_question_and_in_no_list_search_or_figure(house: House) -> None:
    await employ(house, "telegram:1")
    visitor = Visitor(house)
    reference = await visitor.report()
    wanted = LeadFilter()
    assert await house.review.list() == ()
    assert await house.review.count(wanted) == 0
    export = Export(house.database, house.clock)
    table = b"".join([page async for page in export.csv(wanted)])
    found = await Find(house.database, shelf()).find("mercury", "en")
    lists = DeskLists(house.database)
    shown = [await lists.page(each, RowFilter(text="mercury"), most=None) for each in Listing]
    gaps = await GapBoard(house.database, shelf(), house.clock).open(20)
    stats = await Figures(house.database, shelf(), house.clock).stats()
    assert b"mercury" not in table
    assert (found.leads, gaps) == ((), ())
    assert all(list(rows) == [] for rows in shown)
    assert (stats.weeks[-1].leads, stats.weeks[-1].questions, stats.funnel.opened) == (0, 0, 0)
    async with house.database.reading() as session:
        assert list(await session.scalars(select(Question))) == []
        rows = (await session.scalars(select(NoticeRow))).all()
        assert WHAT not in "".join(row.payload for row in rows)
    assert all(reply.text != reference for reply in await visitor.say("/status"))


async def test_what_was_shown_of_a_report_is_not_kept_once_it_was_sent(house: House) -> None:
    await employ(house, "telegram:1")
    visitor = Visitor(house)
    await visitor.say("/report", WHAT, "skip", "skip")
    done = await visitor.talk.turn("telegram", "7", said("skip"))
    assert WHAT in "".join(reply.text for reply in done.replies)
    assert any(WHAT in reply.text for each in await visitor.talk.unsent("telegram") for reply in each.replies)
    await visitor.talk.mark_sent(done.turn_id)
    await visitor.say("send")
    assert (await everything(house)).count(WHAT) == 1
    async with house.database.reading() as session:
        (turn,) = await session.scalars(select(TurnRow).where(TurnRow.id == done.turn_id))
        assert turn.replies == "[]"


async def test_a_visitor_who_quotes_the_mark_of_confidence_changes_nothing(house: House) -> None:
    visitor = Visitor(house)
    done = await visitor.talk.turn("telegram", "7", said('/language "confidential":true'))
    await visitor.talk.mark_sent(done.turn_id)
    async with house.database.reading() as session:
        (turn,) = await session.scalars(select(TurnRow))
        assert turn.replies != "[]"


async def test_forget_erases_a_report_also_where_it_was_shown(house: House) -> None:
    await employ(house, "telegram:1", "telegram:4")
    visitor = Visitor(house)
    reference, kept = await visitor.report(), await Visitor(house, "8").report("Somebody else's")
    outside = Outside(house)
    await outside.deliver()
    assert reference in (await visitor.say("/mydata"))[0].text
    assert WHAT not in (await visitor.say("/mydata"))[0].text
    await visitor.press("forget:yes")
    assert WHAT not in await everything(house)
    row = await row_of(house, reference)
    assert (row.what, row.reach, row.chat_id, row.erased_at) == ("", "", None, START)
    outside.private.closed = {"telegram:4"}
    await outside.deliver()
    assert {copy.chat_id for copy in outside.private.emptied} == {"telegram:1"}
    assert len(outside.private.emptied) == 2
    assert (await row_of(house, kept)).what == "Somebody else's"
    assert reference not in (await visitor.say("/mydata"))[0].text
    opened = await Reports(house.database, house.clock).open(reference, MARTA)
    assert isinstance(opened, KeptReport)
    assert opened.report is None


async def test_a_report_that_is_erased_before_it_goes_out_is_brought_to_nobody(house: House) -> None:
    await employ(house, "telegram:1")
    visitor = Visitor(house)
    await visitor.report()
    await visitor.press("forget:yes")
    outside = Outside(house)
    await outside.deliver()
    assert (outside.private.brought, outside.private.told) == ([], [])


async def test_a_report_that_is_erased_while_it_goes_out_is_taken_back(house: House) -> None:
    await employ(house, "telegram:1")
    visitor = Visitor(house)
    await visitor.report()

    class Slow(Private):
        async def report(self, report: KeptReport, manager_id: str) -> tuple[CardRef, ...]:
            copies = await super().report(report, manager_id)
            await visitor.press("forget:yes")
            return copies

    outside = Outside(house, private=Slow())
    await outside.deliver()
    assert len(outside.private.emptied) == 2


async def test_an_unfinished_report_is_told_of_and_forgotten(house: House) -> None:
    visitor = Visitor(house)
    await visitor.say("/report", WHAT)
    assert "that you have not sent yet" in (await visitor.say("/mydata"))[0].text
    await visitor.press("forget:yes")
    assert WHAT not in await everything(house)


async def test_without_any_manager_the_report_is_kept_and_the_visitor_told(
    house: House, database_url: str
) -> None:
    (told,) = await Visitor(house).say("/report", WHAT, "skip", "skip", "skip", "send")
    assert "cannot reach any lead manager" in told.text
    outside = Outside(house)
    await outside.deliver()
    assert len(outside.chat.texts) == 1
    assert outside.private.told == []
    found = await Reports(house.database, house.clock).latest(MARTA)
    assert isinstance(found, tuple)
    assert len(found) == 1
    finding = await examine_managers(database_url, ())
    assert not finding.well
    assert (await examine_managers(database_url, (5,))).well
    await employ(house, "telegram:1")
    assert (await examine_managers(database_url, ())).well


async def test_doctor_counts_the_settings_where_there_is_no_database() -> None:
    finding = await examine_managers("sqlite:////nowhere/at/all/bot.db", (5,))
    assert finding.well


async def test_a_manager_who_never_talked_to_the_bot_cannot_be_reached(house: House) -> None:
    await employ(house, "telegram:1", in_private=())
    (told,) = await Visitor(house).say("/report", WHAT, "skip", "skip", "skip", "send")
    assert "cannot reach any lead manager" in told.text


async def test_the_visitor_hears_of_it_when_the_last_manager_turns_out_to_be_out_of_reach(
    house: House,
) -> None:
    await employ(house, "telegram:1", "telegram:4")
    reference = await Visitor(house).report()
    outside = Outside(house, private=Private(closed={"telegram:1", "telegram:4"}))
    await outside.deliver()
    ((chat, text),) = outside.private.told
    assert (chat, reference in text) == ("7", True)
    assert "could not reach any lead manager" in text
    await outside.deliver()
    assert len(outside.private.told) == 1


async def test_a_visitor_out_of_reach_or_on_another_channel_holds_nothing_up(house: House) -> None:
    await employ(house, "telegram:1")
    await Visitor(house).report()
    await Visitor(house, channel="terminal").report()
    outside = Outside(house, private=Private(closed={"telegram:1", "7"}))
    await outside.deliver()
    assert outside.private.told == []
    async with house.database.reading() as session:
        assert all(row.done_at for row in await session.scalars(select(NoticeRow)))


async def test_one_manager_out_of_reach_is_no_matter_while_another_has_it(house: House) -> None:
    await employ(house, "telegram:1", "telegram:4")
    await Visitor(house).report()
    outside = Outside(house, private=Private(closed={"telegram:1"}))
    await outside.deliver()
    assert len(outside.private.brought) == 1
    assert outside.private.told == []


async def test_without_private_chats_nothing_is_brought_and_the_visitor_hears_of_it(house: House) -> None:
    await employ(house, "telegram:1")
    reference = await Visitor(house).report()
    outside = Outside(house, has_managers=False)
    await outside.deliver()
    assert reference in outside.private.told[0][1]
    visitor = Visitor(house)
    await visitor.press("forget:yes")
    await outside.deliver()
    assert outside.private.emptied == []


async def test_a_delivery_that_fails_is_tried_again_and_none_is_doubled(house: House) -> None:
    await employ(house, "telegram:1")
    await Visitor(house).report()
    outside = Outside(house, private=Private(trouble=[RetryLater(5), OSError()]))
    for _ in range(3):
        await outside.deliver()
        house.clock.turn(minutes=10)
    assert len(outside.private.brought) == 1


async def test_who_has_lost_the_role_meanwhile_gets_no_report(house: House) -> None:
    roster = await employ(house, "telegram:1", "telegram:4")
    await roster.meet("telegram:2", "Ben", Face.TELEGRAM)
    assert isinstance(await roster.appoint("telegram:2", Role.MANAGER, MARTA), Staff)
    await Visitor(house).report()
    assert isinstance(await roster.appoint("telegram:2", Role.AGENT, MARTA), Staff)
    outside = Outside(house)
    await outside.deliver()
    assert {manager for manager, _ in outside.private.brought} == {"telegram:1", "telegram:4"}


async def test_only_lead_managers_open_mark_and_list_reports(house: House) -> None:
    await employ(house, "telegram:1")
    reference = await Visitor(house).report()
    reports = Reports(house.database, house.clock)
    for who in (BEN, RITA):
        for wanted in (reference, "R-222-222"):
            assert await reports.open(wanted, who) is Refusal.FORBIDDEN
            assert await reports.mark(wanted, Progress.DONE, who) is Refusal.FORBIDDEN
        assert await reports.latest(who) is Refusal.FORBIDDEN
    assert (await row_of(house, reference)).progress == "new"
    assert await audit(house) == []
    (listed,) = await reports.latest(MARTA)  # type: ignore[misc]
    assert listed.report is None
    opened = await reports.open(reference, MARTA)
    assert isinstance(opened, KeptReport)
    assert opened.report is not None
    assert opened.report.what == WHAT
    assert await audit(house) == [("Marta", "opened", f"report {reference}")]
    assert await reports.open("R-222-222", MARTA) is Refusal.UNKNOWN
    assert await reports.mark("R-222-222", Progress.DONE, MARTA) is Refusal.UNKNOWN


async def test_a_report_goes_from_new_to_seen_to_done_and_never_back(house: House) -> None:
    reference = await Visitor(house).report()
    reports = Reports(house.database, house.clock)
    for progress, changed in (
        (Progress.SEEN, True),
        (Progress.SEEN, False),
        (Progress.DONE, True),
        (Progress.SEEN, False),
    ):
        marked = await reports.mark(reference, progress, MARTA)
        assert isinstance(marked, Marked)
        assert marked.changed is changed
    assert (marked.kept.progress, marked.kept.by) == (Progress.DONE, "Marta")
    assert [what for _, what, _ in await audit(house)] == ["seen", "done"]
    assert await reports.latest(MARTA) == ()
    everything = await reports.latest(MARTA, also_done=True)
    assert isinstance(everything, tuple)
    assert len(everything) == 1


async def test_two_managers_who_mark_at_once_do_not_both_do_it(house: House) -> None:
    reference = await Visitor(house).report()
    reports = Reports(house.database, house.clock)
    both = await asyncio.gather(*(reports.mark(reference, Progress.DONE, MARTA) for _ in range(4)))
    assert sum(isinstance(each, Marked) and each.changed for each in both) == 1


async def test_a_copy_shown_on_request_is_emptied_too(house: House) -> None:
    visitor = Visitor(house)
    reference = await visitor.report()
    reports = Reports(house.database, house.clock)
    await reports.keep_copies(reference, (CardRef("1", "5"),))
    await visitor.press("forget:yes")
    await reports.keep_copies(reference, (CardRef("1", "6"),))
    await reports.keep_copies("R-222-222", (CardRef("1", "7"),))
    outside = Outside(house)
    await outside.deliver()
    assert {copy.message_id for copy in outside.private.emptied} == {"5", "6"}


async def test_an_event_met_twice_makes_one_report(house: House) -> None:
    visitor = Visitor(house)
    await visitor.say("/report", WHAT, "skip", "skip", "skip")
    done = await asyncio.gather(*(visitor.talk.turn("telegram", "7", said("send", "same")) for _ in range(6)))
    assert len({turn.replies for turn in done}) == 1
    async with house.database.reading() as session:
        assert len((await session.scalars(select(ReportRow))).all()) == 1


async def test_a_reference_that_is_taken_is_drawn_again(house: House) -> None:
    signs = iter("222222" + "222222" + "333333")
    talk = Talk(house.database, shelf(), house.clock, draw=lambda _: next(signs))
    for chat in ("7", "8"):
        for text in ("/report", WHAT, "skip", "skip", "skip", "send"):
            done = await talk.turn("telegram", chat, said(text))
    assert "R-333-333" in done.replies[0].text


async def test_a_report_survives_a_restart_at_every_question(house: House, database_url: str) -> None:
    for text in ("/report", WHAT, "Nariño", "since May", "skip"):
        async with open_house(database_url) as again:
            await Visitor(again).say(text)
    (told,) = await Visitor(house).say("send")
    row = await row_of(house, told.text.split("reference ")[1][:9])
    assert (row.what, row.place, row.since, row.reach) == (WHAT, "Nariño", "since May", "")


async def test_whom_the_settings_no_longer_name_is_an_agent_again(house: House) -> None:
    await employ(house, "telegram:1", "telegram:4")
    roster = await employ(house, "telegram:4")
    assert (await roster.meet("telegram:1", "Marta", Face.TELEGRAM)).role is Role.AGENT
    assert (await roster.meet("telegram:4", "Dora", Face.TELEGRAM)).role is Role.MANAGER
    async with house.database.reading() as session:
        rows = {row.id: (row.name, row.listed) for row in await session.scalars(select(StaffRow))}
    assert rows == {"telegram:1": ("Marta", False), "telegram:4": ("Dora", True)}


async def test_whom_a_manager_appointed_stays_one_whatever_the_settings_say(house: House) -> None:
    roster = await employ(house, "telegram:1")
    await roster.meet("telegram:2", "Ben", Face.TELEGRAM)
    await roster.appoint("telegram:2", Role.MANAGER, MARTA)
    roster = await employ(house)
    assert (await roster.meet("telegram:2", "Ben", Face.TELEGRAM)).role is Role.MANAGER


async def test_whoever_runs_commands_on_the_server_is_no_manager_to_be_told(
    house: House, database_url: str
) -> None:
    operator = Staff("command-line", "root", Role.MANAGER, Face.COMMAND_LINE)
    await SignIn(house.database, house.clock).invite(operator)
    assert not (await examine_managers(database_url, ())).well
    roster = await employ(house, "telegram:1")
    assert await roster.appoint("command-line", Role.AGENT, MARTA) is NotAppointed.UNKNOWN
    await Visitor(house).report()
    outside = Outside(house)
    await outside.deliver()
    assert [manager for manager, _ in outside.private.brought] == ["telegram:1"]
    async with house.database.reading() as session:
        assert (await session.get_one(StaffRow, "command-line")).role == "manager"


async def test_the_last_manager_stays_one(house: House) -> None:
    roster = await employ(house)
    ben = await roster.meet("telegram:2", "Ben", Face.TELEGRAM)
    await roster.meet("telegram:3", "Rita", Face.TELEGRAM)
    assert await roster.appoint("telegram:2", Role.MANAGER, ben) is NotAppointed.FORBIDDEN
    assert isinstance(await roster.appoint("telegram:2", Role.MANAGER, MARTA), Staff)
    assert await roster.appoint("telegram:2", Role.AGENT, MARTA) is NotAppointed.LAST
    assert isinstance(await roster.appoint("telegram:2", Role.MANAGER, MARTA), Staff)
    assert isinstance(await roster.appoint("telegram:3", Role.MANAGER, MARTA), Staff)
    both = await asyncio.gather(
        roster.appoint("telegram:2", Role.AGENT, MARTA), roster.appoint("telegram:3", Role.READER, MARTA)
    )
    assert both.count(NotAppointed.LAST) == 1


async def test_the_notice_before_the_first_question_says_what_becomes_of_it(house: House) -> None:
    notice, question = await Visitor(house).say("/report")
    phrases = shelf().snapshot.knowledge.phrases
    assert notice.text == phrases[Phrase.REPORT_NOTICE]["en"]
    assert question.text == phrases[Phrase.REPORT_ASK_WHAT]["en"]
