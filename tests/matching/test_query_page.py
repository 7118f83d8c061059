"""`docs/queries.md` shows what is really read; `python -m tests.matching.test_query_page` writes it anew."""

from functools import cache
from pathlib import Path

from bot.content.load import load
from bot.core.partner_lists import listed, settle
from bot.matching.reading import Reader
from bot.matching.vocabulary import Vocabulary

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "queries.md"
BEGIN, END = "<!-- questions: begin -->\n", "<!-- questions: end -->"

QUESTIONS = (
    "Which partners are in Peru or Colombia?",
    "¿Cuáles de sus aliados son de Perú y cuáles de Colombia?",
    "bailleurs bilatéraux et multilatéraux",
    "donors and buyers",
    "organisations that are both donors and buyers",
    "which donors do not buy gold?",
    "todos los compradores menos los franceses",
    "partenaires hors de Colombie",
    "partners other than Chopard",
    "Which donors are Swiss and which are Swedish?",
    "Who are your donors today?",
    "sus mayores donantes en Perú, Bolivia y Colombia",
)


@cache
def table() -> str:
    knowledge = load(ROOT / "knowledge")
    vocabulary = Vocabulary.of(knowledge)
    reader = Reader(knowledge, vocabulary, frozenset())
    rows = ["| question | query read | key of the list | partners |", "|---|---|---|---|"]
    for text in QUESTIONS:
        reading = reader.read(vocabulary.tokeniser.read(text))
        query = settle(knowledge, reading.query, reading.composed.deeds)
        key = query.key.replace("|", "\\|")
        rows.append(f"| {text} | {query} | `{key}` | {len(listed(knowledge, query))} |")
    return "\n".join(rows) + "\n"


def test_the_page_shows_the_queries_that_are_read() -> None:
    assert PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0] == table()


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    PAGE.write_text(head + BEGIN + table() + END + rest.partition(END)[2], encoding="utf-8")
