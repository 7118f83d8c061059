"""Figures in the staff chat: the picture of `/stats`, and the weekly digest."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Final
from warnings import catch_warnings, simplefilter

from babel.dates import format_skeleton

from bot.channels.telegram.api import Trouble
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.outbound import File, Post, Sent, Target, retrying
from bot.channels.telegram.staff.lead_list import lead_lines
from bot.core.desk_phrases import DeskPhrase
from bot.core.errors import NotInstalledError
from bot.core.phrases import Phrase
from bot.core.snapshot import Live
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.usecases.figures import Figures, Stats, Week
from bot.usecases.reminders import Reminders

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from bot.core.types import Id

COLOURS: Final = ("#0f766e", "#d97706", "#4f46e5", "#be123c", "#65a30d", "#0891b2", "#7c3aed", "#78716c")
INK: Final = "#1c1917"
FAINT: Final = "#78716c"
PAPER: Final = "#fafaf9"
WAYS_SHOWN: Final = len(COLOURS) - 1
"""Ways with a colour of their own; the rest are one."""
GAP_LETTERS: Final = 88
"""Of a line; a question has two."""
LEGEND_LETTERS: Final = 52
"""Of a line, of which the legend has two side by side."""
DOTS_PER_INCH: Final = 110


def stats_png(stats: Stats, voice: Voice) -> bytes:
    """Draw the figures: three numbers, leads per week by way, and the questions most often asked in vain.

    Args:
        stats: What to draw.
        voice: In which the words are.

    Returns:
        A PNG. Drawing takes a part of a second: do it in a thread.

    Raises:
        NotInstalledError: This installation draws no pictures.
    """
    figure = stats_figure(stats, voice)
    out = BytesIO()
    with catch_warnings():
        # Signs that the font has not are drawn as boxes, which is good enough for a question.
        simplefilter("ignore")
        figure.savefig(out, format="png")
    return out.getvalue()


def stats_figure(stats: Stats, voice: Voice) -> "Figure":
    """Lay the figures out, as `stats_png` draws them.

    Raises:
        NotInstalledError: This installation draws no pictures.
    """
    try:
        # Loaded where it is needed: it takes longer than a start of the bot.
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ModuleNotFoundError:
        raise NotInstalledError("The picture of /stats", "matplotlib") from None

    figure = Figure(figsize=(9, 9.4), facecolor=PAPER)
    grid = figure.add_gridspec(
        4,
        3,
        height_ratios=(0.85, 3.2, 1.1, 2.4),
        hspace=0.3,
        left=0.07,
        right=0.97,
        top=0.97,
        bottom=0.03,
    )
    for column, (label, number) in enumerate(_count_up(stats, voice)):
        _draw_number(figure.add_subplot(grid[0, column]), label, number)
    _draw_weeks(figure.add_subplot(grid[1, :]), stats.weeks, voice)
    _draw_gaps(figure.add_subplot(grid[3, :]), stats, voice)
    return figure


def _count_up(stats: Stats, voice: Voice) -> Sequence[tuple[str, str]]:
    rate = stats.answer_rate
    percent = voice.say(DeskPhrase.NOT_YET) if rate is None else f"{rate * 100:.0f} %"
    weeks = voice.say(DeskPhrase.LAST_WEEKS, count=len(stats.weeks))
    return (
        (f"{voice.say(DeskPhrase.LEADS)} · {weeks}", str(stats.leads)),
        (voice.say(DeskPhrase.ANSWER_RATE), percent),
        (voice.say(DeskPhrase.FIRST_REPLY), voice.duration(stats.first_reply_hours)),
    )


def _draw_number(axes: "Axes", label: str, number: str) -> None:
    axes.axis("off")
    axes.text(0, 0.92, _plain(label), fontsize=9.5, color=FAINT, va="top")
    axes.text(0, 0.0, _plain(number), fontsize=27, color=INK, weight="bold", va="bottom")


def _draw_weeks(axes: "Axes", weeks: Sequence[Week], voice: Voice) -> None:
    _draw_heading(axes, voice.say(DeskPhrase.LEADS_PER_WEEK))
    axes.set_facecolor(PAPER)
    places = range(len(weeks))
    base = [0] * len(weeks)
    for number, (label, counts) in enumerate(_group_by_way(weeks, voice).items()):
        axes.bar(
            places,
            counts,
            bottom=base,
            width=0.72,
            color=COLOURS[number],
            label=_in_lines(label, LEGEND_LETTERS),
        )
        base = [low + high for low, high in zip(base, counts, strict=True)]
    for place, total in zip(places, base, strict=True):
        if total:
            axes.text(place, total, f" {total} ", ha="center", va="bottom", fontsize=9, color=INK)
    days = [_plain(format_skeleton("dMMM", week.begin, locale=voice.locale)) for week in weeks]
    axes.set_xticks(list(places), days, fontsize=8.5, color=FAINT)
    axes.set_yticks([])
    axes.set_ylim(0, max(*base, 1) * 1.15)
    axes.set_xlim(-0.6, len(weeks) - 0.4)
    axes.tick_params(length=0)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color("#d6d3d1")
    if any(base):
        axes.legend(
            ncols=2,
            fontsize=8.5,
            frameon=False,
            loc="upper left",
            bbox_to_anchor=(-0.01, -0.08),
            labelcolor=INK,
            handlelength=1,
            handleheight=1,
        )


def _group_by_way(weeks: Sequence[Week], voice: Voice) -> Mapping[str, Sequence[int]]:
    """Counts per week by way, the most frequent first; those beyond the colours are put together."""
    totals: dict[Id, int] = {}
    for week in weeks:
        for way, count in week.leads_by_way.items():
            totals[way] = totals.get(way, 0) + count
    ranked = sorted(totals, key=lambda way: (-totals[way], way))
    found = {voice.way(way): [week.leads_by_way.get(way, 0) for week in weeks] for way in ranked[:WAYS_SHOWN]}
    rest = [sum(week.leads_by_way.get(way, 0) for way in ranked[WAYS_SHOWN:]) for week in weeks]
    return found | {voice.say(DeskPhrase.OTHERS): rest} if any(rest) else found


def _draw_gaps(axes: "Axes", stats: Stats, voice: Voice) -> None:
    _draw_heading(axes, voice.say(DeskPhrase.GAPS))
    axes.axis("off")
    axes.set_xlim(0, 1)
    axes.set_ylim(5, 0)
    for row, gap in enumerate(stats.top_gaps[:5]):
        text = _in_lines(gap.text, GAP_LETTERS)
        axes.text(0.06, row + 0.5, str(gap.count), ha="right", va="center", fontsize=9.5, weight="bold")
        axes.text(0.075, row + 0.5, gap.language, va="center", fontsize=8.5, color=FAINT)
        axes.text(0.11, row + 0.5, text, va="center", fontsize=9.5, color=INK)
    if not stats.top_gaps:
        axes.text(0, 0.5, voice.say(DeskPhrase.NOT_YET), va="center", color=FAINT)


def _draw_heading(axes: "Axes", text: str) -> None:
    axes.set_title(_plain(text), loc="left", fontsize=12, weight="bold", color=INK, pad=8)


def _in_lines(text: str, letters: int, lines: int = 2) -> str:
    """Break a text into lines; of one that is too long even so the end is left out."""
    return _plain("\n".join(wrap(text, letters, max_lines=lines, placeholder=" …")))


def _plain(text: str) -> str:
    r"""Keep what people typed from being read as a formula (`$x^2$`), and from breaking lines."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).replace("$", r"\$")


OVERDUE_LISTED: Final = 20
GAP_MOST: Final = 120
"""Characters of a question that are shown."""

log = logging.getLogger(__name__)


class Report:
    """Tells staff how it is going."""

    def __init__(self, post: Post, live: Live, figures: Figures, attend: Reminders) -> None:
        self._post = post
        self._live = live
        self._figures = figures
        self._attend = attend

    async def stats(self, target: Target, voice: Voice) -> Sent:
        """Post the picture of the last weeks."""
        stats = await self._figures.stats()
        return await retrying(lambda: self._post_picture(target, stats, "", voice))

    async def digest(self, target: Target, at: datetime) -> Sent:
        """Post how the week went that ended at a moment, and what waits."""
        voice = Voice.of_staff(self._live.snapshot.knowledge)
        stats = await self._figures.stats()
        title = f"{voice.say(StaffPhrase.DIGEST_TITLE)} · {at:%Y-%m-%d}"
        sent = await self._post_picture(target, stats, title, voice)
        if sent.trouble is not Trouble.NONE:
            return sent
        for part in await self._list_waiting(stats, voice, at):
            sent = await self._post.send(target, part)
        return sent

    async def _post_picture(self, target: Target, stats: Stats, title: str, voice: Voice) -> Sent:
        runs = [Run(title, "b"), Run("\n\n" if title else ""), Run(_summarise(stats, voice))]
        text = lay_out(runs)[0]
        try:
            # Drawing takes a while, and nobody else is to wait for it.
            picture = await asyncio.to_thread(stats_png, stats, voice)
        except NotInstalledError as error:
            log.warning("%s The figures are told in words alone.", error)
            return await self._post.send(target, text)
        sent = await self._post.send_file(target, File("stats.png", picture, is_picture=True), text)
        # Some groups take words and no pictures.
        return await self._post.send(target, text) if sent.trouble is Trouble.REFUSED else sent

    async def _list_waiting(self, stats: Stats, voice: Voice, at: datetime) -> tuple[Part, ...]:
        overdue = await self._attend.overdue(OVERDUE_LISTED)
        count = await self._attend.count_overdue()
        runs = [Run(voice.say(StaffPhrase.DIGEST_OVERDUE, count=count), "b")]
        if overdue:
            runs += [Run("\n"), *lead_lines(overdue, voice, at)]
        if count > len(overdue):
            more = voice.say(Phrase.LEADS_MORE, count=count - len(overdue))
            runs.append(Run(f"\n{more}"))
        if stats.top_gaps:
            runs += [Run("\n\n"), Run(voice.say(StaffPhrase.DIGEST_GAPS), "b")]
        for gap in stats.top_gaps:
            values = {"count": gap.count, "code": gap.language, "text": gap.text[:GAP_MOST]}
            runs.append(Run("\n" + voice.say(Phrase.GAPS_LINE, **values)))
        return lay_out(runs)


def _summarise(stats: Stats, voice: Voice) -> str:
    rate = stats.answer_rate
    return voice.say(
        StaffPhrase.STATS_CAPTION,
        weeks=len(stats.weeks),
        leads=stats.leads,
        questions=stats.questions,
        rate="–" if rate is None else f"{rate:.0%}",
        reply=voice.duration(stats.first_reply_hours),
    )
