"""The page of one lead: everything about it, and a form for each thing that can be done."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette_admin import CustomView
from starlette_admin.flash import flash
from starlette_admin.routing import route

from bot.channels.web.leads import Everybody
from bot.channels.web.login import may_here, staff_of
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.leads.changes import (
    EDITABLE,
    Changed,
    Forbidden,
    Gone,
    Incomplete,
    Merged,
    NeedsReason,
    NoConsent,
    NotAllowed,
    Outcome,
    Outdated,
    Taken,
    Unchanged,
    Unknown,
    Unreachable,
)
from bot.leads.due import due_at
from bot.leads.lead import TRANSITIONS, Lead, Staff, Status, without_contact
from bot.leads.reachable import Ways, can_try
from bot.leads.similar import partners_like
from bot.leads.staff import Right, may
from bot.usecases.exchange import Exchange
from bot.usecases.posts import FileSource, NotOpened
from bot.usecases.review import Review

FORM_ID_MOST: Final = 40

DONE: Final[Mapping[str, DeskPhrase]] = {
    "claim": DeskPhrase.DONE_CLAIMED,
    "release": DeskPhrase.DONE_RELEASED,
    "assign": DeskPhrase.DONE_ASSIGNED,
    "move": DeskPhrase.DONE_MOVED,
    "note": DeskPhrase.DONE_NOTED,
    "consent": DeskPhrase.DONE_CONSENTED,
    "reply": DeskPhrase.DONE_REPLIED,
    "snooze": DeskPhrase.DONE_SNOOZED,
    "wake": DeskPhrase.DONE_WOKEN,
    "edit": DeskPhrase.DONE_EDITED,
    "merge": DeskPhrase.DONE_MERGED,
    "erase": DeskPhrase.DONE_ERASED,
}


@dataclass(frozen=True, slots=True)
class Hands:
    """What the page of a lead can do, each a use case."""

    review: Review
    exchange: Exchange
    everybody: Everybody
    clock: Callable[[], datetime]
    ways: Ways
    files: FileSource | None = None
    """None while nobody can open what was sent through a channel."""


class LeadPage(CustomView):
    """One lead."""

    path = "/lead/{reference}"
    route_name = "lead"
    add_to_menu = False

    def __init__(self, hands: Hands, words: Words) -> None:
        super().__init__(menu_label="lead")
        self._hands = hands
        self._words = words

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, Right.LOOK)

    @route("")
    async def index(self, request: Request) -> Response:
        """Show the lead."""
        return await self._show(request)

    async def _show(self, request: Request, draft: str = "") -> Response:
        """Show the lead, with a reply that was written and not sent."""
        reference = str(request.path_params["reference"])
        review, who = self._hands.review, staff_of(request)
        shown = await review.show_in_context(reference)
        if shown is None or self._admin is None:
            raise HTTPException(404, self._words(DeskPhrase.LEAD_UNKNOWN, reference=reference))
        lead = shown.lead
        await review.mark_seen(lead.reference)
        knowledge = self._words.knowledge
        sees_contact = may(who.role, Right.SEE_CONTACT)
        return self._admin._template_response(  # noqa: SLF001 - how views of the library answer, too
            request,
            "lead.html",
            {
                "title": lead.reference,
                "lead": lead if sees_contact else without_contact(lead),
                "similar": shown.alike,
                "asked_before": shown.asked_before,
                "moves": self._moves(lead, who),
                "everybody": await self._hands.everybody(),
                "me": who,
                "works": may(who.role, Right.WORK) and lead.erased_at is None and lead.merged_into is None,
                "merges": may(who.role, Right.MERGE),
                "erases": may(who.role, Right.ERASE),
                "sees_contact": sees_contact,
                "is_reachable": can_try(lead, self._hands.ways),
                "canned": self._words.canned(lead),
                "snooze_days": knowledge.talk.desk.snooze_days,
                "due": due_at(lead, knowledge.talk.desk),
                "partners": partners_like(lead.company, lead.email, knowledge),
                "most": EDITABLE,
                # Names this showing of the form, so that pressing twice sends once.
                "form_id": secrets.token_urlsafe(16),
                "now": self._hands.clock(),
                "draft": draft,
            },
        )

    @route("/file/{message:int}", name="lead-file")
    async def file(self, request: Request) -> Response:
        """Hand out what was sent with a message, or lead to where it can be seen."""
        reference = str(request.path_params["reference"])
        sent = await self._hands.exchange.sent(reference, request.path_params["message"])
        if sent is None:
            raise HTTPException(404, self._words(DeskPhrase.FILE_GONE))
        file, stands = sent
        phrase = DeskPhrase.FILE_NO_CHANNEL
        if self._hands.files is not None:
            try:
                return _attachment(await self._hands.files.read(file), file.name)
            except NotOpened as refusal:
                phrase = DeskPhrase.FILE_TOO_LARGE if refusal.is_too_large else DeskPhrase.FILE_GONE
            link = self._hands.files.link(stands) if stands is not None else None
            if link is not None and phrase is DeskPhrase.FILE_TOO_LARGE:
                return RedirectResponse(link, 303)
        flash(request, self._words(phrase), "warning")
        return RedirectResponse(request.url_for("admin:lead", reference=reference), 303)

    @route("/{action}", methods=["POST"], name="lead-act")
    async def act(self, request: Request) -> Response:
        """Do something with the lead, and show it again with what came of it."""
        reference, action = str(request.path_params["reference"]), str(request.path_params["action"])
        if action not in DONE:
            raise HTTPException(404)
        form = await request.form()
        outcome = await self._do(action, reference, form, staff_of(request))
        if isinstance(outcome, Unknown):
            raise HTTPException(404, self._words(DeskPhrase.LEAD_UNKNOWN, reference=outcome.reference))
        if isinstance(outcome, Forbidden):
            raise HTTPException(403, self._words(DeskPhrase.FORBIDDEN))
        text, category = self.told(action, outcome)
        flash(request, text, category)
        if action == "reply" and isinstance(outcome, Outdated):
            # Somebody wrote at the same time: what was typed must not have been typed in vain.
            return await self._show(request, _text(form, "text"))
        return RedirectResponse(request.url_for("admin:lead", reference=outcome.lead.reference), 303)

    async def _do(self, action: str, reference: str, form: FormData, who: Staff) -> Outcome:  # noqa: C901 - one table
        review, seen = self._hands.review, _number(form, "version")
        match action:
            case "claim":
                return await review.claim(reference, who)
            case "release":
                return await review.assign(reference, None, who, seen)
            case "assign":
                wanted = _text(form, "assignee")
                staff = next((each for each in await self._hands.everybody() if each.id == wanted), None)
                if staff is None:
                    raise HTTPException(400)
                return await review.assign(reference, staff, who, seen)
            case "move":
                if _text(form, "to") not in list(Status):
                    raise HTTPException(400)
                to, reason = Status(_text(form, "to")), _text(form, "reason")
                return await review.move(reference, to, who, seen, reason)
            case "consent":
                return await review.consent(reference, _text(form, "where"), who.name, who)
            case "note":
                return await review.note(reference, _text(form, "text"), who)
            case "reply":
                event_id = f"desk:{who.id}:{_text(form, 'form')[:FORM_ID_MOST]}"
                text = _text(form, "text")
                return await self._hands.exchange.reply_to_visitor(
                    reference, text, who, event_id=event_id, seen=seen
                )
            case "snooze":
                days = _number(form, "days")
                if days not in self._words.knowledge.talk.desk.snooze_days:
                    raise HTTPException(400)
                return await review.snooze(reference, self._hands.clock() + timedelta(days=days), who, seen)
            case "wake":
                return await review.snooze(reference, None, who, seen)
            case "edit":
                values = {name: _text(form, name) for name in EDITABLE if name in form}
                return await review.edit(reference, values, who, seen)
            case "merge":
                return await review.merge(reference, _text(form, "into"), who)
            case _:
                return await review.erase(reference, who)

    def told(self, action: str, outcome: Outcome) -> tuple[str, str]:  # noqa: C901 - one table
        """Say what came of it, and whether that is good news."""
        say = self._words
        match outcome:
            case Changed(lead):
                status = say.status(lead.status)
                return say(DONE[action], reference=lead.reference, status=status), "success"
            case Taken(lead, by):
                return say(DeskPhrase.LEAD_TAKEN, reference=lead.reference, name=by.name), "warning"
            case Outdated(lead):
                return say(DeskPhrase.LEAD_OUTDATED, reference=lead.reference), "warning"
            case NotAllowed(lead, to):
                text = say(DeskPhrase.LEAD_STUCK, status=say.status(lead.status), to=say.status(to))
                return text, "warning"
            case Unchanged():
                return say(DeskPhrase.LEAD_SAME), "info"
            case Gone():
                return say(DeskPhrase.LEAD_ERASED), "warning"
            case Merged(lead):
                return say(DeskPhrase.LEAD_MERGED, reference=lead.merged_into or ""), "warning"
            case Incomplete(_, field):
                return say(DeskPhrase.LEAD_INCOMPLETE, field=field), "error"
            case NeedsReason():
                return say(DeskPhrase.LEAD_NEEDS_REASON), "warning"
            case NoConsent():
                return say(DeskPhrase.LEAD_NO_CONSENT), "warning"
            case Unreachable():
                return say(DeskPhrase.LEAD_UNREACHABLE), "warning"
            case _:
                return say(DeskPhrase.FORBIDDEN), "error"

    @staticmethod
    def _moves(lead: Lead, who: Staff) -> tuple[Status, ...]:
        if not may(who.role, Right.WORK) or lead.merged_into is not None:
            return ()
        return TRANSITIONS[lead.status]


def _attachment(content: bytes, name: str) -> Response:
    """Answer a file to be kept: whatever it holds, no browser shows it as a page of ours."""
    named = [f"filename*=UTF-8''{quote(name, safe='')}"] if name else []
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": "; ".join(("attachment", *named))},
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _number(form: FormData, name: str) -> int | None:
    text = _text(form, name)
    return int(text) if text.isdecimal() and len(text) < 10 else None
