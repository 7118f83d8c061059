"""What the package promises: one version, pins that agree with the lock, three ways in that are one."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

import bot
from tests.shipped import KNOWLEDGE, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PIN = re.compile(r"([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==([^\s;]+)")
CPU_MOST = 1.4
"""Seconds of the processor for a command that does next to nothing: 0.7, and twice as much on a busy machine,
where programs take turns on one core."""


def pinned(*, extras: tuple[str, ...]) -> dict[str, str]:
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *(one for name in extras for one in project["optional-dependencies"][name]),
    ]
    return dict(must_match(requirement) for requirement in wanted)


def must_match(requirement: str) -> tuple[str, str]:
    found = PIN.match(requirement)
    assert found, f"{requirement} is not pinned with =="
    return found[1], found[2]


def locked() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^\s;]+)", LOCK, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_every_pin_is_the_version_in_the_lock() -> None:
    lock = locked()
    for name, version in pinned(extras=("excel", "pictures", "postgres")).items():
        assert lock.get(name) == {version}, f"{name}: make requirements.lock anew (pyproject.toml says how)"


def test_the_tests_run_on_the_versions_that_are_locked() -> None:
    lock = locked()
    tested = pinned(extras=("test",))
    assert {name: {version} for name, version in tested.items() if name in lock} == {
        name: versions for name, versions in lock.items() if name in tested
    }


def test_the_lock_names_a_hash_for_everything_and_no_address() -> None:
    assert "://" not in LOCK
    for entry in re.split(r"\n(?=[a-z])", LOCK.partition("\n")[2]):
        if "==" in entry:
            assert "--hash=sha256:" in entry, entry


def test_the_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", bot.__version__)
    assert "version" not in PROJECT["project"]
    others = [path for path in (ROOT / "bot").rglob("*.py") if path != ROOT / "bot" / "__init__.py"]
    assert not any(f'"{bot.__version__}"' in path.read_text(encoding="utf-8") for path in others)


def environment(**settings: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PYTHONUTF8": "1", "COLUMNS": "100"} | settings


def ways_in() -> list[list[str]]:
    script = Path(sys.executable).with_name("partner-bot")
    return [
        [sys.executable, str(ROOT / "main.py")],
        [sys.executable, "-m", "bot"],
        *([[str(script)]] if script.exists() else []),
    ]


def run(command: list[str], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment(**settings), capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "words", [["check"], ["leads", "list", "--json"], ["leads", "show", "ABC"], ["no-such"]]
)
def test_the_script_the_module_and_the_file_are_one_program(words: list[str], tmp_path: Path) -> None:
    settings = {
        "KNOWLEDGE_DIR": str(KNOWLEDGE),
        "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
        "PYTHONPATH": str(ROOT),
    }
    done = [run([*way, *words], tmp_path, **settings) for way in ways_in()]
    first = done[0]
    for way, other in zip(ways_in()[1:], done[1:], strict=True):
        name = "python -m bot" if way[-1] == "bot" else "partner-bot"
        assert (other.returncode, other.stdout) == (first.returncode, first.stdout)
        # An error repeats how the program was called.
        assert squeezed(other.stderr) == squeezed(first.stderr.replace("main.py", name))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_without_a_package_that_it_needs_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    done = run([sys.executable, "-S", "-m", "bot"], tmp_path, PYTHONPATH=str(ROOT))
    assert done.returncode == 1
    assert re.fullmatch(
        r"The package \w+ is not installed: run `.* -m pip install \.` first\.\n", done.stderr
    )


def test_an_older_python_is_told_what_is_needed(tmp_path: Path) -> None:
    older = "import sys; sys.version_info = (3, 9, 2)\nfrom bot.__main__ import main\nmain()"
    done = run([sys.executable, "-c", older], tmp_path, PYTHONPATH=str(ROOT))
    assert done.returncode == 1
    assert done.stderr == "The partner bot needs Python 3.11 or newer; this is 3.9: start it with another.\n"


@pytest.mark.parametrize("command", ["ask", "check", "evaluate", "chat"])
def test_a_knowledge_folder_that_is_not_there_is_one_sentence(command: str, tmp_path: Path) -> None:
    done = run(
        [sys.executable, "-m", "bot", command],
        tmp_path,
        PYTHONPATH=str(ROOT),
        KNOWLEDGE_DIR="elsewhere",
        DATABASE_URL=f"sqlite:///{tmp_path}/bot.db",
    )
    assert done.returncode == 1
    assert done.stdout == ""
    [told] = done.stderr.splitlines()
    assert told.startswith(f"KNOWLEDGE_DIR: there is no folder {tmp_path}/elsewhere: ")


def test_a_place_that_cannot_be_written_to_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way of the folder", encoding="utf-8")
    done = run([sys.executable, "-m", "bot", "leads", "list"], tmp_path, PYTHONPATH=str(ROOT))
    assert done.returncode == 1
    [told] = done.stderr.splitlines()
    assert told.startswith("The database file data/bot.db cannot be written (")
    assert told.endswith("give the bot write access to its folder, or set DATABASE_URL to another place.")


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="who is root may write anywhere")
def test_without_permission_to_write_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    done = run([sys.executable, "-m", "bot", "leads", "list"], tmp_path, PYTHONPATH=str(ROOT))
    assert done.returncode == 1
    [told] = done.stderr.splitlines()
    assert told.startswith("The database file data/bot.db cannot be written (Permission denied): ")


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["leads", "list"]])
def test_what_does_next_to_nothing_takes_next_to_no_time(words: list[str], tmp_path: Path) -> None:
    program = [sys.executable, "-m", "bot", *words]
    settings = {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    assert run(program, tmp_path, **settings).returncode == 0

    def seconds() -> float:
        before = os.times()
        run(program, tmp_path, **settings)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(seconds() for _ in range(3)) < CPU_MOST


HEAVY = {"alembic", "babel", "email_validator", "matplotlib", "numpy", "phonenumbers", "starlette", "yaml"}
TELL_WHAT_IS_LOADED = """
import atexit, sys
atexit.register(lambda: print("LOADED", *{name.partition(".")[0] for name in sys.modules}))
from bot.__main__ import main
main()
"""


def loaded(command: str, tmp_path: Path) -> set[str]:
    """The packages that a command loads."""
    program = [sys.executable, "-c", TELL_WHAT_IS_LOADED, *command.split()]
    done = run(program, tmp_path, PYTHONPATH=str(ROOT), DATABASE_URL=f"sqlite:///{tmp_path}/bot.db")
    return set(done.stdout.partition("LOADED ")[2].split())


def test_help_loads_no_library_of_the_bots_parts(tmp_path: Path) -> None:
    assert loaded("--help", tmp_path) & (HEAVY | {"sqlalchemy", "pydantic", "rapidfuzz"}) == set()


def test_listing_leads_loads_the_database_and_nothing_else(tmp_path: Path) -> None:
    loaded("leads list", tmp_path)  # makes the tables
    found = loaded("leads list", tmp_path)
    assert "sqlalchemy" in found
    assert found & HEAVY == set()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_wheel_works_in_a_fresh_environment_outside_the_checkout(tmp_path: Path) -> None:
    place = tmp_path / "place"
    shutil.copytree(KNOWLEDGE, place / "facts")
    fresh = tmp_path / "fresh" / "bin"
    must_succeed([sys.executable, "-m", "venv", str(fresh.parent)], tmp_path)
    pip = [str(fresh / "pip"), "--quiet", "--disable-pip-version-check"]
    must_succeed([*pip, "wheel", "--no-deps", "--wheel-dir", str(tmp_path), str(sources(tmp_path))], tmp_path)
    [wheel] = tmp_path.glob("*.whl")
    assert missing_from(wheel) == set()
    must_succeed([*pip, "install", str(wheel)], tmp_path)
    program = str(fresh / "partner-bot")
    settings = {"KNOWLEDGE_DIR": "facts", "CACHE_DIR": str(ROOT / "data" / "cache")}
    assert "no problem" in must_succeed([program, "check"], place, **settings)
    assert "Chopard is both a donor" in must_succeed([program, "ask", "Who is Choppard?"], place, **settings)
    assert must_succeed([program, "leads", "list"], place, **settings) == "There is no lead.\n"
    look_at_the_desk(program, place, settings)


def sources(folder: Path) -> Path:
    """What a wheel is made of, apart from the checkout."""
    copy = folder / "sources"
    shutil.copytree(ROOT / "bot", copy / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    return copy


def missing_from(wheel: Path) -> set[str]:
    """Files of the package that a wheel lacks: templates, translations, tables of words, migrations."""
    with ZipFile(wheel) as inside:
        held = set(inside.namelist())
    there = (path.relative_to(ROOT) for path in (ROOT / "bot").rglob("*") if path.is_file())
    return {path.as_posix() for path in there if "__pycache__" not in path.parts} - held


def must_succeed(command: list[str], folder: Path, **settings: str) -> str:
    done = run(command, folder, **settings)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def look_at_the_desk(program: str, place: Path, settings: dict[str, str]) -> None:
    """Start the desk, follow the link that it prints, and see that the page and what it needs are there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    desk = subprocess.Popen(
        [program, "desk"],
        cwd=place,
        env=environment(**settings, WEB_PORT=port, LOG_LEVEL="WARNING", PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert desk.stdout
        link = desk.stdout.readline().strip()
        assert link.startswith(f"http://127.0.0.1:{port}/desk/sign-in?token=")
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=60) as browser:
            page = browser.get(link)
            assert page.status_code == 200
            assets = re.findall(r'(?:href|src)="([^"]+\.(?:css|js|svg)(?:\?[^"]*)?)"', page.text)
            assert any("desk.css" in asset for asset in assets)
            assert {browser.get(str(page.url.join(asset))).status_code for asset in assets} == {200}
    finally:
        desk.send_signal(signal.SIGINT)
        assert desk.wait(60) == 0
