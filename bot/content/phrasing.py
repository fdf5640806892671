"""The bot's own small texts, dates and promises, in the asker's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.content.calendar import due_at
from bot.content.rendering import mailbox, render, slack_channel
from bot.content.snapshot import Library
from bot.core.catalogue import Catalogue
from bot.core.reply import Route
from bot.core.routing import missing, resolved
from bot.core.worktime import DANISH_TIME, danish_day
from bot.errors import BotError, TicketChangedError

DAYS_A_WEEK = 7
NEAR_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}


@dataclass(frozen=True)
class Phrasing:
    """Says things from `library` in `language`."""

    library: Library
    catalogue: Catalogue
    language: str

    def say(self, key: str, **values: object) -> str:
        """The phrase `key` with `values` filled in; a missing phrase shows its key, never an error to the asker."""
        phrase = self.library.phrases.get(key)
        return render(phrase.get(self.language), values) if phrase else key

    def system(self, slug: str | None) -> str:
        """The system's name."""
        system = self.library.systems.get(slug or "")
        return system.name if system else (slug or "")

    def department(self, key: str | None) -> str:
        """The department's name."""
        department = self.library.organisation.departments.get(key or "")
        return department.name.get(self.language) if department else (key or "")

    def role(self, route: Route) -> str:
        """Who a route leads to: 'den systemansvarlige for <system>'."""
        role = self.library.organisation.roles[resolved(route, catalogue=self.catalogue).role]
        name = role.name.get(self.language)
        if route.system:
            return self.say("role.of_system", role=name, system=self.system(route.system))
        if route.department:
            return self.say("role.of_department", role=name, department=self.department(route.department))
        return name

    def mailbox(self, route: Route) -> str:
        """The route's mailbox, '' while its system or department is unknown."""
        if missing(route, catalogue=self.catalogue):
            return ""
        role = self.library.organisation.roles[route.role]
        return mailbox(role, system=route.system, department=route.department)

    def slack_channel(self, route: Route) -> str:
        """The route's channel in Slack; '' where it has none, or none that somebody has confirmed."""
        role = self.library.organisation.roles.get(route.role)
        if role is None or role.example or missing(route, catalogue=self.catalogue):
            return ""
        return slack_channel(role, system=route.system, department=route.department)

    def promise(self, route: Route, now: datetime, *, urgent: bool = False) -> str:
        """When the route answers what is sent `now`: the due time a ticket opened now would have."""
        role = self.library.organisation.roles[route.role]
        due = due_at(self.library.organisation, role, now, urgent=urgent)
        return self.say("handoff.promise", when=self.when(due, now))

    def decimal(self, value: float, digits: int = 1) -> str:
        """'0,63' in Danish, '0.63' in English."""
        plain = f"{value:.{digits}f}"
        return plain.replace(".", ",") if self.language == "da" else plain

    def day(self, day: date) -> str:
        """'22. november 2026' or '22 November 2026'."""
        month = self.say("calendar.months").split()[day.month - 1]
        return self.say("calendar.day", day=day.day, month=month, year=day.year)

    def when(self, at: datetime, now: datetime) -> str:
        """`at` as one says it `now`: 'i går kl. 14', 'i morgen kl. 9', 'torsdag kl. 12', or with the date."""
        local, days = at.astimezone(DANISH_TIME), _days_between(now, at)
        clock = self.say("calendar.clock", hour=local.hour, minute=f"{local.minute:02d}")
        if days in NEAR_DAYS:
            return self.say(f"calendar.{NEAR_DAYS[days]}", clock=clock)
        weekday = self.say("calendar.weekdays").split()[local.weekday()]
        if 1 < days < DAYS_A_WEEK:
            return self.say("calendar.this_week", weekday=weekday, clock=clock)
        month = self.say("calendar.months").split()[local.month - 1]
        return self.say("calendar.later", weekday=weekday, day=local.day, month=month, clock=clock)

    def moment(self, at: datetime) -> str:
        """'torsdag den 26. november kl. 12.00'."""
        local = at.astimezone(DANISH_TIME)
        return self.say(
            "calendar.moment",
            weekday=self.say("calendar.weekdays").split()[local.weekday()],
            day=local.day,
            month=self.say("calendar.months").split()[local.month - 1],
            hour=f"{local.hour:02d}",
            minute=f"{local.minute:02d}",
        )

    def refusal(self, error: BotError, now: datetime) -> str:
        """What somebody is told whom `error` met: of a ticket that has moved on, who did what, and when."""
        if not isinstance(error, TicketChangedError):
            return self.say(error.message_key)
        who, when = error.actor or self.say("ticket.somebody"), self.when(error.at, now)
        key = "error.ticket_moved_on_unsent" if error.unsent else error.message_key
        return self.say(key, what=self.say(f"ticket.did.{error.event}", who=who, when=when))


def _days_between(now: datetime, at: datetime) -> int:
    """How many Danish days later `at` is; negative when it is past."""
    return (danish_day(at) - danish_day(now)).days
