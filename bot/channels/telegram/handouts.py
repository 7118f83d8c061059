"""What staff take with them: leads as files, and links that open the desk."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.client import Trouble
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.meaning import Called, Me
from bot.channels.telegram.post import File, Target
from bot.channels.telegram.staff_parts import StaffContext, said, target
from bot.core.dates import day
from bot.core.lead import Staff
from bot.core.lead_filter import LeadFilter
from bot.core.phrases import say
from bot.core.staff_phrases import StaffPhrase

FILE_MOST: Final = 45 * 2**20
"""Bytes of a file; Telegram takes 50 MB from a bot."""


class Handouts:
    """Hands files and links out."""

    def __init__(self, context: StaffContext, me: Callable[[], Me]) -> None:
        self._context = context
        self._me = me

    async def export(self, call: Called, who: Staff) -> None:
        """Send all leads as CSV and as a workbook, to those who may have them."""
        context, export = self._context, self._context.parts.export
        knowledge, language = context.words(call.caller)
        wanted = LeadFilter()
        if not await export.begin(wanted, who):
            return context.tell(call.place, said(knowledge, StaffPhrase.FORBIDDEN, language))
        now = context.parts.clock()
        count = await context.parts.review.count(wanted)
        caption = say(
            knowledge, StaffPhrase.EXPORT_DONE, language, count=count, date=day(now.date(), language)
        )
        name = f"leads-{now:%Y-%m-%d}"
        too_big = said(knowledge, StaffPhrase.EXPORT_TOO_BIG, language)
        sending = self._send(target(call.place), name, caption, too_big)
        return context.lanes.put(call.place.chat_id, sending)

    async def _send(self, where: Target, name: str, caption: str, too_big: tuple[Part, ...]) -> None:
        export, wanted = self._context.parts.export, LeadFilter()
        table = bytearray()
        async for page in export.csv(wanted):
            table += page
            if len(table) > FILE_MOST:  # the desk streams what a chat cannot hold
                return await self._context.post.tell(where, too_big)
        with tempfile.TemporaryDirectory() as folder:
            workbook = Path(folder) / f"{name}.xlsx"
            await export.xlsx(wanted, workbook)
            book = workbook.read_bytes()
        for suffix, content, text in (("csv", bytes(table), ""), ("xlsx", book, caption)):
            part = lay_out([Run(text)])[0] if text else Part("", "")
            await self._context.post.send_file(where, File(f"{name}.{suffix}", content), part)
        return None

    async def desk(self, call: Called, who: Staff) -> None:
        """Send a one-time link to the desk, to nobody but the one who asks, in private."""
        context, make = self._context, self._context.parts.desk_link
        knowledge, language = context.words(call.caller)
        if make is None or call.caller.anonymous:
            return context.tell(call.place, said(knowledge, StaffPhrase.DESK_OFF, language))
        return context.lanes.put(call.place.chat_id, self._send_link(call, who, make))

    async def _send_link(self, call: Called, who: Staff, make: Callable[[Staff], Awaitable[str]]) -> None:
        context = self._context
        knowledge, language = context.words(call.caller)
        button = InlineKeyboardButton(say(knowledge, StaffPhrase.DESK_BUTTON, language), url=await make(who))
        link = lay_out(
            [Run(say(knowledge, StaffPhrase.DESK_LINK, language))], InlineKeyboardMarkup([[button]])
        )[0]
        sent = await context.post.insist(Target(call.caller.user_id), link)
        if call.place.private:
            return
        phrase = StaffPhrase.DESK_SENT if sent.trouble is Trouble.NONE else StaffPhrase.DESK_START
        told = say(knowledge, phrase, language, username=self._me().username)
        await context.post.tell(target(call.place), lay_out([Run(told)]))
