"""A municipality with roles above roles, people who can be written to, and what waits in the outbox for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.content.models import Role
from bot.content.snapshot import Snapshot, catalogue_of
from bot.core.dialogue.moves import SendHandoff
from bot.services.ports import SLACK, Holding, Sender, Ticket

from .conftest import Bot
from .small_content import PASSWORD

IT = Holding("it")
COORDINATOR = Holding("koordinator")


def manager(system: str = "aurora") -> Holding:
    """The system manager of a system."""
    return Holding("systemansvarlig", system=system)


def owner(system: str = "aurora") -> Holding:
    """The system owner of a system."""
    return Holding("systemejer", system=system)


def laddered(snapshot: Snapshot, **changes: Mapping[str, object]) -> Snapshot:
    """The small content with a system owner above the system manager; `changes` by role."""
    organisation = snapshot.library.organisation
    roles = dict(organisation.roles)
    roles["systemejer"] = _changed(roles["systemansvarlig"], next_role="koordinator", answers_within_hours=21)
    roles["systemansvarlig"] = _changed(roles["systemansvarlig"], next_role="systemejer")
    for key, change in changes.items():
        roles[key] = _changed(roles[key], **change)
    library = snapshot.library.model_copy(update={"organisation": organisation.model_copy(update={"roles": roles})})
    return replace(snapshot, library=library, catalogue=catalogue_of(library))


def _changed(role: Role, **changes: object) -> Role:
    return role.model_copy(update=changes)


def hold(bot: Bot, who: str, *holdings: Holding, email: str = "", slack: str = "") -> str:
    """The person id of `who`, who holds roles and can be reached by mail (or in Slack, as 'team:user')."""
    address = email or f"{who}@eksempel"
    with bot.storage.transaction() as work:
        person = work.employ(address, who.title(), now=bot.now)
        if slack:
            work.person(Sender(SLACK, slack, name=who.title(), email=address), now=bot.now)
        for holding in holdings:
            work.grant(person.id, holding)
        return person.id


def away(bot: Bot, person_id: str, first_day: date, last_day: date | None = None, *, deputy: str | None = None) -> None:
    """Let a person be away, with somebody who stands in for them."""
    with bot.storage.transaction() as work:
        work.add_absence(person_id, first_day, last_day or first_day)
        if deputy is not None:
            work.set_deputy(person_id, deputy)


def opened(bot: Bot, text: str = PASSWORD, *, who: str = "anna", chosen: str | None = None) -> Ticket:
    """`who` asks on the web and sends it to a person."""
    asked = bot.ask(text, who=who)
    bot.press(SendHandoff(chosen=chosen), asked.question_id, who=who)
    return list(bot.storage.tables.tickets.values())[-1]


def told(bot: Bot, since: datetime | None = None) -> list[tuple[str, str]]:
    """(to whom, what) of everything put in the outbox for holders, in order; a mail's address, a Slack channel."""
    rows = bot.storage.rows(
        """SELECT ifnull(address ->> 'to', address ->> 'channel') AS whom, body ->> 'what' AS what, created_at
        FROM outbox WHERE body ->> 'ticket' IS NOT NULL AND body ->> 'asker' IS NULL ORDER BY id"""
    )
    return [
        (row["whom"], row["what"])
        for row in rows
        if since is None or datetime.fromisoformat(row["created_at"]) >= since
    ]
