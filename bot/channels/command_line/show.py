"""What the command line prints for people; with `--json` the commands print data instead."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.channels.command_line.lead_table import table_of
from bot.channels.printed import reply_lines, source_line
from bot.core.text import counted

if TYPE_CHECKING:  # `ask` starts quickly because nothing here loads the database's library
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bot.content.check import Report
    from bot.core.gaps import Gap
    from bot.core.match import Explanation
    from bot.dialogue.turn import Reply
    from bot.leads.lead import Lead
    from bot.usecases.ask import AskResult
    from bot.usecases.doctor import Finding
    from bot.usecases.evaluate import Evaluation, Figures
    from bot.usecases.question_log import LoggedQuestion
    from bot.usecases.tuning import Proposal

WIDE: Final = 10_000
"""Columns of a pipe or file: a line that is searched or cut there must not be folded."""

console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)


def show_answer(asked: AskResult) -> None:
    """Print an answer as a visitor would read it, with what the matcher made of the question."""
    if asked.title:
        console.print(f"[bold]{escape(asked.title)}[/]")
    console.print(escape(asked.text))
    for suggestion in asked.suggestions:
        console.print(f"  {suggestion.score:.2f}  {escape(suggestion.title)}  [dim]{suggestion.entry}[/]")
    for source in asked.sources:
        console.print(source_line(source.title, source.url))
    console.print(f"[dim]{asked.verdict} · {asked.entry or '-'} · {asked.score:.2f} · {asked.language}[/]")


def show_explanation(explanation: Explanation) -> None:
    """Print which words, names and phrasings led to a verdict."""
    console.print(f"rule: {explanation.rule or '-'}")
    console.print(f"query: {escape(explanation.query or '-')}")
    console.print(f"words: {escape(' '.join(explanation.words))}")
    console.print(f"names: {escape(', '.join(explanation.names) or '-')}")
    for text, key, likeness in explanation.neighbours:
        console.print(f"  {likeness:.2f}  {escape(text)}  [dim]{escape(key)}[/]")
    console.print(f"answers from {explanation.answer_from:.2f}, suggests from {explanation.suggest_from:.2f}")


def show_evaluation(evaluation: Evaluation) -> None:
    """Print the figures per half, language and group, then what was confused with what."""
    from bot.core.cases import Half
    from bot.usecases.evaluate import FIXED_WRONG

    for half in Half:
        measured = ("right", "95 in 100", "listed", "wrong", "missed", f"at {FIXED_WRONG:.0%} wrong")
        table = _table(half.value, "cases", *measured, "answered", "offered", "language")
        _row(table, "all", evaluation.figures(half))
        for language in evaluation.languages:
            _row(table, language, evaluation.figures(half, language))
        for group in evaluation.groups:
            _row(table, group, evaluation.figures(half, group=group))
        _print_table(table)
        console.print()
    for expected, answered, count in evaluation.confusions(Half.TUNING):
        console.print(f"{count} × {escape(expected)} was answered as {escape(answered)}")
    for sentence in evaluation.missed_floors:
        console.print(f"[red]{escape(sentence)}[/]")


def show_proposal(proposal: Proposal) -> None:
    """Print weights and thresholds as they stand in `bot.yaml`, so that an editor can copy them."""
    for name in ("thresholds", "certainty"):
        console.print(f"{name}:")
        for key, value in getattr(proposal, name).model_dump().items():
            shown = (
                ", ".join(f"{one}: {two:g}" for one, two in value.items()) if isinstance(value, dict) else ""
            )
            console.print(f"  {key}: " + (f"{{{shown}}}" if shown else f"{value:g}"))


def show_report(report: Report) -> None:
    """Print every problem and warning, then how much there is per language."""
    for problem in report.problems:
        console.print(f"[red]{escape(str(problem))}[/]")
    for warning in report.warnings:
        console.print(f"[yellow]{escape(str(warning))}[/]")
    table = _table("language", "entries", "partners", "questions", "names", "phrases")
    for part in report.coverage:
        counts = (part.entries, part.partners, part.questions, part.names, part.phrases)
        table.add_row(part.language, *map(str, counts))
    _print_table(table)
    problems = counted(len(report.problems), "problem", "problems")
    state = "[green]no problem[/]" if report.well else f"[red]{problems}[/]"
    warnings = counted(len(report.warnings), "warning", "warnings")
    console.print(f"{state}, {warnings}; version {report.version}")
    if not report.complete:
        console.print("Some checks wait until these are mended: then run it again, there may be more.")


def show_leads(leads: Sequence[Lead]) -> None:
    """Print leads one a line."""
    if not leads:
        console.print("There is no lead.")
        return
    _print_table(table_of(leads, console.width if sys.stdout.isatty() else None))


def show_lead(lead: Lead) -> None:
    """Print one lead with its history."""
    show_leads([lead])
    for label, value in (("e-mail", lead.email), ("phone", lead.phone), ("message", lead.message)):
        console.print(f"{label}: {escape(value or '—')}")
    if lead.possible_duplicates:
        console.print(f"possible duplicates: {', '.join(lead.possible_duplicates)}")
    for row in lead.history:
        who = row.who or "visitor"
        console.print(f"[dim]{row.at:%Y-%m-%d %H:%M}[/] {escape(who)}: {row.what} {escape(row.detail)}")


def show_gaps(gaps: Sequence[Gap]) -> None:
    """Print unanswered questions, most frequent first."""
    if not gaps:
        console.print("There is no question without an answer.")
        return
    table = _table("times", "last (UTC)", "language", "verdict", "question")
    for gap in gaps:
        table.add_row(
            str(gap.count), f"{gap.last_at:%Y-%m-%d %H:%M}", gap.language, gap.verdict, escape(gap.text)
        )
    _print_table(table)


def show_questions(asked: Sequence[LoggedQuestion]) -> None:
    """Print logged questions one a line."""
    if not asked:
        console.print("There is no question.")
        return
    table = _table("at (UTC)", "language", "verdict", "entry", "knowledge", "question")
    for question in asked:
        verdict, entry = question.verdict, question.entry or ""
        at = f"{question.at:%Y-%m-%d %H:%M}"
        table.add_row(
            at, question.language, verdict, entry, question.knowledge_version, escape(question.text)
        )
    _print_table(table)


def show_day(day: date, asked: Sequence[LoggedQuestion]) -> None:
    """Print the questions of a day, each with all that was said to it."""
    if not asked:
        console.print(f"Nobody asked anything on {day} (UTC).")
    for question in asked:
        parts = (question.language, question.verdict, question.entry or "-", question.knowledge_version)
        console.print(f"[bold]> {escape(question.text)}[/]")
        console.print(f"[dim]{question.at:%Y-%m-%d %H:%M} UTC · {escape(' · '.join(parts))}[/]")
        for reply in question.replies:
            _show_reply(reply)
        if not question.replies:
            console.print("No reply is kept.")
        console.print()


def _show_reply(reply: Reply) -> None:
    for line in reply_lines(reply):
        console.print(line)
    for row in reply.choices:
        console.print(f"[dim]{escape('  '.join(f'[{choice.label}]' for choice in row))}[/]")


def show_findings(findings: Iterable[Finding]) -> None:
    """Print how each part is and how to mend what is not well."""
    for finding in findings:
        sign = "[green]well[/]" if finding.well else "[red]not well[/]"
        console.print(f"{sign}  [bold]{finding.part}[/]: {escape(finding.text)}")
        if finding.remedy and not finding.well:
            console.print(f"      → {escape(finding.remedy)}")


def _row(table: Table, name: str, figures: Figures) -> None:
    shares = (figures.right, figures.listed, figures.wrong, figures.missed)
    cells = (*shares, figures.at_fixed_wrong, figures.answered, figures.offered, figures.language)
    right, *others = ("" if share is None else f"{share:.1%}" for share in cells)
    low_high = figures.right_between or ()
    between = "–".join(f"{limit:.1%}" for limit in low_high)
    table.add_row(name, str(figures.answerable + figures.unanswerable), right, between, *others)


def _print_table(table: Table) -> None:
    """Print a table: within the width of a terminal, or as wide as it is where somebody else reads it."""
    console.print(table, soft_wrap=not sys.stdout.isatty())


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
