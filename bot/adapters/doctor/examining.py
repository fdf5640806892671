"""Go through everything, one check after another; one that fails does not keep the others from being made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from functools import partial

from bot.adapters.doctor.findings import Finding, Level
from bot.adapters.doctor.knowledge import examine_content, examine_roles, examine_snapshot
from bot.adapters.doctor.machine import examine_database, examine_folder, examine_time, has_database
from bot.adapters.doctor.network import examine_mail, examine_sign_in
from bot.adapters.doctor.slack import examine_slack
from bot.content.loading import Folders
from bot.core.worktime import danish_day
from bot.errors import BotError, SettingsError
from bot.services.context import Services
from bot.settings import Settings

Opened = Callable[[], AbstractContextManager[Services]]
MARKS = {Level.OK: "ok", Level.NOTE: "bemærk", Level.WARNING: "ADVARSEL", Level.ERROR: "FEJL"}


def examine_all(
    settings: Settings, folders: Folders, *, opened: Opened, offline: bool, now: datetime
) -> Sequence[Finding]:
    """Everything there is to find. `opened` gives the services while they are used; `offline` asks nobody else."""
    today = danish_day(now)
    found = [
        *_made("indstillinger", lambda: _settings(settings)),
        *_made("data", lambda: examine_folder(settings)),
        *_made("database", lambda: examine_database(settings)),
        *_made("tid", lambda: examine_time(settings, now)),
        *_made("indhold", lambda: examine_snapshot(settings.data, folders)),
        *_made("indhold", lambda: examine_content(folders, today=today, production=settings.production)),
    ]
    with ExitStack() as stack:
        services = _opened(stack, opened) if _can_open(settings, found) else None
        if services is None:
            sentence = (
                "Hvem spørgsmål går til, kan først undersøges, når indstillinger, database og indhold er i orden."
            )
            found.append(Finding("roller", Level.NOTE, sentence))
        else:
            found += _made("roller", partial(examine_roles, services, settings))
        found += _outside(settings, services, offline=offline, now=now)
    return found


def _can_open(settings: Settings, found: Sequence[Finding]) -> bool:
    """Opening takes the steps of the schema that are missing, and makes a key: only where there is nothing to do."""
    is_sound = any(each.check == "database" and each.level is Level.OK for each in found)
    return is_sound and has_database(settings)


def _opened(stack: ExitStack, opened: Opened) -> Services | None:
    try:
        return stack.enter_context(opened())
    except BotError:  # a finding already: the settings, or the snapshot
        return None


def report(findings: Sequence[Finding]) -> str:
    """A line for each finding, and how many are bad."""
    lines = [f"{MARKS[each.level]:<9} {each.check}: {each.sentence}" for each in findings]
    errors, warnings = (sum(each.level is level for each in findings) for level in (Level.ERROR, Level.WARNING))
    return "\n".join([*lines, "", f"{errors} fejl, {warnings} advarsler."])


def is_well(findings: Sequence[Finding]) -> bool:
    """Nothing is wrong; warnings and notes are not."""
    return all(each.level is not Level.ERROR for each in findings)


def _outside(settings: Settings, services: Services | None, *, offline: bool, now: datetime) -> Iterator[Finding]:
    if offline:
        yield Finding("netværk", Level.NOTE, "Login, mail og Slack er ikke spurgt (--offline).")
        return
    yield from _made("login", lambda: examine_sign_in(settings, now))
    yield from _made("mail", lambda: examine_mail(settings))
    yield from _made("slack", lambda: examine_slack(settings, services, now))


def _settings(settings: Settings) -> Iterator[Finding]:
    try:
        settings.check()
    except SettingsError as error:
        yield Finding("indstillinger", Level.ERROR, str(error))
    else:
        kind = "rigtige brugere" if settings.production else "prøvedrift"
        yield Finding("indstillinger", Level.OK, f"Indstillingerne passer sammen ({kind}).")


def _made(name: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings of a check; what breaks it is a finding too, by its kind: what it says may hold a secret."""
    try:
        yield from check()
    except (BotError, OSError, ValueError, KeyError) as error:
        yield Finding(name, Level.ERROR, f"Kunne ikke undersøges ({type(error).__name__}).")
