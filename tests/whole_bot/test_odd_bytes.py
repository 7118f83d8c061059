"""Files, input and terminals that are not in UTF-8: one sentence or a replacement sign, never a traceback."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.patience import ended
from tests.whole_bot.running import MAIN, Finished, Installation, installed

LATIN = "¿Quién es Chopard?\n".encode("latin-1")


@pytest.fixture
def bot(tmp_path: Path, knowledge: Path, cache: Path) -> Installation:
    return installed(tmp_path, KNOWLEDGE_DIR=str(knowledge), CACHE_DIR=str(cache))


async def run(
    bot: Installation, *words: str | bytes, said: bytes = b"", **around: str
) -> tuple[Finished, bytes]:
    """Run a command as a system does that knows nothing of UTF-8, unless told otherwise."""
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "LANG": "C"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(MAIN),
        *words,
        cwd=bot.folder,
        env=bot.environment | plain | around,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await ended(process.communicate(said))
    assert process.returncode is not None
    assert b"Traceback" not in err, err.decode(errors="replace")
    return Finished(process.returncode, out.decode(errors="replace"), err.decode(errors="replace")), out


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("LOG_LEVEL=INFO\n".encode("utf-16"), ".env:1: text in UTF-16: save it as UTF-8"),
        ("LOG_LEVEL=INFO\n".encode("utf-16-le"), ".env:1: text in UTF-16: save it as UTF-8"),
        ("LOG_LEVEL=INFO\n".encode("utf-32"), ".env:1: text in UTF-16: save it as UTF-8"),
        ("LOG_LEVEL=INFO\n# señal\n".encode("latin-1"), ".env:2: not text in UTF-8: save it as UTF-8"),
        ("LOG_LEVEL=INFO\n# “…”\n".encode("cp1252"), ".env:2: not text in UTF-8: save it as UTF-8"),
    ],
)
async def test_settings_in_another_encoding_are_one_sentence(
    bot: Installation, data: bytes, told: str
) -> None:
    (bot.folder / ".env").write_bytes(data)
    done, _ = await run(bot, "leads", "list")
    assert done.status == 1
    assert done.err.startswith(told)
    assert len(done.err.splitlines()) == 1


async def test_a_mark_of_byte_order_before_the_settings_is_none_of_them(bot: Installation) -> None:
    (bot.folder / ".env").write_text("WEB_PORT=none\n", encoding="utf-8-sig")
    done, _ = await run(bot, "leads", "list")
    assert "WEB_PORT" in done.err


BAD_LINES = (
    LATIN,
    "¿Quién es Chopard?\n".encode("cp437"),
    b"\xff\xfe\n",
    b"\xed\xa0\xbd\n",  # half of a pair of surrogates
    b"\xf0\x9f\n",  # half of an emoji
    b"\0\n",
)


@pytest.mark.parametrize("utf8", ["0", "1"])
async def test_a_batch_goes_on_after_a_line_that_is_no_text(bot: Installation, utf8: str) -> None:
    good = "¿Quién es Chopard?\n".encode()
    done, _ = await run(
        bot, "ask", "--jsonl", said=b"".join(bad + good for bad in BAD_LINES), PYTHONUTF8=utf8
    )
    assert done.status == 0, done.err
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert len(answers) == 2 * len(BAD_LINES)
    assert {(answer["question"], answer["entry"]) for answer in answers[1::2]} == {
        ("¿Quién es Chopard?", "chopard")
    }


async def test_the_terminal_chat_goes_on_after_a_line_that_is_no_text(bot: Installation) -> None:
    done, _ = await run(bot, "chat", said=LATIN + b"Who is Chopard?\n", PYTHONUTF8="1")
    assert done.status == 0
    assert "Chopard is both a donor" in done.out


@pytest.mark.parametrize(
    "words", [("ask", LATIN.strip()), ("ask", "--json", LATIN.strip()), ("leads", "list", "--find", LATIN)]
)
async def test_an_argument_that_is_no_text_is_read_as_far_as_it_goes(
    bot: Installation, words: tuple[str | bytes, ...]
) -> None:
    done, _ = await run(bot, *words)
    assert done.status == 0, done.err


@pytest.mark.parametrize("code_page", ["ascii", "cp437", "cp1252"])
@pytest.mark.parametrize("words", [("ask", "--explain"), ("doctor",), ("chat",)])
async def test_a_narrow_code_page_gets_replacement_signs(
    bot: Installation, words: tuple[str, ...], code_page: str
) -> None:
    said = "¿Quién es Chopard?\n".encode(code_page, "replace")
    done, out = await run(bot, *words, said=said, PYTHONIOENCODING=code_page)
    assert done.status in (0, 1), done.err
    assert out.decode(code_page)


@pytest.mark.parametrize("code_page", ["ascii", "cp1252"])
@pytest.mark.parametrize(
    "words", [("ask", "--json", "Who is Chopard?"), ("ask", "--jsonl"), ("check", "--json")]
)
async def test_data_lose_nothing_on_a_narrow_code_page(
    bot: Installation, words: tuple[str, ...], code_page: str
) -> None:
    wide, _ = await run(bot, *words, said=b"Who is Chopard?\n", PYTHONIOENCODING="utf-8")
    _, narrow = await run(bot, *words, said=b"Who is Chopard?\n", PYTHONIOENCODING=code_page)
    assert json.loads(narrow.decode(code_page)) == json.loads(wide.out)
