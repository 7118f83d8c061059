import json
import re
from pathlib import Path

import pytest

from bot.content.load import load
from bot.content.schemas import FOLDER, schemas, write_schemas
from tests.content.folder import KNOWLEDGE


def test_the_schemas_beside_the_knowledge_are_up_to_date(tmp_path: Path) -> None:
    talk = load(KNOWLEDGE).talk
    write_schemas(talk, tmp_path)
    for made in tmp_path.iterdir():
        kept = KNOWLEDGE / FOLDER / made.name
        message = "run `python main.py check --schema knowledge/schema`"
        assert kept.read_text(encoding="utf-8") == made.read_text(encoding="utf-8"), message


def test_writing_again_changes_nothing(tmp_path: Path, folder: Path) -> None:
    talk = load(folder).talk
    assert len(write_schemas(talk, tmp_path / "new")) == 6
    assert write_schemas(talk, tmp_path / "new") == []


def test_a_schema_knows_ids_languages_and_what_a_key_is_for(folder: Path) -> None:
    talk = load(folder).talk
    made = schemas(talk)
    partner = made["partner.json"]
    assert "jewellery" in partner["properties"]["sector"]["enum"]
    assert partner["properties"]["names"]["propertyNames"]["enum"] == ["any", "en", "es", "fr"]
    assert partner["properties"]["title"]["propertyNames"]["enum"] == ["en", "es", "fr"]
    assert "ARM" in partner["properties"]["countries"]["description"]
    assert partner["properties"]["facts"]["description"].startswith("Ids of the research facts")
    assert partner["additionalProperties"] is False
    assert made["phrases.json"]["additionalProperties"]["propertyNames"]["enum"] == ["en", "es", "fr"]


@pytest.mark.parametrize("when", ["undated", "2018", "2018-10", "2017~/2018~", "2013/2016"])
def test_the_pattern_of_dates_takes_what_the_loader_takes(folder: Path, when: str) -> None:
    period = schemas(load(folder).talk)["partner.json"]["properties"]["period"]
    assert re.fullmatch(period["pattern"], when)
    assert period["type"] == ["string", "integer"]


def test_schemas_are_json(folder: Path) -> None:
    assert json.loads(json.dumps(schemas(load(folder).talk)))
