"""Who may do what, through the use cases that every face calls."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.leads.changes import Changed, Forbidden, Gone, Merged, Unchanged, Unknown
from bot.leads.lead import Lead, Staff, Status, What
from bot.leads.listing import LeadFilter, Order
from bot.leads.staff import Face, Right, Role
from bot.store.desk_schema import AuditRow
from bot.usecases.review import Review
from bot.usecases.staff import NotAppointed, Roster
from tests.staging import ANA, BEN, House

READER = Staff("9", "Rita", Role.READER)
AGENT = Staff("8", "Abel", Role.AGENT, Face.DESK)


async def audit(house: House) -> list[tuple[str, str, str, str, str]]:
    async with house.database.reading() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.who, row.face, row.what, row.subject, row.detail) for row in rows]


async def lead_of(house: House, reference: str) -> Lead:
    lead = await house.review.show(reference)
    assert lead is not None
    return lead


async def test_whoever_a_channel_vouches_for_is_an_agent_until_told_otherwise(house: House) -> None:
    roster = Roster(house.database, house.clock, managers=["telegram:1"])
    manager = await roster.meet("telegram:1", "Ana", Face.TELEGRAM)
    agent = await roster.meet("telegram:2", "Ben", Face.TELEGRAM)
    assert (manager.role, agent.role) == (Role.MANAGER, Role.AGENT)
    appointed = await roster.appoint("telegram:2", Role.READER, manager)
    assert appointed.role is Role.READER
    again = await roster.meet("telegram:2", "Benito", Face.DESK)
    assert (again.role, again.name, again.face) == (Role.READER, "Benito", Face.DESK)


async def test_only_managers_appoint_and_those_of_the_settings_stay(house: House) -> None:
    roster = Roster(house.database, house.clock, managers=["telegram:1"])
    manager = await roster.meet("telegram:1", "Ana", Face.TELEGRAM)
    agent = await roster.meet("telegram:2", "Ben", Face.TELEGRAM)
    assert await roster.appoint("telegram:2", Role.MANAGER, agent) is NotAppointed.FORBIDDEN
    assert await roster.appoint("telegram:1", Role.READER, manager) is NotAppointed.LISTED
    assert await roster.appoint("telegram:3", Role.READER, manager) is NotAppointed.UNKNOWN


async def test_a_reader_changes_nothing(house: House) -> None:
    reference = await house.submit()
    review, later = house.review, house.clock.now + timedelta(days=1)
    outcomes = [
        await review.claim(reference, READER),
        await review.move(reference, Status.CONTACTED, READER),
        await review.assign(reference, BEN, READER),
        await review.note(reference, "hello", READER),
        await review.snooze(reference, later, READER),
        await review.edit(reference, {"company": "Other"}, READER),
        await review.erase(reference, READER),
        await review.merge(reference, await house.submit(), READER),
        await review.show_contact(reference, READER),
        *(await review.move_all([reference], Status.SPAM, READER)).values(),
        *(await review.assign_all([reference], BEN, READER)).values(),
    ]
    assert all(isinstance(outcome, Forbidden) for outcome in outcomes)
    assert (await lead_of(house, reference)).version == 1
    assert await audit(house) == []


async def test_an_agent_works_but_does_not_erase(house: House) -> None:
    reference = await house.submit()
    assert isinstance(await house.review.claim(reference, AGENT), Changed)
    refused = await house.review.erase(reference, AGENT)
    assert isinstance(refused, Forbidden)
    assert refused.right is Right.ERASE


async def test_each_change_is_in_the_audit_with_who_and_from_where(house: House) -> None:
    reference = await house.submit()
    review = house.review
    await review.claim(reference, AGENT)
    await review.note(reference, "Eva is the sister of …", ANA)
    await review.show_contact(reference, ANA)
    await review.move(reference, Status.CONTACTED, AGENT)
    await review.move(reference, Status.CONTACTED, AGENT)
    assert await audit(house) == [
        ("Abel", "desk", "assigned", f"lead {reference}", "Abel"),
        ("Ana", "telegram", "noted", f"lead {reference}", ""),
        ("Ana", "telegram", "contact-shown", f"lead {reference}", ""),
        ("Abel", "desk", "moved", f"lead {reference}", "new → contacted"),
    ]


async def test_contact_is_shown_to_whoever_may_see_it_and_not_once_it_is_erased(house: House) -> None:
    reference = await house.submit()
    shown = await house.review.show_contact(reference, AGENT)
    assert isinstance(shown, Changed)
    assert shown.lead.email == "eva@acme.example"
    assert (await lead_of(house, reference)).seen_at == house.clock.now
    await house.review.erase(reference, ANA)
    assert isinstance(await house.review.show_contact(reference, AGENT), Gone)
    assert isinstance(await house.review.show_contact("zzz", AGENT), Unknown)


async def test_a_merged_lead_points_to_the_one_that_shows_both_histories(house: House) -> None:
    first, second, third = [await house.submit("Acme", chat_id=str(number)) for number in range(3)]
    await house.review.note(first, "called twice", ANA)
    house.clock.turn(hours=1)
    merged = await house.review.merge(first, second, ANA)
    assert isinstance(merged, Changed)
    assert merged.lead.reference == second
    old = await lead_of(house, first)
    assert (old.merged_into, old.history[-1].detail) == (second, f"→ {second}")
    assert [row.what for row in merged.lead.history].count(What.SUBMITTED) == 2
    assert "called twice" in [row.detail for row in merged.lead.history]
    assert [lead.reference for lead in await house.review.list()] == [third, second]
    assert isinstance(await house.review.claim(first, ANA), Merged)

    await house.review.merge(second, third, ANA)
    assert (await lead_of(house, first)).merged_into == third, "no chains"
    whole = await lead_of(house, third)
    assert [row.what for row in whole.history].count(What.SUBMITTED) == 3


async def test_a_lead_is_not_merged_into_itself_or_into_nothing(house: House) -> None:
    reference = await house.submit()
    assert isinstance(await house.review.merge(reference, reference, ANA), Unchanged)
    assert await house.review.merge(reference, "zzz", ANA) == Unknown("zzz")
    assert await house.review.merge("zzz", reference, ANA) == Unknown("zzz")


async def test_an_edited_lead_is_found_under_what_it_holds_now(house: House) -> None:
    reference = await house.submit("Acme Ltd")
    other = await house.submit("Orfèvres Réunis", chat_id="8")
    await house.review.edit(other, {"email": "zoe@elsewhere.example"}, ANA)
    assert (await lead_of(house, other)).possible_duplicates == ()
    await house.review.edit(reference, {"company": "Orfevres Reunis SA"}, ANA)
    assert (await lead_of(house, other)).possible_duplicates == (reference,)
    assert (await lead_of(house, other)).same_person == ()
    (found,) = await house.review.page(LeadFilter(text="ORFEVRES REUNIS SA"), 5)
    assert found.reference == reference
    assert await house.review.page(LeadFilter(text="acme ltd"), 5) == ()


async def test_leads_of_the_same_person_are_told_from_those_that_only_look_alike(house: House) -> None:
    first, second = await house.submit("Acme"), await house.submit("Something else entirely")
    lead = await lead_of(house, second)
    assert lead.same_person == (first,), "they share an address"
    assert lead.possible_duplicates == (first,)


async def test_bulk_changes_tell_of_each_lead_what_came_of_it(house: House) -> None:
    first, second = await house.submit(), await house.submit()
    await house.review.move(second, Status.SPAM, ANA)
    outcomes = await house.review.move_all([first, second, "zzz"], Status.CONTACTED, ANA)
    assert [type(outcome).__name__ for outcome in outcomes.values()] == ["Changed", "NotAllowed", "Unknown"]
    given = await house.review.assign_all([first, second], BEN, ANA)
    assert all(isinstance(outcome, Changed) for outcome in given.values())


async def test_a_snooze_is_kept_and_taken_back(house: House) -> None:
    reference = await house.submit()
    until = house.clock.now + timedelta(days=3)
    await house.review.snooze(reference, until, ANA)
    assert (await lead_of(house, reference)).snoozed_until == until
    await house.review.snooze(reference, None, ANA)
    lead = await lead_of(house, reference)
    assert (lead.snoozed_until, lead.history[-1].what) == (None, What.WOKEN)


FILTERS = [
    (LeadFilter(), ["Gold", "Acme", "Zinc"]),
    (LeadFilter(order=Order.OLDEST), ["Zinc", "Acme", "Gold"]),
    (LeadFilter(order=Order.COMPANY), ["Acme", "Gold", "Zinc"]),
    (LeadFilter(order=Order.CHANGED), ["Zinc", "Gold", "Acme"]),
    (LeadFilter(statuses=(Status.CONTACTED,)), ["Zinc"]),
    (LeadFilter(assignee_id="1"), ["Acme"]),
    (LeadFilter(unassigned=True), ["Gold", "Zinc"]),
    (LeadFilter(text="  góld "), ["Gold"]),
    (LeadFilter(text="%"), []),
    (LeadFilter(ways=("buy",)), []),
    (
        LeadFilter(ways=("fund",), countries=("CO",), languages=("en",), channels=("test",)),
        ["Gold", "Acme", "Zinc"],
    ),
]


@pytest.mark.parametrize(("wanted", "companies"), FILTERS)
async def test_each_part_of_a_filter_narrows_down(
    house: House, wanted: LeadFilter, companies: list[str]
) -> None:
    zinc, acme, _ = [
        (await house.submit(name), house.clock.turn(hours=1))[0] for name in ("Zinc", "Acme", "Gold")
    ]
    await _prepare(house.review, zinc, acme, house)
    assert [lead.company for lead in await house.review.page(wanted, 10)] == companies
    assert await house.review.count(wanted) == len(companies)


async def _prepare(review: Review, zinc: str, acme: str, house: House) -> None:
    house.clock.turn(minutes=-90)
    await review.claim(acme, ANA)
    house.clock.turn(hours=2)
    await review.move(zinc, Status.CONTACTED, BEN)


async def test_leads_are_listed_by_the_time_of_their_coming(house: House) -> None:
    await house.submit("Old")
    house.clock.turn(days=2)
    await house.submit("New")
    middle = house.clock.now - timedelta(days=1)
    assert [lead.company for lead in await house.review.page(LeadFilter(created_from=middle), 9)] == ["New"]
    assert [lead.company for lead in await house.review.page(LeadFilter(created_before=middle), 9)] == ["Old"]
