"""Fill a log with half a million questions in one statement: what the coordinator's desk is measured on."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from bot.adapters.storage.rows import to_text
from bot.bootstrap import assemble
from bot.content.models import Theme
from bot.core.desk.tables import Period, PeriodKind
from bot.settings import Settings

QUESTIONS, TICKET_EVERY, PEOPLE = 500_000, 10, 6_000
MONTHS = 5  # so that a month has about 100,000

# what an asker is and asks about leans on how low the number drawn is: a few systems and topics make up most of it
QUESTION = """WITH RECURSIVE line(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM line WHERE i < :questions),
    drawn AS (SELECT i, abs(random()) AS a, abs(random()) AS b, abs(random()) AS c FROM line)
INSERT INTO question (id, event_id, channel, asker_hash, asked_at, text, language, reply, snapshot, route, department,
    system, theme, article, also, candidates, chosen, probability, in_field, ticket_id, feedback,
    feedback_reason, latency_ms)
SELECT 'q' || i, 'e' || i, iif(a % 4, 'slack', 'web'), printf('%015x%017x', (b % :people) * 7919 + 1, 0),
    strftime('%Y-%m-%dT%H:%M:%S', :first + i * :step, 'unixepoch') || '.000000+00:00',
    'Skal jeg journalisere brev nr. ' || i || ' fra en borger på sagen?', iif(c % 20, 'da', 'en'),
    iif(a % 10 < 7, 'answer', iif(a % 10 < 9, 'handoff_offer', 'clarify_choice')), 'bench', '{"role": "koordinator"}',
    :departments ->> ((b % :people) % json_array_length(:departments)),
    iif(a % 3, NULL, :systems ->> min(c % json_array_length(:systems), b % json_array_length(:systems))),
    :themes ->> (c % json_array_length(:themes)),
    :articles ->> min(a % json_array_length(:articles), c % json_array_length(:articles)),
    '[]', '[]', iif(b % 50, NULL, 'none'), 0.9, 0.9, iif(i % :ticket_every, NULL, 't' || i),
    iif(b % 5, NULL, iif(c % 4, 'helpful', 'not_helpful')), iif(b % 25, NULL, 'unclear'), 5.0
FROM drawn"""
TICKET = """INSERT INTO ticket (id, number, question_id, requester_name, text, language, role, state, urgent, opened_at,
    due_at, answered_at, closed_at)
SELECT ticket_id, rowid, id, '', text, 'da', 'koordinator', iif(rowid % 30, 'closed', 'assigned'), 0, asked_at,
    strftime('%Y-%m-%dT%H:%M:%S', asked_at, '+16 hours') || '.000000+00:00',
    iif(rowid % 30, strftime('%Y-%m-%dT%H:%M:%S', asked_at, (rowid % 24) || ' hours') || '.000000+00:00', NULL),
    iif(rowid % 30, strftime('%Y-%m-%dT%H:%M:%S', asked_at, '+30 hours') || '.000000+00:00', NULL)
FROM question WHERE ticket_id IS NOT NULL"""
STEP = """INSERT INTO ticket_history (ticket_id, at, actor_id, event, before, after, note)
SELECT id, answered_at, '', 'resolve', 'assigned', 'resolved', '' FROM ticket WHERE answered_at IS NOT NULL"""


def fill(settings: Settings, *, now: datetime | None = None) -> None:
    """Fill the database of these settings with questions of the last months, a tenth of them sent to a person."""
    parts, until = assemble(settings), now or datetime.now(UTC)
    catalogue, library = parts.content.current().catalogue, parts.content.current().library
    parts.storage.close()
    first = until - timedelta(days=30 * MONTHS)
    values = {
        "questions": QUESTIONS,
        "people": PEOPLE,
        "first": int(first.timestamp()),
        "step": (until - first).total_seconds() / QUESTIONS,
        "systems": json.dumps(catalogue.systems),
        "departments": json.dumps(list(library.organisation.departments)),
        "themes": json.dumps(list(Theme)),
        "articles": json.dumps(list(library.articles)),
        "ticket_every": TICKET_EVERY,
    }
    with closing(sqlite3.connect(settings.data / "esdh.db")) as connection, connection:
        for statement in (QUESTION, TICKET, STEP):
            connection.execute(statement, values)


def ask_one_more(data: Path) -> None:
    """Somebody asks while the desk is being looked at: all that was counted is to be counted again."""
    with closing(sqlite3.connect(data / "esdh.db", timeout=10)) as connection, connection:
        connection.execute(
            """INSERT INTO question (id, event_id, channel, asker_hash, asked_at, text, language, reply, snapshot,
                route, also, candidates, probability, in_field, latency_ms)
            SELECT :id, :id, channel, asker_hash, :now, text, language, reply, snapshot, route, also,
                candidates, probability, in_field, latency_ms FROM question WHERE id = 'q1'""",
            {"id": uuid4().hex, "now": to_text(datetime.now(UTC))},
        )


def busiest_month(now: datetime) -> Period:
    """The last whole month."""
    return Period.around(now.date(), PeriodKind.MONTH).before()
