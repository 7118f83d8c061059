"""The whole bot as a process of its own: started, talked to over the fake Bot API, killed, started again."""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.botapi import BotApi
from tests.patience import STOPPING, ended
from tests.shipped import KNOWLEDGE, ROOT

MAIN = ROOT / "main.py"
BESIDE_OTHERS = {"OPENBLAS_NUM_THREADS": "1"}
"""Bots that run side by side on few cores would spend their time waiting for each other's threads."""


@dataclass(frozen=True)
class Finished:
    """What a command left behind."""

    status: int
    out: str
    err: str


@dataclass
class Installation:
    """One place where the bot is installed: its settings, and the process while there is one."""

    folder: Path
    settings: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    starts: int = 0
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "bot.log"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {"PYTHONUTF8": "1", **BESIDE_OTHERS} | self.settings

    @property
    def said(self) -> str:
        """All that the bot has written to its log."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    async def start(self) -> None:
        """Start the bot; it need not be ready when this returns."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, str(MAIN), cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        self.starts += 1

    def must_run(self) -> None:
        """Fail if the process has ended by itself."""
        if self.process is not None and self.process.returncode is not None:
            raise AssertionError(f"the bot ended with status {self.process.returncode}:\n{self.said[-3000:]}")

    async def kill(self) -> None:
        """`kill -9`."""
        assert self.process
        self.process.kill()
        await self.process.wait()
        self.process = None

    async def stop(self) -> int:
        """Stop it as a service manager does, and give its exit status."""
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.process.wait(), STOPPING)
        except TimeoutError:
            self.process.kill()
            raise
        finally:
            self.process = None

    async def run(self, *words: str, said: str = "") -> Finished:
        """Run a command to its end."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(MAIN),
            *words,
            cwd=self.folder,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, err = await ended(process.communicate(said.encode()))
        except TimeoutError:
            process.kill()
            raise
        assert process.returncode is not None
        return Finished(process.returncode, out.decode(), err.decode())

    async def leads(self) -> list[dict[str, Any]]:
        """What `leads list --json` shows."""
        finished = await self.run("leads", "list", "--json")
        assert finished.status == 0, finished.err
        return json.loads(finished.out)


def installed(folder: Path, server: BotApi | None = None, **settings: str) -> Installation:
    """An installation with a database of its own; with a server, a bot on Telegram."""
    given = {
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bot.db",
        "KNOWLEDGE_DIR": str(KNOWLEDGE),
        "CACHE_DIR": str(folder / "cache"),
        "LOG_LEVEL": "INFO",
    }
    if server is not None:
        given |= {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_API_URL": server.url}
    return Installation(folder, given | settings)
