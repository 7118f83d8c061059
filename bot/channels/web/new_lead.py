"""The page on which staff enter a lead that came by telephone, by mail or at a fair."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette_admin import CustomView
from starlette_admin.flash import flash
from starlette_admin.i18n import get_locale
from starlette_admin.routing import route

from bot.channels.web.login import may_here, staff_of
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.leads.lead import Source
from bot.leads.staff import Right
from bot.usecases.by_hand import CONSENT, FIELDS, NOT_ASKED, ByHand, Entered, Faulty

WHERE = "where"
"""Where consent was given; `CONSENT` itself is the choice between that and nobody having asked."""
GIVEN = "given"


class NewLeadPage(CustomView):
    """A form with what is known of an enquiry."""

    path = "/new-lead"
    route_name = "new-lead"
    icon = "fa-solid fa-user-plus"

    def __init__(self, by_hand: ByHand, words: Words) -> None:
        super().__init__(menu_label=words.later(DeskPhrase.NEW_LEAD))
        self._by_hand = by_hand
        self._words = words

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, Right.WORK)

    @route("")
    async def index(self, request: Request) -> Response:
        """Show the empty form."""
        return self._show(request, {}, {})

    @route("/enter", methods=["POST"], name="new-lead-enter")
    async def enter(self, request: Request) -> Response:
        """Make a lead of it, or show the form again with what is wrong."""
        form = await request.form()
        typed = {name: str(form.get(name, "")) for name in (*FIELDS, WHERE)}
        values = typed | {CONSENT: typed[WHERE] if typed[CONSENT] == GIVEN else typed[CONSENT]}
        found = await self._by_hand.enter(values, staff_of(request), get_locale())
        if isinstance(found, Faulty):
            return self._show(request, typed, dict(found.reasons))
        if not isinstance(found, Entered):
            raise HTTPException(403, self._words(DeskPhrase.FORBIDDEN))
        flash(request, self._words(DeskPhrase.DONE_ENTERED, reference=found.reference), "success")
        return RedirectResponse(request.url_for("admin:lead", reference=found.reference), 303)

    def _show(self, request: Request, typed: dict[str, str], reasons: dict[str, str]) -> Response:
        if self._admin is None:
            raise HTTPException(404)
        answer = self._admin._template_response(  # noqa: SLF001 - how views of the library answer, too
            request,
            "new_lead.html",
            {
                "title": self.title(request),
                "typed": typed,
                "reasons": reasons,
                "sources": [(each.value, self._words.channel(each)) for each in Source],
                "not_asked": NOT_ASKED,
            },
        )
        answer.status_code = 422 if reasons else 200
        return answer
