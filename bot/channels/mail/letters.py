"""Letters by e-mail: the second way to a person, where no chat reaches them.

A letter counts as sent once the server has taken it. Where the connection breaks while it is handed over,
nobody knows: it is tried again, and then says that it may have come before.
"""

import asyncio
import logging
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from bot.channels.mail.server import CONNECT_SECONDS, MailServer
from bot.core.phrases import Phrase
from bot.core.snapshot import Live
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.leads.lead import Lead
from bot.leads.staff import Message
from bot.usecases.posts import NotNow, Undeliverable, Unsure

SEND_SECONDS: Final = 15.0
"""With the seconds for the connection less than the patience of a courier."""
LASTING: Final = 500
"""Answers of a server from here on are not to be tried again."""

log = logging.getLogger(__name__)


class Mail:
    """Writes letters; see `bot.usecases.posts.MailPost`."""

    def __init__(
        self,
        server: MailServer,
        live: Live,
        *,
        again: bool = False,
        connect_seconds: float = CONNECT_SECONDS,
        send_seconds: float = SEND_SECONDS,
    ) -> None:
        """With `again`, say in each letter that it may have arrived before."""
        self._server = server
        self._live = live
        self._again = again
        self._connect_seconds = connect_seconds
        self._send_seconds = send_seconds

    async def letter(self, lead: Lead, addresses: str, message: Message) -> None:
        """Send what staff wrote to the addresses of a lead, as they are kept."""
        letter = self._write(lead, addresses, message)
        client = self._server.client()
        try:
            try:
                async with asyncio.timeout(self._connect_seconds):
                    await client.connect()
            except (SMTPException, OSError, TimeoutError) as error:
                raise NotNow(f"the mail server does not let us in{_code(error)}") from None
            await _hand_over(client, letter, self._send_seconds)
        finally:
            client.close()

    def _write(self, lead: Lead, addresses: str, message: Message) -> EmailMessage:
        voice = Voice(self._live.snapshot.knowledge, lead.language)
        phrase = StaffPhrase.TEAM_CORRECTS if message.is_correction else StaffPhrase.TEAM_WRITES
        title = voice.say(phrase, reference=lead.reference)
        note = voice.say(Phrase.MAY_BE_AGAIN) if self._again else ""
        letter = EmailMessage()
        letter["Subject"] = voice.say(StaffPhrase.MAIL_SUBJECT, reference=lead.reference)
        letter["From"] = self._server.sender
        letter["Date"] = formatdate(message.at.timestamp(), usegmt=True)
        # The same for each attempt, so that programs for mail know a letter that came twice.
        domain = parseaddr(self._server.sender)[1].rpartition("@")[2]
        letter["Message-ID"] = f"<{lead.reference}.{message.id}@{domain}>"
        letter["Auto-Submitted"] = "no"
        try:
            letter["To"] = addresses
        except (ValueError, IndexError):
            raise Undeliverable("the address is none") from None
        hint = voice.say(StaffPhrase.MAIL_HINT)
        letter.set_content("\n\n".join(filter(None, (note, title, message.text, hint))))
        return letter


async def _hand_over(client: SMTP, letter: EmailMessage, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await client.send_message(letter)
    except SMTPRecipientsRefused as refused:
        codes = [each.code for each in refused.recipients]
        if all(code >= LASTING for code in codes):
            raise Undeliverable("the mail server refuses the address") from None
        raise NotNow(f"the mail server does not take the address now{_code(refused)}") from None
    except ValueError:
        raise Undeliverable("the address is none") from None
    except SMTPNotSupported:
        raise Undeliverable("the mail server cannot write to such an address") from None
    except SMTPDataError as error:
        if error.code >= LASTING:
            raise Undeliverable("the mail server refuses the letter") from None
        raise NotNow(f"the mail server does not take the letter now{_code(error)}") from None
    except SMTPResponseException as error:
        raise NotNow(f"the mail server does not take letters of ours{_code(error)}") from None
    except (SMTPServerDisconnected, SMTPTimeoutError, TimeoutError, OSError) as error:
        log.warning("Whether the mail server took a letter is not known (%s)", type(error).__name__)
        raise Unsure from None


def _code(error: Exception) -> str:
    """What the server answered, for whoever looks after it."""
    code = f" ({error.code})" if isinstance(error, SMTPResponseException) else f" ({type(error).__name__})"
    log.warning("The mail server took no letter%s", code)
    return code
