"""Canned replies: what staff write often, ready to be looked over and sent. The shape of `replies.yaml`."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from bot.core.types import Frozen, Lines, Texts

LONGEST_REPLY: Final = 24
"""An id shares the 64 bytes of a button's token with the reference of a lead and its version."""
SLOTS: Final = frozenset({"name", "company", "way", "reference"})
"""What may be filled in: the person, the organisation, the way to get involved, the reference."""


class CannedReply(Frozen):
    """One reply, as staff are offered it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9](-?[a-z0-9])*$", max_length=LONGEST_REPLY)]
    """Its name for the program, at most 24 signs: `thanks`."""
    title: Lines
    """What stands on its button, for staff: `Thanks, we will read it`."""
    text: Texts
    """What the visitor is written, in their language. `{name}`, `{company}`, `{way}` and `{reference}` are
    filled in."""


class CannedReplies(Frozen):
    """`replies.yaml`: what staff may pick instead of typing; they can change it before it is sent."""

    replies: tuple[CannedReply, ...] = Field(default=(), max_length=24)
    """The replies, in the order in which they are offered."""
