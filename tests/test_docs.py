"""What the pages say is so: their paths exist, their commands are taken, and no command is left out."""

import ast
import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import bot
from benchmarks.matching import make_parser
from bot.cli import app
from bot.settings import Settings
from tests.shipped import ROOT

FOLDERS = (".", "benchmarks", "benchmarks/faqbench/data", "docs", "findings", "knowledge")
PAGES = sorted(page for folder in FOLDERS for page in (ROOT / folder).glob("*.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAM: Any = get_command(app)
"""Commands by name, some of them with commands of their own."""

UNTRACKED = re.compile(r"\.venv\b.*|data\b.*|uv\.lock|\.env")
"""What pages name and a clean checkout need not have."""
INVENTED = re.compile(
    r"(topics|partners|cases)/(fairs-en|example-mint)\.yaml"  # made up in the guide
    r"|phrasings/partners\.yaml"  # to be made once there is something to put into it
    r"|[A-Z]+(\.\w+)?"  # a stand-in
)
FILE = re.compile(r".*\.(py|md|sh|toml|lock)")
"""What is a path by its ending alone."""

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def spans(page: Path) -> Iterator[str]:
    """Everything that a page sets as code: spans, and the lines of blocks for a shell."""
    for block in re.findall(r"```sh\n(.*?)```", text_of(page), re.DOTALL):
        yield from block.replace("\\\n", " ").splitlines()
    for line in re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL).splitlines():
        yield from (double or single for double, single in re.findall(r"``(.+?)``|`([^`]+)`", line))


def paths(page: Path) -> Iterator[str]:
    """The paths that a page names in its spans."""
    beginnings = {inside.name for place in (ROOT, page.parent) for inside in place.iterdir()}
    for span in spans(page):
        for word in span.split():
            path = word.lstrip("(").rstrip("),.:;")
            if not re.fullmatch(r"[\w.<>*-]+(/[\w.<>*-]+)*/?", path) or INVENTED.fullmatch(path):
                continue
            is_inside = "/" in path and path.partition("/")[0] in beginnings
            if (is_inside or FILE.fullmatch(path)) and not UNTRACKED.fullmatch(path):
                yield path


@every_page
def test_every_path_on_a_page_exists(page: Path) -> None:
    for path in paths(page):
        pattern = re.sub(r"<\w+>", "*", path).rstrip("/")
        assert any(any(place.glob(pattern)) for place in (ROOT, page.parent)), path


@every_page
def test_every_link_within_the_checkout_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", text_of(page))
    inside = [target.partition("#")[0] for target in targets if "://" not in target]
    assert [target for target in inside if not (page.parent / target).exists()] == []


def said_commands(page: Path) -> Iterator[list[str]]:
    """The command lines of the program on a page, cut into words, without the program's name."""
    for span in spans(page):
        for line in span.split(" && "):
            found = re.fullmatch(r"(?:.*[ /])?(?:partner-bot|main\.py|python -m bot)(?: (.*))?", line)
            if found:
                yield shlex.split((found[1] or "").partition(" < ")[0])


@every_page
def test_every_command_on_a_page_is_one_of_the_program_with_its_options(page: Path) -> None:
    for words in said_commands(page):
        command, rest = PROGRAM, words
        while (inside := getattr(command, "commands", {})) and rest and rest[0].isalpha():
            assert rest[0] in inside, words
            command, rest = inside[rest[0]], rest[1:]
        options = {option for parameter in command.params for option in parameter.opts}
        said = {word.strip("[]") for word in rest if word.strip("[]").startswith("--")}
        assert said <= options | {"--help"}, words


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """The commands of the program by their whole names: `leads show`."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def table(heading: str) -> list[list[str]]:
    """The first table below a heading of the README: rows of cells."""
    rows = re.search(r"(?:^\|.*\n)+", README.partition(f"## {heading}\n")[2], re.MULTILINE)
    assert rows, heading
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[0].splitlines()[2:]]


@pytest.mark.parametrize("name", [name for name, _ in commands(PROGRAM)])
def test_the_readme_names_every_command_with_its_options(name: str) -> None:
    group, _, own = name.rpartition(" ")
    rows = [row[0] for row in table("Commands") if re.search(rf"partner-bot {group}.*\b{own}[` ]", row[0])]
    assert rows
    options = [each for each in dict(commands(PROGRAM))[name].params if each.param_type_name == "option"]
    told = re.findall(r"--[\w-]+", " ".join(rows))
    if "each takes `--json`" in " ".join(row[1] for row in table("Commands") if row[0] in rows):
        told.append("--json")
    assert {option.opts[0] for option in options} <= set(told)


def test_the_readme_names_every_setting_and_no_other() -> None:
    named = [name for row in table("On Telegram") for name in re.findall(r"`([A-Z_]+)`", row[0])]
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_readme_tells_the_defaults_of_the_settings() -> None:
    told = {}
    for names, _, defaults in table("On Telegram"):
        known = re.findall(r"`([^`]+)`", defaults)
        told |= dict(zip(re.findall(r"`([A-Z_]+)`", names), known, strict=bool(known))) if known else {}
    assert told
    assert told == {name: str(Settings.model_fields[name.lower()].default) for name in told}


def test_the_example_of_a_settings_file_has_every_setting_and_no_other() -> None:
    named = re.findall(r"^(?:# )?([A-Z_]+)=", text_of(ROOT / ".env.example"), re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def benchmarks(page: Path) -> Iterator[list[str]]:
    """The benchmarks that a page runs: module and arguments."""
    for span in spans(page):
        if found := re.search(r"python -m (benchmarks\.[a-z_]+)(.*)", span):
            yield [found[1], *shlex.split(found[2])]


@every_page
def test_every_benchmark_on_a_page_can_be_run(page: Path) -> None:
    for name, *_ in benchmarks(page):
        assert callable(importlib.import_module(name).main)


def test_the_page_of_the_benchmarks_names_them_all() -> None:
    runnable = {
        f"benchmarks.{path.stem}"
        for path in (ROOT / "benchmarks").glob("*.py")
        if '__name__ == "__main__"' in text_of(path)
    }
    assert {name for name, *_ in benchmarks(ROOT / "benchmarks" / "README.md")} == runnable


def test_every_figure_of_the_readme_stands_beside_the_command_that_makes_it() -> None:
    for what, _, how in table("Measured"):
        assert re.fullmatch(r"`(partner-bot|python -m benchmarks\.)[^`]+`", how), what


@every_page
def test_the_options_of_the_matching_bench_on_a_page_are_taken(page: Path) -> None:
    for name, *words in benchmarks(page):
        if name == "benchmarks.matching" and words:
            assert make_parser().parse_args(words), words


@every_page
def test_names_of_the_program_on_a_page_stand_in_the_file_beside_them(page: Path) -> None:
    """For instance `EFFECTS` in `bot/usecases/effects.py`."""
    for name, path in re.findall(r"`([A-Za-z_]\w+)`\s+(?:in|of)\s+`(\w+/[\w/.]+\.py)`", text_of(page)):
        assert name in set(names_in(ast.parse(text_of(ROOT / path)))), path


def names_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name


@pytest.mark.parametrize(
    "package",
    sorted(
        ".".join(path.parent.relative_to(ROOT).parts)
        for folder in ("bot", "benchmarks")
        for path in (ROOT / folder).rglob("__init__.py")
    ),
)
def test_every_package_opens_with_its_idea(package: str) -> None:
    assert (importlib.import_module(package).__doc__ or "").strip()


def test_the_picture_has_every_storey_in_the_order_that_imports_keep() -> None:
    picture = re.search(r"```text\nmain\.py.*?```", README, re.DOTALL)
    assert picture
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    kept = [name for layer in layers for name in re.findall(r"bot\.(\w+)", layer)]
    assert ["__main__", *re.findall(r"bot/(\w+)", picture[0])] == kept


def test_the_changelog_begins_with_this_version() -> None:
    versions = re.findall(r"^## \[(.+?)\]", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == bot.__version__
