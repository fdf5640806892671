"""The coordinator's page of the audit log: who did what, in words, newest first, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from bot.content.phrasing import Phrasing
from bot.core.worktime import DANISH_TIME
from bot.services.auditing import AuditEntry, see_audit, whole_audit
from bot.services.ports import OPERATOR, Employee, Holding
from bot.services.role_words import called, role_title
from bot.web.files import csv_file
from bot.web.pages import page
from bot.web.visit import Coordinator

router = APIRouter(prefix="/coordinator/audit", include_in_schema=False)

IN_WORDS = frozenset(
    {
        *("signed_in", "signed_out", "sign_in_refused", "role_granted", "role_revoked", "ticket_read"),
        *("deputy_chosen", "deputy_removed", "draft_published", "person_forgotten", "person_exported"),
        "report_approved",
        "judged",
    }
)
"""The actions that have a sentence of their own; another is shown by its key."""

OfAction = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True)
class AuditLine:
    """One line as people read it."""

    number: int
    moment: str
    actor: str
    words: str


@router.get("")
def show_audit(
    visit: Coordinator, action: OfAction = "", before: Annotated[int | None, Query(ge=0)] = None
) -> Response:
    """A page of the log, of one action or of all."""
    phrases = visit.phrases()
    found = see_audit(visit.person, action=action, before=before, services=visit.services)
    return page(
        "audit.html",
        visit,
        lines=[_line(entry, phrases) for entry in found.entries],
        actions=sorted(((one, action_words(one, phrases)) for one in found.actions), key=lambda pair: pair[1]),
        chosen=action if action in found.actions else "",
        is_newest=before is None,
        older=found.older,
    )


@router.get("/audit.csv")
def download_audit(visit: Coordinator, action: OfAction = "") -> Response:
    """The whole log, of one action or of all."""
    phrases = visit.phrases()
    heads = [phrases.say(f"web.audit.column.{head}") for head in ("at", "actor", "action", "words")]
    rows = _rows(whole_audit(visit.person, action=action, services=visit.services), phrases)
    return csv_file("esdh-bot-audit.csv", [heads, *rows])


def action_words(action: str, phrases: Phrasing) -> str:
    """What kind of thing was done."""
    return phrases.say(f"audit.kind.{action}") if action in IN_WORDS else action


def _rows(entries: Iterator[AuditEntry], phrases: Phrasing) -> Iterator[tuple[str, ...]]:
    for entry in entries:
        line, at = _line(entry, phrases), entry.line.at.astimezone(DANISH_TIME)
        yield at.strftime("%Y-%m-%d %H:%M:%S"), line.actor, action_words(entry.line.action, phrases), line.words


def _line(entry: AuditEntry, phrases: Phrasing) -> AuditLine:
    actor = _person(entry.actor, entry.line.actor_id, phrases)
    at = entry.line.at.astimezone(DANISH_TIME)
    moment = phrases.say("web.audit.moment", day=phrases.day(at.date()), time=f"{at:%H.%M}")
    return AuditLine(entry.number, moment, actor, _words(entry, phrases))


def _words(entry: AuditEntry, phrases: Phrasing) -> str:
    """What was done to what; whoever did it stands before it."""
    line, told = entry.line, entry.line.details
    values = {
        "about": _about(entry, phrases),
        "role": role_title(Holding(told.get("role", ""), told.get("system"), told.get("department")), phrases),
        "how": phrases.say(f"audit.how.{told['how']}") if told.get("how") in ("oidc", "link") else "",
        "period": told.get("period", ""),
        "is_from_group": "yes" if told.get("source") else "",
        "is_everywhere": "yes" if told.get("where") == "everywhere" else "",
        "week": told.get("week", ""),
        "number": told.get("number", ""),
        "judgement": phrases.say(f"checks.judgement.{told['judgement']}") if told.get("judgement") else "",
    }
    if line.action in IN_WORDS:
        return phrases.say(f"audit.words.{line.action}", **values)
    details = ", ".join(f"{name}: {value}" for name, value in told.items())
    return " · ".join(part for part in (line.action, values["about"], details) if part)


def _about(entry: AuditEntry, phrases: Phrasing) -> str:
    if entry.ticket_number is not None:
        return phrases.say("audit.about.ticket", number=entry.ticket_number)
    if entry.draft_title:
        return phrases.say("audit.about.draft", title=entry.draft_title)
    return _person(entry.about, entry.line.about, phrases) if entry.line.about else ""


def _person(employee: Employee | None, person_id: str, phrases: Phrasing) -> str:
    """A name; else who nobody knows by name, told apart by the beginning of the id."""
    if person_id == OPERATOR:
        return phrases.say("audit.operator")
    name = called(employee) if employee else ""
    return name or phrases.say("audit.nameless", id=person_id[:8])
