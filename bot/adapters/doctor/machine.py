"""Examine the machine: the data folder, the disk, the database, Danish time, and the clock."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.adapters.doctor.findings import Finding, Level
from bot.adapters.storage.soundness import examine
from bot.core.readiness import has_room
from bot.errors import StorageError
from bot.settings import Settings

MEGABYTE = 1024 * 1024
LITTLE_ROOM = 1024 * MEGABYTE
DATABASE, SECRET = "esdh.db", "secret.key"
WRITTEN_OFTEN = (DATABASE, f"{DATABASE}-wal", "snapshots/current")
DRIFT = timedelta(minutes=1)  # between this machine's clock and another's
DANISH_ZONE = "Europe/Copenhagen"
WINTER, SUMMER = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)


def examine_folder(settings: Settings) -> Iterator[Finding]:
    """Is it there, can it be written to, is there room, and is the key nobody else's."""
    data = settings.data
    if not data.is_dir():
        sentence = f"Mappen {data} findes ikke. Kør 'esdh-bot train', der opretter den, eller ret ESDH_BOT_DATA."
        yield Finding("data", Level.ERROR, sentence)
        return
    try:
        with NamedTemporaryFile(dir=data):
            pass
    except OSError as error:
        sentence = f"Der kan ikke skrives i {data} ({error.strerror}). Giv den bruger, botten kører som, ret til det."
        yield Finding("data", Level.ERROR, sentence)
    else:
        yield Finding("data", Level.OK, f"Der kan skrives i {data.absolute()}.")
    yield _room(data)
    yield from _key(settings)


def _room(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    said = f"Der er {free // MEGABYTE} MB fri plads"
    if not has_room(free):
        return Finding("disk", Level.ERROR, f"{said}. Botten kan snart ikke gemme noget: ryd op, eller udvid disken.")
    if free < LITTLE_ROOM:
        return Finding("disk", Level.WARNING, f"{said}. Det er lidt: ryd op, eller udvid disken.")
    return Finding("disk", Level.OK, f"{said}.")


def _key(settings: Settings) -> Iterator[Finding]:
    """A key that is lost makes every asker a stranger to the log."""
    if settings.secret is not None:
        return
    key = settings.data / SECRET
    if not key.exists():
        if (settings.data / DATABASE).exists():
            sentence = (
                f"{key} mangler, men databasen er der. Læg nøglen tilbage fra en sikkerhedskopi; "
                "ellers kan botten ikke kende dem, der har spurgt før."
            )
            yield Finding("nøgle", Level.ERROR, sentence)
    elif stat.S_IMODE(key.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("nøgle", Level.WARNING, f"{key} kan læses af andre. Kør 'chmod 600 {key}'.")
    else:
        yield Finding("nøgle", Level.OK, "Nøglen kan kun læses af sin ejer.")


def has_database(settings: Settings) -> bool:
    """Whether a database, with the key it was written with, is there to be opened; opening makes neither."""
    has_key = settings.secret is not None or (settings.data / SECRET).exists()
    return has_key and (settings.data / DATABASE).exists()


def examine_database(settings: Settings) -> Iterator[Finding]:
    """Is it whole, and of this version; nothing in it is changed."""
    path = settings.data / DATABASE
    if not path.exists():
        yield Finding("database", Level.NOTE, "Der er ingen database endnu. Den bliver lavet, når botten startes.")
        return
    try:
        found = examine(path)
    except StorageError as error:
        yield Finding("database", Level.ERROR, f"Databasen {path} kan ikke læses ({error.reason}).")
        return
    if found.faults:
        sentence = (
            f"Databasen er beskadiget ({'; '.join(found.faults)}). Stop botten, og læg den seneste sikkerhedskopi ind."
        )
        yield Finding("database", Level.ERROR, sentence)
    if found.unknown:
        sentence = f"Databasen er skrevet af en nyere udgave ({', '.join(found.unknown)}). Brug den udgave af botten."
        yield Finding("database", Level.ERROR, sentence)
    if found.pending:
        sentence = f"Databasen mangler {', '.join(found.pending)}. Genstart botten: så bliver den bragt op til nu."
        yield Finding("database", Level.WARNING, sentence)
    if found.is_sound:
        yield Finding("database", Level.OK, "Databasen er hel og hører til denne udgave.")


def examine_time(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Danish time, and whether the clock agrees with what has been written."""
    yield _zone()
    yield from _clock(settings.data, now)


def _zone() -> Finding:
    try:
        zone = ZoneInfo(DANISH_ZONE)
    except ZoneInfoNotFoundError:
        sentence = f"Tidszonen {DANISH_ZONE} kendes ikke, så svarfrister kan ikke regnes ud. Installér tzdata."
        return Finding("tidszone", Level.ERROR, sentence)
    offsets = [WINTER.astimezone(zone).utcoffset(), SUMMER.astimezone(zone).utcoffset()]
    if offsets != [timedelta(hours=1), timedelta(hours=2)]:
        return Finding("tidszone", Level.ERROR, f"Tidszonen {DANISH_ZONE} er forkert. Installér tzdata igen.")
    return Finding("tidszone", Level.OK, f"Tidszonen {DANISH_ZONE} kendes, med sommertid.")


def _clock(data: Path, now: datetime) -> Iterator[Finding]:
    written = [data / name for name in WRITTEN_OFTEN if (data / name).exists()]
    ahead = [path for path in written if _written_at(path) > now + DRIFT]
    if ahead:
        minutes = max(_written_at(path) - now for path in ahead) // timedelta(minutes=1)
        sentence = (
            f"Uret viser {now:%Y-%m-%d %H:%M} UTC, men {ahead[0].name} er skrevet {minutes} minutter senere. "
            "Stil uret (NTP): svarfrister og login afhænger af det."
        )
        yield Finding("ur", Level.ERROR, sentence)
        return
    yield Finding("ur", Level.OK, f"Uret viser {now:%Y-%m-%d %H:%M} UTC og passer med filerne.")


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
