"""The list of leads: columns, filters, search, quick links, what is done to several at once, and its file."""

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Final

from markupsafe import Markup, escape
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette_admin import CustomView, StringField
from starlette_admin.actions import ActionSelection, action
from starlette_admin.exceptions import ActionFailed
from starlette_admin.fields import BaseField
from starlette_admin.filters.base import BaseFilter, FilterApplyContext, FilterDataType
from starlette_admin.flash import flash
from starlette_admin.routing import route
from starlette_admin.types import RequestAction

from bot.channels.web.cells import AgeField, DueField
from bot.channels.web.login import may_here, staff_of
from bot.channels.web.tables import (
    ONE_OF,
    TEXTUAL,
    BadgeField,
    Days,
    Empty,
    Equal,
    Filled,
    MomentField,
    NamedField,
    TableView,
)
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.core.errors import NotInstalledError
from bot.core.hours import Desk
from bot.leads.changes import Changed, Outcome
from bot.leads.due import cutoffs
from bot.leads.lead import Staff, Status
from bot.leads.listing import AllOf, AnyOf, Compare, Comparison, Condition, Listing, RowFilter
from bot.leads.staff import Right
from bot.usecases.desk_lists import DeskLists
from bot.usecases.export import SEPARATORS, Export, can_write_workbooks
from bot.usecases.review import Review

CONTACT: Final = frozenset({"email", "phone"})
QUICK: Final = (
    (DeskPhrase.ALL_LEADS, ""),
    (DeskPhrase.MINE, "assignee_name__mine"),
    (DeskPhrase.NOBODYS, "assignee_name__is_null AND status__in=new,contacted,qualified"),
    (DeskPhrase.OPEN_LEADS, "status__in=new,contacted,qualified"),
    (DeskPhrase.OVERDUE_LEADS, "updated_at__overdue"),
    (DeskPhrase.WON_LEADS, "status__in=won"),
)
"""Links above the list; a link to any list that was filtered by hand works the same way."""

Everybody = Callable[[], Awaitable[Sequence[Staff]]]


class LeadsView(TableView):
    """All leads, as far as whoever looks may see them."""

    key = "leads"
    listing = Listing.LEADS
    pk_attr = "reference"
    icon = "fa-solid fa-inbox"
    shown = ("company", "status", "due", "assignee_name", "created_at", "way", "country")
    empty = DeskPhrase.EMPTY_LEADS
    actions: Sequence[str] | None = ("move", "assign", "spam")
    bulk: ClassVar = dict.fromkeys(("move", "assign", "spam"), Right.BULK)
    sortable_fields = ("company", "contact_name", "status", "created_at", "updated_at", "country", "way")
    fields_default_sort = (("created_at", True),)
    quick = QUICK

    def __init__(
        self,
        lists: DeskLists,
        review: Review,
        words: Words,
        everybody: Everybody,
        clock: Callable[[], datetime],
    ) -> None:
        """Put the parts together.

        Args:
            lists: Read for the list.
            review: Changes leads.
            words: Names everything.
            everybody: Gives the staff that leads may be given to.
            clock: Gives the time, aware.
        """
        self.menu_label = words.later(DeskPhrase.LEADS)
        self.display_name = words.later(DeskPhrase.LEAD)
        self._review = review
        self._words = words
        self._everybody = everybody
        self.fields = _columns(words, clock)
        super().__init__(lists)
        for name, text, question in (
            ("move", DeskPhrase.MOVE, DeskPhrase.MOVE_WHERE),
            ("assign", DeskPhrase.ASSIGN, DeskPhrase.ASSIGN_WHOM),
            ("spam", DeskPhrase.MARK_SPAM, DeskPhrase.MARK_SPAM_SURE),
        ):
            self._actions[name] |= {
                "text": words.later(text),
                "confirmation": words.later(question),
                "submit_btn_text": words.later(text),
            }
        self._actions["move"]["form"] = self._move_form  # type: ignore[assignment]
        self._actions["assign"]["form"] = self._assign_form  # type: ignore[assignment]

    def row_url(self, request: Request, key: Any) -> str | None:
        return str(request.url_for("admin:lead", reference=key))

    def can_access_field(
        self, request: Request, field: BaseField, action: RequestAction | None = None
    ) -> bool:
        if field.name in CONTACT and not may_here(request, Right.SEE_CONTACT):
            return False
        return super().can_access_field(request, field, action)

    def export_urls(self, request: Request) -> list[tuple[DeskPhrase, str]]:
        """Give where the rows of a list are had as files, by the name of the kind."""
        if not may_here(request, Right.EXPORT):
            return []
        kinds = [(DeskPhrase.EXPORT_CSV, "csv"), (DeskPhrase.EXPORT_CSV_SEMICOLON, "semicolon.csv")]
        if can_write_workbooks():
            kinds.append((DeskPhrase.EXPORT_XLSX, "xlsx"))
        asked = request.url.query
        return [
            (name, str(request.url_for("admin:leads-file", kind=kind).replace(query=asked)))
            for name, kind in kinds
        ]

    @action(name="move", text="", confirmation="")
    async def move_action(self, request: Request, selection: ActionSelection) -> None:
        """Move every chosen lead that can be moved there."""
        to = str((await request.form()).get("to", ""))
        if to not in list(Status):
            raise ActionFailed(self._words(DeskPhrase.MOVE_WHERE))
        reason = str((await request.form()).get("reason", ""))
        if to == Status.LOST and not reason.strip():
            raise ActionFailed(self._words(DeskPhrase.LEAD_NEEDS_REASON))
        await self._move(request, selection, Status(to), reason)

    @action(name="spam", text="", confirmation="")
    async def spam_action(self, request: Request, selection: ActionSelection) -> None:
        """Mark every chosen lead as spam."""
        await self._move(request, selection, Status.SPAM)

    @action(name="assign", text="", confirmation="")
    async def assign_action(self, request: Request, selection: ActionSelection) -> None:
        """Give every chosen lead to somebody."""
        wanted = str((await request.form()).get("assignee", ""))
        staff = {each.id: each for each in await self._everybody()}
        if wanted and wanted not in staff:
            raise ActionFailed(self._words(DeskPhrase.ASSIGN_WHOM))
        who = staff_of(request)
        self._tell(request, await self._review.assign_all(await selection.pks(), staff.get(wanted), who))

    async def _move(self, request: Request, selection: ActionSelection, to: Status, reason: str = "") -> None:
        who = staff_of(request)
        self._tell(request, await self._review.move_all(await selection.pks(), to, who, reason))

    def _tell(self, request: Request, outcomes: dict[str, Outcome]) -> None:
        done = sum(isinstance(outcome, Changed) for outcome in outcomes.values())
        left = [reference for reference, outcome in outcomes.items() if not isinstance(outcome, Changed)]
        if done:
            flash(request, self._words(DeskPhrase.DONE_MANY, count=done), "success")
        if left:
            listed = ", ".join(left[:10]) + (" …" if len(left) > 10 else "")
            flash(request, self._words(DeskPhrase.LEFT_MANY, references=listed), "warning")

    def _move_form(self, request: Request) -> str:  # noqa: ARG002
        return _choice("to", self._words.statuses(), ("reason", self._words(DeskPhrase.REASON)))

    async def _assign_form(self, request: Request) -> str:  # noqa: ARG002
        staff = [(each.id, each.name) for each in await self._everybody()]
        return _choice("assignee", [("", self._words(DeskPhrase.NOBODY)), *staff])


def _choice(name: str, choices: Sequence[tuple[str, str]], words: tuple[str, str] | None = None) -> str:
    """A form with a choice, and with a field for words by its name and label where some are wanted."""
    options = Markup().join(
        Markup('<option value="{}">{}</option>').format(value, label) for value, label in choices
    )
    field = Markup()
    if words is not None:
        field = Markup(
            '<input class="form-control mt-2" name="{}" placeholder="{}" maxlength="1000">'
        ).format(*words)
    return str(
        Markup('<form><select class="form-select mt-3" name="{}">{}</select>{}</form>').format(
            escape(name), options, field
        )
    )


def _overdue(now: datetime, desk: Desk) -> Condition:
    """Leads that are awake, and were touched last before the time from which their status makes them late."""
    late = tuple(
        AllOf(
            (
                Compare("status", Comparison.EQUALS, status.value),
                Compare("updated_at", Comparison.AT_MOST, moment),
            )
        )
        for status, moment in cutoffs(now, desk).items()
    )
    awake = AnyOf(
        (Compare("snoozed_until", Comparison.EMPTY), Compare("snoozed_until", Comparison.AT_MOST, now))
    )
    worked_on = (Compare("merged_into", Comparison.EMPTY), Compare("erased_at", Comparison.EMPTY))
    return AllOf((AnyOf(late), awake, *worked_on))


def _columns(words: Words, clock: Callable[[], datetime]) -> list[BaseField]:
    class Mine(BaseFilter):
        name = "mine"
        label = words.later(DeskPhrase.IS_ME)
        data_type = FilterDataType.NONE

        def apply(self, ctx: FilterApplyContext) -> Condition:
            if ctx.request is None:
                raise TypeError("nobody asks")
            return Compare("assignee_id", Comparison.EQUALS, staff_of(ctx.request).id)

    class Overdue(BaseFilter):
        name = "overdue"
        label = words.later(DeskPhrase.IS_OVERDUE)
        data_type = FilterDataType.NONE

        def apply(self, ctx: FilterApplyContext) -> Condition:  # noqa: ARG002
            return _overdue(clock(), words.knowledge.talk.desk)

    def text(name: str, label: Any, **options: Any) -> StringField:
        return StringField(name, label=label, **({"filters": TEXTUAL} | options))

    def choice(name: str, label: Any, choices: Callable[[], list[tuple[str, str]]]) -> NamedField:
        return NamedField(name, label=label, choices_loader=lambda _: choices(), filters=ONE_OF)

    def moment(name: str, label: DeskPhrase, *more: type[BaseFilter]) -> MomentField:
        return MomentField(name, label=words.later(label), words=words, filters=[Days, *more])

    return [
        text(
            "company",
            words.label("company"),
            list_template="fields/company.html",
            getter=lambda _, row: row.company or row.reference,
        ),
        BadgeField(
            "status",
            label=words.later(DeskPhrase.STATUS),
            choices_loader=lambda _: words.statuses(),
            filters=ONE_OF,
        ),
        DueField("due", label=words.later(DeskPhrase.DUE), words=words, clock=clock, filters=[]),
        text(
            "assignee_name",
            words.later(DeskPhrase.ASSIGNEE),
            filters=[Mine, Empty, Filled, Equal],
            getter=lambda _, row: row.assignee_name or words(DeskPhrase.NOBODY),
        ),
        AgeField(
            "created_at", label=words.later(DeskPhrase.RECEIVED), words=words, clock=clock, filters=[Days]
        ),
        choice("way", words.label("way"), words.ways),
        choice("country", words.label("country"), words.countries),
        text("reference", words.later(DeskPhrase.REFERENCE), list_template="fields/reference.html"),
        text("contact_name", words.label("contact-name")),
        moment("updated_at", DeskPhrase.CHANGED, Overdue),
        choice("language", words.later(DeskPhrase.LANGUAGE), words.languages),
        text("email", words.later(DeskPhrase.EMAIL)),
        text("phone", words.later(DeskPhrase.PHONE)),
        text(
            "channel",
            words.later(DeskPhrase.CHANNEL),
            getter=lambda _, row: words.channel(row.channel),
        ),
        text("origin", words.later(DeskPhrase.ORIGIN), getter=lambda _, row: words.origin(row.origin)),
        text("merged_into", words.later(DeskPhrase.MERGED_INTO), filters=[Empty, Filled]),
    ]


XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SEPARATORS: Final = {
    "csv": SEPARATORS["comma"],
    "semicolon.csv": SEPARATORS["semicolon"],
    "tab.csv": SEPARATORS["tab"],
}


class LeadsExport(CustomView):
    """Files of leads for spreadsheets."""

    path = "/export/leads.{kind}"
    route_name = "leads-file"
    add_to_menu = False

    def __init__(self, export: Export, leads: LeadsView) -> None:
        super().__init__(menu_label="export")
        self._export = export
        self._leads = leads

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, Right.EXPORT)

    @route("")
    async def index(self, request: Request) -> Response:
        """Give the leads: as CSV while they are read, or as a workbook that is written first."""
        kind = request.path_params["kind"]
        if kind == "xlsx" and not can_write_workbooks():
            return PlainTextResponse(str(NotInstalledError("A workbook", "xlsxwriter")), 501)
        separator = _SEPARATORS.get(kind)
        if separator is None and kind != "xlsx":
            raise HTTPException(404)
        request.state.action = RequestAction.LIST
        asked = self._leads.asked(request)
        wanted = self._leads.wanted(request, asked.q, asked.filters)
        if not await self._export.begin(wanted, staff_of(request)):
            raise HTTPException(403)
        if separator is None:
            return await self._workbook(wanted)
        return StreamingResponse(
            self._export.csv(wanted, separator),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="leads.csv"'},
        )

    async def _workbook(self, wanted: RowFilter) -> Response:
        folder = tempfile.TemporaryDirectory()
        file = Path(folder.name) / "leads.xlsx"
        try:
            await self._export.xlsx(wanted, file)
        except BaseException:
            folder.cleanup()
            raise
        return FileResponse(
            file, media_type=XLSX, filename=file.name, background=BackgroundTask(folder.cleanup)
        )
