"""The one place where the parts are put together."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from bot.adapters.reading_aside import ReadingAside
from bot.adapters.storage import SqliteStorage
from bot.content.holding import Holder
from bot.content.loading import Folders
from bot.content.snapshot import Snapshot, load_current
from bot.parts import Parts
from bot.services.context import Services
from bot.settings import Settings

PACKAGED = Path(__file__).parent / "_content"
CHECKOUT = Path(__file__).parent.parent


def assemble(settings: Settings) -> Parts:
    """Put the parts together on `settings`. From a database that is invented nothing is sent to anybody.

    :raises SettingsError: when the settings cannot work
    :raises SnapshotError: when nothing was trained yet
    """
    settings.check()
    storage = open_storage(settings)
    with storage.reading() as work:
        if work.is_invented():
            settings = settings.silenced()
    secret = secret_of(settings)
    content, reading = Holder(settings.data), ReadingAside(settings.data)
    services = Services(
        content=content,
        storage=storage,
        drafts=settings.drafts_are,
        most_a_minute=settings.questions_a_minute,
        reader=reading,
    )
    return Parts(settings, folders_of(settings), content, storage, services, secret, reading)


def load_snapshot(settings: Settings) -> Snapshot:
    """The current snapshot, for what needs no storage.

    :raises SnapshotError: when nothing was trained yet
    """
    return load_current(settings.data)


def open_storage(settings: Settings) -> SqliteStorage:
    """The database in the data folder, brought up to date."""
    settings.data.mkdir(parents=True, exist_ok=True)
    return SqliteStorage(settings.data / "esdh.db", secret=secret_of(settings))


def folders_of(settings: Settings) -> Folders:
    """Where the content is: the settings' folders, else the checkout's, else the copies inside the package."""
    return Folders(
        knowledge=settings.knowledge or _first_folder("knowledge"),
        intents=settings.intents or _first_folder("intents"),
    )


def secret_of(settings: Settings) -> bytes:
    """The key of asker hashes and cookies: the setting, else one made once, readable by its owner alone."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    path = settings.data / "secret.key"
    if not path.exists():
        _make_secret(path)
    return path.read_bytes()


def _make_secret(path: Path) -> None:
    """A whole key appears at once: another process starting now finds it, or has just made it."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.touch(mode=0o600)
    partial.write_bytes(secrets.token_hex(32).encode())
    with suppress(FileExistsError):
        path.hardlink_to(partial)
    partial.unlink()


def _first_folder(name: str) -> Path:
    own = CHECKOUT / name
    return own if (own / "README.md").is_file() else PACKAGED / name
