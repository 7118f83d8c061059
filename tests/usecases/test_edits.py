from datetime import date
from typing import Any

import pytest

from bot.usecases.preview import Edit, How, Passage, edits
from tests.knowledge_sample import BUY, CRAFT, FUND, changed, in_all, partner, sample

OLD = sample()
CHOPARD = OLD.partners["chopard"]


def edited(**values: Any) -> list[Edit]:
    return list(edits(OLD, changed(OLD, **values)))


def with_chopard(**values: Any) -> list[Edit]:
    return edited(partners=OLD.partners | {"chopard": CHOPARD.model_copy(update=values)})


def test_the_same_knowledge_has_no_edit() -> None:
    assert edited(version="another") == []


def test_a_new_and_a_removed_entry_are_named_whether_or_not_anybody_asks_for_them() -> None:
    added = partner("new-mint", "New Mint")
    partners = {**{key: value for key, value in OLD.partners.items() if key != "upc"}, added.id: added}
    gone, new = edited(partners=partners)
    assert (gone.name, gone.how) == ("partner upc", How.GONE)
    assert (new.name, new.how, new.title) == ("partner new-mint", How.NEW, "New Mint")


@pytest.mark.parametrize(
    ("values", "passage"),
    [
        (
            {"answer": in_all("Chopard works with ARM.") | {"fr": "Autre."}},
            Passage("answer.fr", ("Chopard works with ARM. (fr)",), ("Autre.",)),
        ),
        ({"relations": ("donor",)}, Passage("relations", ("donor", "buyer"), ("donor",))),
        ({"review_by": date(2028, 1, 2)}, Passage("review_by", ("2027-01-02",), ("2028-01-02",))),
        ({"way": "fund"}, Passage("way", (), ("fund",))),
        (
            {"sources": ()},
            Passage(
                "sources", ("Current donors and allies · https://www.example.org/donors · 2017~/2018~",), ()
            ),
        ),
    ],
)
def test_what_is_changed_in_an_entry_is_named_by_its_key(values: dict[str, Any], passage: Passage) -> None:
    assert with_chopard(**values) == [Edit("partner chopard", How.CHANGED, "Chopard", (passage,))]


def test_an_entry_that_moves_to_another_topic_is_shown() -> None:
    ways, craft = OLD.topics
    moved = (
        ways.model_copy(update={"entries": (FUND,)}),
        craft.model_copy(update={"entries": (CRAFT, BUY)}),
    )
    (edit,) = edited(topics=moved)
    assert (edit.name, edit.passages) == ("entry buy-fairmined", (Passage("topic", ("ways",), ("craft",)),))


def test_sentences_and_form_questions_and_buttons_are_named() -> None:
    way = OLD.talk.ways[0].model_copy(update={"title": in_all("Give")})
    field = OLD.form.fields[1].model_copy(update={"ask": in_all("Which company?")})
    found = edited(
        phrases={**OLD.phrases, "help": {**OLD.phrases["help"], "en": "Just ask."}},
        talk=OLD.talk.model_copy(update={"ways": (way, *OLD.talk.ways[1:])}),
        form=OLD.form.model_copy(update={"fields": (OLD.form.fields[0], field, *OLD.form.fields[2:])}),
    )
    assert [(edit.name, edit.passages[0].where) for edit in found] == [
        ("phrases.yaml help", "en"),
        (f"form.yaml fields.{field.id}", "ask.en"),
        (f"bot.yaml ways.{way.id}", "title.en"),
    ]


def test_what_has_no_name_is_named_by_its_key_in_the_file() -> None:
    form = OLD.form.model_copy(update={"pause_minutes": 7, "fields": OLD.form.fields[::-1]})
    pause, order = edited(form=form)
    assert (pause.name, pause.passages[0].new) == ("form.yaml pause_minutes", ("7",))
    assert (order.name, order.passages[0].where) == ("form.yaml fields", "order")


def test_words_and_examples_are_named_by_the_files_that_they_stand_in() -> None:
    talk = OLD.talk
    names = talk.names.model_copy(update={"kinds": ("trust",), "strangers": ("UNICEF",)})
    found = edited(
        talk=talk.model_copy(
            update={"names": names, "yes_words": {"en": ("yes",)}, "off_topic": {}, "floors": {"right": 0.5}}
        )
    )
    assert {edit.name for edit in found} == {
        "bot.yaml floors",
        "words.yaml yes_words",
        "words.yaml names",
        "examples names",
        "examples off_topic",
    }
