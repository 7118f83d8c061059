"""Related entries are derived from shared partners, ways and topics."""

from bot.core.knowledge import Topic
from bot.dialogue.answers import related
from tests.knowledge_sample import BUY, CRAFT, FUND, PARTNERS, changed, entry, in_all, sample

CHOPARD = PARTNERS[0]


def ids(entry_id: str) -> list[str]:
    return [other.id for other in related(sample().entries[entry_id], sample())]


def test_a_partner_and_an_entry_about_it_belong_together() -> None:
    assert ids("chopard")[0] == FUND.id
    assert ids(FUND.id)[0] == CHOPARD.id


def test_partners_of_a_sector_or_a_country_belong_together() -> None:
    assert ids("chopard")[1:] == ["ford-foundation"]
    assert ids("upc") == []


def test_entries_of_a_topic_belong_together() -> None:
    assert ids(BUY.id) == [FUND.id]
    assert ids(CRAFT.id) == []


def test_entries_that_lead_to_the_same_way_belong_together() -> None:
    knowledge = sample()
    also = entry("another-way-to-fund", way="fund")
    topic = Topic(id="other", title=in_all("Other"), entries=(also,))
    wider = changed(knowledge, topics=(*knowledge.topics, topic))
    assert also in related(FUND, wider)
