"""Lists of partners in words."""

from bot.core.knowledge import Knowledge, Seat
from bot.core.query import NOBODY
from bot.core.voice import Voice
from bot.dialogue.answers import answer
from bot.dialogue.partner_lists import word_list
from tests.knowledge_sample import changed, partner, sample


def told(knowledge: Knowledge, key: str, asked: str | None = None) -> str:
    return word_list(key, Voice(knowledge, "en"), asked=asked).text


def many(count: int) -> Knowledge:
    periods = ("2013", "2024/2027", "undated")
    some = [partner(f"p{at:02}", f"Partner {at:02}", period=periods[at % 3]) for at in range(count)]
    return changed(sample(), partners={each.id: each for each in some})


def test_each_name_has_its_time() -> None:
    assert told(sample(), "list:donor:PE") == "My sources name 2: Ford Foundation, Microsoft (2017–2018)."


def test_many_names_are_grouped_by_their_time() -> None:
    text = told(many(9), "list:all")
    assert "Going on, by the sources: Partner 01 (2024–2027), Partner 04" in text
    assert "In the years that the sources give: Partner 00 (2013)" in text
    assert "Without a date: Partner 02, Partner 05" in text
    assert told(many(60), "list:all").endswith(" …")
    assert "\n" not in told(many(8), "list:all")


def test_alternatives_have_a_line_each() -> None:
    text = told(sample(), "list:mint|auditor")
    assert "Auditors (0): –" in text
    assert "Mints and coin makers (1): Monnaie de Paris." in text


def test_at_most_six_buttons_stand_below_a_list() -> None:
    reply = word_list("list:all", Voice(many(30), "en"))
    assert [choice.token for row in reply.choices for choice in row][-1] == "e:list:all@1"
    assert sum(map(len, reply.choices)) == 6


def test_what_no_source_says_is_said_first() -> None:
    for asked, begin in (
        ("amount", "The sources give no amounts"),
        ("rank", "No source I have compares"),
        ("reason", "No source I have gives a reason"),
        ("today", "How things stand today"),
    ):
        assert told(sample(), "list:donor", asked).startswith(begin)
    assert told(sample(), "list:donor", "when").startswith("My sources name")


def test_nobody_is_no_list() -> None:
    assert told(sample(), NOBODY.key).startswith("My sources tell with whom ARM works")


def test_an_empty_list_offers_wider_ones() -> None:
    reply = word_list("list:donor:seat-PE", Voice(sample(), "en"))
    assert "no organisation that fits" in reply.text
    assert [choice.token for row in reply.choices for choice in row] == ["e:list:donor:PE", "e:list:donor"]


def test_who_is_of_a_country_leads_on_to_who_works_there() -> None:
    seats = (Seat(country="CH", by="name"),)
    seated = changed(sample(), partners={"a": partner("a", "A", seats=seats, countries=("PE",))})
    voice = Voice(seated, "en")
    reply = word_list("list:seat-CH", voice)
    assert (reply.title, reply.choices[-1][0].token) == ("based in: Switzerland", "e:list:CH")
    assert "the sources tell where 1 of the 1 are based" in reply.footer
    assert voice.title("list:donor:!a|b") == "Donors · without: A / b"
    assert voice.title("list:!all") == "without: All partners named in the sources"
    where = answer("a", voice, "where").text
    assert "concerns Peru" in where
    assert "in: Switzerland" in where


def test_what_is_not_known_of_a_partner_is_said_first() -> None:
    voice = Voice(sample(), "en")
    assert answer("microsoft", voice, "amount", is_new=True).text.startswith(
        "No source I have gives an amount for"
    )
    still = answer("microsoft", voice, "today").text
    assert "2017–2018" in still
    assert "How it stands today, no source I have says." in still
    assert "How it stands" in answer("monnaie-de-paris", voice, "today").text
    tells = changed(sample(), partners={"a": partner("a", "A", tells=("amount",), period="2020/2029")})
    assert answer("a", Voice(tells, "en"), "amount").text == "A works with ARM. (en)"
    assert "How it stands" not in answer("a", Voice(tells, "en"), "today").text
