"""Find the questions that met a gap, put them into the items of the backlog, and count what they add up to."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from bot.adapters.storage.rows import Rows, to_text, to_time
from bot.core.catalogue import PERSON_ARTICLE
from bot.core.desk.backlog import WEEKS, Asked, Trend, last_weeks
from bot.core.worktime import DANISH_TIME
from bot.services.ports.backlog import Cluster, Counted, Gap, Placed

# 'I want to talk to a person' says nothing of what is missing
MET_A_GAP = f"""text <> '' AND ifnull(article, '') <> '{PERSON_ARTICLE}' AND (
    reply IN ('fallback', 'handoff_offer') OR chosen = 'none' OR ticket_id IS NOT NULL
    OR ifnull(feedback, 'helpful') <> 'helpful'
    OR (reply = 'answer' AND probability < :doubt)
    OR (reply = 'out_of_scope' AND in_field >= :near_field))"""
UNPLACED = MET_A_GAP + " AND NOT EXISTS (SELECT 1 FROM backlog_question WHERE question_id = question.id)"  # noqa: S608 - our own text, as all below
OF_ITEMS = """FROM backlog_question JOIN question ON question.id = question_id
    WHERE item_id IN (SELECT value FROM json_each(:ids))"""


class Gaps(Rows):
    """The questions behind the backlog."""

    def count_unplaced(self, doubt: float, near_field: float) -> int:
        """How many questions met a gap and are in no item yet; see `unplaced`."""
        (row,) = self._all(
            f"SELECT count(*) AS count FROM question WHERE {UNPLACED}",  # noqa: S608
            doubt=doubt,
            near_field=near_field,
        )
        return int(row["count"])

    def unplaced(self, doubt: float, near_field: float, *, after: tuple[datetime, str], limit: int) -> Sequence[Gap]:
        """The next questions that met a gap and are in no item yet, oldest first, from (asked_at, id) on.

        Not understood, handed over, none of the choices, not helped, answered with a probability below `doubt`, or
        called out of scope with at least `near_field` of our field in it. Those whose text is gone are left out.
        """
        rows = self._all(
            f"""SELECT id AS question_id, text, language, asked_at, system, reply FROM question
            WHERE (asked_at, id) > (:at, :id) AND {UNPLACED} ORDER BY asked_at, id LIMIT :limit""",  # noqa: S608
            doubt=doubt,
            near_field=near_field,
            at=after[0],
            id=after[1],
            limit=limit,
        )
        return [_gap(row) for row in rows]

    def still_unplaced(self, question_ids: Collection[str]) -> frozenset[str]:
        """Those of the questions that are in no item."""
        rows = self._all(
            """SELECT value AS id FROM json_each(:ids)
            WHERE NOT EXISTS (SELECT 1 FROM backlog_question WHERE question_id = value)""",
            ids=list(question_ids),
        )
        return frozenset(row["id"] for row in rows)

    def place(self, placed: Sequence[Placed]) -> None:
        """Put questions into items, in place of where they were; an item that was merged hands on what it is given."""
        for one in placed:
            self._run(
                """INSERT INTO backlog_question (question_id, item_id, cluster)
                SELECT :question_id, ifnull(merged_into, id), :cluster FROM backlog_item WHERE id = :item_id
                ON CONFLICT (question_id) DO UPDATE SET item_id = excluded.item_id, cluster = excluded.cluster""",
                **vars(one),
            )

    def clusters(self, *, most: int, sample: int) -> Sequence[Cluster]:
        """At most `most` clusters, those of hands and the largest first, each with its `sample` newest questions.

        Those of which no text is left are left out: nothing can be compared with them.
        """
        rows = self._all(
            """WITH chosen AS (
                SELECT item_id, cluster, count(*) AS count, by_hand FROM backlog_question
                JOIN backlog_item ON backlog_item.id = item_id GROUP BY item_id, cluster
                ORDER BY by_hand DESC, count(*) DESC, ifnull(last_at, '9') DESC LIMIT :most),
            newest AS (
                SELECT item_id, cluster, question.*, row_number() OVER (
                    PARTITION BY item_id, cluster ORDER BY asked_at DESC, question.id) AS place
                FROM backlog_question JOIN question ON question.id = question_id WHERE text <> '')
            SELECT chosen.item_id, chosen.cluster, chosen.count, by_hand, newest.id AS question_id, text, language,
                asked_at, system, reply
            FROM chosen JOIN newest USING (item_id, cluster) WHERE place <= :sample
            ORDER BY by_hand DESC, chosen.count DESC, chosen.item_id, chosen.cluster, place""",
            most=most,
            sample=sample,
        )
        found: dict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
        for row in rows:
            found[row["item_id"], row["cluster"]].append(row)
        return [_cluster(each) for each in found.values()]

    def join_cluster(self, item_id: str, into: Cluster) -> bool:
        """Let a whole item become part of a cluster; False, and nothing is done, when a hand was there meanwhile."""
        joined = self._run(
            """UPDATE backlog_item SET merged_into = :into WHERE id = :item_id AND merged_into IS NULL AND NOT by_hand
            AND EXISTS (SELECT 1 FROM backlog_item AS other WHERE other.id = :into AND other.merged_into IS NULL)""",
            item_id=item_id,
            into=into.item_id,
        )
        if not joined.rowcount:
            return False
        moved = {"item_id": item_id, "into": into.item_id, "cluster": into.name}
        self._run("UPDATE backlog_item SET merged_into = :into WHERE merged_into = :item_id", **moved)
        self._run("UPDATE backlog_question SET item_id = :into, cluster = :cluster WHERE item_id = :item_id", **moved)
        return True

    def move_clusters(self, item_id: str, into: str) -> None:
        """Let an item have all questions of another, in clusters of their own still."""
        self._run("UPDATE backlog_question SET item_id = :into WHERE item_id = :item_id", item_id=item_id, into=into)

    def item_questions(self, item_id: str, *, limit: int) -> Sequence[Gap]:
        """The newest questions of an item whose text is still there."""
        rows = self._all(
            """SELECT id AS question_id, text, language, asked_at, system, reply
            FROM backlog_question JOIN question ON question.id = question_id
            WHERE item_id = :item_id AND text <> '' ORDER BY asked_at DESC, id LIMIT :limit""",
            item_id=item_id,
            limit=limit,
        )
        return [_gap(row) for row in rows]

    def item_question_ids(self, item_id: str) -> frozenset[str]:
        """All questions of an item."""
        rows = self._all("SELECT question_id FROM backlog_question WHERE item_id = :item_id", item_id=item_id)
        return frozenset(row["question_id"] for row in rows)

    def asked_since(self, item_id: str, since: datetime) -> Asked:
        """How often, and by how many, an item was asked since then."""
        (row,) = self._all(
            f"SELECT count(*) AS questions, count(DISTINCT asker_hash) AS people {OF_ITEMS} AND asked_at >= :since",
            ids=[item_id],
            since=since,
        )
        return Asked(**dict(row))

    def count_items(self, item_ids: Collection[str], *, today: date) -> Mapping[str, Counted]:
        """Count the questions of these items and keep the sums; weeks are Danish and end with that of `today`."""
        sums, systems, weeks = self._sums(item_ids), self._systems(item_ids), self._weeks(item_ids, today)
        counted = {
            one: replace(sums.get(one, Counted()), systems=tuple(systems[one]), trend=Trend(tuple(weeks[one])))
            for one in item_ids
        }
        for item_id, count in counted.items():
            self._set(
                "backlog_item",
                item_id,
                {
                    **vars(count.asked),
                    "first_at": count.first_at,
                    "last_at": count.last_at,
                    "systems": count.systems,
                    "weeks": [list(vars(week).values()) for week in count.trend.weeks],
                    "week_of": last_weeks(today)[-1].isoformat(),
                    "trend": count.trend.change,
                },
            )
        return counted

    def _sums(self, item_ids: Collection[str]) -> Mapping[str, Counted]:
        """Hashes are drawn anew by each purge, so the people of two purges are never added up."""
        rows = self._all(
            f"""SELECT item_id, sum(questions) AS questions, max(people) AS people, min(first) AS first,
                max(last) AS last
            FROM (SELECT item_id, count(*) AS questions, count(DISTINCT asker_hash) AS people, min(asked_at) AS first,
                    max(asked_at) AS last {OF_ITEMS} GROUP BY item_id, anonymised_at) GROUP BY item_id""",  # noqa: S608
            ids=list(item_ids),
        )
        return {
            row["item_id"]: Counted(Asked(row["questions"], row["people"]), to_time(row["first"]), to_time(row["last"]))
            for row in rows
        }

    def _systems(self, item_ids: Collection[str]) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        rows = self._all(
            f"""SELECT item_id, system {OF_ITEMS} AND system IS NOT NULL
            GROUP BY item_id, system ORDER BY count(*) DESC, system""",
            ids=list(item_ids),
        )
        for row in rows:
            found[row["item_id"]].append(row["system"])
        return found

    def _weeks(self, item_ids: Collection[str], today: date) -> Mapping[str, list[Asked]]:
        found: dict[str, list[Asked]] = defaultdict(lambda: [Asked()] * WEEKS)
        begins = [to_text(datetime.combine(monday, time(), tzinfo=DANISH_TIME)) for monday in last_weeks(today)]
        rows = self._all(
            f"""SELECT item_id, (SELECT count(*) FROM json_each(:begins) WHERE value <= asked_at) AS week,
                count(*) AS questions, count(DISTINCT asker_hash) AS people
            {OF_ITEMS} AND asked_at >= :first GROUP BY item_id, week""",  # noqa: S608
            ids=list(item_ids),
            begins=begins,
            first=begins[0],
        )
        for row in rows:
            found[row["item_id"]][row["week"] - 1] = Asked(row["questions"], row["people"])
        return found


def _gap(row: sqlite3.Row) -> Gap:
    names = ("question_id", "text", "language", "system", "reply")
    return Gap(**{name: row[name] for name in names}, asked_at=to_time(row["asked_at"]))


def _cluster(rows: Sequence[sqlite3.Row]) -> Cluster:
    first = rows[0]
    return Cluster(
        item_id=first["item_id"],
        name=first["cluster"],
        questions=first["count"],
        by_hand=bool(first["by_hand"]),
        sample=tuple(map(_gap, rows)),
    )
