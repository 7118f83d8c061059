from datetime import date

from bot.core.match import Verdict
from bot.leads.lead import Status
from bot.leads.staff import Decision
from bot.usecases.figures import Figures
from bot.usecases.gaps import GapBoard
from tests.staging import ANA, House, shelf


def figures(house: House) -> Figures:
    return Figures(house.database, shelf(), house.clock)


async def test_the_weeks_end_with_the_current_one_and_begin_on_mondays(house: House) -> None:
    await house.submit()
    house.clock.turn(days=8)
    await house.submit()
    stats = await figures(house).stats(3)
    assert [(week.begin, week.leads) for week in stats.weeks] == [
        (date(2026, 2, 23), 0),
        (date(2026, 3, 2), 1),
        (date(2026, 3, 9), 1),
    ]
    assert (stats.leads, stats.by_way, stats.by_country, stats.by_language) == (
        2,
        {"fund": 2},
        {"CO": 2},
        {"en": 2},
    )


async def test_a_lead_of_sunday_night_belongs_to_the_week_of_the_staff(house: House) -> None:
    house.clock.now = house.clock.now.replace(day=9, hour=3)
    await house.submit()
    stats = await figures(house).stats(2)
    assert [week.leads for week in stats.weeks] == [0, 1], "in Bogotá it is still Sunday, and that week"


async def test_the_first_reply_is_timed_by_its_median(house: House) -> None:
    for hours in (1, 2, 9, 4):
        reference = await house.submit()
        house.clock.turn(hours=hours)
        await house.review.move(reference, Status.CONTACTED, ANA)
    await house.submit()
    stats = await figures(house).stats()
    assert stats.replied == 4
    assert stats.first_reply_hours is not None
    assert round(stats.first_reply_hours, 3) == 3
    assert stats.by_status[Status.CONTACTED] == 4


async def test_the_answer_rate_leaves_out_what_was_not_answered(house: House) -> None:
    assert (await figures(house).stats()).answer_rate is None
    for verdict in ("answer", "answer", "answer", "fallback"):
        await house.say(f"ask {verdict} what is {verdict}")
    stats = await figures(house).stats()
    assert (stats.questions, stats.answer_rate) == (4, 0.75)
    assert [gap.text for gap in stats.top_gaps] == ["what is fallback"]


async def test_the_funnel_goes_from_the_opened_form_to_the_lead(house: House) -> None:
    await house.say("open Acme", chat_id="1")
    await house.say("open Acme", chat_id="2")
    await house.say("open Acme", chat_id="2")
    stats = await figures(house).stats()
    assert (stats.funnel.opened, stats.funnel.begun, stats.funnel.sent) == (2, 0, 0)


async def test_nothing_at_all_has_figures_too(house: House) -> None:
    stats = await figures(house).stats()
    assert (stats.leads, stats.first_reply_hours, stats.top_gaps) == (0, None, ())


def board(house: House) -> GapBoard:
    return GapBoard(house.database, shelf(), house.clock)


async def test_gaps_that_ask_for_the_same_stand_together(house: House) -> None:
    for text in ("how much is a gram of gold", "How much is one gram of gold?", "opening hours"):
        await house.say(f"ask fallback {text}")
    await house.say("ask answer who is Chopard")
    first, second = await board(house).open()
    assert (first.count, first.language, first.verdict) == (2, "en", Verdict.FALLBACK)
    assert len(first.wordings) == 1
    assert second.text == "opening hours"
    assert await board(house).open(language="fr") == ()


async def test_a_gap_is_decided_on_once_and_in_all_its_wordings(house: House) -> None:
    for text in ("how much is a gram of gold", "how much is one gram of gold"):
        await house.say(f"ask fallback {text}")
    (gap,) = await board(house).open()
    decided = await board(house).decide(gap.question_id, Decision.PHRASING, ANA, "buy-fairmined")
    assert decided == gap
    assert await board(house).open() == ()
    assert await board(house).decide(gap.question_id, Decision.IGNORED, ANA) is None
    phrasings, drafts = await board(house).approved()
    assert {each.text for each in phrasings} == {gap.text, *gap.wordings}
    assert drafts == ()


async def test_a_draft_gets_an_id_of_its_words(house: House) -> None:
    await house.say("ask fallback Can I visit a mine?")
    (gap,) = await board(house).open()
    await board(house).decide(gap.question_id, Decision.DRAFT, ANA)
    _, (draft,) = await board(house).approved()
    assert (draft.id, draft.texts) == ("can-i-visit-a-mine", ("Can I visit a mine?",))


async def test_a_decision_needs_an_entry_that_there_is_and_the_right(house: House) -> None:
    await house.say("ask fallback opening hours")
    (gap,) = await board(house).open()
    reader = type(ANA)("9", "Rita", role="reader")  # type: ignore[arg-type]
    assert await board(house).decide(gap.question_id, Decision.PHRASING, ANA, "nowhere") is None
    assert await board(house).decide(gap.question_id, Decision.IGNORED, reader) is None
    assert await board(house).decide(999, Decision.IGNORED, ANA) is None
    assert len(await board(house).open()) == 1
