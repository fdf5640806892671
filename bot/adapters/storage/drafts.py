"""Keep drafts, and find the past questions that a draft is tried on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.adapters.storage.rows import Rows, to_time, to_time_if_any
from bot.services.ports import Draft, DraftState, DraftText, PastQuestion, Source

UNANSWERED = """(reply IN ('fallback', 'out_of_scope', 'handoff_offer')
    OR (reply = 'clarify_choice' AND chosen = 'none'))"""
ANSWERED = "reply IN ('answer', 'guide', 'clarify_system')"


class Drafts(Rows):
    """Drafts of articles."""

    def add_draft(self, draft: Draft) -> None:
        """Keep a new draft."""
        self._add("draft", {**_columns(draft), "trial": draft.trial})

    def draft(self, draft_id: str) -> Draft | None:
        """A draft."""
        row = self._one("SELECT * FROM draft WHERE id = :id", id=draft_id)
        return None if row is None else _draft(row)

    def save_draft(self, draft: Draft) -> None:
        """Write everything about a draft but its trial."""
        self._set("draft", draft.id, _columns(draft))

    def save_trial(self, draft_id: str, trial: Mapping[str, Any]) -> None:
        """Keep what trying a draft said; the draft's version stays."""
        self._set("draft", draft_id, {"trial": dict(trial)})

    def drafts(self, *states: DraftState) -> Sequence[Draft]:
        """The drafts in these states, newest change first."""
        rows = self._all(
            """SELECT * FROM draft WHERE state IN (SELECT value FROM json_each(:states))
            ORDER BY changed_at DESC, rowid DESC""",
            states=list(states),
        )
        return [_draft(row) for row in rows]

    def drafts_of_ticket(self, ticket_id: str) -> Sequence[Draft]:
        """The drafts made from a ticket, newest first."""
        rows = self._all(
            "SELECT * FROM draft WHERE ticket_id = :ticket_id ORDER BY made_at DESC, rowid DESC", ticket_id=ticket_id
        )
        return [_draft(row) for row in rows]

    def past_questions(self, since: datetime, *, answered: bool, limit: int) -> Sequence[PastQuestion]:
        """Questions since then that got an answer, or that got none, newest first."""
        rows = self._all(
            f"""SELECT id, text, language FROM question
            WHERE asked_at >= :since AND text <> '' AND {ANSWERED if answered else UNANSWERED}
            ORDER BY asked_at DESC, rowid DESC LIMIT :limit""",  # noqa: S608 - our own text
            since=since,
            limit=limit,
        )
        return [PastQuestion(**dict(row)) for row in rows]


def _columns(draft: Draft) -> Mapping[str, object]:
    return {**{name: value for name, value in vars(draft).items() if name != "trial"}, "text": asdict(draft.text)}


def _draft(row: sqlite3.Row) -> Draft:
    opened = {
        "state": DraftState(row["state"]),
        "text": _text(json.loads(row["text"])),
        "trial": json.loads(row["trial"]) if row["trial"] else None,
        "made_at": to_time(row["made_at"]),
        "changed_at": to_time(row["changed_at"]),
        "patched_at": to_time_if_any(row["patched_at"]),
        "published_at": to_time_if_any(row["published_at"]),
    }
    return Draft(**{**dict(row), **opened})


def _text(kept: dict[str, Any]) -> DraftText:
    opened = {
        "basis": tuple(Source(**each) for each in kept["basis"]),
        "utterances_da": tuple(kept["utterances_da"]),
        "utterances_en": tuple(kept["utterances_en"]),
    }
    return DraftText(**{**kept, **opened})
