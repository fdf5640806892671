"""Queue messages that must arrive, and lend them out to one sender at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.storage.invented import INVENTED
from bot.adapters.storage.rows import Rows, to_time
from bot.services.ports import OutboxItem


class Queue(Rows):
    """The outbox as it is seen from within a transaction."""

    def enqueue(self, conversation_id: str, body: Mapping[str, Any], *, dedupe_key: str, now: datetime) -> None:
        """Put a message in the outbox with the address of this moment, unless the dedupe key is there already.

        In an invented history nothing is put there: nobody in it can be written to.
        """
        added = self._run(
            """INSERT INTO outbox (conversation_id, channel, address, body, dedupe_key, created_at, due_at)
            SELECT id, channel, address, :body, :dedupe_key, :now, :now FROM conversation
            WHERE id = :conversation_id AND (SELECT application_id FROM pragma_application_id) <> :invented
            ON CONFLICT (dedupe_key) DO NOTHING""",
            conversation_id=conversation_id,
            body=dict(body),
            dedupe_key=dedupe_key,
            now=now,
            invented=INVENTED,
        )
        self.has_enqueued = self.has_enqueued or added.rowcount > 0

    def lease(self, channel: str, *, now: datetime, until: datetime, limit: int) -> Sequence[OutboxItem]:
        """Due messages that nobody holds, one per conversation: the first that has not arrived."""
        due = self._all(
            """SELECT * FROM outbox AS item
            WHERE channel = :channel AND due_at <= :now AND ifnull(leased_until, '') <= :now
            AND delivered_at IS NULL AND given_up_at IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM outbox AS earlier
                WHERE earlier.conversation_id = item.conversation_id AND earlier.id < item.id
                AND earlier.delivered_at IS NULL AND earlier.given_up_at IS NULL)
            ORDER BY id LIMIT :limit""",
            channel=channel,
            now=now,
            limit=limit,
        )
        if not due:
            return ()
        # counted now and not when it fails, so that a message that kills its sender is counted too
        self._run(
            """UPDATE outbox SET leased_until = :until, attempts = attempts + 1
            WHERE id IN (SELECT value FROM json_each(:ids))""",
            until=until,
            ids=[row["id"] for row in due],
        )
        return [to_item(row) for row in due]

    def settle(
        self, item_ids: Collection[int], *, delivered_at: datetime | None, given_up_at: datetime | None, reason: str
    ) -> None:
        """Close messages; when they have arrived, what it said and where is no longer needed."""
        self._run(
            """UPDATE outbox SET delivered_at = :delivered_at, given_up_at = :given_up_at, reason = :reason,
            body = iif(:delivered_at IS NULL, body, '{}'), address = iif(:delivered_at IS NULL, address, '{}')
            WHERE id IN (SELECT value FROM json_each(:ids)) AND delivered_at IS NULL""",
            ids=list(item_ids),
            delivered_at=delivered_at,
            given_up_at=given_up_at,
            reason=reason,
        )

    def postpone(self, item_id: int, *, at: datetime, reason: str) -> None:
        """Free a message to be tried again `at`."""
        self._run(
            """UPDATE outbox SET due_at = :at, leased_until = NULL, reason = :reason
            WHERE id = :item_id AND delivered_at IS NULL AND given_up_at IS NULL""",
            item_id=item_id,
            at=at,
            reason=reason,
        )

    def waiting(self) -> int:
        """How many have neither arrived nor been given up."""
        row = self._one("SELECT count(*) AS items FROM outbox WHERE delivered_at IS NULL AND given_up_at IS NULL")
        return 0 if row is None else int(row["items"])

    def waiting_by_channel(self) -> Mapping[str, int]:
        """How many have neither arrived nor been given up, by channel."""
        rows = self._all(
            """SELECT channel, count(*) AS items FROM outbox
            WHERE delivered_at IS NULL AND given_up_at IS NULL GROUP BY channel"""
        )
        return {row["channel"]: int(row["items"]) for row in rows}


class SqliteOutbox:
    """The outbox as delivery sees it: each call is a transaction of its own."""

    def __init__(
        self,
        *,
        transaction: Callable[[], AbstractContextManager[Queue]],
        reading: Callable[[], AbstractContextManager[Queue]],
    ) -> None:
        self._transaction = transaction
        self._reading = reading

    def lease(
        self, channel: str, *, now: datetime, lease_for: timedelta, limit: int, arrived: Collection[int] = ()
    ) -> Sequence[OutboxItem]:
        """Due messages nobody else holds, oldest first, held for `lease_for`; one at a time per conversation.

        What has `arrived` is marked so first, in the same transaction: the next of its conversation may be among what
        is given. An item's `attempts` are those made before this one.
        """
        with self._transaction() as queue:
            if arrived:
                queue.settle(arrived, delivered_at=now, given_up_at=None, reason="")
            return queue.lease(channel, now=now, until=now + lease_for, limit=limit)

    def delivered(self, *item_ids: int, now: datetime) -> None:
        """They arrived: keep the lines, purge bodies and addresses."""
        with self._transaction() as queue:
            queue.settle(item_ids, delivered_at=now, given_up_at=None, reason="")

    def retry(self, item_id: int, *, at: datetime, reason: str) -> None:
        """It did not arrive: try again `at`; `reason` holds no text of anybody's."""
        with self._transaction() as queue:
            queue.postpone(item_id, at=at, reason=reason)

    def give_up(self, item_id: int, *, now: datetime, reason: str) -> None:
        """It can never arrive: a visible fault."""
        with self._transaction() as queue:
            queue.settle((item_id,), delivered_at=None, given_up_at=now, reason=reason)

    def waiting(self) -> int:
        """How many have not arrived."""
        with self._reading() as queue:
            return queue.waiting()

    def waiting_by_channel(self) -> Mapping[str, int]:
        """How many have not arrived, by channel; channels for which none waits are left out."""
        with self._reading() as queue:
            return queue.waiting_by_channel()


def to_item(row: sqlite3.Row) -> OutboxItem:
    """A row of the outbox as a message."""
    return OutboxItem(
        id=row["id"],
        channel=row["channel"],
        address=json.loads(row["address"]),
        body=json.loads(row["body"]),
        dedupe_key=row["dedupe_key"],
        attempts=row["attempts"],
        created_at=to_time(row["created_at"]),
    )
