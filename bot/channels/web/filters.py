"""The filters that people choose from above a list: how each is called, and which condition it stands for.

Names, labels and the reading of values are those of `starlette-admin`; what becomes of a filter is a
condition of `bot.leads.listing`, so that the desk knows of no database.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Final

from starlette.requests import Request
from starlette_admin import BaseField
from starlette_admin.filters import FilterGroup, FilterRegistry
from starlette_admin.filters.base import BaseFilter, FilterApplyContext, FilterRule, FilterValidationError
from starlette_admin.filters.date import DateBetweenFilter
from starlette_admin.filters.enum import InFilter, NotInFilter
from starlette_admin.filters.generic import EqualFilter, IsNotNullFilter, IsNullFilter
from starlette_admin.filters.numeric import GreaterThanFilter, LessThanFilter
from starlette_admin.filters.string import ContainsFilter, EndsWithFilter, StartsWithFilter
from starlette_admin.i18n import get_tzinfo

from bot.leads.listing import AllOf, AnyOf, Compare, Comparison, Condition


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
