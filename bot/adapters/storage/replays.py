"""Keep what served when, and what became of past questions that were asked again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.adapters.storage.drafts import ANSWERED, UNANSWERED
from bot.adapters.storage.rows import Rows, to_time, to_words
from bot.core.desk.helping import Asked
from bot.services.ports.replays import LoggedReply, Replay, ReplayedQuestion, Served

FOLLOWED = timedelta(days=91)  # so long is a topic looked at after the change
TROUBLE = f"""({UNANSWERED} OR ticket_id IS NOT NULL OR ifnull(feedback, 'helpful') <> 'helpful')"""


class Replays(Rows):
    """Replays of past questions."""

    def served(self) -> Sequence[Served]:
        """What has answered, the latest first."""
        rows = self._all("SELECT number, hash, since FROM served ORDER BY number DESC")
        return [Served(row["number"], row["hash"], to_time(row["since"])) for row in rows]

    def add_served(self, content_hash: str, *, now: datetime) -> Served:
        """Other content answers now."""
        sql = "INSERT INTO served (hash, since) VALUES (:hash, :now)"
        return Served(self._run(sql, hash=content_hash, now=now).lastrowid or 0, content_hash, now)

    def logged_replies(self, since: datetime, until: datetime, *, limit: int) -> Sequence[LoggedReply]:
        """The questions of that time, newest first."""
        rows = self._all(
            f"""SELECT id, text, language, reply, ifnull(article, procedure) AS article,
                CASE WHEN {ANSWERED} THEN 1 WHEN {UNANSWERED} THEN 0 END AS is_answered
            FROM question WHERE asked_at >= :since AND asked_at < :until AND text <> ''
            ORDER BY asked_at DESC, rowid DESC LIMIT :limit""",  # noqa: S608 - our own text, as all below
            since=since,
            until=until,
            limit=limit,
        )
        return [LoggedReply(**{**dict(row), "is_answered": _known(row["is_answered"])}) for row in rows]

    def add_replay(self, replay: Replay, questions: Sequence[ReplayedQuestion]) -> None:
        """Keep a replay, and what became of the questions that are worth telling of."""
        self._add("replay", vars(replay))
        for question in questions:
            kept = {name: getattr(question, name) for name in ("question_id", "kind", "was", "became", "topic")}
            self._add("replayed", {"replay_id": replay.id, **kept})

    def replays(self, change: int | None = None) -> Sequence[Replay]:
        """Every replay, or those of one change, the latest made first."""
        rows = self._all(
            "SELECT * FROM replay WHERE change = ifnull(:change, change) ORDER BY made_at DESC, rowid DESC",
            change=change,
        )
        return [_replay(row) for row in rows]

    def replayed_topics(self, replay_id: str) -> Sequence[tuple[str, int]]:
        """(topic, how many of the questions are on it), most first."""
        rows = self._all(
            """SELECT topic, count(*) AS questions FROM replayed WHERE replay_id = :replay_id AND topic IS NOT NULL
            GROUP BY topic ORDER BY questions DESC, topic""",
            replay_id=replay_id,
        )
        return [(row["topic"], row["questions"]) for row in rows]

    def replayed(
        self, replay_id: str, kinds: Sequence[str], *, limit: int, skip: int = 0
    ) -> Sequence[ReplayedQuestion]:
        """The questions of these kinds, the latest asked first."""
        rows = self._all(
            """SELECT question_id, kind, was, became, topic, text, language, asked_at
            FROM replayed JOIN question ON question.id = question_id
            WHERE replay_id = :replay_id AND kind IN (SELECT value FROM json_each(:kinds))
            ORDER BY asked_at DESC, question_id LIMIT :limit OFFSET :skip""",
            replay_id=replay_id,
            kinds=list(kinds),
            limit=limit,
            skip=skip,
        )
        return [ReplayedQuestion(**{**dict(row), "asked_at": to_time(row["asked_at"])}) for row in rows]

    def asked_about(self, replay: Replay, topic: str, *, until: datetime) -> Sequence[Asked]:
        """The questions on a topic of a replay, on both sides of the change."""
        rows = self._all(
            f"""SELECT asked_at, asker_hash, {TROUBLE} AS is_trouble
            FROM replayed JOIN question ON question.id = question_id
            WHERE replay_id = :replay_id AND topic = :topic AND asked_at < :changed_at
            UNION ALL SELECT asked_at, asker_hash, {TROUBLE} FROM question
            WHERE asked_at >= :changed_at AND asked_at < :until
                AND :topic IN (ifnull(procedure, article), candidates ->> 0)
            ORDER BY asked_at""",  # noqa: S608
            replay_id=replay.id,
            topic=topic,
            changed_at=replay.changed_at,
            until=min(until, replay.changed_at + FOLLOWED),
        )
        return [Asked(to_time(row["asked_at"]), row["asker_hash"], bool(row["is_trouble"])) for row in rows]

    def missed_about(self, draft_ids: Collection[str], since: datetime, until: datetime) -> Sequence[Asked] | None:
        """What was missed in that time in the backlog items that drafts were made of; None when they were of none."""
        ids = list(draft_ids)
        items = self._all("SELECT id FROM backlog_item WHERE draft_id IN (SELECT value FROM json_each(:ids))", ids=ids)
        rows = self._all(
            """SELECT asked_at, asker_hash FROM backlog_question JOIN question ON question.id = question_id
            WHERE item_id IN (SELECT value FROM json_each(:items)) AND asked_at >= :since AND asked_at < :until""",
            items=[row["id"] for row in items],
            since=since,
            until=until,
        )
        return [Asked(to_time(row["asked_at"]), row["asker_hash"], is_trouble=True) for row in rows] if items else None


def _known(is_answered: int | None) -> bool | None:
    return None if is_answered is None else bool(is_answered)


def _replay(row: sqlite3.Row) -> Replay:
    opened = {
        **{name: to_time(row[name]) for name in ("changed_at", "since", "made_at")},
        "topics": to_words(row["topics"]),
        "counts": json.loads(row["counts"]),
        **{name: bool(row[name]) for name in ("is_beside_log", "failed")},
    }
    return Replay(**{**dict(row), **opened})
