"""Read the audit log: who did what, with the names that are known today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.services.context import Services
from bot.services.held_roles import check_coordinator
from bot.services.ports import Audited, Employee, Person, Work

PAGE = 100  # lines


@dataclass(frozen=True)
class AuditEntry:
    """One line: `actor` and `about` by name when they are people, else the ticket's number or the draft's title."""

    number: int
    line: Audited
    actor: Employee | None
    about: Employee | None
    ticket_number: int | None = None
    draft_title: str = ""


@dataclass(frozen=True)
class AuditPage:
    """Some lines, newest first, and every action there is; the next page begins below `older`, None on the last."""

    entries: Sequence[AuditEntry]
    actions: Sequence[str]
    older: int | None


def see_audit(
    by: Person, *, action: str = "", before: int | None = None, limit: int = PAGE, services: Services
) -> AuditPage:
    """A page of the log.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        found = work.audited(limit=limit + 1, before=before, action=action)
        shown = found[:limit]
        return AuditPage(
            entries=list(_entries(work, shown)),
            actions=work.audited_actions(),
            older=shown[-1][0] if len(found) > limit else None,
        )


def whole_audit(by: Person, *, action: str = "", services: Services) -> Iterator[AuditEntry]:
    """Every line, newest first, a page at a time.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    before: int | None = None
    while True:
        found = see_audit(by, action=action, before=before, limit=1000, services=services)
        yield from found.entries
        if found.older is None:
            return
        before = found.older


def _entries(work: Work, found: Sequence[tuple[int, Audited]]) -> Iterator[AuditEntry]:
    ids = dict.fromkeys(chain.from_iterable((line.actor_id, line.about) for _, line in found))
    people = work.employees(list(ids))
    for number, line in found:
        about = people.get(line.about)
        ticket = work.ticket(line.about) if line.about and about is None else None
        draft = work.draft(line.about) if line.about and about is None and ticket is None else None
        yield AuditEntry(
            number=number,
            line=line,
            actor=people.get(line.actor_id),
            about=about,
            ticket_number=ticket.number if ticket else None,
            draft_title=draft.text.title_da if draft else "",
        )
