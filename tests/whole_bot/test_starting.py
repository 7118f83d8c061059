"""Starting: what hinders it is said in one sentence; without a token there is the terminal."""

import socket
from pathlib import Path

from tests.botapi import BotApi
from tests.whole_bot.running import Installation, installed
from tests.whole_bot.words import Words


async def one_sentence(bot: Installation, *expected: str, status: int = 1) -> None:
    finished = await bot.run()
    said = (finished.out + finished.err).strip()
    assert finished.status == status, said
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 2, said
    for part in expected:
        assert part in said
    assert bot.settings.get("TELEGRAM_BOT_TOKEN", ":none").split(":")[1] not in said


async def test_a_wrong_token_is_one_sentence(server: BotApi, bot: Installation) -> None:
    bot.settings["TELEGRAM_BOT_TOKEN"] = "7000000001:AAwrongwrongwrongwrongwrongwrongwrong"
    await one_sentence(bot, "TELEGRAM_BOT_TOKEN")


async def test_an_unreachable_server_is_one_sentence(bot: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        bot.settings["TELEGRAM_API_URL"] = f"http://127.0.0.1:{taken.getsockname()[1]}"
        await one_sentence(bot, "TELEGRAM_API_URL")


async def test_an_unwritable_database_is_one_sentence(bot: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    bot.settings["DATABASE_URL"] = f"sqlite+aiosqlite:///{tmp_path}/file/bot.db"
    await one_sentence(bot, "file")


async def test_settings_that_make_no_sense_are_named_all_at_once(bot: Installation) -> None:
    bot.settings |= {"STAFF_CHAT_ID": "the staff", "LOG_LEVEL": "loud"}
    finished = await bot.run()
    assert finished.status == 1
    assert "STAFF_CHAT_ID" in finished.err
    assert "LOG_LEVEL" in finished.err
    assert "Traceback" not in finished.err


async def test_without_a_token_it_talks_in_the_terminal_and_ends_with_its_input(
    tmp_path: Path, words: Words, shipped_cache: Path
) -> None:
    asked = "Who is Chopard?\n¿Cómo puede ayudar mi empresa?\nQui finance ARM ?\n"
    finished = await installed(tmp_path, CACHE_DIR=str(shipped_cache)).run(said=asked)
    assert finished.status == 0, finished.err
    assert "Chopard" in finished.out
    for language in ("en", "es", "fr"):
        for phrase in ("fallback", "suggest"):
            assert words.knowledge.phrases[phrase][language][:40] not in finished.out
    parts = finished.out.split("> ")
    assert len(parts) == 4
    assert "empresa" in parts[2]
    assert any(word in parts[3] for word in ("bailleur", "Bailleur", "donat", "financ"))
