"""`main.py ask`, `check`, `convert`, `evaluate`, `diff`: the knowledge for editors, scripts and CI."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.channels.command_line.plain import AsJson, plain, print_json
from bot.core.errors import BotError

if TYPE_CHECKING:  # `ask` starts quickly because each command loads only what it needs
    from collections.abc import Callable, Coroutine

    from bot.matching.build import Builder

    Logged = Callable[[], Coroutine[None, None, tuple[tuple[str, str], ...]]]


def knowledge_commands(  # noqa: C901, PLR0915 - one function a command
    app: typer.Typer, folder: Callable[[], Path], builder: Callable[[], Builder], logged: Logged
) -> None:
    """Add the commands.

    Args:
        app: What they are added to.
        folder: Gives the knowledge folder.
        builder: Gives what makes the matchers of a knowledge.
        logged: Gives the questions of the log with their languages.
    """

    @app.command()
    @plain
    def ask(
        question: Annotated[str | None, typer.Argument(help="Standard input's first line if none.")] = None,
        lang: Annotated[str, typer.Option(help="The asker's language: en, es, fr.")] = "",
        as_json: AsJson = False,
        jsonl: Annotated[
            bool, typer.Option("--jsonl", help="A question a line in, an object a line out.")
        ] = False,
        explain: Annotated[bool, typer.Option("--explain", help="Show what led to the verdict.")] = False,
    ) -> None:
        """Answer one question, or with --jsonl each line of standard input."""
        from bot.channels.command_line import show
        from bot.content.load import load
        from bot.content.memory import settle, without_collection
        from bot.core.snapshot import Snapshot
        from bot.usecases.ask import ask as answer

        with without_collection():
            knowledge = load(folder())
            if lang and lang not in knowledge.talk.languages:
                raise BotError(f"--lang {lang}: the bot speaks {', '.join(knowledge.talk.languages)}.")
            snapshot = Snapshot(knowledge, builder().build_soon(knowledge))
        settle()
        language = lang or knowledge.talk.fallback_language
        if jsonl:
            _tell_waiting("Waiting for questions, one a line; Ctrl+D ends.")
            for line in sys.stdin:
                asked = answer(line.rstrip("\n"), language, snapshot)
                print_json(asked.model_dump(mode="json"), indent=None)
            return
        if question is None:
            _tell_waiting("Waiting for a question: type it and press Enter.")
            question = _read_question()
        asked = answer(question, language, snapshot)
        is_matched = explain and snapshot.matcher.hear_alert(question, language) is None
        explanation = snapshot.matcher.match(question, language).explanation if is_matched else None
        if as_json:
            print_json(
                asked.model_dump(mode="json") | ({"explanation": asdict(explanation)} if explanation else {})
            )
            return
        show.show_answer(asked)
        if explanation:
            show.show_explanation(explanation)

    @app.command()
    @plain
    def check(
        as_json: AsJson = False,
        schema: Annotated[Path | None, typer.Option(help="Write the JSON Schemas for editors there.")] = None,
    ) -> int:
        """Check the knowledge folder; every problem with file, line and remedy. Status 1 if there is one."""
        from bot.channels.command_line import show
        from bot.content.check import check as check_folder
        from bot.content.schemas import write_schemas

        report = check_folder(folder(), date.today())  # noqa: DTZ011 - an editor's day
        if as_json:
            print_json(report.as_json())
        else:
            show.show_report(report)
        if schema is not None:
            if report.knowledge is None:
                raise BotError("The schemas were not written: mend the problems first.")
            try:
                write_schemas(report.knowledge, schema)
            except OSError as error:
                reason = error.strerror or "it cannot be written"
                raise BotError(
                    f"--schema {schema}: {reason}. Name a folder that can be written to."
                ) from None
        return 0 if report.well else 1

    @app.command()
    @plain
    def convert(
        converted: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to lay out anew.")],
    ) -> None:
        """Lay out a knowledge folder of an older version as today's are; the old one is kept beside it."""
        from bot.content.convert import convert as lay_out

        backup = lay_out(converted)
        typer.echo(f"{converted} has the layout of today; as it was, it stands in {backup}.")

    @app.command()
    @plain
    def evaluate(
        files: Annotated[
            list[Path] | None, typer.Argument(help="Case files; all of the knowledge if none.")
        ] = None,
        as_json: AsJson = False,
        tune: Annotated[
            bool, typer.Option("--tune", help="Propose weights and thresholds from the tuning half.")
        ] = False,
        picture: Annotated[
            Path | None, typer.Option(help="Write the score distributions as HTML there.")
        ] = None,
    ) -> int:
        """Try the labelled questions. Status 1 if the tuning half misses a floor of bot.yaml."""
        from bot.channels.command_line import show
        from bot.channels.command_line.progress import track
        from bot.content.cases import load_sound_cases
        from bot.content.load import load
        from bot.usecases.evaluate import evaluate as try_cases

        knowledge = load(folder())
        talk = knowledge.talk
        cases = load_sound_cases(folder(), files or ())
        if picture is not None:
            _must_be_writable(picture)
        tracked = track(cases, "Trying the questions …")
        matcher = builder().build(knowledge)
        evaluation = try_cases(tracked, matcher, talk.fallback_language, talk.floors)
        proposal = None
        if tune:
            from bot.usecases.tuning import Proposal, propose

            proposal = propose(evaluation.tried, Proposal(talk.certainty, talk.thresholds))
        if as_json:
            print_json(evaluation.as_json() | ({"proposal": proposal.as_json()} if proposal else {}))
        else:
            show.show_evaluation(evaluation)
            if proposal:
                show.show_proposal(proposal)
        if picture is not None:
            from bot.channels.command_line.score_picture import picture as drawn

            picture.write_text(drawn(evaluation, talk.thresholds), encoding="utf-8")
        return 1 if evaluation.missed_floors else 0

    @app.command()
    @plain
    def diff(
        old: Annotated[Path, typer.Argument(help="The knowledge folder as it was.")],
        new: Annotated[Path, typer.Argument(help="The edited one.")],
        as_json: AsJson = False,
    ) -> None:
        """Show what was edited between two knowledge folders, and which answers that changes.

        Entries, sentences, the form and bot.yaml are compared; logged questions and cases are replayed.
        """
        import asyncio

        from bot.channels.command_line.difference import show_difference
        from bot.channels.command_line.progress import track
        from bot.usecases.preview import diff as compare

        replayed = partial(track, doing="Replaying the questions …")
        difference = compare(old, new, asyncio.run(logged()), builder().build, replayed)
        if as_json:
            print_json(difference.as_json())
        else:
            show_difference(difference)


def _tell_waiting(sentence: str) -> None:
    """Say what is waited for, to somebody who sits at a terminal."""
    if sys.stdin.isatty():
        typer.echo(sentence, err=True)


def _read_question() -> str:
    line = sys.stdin.readline()
    if not line:
        raise BotError('There is no question: write it behind the command, `ask "QUESTION"`.')
    return line.rstrip("\n")


def _must_be_writable(picture: Path) -> None:
    """Refuse a path before the minutes that an evaluation takes, rather than after."""
    try:
        picture.open("a").close()
    except OSError as error:
        raise BotError(f"--picture {picture}: it cannot be written ({error.strerror}).") from None
