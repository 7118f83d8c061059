from sqlalchemy import select

from bot.channels.telegram.markup import with_offers
from bot.core.match import Context, Match, Verdict
from bot.core.snapshot import Snapshot
from bot.core.voice import Voice
from bot.dialogue.turn import Choice, Reply
from bot.store.schema import Question
from tests.channels.telegram.stage import running
from tests.knowledge_sample import sample


class Knowing:
    """Knows the answer to everything."""

    def match(self, text: str, language: str, context: Context = Context()) -> Match:  # noqa: B008
        return Match(Verdict.ANSWER, language, key="chopard", score=1.0)

    def hear_alert(self, text: str, language: str) -> None:
        return None


async def test_whoever_wants_to_is_told_once_there_is_an_answer(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database) as stage:
        await ana.asks("Will it rain on <Sunday>?")
        offer = next(m for m in ana.from_bot if "Tell me when you know" in m.labels)
        await ana.taps("Tell me when you know", offer)
        stage.live.snapshot = Snapshot(sample().model_copy(update={"version": "later"}), Knowing())
        assert await stage.watch.look() == 1
        await server.wait_for(lambda: any("Chopard works" in m.text for m in ana.from_bot))
    assert any("Will it rain on <Sunday>?" in m.text for m in ana.from_bot)
    assert server.refused == []


async def test_an_answer_can_be_rated(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        answer = await ana.asks("Who is Chopard?")
        await ana.taps("👎", answer)
    async with database.reading() as session:
        assert (await session.scalars(select(Question.rating))).all() == [-1]


def test_a_group_is_not_offered_to_be_told_later():
    reply = Reply("No idea.", watch="watch:abc")
    assert with_offers(reply, Voice(sample(), "en"), private=False) == reply
    assert len(with_offers(reply, Voice(sample(), "en"), private=True).choices) == 1


def test_what_a_reply_offers_already_stays_above():
    first = (Choice("More", "more"),)
    offered = with_offers(
        Reply("Yes.", choices=(first,), rate="rate:abc"), Voice(sample(), "en"), private=True
    )
    assert offered.choices[0] == first
    assert [choice.token for choice in offered.choices[1]] == ["rate:abc:good", "rate:abc:bad"]
