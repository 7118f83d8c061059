"""A cut of the shipped knowledge that is learnt at once, for tests in which the bot is started many times."""

from pathlib import Path
from typing import Any

import yaml

from tests.shipped import KNOWLEDGE

KEPT = ("partners/chopard.yaml", "partners/microsoft.yaml", "topics/ways.yaml")
PAGES = ("bot.yaml", "phrases.yaml", "form.yaml")
ENTRIES_MOST = 6
LIST_MOST = 40
"""Examples of a kind that are kept, and other words."""


def small_knowledge(folder: Path) -> Path:
    """Write the cut into a folder: all sentences and the form, two partners, a few entries and examples."""
    pages = {name: _cut(_read(KNOWLEDGE / name)) for name in (*KEPT, *PAGES)}
    for name in KEPT:
        if "entries" in pages[name]:
            pages[name]["entries"] = pages[name]["entries"][:ENTRIES_MOST]
    entries = [entry for name in KEPT for entry in pages[name].get("entries", [pages[name]])]
    ids = {entry["id"] for entry in entries}
    for entry in entries:
        for name in ("partners", "twins"):
            if name in entry:
                entry[name] = [one for one in entry[name] if one in ids]
    for name, page in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(
            yaml.safe_dump(page, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    return folder


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut(inner) for key, inner in value.items()}
    return value[:LIST_MOST] if isinstance(value, list) else value


def _read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
