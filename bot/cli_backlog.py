"""The command that gathers questions into the backlog."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli_settings import calculate_in_one_thread, settings


def backlog(quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False) -> None:
    """Gather the questions that met a gap into backlog items; what a hand has changed stays."""
    calculate_in_one_thread()
    from rich.progress import Progress

    from bot.bootstrap import assemble
    from bot.services.clustering import cluster_questions

    parts = assemble(settings())
    try:
        with Progress(transient=True, disable=quiet) as progress:
            task = progress.add_task("Samler spørgsmål", total=None)
            done = cluster_questions(
                services=parts.services,
                now=datetime.now(UTC),
                told=lambda read, count: progress.update(task, completed=read, total=count),
            )
    finally:
        parts.storage.close()
    typer.echo(f"{done.placed} spørgsmål samlet, {done.joined} punkter lagt sammen, {done.returned} vendt tilbage.")
