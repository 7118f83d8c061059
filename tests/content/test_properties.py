"""Whatever is done to a file, reading it ends in knowledge or in problems with lines."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.load import load
from bot.content.problem import Problem, ProblemsFound
from bot.content.tree import parse
from bot.core.knowledge import Knowledge
from tests.content.folder import TOPIC, make_folder

ODD = st.one_of(
    st.sampled_from(
        ["\t", "\n", ":", "- ", "[", "{", "}", "'", '"', "&a ", "*a", "!!x ", "---\n", "#", "%", "? "]
    ),
    st.sampled_from(["no: ", "~", "2026-02-30", "\ufeff", "\x00", "é", "\u2028", "null", ">-\n", "|\n", "@"]),
    st.text(max_size=8),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder without the long lists, since it is read again for every example."""
    folder = make_folder(tmp_path_factory.mktemp("edited"))
    shutil.rmtree(folder / "examples")
    return folder


@given(
    cut=st.integers(0, len(TOPIC)),
    length=st.integers(0, 40),
    put=ODD,
    again=st.integers(0, len(TOPIC)),
    also=ODD,
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_edit_crashes_the_loader(
    shared: Path, cut: int, length: int, put: str, again: int, also: str
) -> None:
    text = TOPIC[:cut] + put + TOPIC[cut + length :]
    text = text[:again] + also + text[again:]
    (shared / "topics/ways.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    outcome = attempt(shared)
    if not isinstance(outcome, Knowledge):
        most = max(text.count("\n") + text.count("\r") + 2, 40)
        assert outcome
        assert all(1 <= problem.line <= most for problem in outcome)


def attempt(folder: Path) -> Knowledge | tuple[Problem, ...]:
    try:
        return load(folder)
    except ProblemsFound as found:
        return found.problems


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_bytes_crash_the_loader(shared: Path, data: bytes) -> None:
    (shared / "topics/ways.yaml").write_bytes(data)
    with pytest.raises(ProblemsFound):
        load(shared)


PIECES = st.sampled_from(
    [
        "fund-a-project",
        "chopard",
        "names",
        "intents",
        "thanks",
        "off_topic",
        "en",
        "ours",
        ": ",
        ":\n  ",
        "- ",
    ]
)


@pytest.mark.parametrize("name", ["words.yaml", "examples/any.yaml", "phrasings/ways.yaml"])
@given(said=st.lists(st.one_of(PIECES, ODD), max_size=12).map("".join))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_learnt_from_crashes_the_loader(shared: Path, name: str, said: str) -> None:
    place = shared / name
    place.parent.mkdir(exist_ok=True)
    before = place.read_bytes() if place.exists() else b""
    (shared / "topics/ways.yaml").write_text(TOPIC, encoding="utf-8")
    place.write_bytes(said.encode("utf-8", "surrogatepass"))
    outcome = attempt(shared)
    assert isinstance(outcome, Knowledge) or all(problem.file == name for problem in outcome)
    place.write_bytes(before) if before else place.unlink()


@given(st.text())
def test_any_text_parses_or_is_told(text: str) -> None:
    root, problems = parse("any.yaml", text.encode("utf-8", "ignore").decode())
    assert root is not None or problems
