"""Letters by e-mail, to a real SMTP server on loopback."""

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.channels.mail.doctor import examine_mail
from bot.channels.mail.letters import Mail
from bot.channels.mail.server import MailServer
from bot.leads.staff import Direction, Message, Sending
from bot.usecases.posts import NotNow, Undeliverable, Unsure
from tests.channels.telegram.test_cards import AT, LEAD
from tests.mailbox import GUESTS, open_mailbox, open_silence
from tests.staging import shelf

MESSAGE = Message(7, AT, Direction.TO_VISITOR, "Rita", "¿Qué metal necesita?\n.\nGracias", Sending.WAITING)
ADDRESS = "eva@acme.example"


def mail(server: MailServer, *, again: bool = False, seconds: float = 30) -> Mail:
    return Mail(server, shelf(), again=again, connect_seconds=seconds, send_seconds=seconds)


async def test_a_letter_says_what_staff_wrote_in_the_words_around_of_the_visitors_language() -> None:
    async with open_mailbox() as mailbox:
        await mail(mailbox.server()).letter(LEAD, f"{ADDRESS}, luis@acme.example", MESSAGE)
    (letter,) = mailbox.letters
    assert mailbox.taken_to == [ADDRESS, "luis@acme.example"]
    assert letter["Subject"] == "Su consulta K7F-2MX"
    assert letter["From"] == "ARM partnerships <partners@arm.example>"
    assert letter["Message-ID"] == "<K7F-2MX.7@arm.example>"
    text = letter.get_content().replace("\r\n", "\n")
    assert text.startswith("El equipo sobre su consulta K7F-2MX:\n\n¿Qué metal necesita?\n.\nGracias\n\n")
    assert "responda a este correo" in text


async def test_what_may_have_come_before_and_what_corrects_an_earlier_letter_says_so() -> None:
    async with open_mailbox() as mailbox:
        await mail(mailbox.server(), again=True).letter(LEAD, ADDRESS, replace(MESSAGE, is_correction=True))
    (letter,) = mailbox.letters
    note, title, *_ = letter.get_content().replace("\r\n", "\n").split("\n\n")
    assert note == shelf().snapshot.knowledge.phrases["may_be_again"]["es"]
    assert title.startswith("El equipo corrige")


@pytest.mark.parametrize(
    ("refusal", "raised"),
    [
        ({"refuses_address": "550 no such user"}, Undeliverable),
        ({"refuses_address": "450 try later"}, NotNow),
        ({"refuses_letter": "554 spam"}, Undeliverable),
        ({"refuses_letter": "451 try later"}, NotNow),
    ],
)
async def test_a_server_that_refuses_for_good_is_not_asked_again_and_one_that_refuses_now_is(
    refusal: dict[str, str], raised: type[Exception]
) -> None:
    async with open_mailbox() as mailbox:
        for name, answer in refusal.items():
            setattr(mailbox, name, answer)
        with pytest.raises(raised) as caught:
            await mail(mailbox.server()).letter(LEAD, ADDRESS, MESSAGE)
    assert not isinstance(caught.value, Unsure), "it surely did not arrive"
    assert mailbox.letters == []


async def test_where_nobody_listens_it_surely_did_not_arrive() -> None:
    async with open_mailbox() as mailbox:
        server = mailbox.server()
    with pytest.raises(NotNow, match="does not let us in") as caught:
        await mail(server).letter(LEAD, ADDRESS, MESSAGE)
    assert not isinstance(caught.value, Unsure)


async def test_a_server_that_never_says_a_word_is_given_up_and_it_surely_did_not_arrive() -> None:
    async with open_silence() as port:
        with pytest.raises(NotNow, match="does not let us in") as caught:
            await mail(MailServer("127.0.0.1", port, ADDRESS), seconds=0.2).letter(LEAD, ADDRESS, MESSAGE)
        assert not isinstance(caught.value, Unsure)
        finding = await examine_mail(MailServer("127.0.0.1", port, ADDRESS), seconds=0.2)
    assert not finding.well


async def test_a_server_that_hangs_over_a_letter_may_have_taken_it() -> None:
    async with open_mailbox() as mailbox:
        mailbox.hold = asyncio.Event()
        with pytest.raises(Unsure):
            await mail(mailbox.server(), seconds=0.5).letter(LEAD, ADDRESS, MESSAGE)


async def test_a_password_lets_in_and_a_wrong_one_is_told_without_showing_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_mailbox(guests_only=True) as mailbox:
        right = mailbox.server(user=GUESTS[0], password=GUESTS[1])
        await mail(right).letter(LEAD, ADDRESS, MESSAGE)
        assert (await examine_mail(right)).well
        wrong = replace(right, password="hunter2")
        with pytest.raises(NotNow, match="535"):
            await mail(wrong).letter(LEAD, ADDRESS, MESSAGE)
        assert not (await examine_mail(wrong)).well
    assert len(mailbox.letters) == 1
    said = " ".join(record.getMessage() for record in caplog.records if record.name != "mail.log")
    assert "took no letter (535)" in said
    assert not any(secret in said for secret in ("hunter2", GUESTS[1], ADDRESS))


@pytest.mark.parametrize("address", ["eva@acme.example\nBcc: all@acme.example", "", "no address"])
async def test_what_is_no_address_gets_no_letter(address: str) -> None:
    async with open_mailbox() as mailbox:
        with pytest.raises(Undeliverable):
            await mail(mailbox.server()).letter(LEAD, address, MESSAGE)
    assert mailbox.letters == []


def test_an_address_of_a_server_is_read_in_all_its_parts() -> None:
    assert MailServer.of("smtp://eva:p%40ss%3A@mail.example.org", ADDRESS) == MailServer(
        "mail.example.org", 587, ADDRESS, "eva", "p@ss:"
    )
    assert MailServer.of("smtps://mail.example.org:4650", ADDRESS) == MailServer(
        "mail.example.org", 4650, ADDRESS, is_encrypted=True
    )


async def test_a_password_goes_to_no_other_machine_without_encryption() -> None:
    far, near = (
        MailServer("mail.example.org", 587, ADDRESS, "eva", "x"),
        MailServer("::1", 25, ADDRESS, "eva", "x"),
    )
    assert far.client()._start_tls_on_connect is True
    assert replace(far, user=None).client()._start_tls_on_connect is None
    assert replace(near, host="localhost").client()._start_tls_on_connect is None
    assert near.client()._start_tls_on_connect is None
    assert replace(far, is_encrypted=True).client().use_tls is True
