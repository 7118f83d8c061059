from tests.channels.telegram.stage import running, settle


async def test_in_a_group_the_bot_answers_only_when_it_is_addressed(server, database):
    ana = server.user("Ana", "en")
    group = server.group([ana], "Jewellers")
    server.profile.privacy = False
    async with running(server, database):
        await ana.says("Who is Chopard?", group)
        await ana.says("/help@some_other_bot", group)
        await ana.says("/unknown", group)
        await ana.says("@arm_partner_bot who is Microsoft?", group)
        await server.wait_for(lambda: group.from_bot)
        answer = group.from_bot[0]
        assert "Microsoft works with ARM" in answer.text
        assert answer.reply_to is not None
        await ana.says("and Chopard?", group, reply_to=answer)
        await server.wait_for(lambda: len(group.from_bot) == 2)
        assert "Chopard works with ARM" in group.from_bot[1].text
        await ana.says("/partners@arm_partner_bot", group)
        await server.wait_for(lambda: len(group.from_bot) == 3)
    assert len(group.from_bot) == 3
    assert server.refused == []


async def test_an_enquiry_begun_in_a_group_goes_on_in_private(server, database):
    ana = server.user("Ana", "en")
    group = server.group([ana], "Jewellers")
    async with running(server, database):
        for number, text in enumerate(
            ("/enquire@arm_partner_bot buy", "@arm_partner_bot I want to leave an enquiry")
        ):
            await ana.says(text, group)
            await server.wait_for(lambda number=number: len(group.from_bot) == number + 1)
        first, second = group.from_bot
        assert first.buttons[0]["url"] == "https://t.me/arm_partner_bot?start=enquire-buy"
        assert second.buttons[0]["url"] == "https://t.me/arm_partner_bot?start=enquire"
        await ana.says("@arm_partner_bot who is Chopard?", group)
        await server.wait_for(lambda: len(group.from_bot) == 3)
        assert "Chopard works with ARM" in group.from_bot[2].text
    assert server.refused == []


async def test_members_of_a_group_have_conversations_of_their_own(server, database):
    ana, ben = server.user("Ana", "en"), server.user("Ben", "fr")
    group = server.group([ana, ben], "Jewellers")
    async with running(server, database):
        await ana.says("@arm_partner_bot what is CRAFT?", group)
        await server.wait_for(lambda: len(group.from_bot) == 1)
        await ben.says("@arm_partner_bot qui est Chopard ?", group)
        await server.wait_for(lambda: len(group.from_bot) == 2)
    assert "(en)" in group.from_bot[0].text
    assert "(fr)" in group.from_bot[1].text


async def test_a_bot_added_to_a_group_says_how_it_is_spoken_to(server, database):
    ana = server.user("Ana", "en")
    group = server.group([], "Jewellers")
    async with running(server, database):
        group.kicks_bot(ana)
        group.adds_bot(ana)
        await server.wait_for(lambda: group.from_bot)
        assert "@arm_partner_bot" in group.from_bot[0].text
        group.kicks_bot(ana)
        ben = server.user("Ben", "en")
        await ben.asks("/start")
        await settle(database, ben)
    assert len(group.from_bot) == 1


async def test_anybody_may_ask_for_the_id_of_a_chat(server, database):
    ana = server.user("Ana", "en")
    group = server.group([ana], "Jewellers")
    async with running(server, database):
        await ana.says("/whereami@arm_partner_bot", group)
        await server.wait_for(lambda: group.from_bot)
        assert str(group.id) in group.from_bot[0].text
        assert "STAFF_CHAT_ID" in group.from_bot[0].text
        assert str(ana.id) in (await ana.asks("/whereami")).text


async def test_inline_mode_offers_answers_in_any_chat(server, database):
    ana = server.user("Ana", "es")
    async with running(server, database):
        query = await ana.inline("chopard")
        await server.wait_for(lambda: query.answers)
        empty = await ana.inline("")
        await server.wait_for(lambda: empty.answers)
    (article,) = query.answers[0]["results"]
    assert article["title"] == "Chopard"
    assert "Chopard works with ARM" in article["input_message_content"]["message_text"]
    assert empty.answers[0]["results"] == []
    assert server.refused == []
