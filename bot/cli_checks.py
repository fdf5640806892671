"""The command that tells what the blind checks have found."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli_settings import settings


def checks(
    known: Annotated[
        bool, typer.Option("--known", help="Instead: the judged questions as a file of intents/_known/.")
    ] = False,
) -> None:
    """Tell how many certain answers were judged wrong, and whether the probabilities keep what they promise."""
    from bot.adapters.reports_checks import checks_report
    from bot.bootstrap import assemble
    from bot.content.known_text import known_text
    from bot.services.check_figures import known_from_checks, see_figures

    parts = assemble(settings())
    try:
        if known:
            typer.echo(known_text(known_from_checks(None, services=parts.services)), nl=False)
        else:
            typer.echo(checks_report(see_figures(None, services=parts.services)))
    finally:
        parts.storage.close()
