"""The overview: how many enquiries wait, where they come from, and how well questions are answered."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar, Final, TypeVar

from starlette.requests import Request
from starlette_admin import CustomView
from starlette_admin.widgets import (
    BaseWidget,
    Breakpoints,
    CardRowWidget,
    ChartWidget,
    Col,
    ColumnWidget,
    HtmlWidget,
    StatWidget,
    TableWidget,
)

from bot.channels.web.charts import COLOURS, Bar, BarsWidget, by_way, whole_axis
from bot.channels.web.login import may_here, staff_of
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.leads.lead import OPEN, Status
from bot.leads.staff import Right
from bot.usecases.figures import Stats
from bot.usecases.parts import Parts

COUNTRIES_SHOWN: Final = 8

TILE: Final = Breakpoints(default=6, lg=3)
IS_OPEN: Final = f"status__in={','.join(OPEN)}"
OVERDUE: Final = "updated_at__overdue"

T = TypeVar("T")


@dataclass
class FirstDay(BaseWidget):
    """What to do with a desk that nothing has come to."""

    template: ClassVar[str] = "widgets/first_day.html"


class Dashboard(CustomView):
    """The first page of the desk."""

    path = "/"
    route_name = "index"
    icon = "fa-solid fa-gauge-high"

    def __init__(self, parts: Parts, words: Words) -> None:
        super().__init__(menu_label=words.later(DeskPhrase.OVERVIEW), widget=self.build)
        self._figures = parts.figures
        self._notices = parts.notices
        self._unsent = parts.unsent
        self._problems = parts.problems
        self._attend = parts.attend
        self._review = parts.review
        self._lists = parts.lists
        self._has_telegram = parts.has_telegram
        self._words = words

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, Right.LOOK)

    async def build(self, request: Request) -> BaseWidget:
        """Put the page together from the figures of the moment."""
        stats = await self._figures.stats()
        parts = [*await self._warnings(), await self._numbers(request, stats)]
        if not sum(stats.by_status.values()) and not stats.questions:
            return ColumnWidget(children=[*parts, FirstDay()])
        half = Breakpoints(default=12, lg=6)
        third = Breakpoints(default=12, md=6, lg=4)
        return ColumnWidget(
            children=[
                *parts,
                CardRowWidget(
                    children=[
                        Col(self._weeks(stats), Breakpoints(default=12, lg=8)),
                        Col(self._statuses(request, stats), Breakpoints(default=12, lg=4)),
                    ]
                ),
                CardRowWidget(
                    children=[
                        Col(self._ways(stats), third),
                        Col(self._countries(stats), third),
                        Col(self._languages(stats), third),
                    ]
                ),
                CardRowWidget(children=[Col(self._funnel(stats), half), Col(self._answers(stats), half)]),
                *self._gaps(stats),
            ]
        )

    async def _warnings(self) -> list[BaseWidget]:
        """What must not be overlooked, while it is so."""
        warnings = []
        if late := await self._unsent.count():
            warnings.append(_warning("danger", self._words(DeskPhrase.UNSENT, count=late)))
        if not self._has_telegram:
            waiting = await self._lists.count_waiting()
            warnings.append(_warning("warning", self._words(DeskPhrase.NO_TELEGRAM, count=waiting)))
        return warnings

    async def _numbers(self, request: Request, stats: Stats) -> BaseWidget:
        say = self._words
        parked, overdue = await self._notices.parked(), await self._attend.count_overdue()
        mine = await self._review.count_open_of(staff_of(request))
        weeks = say(DeskPhrase.LAST_WEEKS, count=len(stats.weeks))
        rate = say(DeskPhrase.NOT_YET) if stats.answer_rate is None else f"{stats.answer_rate:.0%}"
        first = say.duration(stats.first_reply_hours)

        def stat(phrase: DeskPhrase, value: object, key: str, filtered: str, note: str = "") -> Col:
            link = request.url_for("admin:list", key=key)
            widget = StatWidget(
                title=say(phrase),
                value_callback=_given(str(value)),
                link=str(link.include_query_params(filter=filtered) if filtered else link),
                description=note,
                color="secondary",
            )
            return Col(widget, TILE)

        opened = sum(stats.by_status[status] for status in OPEN)
        new = stats.by_status[Status.NEW]
        return CardRowWidget(
            children=[
                *self._knowledge(request),
                stat(DeskPhrase.LEADS_OVERDUE, overdue, "leads", OVERDUE),
                stat(DeskPhrase.LEADS_MINE, mine, "leads", f"assignee_name__mine AND {IS_OPEN}"),
                stat(DeskPhrase.LEADS_NEW, new, "leads", "status__in=new"),
                stat(DeskPhrase.LEADS_OPEN, opened, "leads", IS_OPEN),
                stat(DeskPhrase.FIRST_REPLY, first, "leads", "", weeks),
                stat(DeskPhrase.ANSWER_RATE, rate, "questions", "", weeks),
                stat(DeskPhrase.NOTICES_STUCK, parked, "outbox", "parked_at__is_not_null"),
            ]
        )

    def _knowledge(self, request: Request) -> list[Col]:
        """Tell that an edit of the knowledge cannot go live, where that is so."""
        count = len(self._problems())
        if not count:
            return []
        widget = StatWidget(
            title=self._words(DeskPhrase.KNOWLEDGE),
            value_callback=_given(str(count)),
            link=str(request.url_for("admin:knowledge")),
            description=self._words(DeskPhrase.KNOWLEDGE_PROBLEMS, count=count),
            color="danger",
        )
        return [Col(widget, TILE)]

    def _weeks(self, stats: Stats) -> BaseWidget:
        ways, others = by_way(stats.weeks, len(COLOURS) - 1)
        series = [{"name": self._words.way(way), "data": list(counts)} for way, counts in ways.items()]
        colours = list(COLOURS[: len(series)])
        if any(others):
            series.append({"name": self._words(DeskPhrase.OTHERS), "data": list(others)})
            colours.append(COLOURS[-1])
        options = {
            "chart": {"stacked": True},
            "colors": colours,
            "xaxis": self._mondays(stats),
            "yaxis": whole_axis(max(week.leads for week in stats.weeks)),
            "plotOptions": {"bar": {"borderRadius": 2}},
            # A phone has the legend in a column, all of it.
            "responsive": [{"breakpoint": 768, "options": {"chart": {"height": 240 + 26 * len(series)}}}],
        }
        return self._chart(DeskPhrase.LEADS_PER_WEEK, "bar", series, options, 340)

    def _mondays(self, stats: Stats) -> dict[str, Any]:
        begins = [self._words.day_and_month(week.begin) for week in stats.weeks]
        return {"categories": begins, "labels": {"rotate": 0, "hideOverlappingLabels": True}}

    def _statuses(self, request: Request, stats: Stats) -> BaseWidget:
        leads = request.url_for("admin:list", key="leads")
        bars = [
            Bar(
                self._words.status(status),
                count,
                str(count),
                f"is-{status}",
                str(leads.include_query_params(filter=f"status__in={status}")),
            )
            for status, count in stats.by_status.items()
        ]
        return self._bars(DeskPhrase.LEADS_BY_STATUS, bars)

    def _ways(self, stats: Stats) -> BaseWidget:
        return self._counted(DeskPhrase.LEADS_BY_WAY, stats.by_way, self._words.way)

    def _languages(self, stats: Stats) -> BaseWidget:
        return self._counted(DeskPhrase.LEADS_BY_LANGUAGE, stats.by_language, self._words.language)

    def _countries(self, stats: Stats) -> BaseWidget:
        unknown = self._words(DeskPhrase.COUNTRY_UNKNOWN)
        shown = dict(list(stats.by_country.items())[:COUNTRIES_SHOWN])
        return self._counted(
            DeskPhrase.LEADS_BY_COUNTRY, shown, lambda country: self._words.country(country) or unknown
        )

    def _funnel(self, stats: Stats) -> BaseWidget:
        funnel = stats.funnel
        steps = {
            DeskPhrase.FUNNEL_OPENED: funnel.opened,
            DeskPhrase.FUNNEL_BEGUN: funnel.begun,
            DeskPhrase.FUNNEL_COMPLETE: funnel.complete,
            DeskPhrase.FUNNEL_SENT: funnel.sent,
        }
        whole = max(funnel.opened, 1)
        bars = [
            Bar(
                self._words(step),
                count,
                self._words(DeskPhrase.SHARE, count=count, share=f"{count / whole:.0%}"),
            )
            for step, count in steps.items()
        ]
        return self._bars(DeskPhrase.FUNNEL, bars)

    def _answers(self, stats: Stats) -> BaseWidget:
        shares = [
            round(100 * week.answered / week.questions) if week.questions else None for week in stats.weeks
        ]
        options = {
            "xaxis": self._mondays(stats),
            "yaxis": {"min": 0, "max": 100, "tickAmount": 4},
            "stroke": {"curve": "straight", "width": 3},
            "markers": {"size": 4},
            "colors": list(COLOURS),
        }
        series = [{"name": "%", "data": shares}]
        return self._chart(DeskPhrase.ANSWER_RATE, "line", series, options, 240, " (%)")

    def _gaps(self, stats: Stats) -> list[BaseWidget]:
        if not stats.top_gaps:
            return []
        say = self._words
        rows = [
            [gap.text, say.language(gap.language), gap.count, say.day(gap.last_at)] for gap in stats.top_gaps
        ]
        columns = [DeskPhrase.QUESTION, DeskPhrase.LANGUAGE, DeskPhrase.TIMES, DeskPhrase.LAST_ASKED]
        return [
            TableWidget(
                title=say(DeskPhrase.GAPS),
                columns=[say(column) for column in columns],
                rows_callback=_given(rows),
            )
        ]

    def _counted(
        self, title: DeskPhrase, counts: Mapping[str, int], name: Callable[[str], str]
    ) -> BaseWidget:
        return self._bars(title, [Bar(name(key), count, str(count)) for key, count in counts.items()])

    def _bars(self, title: DeskPhrase, bars: Sequence[Bar]) -> BaseWidget:
        return BarsWidget(self._words(title), bars, self._words(DeskPhrase.COUNT_NONE))

    def _chart(
        self,
        title: DeskPhrase,
        kind: str,
        series: Sequence[Any],
        options: dict[str, Any],
        height: int,
        unit: str = "",
    ) -> BaseWidget:
        return ChartWidget(
            title=f"{self._words(title)}{unit}",
            chart_type=kind,
            series_callback=_given(series),
            height=height,
            options=options,
        )


def _warning(kind: str, text: str) -> BaseWidget:
    return HtmlWidget(f'<div class="alert alert-{kind} mb-3" role="alert">{escape(text)}</div>')


def _given(value: T) -> Callable[[Request], Awaitable[T]]:
    """Give what hands out a value that is known already."""

    async def give(_: Request) -> T:
        return value

    return give
