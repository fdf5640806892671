"""Examine what the bot answers with: the snapshot, the content's state, and who the questions go to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.adapters.doctor.findings import Finding, Level, listed, serious
from bot.content.checking import check
from bot.content.loading import Content, Folders, content_hash
from bot.content.models import Article, Procedure, Status
from bot.content.phrasing import Phrasing
from bot.content.problems import Severity
from bot.content.rules.reviews import check_reviews
from bot.content.snapshot import load_current
from bot.errors import SnapshotError
from bot.services.context import Services
from bot.services.held_roles import Place, coordinator_role, everybody, see_roles
from bot.services.ports import SLACK
from bot.services.role_words import role_title
from bot.settings import Settings


def examine_snapshot(data: Path, folders: Folders) -> Iterator[Finding]:
    """Is there one that this version can read, and is it of the content as it is."""
    try:
        snapshot = load_current(data)
    except SnapshotError:
        sentence = "Der er intet trænet indhold, som denne udgave kan læse. Kør 'esdh-bot train'."
        yield Finding("indhold", Level.ERROR, sentence)
        return
    if snapshot.hash != content_hash(folders):
        sentence = (
            f"Botten svarer ud fra {snapshot.hash}, men filerne i {folders.knowledge} og {folders.intents} er ændret "
            "siden. En bot, der kører, tager dem ind af sig selv; ellers kør 'esdh-bot train'."
        )
        yield Finding("indhold", Level.ERROR, sentence)
        return
    yield Finding("indhold", Level.OK, f"Det trænede indhold {snapshot.hash} er det, der står i filerne.")


def examine_content(folders: Folders, *, today: date, production: bool) -> Iterator[Finding]:
    """Errors, and how much is not approved, not reviewed in time, or not confirmed."""
    content, problems = check(folders, only_errors=True)
    if problems:
        sentence = f"Indholdet har {len(problems)} fejl. Kør 'esdh-bot check', der viser dem med fil og linje."
        yield Finding("indhold", Level.ERROR, sentence)
    answers: list[Article | Procedure] = [*content.articles.values(), *content.procedures.values()]
    late = sum(answer.review_after < today for answer in answers)
    counts = {
        "Kladder, som ingen har godkendt": sum(answer.status is Status.DRAFT for answer in answers),
        "Svar, der skulle have været gennemgået": late,
        "Ubekræftede eksempler": _marked(content, today) - late,
    }
    for what, count in counts.items():
        if count:
            sentence = f"{what}: {count}. Kør 'esdh-bot check', eller se dem i 'esdh-bot handbook'."
            yield Finding("indhold", serious(production), sentence)
    if not problems and not any(counts.values()):
        yield Finding("indhold", Level.OK, f"Alle {len(answers)} svar er godkendt, gennemgået og bekræftet.")


def _marked(content: Content, today: date) -> int:
    """Past reviews and examples together."""
    return sum(1 for _ in check_reviews(content, today=today, severity=Severity.WARNING))


def examine_roles(services: Services, settings: Settings) -> Iterator[Finding]:
    """Does every route end at somebody, or at a mailbox that is real and can be written to."""
    snapshot = services.content.current()
    phrases = Phrasing(snapshot.library, snapshot.catalogue, "da")
    places = see_roles(None, services=services).places
    level = serious(settings.production)
    nobody = _covered_by("nobody", places, phrases)
    if nobody:
        sentence = (
            f"Spørgsmål til {listed(nobody)} når ingen: ingen har rollen, og postkassen er et eksempel. "
            "Giv nogen rollen ('esdh-bot people grant'), eller bekræft postkassen i organisation.yaml."
        )
        yield Finding("roller", level, sentence)
    unsent = [] if settings.has_mail else _covered_by("mailbox", places, phrases)
    if unsent:
        sentence = (
            f"Spørgsmål til {listed(unsent)} går til rollens postkasse, men mail er ikke sat op. "
            "Sæt ESDH_BOT_SMTP_HOST, eller giv nogen rollen."
        )
        yield Finding("roller", level, sentence)
    if not nobody and not unsent:
        yield Finding("roller", Level.OK, "Alle spørgsmål ender hos nogen.")
    if untold := list(_untold(services, settings, phrases)):
        sentence = (
            f"Ingen besked når den, der er {listed(untold)}: kun indbakken viser nye henvendelser. "
            "Bed dem skrive 'hej' til botten i Slack, eller sæt mail op, og giv dem en mailadresse."
        )
        yield Finding("roller", Level.WARNING, sentence)
    yield from _coordinator(services, settings)


def _untold(services: Services, settings: Settings, phrases: Phrasing) -> Iterator[str]:
    """The roles of those who can be written to neither in Slack nor by mail, as far as these are set up."""
    with services.storage.reading() as work:
        for one in everybody(work):
            in_slack = any(channel == SLACK for channel, _ in work.channels_of(one.employee.person_id))
            if not (settings.has_slack and in_slack) and not (settings.has_mail and one.employee.email):
                yield role_title(one.holding, phrases)


def _covered_by(kind: str, places: Sequence[Place], phrases: Phrasing) -> list[str]:
    return [role_title(place.holding, phrases) for place in places if place.cover and place.cover.kind == kind]


def _coordinator(services: Services, settings: Settings) -> Iterator[Finding]:
    with services.storage.reading() as work:
        is_held = bool(work.holders(coordinator_role(services)))
    if is_held:
        yield Finding("koordinator", Level.OK, "Der er en koordinator.")
    elif settings.has_sign_in:
        role = coordinator_role(services).role
        sentence = f"Ingen er koordinator, så ingen kan give roller. Kør 'esdh-bot people grant MAIL {role}'."
        yield Finding("koordinator", Level.ERROR, sentence)
