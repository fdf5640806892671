"""Be away: say from when to when, choose who stands in, and see whom one stands in for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.worktime import danish_day
from bot.errors import AbsenceError, OwnDeputyError, UnknownDeputyError
from bot.services.context import Services
from bot.services.ports import Absence, Audited, Employee, Person, Work

LONGEST = timedelta(days=2 * 366)  # leave may be long; a year mistyped is longer


@dataclass(frozen=True)
class Absences:
    """When a person is away from today on, who stands in for them, and for whom they stand in."""

    days: Sequence[Absence]
    deputy: Employee | None
    stands_in_for: Sequence[Employee]


def see_absences(person: Person, *, services: Services, now: datetime) -> Absences:
    """The person's own; days that are over are left out."""
    with services.storage.reading() as work:
        return _absences(work, person, danish_day(now))


def set_absence(person: Person, first_day: date, last_day: date, *, services: Services, now: datetime) -> Absences:
    """Be away on these days (Danish, both included); days that touch others already noted become one with them.

    :raises AbsenceError: when the last day is before the first or over, or the absence is longer than two years
    """
    with services.storage.transaction() as work:
        return be_away(work, person, first_day, last_day, now=now)


def be_away(work: Work, person: Person, first_day: date, last_day: date, *, now: datetime) -> Absences:
    """`set_absence` within an open transaction.

    :raises AbsenceError: as there
    """
    today = danish_day(now)
    _check(first_day, last_day, today)
    first, last = first_day, last_day
    for known in work.absences(person.id):
        if known.first_day <= last + timedelta(days=1) and known.last_day >= first - timedelta(days=1):
            first, last = min(first, known.first_day), max(last, known.last_day)
            work.remove_absence(person.id, known.id)
    work.add_absence(person.id, first, last)
    return _absences(work, person, today)


def end_absences(person: Person, *, services: Services, now: datetime) -> Absences:
    """Be here again: what has begun ended yesterday; one who is here already calls off what has not begun."""
    with services.storage.transaction() as work:
        return be_back(work, person, now=now)


def be_back(work: Work, person: Person, *, now: datetime) -> Absences:
    """`end_absences` within an open transaction."""
    today = danish_day(now)
    yesterday = today - timedelta(days=1)
    not_over = [known for known in work.absences(person.id) if known.last_day >= today]
    begun = [known for known in not_over if known.first_day <= today]
    for known in begun or not_over:
        work.remove_absence(person.id, known.id)
        if known.first_day < today:
            work.add_absence(person.id, known.first_day, yesterday)
    return _absences(work, person, today)


def call_off(person: Person, absence_id: int, *, services: Services, now: datetime) -> Absences:
    """Take back one absence of the person's own; nothing happens when there is none with this id."""
    with services.storage.transaction() as work:
        work.remove_absence(person.id, absence_id)
        return _absences(work, person, danish_day(now))


def choose_deputy(person: Person, email: str, *, services: Services, now: datetime) -> Employee | None:
    """Let the person with this address stand in while `person` is away; '' for nobody.

    A deputy sees and answers the tickets of the absent, so the choice is in the audit log.

    :raises UnknownDeputyError: when the bot knows nobody by this address
    :raises OwnDeputyError: when it is the person's own
    """
    with services.storage.transaction() as work:
        return have_deputy(work, person, email, now=now)


def have_deputy(work: Work, person: Person, email: str, *, now: datetime) -> Employee | None:
    """`choose_deputy` within an open transaction.

    :raises UnknownDeputyError: as there
    :raises OwnDeputyError: as there
    """
    address = email.strip()
    deputy = work.person_by_email(address) if address else None
    if address and deputy is None:
        raise UnknownDeputyError
    if deputy is not None and deputy.id == person.id:
        raise OwnDeputyError
    before, after = work.deputy_of(person.id), deputy.id if deputy else None
    if after != before:
        work.set_deputy(person.id, after)
        work.audit(Audited(now, person.id, "deputy_chosen" if after else "deputy_removed", after or before or ""))
    return _employees(work, [after])[0] if after else None


def _check(first_day: date, last_day: date, today: date) -> None:
    if last_day < first_day:
        raise AbsenceError("error.absence_backwards")
    if last_day < today:
        raise AbsenceError("error.absence_over")
    if last_day - min(first_day, today) > LONGEST:
        raise AbsenceError("error.absence_too_long")


def _absences(work: Work, person: Person, today: date) -> Absences:
    deputy_id = work.deputy_of(person.id)
    return Absences(
        days=[known for known in work.absences(person.id) if known.last_day >= today],
        deputy=_employees(work, [deputy_id])[0] if deputy_id else None,
        stands_in_for=_employees(work, work.stands_in_for(person.id)),
    )


def _employees(work: Work, person_ids: Sequence[str]) -> Sequence[Employee]:
    known = work.employees(person_ids)
    return [known.get(person_id, Employee(person_id)) for person_id in person_ids]
