"""What the bot says of a ticket: who, when and why, in both languages, with the buttons that fit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.content.card_words import Occasion
from bot.content.cards import Card
from bot.content.loading import load
from bot.content.phrasing import Phrasing
from bot.content.presenting import present
from bot.content.snapshot import Snapshot, catalogue_of, library_of
from bot.core.reply import Notice, Route
from bot.core.tickets import QUIET, TicketEvent
from bot.errors import BotError, NotAllowedError, TicketChangedError
from tests.content.conftest import Trained
from tests.content.small import REAL

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)  # Monday, 10.12 in Denmark
DUE = {"due_at": datetime(2026, 11, 26, 11, 0, tzinfo=UTC).isoformat()}
TICKET = {"number": "3", "ticket": "t1"}
LANGUAGES = ("da", "en")


@pytest.fixture(scope="module")
def real(trained: Trained) -> Snapshot:
    """The real phrases; cards need no understanding, so the small content's does."""
    library = library_of(load(REAL)[0])
    return Snapshot("real", library, catalogue_of(library), trained.built.matcher, trained.built.calibration)


def _card(snapshot: Snapshot, key: str, language: str = "da", **values: str) -> Card:
    occasion = Occasion(language, NOW, Route(role="koordinator"), question_id="q1")
    return present(Notice(key=key, values={**TICKET, **values}), snapshot=snapshot, occasion=occasion)


def _refusal(snapshot: Snapshot, error: BotError, language: str = "da") -> str:
    return Phrasing(snapshot.library, snapshot.catalogue, language).refusal(error, NOW)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("notice.answered", {"answer": "Ring."}),
        ("notice.asked_back", {"question": "Hvad?", "who": ""}),
        ("notice.reply_sent", {"event": "e1", "who": ""}),
        ("notice.forwarded", {"role": "koordinator", "why": "Fordi.", "who": ""}),
        ("notice.merged", {"into": "2"}),
        ("notice.confirmed", {}),
        ("notice.reopened", {}),
        ("notice.reopened_here", {}),
        ("notice.withdrawn", {}),
    ],
)
def test_every_notice_of_a_ticket_is_said_with_what_is_known_and_without_the_rest(
    real: Snapshot, key: str, values: dict[str, str], language: str
) -> None:
    bare, full = (
        _card(real, key, language, **values),
        _card(real, key, language, **{**values, **DUE, "who": "Ida Holm"}),
    )

    for text in (bare.text, full.text):
        assert text
        assert key not in text
        assert "{" not in text
    assert "None" not in bare.text


def test_the_askers_read_who_asks_who_answered_and_when_they_have_an_answer(real: Snapshot) -> None:
    asked = _card(real, "notice.asked_back", question="Hvilket system?", who="Ida Holm").text
    answered = _card(real, "notice.answered", answer="Ring.", who="Ida Holm").text
    reopened = _card(real, "notice.reopened_here", **DUE).text

    assert asked.startswith("**Ida Holm har et spørgsmål til henvendelse nr. 3:**\n\nHvilket system?")
    assert answered == "**Svar på henvendelse nr. 3 fra Ida Holm:**\n\nRing."
    assert "senest torsdag kl. 12" in reopened


def test_a_forwarded_ticket_is_said_to_be_with_a_role_in_words(real: Snapshot) -> None:
    system = next(iter(real.library.systems))
    role = real.library.organisation.system_role
    text = _card(real, "notice.forwarded", role=role, of_system=system, of_department="", why="Det er dit.", **DUE).text

    assert real.library.systems[system].name in text
    assert "»Det er dit.«" in text
    assert "senest torsdag kl. 12" in text


def test_a_role_that_is_no_longer_there_does_not_stop_the_conversation(real: Snapshot) -> None:
    assert "»Fordi.«" in _card(real, "notice.forwarded", role="væk", why="Fordi.", who="").text


@pytest.mark.parametrize(
    ("key", "values", "actions"),
    [
        ("notice.answered", {"answer": "Ring."}, ["confirm:t1", "reopen:t1"]),
        ("notice.closed_silently", {"days": "5"}, ["reopen:t1"]),
        ("notice.reply_sent", {"event": "e1"}, ["anew:e1"]),
        ("notice.asked_back", {"question": "Hvad?"}, []),
        ("notice.confirmed", {}, []),
    ],
)
def test_what_can_be_done_about_it_stands_below(
    real: Snapshot, key: str, values: dict[str, str], actions: list[str]
) -> None:
    assert [button.action for button in _card(real, key, **values).actions] == actions


@pytest.mark.parametrize("key", ["notice.answered", "notice.reply_sent", "notice.forwarded"])
def test_what_was_forgotten_is_shown_empty_and_leads_nowhere(real: Snapshot, key: str) -> None:
    names = ("number", "ticket", "answer", "event", "who", "role", "why", "due_at")
    card = present(
        Notice(key=key, values=dict.fromkeys(names, "")),
        snapshot=real,
        occasion=Occasion("da", NOW, Route(role="koordinator"), question_id="q1"),
    )

    assert card.actions == ()


# --- who was faster ---------------------------------------------------------------------------------------------------


def _changed(event: str, *, actor: str = "Ida Holm", unsent: bool = True) -> TicketChangedError:
    return TicketChangedError(number=3, event=event, at=NOW, actor=actor, unsent=unsent)


def test_who_was_too_late_reads_who_did_what_when_and_that_nothing_was_sent(real: Snapshot) -> None:
    assert _refusal(real, _changed("resolve")) == (
        "Ida Holm svarede i dag kl. 10.12. Det, du skrev, er derfor ikke sendt. Det står her stadig."
    )
    assert _refusal(real, _changed("assign", actor="", unsent=False)) == (
        "En anden tog henvendelsen i dag kl. 10.12. Se, hvad der er sket, før du går videre."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", ["opened", *(event for event in TicketEvent if event not in QUIET)])
def test_everything_that_can_come_first_has_its_words(real: Snapshot, event: str, language: str) -> None:
    said = _refusal(real, _changed(event), language)

    assert "ticket.did" not in said
    assert "10" in said


def test_other_errors_are_said_as_they_are(real: Snapshot) -> None:
    assert _refusal(real, NotAllowedError()) == real.library.phrases["error.not_allowed"].da
