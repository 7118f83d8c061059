"""A small valid knowledge folder on disk: the real words, form and sentences, one topic, two partners."""

import shutil
from datetime import date
from pathlib import Path

from bot.content.check import Report, check

KNOWLEDGE = Path(__file__).parent.parent.parent / "knowledge"
TODAY = date(2026, 6, 1)

TOPIC = """\
id: ways
title: {en: Get involved, es: Participar, fr: S'engager}
entries:
  - id: fund-a-project
    title: {en: Fund a project, es: Financiar un proyecto, fr: Financer un projet}
    questions:
      en: [how can we sponsor a mine]
      es: [cómo patrocinar una mina]
      fr: [comment parrainer une mine]
    answer:
      en: Companies can pay for projects.
      es: Las empresas pueden costear proyectos.
      fr: Les entreprises peuvent financer des projets.
    way: fund
    partners: [chopard]
    sources:
      - title: Current donors and allies
        url: https://www.example.org/donors
        as_of: 2017~/2018~
    reviewed_on: 2026-01-02
    review_by: 2027-01-02
"""

PARTNER = """\
id: {id}
title: {{en: {name}, es: {name}, fr: {name}}}
names:
  any: [{name}]
sector: jewellery
relations: [donor]
countries: [CO]
period: 2013/2018
answer:
  en: {name} helps.
  es: {name} ayuda.
  fr: {name} aide.
sources:
  - title: Current donors and allies
    as_of: 2018
reviewed_on: 2026-01-02
review_by: 2027-01-02
"""


def make_folder(at: Path) -> Path:
    """Write the folder below `at` and give its path."""
    folder = at / "knowledge"
    for inner in ("topics", "partners", "phrasings", "cases"):
        (folder / inner).mkdir(parents=True)
    copy_pages(folder)
    (folder / "topics/ways.yaml").write_text(TOPIC, encoding="utf-8")
    (folder / "partners/chopard.yaml").write_text(
        PARTNER.format(id="chopard", name="Chopard"), encoding="utf-8"
    )
    (folder / "partners/microsoft.yaml").write_text(
        PARTNER.format(id="microsoft", name="Microsoft"), encoding="utf-8"
    )
    return folder


def copy_pages(folder: Path) -> None:
    """Copy what is not about entries: the single files and the examples."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("bot.yaml", "words.yaml", "phrases.yaml", "form.yaml"):
        shutil.copy(KNOWLEDGE / name, folder / name)
    shutil.copytree(KNOWLEDGE / "examples", folder / "examples")


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace a text in one file; it has to be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder: Path) -> list[str]:
    """The problems of a folder as an editor reads them."""
    return [str(problem) for problem in look(folder).problems]


def look(folder: Path) -> Report:
    return check(folder, TODAY)
