"""Tables to look through: what every list of the desk has in common. Lists read; use cases write.

Names, labels and the reading of filters are those of `starlette-admin`; what becomes of one is a condition of
`bot.leads.listing`, so that the desk knows of no database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Final, NoReturn

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette_admin import BaseField, EnumField
from starlette_admin.filters import FilterGroup, FilterRegistry
from starlette_admin.filters.base import BaseFilter, FilterApplyContext, FilterRule, FilterValidationError
from starlette_admin.filters.date import DateBetweenFilter
from starlette_admin.filters.enum import InFilter, NotInFilter
from starlette_admin.filters.generic import EqualFilter, IsNotNullFilter, IsNullFilter
from starlette_admin.filters.numeric import GreaterThanFilter, LessThanFilter
from starlette_admin.filters.string import ContainsFilter, EndsWithFilter, StartsWithFilter
from starlette_admin.i18n import get_tzinfo
from starlette_admin.types import ListParams
from starlette_admin.views import BaseModelView

from bot.channels.web.login import may_here
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.leads.listing import AllOf, AnyOf, Compare, Comparison, Condition, Listing, RowFilter, Sort
from bot.leads.staff import Right
from bot.usecases.desk_lists import DeskLists


class _Comparing(BaseFilter):
    """Compares the column of its field with what was typed."""

    comparison: ClassVar[Comparison]

    def apply(self, ctx: FilterApplyContext) -> Condition:
        return Compare(ctx.field_name, self.comparison, ctx.value)


class Equal(_Comparing, EqualFilter):
    comparison = Comparison.EQUALS


class Contains(_Comparing, ContainsFilter):
    comparison = Comparison.CONTAINS


class StartsWith(_Comparing, StartsWithFilter):
    comparison = Comparison.STARTS_WITH


class EndsWith(_Comparing, EndsWithFilter):
    comparison = Comparison.ENDS_WITH


class OneOf(_Comparing, InFilter):
    comparison = Comparison.ONE_OF


class NoneOf(_Comparing, NotInFilter):
    comparison = Comparison.NONE_OF


class Empty(_Comparing, IsNullFilter):
    comparison = Comparison.EMPTY


class Filled(_Comparing, IsNotNullFilter):
    comparison = Comparison.FILLED


class Less(_Comparing, LessThanFilter):
    comparison = Comparison.LESS


class More(_Comparing, GreaterThanFilter):
    comparison = Comparison.MORE


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

    def apply(self, ctx: FilterApplyContext) -> Condition:
        zone = get_tzinfo()
        begin = datetime.combine(ctx.value, time(), zone).astimezone(UTC)
        end = datetime.combine(ctx.value2 + timedelta(days=1), time(), zone).astimezone(UTC)
        column = ctx.field_name
        return AllOf((Compare(column, Comparison.AT_LEAST, begin), Compare(column, Comparison.LESS, end)))


TEXTUAL: Final[list[type[BaseFilter]]] = [Contains, Equal, StartsWith, EndsWith]
ONE_OF: Final[list[type[BaseFilter]]] = [OneOf, NoneOf]


def read_filters(filters: FilterGroup, fields: dict[str, BaseField], request: Request) -> Condition | None:
    """The condition that chosen filters stand for; None if there are none.

    Args:
        filters: What was chosen, as the library read it.
        fields: The columns that whoever asks may see, by name.
        request: Who asks.
    """
    parts = tuple(part for rule in filters.rules if (part := _read_rule(rule, fields, request)) is not None)
    if not parts:
        return None
    return AnyOf(parts) if filters.logic == "or" else AllOf(parts)


def _read_rule(
    rule: FilterGroup | FilterRule, fields: dict[str, BaseField], request: Request
) -> Condition | None:
    if isinstance(rule, FilterGroup):
        return read_filters(rule, fields, request)
    chosen = FilterRegistry().get_filter(fields[rule.field], rule.filter)
    if chosen is None:
        return None
    found: Condition = chosen().apply(FilterApplyContext(None, rule.field, rule.value, rule.value2, request))
    return found


def named_columns(filters: FilterGroup | None) -> frozenset[str]:
    """The columns that filters say something about."""
    if filters is None:
        return frozenset()
    rules = (
        named_columns(rule) if isinstance(rule, FilterGroup) else frozenset({rule.field})
        for rule in filters.rules
    )
    return frozenset().union(*rules)


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

    list_template: str = "fields/whole.html"

    async def serialize_value(self, request: Request, value: Any) -> str:
        return str(dict(self._get_choices(request)).get(str(value), value))


@dataclass
class ToldField(NamedField):
    """One of several values, which its getter has named already."""

    async def serialize_value(self, request: Request, value: Any) -> str:  # noqa: ARG002
        return str(value)


@dataclass
class MomentField(BaseField):
    """A time, shown in the time zone of whoever looks."""

    words: Words | None = None
    list_template: str = "fields/moment.html"

    async def serialize_value(self, request: Request, value: Any) -> Labelled:  # noqa: ARG002
        return Labelled(value.isoformat(), self.words.moment(value) if self.words else str(value))


class TableView(BaseModelView):
    """One of the lists."""

    listing: ClassVar[Listing]
    right: ClassVar[Right] = Right.LOOK
    """What it takes to see the list."""
    shown: ClassVar[tuple[str, ...]] = ()
    """Columns that are shown unless others are asked for; all of them if empty."""
    note: ClassVar[DeskPhrase | None] = None
    """What is said of a list that was searched."""
    empty: ClassVar[DeskPhrase] = DeskPhrase.LIST_EMPTY
    """What is said of a list in which there is nothing yet."""
    bulk: ClassVar[Mapping[str, Right]] = {}
    """What can be done to chosen rows, and the right that it takes."""

    page_size = PAGE_SIZES[0]
    page_size_options = PAGE_SIZES
    row_actions: Sequence[str] | None = ()
    list_template = "table.html"
    exporters = ()
    importers = ()

    def __init__(self, lists: DeskLists) -> None:
        super().__init__()
        self._lists = lists

    def warning(self, request: Request) -> str:  # noqa: ARG002
        """Say what must be known of the list before it is read; empty if nothing."""
        return ""

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
        return FilterRegistry()

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

    def wanted(self, request: Request, text: str | None, filters: FilterGroup | None) -> RowFilter:
        """Which rows somebody asks for."""
        fields = {field.name: field for field in self.get_fields_list(request)}
        return RowFilter(
            where=read_filters(filters, fields, request) if filters else None,
            named=named_columns(filters),
            text=text or "",
            sees_contact=may_here(request, Right.SEE_CONTACT),
        )

    async def find_all(  # the arguments are those the library calls it with
        self,
        request: Request,
        skip: int = 0,
        limit: int = 100,
        q: str | None = None,
        sorts: Sequence[tuple[str, str]] | None = None,
        filters: FilterGroup | None = None,
    ) -> Sequence[Any]:
        rows = await self._lists.page(
            self.listing,
            self.wanted(request, q, filters),
            [Sort(column, descending=direction == "desc") for column, direction in sorts or ()],
            most=limit if limit > 0 else None,
            skip=skip,
        )
        if len(rows) < limit and (rows or not skip):
            # The last page tells how many there are; counting would look through the table once more.
            request.state.counted = (q, filters, skip + len(rows))
        return rows

    async def count(self, request: Request, q: str | None = None, filters: FilterGroup | None = None) -> int:
        text, asked, known = getattr(request.state, "counted", (None, None, 0))
        if asked is not None and (text, asked) == (q, filters):
            return int(known)
        return await self._lists.count(self.listing, self.wanted(request, q, filters))

    async def find_by_pk(self, request: Request, pk: Any) -> Any:
        found = await self.find_by_pks(request, [pk])
        return found[0] if found else None

    async def find_by_pks(self, request: Request, pks: list[Any]) -> Sequence[Any]:  # noqa: ARG002
        return await self._lists.with_keys(self.listing, pks)

    async def create(self, request: Request, data: dict[str, Any]) -> NoReturn:  # noqa: ARG002
        """Refuse: lists only read."""
        raise HTTPException(403)

    async def edit(self, request: Request, pk: Any, data: dict[str, Any]) -> NoReturn:  # noqa: ARG002
        """Refuse: lists only read."""
        raise HTTPException(403)

    async def delete(self, request: Request, pks: list[Any]) -> NoReturn:  # noqa: ARG002
        """Refuse: lists only read."""
        raise HTTPException(403)
