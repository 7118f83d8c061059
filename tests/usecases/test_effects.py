"""What visitors do with their own enquiries, through the real dialogue."""

from dataclasses import dataclass
from typing import get_args

import pytest

from bot.dialogue.turn import Chose, Effect, Reply
from bot.leads.lead import Lead, Stage, Status, What, stage_of
from bot.usecases.effects import EFFECTS
from bot.usecases.talk import Talk
from tests.staging import ANA, START, House, said, shelf


@dataclass
class Visitor:
    house: House
    chat_id: str = "7"
    turns: int = 0

    async def say(self, text: str) -> tuple[Reply, ...]:
        return (await self._talk.turn("test", self.chat_id, said(text))).replies

    async def press(self, token: str) -> tuple[Reply, ...]:
        self.turns += 1
        event = Chose(f"own-{self.chat_id}-{self.turns}", token, START, "en")
        return (await self._talk.turn("test", self.chat_id, event)).replies

    @property
    def _talk(self) -> Talk:
        return Talk(self.house.database, shelf(), self.house.clock)


async def lead_of(house: House, reference: str) -> Lead:
    lead = await house.review.show(reference)
    assert lead is not None
    return lead


def token_of(replies: tuple[Reply, ...], label: str) -> str:
    choices = (choice for reply in replies for row in reply.choices for choice in row)
    return next(choice.token for choice in choices if label in choice.label)


async def test_status_goes_from_received_to_closed(house: House) -> None:
    reference = await house.submit()
    visitor = Visitor(house)
    steps = (
        ("received", None),
        ("seen by our staff", house.review.mark_seen(reference)),
        ("has taken it up", house.review.claim(reference, ANA)),
        ("answered", house.review.move(reference, Status.CONTACTED, ANA)),
        ("closed", house.review.move(reference, Status.LOST, ANA, reason="no budget")),
    )
    for words, step in steps:
        if step is not None:
            await step
        (reply,) = await visitor.say("/status")
        assert words in reply.text
    assert reply.choices == ()
    assert stage_of(await lead_of(house, reference)) is Stage.CLOSED


async def test_an_enquiry_is_withdrawn_after_a_second_thought(house: House) -> None:
    reference = await house.submit()
    visitor = Visitor(house)
    asked = await visitor.press(token_of(await visitor.say("/status"), "Withdraw"))
    assert (await lead_of(house, reference)).status is Status.NEW
    kept = await visitor.press(token_of(asked, "keep"))
    assert "stays as it is" in kept[0].text
    gone = await visitor.press(token_of(asked, "Yes"))
    assert "is withdrawn" in gone[0].text
    lead = await lead_of(house, reference)
    assert (lead.status, lead.history[-1].what, lead.history[-1].who) == (Status.LOST, What.WITHDRAWN, "")
    again = await visitor.press(token_of(asked, "Yes"))
    assert "cannot be changed" in again[0].text
    assert len((await lead_of(house, reference)).history) == len(lead.history)


async def test_a_correction_goes_into_the_same_lead(house: House) -> None:
    reference = await house.submit("Acme Ltd")
    visitor = Visitor(house)
    summary = await visitor.press(token_of(await visitor.say("/status"), "Correct"))
    assert "Acme Ltd" in summary[-1].text
    summary = await visitor.press(token_of(summary, "Change something"))
    await visitor.press(token_of(summary, "Organisation"))
    summary = await visitor.say("Acme Mining Ltd")
    done = await visitor.press(token_of(summary, "Send"))
    assert f"{reference} is corrected" in done[0].text
    lead = await lead_of(house, reference)
    assert lead.company == "Acme Mining Ltd"
    assert lead.consent_at == START
    assert (lead.history[-1].what, lead.history[-1].who, lead.history[-1].detail) == ("edited", "", "company")
    (found,) = await house.review.list(text="acme mining")
    assert found.reference == reference
    assert len(await house.review.list()) == 1


async def test_a_correction_that_comes_too_late_is_a_new_enquiry(house: House) -> None:
    reference = await house.submit()
    visitor = Visitor(house)
    summary = await visitor.press(token_of(await visitor.say("/status"), "Correct"))
    await house.review.move(reference, Status.SPAM, ANA)
    done = await visitor.press(token_of(summary, "Send"))
    assert "reference is" in done[0].text
    assert len(await house.review.list()) == 2


async def test_a_form_that_is_open_is_not_thrown_away_for_a_correction(house: House) -> None:
    reference = await house.submit()
    visitor = Visitor(house)
    await visitor.say("/enquire")
    replies = await visitor.press(f"lead:{reference}:correct")
    assert "finish or cancel" in replies[0].text


@pytest.mark.parametrize("action", ["correct", "withdraw-yes"])
async def test_somebody_elses_enquiry_is_out_of_reach(house: House, action: str) -> None:
    reference = await house.submit(chat_id="7")
    replies = await Visitor(house, "8").press(f"lead:{reference}:{action}")
    assert "cannot be changed" in replies[0].text
    lead = await lead_of(house, reference)
    assert (lead.status, len(lead.history)) == (Status.NEW, 1)
    assert "Acme" not in "".join(reply.text for reply in replies)


@pytest.mark.parametrize("token", ["lead:", "lead:zzz:correct", "lead:K7F-2MX:explode", "lead:K7F-2MX"])
async def test_a_made_up_button_is_a_stale_one(house: House, token: str) -> None:
    assert "no longer" in (await Visitor(house).press(token))[0].text


def test_every_effect_has_its_row() -> None:
    assert set(EFFECTS) == set(get_args(Effect))
