"""Figures in the staff chat: the picture of `/stats`, and the weekly digest."""

import asyncio
from datetime import datetime
from typing import Final

from bot.channels.telegram.client import Trouble
from bot.channels.telegram.lists import lead_lines
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.post import File, Post, Sent, Target
from bot.core.frozen import Language
from bot.core.knowledge import Knowledge
from bot.core.phrases import Phrase, say
from bot.core.snapshot import Live
from bot.core.staff_phrases import StaffPhrase
from bot.usecases.attend import Attend
from bot.usecases.figures import Figures, Stats
from bot.usecases.stats_picture import duration, stats_png

OVERDUE_LISTED: Final = 20
GAP_MOST: Final = 120
"""Characters of a question that are shown."""


class Report:
    """Tells staff how it is going."""

    def __init__(self, post: Post, live: Live, figures: Figures, attend: Attend) -> None:
        self._post = post
        self._live = live
        self._figures = figures
        self._attend = attend

    async def stats(self, target: Target, language: Language) -> Sent:
        """Post the picture of the last weeks."""
        knowledge = self._live.snapshot.knowledge
        stats = await self._figures.stats()
        return await self._picture(target, stats, "", language, knowledge)

    async def digest(self, target: Target, at: datetime) -> Sent:
        """Post how the week went that ended at a moment, and what waits."""
        knowledge = self._live.snapshot.knowledge
        language = knowledge.talk.fallback_language
        stats = await self._figures.stats()
        title = f"{say(knowledge, StaffPhrase.DIGEST_TITLE, language)} · {at:%Y-%m-%d}"
        sent = await self._picture(target, stats, title, language, knowledge)
        if sent.trouble is not Trouble.NONE:
            return sent
        for part in await self._waiting(stats, knowledge, language):
            sent = await self._post.send(target, part)
        return sent

    async def _picture(
        self, target: Target, stats: Stats, title: str, language: Language, knowledge: Knowledge
    ) -> Sent:
        runs = [Run(title, "b"), Run("\n\n" if title else ""), Run(_summary(stats, knowledge, language))]
        # Drawing takes a while, and nobody else is to wait for it.
        picture = await asyncio.to_thread(stats_png, stats, knowledge, language)
        file = File("stats.png", picture, is_picture=True)
        return await self._post.send_file(target, file, lay_out(runs)[0])

    async def _waiting(self, stats: Stats, knowledge: Knowledge, language: Language) -> tuple[Part, ...]:
        overdue = await self._attend.overdue(OVERDUE_LISTED)
        count = await self._attend.count_overdue()
        runs = [Run(say(knowledge, StaffPhrase.DIGEST_OVERDUE, language, count=count), "b")]
        if overdue:
            runs += [Run("\n"), *lead_lines(overdue, knowledge, language)]
        if count > len(overdue):
            more = say(knowledge, Phrase.LEADS_MORE, language, count=count - len(overdue))
            runs.append(Run(f"\n{more}"))
        if stats.top_gaps:
            runs += [Run("\n\n"), Run(say(knowledge, StaffPhrase.DIGEST_GAPS, language), "b")]
        for gap in stats.top_gaps:
            values = {"count": gap.count, "code": gap.language, "text": gap.text[:GAP_MOST]}
            runs.append(Run("\n" + say(knowledge, Phrase.GAPS_LINE, language, **values)))
        return lay_out(runs)


def _summary(stats: Stats, knowledge: Knowledge, language: Language) -> str:
    rate = stats.answer_rate
    return say(
        knowledge,
        StaffPhrase.STATS_CAPTION,
        language,
        weeks=len(stats.weeks),
        leads=stats.leads,
        questions=stats.questions,
        rate="–" if rate is None else f"{rate:.0%}",
        reply=duration(stats.first_reply_hours, knowledge, language),
    )
