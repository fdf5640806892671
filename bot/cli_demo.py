"""The command that fills a database of its own with an invented history."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_settings import calculate_in_one_thread, settings
from bot.core.worktime import danish_day

if TYPE_CHECKING:  # what is only needed once the command runs
    from bot.demo.history import Wish
    from bot.settings import Settings

FOLDER = "demo"
TOPICS = "topics.csv"
DOING = {
    "plan": "Lægger en plan",
    "rehearse": "Forstår",
    "retell": "Skriver",
    "live": "Besvarer henvendelser",
    "replay": "Spørger igen",
}


def demo(
    weeks: Annotated[int, typer.Option(min=1, max=260, help="So many weeks.")] = 26,
    scale: Annotated[
        float, typer.Option(min=0.01, max=50, help="1 is 6,000 employees; more lets them ask more.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="Another number, another history.")] = 1,
    as_of: Annotated[
        datetime | None, typer.Option(help="The morning after the last day; else today.", formats=["%Y-%m-%d"])
    ] = None,
) -> None:
    """Fill a database of its own, in the folder demo of the data folder, with an invented history."""
    calculate_in_one_thread()
    from bot.demo.history import Wish

    chosen = settings()
    morning = as_of.date() if as_of else danish_day(datetime.now(UTC))
    folder = chosen.data / FOLDER
    wish = Wish(last=morning - timedelta(days=1), weeks=weeks, scale=scale, seed=seed)
    with _progress() as progress:
        topics = fill(wish, folder, chosen, progress)
    typer.echo(f"{len(topics)} opdigtede spørgsmål i {folder}. Se dem: ESDH_BOT_DATA={folder} esdh-bot serve")


def fill(wish: Wish, folder: Path, chosen: Settings, progress: Callable[[str, float], None]) -> Mapping[str, str]:
    """Make the history in `folder`; gives the subject of each question, which its `topics.csv` holds too.

    :raises SettingsError: when there is a database that is not invented
    :raises SnapshotError: when nothing was trained yet
    """
    from bot.bootstrap import folders_of, load_snapshot, open_storage
    from bot.content.loading import load
    from bot.content.snapshot import current_folder
    from bot.demo.history import Ground, make_history
    from bot.web.people import demo_people

    snapshot, own = load_snapshot(chosen), chosen.model_copy(update={"data": folder})
    _make_room(folder, current_folder(chosen.data))
    content, _ = load(folders_of(chosen))
    visitors = demo_people(snapshot.library).values()
    holders = {one.holding: one.key for one in visitors if one.holding}
    askers = {one.department: one.key for one in visitors if one.department}
    storage = open_storage(own)
    topics = make_history(wish, Ground(snapshot, content, storage, folder, holders, askers), progress)
    storage.close()
    with (folder / TOPICS).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("question", "topic"), *topics.items()])
    return topics


def _make_room(folder: Path, snapshot: Path) -> None:
    """Take away an earlier history, and put the content beside where the new one will be."""
    from bot.adapters.storage.invented import is_invented_file
    from bot.errors import SettingsError

    database = folder / "esdh.db"
    if database.exists() and not is_invented_file(database):
        raise SettingsError(
            f"{database} er ikke opdigtet og bliver ikke erstattet. "
            "Flyt den, eller vælg en anden mappe med ESDH_BOT_DATA."
        )
    for file in (database, *folder.glob("esdh.db-*"), folder / TOPICS):
        file.unlink(missing_ok=True)
    copied = folder / "snapshots" / snapshot.name
    if not copied.exists():
        shutil.rmtree(folder / "snapshots", ignore_errors=True)
        shutil.copytree(snapshot, copied)
    (folder / "snapshots" / "current").write_text(snapshot.name, encoding="ascii")


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns) as bar:
        tasks = {step: bar.add_task(said, total=1.0) for step, said in DOING.items()}
        yield lambda step, share: bar.update(tasks[step], completed=share)
