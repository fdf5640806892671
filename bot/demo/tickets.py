"""The lives of questions that are sent to a person, and of the tickets that come of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.dialogue.moves import Move, SendHandoff
from bot.core.reply import Notice, Route
from bot.core.routing import missing
from bot.core.tickets import TicketState
from bot.demo.living import Life, Town
from bot.demo.planning import Planned
from bot.demo.scenario import Letters
from bot.services.acting import answer_ticket, ask_back, forward_ticket, merge_ticket, take_ticket
from bot.services.asking import Asking, ask
from bot.services.ports import SLACK, Holding, Person, Place, Question, Ticket
from bot.services.pressing import Press, press
from bot.services.replying import follow_up, reply_to_ticket, withdraw_ticket
from bot.services.ticket_rights import who_may_act

TAKEN_AFTER, ANSWERED_AFTER = (0.2, 0.8), (0.6, 0.75)  # mu and sigma of log-normal working hours
REPLIED_AFTER, SAID_AFTER = (1.3, 0.9), (1.2, 1.0)
LEFT_LYING, LIES = 0.08, 14.0  # the share that is forgotten for so many times as long
SLOW = 5.0  # times as long, where everything has gone wrong at once
WITHDRAWN, FORWARDED, MERGED, ASKED_BACK, NEVER_REPLIED = 0.02, 0.06, 0.04, 0.13, 0.15
CONFIRMED, REOPENED = 0.48, 0.08  # the others say nothing


@dataclass(frozen=True)
class Asked:
    """A question whose asker goes all the way through the services."""

    planned: Planned
    moves: Sequence[Move]
    letters: Letters


def question_life(asked: Asked, town: Town) -> Life:
    """Ask, press what is pressed; a ticket that is opened by it begins a life of its own."""
    planned, sender = asked.planned, asked.planned.asker.sender
    place = _place(planned)
    exchange = ask(Asking(planned.event_id, sender, place, planned.text), services=town.services, now=town.now)
    if exchange.question_id is None:
        return
    question_id = exchange.question_id
    town.topics[question_id] = planned.subject.id
    for number, move in enumerate(asked.moves):
        yield town.now + timedelta(seconds=town.chance.randint(15, 90))
        chosen = _with_place(move, planned, town, question_id)
        pressed = Press(f"{planned.event_id}-{number}", sender, place, question_id, chosen)
        reply = press(pressed, services=town.services, now=town.now).reply
        if isinstance(reply, Notice) and reply.key == "notice.sent":
            town.begin(ticket_life(reply.values["ticket"], asked.letters, town), town.now)


def ticket_life(ticket_id: str, letters: Letters, town: Town) -> Life:
    """Somebody takes the ticket and answers it, sooner or later, and the asker says whether it helped."""
    chance, ticket = town.chance, _ticket(town, ticket_id)
    pace = LIES if chance.random() < LEFT_LYING else 1.0
    if town.is_bad(ticket.route.system, town.now):
        pace, letters = pace * SLOW, letters.model_copy(update={"answers": letters.repaired})
    yield _later(town, TAKEN_AFTER, pace)
    if chance.random() < WITHDRAWN:
        withdraw_ticket(ticket_id, _requester(town, ticket_id), services=town.services, now=town.now)
        return
    if chance.random() < MERGED and _merged(town, ticket_id):
        return
    if chance.random() < FORWARDED:
        _forward(town, ticket_id, letters)
        yield _later(town, TAKEN_AFTER, 1.0)
    holder = _holder(town, ticket_id)
    take_ticket(ticket_id, holder, services=town.services, now=town.now)
    if chance.random() < ASKED_BACK:
        yield _later(town, ANSWERED_AFTER, 0.4)
        ask_back(ticket_id, holder, chance.choice(letters.asked_back), services=town.services, now=town.now)
        if chance.random() < NEVER_REPLIED:
            return
        yield _later(town, REPLIED_AFTER, 1.0)
        words = chance.choice(letters.replies)
        reply_to_ticket(ticket_id, _requester(town, ticket_id), words, services=town.services, now=town.now)
    yield from _answered(town, ticket_id, holder, letters, pace)


def _answered(town: Town, ticket_id: str, holder: Person, letters: Letters, pace: float) -> Life:
    """An answer, what the asker says of it, and another answer where it did not help."""
    chance = town.chance
    yield _later(town, ANSWERED_AFTER, pace)
    answer_ticket(ticket_id, holder, chance.choice(letters.answers), services=town.services, now=town.now)
    says = chance.random()
    if says > CONFIRMED + REOPENED:
        return
    yield _later(town, SAID_AFTER, 1.0)
    requester, helped = _requester(town, ticket_id), says <= CONFIRMED
    why = "" if helped else chance.choice(letters.reopened)
    follow_up(ticket_id, requester, helped=helped, why=why, services=town.services, now=town.now)
    if not helped:
        yield _later(town, ANSWERED_AFTER, pace)
        answer_ticket(ticket_id, holder, chance.choice(letters.answers), services=town.services, now=town.now)
        yield _later(town, SAID_AFTER, 1.0)
        follow_up(ticket_id, requester, helped=True, services=town.services, now=town.now)


def _place(planned: Planned) -> Place:
    """A thread of its own, so that nothing is taken for a reply to an earlier question."""
    sender = planned.asker.sender
    if sender.channel != SLACK:
        return Place(planned.event_id)
    team, _, user = sender.external_id.partition(":")
    return Place(planned.event_id, {"team": team, "channel": f"D{user}", "thread": planned.event_id})


def _with_place(move: Move, planned: Planned, town: Town, question_id: str) -> Move:
    """The move with the system or department that must be said before anything can be sent."""
    question: Question | None = town.work.question(question_id)
    if not isinstance(move, SendHandoff) or question is None:
        return move
    match missing(question.route, catalogue=town.current().catalogue):
        case "system":
            return SendHandoff(chosen=planned.system or planned.asker.systems[0])
        case "department":
            return SendHandoff(chosen=planned.asker.department)
        case _:
            return move


def _ticket(town: Town, ticket_id: str) -> Ticket:
    ticket = town.work.ticket(ticket_id)
    if ticket is None:
        raise LookupError(ticket_id)
    return ticket


def _requester(town: Town, ticket_id: str) -> Person:
    return _person(town, _ticket(town, ticket_id).requester_id)


def _holder(town: Town, ticket_id: str) -> Person:
    """Who was told of a ticket, else one of those who may act."""
    ticket = _ticket(town, ticket_id)
    if ticket.addressee_id is not None:
        return _person(town, ticket.addressee_id)
    able = who_may_act(town.work, ticket, services=town.services, now=town.now)
    return _person(town, town.chance.choice(able).person_id)


def _person(town: Town, person_id: str) -> Person:
    person = town.work.person_by_id(person_id)
    if person is None:
        raise LookupError(person_id)
    return person


def _forward(town: Town, ticket_id: str, letters: Letters) -> None:
    """To the coordinator, or on from there to the manager of a system."""
    ticket, roles = _ticket(town, ticket_id), town.current().catalogue.roles
    route = Route(role=roles.coordinator)
    if ticket.route == route:
        route = Route(role=roles.system_manager, system=town.chance.choice(town.current().catalogue.systems))
    why = town.chance.choice(letters.forwarded)
    forward_ticket(ticket_id, _holder(town, ticket_id), route, why, services=town.services, now=town.now)


def _merged(town: Town, ticket_id: str) -> bool:
    """Whether there was another open ticket of the same role and subject, into which this one was led."""
    ticket, topics = _ticket(town, ticket_id), town.topics
    route = ticket.route
    for other in town.work.tickets_for([Holding(route.role, route.system, route.department)]):
        is_waiting = other.state in (TicketState.OPEN, TicketState.ASSIGNED)
        if is_waiting and other.id != ticket_id and topics.get(other.question_id) == topics.get(ticket.question_id):
            merge_ticket(ticket_id, _holder(town, ticket_id), other.id, services=town.services, now=town.now)
            return True
    return False


def _later(town: Town, hours: tuple[float, float], pace: float) -> datetime:
    return town.in_work_hours(town.chance.lognormvariate(*hours) * pace)
