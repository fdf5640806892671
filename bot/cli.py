"""The command `esdh-bot`: parse arguments, call a service, print."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_backlog import backlog
from bot.cli_checks import checks
from bot.cli_demo import demo
from bot.cli_doctor import doctor
from bot.cli_people import mount
from bot.cli_reports import mount as mount_reports
from bot.cli_settings import calculate_in_one_thread, settings
from bot.errors import BotError

app = typer.Typer(
    help="Svarer på 'skal jeg journalisere det her?' ud fra kurateret indhold.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def serve() -> None:
    """Start the bot: the web chat, the JSON API and, when its tokens are set, Slack."""
    from bot.serving import run  # the web server is a third of a second that other commands need not wait for

    run(settings())


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question; leave it out to have a conversation.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help='Answer {"id", "text"} lines from standard input; store nothing.')
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what was understood and why; store nothing.")
    ] = False,
) -> None:
    """Ask a question in the terminal."""
    from bot.adapters import reports, terminal
    from bot.bootstrap import assemble, load_snapshot

    if as_json:
        terminal.answer_lines(load_snapshot(settings()), sys.stdin.buffer, sys.stdout)
    elif explain and question:
        typer.echo(reports.explain(load_snapshot(settings()), question))
    elif question is not None:
        typer.echo(terminal.ask_once(assemble(settings()), question))
    else:
        terminal.converse(assemble(settings()))


@app.command()
def check(
    today: Annotated[
        datetime | None, typer.Option(help="Judge review dates as of this day.", formats=["%Y-%m-%d"])
    ] = None,
    production: Annotated[bool, typer.Option(help="Past reviews and unconfirmed examples are errors.")] = False,
    answers: Annotated[
        bool, typer.Option("--answers", help="Instead: train aside and compare the answers with the published ones.")
    ] = False,
) -> None:
    """Check the content: every problem at once, as file:line: sentence."""
    if answers:
        if today or production:
            raise typer.BadParameter(
                "--answers kan ikke bruges sammen med --today og --production; kør check to gange."
            )
        raise typer.Exit(_check_answers())
    from bot.bootstrap import folders_of
    from bot.content.checking import check as check_content
    from bot.content.problems import Severity

    day = today.date() if today else datetime.now(UTC).date()
    _, problems = check_content(folders_of(settings()), today=day, production=production)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    warnings = [problem for problem in problems if problem.severity is Severity.WARNING]
    for heading, found in (("Advarsler", warnings), ("Fejl", errors)):
        if found:
            typer.echo(f"{heading} ({len(found)}):")
            typer.echo("\n".join(str(problem) for problem in found))
    typer.echo(f"{len(errors)} fejl, {len(warnings)} advarsler.")
    raise typer.Exit(1 if errors else 0)


def _check_answers() -> int:
    """Print what the working copy changes; give 1 when a known question gets a newly wrong, certain answer, else 0."""
    calculate_in_one_thread()
    from bot.adapters.reports_content import comparison_report
    from bot.bootstrap import folders_of
    from bot.services.comparing import compare_with_published

    chosen = settings()
    folders = folders_of(chosen)
    comparison = compare_with_published(folders, chosen.data, quiet=not sys.stdout.isatty())
    typer.echo(comparison_report(comparison, folders))
    return 1 if comparison and comparison.newly_wrong_certain else 0


@app.command()
def collisions(
    limit: Annotated[int, typer.Option(min=1, help="At most this many pairs, the worst.")] = 20,
    intent: Annotated[str | None, typer.Option(metavar="ID", help="Only the pairs this one is part of.")] = None,
) -> None:
    """Find the intents that steal each other's questions, and the utterances that cause it."""
    calculate_in_one_thread()
    from bot.adapters.reports_content import collisions_report
    from bot.bootstrap import folders_of, load_snapshot

    chosen = settings()
    typer.echo(collisions_report(load_snapshot(chosen), folders_of(chosen), limit=limit, intent=intent))


@app.command()
def train(
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
    if_changed: Annotated[bool, typer.Option("--if-changed", help="Only when the content has changed.")] = False,
) -> None:
    """Build a snapshot of the content: check it, train on it, make it the current one."""
    from bot.bootstrap import folders_of
    from bot.content.training_run import train_snapshot

    chosen = settings()
    trained = train_snapshot(folders_of(chosen), chosen.data, quiet=quiet, if_changed=if_changed)
    typer.echo(f"Indholdet er trænet: {trained}." if trained else "Indholdet er ikke ændret siden sidst.")


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Questions as JSON Lines, see docs/understanding.md.", exists=True)],
    only_content: Annotated[
        bool, typer.Option("--only-content", help="Leave out questions about articles the content does not have.")
    ] = False,
    misses: Annotated[bool, typer.Option("--misses", help="List the questions that got another reply.")] = False,
) -> None:
    """Measure understanding on questions that are not in the content."""
    from bot.adapters.reports import evaluation_report
    from bot.bootstrap import load_snapshot

    typer.echo(evaluation_report(load_snapshot(settings()), file, only_content=only_content, show_misses=misses))


@app.command()
def handbook(
    output: Annotated[
        Path | None, typer.Option(dir_okay=False, help="The page's file; else handbook.html in the data folder.")
    ] = None,
) -> None:
    """Render the whole knowledge base as one page to read, print and approve."""
    from bot.bootstrap import folders_of
    from bot.content.handbook import write_handbook

    file = output or settings().data / "handbook.html"
    write_handbook(folders_of(settings()), file, on=datetime.now(UTC).date())
    typer.echo(file)


@app.command()
def known() -> None:
    """Ask the known questions of the content: each must get the reply its file says."""
    from bot.bootstrap import folders_of, load_snapshot
    from bot.content.loading import load
    from bot.services.knowing import surprises

    chosen = settings()
    content, _ = load(folders_of(chosen))
    questions = [question for each in content.known.values() for question in each]
    found = list(surprises(questions, snapshot=load_snapshot(chosen)))
    for surprise in found:
        wanted = surprise.question.model_dump_json(exclude_none=True, exclude_defaults=True)
        typer.echo(f"{wanted} → {surprise.got}")
    typer.echo(f"{len(questions) - len(found)} af {len(questions)} kendte spørgsmål som ventet.")
    raise typer.Exit(1 if found else 0)


@app.command()
def log(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many, the latest.")] = 1000,
    since: Annotated[datetime | None, typer.Option(help="From this day.", formats=["%Y-%m-%d"])] = None,
) -> None:
    """Print the question log: redacted texts with their outcome, oldest first."""
    from bot.bootstrap import open_storage

    storage = open_storage(settings())
    first = {"since": since.replace(tzinfo=UTC)} if since else {}
    for row in storage.log.questions(limit=limit, **first):
        line = json.dumps(row, ensure_ascii=False, default=str)
        typer.echo(
            line if as_json else f"{row['asked_at']}  {row['reply']:<15} {row['article'] or '-':<28} {row['text']}"
        )


app.command()(doctor)
app.command()(demo)
app.command()(backlog)
app.command()(checks)
mount(app)
mount_reports(app)


def main() -> None:
    """Run the command; an error of ours is a sentence, not a traceback."""
    try:
        app()
    except BotError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(2) from error
