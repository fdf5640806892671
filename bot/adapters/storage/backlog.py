"""Keep the items of the backlog, what their questions add up to, and what was done to them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date

from bot.adapters.storage.rows import Rows, to_time, to_time_if_any, to_words
from bot.core.desk.backlog import Asked, ItemEvent, ItemKind, ItemState, Trend, last_weeks
from bot.core.desk.hiding import FEWEST_PEOPLE
from bot.services.ports.backlog import BacklogItem, BacklogLine, BacklogStep, Counted, WantedItems

LINES = """SELECT backlog_item.*, ifnull(question.text, '') AS typical, ifnull(question.language, 'da') AS language
    FROM backlog_item LEFT JOIN question ON question.id = typical_id"""
ORDERS: Mapping[str, str] = {
    "questions": "backlog_item.questions DESC",
    "trend": "backlog_item.trend DESC, backlog_item.questions DESC",
    "last": "backlog_item.last_at DESC",
}
OPEN = "state IN ('new', 'planned')"
STATES: Mapping[str, str] = {
    "open": OPEN,
    "returned": f"{OPEN} AND returned_at IS NOT NULL",
    "overdue": f"{OPEN} AND due_on < :today",
    **{str(state): f"state = '{state}'" for state in ItemState},
}


class Backlog(Rows):
    """Items of the backlog."""

    def add_item(self, item: BacklogItem) -> None:
        """Keep a new item."""
        self._add("backlog_item", _columns(item))

    def item(self, item_id: str) -> BacklogItem | None:
        """An item, also one that was merged."""
        row = self._one("SELECT * FROM backlog_item WHERE id = :id", id=item_id)
        return None if row is None else _item(row)

    def save_item(self, item: BacklogItem, *steps: BacklogStep) -> None:
        """Write everything about an item but its counts, and what was done to it."""
        self._set("backlog_item", item.id, _columns(item))
        if item.merged_into:  # what was merged into it earlier leads on in one step
            self._run(
                "UPDATE backlog_item SET merged_into = :into WHERE merged_into = :id",
                into=item.merged_into,
                id=item.id,
            )
        for step in steps:
            self._add("backlog_history", vars(step))

    def item_line(self, item_id: str) -> BacklogLine | None:
        """An item as a list shows it."""
        row = self._one(f"{LINES} WHERE backlog_item.id = :id", id=item_id)
        return None if row is None else _line(row)

    def item_lines(self, wanted: WantedItems, *, today: date, limit: int, offset: int = 0) -> Sequence[BacklogLine]:
        """The items that are wanted, in their order; those with fewer than five people last."""
        conditions = ["merged_into IS NULL"]
        if not wanted.everyones:
            conditions.append("(people >= :fewest OR by_hand)")
        if wanted.state is not None:
            conditions.append(STATES[wanted.state])
        if wanted.kind is not None:
            conditions.append("kind IS NULL" if wanted.kind == "none" else "kind = :kind")
        if wanted.system is not None:
            conditions.append("EXISTS (SELECT 1 FROM json_each(systems) WHERE value = :system)")
        if wanted.owner is not None:
            conditions.append("owner = :owner")
        rows = self._all(
            f"""{LINES} WHERE {" AND ".join(conditions)}
            ORDER BY people < :fewest, {ORDERS[wanted.order]}, made_at, backlog_item.id LIMIT :limit OFFSET :offset""",
            fewest=FEWEST_PEOPLE,
            today=today.isoformat(),
            kind=wanted.kind,
            system=wanted.system,
            owner=wanted.owner,
            limit=limit,
            offset=offset,
        )
        return [_line(row) for row in rows]

    def item_history(self, item_id: str) -> Sequence[BacklogStep]:
        """What was done to an item, oldest first."""
        rows = self._all("SELECT * FROM backlog_history WHERE item_id = :id ORDER BY number", id=item_id)
        return [_step(row) for row in rows]

    def items_to_count(self, *, today: date) -> Sequence[str]:
        """The ids of the items whose sums may be old: of another week than `today`'s, or asked since they were made."""
        rows = self._all(
            """SELECT id FROM backlog_item WHERE merged_into IS NULL AND (week_of IS NOT :week OR questions <>
                (SELECT count(*) FROM backlog_question WHERE item_id = backlog_item.id)) ORDER BY id""",
            week=last_weeks(today)[-1].isoformat(),
        )
        return [row["id"] for row in rows]

    def set_typical(self, item_id: str, question_id: str) -> None:
        """Call an item by this question, chosen among all it has now; no hand's doing, so its version stays."""
        self._run(
            "UPDATE backlog_item SET typical_id = :question_id, typical_among = questions WHERE id = :item_id",
            item_id=item_id,
            question_id=question_id,
        )

    def untitled(self) -> frozenset[str]:
        """Items without a typical question that can be read, or with twice as many questions as when it was chosen."""
        rows = self._all(
            """SELECT backlog_item.id FROM backlog_item LEFT JOIN question ON question.id = typical_id
            WHERE merged_into IS NULL AND (ifnull(question.text, '') = '' OR questions >= 2 * typical_among)"""
        )
        return frozenset(row["id"] for row in rows)

    def done_items(self) -> Sequence[BacklogItem]:
        """The items that are done."""
        rows = self._all("SELECT * FROM backlog_item WHERE state = 'done' AND merged_into IS NULL ORDER BY id")
        return [_item(row) for row in rows]


def _columns(item: BacklogItem) -> Mapping[str, object]:
    """A day has no time zone to lose, so it is its text."""
    return {**vars(item), "due_on": item.due_on.isoformat() if item.due_on else None}


def _item(row: sqlite3.Row) -> BacklogItem:
    opened = {
        "made_at": to_time(row["made_at"]),
        "changed_at": to_time(row["changed_at"]),
        "kind": ItemKind(row["kind"]) if row["kind"] else None,
        "state": ItemState(row["state"]),
        "due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        "done_at": to_time_if_any(row["done_at"]),
        "returned_at": to_time_if_any(row["returned_at"]),
        "by_hand": bool(row["by_hand"]),
    }
    plain = {name: row[name] for name in BacklogItem.__dataclass_fields__}
    return BacklogItem(**{**plain, **opened})


def _line(row: sqlite3.Row) -> BacklogLine:
    weeks = [Asked(*each) for each in json.loads(row["weeks"])]
    counted = Counted(
        asked=Asked(row["questions"], row["people"]),
        first_at=to_time_if_any(row["first_at"]),
        last_at=to_time_if_any(row["last_at"]),
        systems=to_words(row["systems"]),
        trend=Trend(tuple(weeks)) if weeks else Trend(),
    )
    return BacklogLine(_item(row), counted, row["typical"], row["language"])


def _step(row: sqlite3.Row) -> BacklogStep:
    return BacklogStep(
        item_id=row["item_id"],
        at=to_time(row["at"]),
        actor_id=row["actor_id"],
        event=ItemEvent(row["event"]),
        before=row["before"],
        after=row["after"],
        note=row["note"],
    )
