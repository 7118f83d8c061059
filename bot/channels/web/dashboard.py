"""The overview: how many enquiries wait, where they come from, and how well questions are answered."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from html import escape
from typing import Any, Final, TypeVar

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
    RowWidget,
    StatWidget,
    TableWidget,
)

from bot.channels.web.login import may_here
from bot.channels.web.words import Words
from bot.core.staff_phrases import DeskPhrase
from bot.leads.lead import OPEN, Status
from bot.leads.staff import Right
from bot.usecases.figures import Stats
from bot.usecases.parts import Parts

COLOURS: Final = ("#0ca678", "#4299e1", "#ae3ec9", "#f76707", "#f59f00", "#74b816", "#d6336c", "#667382")
STATUS_COLOURS: Final = {
    Status.NEW: "#4299e1",
    Status.CONTACTED: "#ae3ec9",
    Status.QUALIFIED: "#f76707",
    Status.WON: "#2fb344",
    Status.LOST: "#667382",
    Status.SPAM: "#d63939",
}
COUNTRIES_SHOWN: Final = 8
HOURS_AS_DAYS: Final = 48

T = TypeVar("T")


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
        self._words = words

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, Right.LOOK)

    async def build(self, request: Request) -> BaseWidget:
        """Put the page together from the figures of the moment."""
        stats, parked = await self._figures.stats(), await self._notices.parked()
        half = Breakpoints(default=12, lg=6)
        third = Breakpoints(default=12, md=6, lg=4)
        return ColumnWidget(
            children=[
                *await self._warnings(),
                self._numbers(request, stats, parked),
                RowWidget(
                    children=[
                        Col(self._weeks(stats), Breakpoints(default=12, lg=8)),
                        Col(self._statuses(stats), Breakpoints(default=12, lg=4)),
                    ]
                ),
                RowWidget(
                    children=[
                        Col(self._ways(stats), third),
                        Col(self._countries(stats), third),
                        Col(self._languages(stats), third),
                    ]
                ),
                RowWidget(children=[Col(self._funnel(stats), half), Col(self._answers(stats), half)]),
                self._gaps(stats),
            ]
        )

    async def _warnings(self) -> list[BaseWidget]:
        """What must not be overlooked, while it is so."""
        late = await self._unsent.count()
        if not late:
            return []
        text = escape(self._words(DeskPhrase.UNSENT, count=late))
        return [HtmlWidget(f'<div class="alert alert-danger mb-3" role="alert">{text}</div>')]

    def _numbers(self, request: Request, stats: Stats, parked: int) -> BaseWidget:
        say = self._words
        weeks = say(DeskPhrase.LAST_WEEKS, count=len(stats.weeks))
        rate = say(DeskPhrase.NOT_YET) if stats.answer_rate is None else f"{stats.answer_rate:.0%}"

        def stat(phrase: DeskPhrase, value: object, key: str, filtered: str, note: str = "") -> Col:
            link = request.url_for("admin:list", key=key)
            widget = StatWidget(
                title=say(phrase),
                value_callback=_given(str(value)),
                link=str(link.include_query_params(filter=filtered) if filtered else link),
                description=note,
                color="secondary",
            )
            return Col(widget, Breakpoints(default=6, lg="auto"))

        opened = sum(stats.by_status[status] for status in OPEN)
        new = stats.by_status[Status.NEW]
        first = self._hours(stats.first_reply_hours)
        return CardRowWidget(
            children=[
                *self._knowledge(request),
                stat(DeskPhrase.LEADS_OPEN, opened, "leads", "status__in=new,contacted,qualified"),
                stat(DeskPhrase.LEADS_NEW, new, "leads", "status__in=new"),
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
        return [Col(widget, Breakpoints(default=12, lg="auto"))]

    def _weeks(self, stats: Stats) -> BaseWidget:
        begins = [self._words.day_and_month(week.begin) for week in stats.weeks]
        series = [
            {"name": self._words.way(way), "data": [week.leads_by_way.get(way, 0) for week in stats.weeks]}
            for way in stats.by_way
        ]
        options = _bars(begins) | {"chart": {"stacked": True}}
        return self._chart(DeskPhrase.LEADS_PER_WEEK, "bar", series, options)

    def _statuses(self, stats: Stats) -> BaseWidget:
        names = [self._words.status(status) for status in stats.by_status]
        options = _bars(names, horizontal=True) | {
            "colors": [STATUS_COLOURS[status] for status in stats.by_status],
            "legend": {"show": False},
        }
        options["plotOptions"]["bar"]["distributed"] = True
        series = self._series(DeskPhrase.LEADS, list(stats.by_status.values()))
        return self._chart(DeskPhrase.LEADS_BY_STATUS, "bar", series, options)

    def _ways(self, stats: Stats) -> BaseWidget:
        return self._shares(DeskPhrase.LEADS_BY_WAY, stats.by_way, self._words.way)

    def _languages(self, stats: Stats) -> BaseWidget:
        return self._shares(DeskPhrase.LEADS_BY_LANGUAGE, stats.by_language, self._words.language)

    def _countries(self, stats: Stats) -> BaseWidget:
        unknown = self._words(DeskPhrase.COUNTRY_UNKNOWN)
        shown = list(stats.by_country.items())[:COUNTRIES_SHOWN]
        names = [self._words.country(country) or unknown for country, _ in shown]
        series = self._series(DeskPhrase.LEADS, [count for _, count in shown])
        return self._chart(DeskPhrase.LEADS_BY_COUNTRY, "bar", series, _bars(names, horizontal=True), 260)

    def _funnel(self, stats: Stats) -> BaseWidget:
        funnel = stats.funnel
        steps = {
            DeskPhrase.FUNNEL_OPENED: funnel.opened,
            DeskPhrase.FUNNEL_BEGUN: funnel.begun,
            DeskPhrase.FUNNEL_COMPLETE: funnel.complete,
            DeskPhrase.FUNNEL_SENT: funnel.sent,
        }
        options = _bars([self._words(step) for step in steps], horizontal=True)
        options["plotOptions"]["bar"] |= {"isFunnel": True, "barHeight": "80%"}
        options["dataLabels"] = {"enabled": True}
        series = self._series(DeskPhrase.FUNNEL, list(steps.values()))
        return self._chart(DeskPhrase.FUNNEL, "bar", series, options, 260)

    def _answers(self, stats: Stats) -> BaseWidget:
        shares = [
            round(100 * week.answered / week.questions) if week.questions else None for week in stats.weeks
        ]
        options = {
            "xaxis": {"categories": [self._words.day_and_month(week.begin) for week in stats.weeks]},
            "yaxis": {"min": 0, "max": 100, "tickAmount": 4},
            "stroke": {"curve": "smooth", "width": 3},
            "markers": {"size": 4},
            "colors": list(COLOURS),
        }
        series = [{"name": "%", "data": shares}]
        return self._chart(DeskPhrase.ANSWER_RATE, "line", series, options, 260)

    def _gaps(self, stats: Stats) -> BaseWidget:
        say = self._words
        rows = [
            [gap.text, say.language(gap.language), gap.count, say.day(gap.last_at)] for gap in stats.top_gaps
        ]
        columns = [DeskPhrase.QUESTION, DeskPhrase.LANGUAGE, DeskPhrase.TIMES, DeskPhrase.LAST_ASKED]
        return TableWidget(
            title=say(DeskPhrase.GAPS),
            columns=[say(column) for column in columns],
            rows_callback=_given(rows),
        )

    def _shares(self, title: DeskPhrase, counts: Mapping[str, int], name: Callable[[str], str]) -> BaseWidget:
        options = {"labels": [name(key) for key in counts], "colors": list(COLOURS), "stroke": {"width": 0}}
        return self._chart(title, "donut", list(counts.values()), options, 260)

    def _chart(
        self, title: DeskPhrase, kind: str, series: Sequence[Any], options: dict[str, Any], height: int = 300
    ) -> BaseWidget:
        return ChartWidget(
            title=self._words(title),
            chart_type=kind,
            series_callback=_given(series),
            height=height,
            options=options,
        )

    def _series(self, name: DeskPhrase, values: Sequence[int]) -> list[dict[str, Any]]:
        return [{"name": self._words(name), "data": list(values)}]

    def _hours(self, hours: float | None) -> str:
        if hours is None:
            return self._words(DeskPhrase.NOT_YET)
        if hours < 1:
            return self._words(DeskPhrase.MINUTES, count=round(hours * 60))
        if hours < HOURS_AS_DAYS:
            return self._words(DeskPhrase.HOURS, count=round(hours))
        return self._words(DeskPhrase.DAYS, count=round(hours / 24))


def _bars(categories: Sequence[str], *, horizontal: bool = False) -> dict[str, Any]:
    return {
        "xaxis": {"categories": list(categories)},
        "plotOptions": {"bar": {"horizontal": horizontal, "borderRadius": 3}},
        "colors": list(COLOURS),
    }


def _given(value: T) -> Callable[[Request], Awaitable[T]]:
    """Give what hands out a value that is known already."""

    async def give(_: Request) -> T:
        return value

    return give
