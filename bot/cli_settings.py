"""The settings of this environment, for every command."""

from __future__ import annotations

import typer
from pydantic import ValidationError

from bot.settings import Settings


def settings() -> Settings:
    """The settings of this environment, or a sentence and exit code 2."""
    try:
        found = Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        for problem in error.errors():
            typer.echo(f"Indstillingen {'.'.join(map(str, problem['loc']))}: {problem['msg']}", err=True)
        raise typer.Exit(2) from error
    return found
