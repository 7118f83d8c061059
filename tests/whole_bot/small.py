"""A cut of the shipped knowledge that loads at once, for tests in which the bot is started many times."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.shipped import KNOWLEDGE

KEPT = ("partners/chopard.yaml", "partners/microsoft.yaml", "topics/ways.yaml")
PAGES = ("bot.yaml", "phrases.yaml", "form.yaml")
ENTRIES_MOST = 6


def small_knowledge(folder: Path) -> Path:
    """Write the cut into a folder: all sentences and the form, two partners, a few entries."""
    for page in PAGES:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(KNOWLEDGE / page, folder / page)
    pages = {name: _read(KNOWLEDGE / name) for name in KEPT}
    for page in pages.values():
        if "entries" in page:
            page["entries"] = page["entries"][:ENTRIES_MOST]
    entries = [entry for page in pages.values() for entry in page.get("entries", [page])]
    ids = {entry["id"] for entry in entries}
    for entry in entries:
        for name in ("partners", "twins"):
            if name in entry:
                entry[name] = [one for one in entry[name] if one in ids]
    for name, page in pages.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(
            yaml.safe_dump(page, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    return folder


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
