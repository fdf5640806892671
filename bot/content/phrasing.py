"""The bot's own small texts, dates and promises, in the asker's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.content.calendar import due_at
from bot.content.rendering import mailbox, render
from bot.content.snapshot import Library
from bot.core.catalogue import Catalogue
from bot.core.reply import Route
from bot.core.routing import missing, resolved
from bot.core.worktime import DANISH_TIME


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

    def promise(self, route: Route, now: datetime) -> str:
        """When the route answers what is sent `now`."""
        role = self.library.organisation.roles[route.role]
        return self.say("handoff.promise", when=self.moment(due_at(self.library.organisation, role, now)))

    def day(self, day: date) -> str:
        """'22. november 2026' or '22 November 2026'."""
        month = self.say("calendar.months").split()[day.month - 1]
        return self.say("calendar.day", day=day.day, month=month, year=day.year)

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
