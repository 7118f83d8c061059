"""Letters of the whole bot to a real SMTP server: entered by hand, answered in a chat, killed on the way."""

import asyncio
import json

import pytest

from tests.botapi import BotApi, Group, Person
from tests.mailbox import SENDER, open_mailbox
from tests.patience import until
from tests.whole_bot.enquiry import let_claims_go
from tests.whole_bot.running import Installation
from tests.whole_bot.words import Words

ADD = (
    "leads",
    "add",
    "--company",
    "Aurum",
    "--person",
    "Eva",
    "--reach",
    "eva@aurum.example",
    "--way",
    "fund",
)


@pytest.mark.long
async def test_killed_over_a_letter_it_comes_again_and_says_that_it_may_have_come_before(
    server: BotApi, bot: Installation, staff: Group, cleo: Person, words: Words
) -> None:
    async with open_mailbox() as mailbox:
        bot.settings |= {"SMTP_URL": mailbox.url, "MAIL_FROM": SENDER}
        await bot.start()
        finished = await bot.run(*ADD, "--consent", "fair in Basel", "--json")
        assert finished.status == 0, finished.err
        reference = json.loads(finished.out)["reference"]
        card = await server.wait_for(
            lambda: next((one for one in staff.from_bot if reference in one.text), None), "for the card"
        )
        assert "A reply goes out as e-mail." in card.text
        mailbox.hold = asyncio.Event()
        await cleo.says("Good day & welcome.", staff, reply_to=card)
        await until(lambda: mailbox.letters, "the letter to be handed over")
        await bot.kill()
        mailbox.hold.set()
        mailbox.hold = None
        let_claims_go(bot)
        await bot.start()
        await server.wait_for(lambda: "✓ sent by e-mail" in staff.from_bot[0].text, "for the card to say so")
        (lead,) = await bot.leads()
        await bot.stop()
    first, *again = (letter.get_content() for letter in mailbox.letters)
    note = words.knowledge.phrases["may_be_again"]["en"]
    assert "Good day & welcome." in first
    assert note not in first
    assert again
    assert all(text.startswith(note) for text in again)
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 1
    assert [message["state"] for message in lead["messages"]] == ["sent"]


async def test_doctor_looks_at_the_mail_server(bot: Installation) -> None:
    async with open_mailbox() as mailbox:
        bot.settings |= {"SMTP_URL": mailbox.url, "MAIL_FROM": SENDER}
        well = json.loads((await bot.run("doctor", "--json")).out)
    ill = await bot.run("doctor", "--json")
    found = [next(each for each in said if each["part"] == "e-mail") for said in (well, json.loads(ill.out))]
    assert [each["well"] for each in found] == [True, False]
    assert ill.status == 1
