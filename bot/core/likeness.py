"""Which listed partner a company may be: sure by its name, else only a hint for staff."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.core.duplicates import ALIKE_FROM, bare_name, spelt_forms
from bot.core.frozen import Id
from bot.core.knowledge import Knowledge
from bot.core.lookup import domain_sign


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
