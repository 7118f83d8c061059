"""A confidential report from its visitor to the lead managers, over the Bot API."""

from sqlalchemy import select

from bot.leads.lead import Staff
from bot.leads.staff import Face, Role
from bot.store.desk_schema import AuditRow, GuestRow, ReportCopyRow, ReportRow, StaffRow
from bot.usecases.staff import Roster
from tests.channels.telegram.stage import kept, now, pressed, running, settle
from tests.patience import until

WHAT = "They pour <b>mercury</b> & worse into the river."
MARTA = Staff("telegram:0", "Marta", Role.MANAGER)


async def report(database, person, what: str = WHAT) -> str:
    """Write a report and give its reference."""
    await person.asks("/report")
    for text in (what, "Nariño"):
        await settle(database, person)
        await person.asks(text)
    await settle(database, person)
    await person.taps("Skip")
    await settle(database, person)
    await person.taps("Skip")
    await settle(database, person)
    sent = await person.taps("Send the report")
    return sent.text.split("reference ")[1][:9]


async def enters(database, manager) -> None:
    """Have a lead manager open the bot in private."""
    await manager.asks("/start")
    await settle(database, manager)


async def brought(server, database, person, text: str = "mercury"):
    """Wait for the message with a report, and until it is known where it stands."""
    found = await server.wait_for(
        lambda: next((m for m in person.from_bot if text in m.text and m.buttons), None), "for the report"
    )
    await kept(database, ReportCopyRow.message_id, found)
    return found


async def rows(database, table):
    async with database.reading() as session:
        return (await session.scalars(select(table))).all()


async def test_lead_managers_get_the_report_and_the_group_hears_that_one_waits(server, database):
    ana, marta, ben = server.user("Ana", "en"), server.user("Marta", "en"), server.user("Ben", "en")
    staff = server.group([marta, ben])
    async with running(server, database, staff=staff, staff_ids=frozenset({marta.id})):
        await enters(database, marta)
        await enters(database, ben)
        reference = await report(database, ana)
        found = await brought(server, database, marta)
        assert reference in found.text
        assert "They pour <b>mercury</b> & worse into the river." in found.text
        assert "Nariño" in found.text
        await server.wait_for(lambda: staff.from_bot)
        assert [said.text for said in staff.from_bot] == [f"A confidential report waits: {reference}."]
        assert (await pressed(server, marta, "I have seen it", found)).text == f"{reference}: noted."
        await server.wait_for(lambda: found.labels == ["Done"])
        assert "already" in (await pressed_token(server, marta, f"staff/report/seen/{reference}", found)).text
        await pressed(server, marta, "Done", found)
        await server.wait_for(lambda: found.labels == [])
    assert all("mercury" not in said.text for said in (*staff.from_bot, *ben.from_bot))
    (row,) = await rows(database, ReportRow)
    assert (row.progress, row.handled_by) == ("done", "Marta")
    audit = [(each.who, each.what, each.face) for each in await rows(database, AuditRow)]
    assert audit == [("telegram:" + str(marta.id), "received", "telegram")] + [
        ("Marta", what, "telegram") for what in ("seen", "done")
    ]
    assert [call for call in server.refused if "not modified" not in call.description] == []


async def pressed_token(server, person, token: str, message):
    query = await person.presses_token(token, message)
    await server.wait_for(lambda: query.answers, what="for the press to be answered")
    return query


async def test_agents_readers_and_outsiders_are_refused_by_command_and_by_forged_button(server, database):
    ana, marta = server.user("Ana", "en"), server.user("Marta", "en")
    ben, rita, eve = server.user("Ben", "en"), server.user("Rita", "en"), server.user("Eve", "en")
    staff = server.group([marta, ben, rita])
    async with running(server, database, staff=staff, staff_ids=frozenset({marta.id})):
        await enters(database, marta)
        reference = await report(database, ana)
        await brought(server, database, marta)
        await Roster(database, now).meet(f"telegram:{rita.id}", "Rita", Face.TELEGRAM)
        await Roster(database, now).appoint(f"telegram:{rita.id}", Role.READER, MARTA)
        for person, refusal in (
            (ben, "role does not allow"),
            (rita, "role does not allow"),
            (eve, "Only staff"),
        ):
            shown = await person.asks("/start")
            await settle(database, person)
            for command in ("/reports", f"/reports {reference}", "/reports R-222-222"):
                assert refusal in (await person.asks(command)).text
            for action in ("open", "seen", "done"):
                for wanted in (reference, "R-222-222"):
                    query = await pressed_token(server, person, f"staff/report/{action}/{wanted}", shown)
                    assert refusal in query.text
                    assert query.alert
            assert all("mercury" not in said.text for said in person.from_bot)
    assert [row.progress for row in await rows(database, ReportRow)] == ["new"]
    assert {row.what for row in await rows(database, AuditRow)} == {"received", "appointed"}


async def test_a_forged_button_of_no_report_is_a_stale_one(server, database):
    marta = server.user("Marta", "en")
    async with running(server, database, staff_ids=frozenset({marta.id})):
        shown = await marta.asks("/start")
        for token in ("staff/report/explode/R-222-222", "staff/report/seen/K7F-2MX", "staff/report/"):
            assert "no longer works" in (await pressed_token(server, marta, token, shown)).text
        for action in ("open", "seen"):
            token = f"staff/report/{action}/R-222-222"
            assert "no report with the reference" in (await pressed_token(server, marta, token, shown)).text


async def test_a_group_never_shows_a_report_not_even_to_a_manager(server, database):
    ana, marta = server.user("Ana", "en"), server.user("Marta", "en")
    staff = server.group([marta])
    async with running(server, database, staff=staff, staff_ids=frozenset({marta.id})):
        await enters(database, marta)
        reference = await report(database, ana)
        await server.wait_for(lambda: staff.from_bot)
        for command in ("/reports", f"/reports {reference}"):
            before = len(staff.from_bot)
            await marta.says(f"{command.replace('/reports', '/reports@arm_partner_bot')}", staff)
            await server.wait_for(lambda before=before: len(staff.from_bot) > before)
            assert "in private only" in staff.from_bot[-1].text
        token = f"staff/report/open/{reference}"
        assert "in private only" in (await pressed_token(server, marta, token, staff.from_bot[0])).text
    assert all("mercury" not in said.text for said in staff.from_bot)


async def test_a_manager_lists_and_opens_what_waits(server, database):
    ana, marta = server.user("Ana", "en"), server.user("Marta", "en")
    async with running(server, database, staff_ids=frozenset({marta.id})):
        await enters(database, marta)
        assert "No confidential report waits" in (await marta.asks("/reports")).text
        reference = await report(database, ana)
        await brought(server, database, marta)
        listed = await marta.asks("/reports")
        assert listed.text == "Confidential reports that are not done: 1"
        before = len(marta.from_bot)
        await pressed(server, marta, f"Open {reference}", listed)
        opened = await marta.reply(before)
        assert "mercury" in opened.text
        await kept(database, ReportCopyRow.message_id, opened)
        again = await marta.asks(f"/reports {reference.lower()}")
        assert "mercury" in again.text
        await kept(database, ReportCopyRow.message_id, again)
        assert "no report with the reference nonsense" in (await marta.asks("/reports nonsense")).text
    assert [row.what for row in await rows(database, AuditRow)] == ["received", "opened", "opened"]


async def test_forget_empties_what_managers_were_shown(server, database):
    ana, marta = server.user("Ana", "en"), server.user("Marta", "en")
    async with running(server, database, staff_ids=frozenset({marta.id})):
        await enters(database, marta)
        reference = await report(database, ana)
        found = await brought(server, database, marta)
        await settle(database, ana)
        await ana.asks("/forget")
        await settle(database, ana)
        await ana.taps("Yes, erase")
        await server.wait_for(lambda: "was erased by whoever sent it" in found.text)
        assert found.buttons == []
        query = await pressed_token(server, marta, f"staff/report/seen/{reference}", found)
        assert "was erased" in query.text
        opened = await marta.asks(f"/reports {reference}")
        assert "was erased" in opened.text
    assert all("mercury" not in said.text for said in marta.from_bot)


async def test_a_report_of_4096_signs_arrives_whole(server, database):
    ana, marta = server.user("Ana", "en"), server.user("Marta", "en")
    what = ("x" * 63 + "\n") * 63 + "y" * 64
    async with running(server, database, staff_ids=frozenset({marta.id})):
        await enters(database, marta)
        await report(database, ana, what)
        await brought(server, database, marta, "Since when")
        parts = [said.text for said in marta.from_bot[1:]]
    assert len(parts) == 2
    assert "".join(parts).count("x") >= 63 * 63
    assert "y" * 64 in "".join(parts)
    assert server.refused == []


async def test_a_photo_or_a_sticker_alone_is_told_about(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.asks("/report")
        for kind in ("photo", "sticker"):
            await settle(database, ana)
            before = len(ana.from_bot)
            await ana.sends(kind)
            assert "text only for a report" in (await ana.reply(before)).text
        await settle(database, ana)
        assert "What happened" in ana.last.text


async def test_with_no_manager_the_visitor_is_told_that_it_may_stay_unread(server, database):
    ana = server.user("Ana", "en")
    staff = server.group([ana])
    async with running(server, database, staff=staff):
        await report(database, ana)
        assert any("cannot reach any lead manager" in said.text for said in ana.from_bot)
        await server.wait_for(lambda: staff.from_bot)
    assert len(await rows(database, ReportRow)) == 1


async def test_a_manager_who_blocked_the_bot_cannot_be_reached_and_the_visitor_hears_of_it(server, database):
    ana, marta = server.user("Ana", "en"), server.user("Marta", "en")
    async with running(server, database, staff_ids=frozenset({marta.id})):
        await enters(database, marta)
        marta.blocks_bot()
        reference = await report(database, ana)
        told = await server.wait_for(
            lambda: next((m for m in ana.from_bot if "could not reach any lead manager" in m.text), None)
        )
    assert reference in told.text


async def test_a_manager_who_left_the_staff_chat_gets_no_report(server, database):
    ana, ben, cleo = server.user("Ana", "en"), server.user("Ben", "en"), server.user("Cleo", "en")
    dora = server.user("Dora", "en")
    staff = server.group([cleo, dora])
    roster = Roster(database, now)
    for person in (ben, cleo, dora):
        await roster.meet(f"telegram:{person.id}", person.account.first_name, Face.TELEGRAM)
        await roster.appoint(f"telegram:{person.id}", Role.MANAGER, MARTA)
    async with database.transaction() as session:
        session.add(GuestRow(id=f"telegram:{dora.id}", at=now()))
    async with running(server, database, staff=staff):
        for person in (ben, cleo, dora):
            await enters(database, person)
        await report(database, ana)
        await brought(server, database, cleo)

        async def delivered() -> bool:
            return [row.to_reach for row in await rows(database, ReportRow)] == [None]

        await until(delivered)
    assert all("mercury" not in said.text for said in (*ben.from_bot, *dora.from_bot))


async def test_a_report_begun_in_a_group_goes_on_in_private(server, database):
    ana = server.user("Ana", "en")
    group = server.group([ana], "Miners")
    async with running(server, database):
        await ana.says("/report@arm_partner_bot", group)
        await server.wait_for(lambda: group.from_bot)
        assert "write it to me in private" in group.from_bot[0].text
        assert group.from_bot[0].buttons[0]["url"] == "https://t.me/arm_partner_bot?start=report"
        await ana.says("@arm_partner_bot who is Chopard?", group)
        await server.wait_for(lambda: len(group.from_bot) == 2)
        assert "Chopard works with ARM" in group.from_bot[1].text
        assert "lead managers" in (await ana.asks("/start report")).text


async def test_managers_give_and_take_roles(server, database):
    marta, ben, other = server.user("Marta", "en"), server.user("Ben", "en"), server.user("Ben", "en")
    cleo, eve = server.user("Cléo Díaz", "en"), server.user("Eve", "en")
    staff = server.group([marta, ben, other, cleo])
    async with running(server, database, staff=staff, staff_ids=frozenset({marta.id})):

        async def call(person, text: str, reply_to=None) -> str:
            before = len(staff.from_bot)
            await person.says(text.replace("/role", "/role@arm_partner_bot"), staff, reply_to=reply_to)
            await server.wait_for(lambda: len(staff.from_bot) > before)
            return staff.from_bot[-1].text

        assert "Your role does not allow" in await call(ben, "/role Ben manager")
        for wrong in ("/role", "/role Ben", "/role manager", "/role Ben boss"):
            assert "Reply to a message of theirs" in await call(marta, wrong)
        hello = await ben.says("hello", staff)
        assert await call(marta, "/role manager", hello) == "Ben is now: Lead manager."
        assert "by the bot's settings" in await call(ben, "/role Marta agent")
        assert await call(ben, "/role ben AGENT") == "Ben is now: Agent."
        assert "Your role does not allow" in await call(other, "/role Ben manager")
        assert "Several people" in await call(marta, "/role Ben reader")
        assert "nobody of that name" in await call(marta, "/role cleo diaz reader")
        await cleo.says("/leads@arm_partner_bot", staff)
        await server.wait_for(lambda: "open" in staff.from_bot[-1].text.lower())
        assert await call(marta, "/role cleo diaz reader") == "Cléo Díaz is now: Reader."
        staff.joins(eve)
        guest = await eve.says("hello", staff)
        staff.leaves(eve)
        assert "nobody of that name" in await call(marta, "/role manager", guest)
        of_bot = staff.from_bot[0]
        assert "Reply to a message of theirs" in await call(marta, "/role manager", of_bot)
    roles = {row.id: row.role for row in await rows(database, StaffRow)}
    assert roles[f"telegram:{cleo.id}"] == "reader"
    assert roles[f"telegram:{marta.id}"] == "manager"
    assert f"telegram:{eve.id}" not in roles


async def test_the_last_manager_is_not_demoted(server, database):
    marta = server.user("Marta", "en")
    staff = server.group([marta])
    await Roster(database, now).meet(f"telegram:{marta.id}", "Marta", Face.TELEGRAM)
    await Roster(database, now).appoint(f"telegram:{marta.id}", Role.MANAGER, MARTA)
    async with running(server, database, staff=staff):
        await marta.says("/role@arm_partner_bot Marta agent", staff)
        await server.wait_for(lambda: staff.from_bot)
        assert "is the last lead manager" in staff.from_bot[0].text


async def test_menus_offer_the_report_to_visitors_and_roles_to_staff(server, database):
    ana = server.user("Ana", "en")
    staff = server.group([ana])
    async with running(server, database, staff=staff):
        await ana.asks("/start")
        await server.wait_for(lambda: len(server.called("setMyCommands")) == 9)
    menus = [call.parameters.parsed("commands") for call in server.called("setMyCommands")]
    names = [{each["command"] for each in menu} for menu in menus]
    assert sum("report" in menu for menu in names) == 3
    assert sum({"role", "reports"} <= menu for menu in names) == 3
