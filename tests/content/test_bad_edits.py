"""Edits that break the knowledge, each with the line and the remedy that `check` gives."""

from pathlib import Path

import pytest

from tests.content.folder import edit, problems

WAYS = "topics/ways.yaml"
CHOPARD = "partners/chopard.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (WAYS, "title: {en: Get", "titel: {en: Get", f"{WAYS}:2: titel: the unknown key `titel`"),
        (WAYS, "    way: fund\n", "\tway: fund\n", f"{WAYS}:14: file: found a tab"),
        (
            WAYS,
            "way: fund",
            "way: fnud",
            f"{WAYS}:14: entries[fund-a-project].way: `fnud`, which does not exist",
        ),
        (WAYS, "way: fund", "no: fund", f"{WAYS}:14: entries[fund-a-project].no: the unknown key `no`"),
        (
            WAYS,
            "      es: [cómo",
            "      no: [cómo",
            f"{WAYS}:8: entries[fund-a-project].questions.no: the unknown lang",
        ),
        (
            WAYS,
            "      fr: Les",
            "      en: Les",
            f"{WAYS}:13: file: the key `en` a second time (first in line 11)",
        ),
        (
            WAYS,
            "[how can we sponsor a mine]",
            "[]",
            f"{WAYS}:7: entries[fund-a-project].questions.en: an empty list",
        ),
        (WAYS, "      es: Las", "      pt: Las", f"{WAYS}:10: entries[fund-a-project].answer: no `es`"),
        (
            WAYS,
            "[chopard]",
            "chopard",
            f"{WAYS}:15: entries[fund-a-project].partners: `chopard`, expected a list",
        ),
        (WAYS, "[chopard]", "[choppard]", "did you mean `chopard`?"),
        (
            WAYS,
            "way: fund",
            "twins: [gone]",
            f"{WAYS}:14: entries[fund-a-project].twins[1]: `gone`, which does",
        ),
        (
            WAYS,
            "way: fund",
            "twins: [fund-a-project]",
            f"{WAYS}:14: entries[fund-a-project].twins: the entry itself",
        ),
        (WAYS, "way: fund", "twins: [chopard, chopard]", "`chopard` twice, expected each once"),
        (
            WAYS,
            "id: fund-a-project",
            "id: Fund a project",
            f"{WAYS}:4: entries[Fund a project].id: `Fund a project`",
        ),
        (WAYS, "id: fund-a-project", "id: " + "a" * 41, "at most 40 characters"),
        (WAYS, "id: fund-a-project", "id: chopard", "a second time (first in topics/ways.yaml:4)"),
        (WAYS, "id: fund-a-project", "id: donor", "`donor` a second time (first in topics/ways.yaml:4)"),
        (WAYS, "id: fund-a-project", "id: none", f"{WAYS}:4: entries[none].id: the reserved id `none`"),
        (
            WAYS,
            "id: ways",
            "id: way",
            f"{WAYS}:1: id: the id `way` in a file of another name, expected `ways`",
        ),
        (
            WAYS,
            "2027-01-02",
            "2025-01-02",
            f"{WAYS}:21: entries[fund-a-project].review_by: 2025-01-02, which is",
        ),
        (
            WAYS,
            "2027-01-02",
            "soon",
            f"{WAYS}:21: entries[fund-a-project].review_by: `soon`, expected a day such as",
        ),
        (
            WAYS,
            "https://www",
            "www",
            f"{WAYS}:18: entries[fund-a-project].sources[1].url: `www.example.org/donors`",
        ),
        (WAYS, "as_of: 2017~/2018~", "as_of: 2018-13", "`2018-13`, which is not in the calendar"),
        (WAYS, "as_of: 2017~/2018~", "as_of: 2018/2017", "`2018/2017`, which is not in the calendar"),
        (WAYS, "as_of: 2017~/2018~", "as_of: last year", "a date such as 2018, 2018-10, 2017~ or 2013/2016"),
        (WAYS, "way: fund", "way: &x fund", f"{WAYS}:14: file: an anchor or alias (`x`)"),
        (WAYS, "way: fund", "way: *x", f"{WAYS}:14: file: an anchor or alias (`x`)"),
        (WAYS, "way: fund", "way: !!python/object:os.system fund", f"{WAYS}:14: file: a tag"),
        (WAYS, "way: fund", "way: @fund", "put the text in quotes: it begins with a sign"),
        (
            WAYS,
            "en: Companies can",
            "en: Note: companies can",
            f"{WAYS}:11: file: mapping values are not allowed",
        ),
        (WAYS, "[chopard]", "[chopard", "close the quote or bracket"),
        (WAYS, "way: fund", "way: fu\x07nd", f"{WAYS}:14: file: the invisible character U+0007"),
        (WAYS, "way: fund", "way: fund\n---\nid: b", f"{WAYS}:15: file: "),
        (WAYS, "way: fund", "way: fund\n    [a, b]: c", "a key that is not a word"),
        (
            WAYS,
            "Companies can pay for projects.",
            "''",
            f"{WAYS}:11: entries[fund-a-project].answer.en: ``, expected at",
        ),
        (
            WAYS,
            "Companies can pay for projects.",
            "",
            f"{WAYS}:11: entries[fund-a-project].answer.en: nothing, exp",
        ),
        (WAYS, "Companies can pay", "x" * 3001, "expected at most 3000 characters, shorten or split it"),
        (
            CHOPARD,
            "sector: jewellery",
            "sector: donor",
            f"{CHOPARD}:5: sector: `donor`, which does not exist",
        ),
        (CHOPARD, "[donor]", "[giver]", f"{CHOPARD}:6: relations[1]: `giver`, which does not exist"),
        (CHOPARD, "[donor]", "[]", f"{CHOPARD}:6: relations: a list, expected at least one item"),
        (CHOPARD, "[CO]", "[Colombia]", f"{CHOPARD}:7: countries[1]: `Colombia`, expected a country code"),
        (CHOPARD, "[CO]", "[QX]", f"{CHOPARD}:7: countries[1]: `QX`, expected the code of a country"),
        (CHOPARD, "any: [Chopard]", "any: []", f"{CHOPARD}:3: names: no name, expected at least one"),
        (CHOPARD, "any: [Chopard]", "all: [Chopard]", f"{CHOPARD}:4: names.all: the unknown language `all`"),
        (
            CHOPARD,
            "any: [Chopard]",
            "any: [MICROSOFT]",
            "which `chopard` (partners/chopard.yaml:4) says as well",
        ),
        (
            CHOPARD,
            "any: [Chopard]",
            "any: [Micrósoft.]",
            "which `chopard` (partners/chopard.yaml:4) says as well",
        ),
        (CHOPARD, "any: [Chopard]", "any: [Microsofts]", "list the other in `twins` (chopard, microsoft)"),
        (CHOPARD, "countries: [CO]", "places: {en: Ananea}", f"{CHOPARD}:7: places: no `es`"),
        (
            "bot.yaml",
            "fallback_language: en",
            "fallback_language: de",
            "fallback_language: `de`, expected one of",
        ),
        (
            "bot.yaml",
            "languages: [en, es, fr]",
            "languages: [en, es, fr, xx]",
            "languages[4]: `xx`, expected the code",
        ),
        ("bot.yaml", "  - id: supply-chain", "  - id: " + "a" * 25, "so that a list fits into a button"),
        (
            "examples/names.yaml",
            "is {name} a partner\n",
            "is that a partner\n",
            "`is that a partner`, expected {name} in each",
        ),
        (
            "phrases.yaml",
            "greeting:\n",
            "greetings:\n",
            "the unknown phrase `greetings`, expected a phrase that",
        ),
        ("phrases.yaml", "greeting:\n", "greetings:\n", "file: no phrase `greeting`"),
        (
            "phrases.yaml",
            "{count:one=enquiry has|other=enquiries have}",
            "{count:one=enquiry has}",
            "expected {count:one=…|other=…}, the forms of `en`, correct the forms",
        ),
        (
            "phrases.yaml",
            "{count:one=consulta lleva|other=",
            "{count:one=consulta lleva|few=consultas llevan|other=",
            "expected {count:one=…|other=…}, the forms of `es`",
        ),
        (
            "phrases.yaml",
            "{count:one=demande attend|other=demandes attendent}",
            "{count:demande(s)}",
            "braces that do not fit, expected {word}, {word:one=…|other=…} or none",
        ),
        (
            "form.yaml",
            "id: reach",
            "id: reech",
            ": fields: no field `reach`, expected every field",
        ),
        ("form.yaml", "kind: reach", "kind: text", "expected `reach`, correct it"),
        ("form.yaml", "pause_minutes: 30", "pause_minutes: half", "pause_minutes: `half`, expected a number"),
        ("form.yaml", "required: false", "required: maybe", "expected true or false"),
        ("form.yaml", "  agree:\n", "  agre:\n", "no words for `agree`"),
        (
            "words.yaml",
            'old: "+57 1 #######"',
            'old: "+57 1 ####"',
            "expected as many # in `new` as in `old`",
        ),
        ("words.yaml", 'old: "+57 1 #######"', 'old: "57 1 #######"', "number_changes"),
        ("words.yaml", "  NL: [Holland", "  EU: [Holland", "the code of a country"),
    ],
)
def test_a_bad_edit_is_told_with_its_line_and_a_remedy(
    folder: Path, name: str, old: str, new: str, expected: str
) -> None:
    edit(folder, name, old, new)
    told = problems(folder)
    assert any(expected in problem for problem in told), told
    assert all(len(problem.splitlines()) == 1 for problem in told)


def test_thresholds_must_be_in_order(folder: Path) -> None:
    text = (folder / "bot.yaml").read_text(encoding="utf-8")
    begin = text.index("thresholds:")
    end = text.index("\n\n", begin)
    thresholds = "thresholds:\n  answer: 0.2\n  suggest: 0.5"
    (folder / "bot.yaml").write_text(text[:begin] + thresholds + text[end:], encoding="utf-8")
    assert any("suggest 0.5 above answer 0.2" in problem for problem in problems(folder))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Yours is {referense}.", "the unknown {referense}, expected {reference}"),
        ("Yours is kept.", "lead_sent.en: no {reference}, expected {reference}"),
        ("Yours is {reference.", "braces that do not fit"),
        ("Yours is {}.", "braces that do not fit"),
        ("Yours is {reference.__class__}.", "braces that do not fit"),
        ("Yours is {reference:>9}.", "braces that do not fit"),
    ],
)
def test_a_phrase_that_could_not_be_said_is_told(folder: Path, said: str, expected: str) -> None:
    text = (folder / "phrases.yaml").read_text(encoding="utf-8")
    begin = text.index("\nlead_sent:") + 1
    end = text.index("\n  es:", begin)
    changed = text[:begin] + f"lead_sent:\n  en: '{said}'" + text[end:]
    (folder / "phrases.yaml").write_text(changed, encoding="utf-8")
    told = problems(folder)
    assert any("lead_sent" in problem and expected in problem for problem in told), told


def test_a_placeholder_that_is_missing_in_every_language_is_told(folder: Path) -> None:
    path = folder / "phrases.yaml"
    text = path.read_text(encoding="utf-8")
    begin = text.index("\nlead_sent:")
    end = text.index("\nlead_sent_already:", begin)
    path.write_text(text[:begin] + text[begin:end].replace("{reference}", "") + text[end:], encoding="utf-8")
    assert [told.partition(": ")[2] for told in problems(folder)] == [
        f"lead_sent.{language}: no {{reference}}, expected {{reference}}, add what is missing"
        for language in ("en", "es", "fr")
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("bot.yaml", ", thanks,", ", thank,", "intents[2]: `thank`, which the program does not know"),
        ("bot.yaml", ", thanks,", ", thank,", "did you mean `thanks`?"),
        ("bot.yaml", ", thanks,", ", weather,", "expected one of greeting, thanks, goodbye, complaint, help"),
        ("bot.yaml", "- id: where\n", "- id: who\n", "aspects[who].id: `who`, which the program does not"),
        ("bot.yaml", "languages: [en, es, fr]", "languages: [en, es, fr, es]", "languages[4]: `es` twice"),
        ("words.yaml", "  PE:\n", "  ZZ:\n", "places.ZZ: `ZZ`, expected the code of a country"),
        (
            "words.yaml",
            "  NL: [Holl",
            "  ZZ: [Holl",
            "country_names.ZZ: `ZZ`, expected the code of a country",
        ),
        (
            "examples/intents.yaml",
            "\n  thanks:",
            "\n  thank:",
            "intents.thank: `thank`, which does not",
        ),
        ("examples/groups.yaml", "\n  mint:", "\n  mnt:", "sectors.mnt: `mnt`, which does not exist"),
        ("examples/groups.yaml", "\n  mint:", "\n  mnt:", "did you mean `mint`?"),
    ],
)
def test_a_name_that_stands_for_nothing_in_the_program_is_told(
    folder: Path, name: str, old: str, new: str, expected: str
) -> None:
    edit(folder, name, old, new)
    told = problems(folder)
    assert any(expected in problem for problem in told), told


@pytest.mark.parametrize(
    ("countries", "expected"),
    [("[ZZ]", "countries[1]: `ZZ`, expected the code of a"), ("[CO, CO]", "countries[2]: `CO` twice")],
)
def test_a_country_is_there_and_named_once(folder: Path, countries: str, expected: str) -> None:
    edit(folder, CHOPARD, "[CO]", countries)
    assert expected in problems(folder)[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("partners/chopard.yaml", "any: [Chopard]", "any: [Chopard, '…']", "at least one letter or digit"),
        ("words.yaml", "yes_words:\n  en: [", "yes_words:\n  en: [nope, ", "`nope`, which means no as well"),
        (
            "examples/lists.yaml",
            "  examples:\n    en:\n",
            "  examples:\n    en:\n      - which {grupo}\n",
            "lists.examples.en[1]",
        ),
        (
            "examples/names.yaml",
            "  ours:\n    en:\n",
            "  ours:\n    en:\n      - with {nam}\n",
            "names.ours.en[1]: `with {nam}`",
        ),
    ],
    ids=["a name without letters", "a yes that is a no", "a misspelt group", "a misspelt name"],
)
def test_what_nobody_could_say_or_mean_is_told(
    folder: Path, file: str, old: str, new: str, expected: str
) -> None:
    edit(folder, file, old, new)
    told = problems(folder)
    assert any(expected in problem for problem in told), told
