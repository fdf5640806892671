"""Show a ticket as a card to those it lies with: what was asked, by whom, where it stands, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.content.phrasing import Phrasing
from bot.content.snapshot import Snapshot
from bot.core.tickets import QUIET, TRANSITIONS, WAITS_FOR_HOLDER, TicketEvent, TicketState
from bot.services.announcing import LANGUAGE, headline_of, offered_in
from bot.services.context import Services
from bot.services.ports import SLACK, Question, SentCard, Ticket, TicketStep, Work
from bot.services.telling import CHANNEL
from bot.services.ticket_rights import ticket_to_act_on
from bot.services.ticket_steps import name_of, names_in

TOLD = frozenset(
    {
        TicketEvent.ADD,
        TicketEvent.REQUESTER_REPLIES,
        TicketEvent.REOPEN,
        TicketEvent.ASK_BACK,
        TicketEvent.FORWARD,
        TicketEvent.RESOLVE,
        TicketEvent.WITHDRAW,
    }
)  # what may have been written with a step, for others to read
MOST_TOLD = 3
ACTS = {"take": TicketEvent.ASSIGN, "answer": TicketEvent.RESOLVE, "ask": None, "forward": TicketEvent.FORWARD}


@dataclass(frozen=True)
class Somebody:
    """A person on a card: their name, '' when it is not known, and their user id in Slack, '' when they have none."""

    name: str = ""
    user: str = ""


@dataclass(frozen=True)
class TicketCard:
    """A ticket in words, as it is now.

    `version` and `steps` say how far it had come; `told` are the latest (what was done, what was written with it).
    `possible` are the names of what can be done: take, answer, ask, forward, away. A card `is_past` when a later one of
    the same ticket stands in the same conversation.
    """

    ticket_id: str
    number: int
    version: int
    steps: int
    state: TicketState
    headline: str
    asker: str
    others: int
    system: str
    department: str
    role: str
    due: str
    text: str
    path: str
    lies_with: Somebody | None = None
    done_by: Somebody | None = None
    last: str = ""
    told: tuple[tuple[str, str], ...] = ()
    offered: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    is_past: bool = False


def see_card(ticket_id: str, what: str, *, key: str = "", services: Services) -> TicketCard | None:
    """The card that tells `what` of a ticket; `key` is that of one that was sent and is brought up to date.

    None when there is nothing to show: the ticket is gone, or it is a new card and nobody has to act any more.
    """
    snapshot = services.content.current()
    with services.storage.reading() as work:
        ticket = work.ticket(ticket_id)
        if ticket is None or (not key and ticket.state not in WAITS_FOR_HOLDER):
            return None
        cards = work.cards_of(ticket_id)
        return _Shown(work, ticket, work.history(ticket_id), snapshot).card(what, is_past=_is_past(key, cards))


def sent_card(ticket_id: str, key: str, *, services: Services) -> SentCard | None:
    """Where a card stands; None when it is not there any more."""
    with services.storage.reading() as work:
        return next((card for card in work.cards_of(ticket_id) if card.key == key), None)


def possible_in(state: TicketState) -> tuple[str, ...]:
    """What one who may act on a ticket can do with it from its card."""
    events = TRANSITIONS[state]
    waits = state in WAITS_FOR_HOLDER
    acts = [name for name, event in ACTS.items() if (waits if event is None else event in events)]
    return (*acts, *(("away",) if waits else ()))


@dataclass(frozen=True)
class _Shown:
    """One ticket with its history."""

    work: Work
    ticket: Ticket
    history: Sequence[TicketStep]
    snapshot: Snapshot

    def card(self, what: str, *, is_past: bool) -> TicketCard:
        ticket, phrases = self.ticket, self._phrases
        question = self.work.question(ticket.question_id)
        steps = list(self._steps())
        return TicketCard(
            ticket_id=ticket.id,
            number=ticket.number,
            version=ticket.version,
            steps=len(self.history),
            state=ticket.state,
            headline=headline_of(ticket, what, phrases),
            asker=ticket.requester_name,
            others=len(self.work.joined(ticket.id)),
            system=phrases.system(ticket.route.system or (question.system if question else None)),
            department=phrases.department(self._department(question)),
            role=phrases.role(ticket.route) if ticket.route.role in self.snapshot.library.organisation.roles else "",
            due=phrases.moment(ticket.due_at) if ticket.state in WAITS_FOR_HOLDER else "",
            text=ticket.text,
            path=f"/inbox/{ticket.id}",
            lies_with=self._somebody(ticket.addressee_id) if ticket.assignee_id is None else None,
            done_by=self._somebody(ticket.assignee_id),
            last=steps[-1][0] if steps else "",
            told=tuple(step for step in steps if step[1])[-MOST_TOLD:],
            offered=offered_in(question, self.snapshot) if question else (),
            possible=possible_in(ticket.state),
            is_past=is_past,
        )

    @property
    def _phrases(self) -> Phrasing:
        return Phrasing(self.snapshot.library, self.snapshot.catalogue, LANGUAGE)

    def _department(self, question: Question | None) -> str | None:
        return self.ticket.route.department or (question.department if question else None)

    def _somebody(self, person_id: str | None) -> Somebody | None:
        if person_id is None:
            return None
        identities = (external_id for channel, external_id in self.work.channels_of(person_id) if channel == SLACK)
        user = next((one.rpartition(":")[2] for one in identities if not one.startswith(CHANNEL)), "")
        return Somebody(name_of(self.work, person_id), user)

    def _steps(self) -> Iterator[tuple[str, str]]:
        """Who did what and when, with what they wrote; nothing of what a card need not show."""
        names = names_in(self.work, self.ticket, self.history, self.work.joined(self.ticket.id))
        for step in self.history:
            if step.event is not None and step.event not in QUIET:
                who = names.get(step.actor_id) or self._phrases.say("ticket.somebody")
                did = self._phrases.say(f"ticket.did.{step.event}", who=who, when=self._phrases.moment(step.at))
                yield did, step.note if step.event in TOLD else ""


def _is_past(key: str, cards: Sequence[SentCard]) -> bool:
    own = next((card for card in cards if card.key == key), None)
    if own is None:
        return False
    newest = [card for card in cards if card.conversation_id == own.conversation_id][-1]
    return newest.key != key


def open_to(ticket_id: str, person_id: str, *, seen: int | None, services: Services, now: datetime) -> Ticket:
    """The ticket, when the person may act on it as they saw it.

    :raises UnknownTicketError: when there is none
    :raises NotAllowedError: when the person may not act on it
    :raises TicketChangedError: when it has moved on since the version `seen`
    """
    with services.storage.reading() as work:
        return ticket_to_act_on(work, ticket_id, person_id, services=services, now=now, seen=seen)
