"""What the models of the YAML files are made of."""

import re
from datetime import date, time
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _seen(text: str) -> str:
    if not any(map(str.isprintable, text)):
        raise ValueError("a text that can be seen")
    return text


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_seen)
]


class Frozen(BaseModel):
    """A value: immutable, and strict about unknown keys so that an editor's typing error is found.

    What is written below an attribute tells editors what the key means (see `content.schemas`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


Language = str
"""ISO 639-1 code of a language the bot speaks, for instance `en`."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](-?[a-z0-9])*$", max_length=40)]
Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000), AfterValidator(_seen)
]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2 code."""

When = Annotated[
    str,
    StringConstraints(
        pattern=r"^(undated|\d{4}(-\d{2}(-\d{2})?)?~?(/\d{4}(-\d{2}(-\d{2})?)?~?)?)$",
    ),
]
"""A date or an interval in the notation of EDTF (ISO 8601-2), `~` for approximate: `2018`, `2018-10`,
`2013/2016`, `2017~/2018~`; or the word `undated`."""

Lines = dict[Language, Line]
"""One short text per language."""

Texts = dict[Language, Prose]
"""One text of sentences per language."""

Wordings = dict[Language, tuple[Line, ...]]
"""Several short texts per language: phrasings, names, words."""

IN_SOME: Final = {"languages": "some"}
"""The mark of texts that need not be there in every language."""
SomeWordings = Annotated[Wordings, Field(json_schema_extra={**IN_SOME})]
"""The same, in any of the languages."""


def _clock(value: object) -> object:
    # Left to itself, pydantic takes a time with a zone, which cannot be compared with one without.
    if isinstance(value, str) and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError("hours and minutes of two digits each, such as 08:00 (the zone stands in time_zone)")
    return value


def _day(value: object) -> object:
    # Left to itself, pydantic takes a number for the seconds since 1970.
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("a day such as 2026-05-31")
    return value


Clock = Annotated[time, BeforeValidator(_clock)]
"""A time of day without a zone: `08:00`."""
Day = Annotated[date, BeforeValidator(_day)]
"""A day: `2026-05-31`."""
Share = Annotated[float, Field(ge=0, le=1)]


class Source(Frozen):
    """Where a statement comes from, and the date that the source itself bears."""

    title: Line
    """What the document or page is called: `ARM annual report 2014`."""
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """Its web address; leave the key out where there is none."""
    as_of: When = "undated"
    """The date that the source bears: `2018`, `2018-10`, `2017~` (about then), `2013/2016` or `undated`."""
