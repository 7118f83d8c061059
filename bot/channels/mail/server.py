"""The mail server: where it is, and how a connection to it is opened."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP

CONNECT_SECONDS: Final = 10.0
PORTS: Final = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Who takes our letters, and in whose name they go out."""

    host: str
    port: int
    sender: str
    """As it stands above a letter: `ARM <partners@example.org>`."""
    user: str | None = None
    password: str | None = None
    is_encrypted: bool = False
    """True where the connection is encrypted from its first byte on (`smtps://`)."""

    @classmethod
    def of(cls, url: str, sender: str) -> Self:
        """Read an address such as `smtp://user:password@mail.example.org:587`."""
        parts = urlsplit(url)
        return cls(
            host=parts.hostname or "",
            port=parts.port or PORTS[parts.scheme],
            sender=sender,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            is_encrypted=parts.scheme == "smtps",
        )

    def client(self) -> SMTP:
        """A connection to be opened; a password goes to no other machine without encryption."""
        must_encrypt = self.user is not None and not _is_this_machine(self.host)
        return SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.is_encrypted,
            start_tls=True if must_encrypt and not self.is_encrypted else None,
            timeout=CONNECT_SECONDS,
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
