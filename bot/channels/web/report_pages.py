"""Confidential reports on the desk, for lead managers alone; no other list, search or export has them."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette_admin import CustomView
from starlette_admin.flash import flash
from starlette_admin.routing import route

from bot.channels.web.login import may_here, staff_of
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.core.phrases import Phrase
from bot.dialogue.report import QUESTIONS
from bot.leads.report import FOLLOWING, Progress, read_report_reference
from bot.leads.staff import Right
from bot.usecases.reports import Refusal, Reports

STATES: Final = {
    Progress.NEW: DeskPhrase.REPORT_IS_NEW,
    Progress.SEEN: DeskPhrase.REPORT_IS_SEEN,
    Progress.DONE: DeskPhrase.REPORT_IS_DONE,
}
LABELS: Final = {
    Progress.SEEN: DeskPhrase.REPORT_MARK_SEEN,
    Progress.DONE: DeskPhrase.REPORT_MARK_DONE,
}


class ReportsPage(CustomView):
    """Which reports there are, without what they say."""

    path = "/reports"
    route_name = "reports"
    icon = "fa-solid fa-user-shield"

    def __init__(self, reports: Reports, words: Words) -> None:
        super().__init__(menu_label=words.later(DeskPhrase.REPORTS))
        self._reports = reports
        self._words = words

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, Right.READ_REPORTS)

    @route("")
    async def index(self, request: Request) -> Response:
        """List them, newest first."""
        found = await self._reports.latest(staff_of(request), also_done=True)
        if isinstance(found, Refusal) or self._admin is None:
            raise HTTPException(403, self._words(DeskPhrase.FORBIDDEN))
        return self._admin._template_response(  # noqa: SLF001 - how views of the library answer, too
            request, "reports.html", {"title": self.title(request), "reports": found, "states": STATES}
        )


class ReportPage(CustomView):
    """One report."""

    path = "/report/{reference}"
    route_name = "report"
    add_to_menu = False

    def __init__(self, reports: Reports, words: Words) -> None:
        super().__init__(menu_label="report")
        self._reports = reports
        self._words = words

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, Right.READ_REPORTS)

    @route("")
    async def index(self, request: Request) -> Response:
        """Show what it says; that it was opened is written down."""
        reference = self._reference(request)
        kept = await self._reports.open(reference, staff_of(request))
        if isinstance(kept, Refusal) or self._admin is None:
            raise self._refused(kept, reference)
        words, report = self._words, kept.report
        said = [(words(each.label), getattr(report, each.id)) for each in QUESTIONS] if report else []
        return self._admin._template_response(  # noqa: SLF001 - how views of the library answer, too
            request,
            "report.html",
            {
                "title": kept.reference,
                "kept": kept,
                "said": [(label, text or words(Phrase.FORM_SKIPPED)) for label, text in said],
                "state": STATES[kept.progress],
                "following": [(each, LABELS[each]) for each in FOLLOWING[kept.progress]] if report else [],
            },
        )

    @route("/{progress}", methods=["POST"], name="report-mark")
    async def mark(self, request: Request) -> Response:
        """Say that it is seen or done."""
        reference, progress = self._reference(request), str(request.path_params["progress"])
        if progress not in LABELS:
            raise HTTPException(404)
        marked = await self._reports.mark(reference, Progress(progress), staff_of(request))
        if isinstance(marked, Refusal):
            raise self._refused(marked, reference)
        phrase = DeskPhrase.REPORT_MARKED if marked.changed else DeskPhrase.REPORT_STANDS
        flash(request, self._words(phrase, reference=reference), "success" if marked.changed else "info")
        return RedirectResponse(request.url_for("admin:report", reference=reference), 303)

    def _reference(self, request: Request) -> str:
        typed = str(request.path_params["reference"])
        reference = read_report_reference(typed)
        if reference is None:
            raise self._refused(Refusal.UNKNOWN, typed)
        return reference

    def _refused(self, why: object, reference: str) -> HTTPException:
        if why is Refusal.FORBIDDEN:
            return HTTPException(403, self._words(DeskPhrase.FORBIDDEN))
        return HTTPException(404, self._words(DeskPhrase.REPORT_UNKNOWN, reference=reference))
