"""Keep conversations, what the bot waits for in them, and their turns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from bot.adapters.storage.rows import Rows, to_time, to_time_if_any, to_words
from bot.core.reply import REPLY, STATE, State
from bot.services.ports import Conversation, Exchange, Place


class Conversations(Rows):
    """Conversations and exchanges."""

    def conversation(self, channel: str, place: Place, person_id: str) -> Conversation:
        """The person's conversation in this place, begun when new; its address is brought up to date.

        Two people who write in one thread have a conversation each: the bot waits for each of them apart.
        """
        row = self._one(
            """UPDATE conversation SET address = :address
            WHERE channel = :channel AND external_id = :external_id AND person_id = :person_id RETURNING *""",
            channel=channel,
            external_id=place.external_id,
            person_id=person_id,
            address=dict(place.address),
        )
        if row is not None:
            return _conversation(row)
        begun = Conversation(id=uuid4().hex, channel=channel, person_id=person_id)
        columns = {**vars(begun), "external_id": place.external_id, "address": dict(place.address)}
        self._add("conversation", columns)
        return begun

    def conversation_by_id(self, conversation_id: str) -> Conversation | None:
        """The conversation with this id."""
        row = self._one("SELECT * FROM conversation WHERE id = :id", id=conversation_id)
        return None if row is None else _conversation(row)

    def place_of(self, conversation_id: str) -> Place | None:
        """Where a conversation is."""
        row = self._one("SELECT external_id, address FROM conversation WHERE id = :id", id=conversation_id)
        return None if row is None else Place(row["external_id"], json.loads(row["address"]))

    def places_of(self, person_id: str, channel: str) -> Sequence[Place]:
        """Where a person has conversations in a channel, the latest begun last."""
        rows = self._all(
            """SELECT external_id, address FROM conversation
            WHERE person_id = :person_id AND channel = :channel ORDER BY rowid""",
            person_id=person_id,
            channel=channel,
        )
        return [Place(row["external_id"], json.loads(row["address"])) for row in rows]

    def save_state(self, conversation_id: str, state: State, *, now: datetime) -> None:
        """What the bot waits for next."""
        self._set("conversation", conversation_id, {"state": state, "state_at": now})

    def exchange(self, event_id: str) -> Exchange | None:
        """The turn an event led to, when it was seen before."""
        row = self._one("SELECT * FROM exchange WHERE event_id = :event_id", event_id=event_id)
        return None if row is None else _exchange(row)

    def add_exchange(self, exchange: Exchange) -> None:
        """Keep a turn.

        :raises sqlite3.IntegrityError: when its event has led to a turn already
        """
        self._add("exchange", vars(exchange))

    def transcript(self, conversation_id: str, *, limit: int = 50) -> Sequence[Exchange]:
        """The latest turns of a conversation, oldest first, in the order they were kept."""
        latest = self._all(
            """SELECT * FROM exchange WHERE conversation_id = :conversation_id
            ORDER BY number DESC LIMIT :limit""",
            conversation_id=conversation_id,
            limit=limit,
        )
        return [_exchange(row) for row in reversed(latest)]

    def turns_about(self, question_id: str) -> Sequence[Exchange]:
        """The turns about one question, in the order they were kept."""
        rows = self._all(
            "SELECT * FROM exchange WHERE question_id = :question_id ORDER BY number", question_id=question_id
        )
        return [_exchange(row) for row in rows]

    def questions_since(self, person_id: str, since: datetime) -> int:
        """How many events the person has sent since: what the bot wrote of itself does not count."""
        row = self._one(
            """SELECT count(*) AS events FROM conversation
            JOIN exchange ON exchange.conversation_id = conversation.id AND exchange.at >= :since
            WHERE conversation.person_id = :person_id AND exchange.said IS NOT NULL""",
            person_id=person_id,
            since=since,
        )
        return 0 if row is None else int(row["events"])


def _conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(
        id=row["id"],
        channel=row["channel"],
        person_id=row["person_id"],
        state=STATE.validate_json(row["state"]),
        state_at=to_time_if_any(row["state_at"]),
    )


def _exchange(row: sqlite3.Row) -> Exchange:
    return Exchange(
        event_id=row["event_id"],
        conversation_id=row["conversation_id"],
        question_id=row["question_id"],
        said=row["said"],
        reply=REPLY.validate_json(row["reply"]),
        language=row["language"],
        at=to_time(row["at"]),
        redacted=to_words(row["redacted"]),
        paused_question_id=row["paused_question_id"],
    )
