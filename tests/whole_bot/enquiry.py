"""An enquiry from the first hello to the reference, and the bot killed on the way."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing

from tests.botapi import BotApi, Group, Message, Person
from tests.patience import ended
from tests.whole_bot.running import Installation
from tests.whole_bot.words import Words, evidence

Act = Callable[[Person], Awaitable[object]]


def says(text: str) -> Act:
    return lambda person: person.says(text)


def presses(words: Words, name: str) -> Act:
    return lambda person: person.presses(words.button(name))


def enquiry(words: Words) -> list[tuple[Act, str]]:
    """What a visitor does, and the sentence that must come back."""
    return [
        (says("/start"), "greeting"),
        (says("/enquire"), "ask:way"),
        (presses(words, "way:buy"), "ask:company"),
        (says("Aurum & <b>Sons</b>"), "ask:contact-name"),
        (says("who is Chopard?"), "form_back_to"),
        (says("Anna"), "ask:reach"),
        (lambda person: person.shares_contact("+447911123456"), "ask:country"),
        (says("the name is Ana O'Neill"), "edit_taken"),
        (says("somewhere by the sea"), "wrong:country"),
        (says("United Kingdom"), "ask:message"),
        (says("We make wedding rings; '; DROP TABLE leads; --"), "ask:consent"),
        (says("why do you need consent?"), "why:consent"),
        (presses(words, "form_agree"), "form_summary"),
        (says("the country is Peru"), "edit_taken"),
        (says("the country is United Kingdom"), "form_send_ask"),
        (presses(words, "form_send"), "lead_sent"),
    ]


def cards(staff: Group) -> list[Message]:
    return [message for message in staff.from_bot if "Aurum" in message.text]


MOMENTS = ("as it arrives", "before the reply goes out", "before it is confirmed")


async def kill_at(server: BotApi, bot: Installation, person: Person, act: Act, moment: str) -> None:
    """Do something and kill the bot at a moment of its work on it, then start it again."""
    if moment == "as it arrives":
        given = len(server.feed.given)
        await act(person)
        await server.wait_for(lambda: server.feed.given[given].times_given)
        await bot.kill()
    else:
        method = "sendMessage" if moment == "before the reply goes out" else "getUpdates"
        given = len(server.feed.given)

        def confirms(call: object) -> bool:
            return len(server.feed.given) > given

        fault = server.hold_next(method, lost=True, where=confirms)
        await act(person)
        await ended(fault.met.wait())
        await bot.kill()
        assert fault.gate
        fault.gate.set()
    let_claims_go(bot)
    await bot.start()


def let_claims_go(bot: Installation) -> None:
    """Let the minute pass for which a notice stays claimed by the process that was killed over it."""
    with closing(sqlite3.connect(bot.folder / "bot.db")) as database, database:
        database.execute(
            "UPDATE outbox SET claimed_until = strftime('%Y-%m-%d %H:%M:%f000', 'now', '-1 hour')"
            " WHERE claimed_until IS NOT NULL"
        )


async def go_through(
    server: BotApi, bot: Installation, ana: Person, words: Words, moment_of: Callable[[int], str | None]
) -> None:
    """Enquire, with the bot killed at each step that has a moment; every step must get its reply."""
    for number, (act, expected) in enumerate(enquiry(words)):
        since = len(ana.from_bot)
        moment = moment_of(number)
        if moment:
            await kill_at(server, bot, ana, act, moment)
        else:
            await act(ana)
        await evidence(server, ana, words, expected, since=since)
        if expected == "ask:reach":
            await server.wait_for(lambda: ana.chat.keyboard, "for the share-contact button")
        await server.wait_for(lambda: all(update.confirmed for update in server.feed.given))
