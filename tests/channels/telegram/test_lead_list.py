"""Lists of leads in a chat: what they show, and that everything is a tap away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.staff.lead_list import Found, View, lay_out_list, lead_lines, read_view
from bot.core.snapshot import Snapshot
from bot.core.voice import Voice
from bot.leads.lead import Lead, Staff, Status
from tests.botapi import markup as telegram
from tests.channels.telegram.stage import card_of, now, pressed, running, submitted
from tests.channels.telegram.test_cards import AT, LEAD
from tests.channels.telegram.test_exchange import written
from tests.knowledge_sample import changed, sample


def said(lead: Lead, later: timedelta = timedelta(days=3), language: str = "en") -> str:
    return "".join(run.text for run in lead_lines([lead], Voice(sample(), language), AT + later))


def test_a_line_tells_age_country_way_and_owner():
    assert "3 d · Colombia · Fund a project · Nobody" in said(LEAD)
    taken = replace(LEAD, assignee=Staff("1", "Rita"), country=None)
    assert said(taken, timedelta(hours=5)).endswith("5 h · Fund a project · Rita")
    assert "40 min · Colombia" in said(LEAD, timedelta(minutes=40))
    assert "3 j · Colombie · Financer un projet · Personne" in said(LEAD, language="fr")
    assert "0 min" in said(LEAD, timedelta(seconds=-9))


def test_what_waited_too_long_is_marked_and_what_is_snoozed_says_so():
    assert "🔴" in said(LEAD)
    assert "🔴" not in said(LEAD, timedelta(hours=1))
    assert "🔴" not in said(replace(LEAD, status=Status.WON))
    asleep = said(replace(LEAD, snoozed_until=AT + timedelta(days=9)))
    assert "💤" in asleep
    assert "🔴" not in asleep


def labels(part) -> list[str]:
    return [button.text for row in part.keyboard.inline_keyboard for button in row]


def listed(view: View, count: int, leads=(LEAD,)):
    return lay_out_list(view, Found(leads, count), Voice(sample(), "en"), AT + timedelta(days=3))


def test_the_view_that_is_open_is_marked_and_pages_turn_where_there_are_any():
    first = labels(listed(View(), 25))
    assert "K7F-2MX · Acme Ltd" in first
    assert "• Open" in first
    assert "1/3" in first
    assert "›" in first
    assert "‹" not in first
    assert {"‹", "2/3", "›"} <= set(labels(listed(View("mine", 1), 25)))
    assert "›" not in labels(listed(View("won", 2), 25))
    assert not {"‹", "›", "1/1"} & set(labels(listed(View(), 10)))
    assert "🔴 has waited too long" in listed(View(), 1).plain
    assert "None." in listed(View("won"), 0, ()).plain


@pytest.mark.parametrize(
    "token", ["staff/list/open", "staff/list/all/0", "staff/list/open/-1", "staff/list/open/²", "list/open/0"]
)
def test_a_view_that_no_button_offers_is_not_read(token):
    assert read_view(token) is None


@pytest.mark.parametrize("view", [View(), View("mine", 3), View("lost", 12)])
def test_what_a_button_says_is_read_again(view):
    assert read_view(view.token) == view


@given(st.text(st.characters(), max_size=4000), st.text(st.characters(), max_size=80))
def test_whatever_companies_are_called_a_page_is_one_message(company, name):
    leads = [replace(LEAD, company=company, assignee=Staff("1", name))] * 10
    part = listed(View(), 10, leads)
    assert "K7F-2MX" in telegram.checked_text(telegram.parse_html(part.html)).text
    assert part.keyboard is not None


async def test_a_list_is_filtered_and_turned_in_place_and_a_card_is_one_tap_away(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    for number in range(12):
        await submitted(database, f"Firm {number}", f"AAA-22{'23456789ABCD'[number]}")
    async with running(server, database, staff=staff) as stage:
        await card_of(server, database, staff, "AAA-22D")
        await stage.review.claim("AAA-222", Staff(f"telegram:{rita.id}", "Rita"))
        await rita.says("/leads@arm_partner_bot", staff)
        shown = await written(server, staff, "Open enquiries: 12")
        assert "AAA-222" not in shown.text
        await pressed(server, rita, "›", shown)
        await server.wait_for(lambda: "AAA-222" in shown.text)
        await pressed(server, rita, "Mine", shown)
        await server.wait_for(lambda: "Your open enquiries: 1 · Rita" in shown.text)
        await pressed(server, rita, "Unassigned", shown)
        await server.wait_for(lambda: "nobody has taken: 11" in shown.text)
        await pressed(server, rita, "won", shown)
        await server.wait_for(lambda: "None." in shown.text)
        await pressed(server, rita, "Overdue", shown)
        await server.wait_for(lambda: "Overdue enquiries" in shown.text)
        await pressed(server, rita, "Open", shown)
        await server.wait_for(lambda: "AAA-22D" in shown.text)
        before = len(staff.from_bot)
        await pressed(server, rita, "AAA-22C", shown)
        await server.wait_for(lambda: len(staff.from_bot) > before)
        assert "AAA-22C · new" in staff.from_bot[-1].text
    assert server.refused == []


async def test_a_staff_chat_speaks_one_language_whatever_its_members_speak(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        knowledge = stage.live.snapshot.knowledge
        desk = knowledge.talk.desk.model_copy(update={"language": "es"})
        talk = knowledge.talk.model_copy(update={"desk": desk})
        stage.live.snapshot = Snapshot(changed(knowledge, talk=talk), stage.live.snapshot.matcher)
        await ana.starts()
        await server.wait_for(lambda: ana.from_bot)
        reference = await submitted(database, chat_id=str(ana.id))
        card = await card_of(server, database, staff, reference)
        assert "nueva" in card.text
        await rita.says("/leads@arm_partner_bot", staff)
        shown = await written(server, staff, "Consultas abiertas: 1")
        assert "Sin asignar" in shown.labels
        query = await pressed(server, rita, "Aplazar", card)
        await server.wait_for(lambda: "Volver" in str(card.labels))
        assert query.answers
        await rita.says("Which metal?", staff, reply_to=card)
        await written(server, staff, "En camino a Acme")
        await written(server, ana, "The team about your enquiry")
        assert "Open enquiries" in (await rita.asks("/leads")).text, "in private everybody has their own"
    assert server.refused == []


async def test_after_staff_have_written_card_list_and_status_agree(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        await ana.starts()
        await server.wait_for(lambda: ana.from_bot)
        reference = await submitted(database, chat_id=str(ana.id))
        card = await card_of(server, database, staff, reference)
        await rita.says("Which metal?", staff, reply_to=card)
        await written(server, ana, "Which metal?")
        await server.wait_for(lambda: f"{reference} · contacted" in card.text and "✓ sent" in card.text)
        await rita.says("/leads@arm_partner_bot", staff)
        assert f"{reference} · contacted" in (await written(server, staff, "Open enquiries")).text
        assert "answered" in (await ana.asks("/status")).text
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.status is Status.CONTACTED
    assert lead.replied_at is not None
    assert lead.replied_at <= now()
