"""Every benchmark runs, at its smallest size: what the README's figures are made by must not rot."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.faqbench.peers import PEERS
from benchmarks.faqbench.rating import answered_at, auroc, recall_at
from benchmarks.faqbench.tasks import SUITE, make, misspelt
from benchmarks.matching import MEASURES
from tests.shipped import ROOT, shipped_snapshot
from tests.whole_bot.small import small_knowledge

SMALL = ("--limit", "5", "--n", "5", "--sizes", "50", "--tasks", "nlpjs-en", "nlpjs-mix")


def printed(name: str, *arguments: str | int | Path) -> str:
    command = [sys.executable, "-m", f"benchmarks.{name}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("measure", MEASURES)
def test_matching_is_measured(measure: str, tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    said = printed("matching", measure, "lexical", *SMALL, "--cache", tmp_path, "--out", out)
    assert said.startswith("lexical")
    assert len(out.read_text(encoding="utf-8").splitlines()) == len(said.splitlines())


def test_the_hybrid_tier_and_the_peers_are_measured(tmp_path: Path) -> None:
    said = printed("matching", "quality", "hybrid", *PEERS, *SMALL[:-1], "--cache", tmp_path)
    assert [line.split()[0] for line in said.splitlines()] == ["hybrid", *PEERS]


def test_the_mean_of_several_draws_is_told(tmp_path: Path) -> None:
    said = printed("matching", "quality", "wratio", "--tasks", "mtop-en", "--limit", "5", "--seeds", "0", "1")
    rates = [float(rate) for rate in re.findall(r"right at first (\S+),", said)]
    assert rates[2] == pytest.approx(sum(rates[:2]) / 2, abs=0.1)


def test_the_tables_are_written_between_their_marks(tmp_path: Path) -> None:
    page = Path(shutil.copy(ROOT / "docs" / "matching.md", tmp_path))
    before = page.read_text(encoding="utf-8")
    further = ("--", "--limit", "5", "--tasks", "nlpjs-mix")
    printed(
        "matching_table", "--page", page, "--results", tmp_path / "results", "--parts", "decision", *further
    )
    after = page.read_text(encoding="utf-8")
    assert "| hybrid | nlpjs-mix | in scope |" in after
    assert "| **ours, hybrid** | **–** |" in after
    assert after.partition("<!-- figures: begin -->")[0] == before.partition("<!-- figures: begin -->")[0]


def test_a_desk_is_filled_and_its_use_cases_and_pages_are_timed(tmp_path: Path) -> None:
    store = tmp_path / "desk.db"
    assert "search: nothing found" in printed("desk", 60, 200, "--keep", store)
    assert "overview" in printed("desk_pages", store)


def test_questions_are_put_through_the_command_line() -> None:
    shipped_snapshot()  # learns the knowledge if nobody has
    assert printed("ask", "3").startswith("3 answers in ")


def test_starts_are_measured(tmp_path: Path) -> None:
    said = printed("start", 1, "--without", "--knowledge", small_knowledge(tmp_path / "knowledge"))
    assert [line[:11] for line in said.splitlines()] == ["first start", "later start"]


@pytest.mark.long
def test_the_time_until_an_edit_is_live_is_measured() -> None:
    said = printed("reload").splitlines()
    assert [line[:24].strip() for line in said] == [
        "from nothing",
        "from what was kept",
        "an answer reworded",
        "a phrasing added",
        "a phrasing removed",
        "a partner renamed",
    ]


@pytest.mark.parametrize("name", SUITE)
def test_no_question_of_a_task_stands_in_its_base(name: str) -> None:
    for k in SUITE[name]:
        task = make(name, k)
        assert {label for _, label in task.queries} <= {label for label, _ in task.items}
        assert k is None or len(task.items) <= k * len({label for label, _ in task.items}) * 3
        known = {(text, label) for label, text in task.items}
        assert len(known & set(task.queries)) <= len(task.queries) // 100


def test_a_task_is_drawn_anew_by_another_seed_and_alike_by_the_same() -> None:
    assert make("clinc150", 5, 0) == make("clinc150", 5, 0)
    assert make("clinc150", 5, 0).items != make("clinc150", 5, 1).items
    assert make("clinc150", 5, 0).queries == make("clinc150", 5, 1).queries


def test_a_misspelt_text_keeps_its_short_words_and_the_number_of_words() -> None:
    text = "how do I transfer a hundred dollars from savings to checking"
    wrong = misspelt(text, 0, share=1.0)
    changed = [before for before, after in zip(text.split(), wrong.split(), strict=True) if before != after]
    assert set(changed) <= {word for word in text.split() if len(word) >= 4}
    assert changed
    assert wrong == misspelt(text, 0, share=1.0)
    assert misspelt(text, 0, share=0.0) == text


def test_scores_that_part_in_and_out_of_scope_are_rated_as_perfect_and_equal_ones_as_chance() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.5, 0.5], [0.5]) == 0.5
    assert answered_at([0.9, 0.8], [0.1, 0.85]) == 0.5
    assert recall_at([0.9, 0.8, 0.3], [True, False, True], [0.5]) == (
        pytest.approx(1 / 3),
        pytest.approx(2 / 3),
    )
