"""What nobody has looked at for too long, and what nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.content.loading import Content
from bot.content.problems import Problem, Severity
from bot.content.reading import Document, Location

_UNCONFIRMED = "Teksten er et ubekræftet eksempel. Få den bekræftet, og fjern 'example: true'."


def check_reviews(content: Content, *, today: date, severity: Severity) -> Iterator[Problem]:
    """Past review dates and unconfirmed examples, as warnings, or errors where real people are answered."""
    for document, day in _past_reviews(content, today):
        sentence = f"Svaret skulle være gennemgået senest {day}. Læs det, og ret 'review_after'."
        yield Problem(document.path, document.line(("review_after",)), sentence, severity)
    for document, at in _examples(content):
        yield Problem(document.path, document.line((*at, "example")), _UNCONFIRMED, severity)


def _past_reviews(content: Content, today: date) -> Iterator[tuple[Document, date]]:
    for kind, answers in (("article", content.articles), ("procedure", content.procedures)):
        for key, answer in answers.items():
            if answer.review_after < today:
                yield content.where(kind, key), answer.review_after


def _examples(content: Content) -> Iterator[tuple[Document, Location]]:
    for kind, things in (("article", content.articles), ("procedure", content.procedures), ("system", content.systems)):
        yield from ((content.where(kind, key), ()) for key, thing in things.items() if thing.example)
    for slug, system in content.systems.items():
        document = content.where("system", slug)
        yield from ((document, ("steps", key)) for key, steps in system.steps.items() if steps.example)
    yield from _organisation_examples(content)


def _organisation_examples(content: Content) -> Iterator[tuple[Document, Location]]:
    organisation = content.organisation
    if organisation is None:
        return
    document = content.documents["organisation"]
    if organisation.example:
        yield document, ()
    if organisation.network.example:
        yield document, ("network",)
    yield from ((document, ("departments", key)) for key, part in organisation.departments.items() if part.example)
    yield from ((document, ("roles", key)) for key, role in organisation.roles.items() if role.example)
