import pytest

from benchmarks.leave_one_out import UNLEARNT, Cut, find_cut, try_out
from tests.matching.plain_ranking import ENDINGS, PlainRanking
from tests.matching.test_ranker import BASE, ENCODERS

GROUPS = ("buy 0", "buy 1", "buy 0", "mines 0", "mines 1", "mines 0", "mercury 0", "mercury 1", "mercury 0")


@ENCODERS
def test_leaving_out_is_what_it_would_be_without_them(encoder):
    twin = PlainRanking(BASE, encoder)
    trials = []
    for group in dict.fromkeys(GROUPS):
        members = [at for at, other in enumerate(GROUPS) if other == group]
        for member in members:
            trial = twin.trial(BASE[member].text, without=members)
            trials.append((trial.confidence, trial.winner == BASE[member].label))
    tried = try_out(BASE, GROUPS, encoder, ENDINGS)
    assert [right for _, right in tried] == [right for _, right in trials]
    assert [one for one, _ in tried] == pytest.approx([one for one, _ in trials], abs=1e-3)


def test_a_base_too_small_to_tell_has_preset_thresholds():
    assert find_cut([(0.9, True)] * 3) == UNLEARNT


def test_answers_begin_where_nearly_all_winners_are_right():
    trials = [(0.9, True)] * 60 + [(0.5, True)] * 20 + [(0.4, False)] * 20
    assert find_cut(trials) == Cut(answer=0.5, suggest=0.4)


def test_where_no_winner_is_right_only_the_surest_would_be_answered():
    assert find_cut([(0.1 + at / 100, False) for at in range(40)]).answer == 0.49


def test_suggestions_never_begin_above_answers():
    assert find_cut([(0.8, True)] * 100) == Cut(answer=0.8, suggest=0.8)
