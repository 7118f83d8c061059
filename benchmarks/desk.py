"""How quickly a full desk answers: `python -m benchmarks.desk [LEADS QUESTIONS] [--keep FILE]`.

Fills a new SQLite file with leads and questions of three years, then times what staff look at. Each figure is
the median of some looks, in milliseconds, through the use cases that both faces call. The column after it
says how often the figure goes into the 300 ms that it may take.
"""

import argparse
import asyncio
import random
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from bot.content.load import load
from bot.core.gaps import folded_question
from bot.core.match import Context, Match, Verdict
from bot.core.snapshot import Snapshot
from bot.leads.index_terms import search_text, signs_of
from bot.leads.lead import OPEN, Status
from bot.leads.listing import LeadFilter, Order
from bot.leads.similar import CommonTraits
from bot.store.database import Database
from bot.store.desk_schema import FormRow, MessageRow, SignRow
from bot.store.outbox import Kind
from bot.store.schema import Conversation, HistoryRow, LeadRow, NoticeRow, Question, TurnRow
from bot.usecases.export import Export
from bot.usecases.figures import Figures
from bot.usecases.find import Find
from bot.usecases.gaps import GapBoard
from bot.usecases.reminders import Reminders
from bot.usecases.review import Review

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
SPAN = timedelta(days=3 * 365)
LIMIT_MS = 300.0
LOOKS = 7
BATCH = 5_000
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CONSONANTS = "bcdfghjklmnprstvz"
TAILS = (
    "dor",
    "mine",
    "gold",
    "tec",
    "via",
    "ra",
    "lux",
    "mont",
    "bar",
    "sol",
    "quin",
    "tal",
    "vera",
    "cruz",
)
FORMS = ("SA", "Ltd", "GmbH", "SAS", "Inc", "S.A.S.", "")
WORDS = """
    gold price miners mine visit how much is a gram of certified silver ring jewellery office quito lima
    bogota director school project money fund water mercury law licence visa job volunteer report 2019 audit
    chain custody premium refinery coin medal medalla precio oro cuanto cuesta donde esta la oficina quien es
    le prix du gramme ou se trouve comment devenir membre pourquoi combien
"""
NAMES = ("Ana", "Eva", "Luis", "Marie", "Juan", "Rosa", "Inès", "Pedro", "Claire", "Jorge", "Lucía", "Émile")
STATUSES = (*[Status.LOST] * 40, *[Status.WON] * 25, *[Status.SPAM] * 20, *OPEN)


class Nothing:
    """Finds nothing in the knowledge: what the matcher costs is measured elsewhere."""

    def match(self, _text: str, language: str, _context: Context | None = None) -> Match:
        return Match(Verdict.FALLBACK, language)

    def hear_alert(self, _text: str, _language: str) -> None:
        return None


class Shelf:
    """Holds the shipped knowledge."""

    def __init__(self) -> None:
        knowledge = load(Path(__file__).parent.parent / "knowledge")
        self.snapshot = Snapshot(knowledge, Nothing())  # type: ignore[arg-type]


def moment(draw: random.Random) -> datetime:
    return NOW - SPAN * draw.random()


def syllable(draw: random.Random) -> str:
    """Some are frequent and most are rare, as at the beginnings of names."""
    first, last = (CONSONANTS[int(len(CONSONANTS) * draw.random() ** 2)] for _ in range(2))
    return first + draw.choice("aeiou") + last


def company(draw: random.Random) -> str:
    name = "".join(syllable(draw) for _ in range(draw.randint(1, 2))) + draw.choice(TAILS)
    second = draw.choice(("", " Trading", " Joyas", f" {draw.choice(TAILS)}".title()))
    return f"{name.title()}{second} {draw.choice(FORMS)}".strip()


def reference_of(number: int) -> str:
    """Give the reference of the lead with a number."""
    signs = "".join(ALPHABET[number // 30**place % 30] for place in range(6))
    return f"{signs[:3]}-{signs[3:]}"


def lead_rows(count: int, draw: random.Random) -> Iterator[dict[str, object]]:
    for number in range(1, count + 1):
        firm, person = company(draw), f"{draw.choice(NAMES)} {syllable(draw).title()}{draw.choice(TAILS)}"
        domain = f"{firm.partition(' ')[0].lower()}.example" if draw.random() < 0.7 else "gmail.com"
        created = NOW - SPAN * (1 - number / count)
        status = draw.choice(STATUSES)
        replied = created + timedelta(hours=draw.expovariate(1 / 9))
        row: dict[str, object] = {
            "id": number,
            "reference": reference_of(number),
            "status": status.value,
            "company": firm,
            "contact_name": person,
            "email": f"{person.partition(' ')[0].lower()}{number % 50_000}@{domain}",
            "phone": f"+57300{number % 90_000:07d}" if draw.random() < 0.5 else None,
            "country": draw.choice(("CO", "PE", "FR", "CH", "US", "ES", "BO", "MN", None)),
            "way": draw.choice(("fund", "buy", "join", "other")),
            "message": " ".join(draw.choices(WORDS.split(), k=40)),
            "language": draw.choice(("en", "es", "fr")),
            "channel": "telegram",
            "chat_id": str(10**9 + number),
            "origin": draw.choice(("", "enquire-buy", "entry-chopard")),
            "assignee_id": draw.choice((None, "telegram:1", "telegram:2")),
            "assignee_name": "Ana",
            "created_at": created,
            "updated_at": min(NOW, created + timedelta(days=draw.expovariate(1 / 20))),
            "version": 3,
            "consent_version": "1",
            "consent_at": created,
            "consent_language": "en",
            "replied_at": replied if status is not Status.NEW and replied < NOW else None,
        }
        row["search_text"] = search_text(
            *(str(row[name] or "") for name in ("reference", "company", "contact_name", "email", "phone")),
            str(row["message"]),
        )
        yield row


def notice_rows(count: int) -> Iterator[dict[str, object]]:
    """The card of each lead, delivered when it came."""
    for number in range(1, count + 1):
        created = NOW - SPAN * (1 - number / count)
        yield {
            "id": number,
            "kind": Kind.CARD.value,
            "lead_id": number,
            "lead_version": 1,
            "payload": "{}",
            "created_at": created,
            "attempts": 0,
            "due_at": created,
            "done_at": created,
        }


def question_rows(count: int, draw: random.Random) -> Iterator[dict[str, object]]:
    asked = [" ".join(draw.choices(WORDS.split(), k=draw.randint(3, 7))) for _ in range(max(count // 5, 1))]
    folded = [folded_question(text) for text in asked]
    common = min(2_000, len(asked))
    for number in range(1, count + 1):
        missed = draw.random() < 0.25
        which = draw.randrange(common if draw.random() < 0.7 else len(asked))
        yield {
            "id": number,
            "at": moment(draw),
            "channel": "telegram",
            "conversation_id": number % 1000 + 1,
            "turn_id": number % 1000 + 1,
            "language": draw.choice(("en", "es", "fr")),
            "text": asked[which],
            "verdict": draw.choice(("fallback", "suggest", "not_listed")) if missed else "answer",
            "entry": None if missed else "chopard",
            "score": 0.5,
            "knowledge_version": "1",
            "folded": folded[which],
            "rating": draw.choice((None,) * 50 + (1, -1)),
        }


async def fill(database: Database, leads: int, questions: int) -> None:
    draw = random.Random(7)
    await put(
        database,
        Conversation,
        (
            {
                "id": n,
                "channel": "telegram",
                "chat_id": str(n),
                "state": "{}",
                "version": 1,
                "language": "en",
                "created_at": NOW,
                "updated_at": NOW,
            }
            for n in range(1, 1001)
        ),
    )
    await put(
        database,
        TurnRow,
        (
            {
                "id": n,
                "channel": "telegram",
                "event_id": str(n),
                "conversation_id": n,
                "at": NOW,
                "knowledge_version": "1",
                "replies": "[]",
                "sent_at": NOW,
            }
            for n in range(1, 1001)
        ),
    )
    rows = list(lead_rows(leads, draw))
    await put(database, LeadRow, iter(rows))
    await put(database, NoticeRow, notice_rows(leads))
    await put(
        database,
        SignRow,
        (
            {"sign": sign, "lead_id": row["id"]}
            for row in rows
            for sign in signs_of(
                str(row["company"]),
                str(row["contact_name"]),
                str(row["email"]),
                row["phone"],  # type: ignore[arg-type]
            )
        ),
    )
    await put(
        database,
        HistoryRow,
        (
            {
                "lead_id": row["id"],
                "at": row["created_at"],
                "who_id": "",
                "who": "",
                "what": what,
                "detail": "",
            }
            for row in rows
            for what in ("submitted", "assigned", "moved")
        ),
    )
    await put(
        database,
        MessageRow,
        (
            {
                "lead_id": row["id"],
                "at": row["updated_at"],
                "direction": "to_visitor",
                "who": "Ana",
                "text": "Dear colleague, thank you.",
                "state": "sent",
                "event_id": f"e{row['id']}",
            }
            for row in rows[::2]
        ),
    )
    await put(
        database,
        FormRow,
        (
            {
                "conversation_id": n % 1000 + 1,
                "form_id": str(n),
                "opened_at": moment(draw),
                "language": "en",
                "origin": "",
                "filled": draw.randint(0, 7),
                "sent_at": None,
            }
            for n in range(leads * 2)
        ),
    )
    await put(database, Question, question_rows(questions, draw))


async def put(database: Database, table: type, rows: Iterator[dict[str, object]]) -> None:
    begun, count = time.perf_counter(), 0
    batch: list[dict[str, object]] = []

    async def write() -> None:
        async with database.transaction() as session:
            await session.execute(insert(table), batch)

    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            await write()
            count += len(batch)
            batch.clear()
    if batch:
        await write()
        count += len(batch)
    print(f"  {count:>9,} {table.__tablename__} in {time.perf_counter() - begun:.0f} s", file=sys.stderr)


async def timed(name: str, look: Callable[[], Awaitable[object]]) -> None:
    took = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        await look()
        took.append((time.perf_counter() - begun) * 1000)
    middle = statistics.median(took)
    print(f"{name:<44}{middle:>9.1f} ms{LIMIT_MS / middle:>8.1f} ×   first {took[0]:.0f} ms", flush=True)


async def export(database: Database, folder: Path) -> None:
    exporting = Export(database, lambda: NOW)
    for name in ("csv", "xlsx"):
        before = peak()
        begun = time.perf_counter()
        if name == "csv":
            with (folder / "leads.csv").open("wb") as file:
                async for part in exporting.csv(LeadFilter()):
                    file.write(part)
        else:
            await exporting.xlsx(LeadFilter(), folder / "leads.xlsx")
        size = (folder / f"leads.{name}").stat().st_size / 2**20
        took = time.perf_counter() - begun
        print(f"export {name:<37}{took:>9.1f} s   {size:.1f} MiB, peak memory + {peak() - before:.1f} MiB")


def peak() -> float:
    """The most memory that this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def look(database: Database, folder: Path) -> None:
    shelf = Shelf()
    review = Review(database, lambda: NOW, lambda: CommonTraits.known(shelf.snapshot.knowledge))
    find = Find(database, shelf)
    attend = Reminders(database, shelf, lambda: NOW)
    wide = LeadFilter(
        statuses=OPEN, ways=("buy",), countries=("CO", "PE"), created_from=NOW - timedelta(days=365)
    )
    (newest,) = await review.page(LeadFilter(), 1)
    slip = f"{newest.company[:4]}x{newest.company[5:]}"
    await timed("list: newest page", lambda: review.page(LeadFilter(), 25))
    await timed("list: how many", lambda: review.count(LeadFilter()))
    await timed("list: page 2000", lambda: review.page(LeadFilter(), 25, 50_000))
    await timed("list: by company", lambda: review.page(LeadFilter(order=Order.COMPANY), 25))
    await timed("filter: status, way, countries, year", lambda: review.page(wide, 25))
    await timed("filter: how many", lambda: review.count(wide))
    await timed("list with duplicates and histories (30)", lambda: review.list(OPEN, most=30))
    await timed("one lead with all that belongs to it", lambda: review.show(newest.reference))
    await timed("search: common text", lambda: review.page(LeadFilter(text="joyas"), 25))
    await timed("search: rare text", lambda: review.page(LeadFilter(text=str(newest.email)), 25))
    await timed("search: nothing found", lambda: review.page(LeadFilter(text="xyzzy"), 25))
    await timed("search: how many", lambda: review.count(LeadFilter(text="joyas")))
    await timed("find: misspelt company", lambda: find.find(slip, "en"))
    await timed("overdue leads", lambda: attend.overdue(25))
    await timed("overdue: how many", attend.count_overdue)
    await timed("dashboard and /stats (12 weeks)", Figures(database, shelf, lambda: NOW).stats)
    await timed("gap board", GapBoard(database, shelf, lambda: NOW).open)
    await export(database, folder)


async def run(leads: int, questions: int, keep: Path | None) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = keep or folder / "desk.db"
        fresh = not file.exists()
        database = await Database.open(f"sqlite:///{file}")
        if fresh:
            await fill(database, leads, questions)
        print(f"{leads:,} leads, {questions:,} questions, {file.stat().st_size / 2**20:.0f} MiB")
        await look(database, folder)
        await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("leads", nargs="?", type=int, default=100_000)
    parser.add_argument("questions", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a file to fill, or to use if it is there")
    given = parser.parse_args()
    asyncio.run(run(given.leads, given.questions, given.keep))


if __name__ == "__main__":
    main()
