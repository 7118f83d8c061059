"""Several pictures at once are one message."""

import pytest

from bot.channels.telegram.albums import merge_albums
from tests.channels.telegram.stage import card_of, running, settle
from tests.channels.telegram.test_exchange import lead_of, written


@pytest.mark.parametrize("one_by_one", [False, True])
@pytest.mark.parametrize(
    ("captions", "told"),
    [
        (["", "", ""], "I can only read text"),
        (["Who is Chopard?", "", ""], "Chopard works with ARM"),
        (["", "Who is Chopard?", ""], "Chopard works with ARM"),
        ([""] * 9 + ["Who is Microsoft?"], "Microsoft works with ARM"),
    ],
)
async def test_an_album_gets_one_answer_however_many_pictures(server, database, captions, told, one_by_one):
    ana = server.user("Ana")
    async with running(server, database):
        await ana.sends_album(captions, one_by_one=one_by_one)
        assert told in (await ana.reply(0)).text
        await settle(database, ana)
        assert len(ana.from_bot) == 1
        await ana.asks("What is CRAFT?")
    assert len(ana.from_bot) == 2
    assert server.refused == []


async def test_two_albums_are_two_messages(server, database):
    ana = server.user("Ana")
    async with running(server, database):
        await ana.sends_album(["Who is Chopard?", ""])
        await ana.sends_album(["", "Who is Microsoft?"])
        await server.wait_for(lambda: len(ana.from_bot) == 2)
        await settle(database, ana)
    assert len(ana.from_bot) == 2


async def test_a_picture_that_comes_late_is_not_answered_again(server, database):
    ana = server.user("Ana")
    async with running(server, database):
        await ana.sends_album(["Who is Chopard?"])
        await ana.reply(0)
        album = ana.updates[0].payload["media_group_id"]
        await ana.sends("photo", caption="")
        ana.updates[-1].payload["media_group_id"] = album
        await server.confirmed(ana.updates[-1])
        await settle(database, ana)
    assert len(ana.from_bot) == 1


async def test_a_picture_that_comes_late_follows_its_album_to_staff(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        await card_of(server, database, staff, reference)
        await ana.sends_album(["", ""])
        await written(server, ana, "Passed on to the team")
        album = ana.updates[-1].payload["media_group_id"]
        before = len(ana.from_bot)
        late = await ana.sends("photo")
        ana.updates[-1].payload["media_group_id"] = album
        await server.wait_for(lambda: len([m for m in staff.from_bot if "photo" in m.extra]) == 3)
        # The same again, as after a crash, is no fourth picture.
        server.put("message", late.shown | {"media_group_id": album}, ana.id)
        await ana.asks("Who is Chopard?")
        await settle(database, ana)
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [message.text for message in lead.messages] == ["", "", ""]
    assert len(ana.from_bot) == before + 1


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "album"])
async def test_words_below_a_file_go_into_the_enquiry_and_the_file_is_told_to_stay_behind(
    server, database, kind
):
    ana = server.user("Ana")
    content = {"file_id": "B", "file_unique_id": "b"} if kind == "document" else None
    async with running(server, database) as stage:
        await ana.asks("/enquire fund")
        for value in ("Acme", "Eva", "eva@example.com", "Colombia"):
            await ana.asks(value)
            await settle(database, ana)
        before = len(ana.from_bot)
        if kind == "album":
            await ana.sends_album(["", "We would like to help."])
        else:
            await ana.sends(kind, content, caption="We would like to help.")
        await ana.reply(before)
        await settle(database, ana)
        assert "goes no further" in ana.from_bot[before].text
        await ana.taps("agree")
        await ana.taps("Send")
        await settle(database, ana)
        (lead,) = await stage.review.list()
    assert lead.message == "We would like to help."


def test_albums_of_different_chats_are_not_mixed_and_nothing_else_is_touched() -> None:
    def picture(number: int, chat: int, album: str, caption: str = "") -> dict[str, object]:
        message = {"message_id": number, "chat": {"id": chat}, "media_group_id": album}
        return {"update_id": number, "message": message | ({"caption": caption} if caption else {})}

    other = {"update_id": 9, "callback_query": {"id": "1"}}
    batch = [
        picture(1, 5, "a"),
        picture(2, 6, "a", "b"),
        other,
        picture(3, 5, "a", "c"),
        picture(4, 5, "a", "d"),
    ]
    merged = merge_albums(batch)
    assert [update["update_id"] for update in merged] == [1, 2, 9]
    assert merged[0]["message"]["caption"] == "c\nd"
    assert [each["message_id"] for each in merged[0]["message"]["album"]] == [3, 4]
    assert merged[1]["message"]["caption"] == "b"
    assert "caption" not in batch[0]["message"]
