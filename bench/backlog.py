"""Measure how well the backlog gathers: against known topics, from one day to the next, and how fast.

Known topics are those of `tests/conversations/backlog_topics.yaml`, and those of an invented history, when the folder
of one is given (`esdh-bot demo` makes it). The limits were chosen on the file's `choosing` and on every second topic of
the history by name, beginning with the first; what is said of `held_back` and of the other topics is what they are
worth.
"""

from __future__ import annotations

import csv
import random
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import yaml
from rich.progress import Progress
from sklearn.metrics import adjusted_rand_score, v_measure_score

from bot.adapters.storage import SqliteStorage
from bot.content.holding import Holder
from bot.core.reply import Route
from bot.services.clustering import cluster_questions
from bot.services.context import Services
from bot.services.ports import WEB, Place, Question, Sender
from bot.settings import Settings

TOPICS = Path(__file__).parent.parent / "tests" / "conversations" / "backlog_topics.yaml"
SYSTEMS = ("Acadre", "Nexus", "DUBU", "KMD Nova")
EACH = 120  # times that a topic is asked
DAYS = 14
MANY = 20_000  # questions
LEAST_V, LEAST_RAND, LONGEST = 0.8, 0.95, 20.0
BEGAN = datetime(2026, 1, 5, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Measured:
    """One line of the table: what, the figure, and the bound it must keep; `is_most` when it is an upper bound."""

    what: str
    value: float
    bound: float
    is_most: bool = False

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.value <= self.bound if self.is_most else self.value >= self.bound


def main() -> None:
    """Measure and print; exit code 1 when a bound is not kept."""
    history = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    measured = list(of_topics())
    if history is not None:
        measured += of_history(history)
    sys.stdout.write(table(measured))
    sys.exit(0 if all(one.holds for one in measured) else 1)


def table(measured: Sequence[Measured]) -> str:
    """The figures, one a line."""
    lines = (
        f"{one.what:<46}{one.value:7.3f}   {'at most' if one.is_most else 'at least'} {one.bound}"
        f"{'' if one.holds else '   MISSED'}\n"
        for one in measured
    )
    return "".join(lines)


# --- written topics ---------------------------------------------------------------------------------------------------


def of_topics() -> Iterator[Measured]:
    """V-measure of the written topics, each part by itself."""
    for part, topics in yaml.safe_load(TOPICS.read_text(encoding="utf-8")).items():
        asked = list(questions_of(topics))
        with TemporaryDirectory() as scratch, closing(SqliteStorage(Path(scratch) / "esdh.db", secret=b"x")) as storage:
            fill(storage, [text for text, _ in asked])
            cluster_questions(services=services_on(storage), now=BEGAN + timedelta(days=30))
            homes = homes_in(Path(scratch) / "esdh.db")
        known = {f"q{number}": topic for number, (_, topic) in enumerate(asked)}
        yield Measured(f"V-measure, written topics, {part}", v_measure(known, homes), LEAST_V)


def questions_of(topics: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """(text, topic), each topic asked many times in its wordings, some with a slip of the finger or a greeting."""
    chance = random.Random(1)  # noqa: S311 -- repeatable, not secret
    asked = [(topic, wording) for topic, wordings in topics.items() for wording in chance.choices(wordings, k=EACH)]
    chance.shuffle(asked)
    for topic, wording in asked:
        text = wording.replace("{s}", chance.choice(SYSTEMS))
        at = chance.randrange(len(text) - 1)
        slipped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        greeting = chance.choice(("", "", "", "Hej, ", "hej med jer, "))
        yield greeting + (slipped if chance.random() < 0.25 else text), topic


def fill(storage: SqliteStorage, texts: Sequence[str]) -> None:
    """Log these as questions nobody could answer, q0, q1 …, a minute apart."""
    with storage.transaction() as work:
        person = work.person(Sender(WEB, "bench"), now=BEGAN)
        conversation = work.conversation(WEB, Place("bench"), person.id)
        for number, text in enumerate(texts):
            work.add_question(
                Question(
                    id=f"q{number}",
                    event_id=f"bench-{number}",
                    conversation_id=conversation.id,
                    channel=WEB,
                    asker_hash=person.asker_hash,
                    asked_at=BEGAN + timedelta(minutes=number),
                    text=text,
                    language="da",
                    reply="fallback",
                    snapshot="bench",
                    route=Route(role="koordinator"),
                )
            )


# --- an invented history ----------------------------------------------------------------------------------------------


def of_history(folder: Path) -> Iterator[Measured]:
    """V-measure of its topics, the lowest adjusted Rand from a day to the next, and how long 20,000 questions take."""
    with (folder / "topics.csv").open(encoding="utf-8") as file:
        known = {row["question"]: row["topic"] for row in csv.DictReader(file)}
    with TemporaryDirectory() as scratch:
        file_of = copied(folder, Path(scratch), "days")
        yield Measured(f"lowest adjusted Rand of {DAYS} days", lowest_rand(file_of), LEAST_RAND)
        homes = homes_in(file_of)
        yield Measured("V-measure, invented history", v_measure(known, homes), LEAST_V)
        names = sorted(set(known.values()))
        for which, topics in (("choosing", names[::2]), ("held back", names[1::2])):
            half = {question: topic for question, topic in known.items() if topic in set(topics)}
            yield Measured(f"V-measure, invented history, {which}", v_measure(half, homes), LEAST_V)
        yield Measured(
            f"seconds for {MANY} questions", seconds_for_many(copied(folder, Path(scratch), "many")), LONGEST, True
        )


def copied(folder: Path, scratch: Path, name: str) -> Path:
    """A copy of the history's database with an empty backlog."""
    path = scratch / f"{name}.db"
    with closing(sqlite3.connect(folder / "esdh.db")) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    SqliteStorage(path, secret=b"x").close()  # brought up to date
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER backlog_history_is_kept")
        for gone in ("backlog_question", "backlog_history", "backlog_item"):
            connection.execute(f"DELETE FROM {gone}")  # noqa: S608 -- our own names
        connection.commit()
    return path


def lowest_rand(path: Path) -> float:
    """Gather all but the last days at once, then day by day: how alike two days in a row are, where least."""
    with closing(sqlite3.connect(path)) as connection:
        (last,) = connection.execute("SELECT max(asked_at) FROM question").fetchone()
        first = datetime.fromisoformat(last) - timedelta(days=DAYS)
        connection.execute(
            "CREATE TABLE later AS SELECT id, text, asked_at FROM question WHERE asked_at >= ?", [_text(first)]
        )
        connection.execute("UPDATE question SET text = '' WHERE id IN (SELECT id FROM later)")
        connection.commit()
        lowest, before = 1.0, run(path, first)
        for day in range(1, DAYS + 1):
            until = first + timedelta(days=day)
            connection.execute(
                """UPDATE question SET text = later.text FROM later
                WHERE later.id = question.id AND later.asked_at < ?""",
                [_text(until)],
            )
            connection.commit()
            after = run(path, until)
            both = sorted(before)
            lowest = min(lowest, adjusted_rand_score([before[one] for one in both], [after[one] for one in both]))
            before = after
        connection.execute("DROP TABLE later")
        connection.commit()
    return lowest


def seconds_for_many(path: Path) -> float:
    """How long the first run over 20,000 questions takes, with its progress bar."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "UPDATE question SET reply = 'answer', chosen = NULL, ticket_id = NULL, feedback = NULL, probability = 1"
        )
        connection.execute(
            """UPDATE question SET reply = 'fallback', article = NULL
            WHERE id IN (SELECT id FROM question WHERE text <> '' LIMIT ?)""",
            [MANY],
        )
        connection.commit()
    with Progress() as progress:
        task = progress.add_task("Samler spørgsmål", total=None)
        began = perf_counter()
        run(path, BEGAN, told=lambda read, count: progress.update(task, completed=read, total=count))
        return perf_counter() - began


# --- both -------------------------------------------------------------------------------------------------------------


def run(path: Path, now: datetime, told: Callable[[int, int], None] | None = None) -> Mapping[str, str]:
    """Gather; gives the item of each question that is in one."""
    with closing(SqliteStorage(path, secret=b"x")) as storage:
        cluster_questions(services=services_on(storage), now=now, told=told)
    return homes_in(path)


def services_on(storage: SqliteStorage) -> Services:
    """The services on this storage, with the trained content."""
    return Services(content=Holder(Settings().data), storage=storage)  # type: ignore[call-arg]


def homes_in(path: Path) -> Mapping[str, str]:
    """The item of each question that is in one."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT question_id, item_id FROM backlog_question"))


def v_measure(known: Mapping[str, str], homes: Mapping[str, str]) -> float:
    """Of the questions whose topic is known and that are in an item (Rosenberg and Hirschberg 2007)."""
    both = sorted(known.keys() & homes.keys())
    return float(v_measure_score([known[one] for one in both], [homes[one] for one in both]))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


if __name__ == "__main__":
    main()
