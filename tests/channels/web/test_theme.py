from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment

from bot.channels.web.theme import HERE, Nonces, choose_language, desk_languages

KNOWN = ("en", "es", "fr")


@given(st.text(max_size=20), st.text(max_size=100))
def test_any_header_leads_to_a_language(chosen: str, preferred: str) -> None:
    assert choose_language(chosen, preferred, KNOWN) in KNOWN


def test_the_weight_of_a_language_counts() -> None:
    assert choose_language("", "fr;q=0.3, es;q=0.8, de", KNOWN) == "es"
    assert choose_language("fr", "es", KNOWN) == "fr"
    assert choose_language("de", "de", KNOWN) == "en"


def test_the_desk_speaks_those_languages_of_the_bot_that_its_library_knows() -> None:
    assert desk_languages(("fr", "eo", "es")) == ["fr", "es"]
    assert desk_languages(("eo",)) == ["en"]


def texts(catalogue: Catalog) -> dict[object, object]:
    return {message.id: message.string for message in catalogue if message.id}


@pytest.mark.parametrize(
    "written", sorted((HERE / "translations").rglob("*.po")), ids=lambda path: path.parts[-3]
)
def test_a_translation_is_compiled_as_it_is_written(written: Path) -> None:
    with written.open("rb") as po, written.with_suffix(".mo").open("rb") as mo:
        assert texts(read_mo(mo)) == texts(read_po(po)), (
            "pybabel compile -D admin -d bot/channels/web/translations"
        )


def test_scripts_of_templates_bear_the_nonce_of_the_page() -> None:
    page = "<script src='x'></script><button onclick=\"go()\">{{ text }}</button>"
    environment = Environment(loader=DictLoader({"page": page}), autoescape=True, extensions=[Nonces])
    request = SimpleNamespace(state=SimpleNamespace(nonce="abc"))
    shown = environment.get_template("page").render(request=request, text="<script>")
    assert shown == (
        '<script nonce="abc" src=\'x\'></script><button data-desk-click="go()">&lt;script&gt;</button>'
    )
