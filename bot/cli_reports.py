"""The commands that take the statistics along: a database of aggregates, and the draft of a report to the network."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_settings import settings
from bot.core.worktime import danish_day


def aggregates(
    file: Annotated[Path, typer.Argument(help="The database to write, in place of one that is there.", dir_okay=False)],
) -> None:
    """Write the statistics as a read-only SQLite database, for Datasette or Power BI."""
    from bot.bootstrap import assemble
    from bot.content.phrasing import Phrasing
    from bot.services.aggregates import aggregates as gathered
    from bot.services.figure_words import FigureWords

    parts = assemble(settings())
    snapshot = parts.content.current()
    words = FigureWords(snapshot, Phrasing(snapshot.library, snapshot.catalogue, "da"))
    parts.files.database(gathered(None, words=words, services=parts.services, now=datetime.now(UTC)), file)
    typer.echo(file)


def report(
    period: Annotated[
        str, typer.Argument(help="Such as 2026-11, 2026-Q4 or 2026-W47; else last month.", show_default=False)
    ] = "",
) -> None:
    """Draft the report to the network about a period; the coordinator edits and approves it in the browser."""
    from bot.bootstrap import assemble
    from bot.core.desk.tables import Period, PeriodKind
    from bot.services.reporting import LANGUAGE, draft_report

    now = datetime.now(UTC)
    try:
        about = Period.read(period) if period else Period.around(danish_day(now), PeriodKind.MONTH).before()
    except ValueError as error:
        raise typer.BadParameter("Skriv perioden som 2026-11, 2026-Q4, 2026-W47 eller 2026.") from error
    parts = assemble(settings())
    drafted = draft_report(about, None, language=LANGUAGE, services=parts.services, now=now)
    typer.echo(f"/coordinator/reports/{drafted.id}")


def mount(app: typer.Typer) -> None:
    """Put these commands below `app`."""
    app.command()(aggregates)
    app.command()(report)
