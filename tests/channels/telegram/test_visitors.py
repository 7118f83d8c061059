import pytest

from bot.channels.telegram.chat_queues import Flood
from bot.core.errors import BotError
from bot.usecases.talk import Talk
from tests.botapi import BotApi, bad, forbidden
from tests.channels.telegram.stage import fill_form, make_talk, running, settle
from tests.patience import PATIENCE, until
from tests.staging import said


async def test_a_visitor_gets_answers_in_their_language(server, database):
    ana = server.user("Ana", "es")
    async with running(server, database):
        await ana.asks("/start")
        reply = await ana.asks("¿Quién es Chopard?")
        assert "Chopard works with ARM. (es)" in reply.text
        assert reply.marked("bold") == ["Chopard"]
        assert reply.links == ["https://www.example.org/donors"]
    assert server.refused == []


async def test_a_form_leads_to_a_reference_and_a_lead(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database) as stage:
        reference = await fill_form(database, ana)
        (lead,) = await stage.review.list()
    assert (lead.reference, lead.company) == (reference, "Acme <b>Ltd</b>")
    assert server.refused == []


async def test_the_share_contact_button_opens_works_and_goes_away(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.asks("/enquire fund")
        await settle(database, ana)
        await ana.asks("Acme")
        await ana.asks("Eva")
        await settle(database, ana)
        assert ana.chat.keyboard is not None
        before = len(ana.from_bot)
        await ana.shares_contact("573001234567")
        await ana.reply(before)
        await settle(database, ana)
        assert ana.chat.keyboard is None
        assert "countr" in ana.last.text.lower()
    assert server.refused == []


async def test_the_contact_keyboard_goes_away_when_an_address_is_typed_instead(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.asks("/enquire fund")
        await settle(database, ana)
        await ana.asks("Acme")
        await ana.asks("Eva")
        await settle(database, ana)
        assert ana.chat.keyboard is not None
        await ana.asks("eva@example.com")
        await settle(database, ana)
        assert ana.chat.keyboard is None


async def test_a_sticker_gets_a_polite_reply_and_a_caption_an_answer(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.sends("sticker")
        assert "text" in (await ana.reply(0)).text
        before = len(ana.from_bot)
        await ana.sends("photo", caption="Who is Microsoft?")
        assert "Microsoft works with ARM" in (await ana.reply(before)).text


async def test_an_edited_message_is_not_a_second_event(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        message = await ana.says("Who is Chopard?")
        await ana.reply(0)
        await ana.edits(message, "Who is Microsoft?")
        await ana.asks("What is CRAFT?")
        await settle(database, ana)
    assert len(ana.from_bot) == 2


async def test_every_press_is_answered_also_a_forged_one(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        greeting = await ana.asks("/start")
        query = await ana.presses_token("e:nonsense", greeting)
        await ana.reply(1)
        await server.wait_for(lambda: query.answers)
        late = await ana.presses_token("t:ways", greeting)
        late.expire()
        await ana.reply(2)


async def test_a_restart_sends_what_was_committed_but_not_sent(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.asks("/start")
    # A crash between commit and send leaves a turn like this one behind.
    await make_talk(database).turn("telegram", str(ana.id), said("Who is Microsoft?"))
    async with running(server, database):
        assert "Microsoft works with ARM" in (await ana.reply(1)).text
        await settle(database, ana)
    async with running(server, database):
        await ana.asks("What is CRAFT?")
    assert len(ana.from_bot) == 3


async def test_a_broken_connection_does_not_cost_the_reply(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        server.drop_next("sendMessage")
        assert "Chopard works with ARM" in (await ana.asks("Who is Chopard?")).text


async def test_markup_that_is_refused_does_not_cost_the_reply(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        server.fail_next("sendMessage", bad("can't parse entities: scripted"))
        reply = await ana.asks("Who is Chopard?")
    assert "Chopard works with ARM" in reply.text
    assert not reply.marked("bold")


async def test_somebody_who_blocks_the_bot_disturbs_nobody(server, database):
    ana, ben = server.user("Ana", "en"), server.user("Ben", "en")
    async with running(server, database):
        await ana.asks("/start")
        server.fail_next(
            "sendMessage",
            forbidden("bot was blocked by the user"),
            where=lambda c: c.text("chat_id") == str(ana.id),
        )
        await ana.says("Who is Chopard?")
        ana.blocks_bot()
        assert "Microsoft" in (await ben.asks("Who is Microsoft?")).text
    async with running(server, database):
        assert "craft" in (await ben.asks("What is CRAFT?")).text


class Faint(Talk):
    """Cannot reach its store for a while."""

    fails = 0

    async def turn(self, channel, chat_id, event):
        if Faint.fails > 0:
            Faint.fails -= 1
            raise BotError("The database cannot be used (scripted).")
        return await super().turn(channel, chat_id, event)


async def test_while_the_store_is_out_of_reach_nothing_is_confirmed_and_nothing_lost(server, database):
    ana = server.user("Ana", "en")
    Faint.fails = 1
    async with running(server, database, talk=Faint):
        await ana.says("Who is Chopard?")
        await until(lambda: not Faint.fails, "the store to be asked")
        assert not ana.updates[0].confirmed
        assert "Chopard works with ARM" in (await ana.reply(0)).text
    assert len(ana.from_bot) == 1


class Poisoned(Talk):
    """Breaks on one word."""

    tries = 0

    async def turn(self, channel, chat_id, event):
        if getattr(event, "text", "") == "poison":
            Poisoned.tries += 1
            raise RuntimeError("scripted")
        return await super().turn(channel, chat_id, event)


async def test_an_update_that_fails_three_times_is_passed_over_and_everybody_told(server, database):
    ana, rita = server.user("Ana", "en"), server.user("Rita", "en")
    staff = server.group([rita])
    Poisoned.tries = 0
    async with running(server, database, staff=staff, talk=Poisoned):
        await ana.says("poison")
        assert "went wrong" in (await ana.reply(0)).text
        assert "Microsoft" in (await ana.asks("Who is Microsoft?")).text
        await server.wait_for(lambda: staff.from_bot)
    assert Poisoned.tries == 3
    assert "telegram" in staff.from_bot[0].text


@pytest.mark.parametrize(
    ("payload", "told"), [("entry-chopard", "Chopard works"), ("enquire-fund", "organisation")]
)
async def test_deep_links_open_what_they_name(server, database, payload, told):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.starts(payload)
        await ana.reply(0)
        await settle(database, ana)
    assert told in ana.last.text


async def test_whoever_writes_far_too_fast_is_asked_for_patience_once(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database) as stage:
        stage.channel._visitors._flood = Flood(seconds=PATIENCE)
        for _ in range(50):
            await ana.says("What is CRAFT?")
        await server.wait_for(lambda: all(update.confirmed for update in ana.updates))
        await settle(database, ana)
    assert sum("faster than I can answer" in message.text for message in ana.from_bot) == 1


async def test_a_long_question_of_any_signs_gets_a_reply(server: BotApi, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.asks("<b>😀&amp;" * 512)
    assert server.refused == []
