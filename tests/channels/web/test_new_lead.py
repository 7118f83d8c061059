"""Leads that are entered on the desk."""

from bot.leads.lead import Consent
from tests.channels.web.stage import BEN, RITA, Stage

FORM = {
    "company": "Joyas <del> Sur",
    "contact-name": "Eva Perez",
    "reach": "eva@joyas.example",
    "country": "CO",
    "way": "fund",
    "language": "es",
    "source": "phone",
    "origin": "",
    "consent": "given",
    "where": "call of 30 November",
}


async def test_an_enquiry_is_entered_and_shown(stage: Stage) -> None:
    ben = await stage.enter(BEN)
    assert "Enter an enquiry" in await ben.page("/desk/new-lead")
    answer = await ben.post("/desk/new-lead/enter", FORM)
    assert "is entered" in await ben.told(answer)
    page = await ben.page(answer.headers["location"])
    for shown in ("Joyas &lt;del&gt; Sur", "Telephone", "call of 30 November · Ben"):
        assert shown in page
    again = await ben.post("/desk/new-lead/enter", FORM)
    assert again.headers["location"] == answer.headers["location"], "pressed twice, entered once"


async def test_what_is_wrong_is_marked_and_what_was_typed_stays(stage: Stage) -> None:
    ben = await stage.enter(BEN)
    answer = await ben.post("/desk/new-lead/enter", FORM | {"reach": "nowhere", "where": ""})
    assert answer.status_code == 422
    assert answer.text.count("is-invalid") == 1
    assert answer.text.count("invalid-feedback") == 2
    assert 'value="Joyas &lt;del&gt; Sur"' in answer.text
    assert await stage.house.review.list() == ()


async def test_consent_is_noted_later_on_the_page_of_the_lead(stage: Stage) -> None:
    ben = await stage.enter(BEN)
    answer = await ben.post("/desk/new-lead/enter", FORM | {"consent": "not-asked"})
    path = answer.headers["location"]
    page = await ben.page(path)
    assert "Not asked" in page
    assert "Reply to the visitor" not in page
    refused = await ben.post(f"{path}/reply", {"text": "hello", "form": "1"})
    assert "not been asked for consent" in await ben.told(refused)
    noted = await ben.post(f"{path}/consent", {"where": "on the phone"})
    assert "may be written to now" in await ben.told(noted)
    (lead,) = await stage.house.review.list()
    assert (lead.consent, lead.consent_where, lead.consent_by) == (Consent.GIVEN, "on the phone", "Ben")


async def test_who_only_reads_enters_nothing(stage: Stage) -> None:
    rita = await stage.enter(RITA)
    assert (await rita.get("/desk/new-lead")).status_code == 403
    assert (await rita.post("/desk/new-lead/enter", FORM)).status_code == 403
    assert await stage.house.review.list() == ()
