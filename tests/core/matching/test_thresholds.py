from bot.core.matching.thresholds import UNLEARNT, Cut, learn


def test_a_base_too_small_to_tell_has_preset_thresholds():
    assert learn([(0.9, True)] * 3) == UNLEARNT


def test_answers_begin_where_nearly_all_winners_are_right():
    trials = [(0.9, True)] * 60 + [(0.5, True)] * 20 + [(0.4, False)] * 20
    assert learn(trials) == Cut(answer=0.5, suggest=0.4)


def test_where_no_winner_is_right_only_the_surest_would_be_answered():
    assert learn([(0.1 + at / 100, False) for at in range(40)]).answer == 0.49


def test_suggestions_never_begin_above_answers():
    cut = learn([(0.8, True)] * 100)
    assert cut == Cut(answer=0.8, suggest=0.8)
