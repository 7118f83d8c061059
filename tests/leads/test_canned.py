"""Canned replies, written out for a lead."""

from dataclasses import replace

from bot.core.canned import CannedReplies, CannedReply
from bot.leads.canned import find_reply, written_for
from tests.channels.telegram.test_cards import LEAD
from tests.knowledge_sample import changed, sample

ASK = CannedReply.model_validate(
    {
        "id": "ask",
        "title": {"en": "Ask", "es": "Preguntar"},
        "text": {"en": "Hello {name} of {company}: {way}, {reference}", "es": "Hola, {name}: {way}"},
    }
)
KNOWLEDGE = changed(sample(), replies=CannedReplies(replies=(ASK,)))


def test_a_reply_is_written_in_the_language_of_the_visitor() -> None:
    assert written_for(ASK, LEAD, KNOWLEDGE) == "Hola, Eva Perez: Financiar un proyecto"


def test_a_language_that_is_not_live_any_more_gets_the_fallback() -> None:
    lead = replace(LEAD, language="de", company="{way} & {0}")
    expected = "Hello Eva Perez of {way} & {0}: Fund a project, K7F-2MX"
    assert written_for(ASK, lead, KNOWLEDGE) == expected


def test_a_reply_that_editors_took_away_is_not_found() -> None:
    assert find_reply("ask", KNOWLEDGE) == ASK
    assert find_reply("gone", KNOWLEDGE) is None
