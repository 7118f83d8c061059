"""What people send besides text at each step of the form: one clear line, the question, the form is kept."""

from collections.abc import Awaitable, Callable

import pytest

from tests.botapi import Person
from tests.botapi.markup import Formatted, seen_in
from tests.channels.telegram.stage import running, settle

FILLED = ("Fund a project", "Acme", "Eva Paz", "eva@example.com", "Colombia", "We would like to help.")
LONG = "a" * 4096
TO_THE_LEFT = "نريد شراء الذهب"


async def forwards(person: Person) -> None:
    """Pass a text on that somebody else wrote."""
    origin = {"type": "hidden_user", "sender_user_name": "Omar", "date": 1_700_000_000}
    text = Formatted("??", seen_in("??"))
    person._write(text, None, extra={"forward_origin": origin})


ODD: dict[str, Callable[[Person], Awaitable[object]]] = {
    "sticker": lambda person: person.sends("sticker"),
    "voice": lambda person: person.sends("voice"),
    "location": lambda person: person.sends("location"),
    "album": lambda person: person.sends_album([""] * 10),
    "long": lambda person: person.says(LONG),
    "forwarded": forwards,
}


@pytest.mark.parametrize("odd", ODD)
async def test_odd_input_at_each_step_gets_one_clear_line_and_the_form_goes_on(server, database, odd):
    ana = server.user("Ana", "en")
    async with running(server, database) as stage:
        await ana.asks("/enquire")
        for number, value in enumerate((*FILLED, "I agree"), 1):
            await settle(database, ana)
            before = len(ana.from_bot)
            await ODD[odd](ana)
            await ana.reply(before)
            await settle(database, ana)
            said = ana.from_bot[before:]
            assert len(said) <= 2, "one message, and at most one for the button that shares a number"
            assert f"Step {number} of 7" in said[0].text
            assert said[0].buttons
            await ana.asks(value)
        await settle(database, ana)
        assert "Step 7 of 7" in ana.last.text
        assert LONG[:100] not in ana.last.text
        await ana.taps("Send")
        await settle(database, ana)
        (lead,) = await stage.review.list()
    assert (lead.company, lead.contact_name, lead.country) == ("Acme", "Eva Paz", "CO")
    assert server.refused == []


@pytest.mark.parametrize("step", [0, 3, 4, 6])
async def test_text_to_the_left_is_no_value_where_it_can_be_none(server, database, step):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.asks("/enquire")
        for value in FILLED[:step]:
            await settle(database, ana)
            await ana.asks(value)
        await settle(database, ana)
        before = len(ana.from_bot)
        await ana.says(TO_THE_LEFT)
        assert f"Step {step + 1} of 7" in (await ana.reply(before)).text
