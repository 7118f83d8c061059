"""Forms that were opened: how far visitors come with them, without what they filled in."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.turn import OpenForm, State
from bot.store.desk_schema import FormRow


async def follow(
    session: AsyncSession, conversation_id: int, before: State, after: State, at: datetime
) -> None:
    """Keep what a turn did to the form of a conversation; most turns do nothing."""
    form = after.form
    if form is not None and form.corrects is None and _progress(form) != _progress(before.form):
        row = await _row(session, conversation_id, form.id)
        if row is None:
            row = FormRow(
                conversation_id=conversation_id,
                form_id=form.id,
                opened_at=at,
                language=form.language,
                origin=form.origin,
                filled=0,
            )
            session.add(row)
        row.filled = max(row.filled, _progress(form)[1])
    if after.sent_form is not None and after.sent_form != before.sent_form:
        row = await _row(session, conversation_id, after.sent_form)
        if row is not None:
            row.sent_at = at


def _progress(form: OpenForm | None) -> tuple[str, int]:
    return ("", 0) if form is None else (form.id, len(form.values))


async def _row(session: AsyncSession, conversation_id: int, form_id: str) -> FormRow | None:
    return await session.scalar(
        select(FormRow).where(FormRow.conversation_id == conversation_id, FormRow.form_id == form_id)
    )
