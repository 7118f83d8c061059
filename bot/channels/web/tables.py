"""Tables to look through: what every list of the desk has in common. Lists read; use cases write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Final, NoReturn

from sqlalchemy import ColumnElement, or_
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette_admin import BaseField, EnumField
from starlette_admin.contrib.sqla.filters import (
    InFilter,
    NotInFilter,
    SqlaFilterRegistry,
    build_filter_clause,
)
from starlette_admin.filters import FilterGroup, FilterRegistry
from starlette_admin.filters.base import BaseFilter, FilterApplyContext, FilterValidationError
from starlette_admin.filters.date import DateBetweenFilter
from starlette_admin.i18n import get_tzinfo
from starlette_admin.types import ListParams
from starlette_admin.views import BaseModelView

from bot.channels.web.login import may_here
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.leads.staff import Right
from bot.store import pages
from bot.store.database import Database
from bot.store.schema import Base

PAGE_SIZES: Final = (25, 50, 100)
PAGES_MOST: Final = 1_000_000
"""No list is longer; a database need not count further."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value and what it is called."""

    value: str
    label: str


@dataclass
class BadgeField(EnumField):
    """One of a few values, shown as a badge whose colour is the stylesheet's affair."""

    list_template: str = "fields/badge.html"

    async def serialize_value(self, request: Request, value: Any) -> Labelled:
        names = dict(self._get_choices(request))
        return Labelled(str(value), str(names.get(str(value), value)))


@dataclass
class NamedField(EnumField):
    """One of several values, shown by name; a value that is no longer among them is shown as it is."""

    async def serialize_value(self, request: Request, value: Any) -> str:
        return str(dict(self._get_choices(request)).get(str(value), value))


@dataclass
class MomentField(BaseField):
    """A time, shown in the time zone of whoever looks."""

    words: Words | None = None
    list_template: str = "fields/moment.html"

    async def serialize_value(self, request: Request, value: Any) -> Labelled:  # noqa: ARG002
        return Labelled(value.isoformat(), self.words.moment(value) if self.words else str(value))


class Days(DateBetweenFilter):
    """From one day to another, both of them whole, in the time zone of whoever looks."""

    def parse_value(self, raw: Any) -> date:
        try:
            day = date.fromisoformat(str(raw))
        except ValueError:
            day = date.min
        if not 2000 <= day.year < 2200:
            raise FilterValidationError(f"{raw!r}: YYYY-MM-DD")
        return day

    def apply(self, ctx: FilterApplyContext) -> ColumnElement[bool]:
        column = getattr(ctx.view.model, ctx.field_name)  # type: ignore[union-attr]
        zone = get_tzinfo()
        begin = datetime.combine(ctx.value, time(), zone).astimezone(UTC)
        end = datetime.combine(ctx.value2 + timedelta(days=1), time(), zone).astimezone(UTC)
        return (column >= begin) & (column < end)  # type: ignore[no-any-return]


ONE_OF: list[type[BaseFilter]] = [InFilter, NotInFilter]


def names_column(filters: FilterGroup | None, column: str) -> bool:
    """True if a filter says something about a column."""
    return filters is not None and any(
        names_column(rule, column) if isinstance(rule, FilterGroup) else rule.field == column
        for rule in filters.rules
    )


class TableView(BaseModelView):
    """A list that reads one table."""

    model: ClassVar[type[Base]]
    right: ClassVar[Right] = Right.LOOK
    """What it takes to see the list."""
    shown: ClassVar[tuple[str, ...]] = ()
    """Columns that are shown unless others are asked for; all of them if empty."""
    arrival: ClassVar[str] = ""
    """The column that says when a row came."""
    note: ClassVar[DeskPhrase | None] = None
    """What is said of a list that was searched."""
    bulk: ClassVar[Mapping[str, Right]] = {}
    """What can be done to chosen rows, and the right that it takes."""

    page_size = PAGE_SIZES[0]
    page_size_options = PAGE_SIZES
    row_actions: Sequence[str] | None = ()
    list_template = "table.html"
    exporters = ()
    importers = ()

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    def searched(self, request: Request, text: str) -> list[ColumnElement[bool]]:
        """Give the conditions of which one must hold for a row to be found by a text."""
        raise NotImplementedError

    def row_url(self, request: Request, key: Any) -> str | None:  # noqa: ARG002
        """Give the page of a row; None if it has none."""
        return None

    def is_accessible(self, request: Request) -> bool:
        return may_here(request, self.right)

    def can_view_detail(self, request: Request) -> bool:  # noqa: ARG002
        return False

    def can_create(self, request: Request) -> bool:  # noqa: ARG002
        return False

    def can_edit(self, request: Request) -> bool:  # noqa: ARG002
        return False

    def can_delete(self, request: Request) -> bool:  # noqa: ARG002
        return False

    def can_import(self, request: Request) -> bool:  # noqa: ARG002
        return False

    def can_export(self, request: Request) -> bool:  # noqa: ARG002
        return False

    async def is_action_allowed(self, request: Request, name: str) -> bool:
        """Allow what the view names, to whom it takes; the library's own delete and export never."""
        right = self.bulk.get(name)
        return right is not None and may_here(request, right)

    def get_filter_registry(self) -> FilterRegistry:
        return SqlaFilterRegistry()

    def _parse_list_params(self, request: Request, query_params: QueryParams | None = None) -> ListParams:
        asked = super()._parse_list_params(request, query_params)
        asked = replace(asked, page=min(asked.page, PAGES_MOST))
        if asked.visible_cols is None and self.shown and "cols" not in (query_params or request.query_params):
            return replace(asked, visible_cols=[name for name in self.shown if self._has(request, name)])
        return asked

    def asked(self, request: Request) -> ListParams:
        """Give which rows the address of a list asks for."""
        return self._parse_list_params(request)

    def _has(self, request: Request, name: str) -> bool:
        return any(field.name == name for field in self.get_fields_list(request))

    def conditions(
        self, request: Request, text: str | None, filters: FilterGroup | None
    ) -> list[ColumnElement[bool]]:
        """Give what must hold for the rows of a list."""
        found = [or_(*self.searched(request, text))] if text else []
        if filters is not None and not filters.is_empty():
            fields = {field.name: field for field in self.get_fields_list(request)}
            clause = build_filter_clause(filters, fields, self.get_filter_registry(), self, request)
            found += [] if clause is None else [clause]
        return found

    async def find_all(  # the arguments are those the library calls it with
        self,
        request: Request,
        skip: int = 0,
        limit: int = 100,
        q: str | None = None,
        sorts: Sequence[tuple[str, str]] | None = None,
        filters: FilterGroup | None = None,
    ) -> Sequence[Any]:
        async with self._database.reading() as session:
            rows = await pages.page(
                session,
                self.model,
                self.conditions(request, q, filters),
                self.order(sorts),
                most=limit if limit > 0 else None,
                skip=skip,
            )
        if len(rows) < limit and (rows or not skip):
            # The last page tells how many there are; counting would look through the table once more.
            request.state.counted = (q, filters, skip + len(rows))
        return rows

    def order(self, sorts: Sequence[tuple[str, str]] | None) -> list[ColumnElement[Any]]:
        """Give the order of a list; the newest first where the columns leave it open."""
        found = []
        for name, direction in sorts or ():
            # Rows are numbered as they come, and by number they need no sorting.
            column = self.model.__table__.c.id if name == self.arrival else getattr(self.model, name)
            found.append(column.desc() if direction == "desc" else column.asc())
        return [*found, self.model.__table__.c.id.desc()]

    async def count(self, request: Request, q: str | None = None, filters: FilterGroup | None = None) -> int:
        text, asked, known = getattr(request.state, "counted", (None, None, 0))
        if asked is not None and (text, asked) == (q, filters):
            return int(known)
        async with self._database.reading() as session:
            return await pages.count(session, self.model, self.conditions(request, q, filters))

    async def find_by_pk(self, request: Request, pk: Any) -> Any:
        found = await self.find_by_pks(request, [pk])
        return found[0] if found else None

    async def find_by_pks(self, request: Request, pks: list[Any]) -> Sequence[Any]:  # noqa: ARG002
        column = getattr(self.model, str(self.pk_attr))
        async with self._database.reading() as session:
            return await pages.page(session, self.model, [column.in_(pks)], self.order(None), most=None)

    async def create(self, request: Request, data: dict[str, Any]) -> NoReturn:  # noqa: ARG002
        """Refuse: lists only read."""
        raise HTTPException(403)

    async def edit(self, request: Request, pk: Any, data: dict[str, Any]) -> NoReturn:  # noqa: ARG002
        """Refuse: lists only read."""
        raise HTTPException(403)

    async def delete(self, request: Request, pks: list[Any]) -> NoReturn:  # noqa: ARG002
        """Refuse: lists only read."""
        raise HTTPException(403)
