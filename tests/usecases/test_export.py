import csv
import gc
import io
import tracemalloc
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, select

from bot.leads.lead import Staff, Status
from bot.leads.listing import LeadFilter
from bot.leads.staff import Role
from bot.store.audit import latest
from bot.store.schema import LeadRow
from bot.usecases.export import Export, leads_csv
from tests.staging import ANA, House

FORMULAS = ("=1+1", "+49 30 1", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("https://evil.example";"x")')
WITHIN = (";=1+1;", "Oro;=1+1;", "a,=1+1", "a|@SUM(A1)", "a; -2+3", 'a;"=1+1"', "a; +1", "a;＝1+1")
"""Formulas behind what is a separator elsewhere."""
NAMESPACE = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def export(house: House) -> Export:
    return Export(house.database, house.clock)


async def csv_of(house: House, wanted: LeadFilter) -> list[dict[str, str]]:
    text = b"".join([part async for part in export(house).csv(wanted)]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


async def test_the_leads_of_a_filter_come_newest_first_through_many_pages(house: House) -> None:
    references = [await house.submit(f"Firm {number}") for number in range(7)]
    await house.review.move(references[3], Status.SPAM, ANA)
    rows = await csv_of(house, LeadFilter(statuses=(Status.NEW,)))
    assert [row["company"] for row in rows] == ["Firm 6", "Firm 5", "Firm 4", "Firm 2", "Firm 1", "Firm 0"]


@pytest.mark.parametrize("company", FORMULAS)
async def test_a_formula_stays_text(house: House, company: str, tmp_path: Path) -> None:
    await house.submit(company)
    (row,) = await csv_of(house, LeadFilter())
    assert row["company"][0] == "'"
    assert row["company"].lstrip("'\t ").startswith(company.strip()[:2])
    assert await export(house).xlsx(LeadFilter(), tmp_path / "leads.xlsx") == 1
    with ZipFile(tmp_path / "leads.xlsx") as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(".//s:f", NAMESPACE) == []
    assert company.strip() in {(cell.text or "").strip() for cell in sheet.findall(".//s:t", NAMESPACE)}


@pytest.mark.parametrize("company", [*FORMULAS, *WITHIN])
@pytest.mark.parametrize("written", [",", ";", "\t"])
@pytest.mark.parametrize("expected", [",", ";", "\t", "|"])
async def test_no_cell_begins_a_formula_whatever_separator_is_expected(
    house: House, company: str, written: str, expected: str
) -> None:
    await house.submit(company)
    parts = [part async for part in export(house).csv(LeadFilter(), written)]
    text = b"".join(parts).decode("utf-8-sig")
    for quoting in (
        csv.QUOTE_MINIMAL,
        csv.QUOTE_NONE,
    ):  # a program that expects another one sees quotes otherwise
        for row in csv.reader(io.StringIO(text), delimiter=expected, quoting=quoting):
            cells = (cell.strip().lstrip('"').strip() for cell in row)
            assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))] == []


@pytest.mark.parametrize("company", WITHIN)
async def test_a_formula_within_a_cell_stays_text_in_a_workbook(
    house: House, company: str, tmp_path: Path
) -> None:
    await house.submit(company)
    await export(house).xlsx(LeadFilter(), tmp_path / "leads.xlsx")
    with ZipFile(tmp_path / "leads.xlsx") as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(".//s:f", NAMESPACE) == []
    assert company in {cell.text for cell in sheet.findall(".//s:t", NAMESPACE)}


@pytest.mark.parametrize(
    "phone", ["+573001234567", "+576012345678 ext. 12", "+573001234567, +525512345678", "+3726012345"]
)
async def test_our_numbers_go_out_as_they_are_dialled(house: House, phone: str) -> None:
    reference = await house.submit()
    async with house.database.transaction() as session:
        row = await session.scalar(select(LeadRow).where(LeadRow.reference == reference))
        assert row is not None
        row.phone = phone
    (line,) = await csv_of(house, LeadFilter())
    assert line["phone"] == phone
    table = leads_csv(await house.review.list(), ";")
    assert [row["phone"] for row in csv.DictReader(io.StringIO(table), delimiter=";")] == [phone]


async def test_an_export_is_written_down_and_needs_the_right(house: House) -> None:
    await house.submit()
    assert await export(house).begin(LeadFilter(), ANA)
    assert not await export(house).begin(LeadFilter(), Staff("9", "Rita", Role.READER))
    async with house.database.reading() as session:
        (row,) = await latest(session, subject="leads")
    assert (row.who, row.what, row.detail) == ("Ana", "exported", "1")


async def test_nothing_to_export_is_a_heading(house: House) -> None:
    assert await csv_of(house, LeadFilter()) == []


@pytest.mark.long
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_an_export_of_many_leads_takes_no_more_memory(house: House, tmp_path: Path, kind: str) -> None:
    peaks = []
    for count in (1_000, 4_000):
        await add_leads(house, count)
        gc.collect()
        tracemalloc.start()
        if kind == "csv":
            async for _ in export(house).csv(LeadFilter()):
                pass
        else:
            await export(house).xlsx(LeadFilter(), tmp_path / f"{count}.xlsx")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


async def add_leads(house: House, count: int) -> None:
    reference = await house.submit()
    async with house.database.transaction() as session:
        row = await session.scalar(select(LeadRow).where(LeadRow.reference == reference))
        assert row is not None
        values = {column.name: getattr(row, column.name) for column in LeadRow.__table__.columns}
        del values["id"]
        copies = [values | {"reference": f"{reference}-{number}"} for number in range(count)]
        await session.execute(insert(LeadRow), copies)
