"""The list of leads as a file: the same rows as on the page it was asked from, however many."""

import tempfile
from pathlib import Path
from typing import Final

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette_admin import CustomView
from starlette_admin.routing import route
from starlette_admin.types import RequestAction

from bot.channels.web.leads import LeadsView
from bot.channels.web.login import may_here, staff_of
from bot.core.errors import NotInstalledError
from bot.leads.listing import RowFilter
from bot.leads.staff import Right
from bot.usecases.export import SEPARATORS, Export, can_write_workbooks

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
