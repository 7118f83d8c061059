"""Which leads may be of the same organisation, and which listed partner a company may be.

Hints for staff, never decisions; only a partner's whole name is sure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from bot.core.text import words
from bot.leads.index_terms import domain_sign, person_signs

if TYPE_CHECKING:  # listing leads does not wait for the models of the knowledge
    from collections.abc import Collection, Iterable, Iterator

    from bot.core.knowledge import Knowledge
    from bot.core.types import Id

ALIKE_FROM: Final = 85.0
"""Share of letters in common, in percent, from which two company names count as one misspelt: a wrong letter
in seven, a missing one in four."""


DOTTED_MOST: Final = 4
"""Letters of a legal form that people write with points: `s.a.s.`."""


class _Spelt(frozenset[str]):
    """Forms that need not be spelt again."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells whose lead it is."""

    reference: str
    company: str
    email: str | None
    phone: str | None


class Duplicates:
    """Finds the leads that share an address, a number, a mail domain or nearly a company name."""

    def __init__(self, identities: Iterable[Identity], legal_forms: Iterable[str]) -> None:
        """Prepare the look-up.

        Args:
            identities: Every lead that may be a duplicate, oldest first.
            legal_forms: Words that do not tell one company from another: `inc`, `s.a.`, `gmbh`.
        """
        self._forms = spelt_forms(legal_forms)
        self._by_sign: dict[str, list[str]] = defaultdict(list)
        self._names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._order: dict[str, int] = {}
        for identity in identities:
            self._order[identity.reference] = len(self._order)
            for sign in _signs(identity):
                self._by_sign[sign].append(identity.reference)
            name = self._name(identity.company)
            self._names[name[:1]][name].append(identity.reference)

    def of(self, identity: Identity) -> tuple[str, ...]:
        """Give the references of the other leads that may be of the same organisation, oldest first."""
        found = {reference for sign in _signs(identity) for reference in self._by_sign.get(sign, ())}
        name = self._name(identity.company)
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

    def _name(self, company: str) -> str:
        return bare_name(company, self._forms)


def bare_name(company: str, forms: Iterable[str]) -> str:
    """Give a company's name without case, accents and legal forms; one that is nothing else stays."""
    spelt = words(company)
    return _without(spelt, spelt_forms(forms)) or " ".join(spelt)


def spelt_forms(forms: Iterable[str]) -> frozenset[str]:
    """Give legal forms as the words of a name show them: `sa` also with points, which is two words then."""
    if isinstance(forms, _Spelt):
        return forms
    joined = [" ".join(words(form)) for form in forms]
    dotted = [" ".join(form) for form in joined if len(form) <= DOTTED_MOST and " " not in form]
    return _Spelt((*joined, *dotted))


def _without(spelt: Collection[str], forms: frozenset[str]) -> str:
    """Leave out legal forms; one with points (`s.a.`) has become several words, so runs count as well."""
    text = f" {' '.join(spelt)} "
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(f" {form} ", " ")
    return text.strip()


def _signs(identity: Identity) -> Iterator[str]:
    yield from person_signs(identity.email, identity.phone)
    yield from domain_sign(identity.email)


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
        knowledge: Whose partners, and which words are legal forms.
    """
    forms = spelt_forms(knowledge.talk.names.legal_forms)
    name = bare_name(company, forms)
    label = next(domain_sign(email), "").removeprefix("domain ").split(".")[0].replace("-", "")
    same: list[Id] = []
    alike: list[Id] = []
    for partner in knowledge.partners.values():
        spelt = {bare_name(each, forms) for names in partner.names.values() for each in names}
        if name and name in spelt:
            same.append(partner.id)
        elif any(
            (name and fuzz.ratio(name, each, score_cutoff=ALIKE_FROM)) or (label and label == _run(each))
            for each in spelt
        ):
            alike.append(partner.id)
    return Likeness(tuple(same), tuple(alike))


def _run(name: str) -> str:
    return name.replace(" ", "")
