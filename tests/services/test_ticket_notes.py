"""What the bot notes in a ticket's history is read in the reader's language, whenever and for whomever it was noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.content.phrasing import Phrasing
from bot.core.texts import Bilingual
from bot.core.tickets import TicketEvent, TicketState
from bot.core.understanding import Language
from bot.services.chasing import chase
from bot.services.ports import TicketStep
from bot.services.ticket_notes import note_of_silence, note_words

from .conftest import Bot
from .ladders import hold, laddered, manager, opened, owner
from .small_content import TEMPLATE

PHRASES = {
    "ticket.told.role": Bilingual(da="Videre til {{ role }}.", en="On to {{ role }}."),
    "ticket.told.deputy": Bilingual(da="Stedfortræderen har fået besked.", en="The deputy has been told."),
    "ticket.silent.resolved": Bilingual(da="Stille i {{ days }} dage.", en="Silent for {{ days }} days."),
    "role.of_system": Bilingual(da="{{ role }} for {{ system }}", en="{{ role }} of {{ system }}"),
}


@pytest.fixture(autouse=True)
def content(bot: Bot) -> None:
    snapshot = laddered(bot.content.snapshot)
    phrases = {**snapshot.library.phrases, **PHRASES}
    bot.content.snapshot = replace(snapshot, library=snapshot.library.model_copy(update={"phrases": phrases}))


def _read(bot: Bot, step: TicketStep, language: Language) -> str:
    snapshot = bot.content.snapshot
    return note_words(step, Phrasing(snapshot.library, snapshot.catalogue, language))


def _step(event: TicketEvent, note: str) -> TicketStep:
    return TicketStep("t1", datetime(2026, 3, 2, tzinfo=UTC), "", event, TicketState.OPEN, TicketState.OPEN, note)


def _escalated(bot: Bot) -> TicketStep:
    """The line that says that a ticket in Danish went to the role above."""
    hold(bot, "mette", manager())
    hold(bot, "oda", owner())
    opened(bot, TEMPLATE, chosen="aurora")
    bot.wait(days=3)
    chase(services=bot.services, now=bot.now)
    return next(step for step in bot.storage.tables.history if step.event is TicketEvent.ESCALATE)


def test_who_was_told_is_said_in_the_readers_language(bot: Bot) -> None:
    step = _escalated(bot)
    role = bot.content.snapshot.library.organisation.roles["systemejer"].name

    assert _read(bot, step, "da") == f"Videre til {role.da} for Aurora."
    assert _read(bot, step, "en") == f"On to {role.en} of Aurora."


def test_a_role_that_the_content_has_no_longer_is_called_by_its_id(bot: Bot) -> None:
    step = _escalated(bot)
    del bot.content.snapshot.library.organisation.roles["systemejer"]

    assert _read(bot, step, "da") == "Videre til systemejer."


def test_silence_is_said_in_the_readers_language(bot: Bot) -> None:
    step = _step(TicketEvent.FALL_SILENT, note_of_silence(TicketState.RESOLVED, 5))

    assert [_read(bot, step, language) for language in ("da", "en")] == ["Stille i 5 dage.", "Silent for 5 days."]


def test_a_sentence_that_was_kept_whole_is_read_as_it_is(bot: Bot) -> None:
    assert _read(bot, _step(TicketEvent.ESCALATE, "Videre til Systemejer."), "en") == "Videre til Systemejer."


def test_what_people_write_is_never_taken_for_the_bots(bot: Bot) -> None:
    assert _read(bot, _step(TicketEvent.FORWARD, "ticket.told.deputy"), "en") == "ticket.told.deputy"
