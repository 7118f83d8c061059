"""The staff's side: their commands, with files and links to take along. Rights are checked on every one."""

import logging
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.api import Trouble
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.outbound import File, Target
from bot.channels.telegram.staff.access import NewcomerGate, read_newcomer
from bot.channels.telegram.staff.by_hand import Adding
from bot.channels.telegram.staff.card_actions import Presses
from bot.channels.telegram.staff.confidential import ReportDesk, is_of_report
from bot.channels.telegram.staff.context import StaffContext, speak, target
from bot.channels.telegram.staff.gaps import Gaps, read_gap_button
from bot.channels.telegram.staff.lead_list import lay_out_found, read_opener, read_view
from bot.channels.telegram.staff.listing import LeadList
from bot.channels.telegram.staff.roles import Roles
from bot.channels.telegram.updates import Called, Me, Place, Pressed
from bot.core.errors import NotInstalledError
from bot.core.phrases import Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.types import Language
from bot.core.voice import Voice
from bot.leads.lead import Staff, read_reference
from bot.leads.listing import LeadFilter

FILE_MOST: Final = 45 * 2**20
"""Bytes of a file; Telegram takes 50 MB from a bot."""

log = logging.getLogger(__name__)


class Handouts:
    """Hands files and links out."""

    def __init__(self, context: StaffContext, me: Callable[[], Me]) -> None:
        self._context = context
        self._me = me

    async def export(self, call: Called, who: Staff) -> None:
        """Send all leads as CSV and, where one can be written, as a workbook, to those who may have them."""
        context, export = self._context, self._context.parts.export
        voice = context.voice(call.caller, call.place)
        wanted = LeadFilter()
        if not await export.begin(wanted, who):
            return context.tell(call.place, speak(voice, StaffPhrase.FORBIDDEN))
        now = context.parts.clock()
        count = await context.parts.review.count(wanted)
        caption = voice.say(StaffPhrase.EXPORT_DONE, count=count, date=voice.day(now.date()))
        name = f"leads-{now:%Y-%m-%d}"
        too_big = speak(voice, StaffPhrase.EXPORT_TOO_BIG)
        sending = self._send(target(call.place), name, caption, too_big)
        return context.lanes.put(call.place.chat_id, sending)

    async def _send(self, where: Target, name: str, caption: str, too_big: tuple[Part, ...]) -> None:
        export, wanted = self._context.parts.export, LeadFilter()
        table = bytearray()
        async for page in export.csv(wanted):
            table += page
            if len(table) > FILE_MOST:  # the desk streams what a chat cannot hold
                return await self._context.post.tell(where, too_big)
        files = [File(f"{name}.csv", bytes(table))]
        try:
            files.append(File(f"{name}.xlsx", await self._workbook()))
        except NotInstalledError as error:
            log.warning("%s Leads are handed out as CSV alone.", error)
        for file in files[:-1]:
            await self._context.post.send_file_retrying(where, file, Part("", ""))
        await self._context.post.send_file_retrying(where, files[-1], lay_out([Run(caption)])[0])
        return None

    async def _workbook(self) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "leads.xlsx"
            await self._context.parts.export.xlsx(LeadFilter(), file)
            return file.read_bytes()

    async def desk(self, call: Called, who: Staff) -> None:
        """Send a one-time link to the desk, to nobody but the one who asks, in private."""
        context, make = self._context, self._context.parts.desk_link
        voice = context.voice(call.caller, call.place)
        if make is None or call.caller.anonymous:
            return context.tell(call.place, speak(voice, StaffPhrase.DESK_OFF))
        return context.lanes.put(call.place.chat_id, self._send_link(call, who, make))

    async def _send_link(self, call: Called, who: Staff, make: Callable[[Staff], Awaitable[str]]) -> None:
        context = self._context
        voice = context.voice(call.caller, call.place)
        button = InlineKeyboardButton(voice.say(StaffPhrase.DESK_BUTTON), url=await make(who))
        link = lay_out([Run(voice.say(StaffPhrase.DESK_LINK))], InlineKeyboardMarkup([[button]]))[0]
        sent = await context.post.send_retrying(Target(call.caller.user_id), link)
        if call.place.private:
            return
        phrase = StaffPhrase.DESK_SENT if sent.trouble is Trouble.NONE else StaffPhrase.DESK_START
        told = voice.say(phrase, username=self._me().username)
        await context.post.tell(target(call.place), lay_out([Run(told)]))


ANYWHERE: Final = ("whereami", "help", "reload")
"""Commands whose answer shows nothing of visitors."""


class StaffDesk:
    """Answers staff, and refuses everybody else."""

    def __init__(self, context: StaffContext, me: Callable[[], Me]) -> None:
        self._context = context
        self._parts = context.parts
        self._presses = Presses(context)
        self._handouts = Handouts(context, me)
        self._gaps = Gaps(context)
        self._door = NewcomerGate(context)
        self._reports = ReportDesk(context)
        self._lists = LeadList(context)
        self._answering: Mapping[str, Callable[[Called, Staff], Awaitable[None]]] = {
            "export": self._handouts.export,
            "desk": self._handouts.desk,
            "reports": self._reports.called,
            "role": Roles(context).called,
            "leads": self._lists.called,
            "add": Adding(context).called,
        }

    async def called(self, call: Called) -> None:
        """Carry out a command; the answer is sent beside the feed."""
        voice = self._context.voice(call.caller, call.place)
        if call.command == "whereami":
            return self._tell(call.place, self._tell_where(call.place, voice))
        who = await self._context.who(call.caller, call.place)
        if who is None:
            return self._tell(call.place, self._context.refusal(call.caller))
        is_staff_place = call.place.private or call.place.chat_id == self._context.chat.chat_id
        if not is_staff_place and call.command not in ANYWHERE:
            return self._tell(call.place, speak(voice, StaffPhrase.ELSEWHERE))
        return await self._answer(call, who, voice)

    async def _answer(self, call: Called, who: Staff, voice: Voice) -> None:
        if answers := self._answering.get(call.command):
            return await answers(call, who)
        match call.command:
            case "lead":
                await self._show_lead(call, voice)
            case "gaps":
                await self._gaps.called(call)
            case "find":
                self._tell(call.place, await self._find(call.argument, voice))
            case "stats":
                self._context.lanes.put(call.place.chat_id, self._show_stats(call.place, voice))
            case "reload":
                self._tell(call.place, await self._reload(voice.language))
            case _:
                self._tell(call.place, speak(voice, Phrase.STAFF_HELP))
        return None

    async def pressed(self, press: Pressed) -> None:
        """Carry out a button, and say what came of it to whoever pressed it."""
        who = await self._context.who(press.caller, press.place)
        if who is None:
            voice = self._context.voice(press.caller, press.place)
            return self._presses.answer(press, voice.say(Phrase.STAFF_ONLY), alert=True)
        if (newcomer := read_newcomer(press.token)) is not None:
            text, alert = await self._door.vouched(press, newcomer, who)
            return self._presses.answer(press, text, alert=alert)
        if is_of_report(press.token):
            text, alert = await self._reports.pressed(press, who)
            return self._presses.answer(press, text, alert=alert)
        if (reference := read_opener(press.token)) is not None:
            return await self._presses.open_card(press, reference)
        if (view := read_view(press.token)) is not None:
            await self._lists.pressed(press, view, who)
            return self._presses.answer(press)
        if read_gap_button(press.token) is None:
            return await self._presses.pressed(press, who)
        text, alert = await self._gaps.pressed(press, who)
        return self._presses.answer(press, text, alert=alert)

    async def _show_lead(self, call: Called, voice: Voice) -> None:
        reference = read_reference(call.argument)
        if reference is None:
            return self._tell(call.place, speak(voice, Phrase.LEAD_WHICH))
        lead = await self._parts.review.show(reference)
        if lead is None:
            return self._tell(call.place, speak(voice, Phrase.LEAD_UNKNOWN, reference=reference))
        await self._parts.review.mark_seen(reference)
        return self._context.lanes.put(call.place.chat_id, self._context.post_card(call.place, lead, voice))

    async def _find(self, text: str, voice: Voice) -> tuple[Part, ...]:
        if not text.strip():
            return speak(voice, StaffPhrase.FIND_HOW)
        found = await self._parts.find.find(text, voice.language)
        if not found.leads and not found.entries:
            return speak(voice, StaffPhrase.FIND_NONE, text=text.strip()[:100])
        return lay_out_found(found.leads, found.entries, voice, self._parts.clock())

    async def _show_stats(self, place: Place, voice: Voice) -> None:
        await self._context.report.stats(target(place), voice)

    async def _reload(self, language: Language) -> tuple[Part, ...]:
        problems = await self._parts.reload()
        voice = Voice(self._parts.live.snapshot.knowledge, language)
        if problems:
            shown = "\n".join(problems[:20])
            text = voice.say(Phrase.RELOAD_REFUSED, problems=shown)
        else:
            text = voice.say(Phrase.RELOAD_DONE, version=voice.knowledge.version)
        return lay_out([Run(text)])[:1]

    def _tell_where(self, place: Place, voice: Voice) -> tuple[Part, ...]:
        lines = [voice.say(Phrase.WHEREAMI, chat_id=place.chat_id)]
        if place.chat_id == self._context.chat.chat_id:
            lines.append(voice.say(Phrase.WHEREAMI_STAFF))
        elif not place.private:
            lines.append(voice.say(Phrase.WHEREAMI_OTHER))
        return lay_out([Run("\n".join(lines))])

    def _tell(self, place: Place, pieces: tuple[Part, ...]) -> None:
        self._context.tell(place, pieces)
