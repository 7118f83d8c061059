"""`leads export` with a choice of separator."""

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.channels.command_line.leads import leads_commands
from bot.core.hours import Desk
from tests.leads.test_changes import open_lead
from tests.staging import START


class Reading:
    """The leads of an installation: one."""

    async def list(self) -> tuple[Any, ...]:
        return (open_lead(company="Oro;=1+1;", phone="+573001234567"),)


def run_export(*options: str) -> Result:
    @asynccontextmanager
    async def open_review() -> AsyncIterator[Any]:
        yield Reading()

    return CliRunner().invoke(leads_commands(open_review, Desk, lambda: START), ["export", *options])


@pytest.mark.parametrize(
    ("options", "separator"),
    [
        ((), ","),
        (("--separator", "comma"), ","),
        (("--separator", "semicolon"), ";"),
        (("--separator", "tab"), "\t"),
    ],
)
def test_leads_are_exported_with_the_separator_that_is_asked_for(
    options: tuple[str, ...], separator: str
) -> None:
    done = run_export(*options)
    assert done.exit_code == 0
    (row,) = csv.DictReader(io.StringIO(done.stdout), delimiter=separator)
    assert (row["company"], row["phone"]) == ("Oro;'=1+1;", "+573001234567")


def test_a_separator_that_is_none_is_refused_in_a_sentence() -> None:
    done = run_export("--separator", ";")
    assert done.exit_code == 1
    assert "--separator is comma, semicolon or tab, not ';'." in done.output
