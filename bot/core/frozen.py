"""What the models of the YAML files are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Frozen(BaseModel):
    """A value: immutable, and strict about unknown keys so that an editor's typing error is found."""

    model_config = ConfigDict(frozen=True, extra="forbid")
