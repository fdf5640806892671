"""An employee can be forgotten and see what is kept; retention lets go of the rest."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage import SqliteStorage
from bot.core.reply import Notice
from bot.core.tickets import TicketEvent, TicketState
from bot.services.ports import (
    Audited,
    Conversation,
    Draft,
    DraftState,
    DraftText,
    Exchange,
    Holding,
    Joined,
    Person,
    Place,
    Profile,
    Question,
    Sender,
    Session,
    Ticket,
    TicketStep,
)

DAY = timedelta(days=1)


@pytest.fixture
def anna(
    storage: SqliteStorage, ask: Callable[..., Question], open_ticket: Callable[..., Ticket], now: datetime
) -> Person:
    """Anna has a profile, a role, a question, a ticket and its answer."""
    question = ask("anna-id", "e1", text="hemmeligt spørgsmål", place="D-anna-id")
    ticket = open_ticket(question)
    answered = replace(ticket, state=TicketState.RESOLVED, answer="svar til Anna", answered_at=now)
    with storage.transaction() as work:
        person = work.person(Sender("slack", "anna-id"), now=now)
        work.save_profile(person.id, Profile(systems=("acadre",), department="teknik"))
        work.grant(person.id, Holding("koordinator"))
        bo = work.employ("bo@eksempel.dk", "Bo", now=now)
        step = TicketStep(ticket.id, now, bo.id, TicketEvent.RESOLVE, ticket.state, answered.state, "svar til Anna")
        work.save_ticket(answered, step)
        values = {"number": "1", "answer": "svar til Anna"}
        notice = Notice(key="notice.answered", values=values)
        work.add_exchange(Exchange("t1", question.conversation_id, question.id, None, notice, "da", now))
    return person


def _purge(storage: SqliteStorage, before: datetime) -> int:
    """Let go of names and texts alike."""
    return storage.purge(names_before=before, texts_before=before)


def stored(path: Path) -> bytes:
    """All bytes of the database's files."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def test_forgetting_leaves_no_trace_of_the_person_in_the_file(
    storage: SqliteStorage, anna: Person, path: Path, ask: Callable[..., Question]
) -> None:
    ask("bo", "e2", text="bos spørgsmål")
    secrets = ["anna-id", anna.id, anna.asker_hash, "hemmeligt", "svar til Anna", "Anna Jensen", "hun ringer"]
    before = stored(path)
    with storage.transaction() as work:
        work.forget(anna.id)

    assert [secret for secret in secrets if secret.encode() not in before] == []
    assert [secret for secret in secrets if secret.encode() in stored(path)] == []
    assert "bos spørgsmål".encode() in stored(path)


def test_forgetting_keeps_the_lines_that_statistics_count(storage: SqliteStorage, anna: Person) -> None:
    with storage.transaction() as work:
        work.forget(anna.id)

    with storage.reading() as work:
        question, ticket, said, told = (
            work.question("q-e1"),
            work.ticket("t-q-e1"),
            work.exchange("e1"),
            work.exchange("t1"),
        )
    assert question is not None
    assert ticket is not None
    assert said is not None
    assert told is not None
    assert (question.text, ticket.text, ticket.requester_name, said.said) == ("", "", "", "")
    assert ticket.answer == "svar til …"
    assert (question.reply, told.said, told.reply) == (
        "answer",
        None,
        Notice(key="notice.answered", values={"number": "", "answer": ""}),
    )
    assert len(list(storage.log.questions())) == 1
    assert storage.outbox.waiting() == 0


def test_somebody_who_was_forgotten_is_new_when_they_come_back(
    storage: SqliteStorage, anna: Person, begin: Callable[..., Conversation], now: datetime
) -> None:
    with storage.transaction() as work:
        work.forget(anna.id)
        assert work.known_person("slack", "anna-id") is None
        back = begin(work, "anna-id", place="D-anna-id")

        assert back.person_id != anna.id
        assert work.transcript(back.id) == []
        assert work.questions_of(anna.id) == work.questions_of(back.person_id) == []
        assert work.holdings(back.person_id) == []
        assert work.holders(Holding("koordinator")) == []
        assert work.profile(anna.id) == Profile()


def test_the_export_is_plain_and_holds_everything(storage: SqliteStorage, anna: Person) -> None:
    with storage.reading() as work:
        exported = json.loads(json.dumps(work.export(anna.id)))

    assert exported["person"] == {"id": anna.id, "asker_hash": anna.asker_hash}
    assert exported["identities"] == [{"channel": "slack", "external_id": "anna-id"}]
    assert exported["profile"][0]["systems"] == ["acadre"]
    assert exported["roles"][0]["role"] == "koordinator"
    assert exported["conversations"][0]["address"] == {"channel": "D-anna-id", "user": "anna-id"}
    assert [each["said"] for each in exported["exchanges"]] == ["hemmeligt spørgsmål", None]
    assert exported["questions"][0]["route"]["role"] == "koordinator"
    assert exported["questions"][0]["reply"] == "answer"
    assert exported["tickets"][0]["requester_name"] == "Anna Jensen"
    assert [each["event"] for each in exported["ticket_history"]] == [None, "resolve"]
    assert exported["messages_waiting"][0]["address"]["user"] == "anna-id"


def test_the_export_of_somebody_unknown_is_empty(storage: SqliteStorage, anna: Person) -> None:
    with storage.reading() as work:
        exported = work.export("nobody")

    assert {name: rows for name, rows in exported.items() if name != "person" and rows} == {}


def test_purging_lets_go_of_what_is_old_and_of_nothing_else(
    storage: SqliteStorage, anna: Person, ask: Callable[..., Question], now: datetime
) -> None:
    young = ask("anna-id", "e9", at=now + DAY)

    assert _purge(storage, now + DAY) > 0

    with storage.reading() as work:
        old, ticket = work.question("q-e1"), work.ticket("t-q-e1")
        assert old is not None
        assert ticket is not None
        assert (old.text, old.conversation_id, old.event_id, old.reply) == ("", "", "", "answer")
        assert old.asker_hash != anna.asker_hash
        assert (ticket.text, ticket.requester_name, ticket.requester_id, ticket.answer) == ("", "", "", "")
        assert [step.note for step in work.history(ticket.id)] == ["", ""]
        assert work.exchange("e1") is None
        assert work.question(young.id) == young
        assert work.exchange("e9") is not None


def test_purging_twice_finds_nothing_more(storage: SqliteStorage, anna: Person, now: datetime) -> None:
    _purge(storage, now + DAY)

    assert _purge(storage, now + DAY) == 0


def test_purging_keeps_what_still_has_to_be_done(
    storage: SqliteStorage, ask: Callable[..., Question], open_ticket: Callable[..., Ticket], now: datetime
) -> None:
    ticket = open_ticket(ask("anna", "e1"))
    delivered = ask("bo", "e2")
    items = storage.outbox.lease("slack", now=now, lease_for=DAY, limit=10)
    storage.outbox.delivered(items[1].id, now=now)
    _purge(storage, now + DAY)

    with storage.reading() as work:
        assert work.ticket(ticket.id) == ticket
        rows = work._all("SELECT dedupe_key FROM outbox")
    assert [row["dedupe_key"] for row in rows] == ["reply:e1"]
    assert delivered.event_id == "e2"


# --- no column is forgotten unnoticed ---------------------------------------------------------------------------------

PEOPLE = {
    *("person.id", "person.deputy_id", "channel_identity.person_id", "profile.person_id", "role_holder.person_id"),
    *("conversation.person_id", "question.asker_hash", "ticket.requester_id", "ticket.assignee_id"),
    *("ticket.addressee_id", "ticket_history.actor_id", "ticket_joined.person_id", "absence.person_id"),
    *("session.person_id", "sign_in_link.person_id", "audit.actor_id", "audit.about", "draft.made_by"),
    *("draft.changed_by", "draft.published_by", "outbox.dedupe_key", "check_week.closed_by", "blind_check.judged_by"),
    "backlog_history.actor_id",
}
"""Columns that hold, or may hold, who somebody is: none may lead to one who was forgotten."""
WORDS = {
    *("person.name", "person.email", "channel_identity.external_id", "conversation.external_id"),
    *("conversation.address", "conversation.state", "exchange.said", "exchange.reply", "exchange.redacted"),
    *("question.text", "question.feedback_reason", "ticket.requester_name", "ticket.text", "ticket.answer"),
    *("ticket_history.note", "ticket_joined.name", "ticket_joined.text", "outbox.address", "outbox.body"),
    *("draft.text", "draft.trial", "draft.reason", "absence.first_day", "absence.last_day", "profile.systems"),
    "report.texts",  # the coordinator's own, to all of the network
    *("profile.language", "profile.department", "audit.details", "ticket_card.address", "blind_check.note"),
    *("backlog_item.title", "backlog_item.notes", "backlog_item.reason", "backlog_history.note"),
}
"""Columns that hold what somebody wrote, was called or told about themselves."""
FACTS = {
    *("question_change.number", "question_change.question"),
    *("person.created_at", "channel_identity.channel", "profile.consented_at", "role_holder.role"),
    *("role_holder.system", "role_holder.department", "role_holder.source", "role_holder.chosen", "conversation.id"),
    *("conversation.channel", "conversation.state_at", "exchange.number", "exchange.event_id"),
    *("exchange.conversation_id", "exchange.question_id", "exchange.language", "exchange.at"),
    *("exchange.paused_question_id", "question.id", "question.event_id", "question.conversation_id"),
    *("question.channel", "question.asked_at", "question.language", "question.reply", "question.snapshot"),
    *("question.route", "question.department", "question.system", "question.document_type", "question.procedure"),
    *("question.theme", "question.article", "question.also", "question.candidates", "question.chosen"),
    *("question.probability", "question.in_field", "question.ticket_id", "question.feedback", "question.latency_ms"),
    *("question.anonymised_at", "ticket.id", "ticket.number", "ticket.question_id", "ticket.conversation_id"),
    *("ticket.language", "ticket.role", "ticket.system", "ticket.department", "ticket.state", "ticket.urgent"),
    *("ticket.opened_at", "ticket.due_at", "ticket.answered_at", "ticket.closed_at", "ticket.escalated_to"),
    *("ticket.version", "ticket_history.number", "ticket_history.ticket_id", "ticket_history.at"),
    *("ticket_history.event", "ticket_history.before", "ticket_history.after", "ticket_joined.ticket_id"),
    *("ticket_joined.conversation_id", "ticket_joined.question_id", "ticket_joined.language", "ticket_joined.at"),
    *("ticket_told.ticket_id", "ticket_told.what", "ticket_told.at", "outbox.id", "outbox.conversation_id"),
    *("outbox.channel", "outbox.attempts", "outbox.created_at", "outbox.due_at", "outbox.leased_until"),
    *("outbox.delivered_at", "outbox.given_up_at", "outbox.reason", "counter.name", "counter.value", "absence.id"),
    *("session.id", "session.began_at", "session.expires_at", "session.ended_at", "sign_in_link.id"),
    *("sign_in_link.expires_at", "sign_in_link.used_at", "audit.number", "audit.at", "audit.action", "draft.id"),
    *("draft.ticket_id", "draft.state", "draft.made_at", "draft.changed_at", "draft.base", "draft.version"),
    *("report.id", "report.period", "report.language", "report.contents", "report.created_at", "report.version"),
    *("report.approved_at", "report.channel"),
    *("draft.patched_at", "draft.published_at", "draft.commit_id", "ticket_card.number", "ticket_card.ticket_id"),
    *("ticket_card.conversation_id", "ticket_card.what", "ticket_card.key"),
    *("check_week.week", "check_week.seed", "check_week.drawn_at", "check_week.answers", "check_week.closed_at"),
    *("blind_check.week", "blind_check.number", "blind_check.question_id", "blind_check.article", "blind_check.title"),
    *("blind_check.answer", "blind_check.probability", "blind_check.is_as_given", "blind_check.judgement"),
    *("blind_check.judged_at", "blind_check.wanted", "blind_check.ticket_id", "blind_check.draft_id"),
    *("served.number", "served.hash", "served.since", "replay.id", "replay.change", "replay.before", "replay.after"),
    *("replay.changed_at", "replay.since", "replay.made_at", "replay.unanswered", "replay.answered"),
    *("replay.is_beside_log", "replay.topics", "replay.counts", "replay.failed", "replayed.replay_id"),
    *("replayed.question_id", "replayed.kind", "replayed.was", "replayed.became", "replayed.topic"),
    *("backlog_item.id", "backlog_item.made_at", "backlog_item.changed_at", "backlog_item.typical_id"),
    *("backlog_item.typical_among", "backlog_item.kind", "backlog_item.state", "backlog_item.owner"),
    *("backlog_item.due_on", "backlog_item.done_at", "backlog_item.returned_at", "backlog_item.draft_id"),
    *("backlog_item.ticket_id", "backlog_item.merged_into", "backlog_item.by_hand", "backlog_item.version"),
    *("backlog_item.questions", "backlog_item.people", "backlog_item.first_at", "backlog_item.last_at"),
    *("backlog_item.systems", "backlog_item.weeks", "backlog_item.week_of", "backlog_item.trend"),
    *("backlog_question.question_id", "backlog_question.item_id", "backlog_question.cluster"),
    *("backlog_history.number", "backlog_history.item_id", "backlog_history.at", "backlog_history.event"),
    *("backlog_history.before", "backlog_history.after"),
}
"""Columns that say nothing of anybody once the others are empty: ids, times, states, what the content calls things."""
BY_THE_LIBRARY = {"_sqlite_migrations", "sqlite_sequence"}


def _columns(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            f"{table}.{column[1]}"
            for table in tables
            if table not in BY_THE_LIBRARY
            for column in connection.execute(f"PRAGMA table_info({table})")
        }


def _where(path: Path, *words: str) -> list[str]:
    """The columns in which any of the words stands, in any row."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            f"{column}: {word}"
            for column in sorted(_columns(path))
            for word in words
            for table, name in [column.split(".")]
            if connection.execute(f"SELECT 1 FROM {table} WHERE instr({name}, ?)", (word,)).fetchone()  # noqa: S608 - names from the schema
        ]


def test_every_column_has_been_thought_of(storage: SqliteStorage, path: Path) -> None:
    """A new column belongs to one of the three sets above, and, unless it is a fact, to forgetting and retention."""
    assert _columns(path) == PEOPLE | WORDS | FACTS
    assert len(PEOPLE) + len(WORDS) + len(FACTS) == len(PEOPLE | WORDS | FACTS)


@pytest.fixture
def mette(
    storage: SqliteStorage, ask: Callable[..., Question], open_ticket: Callable[..., Ticket], now: datetime
) -> Person:
    """Mette holds a role, answered Bo, asked herself, joined Bo's other ticket, has a deputy, and made a draft."""
    bos = open_ticket(ask("bo", "b1", text="bos spørgsmål"), requester_name="Bo Bak")
    shared = open_ticket(ask("bo", "b2", text="bos andet spørgsmål"), requester_name="Bo Bak")
    own = open_ticket(ask("mette-id", "m1", text="mettes spørgsmål"), requester_name="Mette Holm")
    asked_too = ask("mette-id", "m2", text="mettes andet spørgsmål")
    with storage.transaction() as work:
        mette = work.person(Sender("slack", "mette-id", name="Mette Holm", email="mette@eksempel.dk"), now=now)
        bo = work.person(Sender("slack", "bo"), now=now)
        work.grant(mette.id, Holding("koordinator"))
        work.save_profile(mette.id, Profile(systems=("acadre",), department="mettes-forvaltning"))
        work.set_deputy(mette.id, bo.id)
        work.set_deputy(bo.id, mette.id)
        work.add_absence(mette.id, now.date(), now.date())
        work.add_session(Session("s1", mette.id, now, now + DAY))
        work.add_link("l1", mette.id, expires_at=now + DAY)
        work.audit(Audited(now, mette.id, "signed_in", mette.id))
        work.audit(Audited(now, bo.id, "role_granted", mette.id, {"role": "koordinator"}))
        answered = replace(
            bos, state=TicketState.RESOLVED, answer="svaret til Bo", assignee_id=mette.id, answered_at=now
        )
        work.save_ticket(answered, _step(bos, mette, TicketEvent.RESOLVE, "svaret til Bo", now))
        work.save_ticket(answered, _step(answered, bo, TicketEvent.ASSIGN, "Mette Holm", now))
        told = Notice(key="notice.answered", values={"ticket": bos.id, "answer": "svaret til Bo", "who": "Mette Holm"})
        work.add_exchange(Exchange("t-b1", bos.conversation_id, bos.question_id, None, told, "da", now))
        work.save_ticket(
            replace(own, addressee_id=bo.id), _step(own, bo, TicketEvent.ASK_BACK, "Kære Mette, hvilken?", now)
        )
        work.save_ticket(own, _step(own, mette, TicketEvent.REQUESTER_REPLIES, "mettes svar", now))
        work.join(
            Joined(
                shared.id,
                mette.id,
                "Mette Holm",
                own.conversation_id,
                asked_too.id,
                "mettes andet spørgsmål",
                "da",
                now,
            )
        )
        work.save_ticket(shared, _step(shared, mette, TicketEvent.JOIN, "mettes andet spørgsmål", now))
        text = DraftText(
            *("mail", "dokumenter", "Titel", "Title", "Svar", "Answer", (), "lovgivning", "koordinator", "koordinator"),
            system=None,
            utterances_da=("Mettes  spørgsmål?", "bos spørgsmål"),
            utterances_en=(),
            status="draft",
        )
        draft = Draft("d1", bos.id, DraftState.PROPOSED, text, mette.id, now, mette.id, now, published_by=mette.id)
        work.add_draft(replace(draft, trial={"examples": [{"text": "mettes andet spørgsmål"}]}))
        direct = work.conversation("slack", Place("Dmette-id", {"channel": "Dmette-id"}), mette.id)
        work.enqueue(direct.id, {"ticket": bos.id, "what": "new"}, dedupe_key="ticket:b1", now=now)
        row = work._one("SELECT id FROM outbox WHERE conversation_id = :id", id=direct.id)
        assert row is not None
        work.keep_card(row["id"], bos.id, what="new", address={"channel": "Dmette-id", "ts": "1.1"})
    return mette


def _step(ticket: Ticket, actor: Person, event: TicketEvent, note: str, now: datetime) -> TicketStep:
    return TicketStep(ticket.id, now, actor.id, event, ticket.state, ticket.state, note)


METTES_WORDS = (
    *("Mette", "mettes spørgsmål", "Mettes  spørgsmål", "mettes andet", "mettes svar", "mettes-forvaltning"),
    "mette@eksempel.dk",
    "mette-id",
)


def test_nothing_of_one_who_is_forgotten_stands_in_any_column(
    storage: SqliteStorage, mette: Person, path: Path
) -> None:
    before = {column.split(":")[0] for column in _where(path, mette.id, mette.asker_hash, *METTES_WORDS)}
    with storage.transaction() as work:
        work.forget(mette.id)

    assert len(before) > 25
    assert _where(path, mette.id, mette.asker_hash, *METTES_WORDS) == []
    assert [word for word in METTES_WORDS if word.encode() in stored(path)] == []


def test_what_a_role_holder_answered_stays_when_they_are_forgotten(storage: SqliteStorage, mette: Person) -> None:
    with storage.transaction() as work:
        work.forget(mette.id)

    with storage.reading() as work:
        ticket, told = work.ticket("t-q-b1"), work.exchange("t-b1")
        notes = [step.note for step in work.history("t-q-b1")]
        assert ticket is not None
        assert told is not None
        assert (ticket.answer, ticket.text, ticket.requester_name) == ("svaret til Bo", "bos spørgsmål", "Bo Bak")
        assert notes == ["hun ringer", "svaret til Bo", ""]
        assert isinstance(told.reply, Notice)
        assert (told.reply.values["answer"], told.reply.values["who"]) == ("svaret til Bo", "")


def test_what_others_asked_back_stays_without_the_name(storage: SqliteStorage, mette: Person) -> None:
    with storage.transaction() as work:
        work.forget(mette.id)

    with storage.reading() as work:
        assert [step.note for step in work.history("t-q-m1")] == ["", "Kære …, hvilken?", ""]


def test_a_draft_loses_the_words_of_one_who_is_forgotten_and_no_others(storage: SqliteStorage, mette: Person) -> None:
    with storage.transaction() as work:
        work.forget(mette.id)

    with storage.reading() as work:
        draft = work.draft("d1")
        assert draft is not None
        assert (draft.text.utterances_da, draft.trial) == (("bos spørgsmål",), None)
        assert draft.made_by == draft.changed_by == draft.published_by != mette.id


def test_the_audit_log_keeps_its_lines_without_the_person(storage: SqliteStorage, mette: Person) -> None:
    with storage.transaction() as work:
        work.forget(mette.id)

    with storage.reading() as work:
        granted, signed_in = [line for _, line in work.audited()]
    assert (granted.action, granted.details, signed_in.action) == ("role_granted", {"role": "koordinator"}, "signed_in")
    assert granted.about == signed_in.about == signed_in.actor_id
    assert mette.id not in (granted.about, granted.actor_id)


def test_the_export_holds_every_place_that_knows_the_person(storage: SqliteStorage, mette: Person) -> None:
    with storage.reading() as work:
        exported = json.loads(json.dumps(work.export(mette.id)))

    assert exported["names"][0]["email"] == "mette@eksempel.dk"
    assert [len(exported[name]) for name in ("absences", "sessions", "sign_in_links", "deputies", "deputy_for")] == [
        1
    ] * 5
    assert [each["text"] for each in exported["tickets_joined"]] == ["mettes andet spørgsmål"]
    assert [each["id"] for each in exported["drafts"]] == ["d1"]
    assert [each["action"] for each in exported["audit"]] == ["signed_in", "role_granted"]
    assert "mettes svar" in [each["note"] for each in exported["ticket_history"]]


def test_joining_two_channels_leaves_the_old_id_in_no_column(
    storage: SqliteStorage, mette: Person, path: Path, now: datetime
) -> None:
    with storage.transaction() as work:
        same = work.employ("mh@eksempel.dk", "Mette Holm", now=now)
        work.person(Sender("slack", "mette-id", email="mh@eksempel.dk"), now=now)

    assert _where(path, mette.id, mette.asker_hash) == []
    assert {column.split(":")[0] for column in _where(path, same.id)} >= {
        "draft.made_by",
        "audit.about",
        "absence.person_id",
    }


# --- retention --------------------------------------------------------------------------------------------------------


def _closed(storage: SqliteStorage, mette: Person, now: datetime) -> None:
    """Every ticket is closed now."""
    with storage.transaction() as work:
        for ticket_id in ("t-q-b1", "t-q-b2", "t-q-m1"):
            ticket = work.ticket(ticket_id)
            assert ticket is not None
            closed = replace(ticket, state=TicketState.CLOSED, closed_at=now)
            work.save_ticket(closed, _step(ticket, mette, TicketEvent.CONFIRM, "", now))


def test_names_go_before_texts(storage: SqliteStorage, mette: Person, path: Path, now: datetime) -> None:
    _closed(storage, mette, now)
    with storage.transaction() as work:
        assert work.purge_names(now + DAY) > 0
        assert work.purge_names(now + DAY) == 0

    with storage.reading() as work:
        answered, joined = work.ticket("t-q-b1"), work.joined("t-q-b2")
        assert answered is not None
        assert (answered.text, answered.answer) == ("bos spørgsmål", "svaret til Bo")
        assert (answered.requester_name, answered.requester_id, answered.assignee_id) == ("", "", None)
        assert [(one.name, one.person_id, one.text) for one in joined] == [("", "", "mettes andet spørgsmål")]
        assert work.employees([step.actor_id for step in work.history("t-q-b1")]) == {}
        assert work.exchange("m1") is not None
    assert [one for one in _where(path, "Mette Holm") if one.startswith("ticket")] == []


def test_one_whose_name_is_gone_can_still_be_forgotten(
    storage: SqliteStorage, mette: Person, path: Path, now: datetime
) -> None:
    _closed(storage, mette, now)
    with storage.transaction() as work:
        work.purge_names(now + DAY)
        assert [each["text"] for each in work.export(mette.id)["tickets"]] == ["mettes spørgsmål"]
        work.forget(mette.id)

    words = [word for word in METTES_WORDS if word != "Mette"]  # the name itself is known to nobody any more
    assert _where(path, mette.id, mette.asker_hash, *words) == []


def test_tickets_that_are_not_closed_keep_their_names(storage: SqliteStorage, mette: Person, now: datetime) -> None:
    with storage.transaction() as work:
        assert work.purge_names(now + DAY) == 0


def test_texts_go_with_everything_that_repeats_them(
    storage: SqliteStorage, mette: Person, path: Path, now: datetime
) -> None:
    _closed(storage, mette, now)
    with storage.transaction() as work:
        work.tell_once("t-q-b1", "reminder", now=now)
        draft = work.draft("d1")
        assert draft is not None
        work.save_draft(replace(draft, state=DraftState.PUBLISHED, reason="mettes svar"))
        work.purge_texts(now + DAY)

    assert _where(path, "mettes spørgsmål", "mettes andet", "Mettes  spørgsmål", "mettes svar", "bos spørgsmål") == []
    assert _where(path, "svaret til Bo", "reminder") == []


def test_people_nothing_is_left_of_lose_their_names(
    storage: SqliteStorage, mette: Person, path: Path, now: datetime
) -> None:
    _closed(storage, mette, now)
    items = storage.outbox.lease("slack", now=now, lease_for=DAY, limit=10)
    while items:
        for item in items:
            storage.outbox.delivered(item.id, now=now)
        items = storage.outbox.lease("slack", now=now, lease_for=DAY, limit=10)
    with storage.transaction() as work:
        bo = work.person(Sender("slack", "bo", name="Bo Bak", email="bo@eksempel.dk"), now=now)
        work.set_deputy(mette.id, None)
        work.purge_texts(now + 2 * DAY)

        assert work.known_person("slack", "bo") is None
        assert work.employees([bo.id])[bo.id].name == ""
        assert work.employees([mette.id])[mette.id].name == "Mette Holm", "she holds a role"
    assert _where(path, "Bo Bak", "bo@eksempel.dk") == []


def test_sessions_links_and_absences_go_when_they_are_long_over(
    storage: SqliteStorage, mette: Person, path: Path, now: datetime
) -> None:
    assert storage.purge_expired(now) == 0
    assert storage.purge_expired(now + 2 * DAY) == 3
    assert [one for one in _where(path, mette.id) if one.startswith(("session", "sign_in_link", "absence"))] == []


def test_what_waits_for_disposal_is_counted(storage: SqliteStorage, mette: Person, now: datetime) -> None:
    _closed(storage, mette, now)
    with storage.reading() as work:
        assert work.waiting_for_purge(names_before=now + DAY, texts_before=now + DAY) == (3, 4)
        assert work.waiting_for_purge(names_before=now, texts_before=now) == (0, 0)
