"""The role holder's inbox: what waits for an answer in piles, a search through them, and one answer to several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Response

from bot.errors import EmptyAnswerError, UnknownTicketError
from bot.services.acting import LONGEST_ANSWER, Outcome, answer_tickets
from bot.services.finding import LONGEST_SEARCH, PAGE, look_into, words_of
from bot.services.ports import Pile, Wanted
from bot.services.tickets import see_ticket
from bot.web import ticket_page
from bot.web.errors import status_of
from bot.web.pages import page
from bot.web.ticket_words import TicketLine, can_be_answered, line_of, names_of
from bot.web.ticket_words import title as title
from bot.web.visit import OwnForm, RoleHolder, Visit

router = APIRouter(prefix="/inbox", include_in_schema=False)


@dataclass(frozen=True)
class View:
    """What the address of an inbox asks for."""

    pile: Pile | None = None
    text: str = ""
    system: str = ""
    number: int = 1

    def path(self, *, pile: Pile | None = None, number: int = 1) -> str:
        """The address of this view, of another pile or page of it."""
        asked = {"view": pile or self.pile, "q": self.text, "system": self.system, "page": number if number > 1 else ""}
        query = urlencode({name: str(value) for name, value in asked.items() if value})
        return f"/inbox?{query}" if query else "/inbox"

    @property
    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(words_of(self.text), self.system or None)


@dataclass(frozen=True)
class Chosen:
    """One of several tickets that get the same answer.

    `value` is its id with the version shown; `became` says what became of it, '' before anything did.
    """

    line: TicketLine
    value: str
    may_answer: bool
    became: str = ""
    is_answered: bool = False


def read_view(
    visit: RoleHolder,
    view: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=2_000)] = "",
    system: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[str, Query(alias="page", max_length=20)] = "",
) -> View:
    """The view in the address; what is none is left out."""
    return View(
        pile=Pile(view) if view in list(Pile) else None,
        text=" ".join(q[:LONGEST_SEARCH].split()),
        system=system if system in visit.snapshot.catalogue.systems else "",
        number=int(number) if number.isdecimal() and len(number) < 6 else 1,
    )


AskedFor = Annotated[View, Depends(read_view)]
Ticked = Annotated[list[str], Query(alias="ticket", default_factory=list, max_length=PAGE)]
Answered = Annotated[list[str], Form(alias="ticket", default_factory=list, max_length=PAGE)]


@router.get("")
def show_inbox(visit: RoleHolder, view: AskedFor) -> Response:
    """One page of a pile, urgent ones on top, then by due time."""
    found = look_into(visit.seat, view.pile, view.wanted, number=view.number, services=visit.services, now=visit.now)
    view = replace(view, pile=found.pile, number=found.number)
    ticket_page.remember_inbox(visit, view.path(number=view.number))
    names = names_of(found.tickets, visit)
    return page(
        "inbox.html",
        visit,
        view=view,
        found=found,
        sees_all=visit.seat.sees_all,
        visit_roles=len(visit.seat.holdings),
        systems=visit.snapshot.catalogue.systems,
        lines=[line_of(one, visit, names=names, others=len(found.joined[one.id])) for one in found.tickets],
        last_page=max(1, -(-found.counts[found.pile] // PAGE)),
        longest_search=LONGEST_SEARCH,
        told=ticket_page.told_now(visit),
    )


@router.get("/answer")
def choose_several(visit: RoleHolder, ticked: Ticked) -> Response:
    """Room for one answer to the tickets that were ticked."""
    return _several_page(visit, [_chosen(one, visit) for one in dict.fromkeys(ticked)])


@router.post("/answer", dependencies=[OwnForm])
def answer_several(visit: RoleHolder, ticked: Answered, text: Annotated[str, Form()] = "") -> Response:
    """Answer each of them with the same text, and say what became of each."""
    seen = dict(_id_and_version(one) for one in ticked)
    try:
        outcomes = answer_tickets(list(seen), visit.person, text, services=visit.services, now=visit.now, seen=seen)
    except EmptyAnswerError as error:
        chosen = [_chosen(one, visit) for one in seen]
        return _several_page(
            visit, chosen, text=text, status=status_of(error), wrong=visit.phrases().refusal(error, visit.now)
        )
    refusals = [one.refusal for one in outcomes if one.refusal]
    all_refused = bool(refusals) and len(refusals) == len(outcomes)
    return _several_page(
        visit,
        [_became(one, visit) for one in outcomes],
        text=text if refusals else "",
        status=status_of(refusals[0]) if all_refused else 200,
    )


def _several_page(
    visit: Visit, chosen: Sequence[Chosen | None], *, text: str = "", status: int = 200, wrong: str = ""
) -> Response:
    return page(
        "several.html",
        visit,
        status=status,
        chosen=[one for one in chosen if one is not None],
        text=text,
        wrong=wrong,
        longest=LONGEST_ANSWER,
        back=ticket_page.inbox_path(visit),
    )


def _chosen(ticket_id: str, visit: Visit) -> Chosen | None:
    """The ticket with this id; None when it is not the visitor's to answer."""
    try:
        view = see_ticket(ticket_id, visit.person, services=visit.services, now=visit.now)
    except UnknownTicketError:
        return None
    line = line_of(view.ticket, visit, names=view.names, others=len(view.joined))
    may_answer = view.may_act and can_be_answered(view.ticket)
    return Chosen(line, f"{view.ticket.id}:{view.ticket.version}", may_answer) if view.may_act else None


def _became(outcome: Outcome, visit: Visit) -> Chosen | None:
    """The ticket as it is now, with what became of it."""
    chosen = _chosen(outcome.ticket_id, visit)
    if chosen is None:
        return None
    phrases = visit.phrases()
    became = phrases.refusal(outcome.refusal, visit.now) if outcome.refusal else phrases.say("web.several.sent")
    return replace(chosen, became=became, is_answered=outcome.refusal is None)


def _id_and_version(value: str) -> tuple[str, int]:
    ticket_id, _, version = value.partition(":")
    return ticket_id, int(version) if version.isdecimal() and len(version) < 9 else 0


router.include_router(ticket_page.router)
