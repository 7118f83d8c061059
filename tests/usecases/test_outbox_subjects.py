"""What the desk says of the outbox, on every database."""

from bot.leads.lead import Status
from bot.leads.listing import Listing, RowFilter
from bot.leads.report import Report
from bot.store import outbox, reports
from bot.store.outbox import Kind
from bot.store.staff import keep_staff
from bot.usecases.desk_lists import DeskLists, Subject
from bot.usecases.exchange import Exchange
from tests.staging import ANA, BEN, House


async def told(house: House) -> dict[str, Subject]:
    """What the notices are about, by kind."""
    lists = DeskLists(house.database)
    rows = await lists.page(Listing.NOTICES, RowFilter(), most=None)
    subjects = await lists.subjects(rows)
    return {row.kind: subjects[row.id] for row in rows}


async def test_notices_of_a_lead_name_it_however_they_refer_to_it(house: House) -> None:
    reference = await house.submit()
    whole = Subject(reference, "Acme Ltd", "Eva Perez")
    assert await told(house) == {"card": whole}
    exchange = Exchange(house.database, house.clock)
    await exchange.reply_to_visitor(reference, "Good day.", ANA, event_id="one")
    async with house.database.transaction() as session:
        outbox.add_text(session, "reply_blocked", {"reference": reference}, house.clock())
        outbox.add(session, Kind.NUDGE, {"lead": 1, "version": 1, "level": 1}, house.clock())
    assert await told(house) == dict.fromkeys(("card", "to-visitor", "text", "nudge"), whole)


async def test_a_notice_of_a_report_names_it_and_whom_it_is_for(house: House) -> None:
    report = Report(what="They pour mercury.", place="", since="", reach="", language="en")
    async with house.database.transaction() as session:
        await keep_staff(session, ANA, house.clock())
        row = await reports.submit(
            session, report, reference="R-K7F-2MX", channel="test", chat_id="7", at=house.clock()
        )
        outbox.add(session, Kind.REPORT, {"report": row.id, "manager": ANA.id}, house.clock())
        outbox.add_text(session, "report_waits", {"reference": "R-K7F-2MX"}, house.clock())
    assert await told(house) == {
        "report": Subject(report="R-K7F-2MX", staff="Ana"),
        "text": Subject(report="R-K7F-2MX"),
    }


async def test_a_notice_about_nothing_in_particular_names_nothing(house: House) -> None:
    async with house.database.transaction() as session:
        outbox.add(session, Kind.DIGEST, {}, house.clock())
    assert await told(house) == {"digest": Subject()}
    assert await DeskLists(house.database).count_waiting() == 1


async def test_what_somebody_has_open_is_counted_without_closed_and_merged_leads(house: House) -> None:
    references = [await house.submit(f"Company {number}", str(number)) for number in range(4)]
    for reference in references:
        await house.review.claim(reference, BEN)
    await house.review.move(references[0], Status.SPAM, BEN)
    await house.review.merge(references[1], references[2], ANA)
    assert await house.review.count_open_of(BEN) == 2
    assert await house.review.count_open_of(ANA) == 0
