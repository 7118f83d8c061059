"""Entries that belong together: derived from shared partners, ways and topics, never written down."""

from bot.core.knowledge import Entry, Knowledge, Partner

SHOWN = 3
SHARED_PARTNER = 4
SAME_WAY = 2
SAME_TOPIC = 1


def related(entry: Entry, knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries closest to one, at most three, closest first; ties in the order of the knowledge.

    A partner and an entry about it are closest, then entries about the same partners, then those that lead
    to the same way to get involved, then those of the same topic; two partners are close by their sector and
    by the countries in which they work.
    """
    closeness = {other.id: _closeness(entry, other, knowledge) for other in knowledge.entries.values()}
    near = sorted((key for key, points in closeness.items() if points), key=lambda key: -closeness[key])
    return tuple(knowledge.entries[key] for key in near[:SHOWN])


def _closeness(entry: Entry, other: Entry, knowledge: Knowledge) -> int:
    if other.id == entry.id:
        return 0
    points = SHARED_PARTNER * len(knowledge.about[entry.id] & knowledge.about[other.id])
    if isinstance(entry, Partner) and isinstance(other, Partner):
        return points + (entry.sector == other.sector) + bool({*entry.countries} & {*other.countries})
    if entry.way is not None and entry.way == other.way:
        points += SAME_WAY
    topic = knowledge.topic_of.get(entry.id)
    if topic is not None and topic is knowledge.topic_of.get(other.id):
        points += SAME_TOPIC
    return points
