from datetime import date

from bot.core.reviews import state_of
from tests.knowledge_sample import sample


def test_entries_are_counted_in_each_language() -> None:
    state = state_of(sample(), date(2026, 11, 23))
    assert (state.version, state.entries, state.partners) == ("sample", 8, 5)
    assert [spoken.language for spoken in state.spoken] == ["en", "es", "fr"]
    english = state.spoken[0]
    assert (english.entries, english.partners) == (8, 5)
    assert english.questions >= 6
    assert english.names == 7


def test_reviews_are_due_soon_and_then_overdue() -> None:
    due = sample().entries["craft-definition"].review_by
    early = state_of(sample(), date(2026, 6, 1))
    assert (early.overdue, early.due_soon) == ((), ())
    soon = state_of(sample(), due)
    assert soon.overdue == ()
    assert len(soon.due_soon) == 8
    late = state_of(sample(), due.replace(day=due.day + 1))
    assert len(late.overdue) == 8
    assert late.due_soon == ()
