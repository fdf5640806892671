"""One request's visitor: which demonstration person, language and conversation, and the token of their forms."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Form, Request

from bot.content.phrasing import Phrasing
from bot.content.snapshot import Snapshot
from bot.core.reply import Route
from bot.errors import NotAllowedError
from bot.services.context import Services
from bot.services.ports import EDITOR, Holding, Person, Place, Sender
from bot.services.remembering import who_is
from bot.web.errors import ForgedFormError, NobodyChosenError
from bot.web.people import EMPLOYEE, DemoPerson, demo_people

LANGUAGES = ("da", "en")
TALKS_KEPT = 6  # conversations a cookie remembers; it may hold 4 KB

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Talk:
    """The open conversation: `place` is its secret name, `conversation_id` is '' before the first turn."""

    place: str
    conversation_id: str = ""


@dataclass(frozen=True)
class Visit:
    """A request with the content and the person it is answered for; `now` is aware UTC."""

    session: dict[str, Any]
    services: Services
    snapshot: Snapshot
    demo: DemoPerson | None
    now: datetime

    @property
    def language(self) -> str:
        """The language of the page around the replies: Danish until English is chosen."""
        chosen = self.session.get("language")
        return chosen if chosen in LANGUAGES else "da"

    def phrases(self, language: str | None = None) -> Phrasing:
        """The phrases in `language`, else in the page's own."""
        return Phrasing(self.snapshot.library, self.snapshot.catalogue, language or self.language)

    @property
    def csrf(self) -> str:
        """The token every form of this session carries."""
        if "csrf" not in self.session:  # written only when missing: every write sends the cookie anew
            self.session["csrf"] = secrets.token_urlsafe(24)
        return str(self.session["csrf"])

    @cached_property
    def person(self) -> Person:
        """Who the services know the visitor as."""
        return who_is(self.sender, services=self.services, now=self.now)

    @property
    def chosen(self) -> DemoPerson:
        """The demonstration person.

        :raises NobodyChosenError: when none was chosen
        """
        if self.demo is None:
            raise NobodyChosenError
        return self.demo

    @property
    def sender(self) -> Sender:
        """The visitor as a sender; tickets carry the Danish name."""
        return self.chosen.sender(name_of(self.chosen, self.phrases("da")))

    @cached_property
    def holdings(self) -> Sequence[Holding]:
        """The roles the visitor holds."""
        with self.services.storage.reading() as work:
            return work.holdings(self.person.id)

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
        kept = talks.get(self.chosen.key)
        return Talk(*kept) if kept else self.open_talk(Talk(secrets.token_urlsafe(18)))

    @property
    def place(self) -> Place:
        """Where the open conversation is."""
        return Place(self.talk.place)

    def open_talk(self, talk: Talk) -> Talk:
        """Make `talk` the open conversation."""
        newest = list(self._other_talks().items())[-(TALKS_KEPT - 1) :]
        self.session["talks"] = {**dict(newest), self.chosen.key: [talk.place, talk.conversation_id]}
        return talk

    def close_talk(self) -> None:
        """Leave the open conversation; the next page begins a new one."""
        self.session["talks"] = self._other_talks()

    def _other_talks(self) -> dict[str, list[str]]:
        talks: dict[str, list[str]] = self.session.get("talks", {})
        return {key: kept for key, kept in talks.items() if key != self.chosen.key}


def name_of(person: DemoPerson, phrases: Phrasing) -> str:
    """'Medarbejder i Børn og Uddannelse' or 'Den systemansvarlige for <system>'."""
    if person.group == EMPLOYEE or person.holding is None:
        return phrases.say("web.people.employee", department=phrases.department(person.department))
    held = person.holding
    role = phrases.role(Route(role=held.role, system=held.system, department=held.department))
    return role[:1].upper() + role[1:]


def visit_of(request: Request) -> Visit:
    """The visitor of `request`."""
    services: Services = request.app.state.services
    clock: Clock = request.app.state.clock
    snapshot = services.content.current()
    key = request.session.get("person", "")
    return Visit(request.session, services, snapshot, demo_people(snapshot.library).get(key), clock())


async def read_visit(request: Request) -> Visit:
    """The visitor, whoever it is."""
    return visit_of(request)


async def read_person(visit: Annotated[Visit, Depends(read_visit)]) -> Visit:
    """The visitor, who is somebody.

    :raises NobodyChosenError: when no demonstration person was chosen
    """
    if visit.demo is None:
        raise NobodyChosenError
    return visit


def read_role_holder(visit: Annotated[Visit, Depends(read_person)]) -> Visit:
    """The visitor, who holds a role.

    :raises NotAllowedError: when they hold none
    """
    if not visit.holdings:
        raise NotAllowedError(visit.chosen.key)
    return visit


def read_coordinator(visit: Annotated[Visit, Depends(read_person)]) -> Visit:
    """The visitor, who is the coordinator.

    :raises NotAllowedError: when they are not
    """
    if not visit.is_coordinator:
        raise NotAllowedError(visit.chosen.key)
    return visit


def read_editor(visit: Annotated[Visit, Depends(read_person)]) -> Visit:
    """The visitor, who may see and write drafts.

    :raises NotAllowedError: when they may not
    """
    if not visit.is_editor:
        raise NotAllowedError(visit.chosen.key)
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
