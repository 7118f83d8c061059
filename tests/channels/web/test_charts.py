from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.web.charts import COLOURS, TICKS_MOST, by_way, whole_axis
from bot.usecases.figures import Week


def week(number: int, **ways: int) -> Week:
    return Week(date(2026, 1, 5) + timedelta(weeks=number), ways, questions=0, answered=0)


@given(st.integers(0, 10**9))
@example(0)
@example(1)
@example(6)
def test_an_axis_has_few_marks_at_whole_numbers_and_room_for_the_greatest(most: int) -> None:
    axis = whole_axis(most)
    assert axis["min"] == 0
    assert axis["max"] >= max(most, 1)
    assert 1 <= axis["tickAmount"] <= TICKS_MOST
    assert axis["max"] % axis["tickAmount"] == 0


@given(st.lists(st.dictionaries(st.sampled_from("abcdefghijklmno"), st.integers(0, 9)), max_size=6))
def test_no_lead_is_lost_in_the_chart_by_way_and_no_colour_is_used_twice(
    counted: list[dict[str, int]],
) -> None:
    weeks = [week(number, **ways) for number, ways in enumerate(counted)]
    ways, others = by_way(weeks, len(COLOURS) - 1)
    assert len(ways) < len(COLOURS)
    for number, each in enumerate(weeks):
        assert sum(counts[number] for counts in ways.values()) + others[number] == each.leads
    totals = [sum(counts) for counts in ways.values()]
    assert totals == sorted(totals, reverse=True)


def test_the_colours_of_a_chart_differ() -> None:
    assert len(set(COLOURS)) == len(COLOURS)
