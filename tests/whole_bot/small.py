"""A cut of the shipped knowledge that is learnt at once, for tests in which the bot is started many times."""

from pathlib import Path
from typing import Any

import yaml

from tests.content.folder import copy_pages
from tests.shipped import KNOWLEDGE

KEPT = ("partners/chopard.yaml", "partners/microsoft.yaml", "topics/ways.yaml")
ENTRIES_MOST = 6
LIST_MOST = 40
"""Examples of a kind that are kept."""


def small_knowledge(folder: Path) -> Path:
    """Write the cut into a folder: all sentences and the form, two partners, a few entries and examples."""
    copy_pages(folder)
    for page in (folder / "examples").glob("*.yaml"):
        _write(page, _cut(_read(page)))
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
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _write(folder / name, page)
    return folder


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut(inner) for key, inner in value.items()}
    return value[:LIST_MOST] if isinstance(value, list) else value


def _read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _write(path: Path, page: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(page, allow_unicode=True, sort_keys=False), encoding="utf-8")
