"""Sign in on the web, by the municipality's own sign-in or a link used once, and out again, here and everywhere.

Tokens are known to the browser alone: what is stored is their SHA-256.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from bot.content.models import Organisation
from bot.content.snapshot import Snapshot
from bot.errors import LinkError
from bot.services.context import Services
from bot.services.leaving import hand_back
from bot.services.ports import EDITOR, WEB, Audited, Employee, Holding, Person, Sender, Session, Work

LINK_LASTS = timedelta(minutes=10)
GROUP = "group"  # where a role comes from that a sign-in's group claim gives
BY_OIDC, BY_LINK = "oidc", "link"


@dataclass(frozen=True)
class SignInRules:
    """How long a session lasts, and the role each group of the identity provider gives ('role' or 'role:system')."""

    lasts: timedelta = timedelta(hours=12)
    group_roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SignedIn:
    """Somebody with an open session; `sender` is how their web conversations know them."""

    person: Person
    employee: Employee
    sender: Sender
    session: Session


def sign_in(
    sender: Sender, groups: Collection[str] | None, *, rules: SignInRules, services: Services, now: datetime
) -> str:
    """Sign in whom the identity provider vouches for; gives the token of the new session.

    `groups` are the ids of the person's groups: roles that came with a group are granted and taken away by them, roles
    set by hand stay, and what a lost role had to answer goes to its others. None leaves the roles as they are: the
    provider did not say which groups there are.
    """
    snapshot = services.content.current()
    with services.storage.transaction() as work:
        person = work.person(sender, now=now)
        if groups is not None:
            _follow_groups(work, person, roles_of(groups, rules, snapshot), services=services, now=now)
        return _begin(work, person, BY_OIDC, rules, now)


def new_link(work: Work, person_id: str, *, now: datetime) -> str:
    """The token of a link that signs a person in once, within ten minutes."""
    token = secrets.token_urlsafe(32)
    work.add_link(hashed(token), person_id, expires_at=now + LINK_LASTS)
    return token


def sign_in_with_link(token: str, *, rules: SignInRules, services: Services, now: datetime) -> str:
    """Sign in with the token of a link, which is used up by it; gives the token of the new session.

    :raises LinkError: when the link is unknown, used or expired
    """
    with services.storage.transaction() as work:
        person = work.use_link(hashed(token), now=now)
        if person is not None:
            return _begin(work, person, BY_LINK, rules, now)
        owner = work.link_owner(hashed(token))
        if owner is not None:
            work.audit(Audited(now, owner, "sign_in_refused", owner, {"how": BY_LINK}))
    raise LinkError


def who_is_signed_in(token: str, *, services: Services, now: datetime) -> SignedIn | None:
    """Whose open session the token belongs to; None when it is unknown, ended or expired."""
    with services.storage.reading() as work:
        session = work.session(hashed(token))
        if session is None or not is_open(session, now):
            return None
        person = work.person_by_id(session.person_id)
        own = [external_id for channel, external_id in work.channels_of(session.person_id) if channel == WEB]
        if person is None or not own:
            return None
        employee = work.employees([person.id]).get(person.id, Employee(person.id))
    return SignedIn(person, employee, Sender(WEB, own[0]), session)


def open_sessions(person: Person, *, services: Services, now: datetime) -> Sequence[Session]:
    """Where a person is signed in, newest first."""
    with services.storage.reading() as work:
        return [session for session in work.sessions_of(person.id) if is_open(session, now)]


def sign_out(token: str, *, services: Services, now: datetime) -> None:
    """End the session of the token; nothing happens when it is unknown or has ended."""
    with services.storage.transaction() as work:
        session = work.session(hashed(token))
        if session is not None and is_open(session, now):
            _end(work, session, "here", now)


def sign_out_everywhere(person_id: str, *, services: Services, now: datetime, but: str = "") -> int:
    """End every session of a person but the one of the token `but`; gives how many were ended."""
    with services.storage.transaction() as work:
        kept = hashed(but) if but else ""
        ended = [one for one in work.sessions_of(person_id) if is_open(one, now) and one.id != kept]
        for session in ended:
            _end(work, session, "everywhere", now)
        return len(ended)


def roles_of(groups: Collection[str], rules: SignInRules, snapshot: Snapshot) -> list[Holding]:
    """The roles that come with `groups`; a role, system or department the content does not have is left out."""
    named = [rules.group_roles[group] for group in rules.group_roles if group in groups]
    found = [role_named(name, snapshot) for name in named]
    return [holding for holding in dict.fromkeys(found) if holding is not None]


def role_named(name: str, snapshot: Snapshot) -> Holding | None:
    """The role that 'koordinator', 'systemansvarlig:<system>' or 'leder:<department>' names; None when none does."""
    role, _, belongs_to = name.partition(":")
    organisation: Organisation = snapshot.library.organisation
    scope = "central" if role == EDITOR else organisation.roles[role].scope if role in organisation.roles else ""
    if scope == "central" and not belongs_to:
        return Holding(role)
    if scope == "system" and belongs_to in snapshot.library.systems:
        return Holding(role, system=belongs_to)
    if scope == "department" and belongs_to in organisation.departments:
        return Holding(role, department=belongs_to)
    return None


def is_open(session: Session, now: datetime) -> bool:
    """Whether a session has neither ended nor expired."""
    return session.ended_at is None and now < session.expires_at


def hashed(token: str) -> str:
    """What is stored of a token. It is drawn from 256 bits, so that no salt and no slow hash are needed."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _begin(work: Work, person: Person, how: str, rules: SignInRules, now: datetime) -> str:
    work.identify(person.id, WEB, person.id)
    token = secrets.token_urlsafe(32)
    work.add_session(Session(hashed(token), person.id, began_at=now, expires_at=now + rules.lasts))
    work.audit(Audited(now, person.id, "signed_in", person.id, {"how": how}))
    return token


def _end(work: Work, session: Session, where: str, now: datetime) -> None:
    work.end_session(session.id, now=now)
    work.audit(Audited(now, session.person_id, "signed_out", session.person_id, {"where": where}))


def _follow_groups(work: Work, person: Person, wanted: Sequence[Holding], *, services: Services, now: datetime) -> None:
    held = work.holdings(person.id)
    lost = [one for one in work.granted_by(person.id, GROUP) if one not in wanted]
    for holding in lost:
        work.revoke(person.id, holding)
        work.audit(_role_line("role_revoked", person, holding, now))
    if lost:
        hand_back(work, person.id, by=person.id, services=services, now=now, if_lost=True)
    for holding in [one for one in wanted if one not in held]:
        work.grant(person.id, holding, source=GROUP)
        work.audit(_role_line("role_granted", person, holding, now))


def _role_line(action: str, person: Person, holding: Holding, now: datetime) -> Audited:
    named = {key: value for key, value in vars(holding).items() if value is not None}
    return Audited(now, person.id, action, person.id, {**named, "source": GROUP})
