import asyncio
import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.command_line.leads import why_not
from bot.leads.changes import Changed, Gone, NotAllowed, Outcome, Outdated, Taken, Unchanged, Unknown
from bot.leads.lead import TRANSITIONS, Lead, Staff, Status, lead_json
from bot.usecases.export import leads_csv
from tests.staging import ANA, BEN, House, enquiry, open_house, sqlite_url


async def lead_of(house: House, reference: str) -> Lead:
    lead = await house.review.show(reference)
    assert lead is not None
    return lead


async def test_a_move_changes_the_row_and_writes_history(house: House) -> None:
    reference = await house.submit()
    house.clock.turn(hours=1)
    moved = await house.review.move(reference, Status.CONTACTED, ANA)
    assert isinstance(moved, Changed)
    assert moved.lead == await lead_of(house, reference)
    assert (moved.lead.status, moved.lead.version) == ("contacted", 2)
    assert moved.lead.updated_at == house.clock.now
    last = moved.lead.history[-1]
    assert (last.who, last.what, last.detail, last.at) == (
        "Ana",
        "moved",
        "new → contacted",
        house.clock.now,
    )


async def test_a_reference_may_be_typed_loosely(house: House) -> None:
    reference = await house.submit()
    loosely = f" {reference.replace('-', ' ').lower()} "
    assert isinstance(await house.review.move(loosely, Status.CONTACTED, ANA), Changed)


@pytest.mark.parametrize("reference", ["", "zzz", "222-222", "🙂", "'; DROP TABLE leads; --"])
async def test_an_unknown_reference_is_said_to_be_unknown(house: House, reference: str) -> None:
    assert await house.review.show(reference) is None
    assert await house.review.move(reference, Status.CONTACTED, ANA) == Unknown(reference)
    assert await house.review.erase(reference, ANA) == Unknown(reference)


async def test_moves_that_lead_nowhere_are_refused(house: House) -> None:
    reference = await house.submit()
    refused = await house.review.move(reference, Status.WON, ANA)
    assert isinstance(refused, NotAllowed)
    assert refused.to is Status.WON
    assert isinstance(await house.review.move(reference, Status.NEW, ANA), Unchanged)
    assert (await lead_of(house, reference)).version == 1


async def test_whoever_saw_an_older_version_looks_again(house: House) -> None:
    reference = await house.submit()
    await house.review.move(reference, Status.CONTACTED, ANA, seen=1)
    late = await house.review.move(reference, Status.SPAM, BEN, seen=1)
    assert isinstance(late, Outdated)
    assert late.lead.status is Status.CONTACTED


async def test_of_many_who_claim_a_lead_at_once_one_has_it(house: House) -> None:
    reference = await house.submit()
    people = [Staff(str(number), f"Person {number}") for number in range(12)]
    outcomes = await asyncio.gather(*(house.review.claim(reference, person) for person in people))
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
    others = [outcome for outcome in outcomes if isinstance(outcome, Taken)]
    assert len(others) == 11
    assert {outcome.by for outcome in others} == {winner.lead.assignee}


async def test_a_second_claim_of_the_same_person_changes_nothing(house: House) -> None:
    reference = await house.submit()
    await house.review.claim(reference, ANA)
    assert isinstance(await house.review.claim(reference, ANA), Unchanged)


async def test_a_lead_is_handed_on_and_released(house: House) -> None:
    reference = await house.submit()
    await house.review.claim(reference, ANA)
    await house.review.assign(reference, BEN, ANA)
    assert (await lead_of(house, reference)).assignee == BEN
    await house.review.assign(reference, None, BEN)
    lead = await lead_of(house, reference)
    assert lead.assignee is None
    assert [(row.who, row.what, row.detail) for row in lead.history[1:]] == [
        ("Ana", "assigned", "Ana"),
        ("Ana", "assigned", "Ben"),
        ("Ben", "released", ""),
    ]


async def test_every_refusal_says_why(house: House) -> None:
    reference = await house.submit()
    review = house.review
    assert why_not(await review.claim(reference, ANA)) == ""
    assert "already taken by Ana" in why_not(await review.claim(reference, BEN))
    assert "possible: contacted, spam" in why_not(await review.move(reference, Status.WON, ANA))
    assert "like that already" in why_not(await review.move(reference, Status.NEW, ANA))
    assert "changed meanwhile" in why_not(await review.move(reference, Status.SPAM, ANA, seen=1))
    assert "no lead zzz" in why_not(await review.move("zzz", Status.SPAM, ANA))
    await review.erase(reference, ANA)
    assert "erased" in why_not(await review.note(reference, "again", ANA))


async def test_notes_are_kept_and_empty_ones_are_not(house: House) -> None:
    reference = await house.submit()
    await house.review.note(reference, "  Called back. ", ANA)
    assert isinstance(await house.review.note(reference, " \n ", ANA), Unchanged)
    await house.review.note(reference, "x" * 10_000, ANA)
    details = [row.detail for row in (await lead_of(house, reference)).history[1:]]
    assert details == ["Called back.", "x" * 10_000]


async def test_an_erased_lead_keeps_its_status_and_nothing_personal(house: House) -> None:
    reference = await house.submit("Secret Ltd")
    await house.review.move(reference, Status.CONTACTED, ANA)
    await house.review.note(reference, "Secret note", ANA)
    assert isinstance(await house.review.erase(reference, ANA), Changed)
    lead = await lead_of(house, reference)
    assert lead.status is Status.CONTACTED
    shown = str(lead_json(lead)) + str(lead.chat_id)
    assert not any(word in shown for word in ("Secret", "Eva", "eva@", "would like"))
    assert isinstance(await house.review.erase(reference, ANA), Unchanged)
    assert isinstance(await house.review.note(reference, "again", ANA), Gone)
    assert isinstance(await house.review.claim(reference, ANA), Gone)
    assert isinstance(await house.review.move(reference, Status.SPAM, ANA), Changed)


async def test_leads_are_listed_newest_first_and_found_by_what_is_in_them(house: House) -> None:
    first = await house.submit("Alpha 100% Gold", chat_id="1")
    second = await house.submit("Beta", chat_id="2")
    await house.review.move(second, Status.SPAM, ANA)
    await house.review.claim(first, ANA)
    review = house.review

    async def found(**asked: object) -> list[str]:
        return [lead.reference for lead in await review.list(**asked)]  # type: ignore[arg-type]

    assert await found() == [second, first]
    assert await found(most=1) == [second]
    assert await found(most=1, skip=1) == [first]
    assert await found(skip=1) == [first]
    assert await found(statuses=[Status.SPAM]) == [second]
    assert await found(assignee_id="1") == [first]
    assert await found(text="alpha 100%") == [first]
    assert await found(text="%") == [first]
    assert await found(text="EVA@") == [second, first]
    assert (await review.counts())[Status.SPAM] == 1
    assert list(await review.counts()) == list(Status)


async def test_leads_of_one_organisation_point_at_each_other(house: House) -> None:
    first = await house.submit("Goldsmith Inc.", chat_id="1")
    second = await house.submit("goldsmith", chat_id="2")
    assert (await lead_of(house, first)).possible_duplicates == (second,)
    assert (await lead_of(house, second)).possible_duplicates == (first,)
    await house.review.erase(first, ANA)
    assert (await lead_of(house, second)).possible_duplicates == ()
    assert (await lead_of(house, first)).possible_duplicates == ()


async def test_a_lead_as_json_has_what_scripts_rely_on(house: House) -> None:
    reference = await house.submit()
    await house.review.claim(reference, ANA)
    given_json = lead_json(await lead_of(house, reference))
    assert given_json | {"history": [], "reference": "?"} == {
        "reference": "?",
        "status": "new",
        "company": "Acme Ltd",
        "contact_name": "Eva Perez",
        "email": "eva@acme.example",
        "phone": None,
        "country": "CO",
        "way": "fund",
        "message": "We would like to help.",
        "language": "en",
        "channel": "test",
        "origin": "",
        "assignee": "Ana",
        "created_at": "2026-03-02T09:00:00Z",
        "updated_at": "2026-03-02T09:00:00Z",
        "version": 2,
        "consent_version": "1",
        "consent_at": "2026-03-02T09:00:00Z",
        "consent_language": "en",
        "consent": "form",
        "consent_where": "",
        "consent_by": "",
        "erased_at": None,
        "snoozed_until": None,
        "merged_into": None,
        "possible_duplicates": [],
        "same_person": [],
        "history": [],
        "messages": [],
    }


async def test_an_export_runs_no_formula(house: House) -> None:
    await house.submit('=HYPERLINK("http://evil.example")', chat_id="1")
    await house.submit("@SUM(A1)", chat_id="2")
    await house.submit('Good, "plain" name', chat_id="3")
    rows = list(csv.DictReader(io.StringIO(leads_csv(await house.review.list()))))
    assert [row["company"] for row in rows] == [
        'Good, "plain" name',
        "'@SUM(A1)",
        '\'=HYPERLINK("http://evil.example")',
    ]
    assert rows[0]["possible_duplicates"].count("-") == 2
    assert leads_csv([]) == ""


def test_an_enquiry_without_a_way_to_reply_is_no_enquiry() -> None:
    with pytest.raises(ValueError, match="a way to reach them"):
        enquiry(email=None)


Act = tuple[str, Staff, object]
PEOPLE = st.sampled_from([ANA, BEN])
ACTS = st.one_of(
    st.tuples(st.just("move"), PEOPLE, st.sampled_from(Status)),
    st.tuples(st.just("claim"), PEOPLE, st.none()),
    st.tuples(st.just("assign"), PEOPLE, st.sampled_from([ANA, BEN, None])),
    st.tuples(st.just("note"), PEOPLE, st.text(max_size=20)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(ACTS, max_size=4), max_size=4))
def test_whatever_staff_do_at_once_no_history_is_lost_and_every_move_was_allowed(
    bursts: list[list[Act]],
) -> None:
    async def act(house: House, reference: str, what: Act) -> Outcome:
        name, who, argument = what
        match name:
            case "move":
                return await house.review.move(reference, Status(str(argument)), who)
            case "claim":
                return await house.review.claim(reference, who)
            case "assign":
                assert argument is None or isinstance(argument, Staff)
                return await house.review.assign(reference, argument, who)
        return await house.review.note(reference, str(argument), who)

    async def play(folder: Path) -> None:
        async with open_house(sqlite_url(folder)) as house:
            reference = await house.submit()
            done = 0
            for burst in bursts:
                outcomes = await asyncio.gather(*(act(house, reference, what) for what in burst))
                done += sum(isinstance(outcome, Changed) for outcome in outcomes)
            lead = await lead_of(house, reference)
            assert len(lead.history) == done + 1
            assert lead.version == done + 1
            status = Status.NEW
            for row in lead.history:
                if row.what == "moved":
                    before, _, after = row.detail.partition(" → ")
                    assert before == status
                    assert Status(after) in TRANSITIONS[status]
                    status = Status(after)
            assert lead.status is status

    with TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder)))
