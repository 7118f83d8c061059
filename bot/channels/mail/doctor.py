"""What `doctor` looks at: whether the mail server lets us in. It sends nothing."""

import asyncio

from aiosmtplib import SMTPException

from bot.channels.mail.server import CONNECT_SECONDS, MailServer
from bot.usecases.doctor import Finding


async def examine_mail(server: MailServer, seconds: float = CONNECT_SECONDS) -> Finding:
    """Say whether the mail server lets us in."""
    client = server.client()
    at = f"{server.host}:{server.port}"
    try:
        async with asyncio.timeout(seconds):
            await client.connect()
    except (SMTPException, OSError, TimeoutError) as error:
        text = f"the server at {at} does not let us in ({type(error).__name__})"
        remedy = "check host, port, user and password in SMTP_URL"
        return Finding("e-mail", well=False, text=text, remedy=remedy)
    finally:
        client.close()
    return Finding("e-mail", well=True, text=f"the server at {at} lets us in")
