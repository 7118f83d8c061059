"""A real SMTP server on loopback that keeps letters, refuses them, or hangs, as a test wants it to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.channels.mail.server import MailServer

SENDER = "ARM partnerships <partners@arm.example>"
GUESTS = ("eva", "open sesame")
"""The only name and password that are let in, where there are any."""


@dataclass
class Mailbox:
    """What came, and how the server behaves."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    taken_to: list[str] = field(default_factory=list)
    refuses_address: str = ""
    """What it answers to an address; empty where it takes any."""
    refuses_letter: str = ""
    hold: asyncio.Event | None = None
    """A letter that is kept is answered only once this is set."""

    def server(self, **values: Any) -> MailServer:
        return MailServer(**{"host": "127.0.0.1", "port": self.port, "sender": SENDER} | values)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - how the library calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_address:
            return self.refuses_address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuses_letter:
            return self.refuses_letter
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        self.taken_to += envelope.rcpt_tos
        if self.hold is not None:
            await self.hold.wait()
        return "250 OK"


def _lets_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    is_guest = (data.login.decode(), data.password.decode()) == GUESTS
    return AuthResult(success=is_guest, handled=is_guest)


@asynccontextmanager
async def open_mailbox(*, guests_only: bool = False) -> AsyncIterator[Mailbox]:
    """Serve until the block ends."""
    mailbox = Mailbox()
    options: dict[str, Any] = {"hostname": "localhost", "enable_SMTPUTF8": True}
    if guests_only:
        options |= {"authenticator": _lets_in, "auth_required": True, "auth_require_tls": False}
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: SMTP(mailbox, loop=loop, **options), "127.0.0.1", 0)
    mailbox.port = listening.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        if mailbox.hold is not None:
            mailbox.hold.set()
        listening.close()


@asynccontextmanager
async def open_silence() -> AsyncIterator[int]:
    """A server that takes connections and never says a word; gives its port."""
    opened: list[asyncio.StreamWriter] = []
    listening = await asyncio.start_server(lambda _, writer: opened.append(writer), "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        for writer in opened:
            writer.close()
        listening.close()
