from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.markup import TEXT_LIMIT, keyboard, noted, parts, units
from bot.core.knowledge import Source
from bot.dialogue.turn import Choice, Reply
from tests.botapi import markup as telegram

ANY_TEXT = st.text(st.characters(), max_size=300)
LONG_TEXT = st.builds(
    lambda text, times: text * times, st.text(st.characters(), max_size=60), st.integers(0, 400)
)
SOURCES = st.builds(
    lambda title, tail: Source(title=f"x{title}"[:200], url=f"https://example.org/{tail}"),
    st.text(st.characters(codec="utf-8"), max_size=200),
    st.text("abc&\"'<>=?", max_size=20),
)


@given(
    title=ANY_TEXT,
    text=ANY_TEXT | LONG_TEXT,
    footer=ANY_TEXT,
    sources=st.lists(SOURCES, max_size=4).map(tuple),
)
def test_every_part_of_any_reply_is_accepted_by_telegram(title, text, footer, sources):
    for part in parts(Reply(text=text, title=title, footer=footer, sources=sources)):
        formatted = telegram.checked_text(telegram.parse_html(part.html))
        assert formatted.text == telegram.trim(telegram.Formatted(part.plain)).text


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=50),
    st.integers(1, 300),
)
def test_nothing_that_can_be_seen_gets_lost_in_splitting(word, times):
    text = " ".join([word] * times)
    shown = "".join(part.plain for part in parts(Reply(text=text)))
    visible = any(part.plain for part in parts(Reply(text=word)))
    assert not visible or shown.replace(" ", "") == text.replace(" ", "")


def test_characters_outside_the_first_plane_count_twice():
    assert units("a😀") == 3
    pieces = parts(Reply(text="😀" * 3000))
    assert [units(piece.plain) for piece in pieces] == [TEXT_LIMIT, 6000 - TEXT_LIMIT]


def test_a_long_text_is_split_between_paragraphs():
    text = "\n\n".join(f"Paragraph {number}. " + "word " * 60 for number in range(30))
    pieces = parts(Reply(text=text))
    assert len(pieces) > 1
    assert all(piece.plain.startswith("Paragraph") for piece in pieces)


def test_a_joined_emoji_is_not_torn_apart():
    family = "👨\u200d👩\u200d👧"
    pieces = parts(Reply(text=family * 800))
    assert all(piece.plain.startswith("👨") and piece.plain.endswith("👧") for piece in pieces)


def test_a_link_that_does_not_fit_goes_to_the_next_part():
    source = Source(title="S" * 250, url="https://example.org/a")
    pieces = parts(Reply(text="x" * 4000, sources=(source,)))
    assert len(pieces) == 2
    assert "S" * 250 in pieces[1].plain
    assert "<a href" not in pieces[0].html


def test_buttons_stand_under_the_last_part_only():
    pieces = parts(Reply(text="word " * 2000, choices=((Choice("Go on", "go"),),)))
    assert [piece.keyboard is not None for piece in pieces] == [False] * (len(pieces) - 1) + [True]


def test_what_visitors_typed_is_escaped():
    (piece,) = parts(Reply(text='<b>&amp; "quoted"', title="1 < 2", footer="</i>"))
    assert telegram.parse_html(piece.html).text == '1 < 2\n\n<b>&amp; "quoted"\n\n</i>'


def test_title_sources_and_footer_have_their_look():
    source = Source(title="A & B", url="https://example.org/?a=1&b=2")
    (piece,) = parts(Reply(text="Text.", title="Title", sources=(source,), footer="Old."))
    formatted = telegram.parse_html(piece.html)
    assert [(entity.type, entity.url) for entity in formatted.entities] == [
        ("bold", None),
        ("text_link", "https://example.org/?a=1&b=2"),
        ("italic", None),
    ]


def test_a_choice_that_telegram_would_refuse_does_not_spoil_the_message():
    rows = ((Choice("Good", "g"), Choice("Long", "x" * 65)), (Choice("", "e"),))
    markup = keyboard(rows)
    assert markup is not None
    assert [[button.text for button in row] for row in markup.inline_keyboard] == [["Good"]]


def test_a_reply_that_nobody_could_see_is_no_message():
    assert parts(Reply(text=" \u200b\n")) == ()


def test_a_note_stands_above_a_message_and_in_one_of_its_own_where_there_is_no_room():
    (short,) = noted(parts(Reply("<done>")), "Again & again.")
    assert short.html == "<i>Again &amp; again.</i>\n\n&lt;done&gt;"
    assert short.plain == "Again & again.\n\n<done>"
    note, whole = noted(parts(Reply("x" * TEXT_LIMIT)), "Again.")
    assert (note.plain, whole.plain) == ("Again.", "x" * TEXT_LIMIT)
    assert noted(parts(Reply("done")), "") == parts(Reply("done"))
    assert noted((), "Again.") == ()
