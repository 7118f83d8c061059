"""Lists of partners: derived from what the partners say of themselves, never written down.

The key of a list names what must hold of its members: `list:donor:PE` for donors with work in Peru,
`list:all` for everyone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from bot.core.knowledge import Knowledge, Partner
from bot.core.match import Key
from bot.core.text import fold
from bot.core.types import Country, Id

PREFIX: Final = "list:"
EVERYONE: Final = "list:all"
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must hold of every partner on a list; nothing at all for everyone."""

    groups: tuple[Id, ...] = ()
    """Sectors and relations, all of which must hold."""
    places: tuple[Country, ...] = ()

    @property
    def key(self) -> Key:
        """Write it as the key of the list; the order of the parts never matters."""
        return PREFIX + (":".join((*sorted(self.groups), *sorted(self.places))) or "all")

    def narrowed(self, other: "Wanted") -> "Wanted":
        """What a follow-up means: its groups replace the groups, its places the places."""
        return Wanted(other.groups or self.groups, other.places or self.places)


def is_list(key: Key) -> bool:
    return key.startswith(PREFIX)


def parse(key: Key) -> Wanted:
    """Read the key of a list; what is not one asks for everyone."""
    parts = [part for part in key.removeprefix(PREFIX).split(":") if part]
    if key == EVERYONE or not is_list(key):
        return Wanted()
    return Wanted(
        tuple(part for part in parts if not _COUNTRY.fullmatch(part)),
        tuple(part for part in parts if _COUNTRY.fullmatch(part)),
    )


def members(knowledge: Knowledge, key: Key) -> tuple[Partner, ...]:
    """The partners on a list, sorted by name in the fallback language."""
    wanted = parse(key)
    language = knowledge.talk.fallback_language
    found = [
        partner
        for partner in knowledge.partners.values()
        if {partner.sector, *partner.relations}.issuperset(wanted.groups)
        and set(partner.countries).issuperset(wanted.places)
    ]
    return tuple(sorted(found, key=lambda partner: (fold(partner.title[language]), partner.id)))


def fill_in(knowledge: Knowledge, wanted: Wanted, deeds: Iterable[Id] = ()) -> Wanted:
    """What is wanted; of groups that no partner has together, as many as some partner has.

    Args:
        knowledge: Where the partners stand.
        wanted: The groups, later ones counting more, and the places, of which the first alone counts where
            nobody works at all of them.
        deeds: Groups of which only a deed is named; they narrow the others, or a place, where they can.
    """
    if len(wanted.places) > 1 and not members(knowledge, Wanted(places=wanted.places).key):
        wanted = Wanted(wanted.groups, wanted.places[:1])
    groups = tuple(dict.fromkeys((*deeds, *wanted.groups))) if wanted.groups or wanted.places else ()
    for count in range(len(groups), 0, -1):
        for some in combinations(groups[::-1], count):
            if members(knowledge, Wanted(some).key):
                return Wanted(some[::-1], wanted.places)
    return wanted
