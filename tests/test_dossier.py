"""The answers against the dossier they rest on; `python -m tests.dossier.compare` prints the same."""

import pytest

from bot.content.load import load
from bot.core.knowledge import Knowledge, Topic
from tests.dossier.compare import KNOWLEDGE, copied, facts, runs, shared, uncited, unknown


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(KNOWLEDGE)


def test_every_core_fact_is_cited_by_an_entry(knowledge: Knowledge) -> None:
    assert len(facts()) > 200
    assert uncited(knowledge) == []


def test_no_entry_cites_a_fact_that_does_not_exist(knowledge: Knowledge) -> None:
    assert unknown(knowledge) == []


def test_no_sentence_of_eight_words_or_more_is_copied(knowledge: Knowledge) -> None:
    assert copied(knowledge) == []


def test_no_run_of_eight_words_is_shared_but_names_and_titles(knowledge: Knowledge) -> None:
    assert shared(knowledge) == []


def test_a_copied_sentence_would_be_found(knowledge: Knowledge) -> None:
    sentence = (
        "In the Alliance for Responsible Mining we are constantly building collaborative relationships."
    )
    entry = next(iter(knowledge.entries.values()))
    thief = entry.model_copy(update={"id": "thief", "answer": {"en": f"Short. {sentence} Short again."}})
    topic = Topic(id="thieves", title={"en": "Thieves"}, entries=(thief,))
    caught = Knowledge(
        version="",
        talk=knowledge.talk,
        topics=(topic,),
        partners={},
        phrases=knowledge.phrases,
        form=knowledge.form,
    )
    assert len(list(runs(sentence))) > 1
    assert copied(caught) == [f"thief.en: {sentence}"]
    assert len(shared(caught)) == 1
