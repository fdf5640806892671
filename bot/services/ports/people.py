"""What storage can be asked about people: who they are, what they hold, where they are, and what they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from bot.services.ports.rows import Absence, Audited, Employee, Holding, Person, Profile, Sender, Session


class PeopleWork(Protocol):
    """Persons, their channels, roles and absences, within one transaction."""

    def person(self, sender: Sender, *, now: datetime) -> Person:
        """The person behind a channel identity, made known on first sight; a known e-mail address joins channels."""

    def known_person(self, channel: str, external_id: str) -> Person | None:
        """The person behind a channel identity, if seen before."""

    def person_by_email(self, email: str) -> Person | None:
        """The person with this address, whatever its capitals."""

    def person_by_id(self, person_id: str) -> Person | None:
        """The person with this id."""

    def employ(self, email: str, name: str, *, now: datetime) -> Person:
        """The person with this address, made known when new; a name that is given replaces the one kept."""

    def employees(self, person_ids: Sequence[str] | None = None) -> Mapping[str, Employee]:
        """Names and addresses by person id; of everybody who has one when no ids are given."""

    def name_person(self, person_id: str, name: str) -> None:
        """Remember what a person is called who has no e-mail address to be known by."""

    def identify(self, person_id: str, channel: str, external_id: str) -> None:
        """Let a person be known by a channel identity; nothing happens when the identity is somebody's already."""

    def channels_of(self, person_id: str) -> Sequence[tuple[str, str]]:
        """The (channel, external id) a person is known by."""

    def profile(self, person_id: str) -> Profile:
        """What the person has asked to be remembered; empty when nothing."""

    def save_profile(self, person_id: str, profile: Profile) -> None:
        """Remember, replacing what was."""

    def holdings(self, person_id: str) -> Sequence[Holding]:
        """The roles a person holds."""

    def grant(self, person_id: str, holding: Holding, *, source: str = "") -> None:
        """Let a person hold a role; `source` is 'group' when it comes from a sign-in's group claim."""

    def revoke(self, person_id: str, holding: Holding) -> None:
        """Take a role away; nothing happens when it is not held."""

    def granted_by(self, person_id: str, source: str) -> Sequence[Holding]:
        """The roles a person holds from this source."""

    def holders(self, holding: Holding) -> Sequence[str]:
        """Who holds a role: person ids."""

    def all_holdings(self) -> Sequence[tuple[str, Holding]]:
        """(person id, role) of everybody who holds one."""

    def deputy_of(self, person_id: str) -> str | None:
        """The person id of who stands in for somebody."""

    def set_deputy(self, person_id: str, deputy_id: str | None) -> None:
        """Choose who stands in for a person; None for nobody."""

    def stands_in_for(self, person_id: str) -> Sequence[str]:
        """The person ids of those whose deputy this person is."""

    def absences(self, person_id: str) -> Sequence[Absence]:
        """When a person is away, earliest first."""

    def add_absence(self, person_id: str, first_day: date, last_day: date) -> None:
        """Note that a person is away on these days."""

    def remove_absence(self, person_id: str, absence_id: int) -> None:
        """The person is not away after all."""

    def absent_on(self, day: date) -> frozenset[str]:
        """The person ids of everybody who is away that day."""

    def next_in_turn(self, holding: Holding, among: Sequence[str]) -> str:
        """Round robin: the one of `among` who was chosen longest ago for `holding`; the choice is remembered."""

    def forget(self, person_id: str) -> None:
        """Remove profile, identities, names and the texts of the person's questions."""

    def export(self, person_id: str) -> dict[str, Any]:
        """Everything stored about the person, as plain data."""


class SessionsWork(Protocol):
    """Who is signed in, one-time links, and the audit log, within one transaction."""

    def add_session(self, session: Session) -> None:
        """Somebody signed in."""

    def session(self, session_id: str) -> Session | None:
        """A session, also one that has ended or expired."""

    def sessions_of(self, person_id: str) -> Sequence[Session]:
        """A person's sessions that have not ended, newest first."""

    def end_session(self, session_id: str, *, now: datetime) -> None:
        """Signed out."""

    def add_link(self, link_id: str, person_id: str, *, expires_at: datetime) -> None:
        """A one-time link; `link_id` is the hash of its token."""

    def use_link(self, link_id: str, *, now: datetime) -> Person | None:
        """The person the link signs in, once: None when it is unknown, used or expired."""

    def link_owner(self, link_id: str) -> str | None:
        """The id of the person a link was made for, also when it is used or expired; None when it is unknown."""

    def audit(self, line: Audited) -> None:
        """Write a line that nobody changes afterwards."""

    def audited(
        self, *, limit: int = 200, before: int | None = None, action: str = ""
    ) -> Sequence[tuple[int, Audited]]:
        """(number, line), newest first, those numbered below `before`; of one `action`, or of all when it is ''."""

    def audited_actions(self) -> Sequence[str]:
        """Every action the audit log has a line of."""
