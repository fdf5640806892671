"""The command that examines an installation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_settings import settings

if TYPE_CHECKING:  # what is only needed once the command runs: other commands need not wait for it
    from bot.services.context import Services
    from bot.settings import Settings


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody over the network.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program: what was found as JSON.")] = False,
) -> None:
    """Examine the installation: what is right, what is wrong, and what to do; exit code 1 when something is wrong."""
    from bot.adapters.doctor.examining import examine_all, is_well, report
    from bot.bootstrap import folders_of

    chosen = settings()
    found = examine_all(
        chosen, folders_of(chosen), opened=lambda: _services(chosen), offline=offline, now=datetime.now(UTC)
    )
    if as_json:
        findings = [asdict(each) for each in found]
        typer.echo(json.dumps({"ok": is_well(found), "findings": findings}, ensure_ascii=False, indent=2))
    else:
        typer.echo(report(found))
    raise typer.Exit(0 if is_well(found) else 1)


@contextmanager
def _services(chosen: Settings) -> Iterator[Services]:
    from bot.bootstrap import assemble

    parts = assemble(chosen)
    try:
        yield parts.services
    finally:
        parts.storage.close()
