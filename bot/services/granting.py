"""Give and take roles, one by one or from a list; the coordinator does it, and every change is in the audit log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import LastCoordinatorError, OtherChangesError, RoleListError
from bot.services.context import Services
from bot.services.held_roles import check_coordinator, coordinator_role, everybody
from bot.services.leaving import hand_back
from bot.services.ports import OPERATOR, Audited, Employee, Holding, Person, Work
from bot.services.role_lists import RoleList, Wish, is_email, read_role_list, write_role_list
from bot.services.role_names import RoleNames, RoleProblem


@dataclass(frozen=True)
class RoleChanges:
    """What a list changes: roles given and taken, names that become others, and how many roles stay as they are.

    An `Employee` without an id is new.
    """

    given: tuple[tuple[Employee, Holding], ...] = ()
    taken: tuple[tuple[Employee, Holding], ...] = ()
    renamed: tuple[tuple[Employee, str], ...] = ()
    stays: int = 0

    @property
    def fingerprint(self) -> str:
        """Another value for other changes, so that what is done is what was shown."""
        told = repr((sorted(map(repr, self.given)), sorted(map(repr, self.taken)), sorted(map(repr, self.renamed))))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be different."""
        return not (self.given or self.taken or self.renamed)


def grant_role(
    email: str, name: str, holding: Holding, *, by: Person | None, services: Services, now: datetime
) -> Employee:
    """Let the person with this address hold a role; the same again changes nothing. `by` None is the operator.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises RoleListError: when the address is none, or the content has no such role
    """
    address = email.strip().casefold()
    if not is_email(address):
        raise RoleListError([RoleProblem("roles.problem.email", {"given": address})])
    held = holding_named(holding.role, holding.system or "", holding.department or "", services=services)
    with services.storage.transaction() as work:
        check_coordinator(work, by, services=services)
        return _grant(work, Wish(address, name.strip(), held), by, now)


def holding_named(role: str, system: str = "", department: str = "", *, services: Services) -> Holding:
    """The role that these words mean: ids, names, or what else the content calls them; '' is a place left out.

    :raises RoleListError: when there is no such role, or it belongs to another kind of place
    """
    found = RoleNames(services.content.current().library).holding(role.strip(), system.strip(), department.strip())
    if isinstance(found, Holding):
        return found
    raise RoleListError(found)


def revoke_role(person_id: str, holding: Holding, *, by: Person | None, services: Services, now: datetime) -> None:
    """Take a role away; what the person may no longer act on goes to the role's others.

    The operator alone may take the last coordinator's role.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises LastCoordinatorError: when nobody would be left to give roles
    """
    with services.storage.transaction() as work:
        check_coordinator(work, by, services=services)
        _check_coordinator_stays(work, [(person_id, holding)], (), by, services)
        if holding in work.holdings(person_id):
            _revoke(work, person_id, holding, by, services, now)


def preview_roles(data: bytes, *, replace: bool = False, by: Person | None, services: Services) -> RoleChanges:
    """What `import_roles` would change now.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises RoleListError: when the list has errors, with all of them
    """
    wishes = _wishes(data, services)
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        return _changes(work, wishes, replace=replace)


def import_roles(
    data: bytes,
    *,
    replace: bool = False,
    expected: str | None = None,
    by: Person | None,
    services: Services,
    now: datetime,
) -> RoleChanges:
    """Do what a CSV file asks for, all of it or nothing.

    :param replace: also take roles that are not in the file, from those who have an address and not by a group
    :param expected: the fingerprint of the changes that were shown, when somebody has seen them
    :raises OtherChangesError: when these are not the changes that were shown
    :raises NotAllowedError: when `by` is not the coordinator
    :raises RoleListError: when the list has errors, with all of them
    :raises LastCoordinatorError: when nobody would be left to give roles
    """
    wishes = _wishes(data, services)
    with services.storage.transaction() as work:
        check_coordinator(work, by, services=services)
        changes = _changes(work, wishes, replace=replace)
        if expected is not None and changes.fingerprint != expected:
            raise OtherChangesError
        taken = [(employee.person_id, holding) for employee, holding in changes.taken]
        _check_coordinator_stays(work, taken, [holding for _, holding in changes.given], by, services)
        for wish in wishes:
            _grant(work, wish, by, now)
        for person_id, holding in taken:
            _revoke(work, person_id, holding, by, services, now)
        return changes


def export_roles(by: Person | None, *, services: Services) -> str:
    """Who holds what as the CSV that `import_roles` reads.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        held = [(one.employee, one.holding) for one in everybody(work)]
    return write_role_list(held, library=services.content.current().library)


def _wishes(data: bytes, services: Services) -> Sequence[Wish]:
    found: RoleList = read_role_list(data, library=services.content.current().library)
    if found.problems:
        raise RoleListError(found.problems)
    return found.wishes


def _check_coordinator_stays(
    work: Work,
    taken: Iterable[tuple[str, Holding]],
    given: Iterable[Holding],
    by: Person | None,
    services: Services,
) -> None:
    coordinator = coordinator_role(services)
    leaving = {person_id for person_id, holding in taken if holding == coordinator}
    staying = set(work.holders(coordinator)) - leaving
    if by is not None and leaving and not staying and coordinator not in given:
        raise LastCoordinatorError


def _changes(work: Work, wishes: Sequence[Wish], *, replace: bool) -> RoleChanges:
    held_now = everybody(work)
    known = {one.employee.email: one.employee for one in held_now if one.employee.email}
    known |= {one.email: one for one in work.employees().values() if one.email}
    held = {(one.employee.email, one.holding) for one in held_now}
    wanted = {(wish.email, wish.holding): wish for wish in wishes}
    given = [
        (known.get(wish.email, Employee("", wish.name, wish.email)), wish.holding)
        for pair, wish in wanted.items()
        if pair not in held
    ]
    taken = [
        (one.employee, one.holding)
        for one in held_now
        if replace and one.employee.email and not one.is_from_group and (one.employee.email, one.holding) not in wanted
    ]
    return RoleChanges(tuple(given), tuple(taken), _renamed(wishes, known), stays=len(held & wanted.keys()))


def _renamed(wishes: Sequence[Wish], known: Mapping[str, Employee]) -> tuple[tuple[Employee, str], ...]:
    names = {wish.email: wish.name for wish in wishes if wish.name and wish.email in known}
    return tuple((known[email], name) for email, name in names.items() if known[email].name != name)


def _grant(work: Work, wish: Wish, by: Person | None, now: datetime) -> Employee:
    person = work.employ(wish.email, wish.name, now=now)
    if wish.holding not in work.holdings(person.id):
        work.grant(person.id, wish.holding)
        work.audit(Audited(now, _actor(by), "role_granted", person.id, _told(wish.holding)))
    return work.employees([person.id])[person.id]


def _revoke(work: Work, person_id: str, holding: Holding, by: Person | None, services: Services, now: datetime) -> None:
    work.revoke(person_id, holding)
    work.audit(Audited(now, _actor(by), "role_revoked", person_id, _told(holding)))
    hand_back(work, person_id, by=_actor(by), services=services, now=now, if_lost=True)


def _actor(by: Person | None) -> str:
    return OPERATOR if by is None else by.id


def _told(holding: Holding) -> dict[str, str]:
    return {name: value for name, value in vars(holding).items() if value}
