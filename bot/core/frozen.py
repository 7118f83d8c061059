"""What the models of the YAML files are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Frozen(BaseModel):
    """A value: immutable, and strict about unknown keys so that an editor's typing error is found."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Language = str
"""ISO 639-1 code of a language the bot speaks, for instance `en`."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](-?[a-z0-9])*$", max_length=40)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]
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
