"""How quickly the pages of a full desk are made: `python -m benchmarks.desk_pages FILE`.

FILE is a store that `python -m benchmarks.desk --keep FILE` filled. Each figure is the median of some looks,
in milliseconds, from the request until the last byte of the page, without a network in between. The column
after it says how often the figure goes into the 300 ms that it may take.
"""

import argparse
import asyncio
import statistics
import time
from pathlib import Path

import httpx

from benchmarks.desk import LIMIT_MS, LOOKS, NOW, Shelf, reference_of
from bot.channels.web.app import make_app
from bot.leads.lead import Staff
from bot.leads.staff import Face, Role
from bot.store.database import Database
from bot.usecases.parts import Parts

ADDRESS = "http://desk.example"
LEADS = "/desk/leads/list"
QUESTIONS = "/desk/questions/list"
PAGES = {
    "overview": "/desk/",
    "leads": LEADS,
    "leads, page 1000": f"{LEADS}?page=1000",
    "leads by status and country": f"{LEADS}?filter=status__in%3Dnew AND country__in%3DCO,PE",
    "leads by company": f"{LEADS}?sort=company__asc",
    "leads that are overdue": f"{LEADS}?filter=updated_at__overdue",
    "leads that are mine": f"{LEADS}?filter=assignee_name__mine",
    "leads, search": f"{LEADS}?q=cooperativa",
    "leads, search in vain": f"{LEADS}?q=zzzzzz",
    "the first lead": f"/desk/lead/{reference_of(1)}",
    "questions": QUESTIONS,
    "questions without an answer": f"{QUESTIONS}?filter=verdict__not_in%3Danswer",
    "questions, search": f"{QUESTIONS}?q=mercury",
    "questions, search in vain": f"{QUESTIONS}?q=zzzzzz",
    "gaps": "/desk/gaps",
    "knowledge": "/desk/knowledge",
    "outbox": "/desk/outbox/list",
    "outbox, page 1000": "/desk/outbox/list?page=1000",
    "audit": "/desk/audit/list",
}


async def reload() -> tuple[str, ...]:
    return ()


async def run(file: Path) -> None:
    database = await Database.open(f"sqlite:///{file}")
    live = Shelf()
    parts = Parts.over(database, live, lambda: NOW, knowledge_dir=Path("knowledge"), reload=reload)
    app = make_app(parts, web_url=ADDRESS, secret_key="x" * 32)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS, timeout=60) as client:
        token = await parts.sign_in.invite(Staff("telegram:1", "Ana", Role.MANAGER, Face.DESK))
        await client.get("/desk/sign-in")
        form = {"token": token, "csrftoken": client.cookies["starlette_admin_csrftoken"]}
        await client.post("/desk/sign-in", data=form)
        for name, path in PAGES.items():
            print(f"{name:32}", *await timed(client, path))
    await database.close()


async def timed(client: httpx.AsyncClient, path: str) -> tuple[str, str]:
    took = []
    for _ in range(LOOKS):
        begin = time.perf_counter()
        answer = await client.get(path)
        took.append((time.perf_counter() - begin) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
    median = statistics.median(took)
    return f"{median:8.1f}", f"{LIMIT_MS / median:6.1f}x"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_pages", description=__doc__)
    parser.add_argument("file", type=Path)
    asyncio.run(run(parser.parse_args().file))


if __name__ == "__main__":
    main()
