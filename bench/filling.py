"""Fill a database as after a year, with everybody signed in: what the inbox is measured on."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from itsdangerous import TimestampSigner

from bot.bootstrap import assemble
from bot.core.reply import Route
from bot.core.tickets import TicketEvent, TicketState
from bot.parts import Parts
from bot.services.ports import WEB, Holding, Place, Question, Sender, Ticket, TicketStep, Work
from bot.services.signing_in import SignInRules, sign_in
from bot.settings import Settings
from tests.killing import ROOT

MANAGERS, ASKERS = 50, 500
ANSWERED, WAITING = 3_000, 300
QUESTIONS = ROOT / "tests" / "conversations" / "questions.jsonl"


def prepare(settings: Settings) -> list[tuple[str, str]]:
    """Fill the database and sign everybody in: (cookie, token of the forms) of each, managers first."""
    parts, now = assemble(settings), datetime.now(UTC)
    key = sha256(b"web session " + parts.secret).hexdigest()
    cookies = []
    for name, holding in people(parts):
        sender = Sender(WEB, name, name.title(), f"{name}@eksempel.dk")
        token = sign_in(sender, None, rules=SignInRules(), services=parts.services, now=now)
        if holding is not None:
            with parts.storage.transaction() as work:
                work.grant(work.person(sender, now=now).id, holding)
        session = {"token": token, "csrf": uuid4().hex}
        signed = TimestampSigner(key).sign(b64encode(json.dumps(session).encode()))
        cookies.append((signed.decode(), session["csrf"]))
    with parts.storage.transaction() as work:
        fill(work, parts, now)
    parts.storage.close()
    return cookies


def people(parts: Parts) -> Iterator[tuple[str, Holding | None]]:
    """Everybody by name: the systems' managers, a few with central roles, and those who hold none."""
    catalogue = parts.content.current().catalogue
    central = [Holding(role) for role in sorted(catalogue.roles.central)]
    systems = [Holding(catalogue.roles.system_manager, system) for system in catalogue.systems]
    for number in range(MANAGERS):
        yield f"manager-{number}", central[number] if number < len(central) else systems[number % len(systems)]
    yield from ((f"asker-{number}", None) for number in range(ASKERS))


def fill(work: Work, parts: Parts, now: datetime) -> None:
    """Tickets as after a year: most of them answered, a few hundred waiting."""
    chance = random.Random(1)  # noqa: S311 -- repeatable, not secret
    texts, catalogue = question_texts(), parts.content.current().catalogue
    systems = [Route(role=catalogue.roles.system_manager, system=system) for system in catalogue.systems]
    routes = [*systems, Route(role=catalogue.roles.coordinator)]
    for number in range(ANSWERED + WAITING):
        name = f"asker-{number % ASKERS}"
        person = work.person(Sender(WEB, name), now=now)
        conversation = work.conversation(WEB, Place(f"place-{number}"), person.id)
        opened_at = now - timedelta(hours=(ANSWERED + WAITING - number) * 2.5)
        text, route = chance.choice(texts), chance.choice(routes)
        question = Question(
            f"q{number}", f"e{number}", conversation.id, WEB, person.asker_hash, opened_at, text, "da", "handoff_offer",
            "bench", route,
        )  # fmt: skip
        work.add_question(question)
        _add_ticket(work, question, person.id, is_answered=number < ANSWERED)


def _add_ticket(work: Work, question: Question, requester_id: str, *, is_answered: bool) -> None:
    opened_at = question.asked_at
    ticket = Ticket(
        id=f"t{question.id}",
        number=work.next_ticket_number(),
        question_id=question.id,
        conversation_id=question.conversation_id,
        requester_id=requester_id,
        requester_name="En medarbejder",
        text=question.text,
        language="da",
        route=question.route,
        state=TicketState.CLOSED if is_answered else TicketState.OPEN,
        urgent=False,
        opened_at=opened_at,
        due_at=opened_at + timedelta(days=2),
        answer="Sådan gør du: åbn sagen, og vælg det andet punkt i menuen." if is_answered else None,
        answered_at=opened_at + timedelta(days=1) if is_answered else None,
        closed_at=opened_at + timedelta(days=3) if is_answered else None,
        version=3 if is_answered else 1,
    )
    work.add_ticket(ticket)
    steps: list[tuple[TicketEvent | None, TicketState | None, TicketState]] = [(None, None, TicketState.OPEN)]
    if is_answered:
        steps.append((TicketEvent.RESOLVE, TicketState.OPEN, TicketState.RESOLVED))
        steps.append((TicketEvent.CONFIRM, TicketState.RESOLVED, TicketState.CLOSED))
    for days, (event, before, after) in enumerate(steps):
        at = opened_at + timedelta(days=days)
        work.save_ticket(ticket, TicketStep(ticket.id, at, requester_id, event, before, after, ticket.answer or ""))
    work.update_question(question.id, ticket_id=ticket.id)


def question_texts() -> list[str]:
    """Questions as people write them."""
    return [json.loads(line)["text"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
