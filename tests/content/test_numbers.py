"""Numbers, times and days that the program could not work with."""

from dataclasses import fields
from pathlib import Path

import pytest

from bot.core.cases import Figure
from bot.usecases.evaluate import Figures
from tests.content.folder import edit, problems

DESK = "the zone stands in time_zone"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("form.yaml", "pause_minutes: 30", "pause_minutes: 999999999999999", "less than or equal to 43200"),
        ("bot.yaml", "[1, 3, 7, 30]", "[-1, 3]", "desk.snooze_days[1]: `-1`, expected greater than or equal"),
        ("bot.yaml", "[1, 3, 7, 30]", "[1, 100000000]", "desk.snooze_days[2]: `100000000`, expected less"),
        ("bot.yaml", "[1, 3, 7, 30]", "[1, 3, 1]", "desk.snooze_days: a list, expected each number of days"),
        (
            "bot.yaml",
            "answer_hours: 72",
            "answer_hours: -1",
            "desk.answer_hours: `-1`, expected greater than",
        ),
        (
            "bot.yaml",
            "answer_hours: 72",
            "answer_hours: 9999",
            "desk.answer_hours: `9999`, expected less than",
        ),
        ("bot.yaml", "topics: false", "topics: perhaps", "desk.topics: `perhaps`, expected true or false"),
        ("bot.yaml", "[1, 3, 7, 30]", "[]", "desk.snooze_days: a list, expected at least one item"),
        ("bot.yaml", 'begin: "08:00"', 'begin: "08:00+05:00"', "desk.begin: `08:00+05:00`, expected hours"),
        ("bot.yaml", 'begin: "08:00"', "begin: 08:00Z", DESK),
        ("bot.yaml", 'begin: "08:00"', "begin: 8:00", "two digits each, such as 08:00"),
        ("bot.yaml", 'digest_time: "08:00"', "digest_time: 25:00", DESK),
        ("bot.yaml", "America/Bogota", "Bogota", "expected a time zone such as America/Bogota"),
        (
            "words.yaml",
            "[en_GB]",
            "[en]",
            "date_locales[1]: `en`, expected a language as one country",
        ),
        ("words.yaml", "[en_GB]", "[xx_GB]", "date_locales[1]: `xx_GB`, expected a language as one country"),
        ("words.yaml", "[f, ph]", "[f]", "sounds[1]: a list, expected at least"),
        ("bot.yaml", "digest_day: monday", "digest_day: mondy", "did you mean `monday`?"),
        ("bot.yaml", "right: 0.9", "rigth: 0.9", "floors.rigth: `rigth`, which the program does not know"),
        ("bot.yaml", "right: 0.9", "rigth: 0.9", "did you mean `right`?"),
        ("bot.yaml", "right: 0.91", "right: 90", "floors.right: `90`, expected less than or equal to 1"),
        ("bot.yaml", "right: 0.91", "right: nan", "floors.right: `nan`, expected"),
        ("bot.yaml", "confidence: 9.63", "confidence: inf", "certainty.confidence: `inf`, expected"),
        ("bot.yaml", "confidence: 9.63", "confidence: 1e300", "less than or equal to 100"),
        ("bot.yaml", "answer: 0.72", "answer: nan", "thresholds.answer: `nan`, expected"),
        ("bot.yaml", "phrased: 0.224", "phrased: nan", "certainty.order.phrased: `nan`, expected"),
        ("partners/chopard.yaml", "reviewed_on: 2026-01-02", "reviewed_on: 0", "a day such as 2026-05-31"),
        ("bot.yaml", "2026-12-25", "86400", "desk.holidays[1]: `86400`, expected a day such as 2026-05-31"),
    ],
)
def test_what_cannot_be_worked_with_is_told(
    folder: Path, name: str, old: str, new: str, expected: str
) -> None:
    edit(folder, name, old, new)
    told = problems(folder)
    assert any(expected in problem for problem in told), told


def test_every_share_that_is_evaluated_may_have_a_floor() -> None:
    counts = {"answerable", "unanswerable"}
    assert {field.name for field in fields(Figures)} == {*Figure, *counts}
