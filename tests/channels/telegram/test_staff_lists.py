import csv
import io
import sys
import zipfile
from datetime import timedelta

from bot.leads.lead import Staff, Status
from tests.channels.telegram.stage import now, running, submitted


def _staff_of(person) -> Staff:
    return Staff(f"telegram:{person.id}", person.account.first_name)


async def test_leads_are_listed_by_status_by_owner_and_by_wait(server, database):
    rita = server.user("Rita", "en")
    first = await submitted(database, "Acme", "AAA-222")
    second = await submitted(database, "Bolt", "BBB-333")
    later = now() + timedelta(days=9)
    async with running(server, database, staff_ids=frozenset({rita.id}), clock=lambda: later) as stage:
        await stage.review.claim(first, _staff_of(rita))
        await stage.review.move(second, Status.CONTACTED, _staff_of(rita))
        everything = (await rita.asks("/leads")).text
        assert first in everything
        assert second in everything
        mine = (await rita.asks("/leads mine")).text
        assert first in mine
        assert second not in mine
        contacted = (await rita.asks("/leads contacted")).text
        assert second in contacted
        assert first not in contacted
        assert (await rita.asks("/leads contactada")).text == contacted
        assert "None" in (await rita.asks("/leads won")).text
        assert "/leads mine" in (await rita.asks("/leads of yesterday")).text
        overdue = (await rita.asks("/leads overdue")).text
        assert first in overdue


async def test_find_forgives_slips_in_leads_and_knowledge(server, database):
    rita = server.user("Rita", "en")
    reference = await submitted(database, "Northwind Traders")
    async with running(server, database, staff_ids=frozenset({rita.id})):
        assert reference in (await rita.asks("/find nortwind")).text
        assert reference in (await rita.asks("/find eva@acme")).text
        assert "Chopard" in (await rita.asks("/find choppard")).text
        assert "Nothing found for “zzzz <b>”" in (await rita.asks("/find zzzz <b>")).text
        assert "/find chopard" in (await rita.asks("/find")).text
    assert server.refused == []


async def test_export_hands_out_both_tables_with_formulas_disarmed(server, database):
    rita = server.user("Rita", "en")
    await submitted(database, '=HYPERLINK("https://evil.example")')
    async with running(server, database, staff_ids=frozenset({rita.id})):
        await rita.says("/export")
        await server.wait_for(lambda: len([m for m in rita.from_bot if m.file]) == 2)
    table, book = (message.file for message in rita.from_bot if message.file)
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert rows[0]["company"].startswith("'=")
    sheet = zipfile.ZipFile(io.BytesIO(book.content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert table.name.endswith(".csv")
    assert book.name.endswith(".xlsx")


async def test_where_no_workbook_can_be_written_the_export_is_the_csv_file(server, database, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    rita = server.user("Rita", "en")
    await submitted(database)
    async with running(server, database, staff_ids=frozenset({rita.id})):
        await rita.says("/export")
        await server.wait_for(lambda: [m for m in rita.from_bot if m.file])
    (sent,) = [m for m in rita.from_bot if m.file]
    assert sent.file.name.endswith(".csv")
    assert sent.text


async def test_the_link_to_the_desk_goes_to_nobody_but_the_one_who_asks(server, database):
    rita, sam = server.user("Rita", "en"), server.user("Sam", "en")
    staff = server.group([rita, sam])
    await rita.starts()
    async with running(server, database, staff=staff):
        await rita.says("/desk@arm_partner_bot", staff)
        await server.wait_for(lambda: any("private chat" in m.text for m in staff.from_bot))
        link = next(m for m in rita.from_bot if m.buttons and "url" in m.buttons[0])
        assert link.buttons[0]["url"] == f"https://desk.example.org/sign-in?token={rita.id}"
        await sam.says("/desk@arm_partner_bot", staff)
        await server.wait_for(lambda: any("t.me/arm_partner_bot" in m.text for m in staff.from_bot))
    assert all("token" not in str(m.buttons) for m in staff.from_bot)


async def test_what_shows_visitors_data_is_not_told_in_other_groups(server, database):
    rita = server.user("Rita", "en")
    staff, guests = server.group([rita]), server.group([rita], "Guests")
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        calls = (("leads", ""), ("lead", reference), ("export", ""), ("find", "acme"), ("desk", ""))
        for number, (command, argument) in enumerate(calls, 1):
            await rita.says(f"/{command}@arm_partner_bot {argument}", guests)
            await server.wait_for(lambda number=number: len(guests.from_bot) == number)
    assert {m.text for m in guests.from_bot} == {
        "That shows visitors' data. Please ask in the staff chat or in private."
    }
