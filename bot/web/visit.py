"""One request's visitor: who they are, their language and conversation, and the token of their forms."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Form, Request

from bot.content.phrasing import Phrasing
from bot.content.snapshot import Snapshot
from bot.core.worktime import danish_day
from bot.errors import NotAllowedError
from bot.services.context import Services
from bot.services.ports import EDITOR, Holding, Person, Place, Seat, Sender
from bot.services.remembering import who_is
from bot.services.role_words import role_title
from bot.services.signing_in import SignedIn, who_is_signed_in
from bot.services.ticket_rights import seat_of
from bot.web.errors import ForgedFormError, NobodyChosenError, NotSignedInError, WebError
from bot.web.people import EMPLOYEE, DemoPerson, demo_people

LANGUAGES = ("da", "en")
TALKS_KEPT = 6  # conversations a cookie remembers; it may hold 4 KB
TOKEN = "token"  # noqa: S105 -- where the cookie holds a session's token

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Talk:
    """The open conversation: `place` is its secret name, `conversation_id` is '' before the first turn."""

    place: str
    conversation_id: str = ""


@dataclass(frozen=True)
class Visit:
    """A request with the content and the person it is answered for; `now` is aware UTC.

    Where people sign in, the person is the one whose session the cookie holds the token of, and `demo` is None;
    elsewhere it is the demonstration person that was chosen. `is_invented` when everything in the database is made up.
    """

    session: dict[str, Any]
    services: Services
    snapshot: Snapshot
    demo: DemoPerson | None
    now: datetime
    needs_sign_in: bool = False
    is_invented: bool = False

    @property
    def language(self) -> str:
        """The language of the page around the replies: Danish until English is chosen."""
        chosen = self.session.get("language")
        return chosen if chosen in LANGUAGES else "da"

    @property
    def today(self) -> date:
        """The day it is in Denmark."""
        return danish_day(self.now)

    def phrases(self, language: str | None = None) -> Phrasing:
        """The phrases in `language`, else in the page's own."""
        return Phrasing(self.snapshot.library, self.snapshot.catalogue, language or self.language)

    @property
    def csrf(self) -> str:
        """The token every form of this session carries."""
        if "csrf" not in self.session:  # written only when missing: every write sends the cookie anew
            self.session["csrf"] = secrets.token_urlsafe(24)
        return str(self.session["csrf"])

    @property
    def token(self) -> str:
        """The token of the session the visitor has signed in to, also when it has ended; '' when there is none."""
        return str(self.session.get(TOKEN, "")) if self.needs_sign_in else ""

    @cached_property
    def signed_in(self) -> SignedIn | None:
        """Who has signed in; None where nobody has, and in demonstrations."""
        return who_is_signed_in(self.token, services=self.services, now=self.now) if self.token else None

    @property
    def is_somebody(self) -> bool:
        """Whether it is known who the visitor is."""
        return self.signed_in is not None or self.demo is not None

    @cached_property
    def person(self) -> Person:
        """Who the services know the visitor as.

        :raises WebError: when the visitor is nobody
        """
        if self.signed_in is not None:
            return self.signed_in.person
        return who_is(self.sender, services=self.services, now=self.now)

    @property
    def name(self) -> str:
        """What the visitor is called, in the language of the page.

        :raises WebError: when the visitor is nobody
        """
        return self._name_in(self.phrases())

    @property
    def sender(self) -> Sender:
        """The visitor as a sender; tickets carry the Danish name.

        :raises WebError: when the visitor is nobody
        """
        if self.signed_in is not None:
            return replace(self.signed_in.sender, name=self._name_in(self.phrases("da")))
        if self.demo is None:
            raise self.nobody
        return self.demo.sender(self._name_in(self.phrases("da")))

    @property
    def key(self) -> str:
        """What the visitor's conversations and events are kept under; no two people share one.

        :raises WebError: when the visitor is nobody
        """
        return self.sender.external_id

    @property
    def nobody(self) -> WebError:
        """What is wrong when it is not known who the visitor is."""
        return NotSignedInError() if self.needs_sign_in else NobodyChosenError()

    def _name_in(self, phrases: Phrasing) -> str:
        if self.signed_in is not None:
            employee = self.signed_in.employee
            return employee.name_or_address or phrases.say("web.sign_in.nameless")
        if self.demo is None:
            raise self.nobody
        return name_of(self.demo, phrases)

    @cached_property
    def holdings(self) -> Sequence[Holding]:
        """The roles the visitor holds."""
        with self.services.storage.reading() as work:
            return work.holdings(self.person.id)

    @cached_property
    def seat(self) -> Seat:
        """Where the visitor sits as one who answers: the roles they act in today and for whom."""
        with self.services.storage.reading() as work:
            return seat_of(work, self.person.id, services=self.services, now=self.now)

    @property
    def has_inbox(self) -> bool:
        """Whether questions may come to the visitor: an editor alone gets none."""
        return any(holding.role != EDITOR for holding in self.seat.holdings)

    @property
    def is_coordinator(self) -> bool:
        """Whether the visitor sees everything."""
        return any(holding.role == self.snapshot.catalogue.roles.coordinator for holding in self.holdings)

    @property
    def is_editor(self) -> bool:
        """Whether the visitor may see and write drafts: editors and the coordinator."""
        return self.is_coordinator or any(holding.role == EDITOR for holding in self.holdings)

    @property
    def talk(self) -> Talk:
        """The open conversation, begun when there is none."""
        talks: dict[str, list[str]] = self.session.get("talks", {})
        kept = talks.get(self.key)
        return Talk(*kept) if kept else self.open_talk(Talk(secrets.token_urlsafe(18)))

    @property
    def place(self) -> Place:
        """Where the open conversation is."""
        return Place(self.talk.place)

    def open_talk(self, talk: Talk) -> Talk:
        """Make `talk` the open conversation."""
        newest = list(self._other_talks().items())[-(TALKS_KEPT - 1) :]
        self.session["talks"] = {**dict(newest), self.key: [talk.place, talk.conversation_id]}
        return talk

    def close_talk(self) -> None:
        """Leave the open conversation; the next page begins a new one."""
        self.session["talks"] = self._other_talks()

    def _other_talks(self) -> dict[str, list[str]]:
        talks: dict[str, list[str]] = self.session.get("talks", {})
        return {key: kept for key, kept in talks.items() if key != self.key}


def name_of(person: DemoPerson, phrases: Phrasing) -> str:
    """'Medarbejder i Børn og Uddannelse' or 'Den systemansvarlige for <system>'."""
    if person.group == EMPLOYEE or person.holding is None:
        return phrases.say("web.people.employee", department=phrases.department(person.department))
    title = role_title(person.holding, phrases)
    return title[:1].upper() + title[1:]


def visit_of(request: Request) -> Visit:
    """The visitor of `request`, the same each time it is asked for: who has signed in is looked up once."""
    known: Visit | None = getattr(request.state, "visit", None)
    if known is None:
        known = request.state.visit = _new_visit(request)
    return known


def _new_visit(request: Request) -> Visit:
    state = request.app.state
    services: Services = state.services
    clock: Clock = state.clock
    snapshot, needs_sign_in = services.content.current(), state.sign_in is not None
    demo = None if needs_sign_in else demo_people(snapshot.library).get(request.session.get("person", ""))
    return Visit(request.session, services, snapshot, demo, clock(), needs_sign_in, state.is_invented)


def leave(visit: Visit, *, keep: tuple[str, ...] = ("language",)) -> None:
    """Be nobody again: of what the cookie holds, only `keep` stays."""
    kept = {key: visit.session[key] for key in keep if key in visit.session}
    visit.session.clear()
    visit.session.update(kept)


async def read_visit(request: Request) -> Visit:
    """The visitor, whoever it is."""
    return visit_of(request)


def read_person(visit: Annotated[Visit, Depends(read_visit)]) -> Visit:
    """The visitor, who is somebody.

    :raises NobodyChosenError: when no demonstration person was chosen
    :raises NotSignedInError: when nobody has signed in, or the session has ended
    """
    if not visit.is_somebody:
        raise visit.nobody
    return visit


def read_role_holder(visit: Annotated[Visit, Depends(read_person)]) -> Visit:
    """The visitor, who holds a role.

    :raises NotAllowedError: when they hold none
    """
    if not visit.has_inbox:
        raise NotAllowedError(visit.key)
    return visit


def read_coordinator(visit: Annotated[Visit, Depends(read_person)]) -> Visit:
    """The visitor, who is the coordinator.

    :raises NotAllowedError: when they are not
    """
    if not visit.is_coordinator:
        raise NotAllowedError(visit.key)
    return visit


def read_editor(visit: Annotated[Visit, Depends(read_person)]) -> Visit:
    """The visitor, who may see and write drafts.

    :raises NotAllowedError: when they may not
    """
    if not visit.is_editor:
        raise NotAllowedError(visit.key)
    return visit


async def check_form(visit: Annotated[Visit, Depends(read_visit)], csrf: Annotated[str, Form()] = "") -> None:
    """Let only our own forms through.

    :raises ForgedFormError: when the token is not the session's
    """
    expected = str(visit.session.get("csrf", ""))
    if not expected or not hmac.compare_digest(expected.encode(), csrf.encode()):
        raise ForgedFormError


Anyone = Annotated[Visit, Depends(read_visit)]
Somebody = Annotated[Visit, Depends(read_person)]
RoleHolder = Annotated[Visit, Depends(read_role_holder)]
Coordinator = Annotated[Visit, Depends(read_coordinator)]
Editor = Annotated[Visit, Depends(read_editor)]
OwnForm = Depends(check_form)
