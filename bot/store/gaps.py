"""Questions without a good answer, counted by the database, and what staff decided about them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.gaps import Gap
from bot.core.match import Verdict
from bot.store.desk_schema import GapDecisionRow
from bot.store.schema import GAP, Question


async def most_frequent(
    session: AsyncSession, most: int, since: datetime | None = None, until: datetime | None = None
) -> tuple[Gap, ...]:
    """Give the most frequent questions without a good answer that nobody has decided on, one by wording."""
    decided = select(GapDecisionRow.language, GapDecisionRow.folded)
    settled = {tuple(row) for row in await session.execute(decided)}
    period = [Question.at >= since] if since is not None else []
    period += [Question.at <= until] if until is not None else []
    count, last_at = func.count().label("count"), func.max(Question.at).label("last_at")
    counted = await session.execute(
        select(
            Question.language,
            Question.folded,
            count,
            func.min(Question.at),
            last_at,
            func.max(Question.id),
            func.sum(case((Question.rating < 0, 1), else_=0)),
        )
        .where(GAP, *period)
        .group_by(Question.language, Question.folded)
        .order_by(count.desc(), last_at.desc())
        .limit(most + len(settled))
    )
    rows = [row for row in counted if (row[0], row[1]) not in settled][:most]
    latest = await _by_id(session, [row[5] for row in rows])
    return tuple(
        Gap(
            text=latest[question_id].text,
            language=language,
            count=number,
            first_at=first,
            last_at=last,
            verdict=Verdict(latest[question_id].verdict),
            question_id=question_id,
            badly_rated=bad,
            folded=(folded,),
        )
        for language, folded, number, first, last, question_id, bad in rows
    )


async def question(session: AsyncSession, question_id: int) -> Question | None:
    """Give one question, None if it was erased."""
    return await session.get(Question, question_id)


async def decide(
    session: AsyncSession,
    gap: Gap,
    *,
    decision: str,
    entry: str | None,
    who: str,
    at: datetime,
) -> None:
    """Keep what was decided about a gap, for each of its wordings; an earlier decision gives way."""
    texts = dict(zip(gap.folded, (gap.text, *gap.wordings), strict=False))
    known = await session.scalars(
        select(GapDecisionRow).where(
            GapDecisionRow.language == gap.language, GapDecisionRow.folded.in_(gap.folded)
        )
    )
    rows = {row.folded: row for row in known}
    for folded in gap.folded:
        row = rows.get(folded)
        if row is None:
            row = GapDecisionRow(language=gap.language, folded=folded, text=texts.get(folded, gap.text))
            session.add(row)
        row.decision, row.entry, row.who, row.at = decision, entry, who, at
    await session.flush()


async def decisions(session: AsyncSession, kinds: Collection[str] = ()) -> Sequence[GapDecisionRow]:
    """Give what was decided, oldest first; only decisions of some kinds where any are named."""
    asked = select(GapDecisionRow).order_by(GapDecisionRow.id)
    if kinds:
        asked = asked.where(GapDecisionRow.decision.in_(kinds))
    return (await session.scalars(asked)).all()


async def _by_id(session: AsyncSession, ids: list[int]) -> dict[int, Question]:
    found = await session.scalars(select(Question).where(Question.id.in_(ids)))
    return {row.id: row for row in found}
