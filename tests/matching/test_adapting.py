"""After an edit a ranker knows the new phrasings at once; what it learns later changes little."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.match import Verdict
from bot.matching.build import Builder, Purpose
from bot.matching.progress import Progress
from bot.matching.ranking.base import Phrasing
from bot.matching.ranking.ranker import Ranker
from tests.knowledge_sample import entry
from tests.matching.plain_ranking import FakeEncoder
from tests.matching.sample import altered, knowledge
from tests.matching.test_ranker import BASE, ENCODERS, WORDS

FRESH = (
    Phrasing("mines", "where is fair gold dug", "en"),
    Phrasing("cost", "how much does certified gold cost", "en"),
    Phrasing("cost", "cuánto cuesta el oro certificado", "es"),
)


def adapted(ranker: Ranker, phrasings: tuple[Phrasing, ...]) -> Ranker:
    found = ranker.adapted(phrasings)
    assert found is not None
    return found


@ENCODERS
def test_new_phrasings_are_known_and_removed_ones_forgotten(encoder):
    before = Ranker.build(BASE, encoder)
    after = adapted(before, (*BASE[1:], *FRESH))
    assert (before.is_learnt, after.is_learnt) == (True, False)
    for phrasing in FRESH:
        ranking = after.rank(phrasing.text)
        assert (ranking.exact, ranking.candidates[0].label) == (True, phrasing.label)
    assert after.rank("how much would certified gold cost me").candidates[0].label == "cost"
    gone = after.rank(BASE[0].text)
    assert not gone.exact
    assert BASE[0].text not in {near.text for near in gone.neighbours}


@ENCODERS
def test_a_label_may_go(encoder):
    kept = tuple(phrasing for phrasing in BASE if phrasing.label != "mercury")
    after = adapted(Ranker.build(BASE, encoder), kept)
    assert {each.label for each in after.rank("is the gold free of mercury").candidates} == {"buy", "mines"}


@ENCODERS
@settings(max_examples=25, deadline=None)
@given(
    fresh=st.lists(
        st.tuples(st.sampled_from(["buy", "mines", "new"]), st.lists(st.sampled_from(WORDS), min_size=3)),
        max_size=4,
    ),
    gone=st.integers(0, 3),
    asked=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
)
def test_any_edit_can_be_asked_about(encoder, fresh, gone, asked):
    more = tuple(Phrasing(label, " ".join(words), "en") for label, words in fresh)
    once = adapted(Ranker.build(BASE, encoder), (*BASE[gone:], *more[:2]))
    twice = adapted(once, (*BASE[gone:], *more))
    for phrasing in more:
        labels = {each.label for each in twice.rank(phrasing.text).candidates}
        assert phrasing.label in labels
    assert all(0 <= each.confidence <= 1 for each in twice.rank(" ".join(asked)).candidates)


def test_a_new_word_is_not_taken_for_a_misspelt_one_any_more():
    after = adapted(Ranker.build(BASE), (*BASE, Phrasing("mines", "who runs the cold mines", "en")))
    assert Ranker.build(BASE).rank("what cold").repairs == (("cold", "gold"),)
    assert after.rank("what cold").repairs == ()


def test_a_ranker_of_the_same_phrasings_is_the_same():
    ranker = Ranker.build(BASE, FakeEncoder())
    assert ranker.adapted(BASE[::-1]) is ranker


def test_other_names_are_left_alone_without_learning_anew():
    ranker = Ranker.build(BASE)
    renamed = ranker.adapted(BASE, protected=frozenset({"mercry"}))
    assert renamed is not None
    assert renamed.is_learnt
    assert ranker.rank("mercry").repairs == (("mercry", "mercury"),)
    assert renamed.rank("mercry").repairs == ()


def test_what_differs_much_is_learnt_anew():
    many = tuple(Phrasing("more", f"question number {number}", "en") for number in range(600))
    assert Ranker.build(BASE).adapted((*BASE, *many)) is None
    assert Ranker.build(()).adapted(BASE) is None
    assert Ranker.build(BASE).adapted(()) is None
    assert Ranker.build((*BASE, *many), most_anchors=300).adapted(many) is None


def edited():
    base = knowledge()
    asked = {language: (f"zorblax frobnication {language}",) for language in ("en", "es", "fr")}
    more = entry("frobnication", questions=asked)
    topic = base.topics[0].model_copy(update={"entries": (*base.topics[0].entries, more)})
    return altered(base, {"topics": (topic, *base.topics[1:])})


def test_an_edited_knowledge_is_asked_at_once_and_learnt_afterwards():
    builder = Builder()
    (whole,) = builder.steps(knowledge())
    assert whole.match("zorblax frobnication en", "en").verdict is not Verdict.ANSWER
    soon, later = builder.steps(edited())
    for matcher in (soon, later):
        assert matcher.match("zorblax frobnication en", "en").key == "frobnication"
        assert matcher.match("what is CRAFT", "en").key == "craft-definition"


def test_words_that_end_otherwise_are_learnt_anew_at_once():
    builder = Builder()
    builder.build(knowledge())
    talk = knowledge().talk.model_copy(update={"endings": {"en": ("ing",)}})
    (matcher,) = builder.steps(altered(knowledge(), {"talk": talk}))
    assert matcher.match("where can I buy Fairmined gold", "en").key == "buy-fairmined"


def test_an_edit_of_answers_alone_leaves_nothing_to_learn():
    builder = Builder()
    builder.build(knowledge())
    assert len(list(builder.steps(altered(knowledge(), {"version": "another"})))) == 1


def test_what_is_learnt_is_kept_for_each_purpose():
    asked = []
    Builder(keeps=asked.append).build(knowledge())  # type: ignore[func-returns-value]
    assert sorted({*asked}) == ["alerts", "entries", "lists", "partners", "words"]


class Remembered:
    """Keeps the last thing that was learnt for a purpose, in memory."""

    def __init__(self):
        self.kept = {}

    def __call__(self, purpose):
        return Memory(self.kept, purpose)


class Memory:
    def __init__(self, kept, purpose):
        self.kept, self.purpose = kept, purpose

    def recall(self):
        return iter([self.kept[self.purpose]] if self.purpose in self.kept else [])

    def keep(self, learnt):
        self.kept[self.purpose] = learnt


class Slow(FakeEncoder):
    """An encoder that says how much it would have to encode."""

    def __init__(self, new=0):
        self.new = new
        self.pruned = 0

    def count_new(self, texts):
        return min(self.new, len(texts))

    def prune(self):
        self.pruned += 1


def test_what_was_kept_answers_at_once_after_an_edit_and_is_learnt_afterwards():
    keeps = Remembered()
    Builder(keeps=keeps).build(knowledge())
    (whole,) = Builder(keeps=keeps).steps(knowledge())
    assert whole.match("what is CRAFT", "en").key == "craft-definition"
    soon, later = Builder(keeps=keeps).steps(edited())
    for matcher in (soon, later):
        assert matcher.match("zorblax frobnication en", "en").key == "frobnication"
        assert matcher.match("what is CRAFT", "en").key == "craft-definition"
    (learnt,) = Builder(keeps=keeps).steps(edited())
    assert learnt.match("zorblax frobnication en", "en").key == "frobnication"


def test_who_asks_once_does_not_wait_for_an_edit_to_be_learnt():
    keeps = Remembered()
    Builder(keeps=keeps).build(knowledge())
    before = dict(keeps.kept)
    soon = Builder(keeps=keeps).build_soon(edited())
    assert soon.match("zorblax frobnication en", "en").key == "frobnication"
    assert all(keeps.kept[purpose] is before[purpose] for purpose in Purpose)
    other = Builder().build_soon(edited())
    assert other.match("zorblax frobnication en", "en").key == "frobnication"


def test_where_much_is_to_be_learnt_letters_answer_until_it_is_done():
    told = []
    encoder = Slow(new=1_000)
    builder = Builder(encoder, keeps=Remembered(), progress=Progress(told.append))
    steps = builder.steps(edited())
    lettered = next(steps)
    assert told == []
    assert lettered.match("zorblax frobnication en", "en").key == "frobnication"
    assert lettered.match("where can I buy Fairmined gold", "en").key == "buy-fairmined"
    (whole,) = steps
    assert told == sorted(told)
    assert told[-1] == 1
    assert whole.match("zorblax frobnication en", "en").key == "frobnication"


def test_what_stands_in_is_not_taken_for_what_was_learnt():
    builder = Builder(Slow(new=1_000))
    next(builder.steps(knowledge()))
    assert len(list(builder.steps(knowledge()))) == 2


def test_what_is_stale_is_told_part_by_part_and_refreshed():
    keeps, encoder = Remembered(), Slow()
    builder = Builder(encoder, keeps=keeps)
    assert {part.share for part in builder.stale(knowledge())} == {0, 1}
    builder.refresh(knowledge())
    assert encoder.pruned == 1
    assert [part.count for part in builder.stale(knowledge())] == [0] * 6
    encoder.new = 7
    found = {part.part: part.count for part in Builder(encoder, keeps=keeps).stale(edited())}
    assert found.pop("words") > 0
    assert found == {"vectors": 7, "entries": 6, "partners": 0, "lists": 0, "alerts": 3}
    talk = knowledge().talk.model_copy(update={"endings": {"en": ("ing",)}})
    read_otherwise = {part.part: part.share for part in builder.stale(altered(knowledge(), {"talk": talk}))}
    assert read_otherwise["entries"] == 1
    lexical = Builder()
    lexical.refresh(knowledge())
    assert {part.share for part in lexical.stale(knowledge())} == {1}
