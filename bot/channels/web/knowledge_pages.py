"""The gaps in the knowledge with what staff decide on them, and how the knowledge stands."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette_admin import CustomView
from starlette_admin.flash import flash
from starlette_admin.i18n import get_tzinfo
from starlette_admin.routing import route

from bot.channels.web.login import may_here, staff_of
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.core.reviews import state_of
from bot.leads.staff import Decision, Right
from bot.usecases.gaps import GapBoard
from bot.usecases.parts import Problems

SHOWN: Final = 20


class GapsPage(CustomView):
    """The gap board."""

    path = "/gaps"
    route_name = "gaps"
    icon = "fa-solid fa-circle-question"

    def __init__(self, board: GapBoard, knowledge_dir: Path, words: Words) -> None:
        """Put the parts together.

        Args:
            board: What is missing, and what becomes of it.
            knowledge_dir: The files that changes for review are made for.
            words: Names everything.
        """
        super().__init__(menu_label=words.later(DeskPhrase.GAPS))
        self._board = board
        self._knowledge_dir = knowledge_dir
        self._words = words

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, Right.LOOK)

    @route("")
    async def index(self, request: Request) -> Response:
        """Show the gaps that are open."""
        spoken = self._words.knowledge.talk.languages
        language = request.query_params.get("language")
        language = language if language in spoken else None
        gaps = await self._board.open(SHOWN, language)
        likely = await asyncio.to_thread(lambda: [self._board.likely(gap) for gap in gaps])
        if self._admin is None:
            raise HTTPException(404)
        return self._admin._template_response(  # noqa: SLF001 - how views of the library answer, too
            request,
            "gaps.html",
            {
                "title": self.title(request),
                "gaps": list(zip(gaps, likely, strict=True)),
                "language": language,
                "languages": self._words.languages(),
                "decides": may_here(request, Right.DECIDE_GAPS),
            },
        )

    @route("/{question}/decide", methods=["POST"], name="gap-decide")
    async def decide(self, request: Request) -> Response:
        """Keep what somebody decides on a gap."""
        form = await request.form()
        number, decision = str(request.path_params["question"]), str(form.get("decision", ""))
        if not may_here(request, Right.DECIDE_GAPS):
            raise HTTPException(403, self._words(DeskPhrase.FORBIDDEN))
        if not (number.isdecimal() and len(number) < 18 and decision in list(Decision)):
            raise HTTPException(400)
        entry = str(form.get("entry", "")) or None
        gap = await self._board.decide(int(number), Decision(decision), staff_of(request), entry)
        if gap is None:
            flash(request, self._words(DeskPhrase.GAP_GONE), "warning")
        else:
            flash(request, self._words(DeskPhrase.GAP_DECIDED, text=gap.text), "success")
        return RedirectResponse(request.url_for("admin:gaps"), 303)

    @route("/changes.patch", name="gap-patch")
    async def patch(self, request: Request) -> Response:
        """Give what was decided as changes of the files, for somebody to review."""
        if not may_here(request, Right.DECIDE_GAPS):
            raise HTTPException(403, self._words(DeskPhrase.FORBIDDEN))
        text = await self._board.patch(self._knowledge_dir)
        attached = {"Content-Disposition": 'attachment; filename="knowledge.patch"'}
        return PlainTextResponse(text, headers=attached)


class KnowledgePage(CustomView):
    """How the knowledge stands."""

    path = "/knowledge"
    route_name = "knowledge"
    icon = "fa-solid fa-book-open"

    def __init__(self, words: Words, clock: Callable[[], datetime], problems: Problems) -> None:
        super().__init__(menu_label=words.later(DeskPhrase.KNOWLEDGE))
        self._words = words
        self._clock = clock
        self._problems = problems

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, Right.LOOK)

    @route("")
    async def index(self, request: Request) -> Response:
        """Show version, problems, coverage and what is to be read again."""
        if self._admin is None:
            raise HTTPException(404)
        today = self._clock().astimezone(get_tzinfo()).date()
        return self._admin._template_response(  # noqa: SLF001 - how views of the library answer, too
            request,
            "knowledge.html",
            {
                "title": self.title(request),
                "state": state_of(self._words.knowledge, today),
                "problems": self._problems(),
            },
        )
