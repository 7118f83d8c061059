"""Which leads may be of the same organisation, and which listed partner a company may be.

Hints for staff, never decisions; only a partner's whole name is sure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from bot.core.text import words
from bot.leads.index_terms import domain_signs, domains_of, person_signs

if TYPE_CHECKING:  # listing leads does not wait for the models of the knowledge
    from collections.abc import Iterable, Iterator

    from bot.core.knowledge import Knowledge
    from bot.core.types import Id

ALIKE_FROM: Final = 85.0
"""Share of letters in common, in percent, from which two company names count as one misspelt: a wrong letter
in seven, a missing one in four."""


DOTTED_MOST: Final = 4
"""Letters of a legal form that people write with points: `s.a.s.`."""


@dataclass(frozen=True, slots=True)
class CommonTraits:
    """What tells no organisation from another, since many have it."""

    legal_forms: frozenset[str] = frozenset()
    """As the words of a name show them: `sa` also with points, which is two words then."""
    free_mail: frozenset[str] = frozenset()
    """Domains at which anybody may have an address."""

    @classmethod
    def of(cls, legal_forms: Iterable[str], free_mail: Iterable[str]) -> CommonTraits:
        """Take legal forms (`inc`, `s.a.`, `gmbh`) and domains as people write them."""
        joined = [" ".join(words(form)) for form in legal_forms]
        dotted = [" ".join(form) for form in joined if len(form) <= DOTTED_MOST and " " not in form]
        return cls(frozenset((*joined, *dotted)), frozenset(map(str.lower, free_mail)))

    @classmethod
    def known(cls, knowledge: Knowledge) -> CommonTraits:
        """Take those that the knowledge names."""
        return cls.of(knowledge.talk.names.legal_forms, knowledge.talk.free_mail)

    def telling_signs(self, identity: Identity) -> Iterator[str]:
        """Give the signs that leads of one person, or of one organisation's domain, have in common."""
        yield from person_signs(identity.email, identity.phone)
        yield from domain_signs(identity.email, self.free_mail)

    def bare_name(self, company: str) -> str:
        """Give a company's name without case, accents and legal forms; one that is nothing else stays."""
        spelt = " ".join(words(company))
        text = f" {spelt} "
        # One with points (`s.a.`) has become several words, so runs count as well.
        for form in sorted(self.legal_forms, key=len, reverse=True):
            text = text.replace(f" {form} ", " ")
        return text.strip() or spelt


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells whose lead it is."""

    reference: str
    company: str
    email: str | None
    phone: str | None


class Duplicates:
    """Finds the leads that share an address, a number, a mail domain or nearly a company name."""

    def __init__(self, identities: Iterable[Identity], common: CommonTraits) -> None:
        """Prepare the look-up.

        Args:
            identities: Every lead that may be a duplicate, oldest first.
            common: What tells none from another.
        """
        self._common = common
        self._by_sign: dict[str, list[str]] = defaultdict(list)
        self._names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._order: dict[str, int] = {}
        for identity in identities:
            self._order[identity.reference] = len(self._order)
            for sign in common.telling_signs(identity):
                self._by_sign[sign].append(identity.reference)
            name = self._common.bare_name(identity.company)
            self._names[name[:1]][name].append(identity.reference)

    def of(self, identity: Identity) -> tuple[str, ...]:
        """Give the references of the other leads that may be of the same organisation, oldest first."""
        found = {
            reference
            for sign in self._common.telling_signs(identity)
            for reference in self._by_sign.get(sign, ())
        }
        name = self._common.bare_name(identity.company)
        # Names are compared with those of the same first letter only, which keeps a long list quick.
        if name:
            for other, references in self._names.get(name[:1], {}).items():
                if fuzz.ratio(name, other, score_cutoff=ALIKE_FROM):
                    found.update(references)
        found.discard(identity.reference)
        return tuple(sorted(found, key=self._order.__getitem__))

    def of_person(self, identity: Identity) -> tuple[str, ...]:
        """Give those with the same address or number, oldest first: surely of the same visitor."""
        found = {
            reference
            for sign in person_signs(identity.email, identity.phone)
            for reference in self._by_sign.get(sign, ())
        }
        found.discard(identity.reference)
        return tuple(sorted(found, key=self._order.__getitem__))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Partners that a company may be, by id."""

    same: tuple[Id, ...]
    """Those of exactly that name, without legal forms, case and accents."""
    alike: tuple[Id, ...]
    """Those with nearly that name, or whose name is the domain of the address."""


def partners_like(company: str, email: str | None, knowledge: Knowledge) -> Likeness:
    """Find the listed partners that a company looks like.

    Args:
        company: As the visitor typed it.
        email: Their address; its domain may be a partner's name (`chopard.com`).
        knowledge: Whose partners, and what tells none from another.
    """
    common = CommonTraits.known(knowledge)
    name = common.bare_name(company)
    own = (domain for domain in domains_of(email) if domain not in common.free_mail)
    labels = {domain.split(".")[0].replace("-", "") for domain in own}
    same: list[Id] = []
    alike: list[Id] = []
    for partner in knowledge.partners.values():
        spelt = {common.bare_name(each) for names in partner.names.values() for each in names}
        if name and name in spelt:
            same.append(partner.id)
        elif any(
            (name and fuzz.ratio(name, each, score_cutoff=ALIKE_FROM)) or _run(each) in labels
            for each in spelt
        ):
            alike.append(partner.id)
    return Likeness(tuple(same), tuple(alike))


def _run(name: str) -> str:
    return name.replace(" ", "")
