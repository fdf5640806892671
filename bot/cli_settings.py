"""The settings of this environment, and of the machine's arithmetic, for every command."""

from __future__ import annotations

import os

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


def calculate_in_one_thread() -> None:
    """Before numpy is imported: on a busy machine, threads waiting for each other took eight times as long as one."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
