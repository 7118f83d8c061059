import pytest

from bot.leads.similar import CommonTraits, Duplicates, Identity

COMMON = CommonTraits.of(("inc", "inc.", "s.a.", "gmbh", "ltd"), ("gmail.com",))


def lead(reference: str, company: str, email: str | None = None, phone: str | None = None) -> Identity:
    return Identity(reference, company, email, phone)


def of(subject: Identity, *others: Identity) -> tuple[str, ...]:
    return Duplicates((*others, subject), COMMON).of(subject)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lead("A", "Chopard"), lead("B", "CHOPARD S.A.")),
        (lead("A", "Chopard"), lead("B", "Chopart")),
        (lead("A", "Bijoutería Ñandú Ltd"), lead("B", "bijouteria nandu")),
        (lead("A", "One", "x@gmail.com"), lead("B", "Two", "X@Gmail.com")),
        (lead("A", "One", "x@firm.example"), lead("B", "Two", "y@firm.example")),
        (lead("A", "One", phone="+57 300 1"), lead("B", "Two", phone="+573001")),
        (lead("A", "Inc"), lead("B", "inc.")),
    ],
)
def test_leads_that_share_something_telling_are_possible_duplicates(one: Identity, other: Identity) -> None:
    assert of(one, other) == ("B",)
    assert of(other, one) == ("A",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lead("A", "Chopard"), lead("B", "Microsoft")),
        (lead("A", "Chopard"), lead("B", "Cartier")),
        (lead("A", "Alpha Inc"), lead("B", "Beta Inc")),
        (lead("A", "One", "x@gmail.com"), lead("B", "Two", "y@gmail.com")),
        (lead("A", "!!!"), lead("B", "???")),
        (lead("A", "One", phone=" "), lead("B", "Two", phone="")),
    ],
)
def test_leads_that_share_nothing_telling_are_not(one: Identity, other: Identity) -> None:
    assert of(one, other) == ()


def test_duplicates_come_oldest_first_and_each_once() -> None:
    firm = [lead(name, "Firm", "x@firm.example") for name in ("C", "A", "B")]
    assert of(lead("Z", "Firm", "x@firm.example"), *firm) == ("C", "A", "B")
