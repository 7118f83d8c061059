from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from bot.channels.telegram.staff.report import WAYS_SHOWN, stats_figure, stats_png
from bot.content.load import load
from bot.core.desk_phrases import DeskPhrase
from bot.core.gaps import Gap
from bot.core.knowledge import Knowledge
from bot.core.match import Verdict
from bot.core.voice import Voice
from bot.leads.lead import Status
from bot.usecases.figures import Funnel, Stats, Week
from tests.knowledge_sample import sample
from tests.shipped import KNOWLEDGE

NOW = datetime(2026, 3, 2, tzinfo=UTC)
WAYS = ("fund", "buy", "mine", "other", "a", "b", "c", "d", "e", "f")


@cache
def shipped_knowledge() -> Knowledge:
    return load(KNOWLEDGE)


def stats(weeks: int = 12, gaps: tuple[str, ...] = ()) -> Stats:
    return Stats(
        weeks=tuple(
            Week(
                date(2026, 1, 5) + timedelta(weeks=number),
                {way: (number * 7 + place * 3) % (9 - place % 5) for place, way in enumerate(WAYS)},
                100,
                80 + number,
            )
            for number in range(weeks)
        ),
        by_status=dict.fromkeys(Status, 1),
        by_way={"fund": 3},
        by_country={"CO": 2},
        by_language={"en": 2},
        replied=3,
        first_reply_hours=5.2,
        funnel=Funnel(10, 8, 5, 4),
        top_gaps=tuple(Gap(text, "es", 30, NOW, NOW, Verdict.FALLBACK) for text in gaps),
    )


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_figures_are_one_png_in_each_language(language: str, tmp_path: Path) -> None:
    drawn = stats_png(stats(gaps=("¿Cuánto cuesta un gramo de oro?",)), Voice(sample(), language))
    assert drawn.startswith(b"\x89PNG")
    assert 10_000 < len(drawn) < 400_000


@pytest.mark.parametrize("text", ["$x^", r"\frac{1}{0}$$", "x" * 5000, "🙂 مرحبا", "a\nb", "<script>", ""])
def test_whatever_people_asked_can_be_drawn(text: str) -> None:
    assert stats_png(stats(gaps=(text,) * 5), Voice(sample(), "en")).startswith(b"\x89PNG")


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_label_is_whole_and_on_the_paper(language: str) -> None:
    voice = Voice(shipped_knowledge(), language)
    ways = [way.id for way in voice.knowledge.talk.ways]
    long = (
        "¿Podría decirme si una joyería pequeña de Alemania puede comprar menos de cien gramos de oro al año?"
    )
    weeks = tuple(replace(week, leads_by_way=dict.fromkeys(ways, 12)) for week in stats().weeks)
    figure = stats_figure(replace(stats(gaps=(long, "mercurio " * 60)), weeks=weeks), voice)
    FigureCanvasAgg(figure).draw()
    paper = figure.bbox
    texts = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    for text in texts:
        box = text.get_window_extent()
        assert paper.x0 <= box.x0, text
        assert box.x1 <= paper.x1, text
        assert paper.y0 <= box.y0, text
        assert box.y1 <= paper.y1, text
    drawn = [" ".join(text.get_text().split()) for text in texts]
    assert long in drawn
    assert {voice.way(way) for way in sorted(ways)[:WAYS_SHOWN]} <= set(drawn)
    assert voice.say(DeskPhrase.OTHERS) in drawn
    assert not any(label.endswith("…") for label in drawn if not label.startswith("mercurio"))


def test_nothing_at_all_can_be_drawn() -> None:
    empty = Stats((Week(date(2026, 3, 2), {}, 0, 0),), {}, {}, {}, {}, 0, None, Funnel(0, 0, 0, 0), ())
    assert stats_png(empty, Voice(sample(), "en")).startswith(b"\x89PNG")


def test_durations_are_said_briefly() -> None:
    said = [Voice(sample(), "fr").duration(hours) for hours in (None, 0.5, 5.2, 47, 120)]
    assert said == ["–", "30 min", "5 h", "47 h", "5 j"]
