from bot.leads.similar import Likeness, partners_like
from tests.knowledge_sample import sample


def test_the_same_name_is_sure_whatever_its_case_accents_and_legal_form():
    assert partners_like("CHOPARD S.A.", None, sample()).same == ("chopard",)
    assert partners_like("Universidad Politecnica de Cataluña", None, sample()).same == ("upc",)


def test_a_misspelt_name_is_only_a_hint():
    assert partners_like("Choppard Ltd", None, sample()) == Likeness((), ("chopard",))


def test_the_domain_of_an_address_is_only_a_hint():
    assert partners_like("Ateliers Dupont", "eva@monnaie-de-paris.fr", sample()).alike == (
        "monnaie-de-paris",
    )
    assert partners_like("Ateliers Dupont", "chopard@gmail.com", sample()) == Likeness((), ())


def test_a_company_of_another_name_looks_like_nobody():
    assert partners_like("Acme Ltd", "eva@acme.example", sample()) == Likeness((), ())
    assert partners_like("", None, sample()) == Likeness((), ())
