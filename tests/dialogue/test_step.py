"""The dialogue outside of the form, and what holds of it whatever happens."""

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.match import Candidate, Context, Match, Verdict
from bot.core.snapshot import Snapshot
from bot.core.voice import Voice
from bot.dialogue.answers import answer, reply_to, told_already
from bot.dialogue.step import step
from bot.dialogue.turn import (
    Chose,
    Forget,
    LogQuestion,
    Said,
    ShowData,
    ShowStatus,
    State,
    SubmitLead,
    WithdrawLead,
)
from tests.dialogue.conversation import START, Conversation, snapshot
from tests.knowledge_sample import PARTNERS, changed


class Always:
    """A matcher that decides the same whatever is said."""

    def __init__(self, match: Match) -> None:
        self._match = match

    def match(self, text: str, language: str, context: Context = Context()) -> Match:  # noqa: B008
        return self._match

    def hear_alert(self, text: str, language: str) -> None:
        return None


def test_a_greeting_offers_choices() -> None:
    talk = Conversation()
    assert "Hello!" in talk.say("/start")
    assert {choice.token for choice in talk.choices} >= {"/topics", "/partners", "/enquire", "/language"}
    assert "Hello!" in talk.say("hello")
    assert {choice.token for choice in talk.choices} == {"/topics", "/partners", "/enquire"}
    assert "welcome" in talk.say("thank you")
    assert "Goodbye" in talk.say("bye")


def test_an_answer_shows_source_date_and_related_choices() -> None:
    talk = Conversation()
    talk.say("Who is Chopard?")
    (reply,) = talk.replies
    assert reply.sources[0].title == "Current donors and allies"
    assert "2017–2018" in reply.footer
    assert "Donors" in reply.footer
    assert [choice.token for choice in talk.choices] == ["e:fund-a-project", "e:ford-foundation"]
    (logged,) = talk.effects
    assert isinstance(logged, LogQuestion)
    assert logged.answered


def test_an_answer_that_leads_to_a_way_offers_its_form() -> None:
    talk = Conversation()
    talk.say("we would like to sponsor mining communities")
    talk.press("Leave an enquiry")
    assert talk.state.form is not None
    assert talk.state.form.values == {"way": "fund"}


def test_an_inference_is_said_to_be_one() -> None:
    assert "No source says this outright" in Conversation().say("Ford Foundation")


def test_the_language_of_the_question_is_the_language_of_the_answer() -> None:
    talk = Conversation()
    assert "(es)" in talk.say("¿cómo puede mi empresa financiar un proyecto?")
    assert "(fr)" in talk.say("comment mon entreprise peut-elle financer un projet ?")
    assert "Je n'ai pas" in talk.say("🙂🙂")


def test_the_hint_of_the_channel_counts_until_something_is_said() -> None:
    assert "¡Hola!" in Conversation(hint="es-CO").say("/start")
    assert "Hello!" in Conversation(hint="pt-BR").say("/start")
    assert "Hello!" in Conversation(hint=None).say("/start")


def test_a_chosen_language_stays() -> None:
    talk = Conversation()
    talk.say("/language")
    talk.press("Español")
    assert "Le escribiré en español" in talk.text
    assert "¡Hola!" in talk.say("/start")
    assert "Which" not in talk.say("/language xx")


def test_a_source_without_a_date_is_said_to_have_none() -> None:
    knowledge = snapshot().knowledge
    undated = tuple(source.model_copy(update={"as_of": "undated"}) for source in PARTNERS[0].sources)
    partners = dict(knowledge.partners) | {"chopard": PARTNERS[0].model_copy(update={"sources": undated})}
    assert "bears no date" in answer("chopard", Voice(changed(knowledge, partners=partners), "en")).footer


def test_follow_ups_are_understood_in_context() -> None:
    talk = Conversation()
    talk.say("Who is Chopard?")
    assert "Microsoft works with ARM" in talk.say("and Microsoft?")
    assert "Peru" in talk.say("and where?")
    assert "2017–2018" in talk.say("and when?")


def test_what_is_not_known_of_a_partner_is_said_before_what_is() -> None:
    talk = Conversation()
    assert "do not say where" in talk.say("where does Monnaie de Paris work with you?")
    assert "Monnaie de Paris works with ARM." in talk.text
    assert "do not date" in talk.say("and since when?")


def test_lists_are_derived() -> None:
    talk = Conversation()
    talk.say("which donors work in Peru?")
    assert "Ford Foundation, Microsoft (2017–2018)" in talk.text
    assert "or where an organisation is based; the sources tell where 0 of the 5 are" in talk.text
    talk.press("Microsoft")
    assert "Microsoft works with ARM" in talk.text
    talk.send_token("e:list:auditor")
    assert "no organisation that fits" in talk.text


def test_long_lists_have_pages() -> None:
    knowledge = snapshot().knowledge
    (first,) = [listed for listed in knowledge.partners.values() if listed.id == "chopard"]
    many = {
        f"chopard-{sign}": first.model_copy(update={"id": f"chopard-{sign}"})
        for sign in (a + b for a in string.ascii_lowercase for b in "ab")
    }
    talk = Conversation(snapshot=Snapshot(changed(knowledge, partners=many), snapshot().matcher))
    talk.say("/partners")
    talk.press("All partners")
    assert " …" in talk.text
    talk.press("More")
    assert "e:chopard-ea" in {choice.token for choice in talk.choices}
    talk.send_token("e:list:all@99999")
    assert "52" in talk.text


def test_an_unknown_organisation_is_never_answered_as_a_listed_one() -> None:
    talk = Conversation()
    talk.say("Is Chopin a partner?")
    assert "not among the partners" in talk.text
    assert "Chopin" in talk.text


def test_what_people_of_an_unknown_organisation_may_want_is_offered_as_such() -> None:
    wanted = (Candidate("buy-fairmined", 0.6),)
    match = Match(Verdict.NOT_LISTED, "en", name="Zorblax", suggestions=wanted)
    reply = reply_to(match, snapshot().knowledge)
    assert "Zorblax" in reply.text
    assert "Or were you looking for" in reply.text
    assert reply.choices[0][0].token == "e:buy-fairmined"
    close = replace(match, suggestions=(Candidate("chopard", 0.1),))
    assert "Names that look similar" in reply_to(close, snapshot().knowledge).text
    alone = reply_to(replace(match, suggestions=()), snapshot().knowledge).text
    assert "Or were you looking for" not in alone
    assert "Names that look similar" not in alone


def test_there_is_at_most_one_clarification_in_a_row() -> None:
    talk = Conversation()
    state = talk.state.model_copy(update={"clarified": True})
    unsure = next(
        text
        for text in (
            "traceable something",
            "sponsor",
            "gold rings",
            "mining project",
            "fund",
            "buy",
            "miners code",
        )
        if snapshot().matcher.match(text, "en").verdict is Verdict.SUGGEST
    )
    assert "Did you mean" in talk.say(unsure)
    assert talk.state.clarified
    talk.state = state
    assert "rather not guess" in talk.say(unsure)


def test_none_of_these_leads_to_the_subjects() -> None:
    talk = Conversation()
    talk.say("/topics")
    talk.press("Get involved")
    talk.press("Fund a project")
    assert "All about fund-a-project" in talk.text
    talk.send_token("t:nothing")
    assert "Which subject" in talk.text


def test_long_topics_have_pages() -> None:
    knowledge = snapshot().knowledge
    (topic, *others) = knowledge.topics
    entries = tuple(topic.entries[0].model_copy(update={"id": f"entry-{number}"}) for number in range(10))
    longer = knowledge.model_copy(update={"topics": (topic.model_copy(update={"entries": entries}), *others)})
    talk = Conversation(snapshot=Snapshot(longer, snapshot().matcher))
    talk.send_token(f"t:{topic.id}")
    talk.press("More")
    assert [choice.token for choice in talk.choices] == ["e:entry-8", "e:entry-9"]


def test_long_titles_are_cut_on_buttons() -> None:
    knowledge = snapshot().knowledge
    (topic, *others) = knowledge.topics
    title = dict.fromkeys(("en", "es", "fr"), "A very long title " * 10)
    entries = (topic.entries[0].model_copy(update={"title": title}),)
    longer = knowledge.model_copy(update={"topics": (topic.model_copy(update={"entries": entries}), *others)})
    talk = Conversation(snapshot=Snapshot(longer, snapshot().matcher))
    talk.send_token(f"t:{topic.id}")
    assert all(len(choice.label) <= 60 for choice in talk.choices)


def test_every_command_answers() -> None:
    talk = Conversation()
    assert "Who is Chopard?" in talk.say("/help")
    assert "5 organisations" in talk.say("/partners")
    assert "/forget erases" in talk.say("/privacy")
    assert "nothing to cancel" in talk.say("/cancel")
    assert "do not know that command" in talk.say("/dance now")
    assert "Chopard works with ARM" in talk.say("/start entry-chopard")
    assert "Hello!" in talk.say("/start entry-nothing")
    talk.say("/status")
    assert talk.effects == (ShowStatus(),)
    talk.say("/mydata@some_bot")
    assert talk.effects == (ShowData(),)


def test_wishes_in_own_words_are_commands() -> None:
    talk = Conversation()
    assert "Who is Chopard?" in talk.say("what can you do")
    talk.say("quiero hablar con alguien")
    assert talk.state.form is not None
    assert talk.state.form.language == "es"


def test_forgetting_is_confirmed_first() -> None:
    talk = Conversation()
    talk.say("/forget")
    assert talk.effects == ()
    talk.press("No")
    assert "Nothing was erased" in talk.text
    talk.say("/forget")
    talk.press("Yes")
    assert talk.effects == (Forget(),)
    assert talk.state == State(spoken="en", last_at=talk.now)


@pytest.mark.parametrize("said", ["yes", "sí, borrar", "Oui", "bórrenlo", "yes, erase it", "ok do it"])
def test_a_yes_may_be_typed(said: str) -> None:
    talk = Conversation()
    talk.say("/forget")
    talk.say(said)
    assert talk.effects == (Forget(),)


@pytest.mark.parametrize(
    "said", ["no", "yes no wait", "yes?", "yes, but first tell me what you keep", "hello"]
)
def test_what_is_no_clear_yes_erases_nothing(said: str) -> None:
    talk = Conversation()
    talk.say("/forget")
    talk.say(said)
    assert Forget() not in talk.effects


def test_a_typed_no_is_a_no_and_a_yes_counts_only_right_after_the_question() -> None:
    talk = Conversation()
    talk.say("/forget")
    talk.say("no, don't")
    assert "Nothing was erased" in talk.text
    talk.say("/forget")
    talk.say("Who is Chopard?")
    talk.say("yes")
    assert Forget() not in talk.effects


def test_a_no_to_which_nothing_was_asked_cancels_nothing() -> None:
    talk = Conversation()
    assert "All right" in talk.say("no")
    assert "no enquiry" in talk.say("cancel").lower() or "nothing" in talk.text.lower()


def test_what_is_only_like_cancelling_cancels_nothing() -> None:
    match = Match(Verdict.ANSWER, "en", "cancel")
    talk = Conversation(snapshot=Snapshot(snapshot().knowledge, Always(match)))
    assert "no reliable answer" in talk.say("did they stop?")


def test_withdrawing_an_enquiry_may_be_confirmed_in_words() -> None:
    talk = Conversation()
    talk.send_token("lead:K7F-2MX:withdraw")
    talk.say("oui")
    assert talk.effects == (WithdrawLead("K7F-2MX"),)


def test_what_was_told_already_is_not_told_as_though_it_were_new() -> None:
    talk = Conversation()
    first = talk.say("Who is Chopard?")
    again = talk.say("who paid?")
    assert "stands above: Chopard" in again
    assert first not in again
    assert "/enquire" in {choice.token for choice in talk.choices}
    assert talk.say("Who is Chopard?").startswith(first.split("\n")[0])


def test_what_else_a_question_may_mean_is_offered_beside_what_was_told() -> None:
    match = Match(
        Verdict.ANSWER, "en", "chopard", suggestions=(Candidate("buy-fairmined", 0.6),), goes_on=True
    )
    reply = told_already(match, snapshot().knowledge)
    assert "Or were you looking for" in reply.text
    assert reply.choices[0][0].token == "e:buy-fairmined"


def test_beside_an_empty_list_what_else_may_be_meant_is_offered() -> None:
    match = Match(Verdict.ANSWER, "en", "list:auditor", suggestions=(Candidate("buy-fairmined", 0.6),))
    reply = reply_to(match, snapshot().knowledge)
    assert "no organisation that fits" in reply.text
    assert reply.choices[0][0].token == "e:buy-fairmined"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("can we speak Spanish please", "Le escribiré en español"),
        ("en français s'il vous plaît", "Je vous écrirai"),
        ("¿podemos seguir en inglés?", "I shall write in English"),
        ("do you speak other languages", "Which language"),
    ],
)
def test_a_language_that_is_named_is_spoken(said: str, told: str) -> None:
    assert told in Conversation().say(said)


def test_the_last_answer_is_given_again_in_the_language_chosen() -> None:
    talk = Conversation()
    talk.say("Who is Chopard?")
    talk.say("/language es")
    assert "Figura en" in talk.text


def test_what_is_not_text_and_stale_buttons_get_a_clear_reply() -> None:
    talk = Conversation()
    assert "only read text" in talk.say("   ")
    assert "no longer works" in talk.send_token("something:old")
    assert "no longer works" in talk.send_token("")
    assert "no longer exists" in talk.send_token("e:gone")


texts = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "Who is Chopard?",
            "yes",
            "skip",
            "back",
            "cancel",
            "send",
            "why",
            "Acme",
            "a@example.org",
            "Peru",
            "go on",
            "/enquire",
            "/enquire buy",
            "/report",
            "/start enquire-fund",
            "/language es",
            "/forget",
            "/cancel",
            "x" * 5000,
        ]
    ),
)
tokens = st.one_of(
    st.text(max_size=64),
    st.sampled_from(
        ["e:chopard", "e:list:donor", "t:ways@3", "lang:fr", "forget:yes", "/enquire", "report", "press"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_talk_gets_replies_stays_pure_and_never_sends_an_incomplete_lead(data: st.DataObject) -> None:
    talk = Conversation()
    knowledge = talk.snapshot.knowledge
    for _ in range(data.draw(st.integers(1, 12))):
        fields = tuple(data.draw(st.permutations(knowledge.form.fields)))[: data.draw(st.integers(5, 7))]
        form = knowledge.form.model_copy(update={"fields": fields})
        talk.snapshot = Snapshot(knowledge.model_copy(update={"form": form}), talk.snapshot.matcher)
        talk.wait(minutes=data.draw(st.sampled_from([0, 0, 0, 45])))
        before, buttons = talk.state, [choice.token for choice in talk.choices]
        token = data.draw(st.sampled_from(buttons)) if buttons and data.draw(st.booleans()) else None
        if token is None and data.draw(st.booleans()):
            token = data.draw(tokens)
        event = Said("e", data.draw(texts), talk.now) if token is None else Chose("e", token, talk.now)
        talk.meet(event)
        assert step(before, event, talk.snapshot) == step(before, event, talk.snapshot)
        assert talk.replies or talk.effects
        assert all(reply.text for reply in talk.replies)
        assert all(len(choice.token.encode()) <= 64 for choice in talk.choices)
        assert State.model_validate_json(talk.state.model_dump_json()) == talk.state
        for effect in talk.effects:
            if isinstance(effect, SubmitLead):
                assert effect.enquiry.consent_at >= START
                assert effect.enquiry.company
            # What is typed while a report is open is part of it, and no question.
            assert before.report is None or not isinstance(effect, LogQuestion)
        if before.report and before.form and talk.state.form:
            assert talk.state.form.values == before.form.values


def test_where_nothing_could_be_offered_there_is_no_answer() -> None:
    match = Match(Verdict.SUGGEST, "en", suggestions=(Candidate("thanks", 0.4),))
    assert "no reliable answer" in reply_to(match, snapshot().knowledge).text


def test_a_suggested_wish_is_a_command_and_one_that_needs_no_button_is_left_out() -> None:
    suggested = (Candidate("enquire", 0.4), Candidate("thanks", 0.4), Candidate("chopard", 0.4))
    reply = reply_to(Match(Verdict.SUGGEST, "en", suggestions=suggested), snapshot().knowledge)
    assert [choice.token for row in reply.choices for choice in row] == ["/enquire", "e:chopard", "/topics"]
