from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from bot.core.snapshot import Snapshot
from bot.dialogue.buttons import mark_of
from bot.dialogue.turn import Chose, Reply
from bot.store.desk_schema import WatcherRow
from bot.store.schema import Question
from bot.usecases.delivery import Courier
from bot.usecases.late_answers import LateAnswers
from bot.usecases.posts import Posts, Undeliverable
from bot.usecases.talk import Talk
from tests.knowledge_sample import sample
from tests.matchers import build_quickly
from tests.staging import START, House, Shelf, said, shelf
from tests.usecases.test_exchange import Mail

QUESTION = "where can I buy Fairmined gold"


def knowing() -> Shelf:
    """The knowledge once the question has its answer."""
    knowledge = sample().model_copy(update={"version": "later"})
    return Shelf(Snapshot(knowledge, build_quickly(knowledge)))


@dataclass
class Box(Mail):
    told: list[tuple[str, str]] = field(default_factory=list)
    gone: bool = False

    async def late_answer(self, chat_id: str, replies: tuple[Reply, ...], language: str) -> None:
        if self.gone:
            raise Undeliverable("blocked")
        self.told.append((chat_id, "\n".join(reply.text for reply in replies)))


@dataclass
class Visitor:
    """Somebody who talks to the real dialogue, which knows nothing yet."""

    house: House
    chat_id: str = "7"
    turns: int = 0

    async def say(self, text: str) -> Reply:
        done = await self._talk.turn("test", self.chat_id, said(text))
        return done.replies[0]

    async def press(self, token: str) -> str:
        self.turns += 1
        event = Chose(f"press-{self.chat_id}-{self.turns}", token, START, "en")
        done = await self._talk.turn("test", self.chat_id, event)
        return "\n".join(reply.text for reply in done.replies)

    @property
    def _talk(self) -> Talk:
        return Talk(self.house.database, shelf(), self.house.clock)


async def deliver(house: House, live: Shelf, box: Box) -> None:
    courier = Courier(house.database, Posts(box, {"test": box}), live, house.clock)
    while await courier.deliver_one():
        pass


def watch(house: House, live: Shelf) -> LateAnswers:
    return LateAnswers(house.database, live, house.clock)


async def test_whoever_asked_to_be_told_gets_the_answer_once_it_is_live(house: House) -> None:
    visitor, box = Visitor(house), Box()
    reply = await visitor.say(QUESTION)
    assert "I shall write to you" in await visitor.press(reply.watch)
    await visitor.press(reply.watch)
    assert await watch(house, shelf()).look() == 0
    assert await watch(house, knowing()).look() == 1
    await deliver(house, knowing(), box)
    assert await watch(house, knowing()).look() == 0
    await deliver(house, knowing(), box)
    ((chat_id, text),) = box.told
    assert chat_id == "7"
    assert QUESTION in text
    assert "All about buy-fairmined. (en)" in text


async def test_nobody_can_watch_or_rate_what_somebody_else_asked(house: House) -> None:
    await Visitor(house, "7").say(QUESTION)
    stranger = Visitor(house, "8")
    for token in (f"watch:{mark_of(QUESTION)}", f"rate:{mark_of(QUESTION)}:bad", "watch:", "rate:x:worst"):
        await stranger.press(token)
    async with house.database.reading() as session:
        assert (await session.scalars(select(WatcherRow))).all() == []
        assert (await session.scalars(select(Question.rating))).all() == [None]


async def test_a_visitor_who_is_forgotten_is_not_written_to(house: House) -> None:
    visitor, box = Visitor(house), Box()
    reply = await visitor.say(QUESTION)
    await visitor.press(reply.watch)
    await visitor.press("forget:yes")
    assert await watch(house, knowing()).look() == 0
    await deliver(house, knowing(), box)
    assert box.told == []


async def test_a_visitor_who_blocked_the_bot_holds_nobody_up(house: House) -> None:
    box = Box()
    for chat_id in ("7", "8"):
        visitor = Visitor(house, chat_id)
        await visitor.press((await visitor.say(QUESTION)).watch)
    assert await watch(house, knowing()).look() == 2
    box.gone = True
    await deliver(house, knowing(), box)
    assert box.told == []


@pytest.mark.parametrize(("said_of_it", "kept"), [("good", 1), ("bad", -1)])
async def test_an_answer_is_rated_by_whoever_asked(house: House, said_of_it: str, kept: int) -> None:
    talk = Talk(house.database, knowing(), house.clock)
    done = await talk.turn("test", "7", said(QUESTION))
    assert done.replies[0].rate
    token = f"{done.replies[0].rate}:{said_of_it}"
    told = await talk.turn("test", "7", Chose("press", token, START, "en"))
    assert "Thank you" in told.replies[0].text
    async with house.database.reading() as session:
        assert (await session.scalars(select(Question.rating))).all() == [kept]


async def test_what_is_known_is_not_offered_to_be_told_later(house: House) -> None:
    done = await Talk(house.database, knowing(), house.clock).turn("test", "7", said(QUESTION))
    assert [reply.watch for reply in done.replies] == [""]
