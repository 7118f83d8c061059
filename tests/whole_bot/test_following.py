"""In the terminal, too, the bot follows its knowledge folder."""

import asyncio
import sys
from pathlib import Path

from tests.patience import PATIENCE
from tests.whole_bot.running import MAIN, installed


async def until(stream: asyncio.StreamReader, part: str) -> str:
    """Read until a line holds a text, and give that line."""
    async with asyncio.timeout(PATIENCE):
        while line := (await stream.readline()).decode():
            if part in line:
                return line
    raise AssertionError(f"the bot ended without {part!r}")


async def test_an_edit_goes_live_while_somebody_talks_in_the_terminal(
    tmp_path: Path, knowledge: Path, cache: Path
) -> None:
    bot = installed(tmp_path, KNOWLEDGE_DIR=str(knowledge), CACHE_DIR=str(cache))
    pipe = asyncio.subprocess.PIPE
    talk = await asyncio.create_subprocess_exec(
        sys.executable, str(MAIN), cwd=tmp_path, env=bot.environment, stdin=pipe, stdout=pipe, stderr=pipe
    )
    assert talk.stdin
    assert talk.stdout
    assert talk.stderr
    try:
        talk.stdin.write(b"Who is Chopard?\n")
        await until(talk.stdout, "Chopard is both a donor")
        page = knowledge / "partners" / "chopard.yaml"
        whole = page.read_text(encoding="utf-8")
        page.write_text(whole.replace("sector: ", "sector: no-such-", 1), encoding="utf-8")
        assert "stays live" in await until(talk.stderr, "chopard.yaml")
        page.write_text(whole.replace("is both a donor", "is a donor and a buyer"), encoding="utf-8")
        await until(talk.stderr, "is live")
        talk.stdin.write(b"Who is Chopard?\n")
        await until(talk.stdout, "is a donor and a buyer")
    finally:
        talk.kill()
        await talk.wait()
