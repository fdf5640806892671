"""Keep what the bot notes in a ticket's history as a phrase with ids, and say it in its reader's language."""

from __future__ import annotations

from bot.content.phrasing import Phrasing
from bot.core.reply import Route
from bot.core.tickets import TicketEvent
from bot.services.ports import TicketStep

TO_DEPUTY, TO_ROLE = "ticket.told.deputy", "ticket.told.role"
NOTED_BY_BOT = frozenset({TicketEvent.ESCALATE, TicketEvent.FALL_SILENT})


def note_to_role(route: Route) -> str:
    """That the role of `route` was told."""
    return _note(TO_ROLE, role=route.role, system=route.system or "", department=route.department or "")


def note_of_silence(state: str, days: int) -> str:
    """That nothing was heard for so many working days in a state."""
    return _note(f"ticket.silent.{state}", days=str(days))


def note_words(step: TicketStep, phrases: Phrasing) -> str:
    """What was written with a step: what the bot noted in the reader's language, all else as it is.

    Whole sentences of the bot's, as earlier versions kept them, are given as they are too.
    """
    key, *pairs = step.note.split(" ")
    if step.event not in NOTED_BY_BOT or key not in phrases.library.phrases:
        return step.note
    values = dict(pair.split("=", 1) for pair in pairs)
    if "role" in values:
        values["role"] = _role(values, phrases)
    return phrases.say(key, **values)


def _note(key: str, **values: str) -> str:
    """The phrase's key and what fills it, all without spaces: 'ticket.told.role role=leder department=teknik'."""
    return " ".join((key, *(f"{name}={value}" for name, value in values.items() if value)))


def _role(values: dict[str, str], phrases: Phrasing) -> str:
    """The role's id, when the content has it no longer."""
    if values["role"] not in phrases.library.organisation.roles:
        return values["role"]
    return phrases.role(Route(role=values["role"], system=values.get("system"), department=values.get("department")))
