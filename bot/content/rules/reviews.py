"""What nobody has looked at for too long, and what nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.content.loading import Content
from bot.content.problems import Problem, Severity


def check_reviews(content: Content, *, today: date, severity: Severity) -> Iterator[Problem]:
    """Past review dates and unconfirmed examples, as warnings, or errors where real people are answered."""
    for kind, answers in (("article", content.articles), ("procedure", content.procedures)):
        for key, answer in answers.items():
            document = content.where(kind, key)
            if answer.review_after < today:
                sentence = f"Svaret skulle være gennemgået senest {answer.review_after}. Læs det, og ret 'review_after'."
                yield Problem(document.path, document.line(("review_after",)), sentence, severity)
            if answer.example:
                yield Problem(document.path, document.line(("example",)), _UNCONFIRMED, severity)
    if content.organisation is not None and content.organisation.example:
        document = content.documents["organisation"]
        yield Problem(document.path, document.line(("example",)), _UNCONFIRMED, severity)
    for slug, system in content.systems.items():
        document = content.where("system", slug)
        if system.example:
            yield Problem(document.path, document.line(("example",)), _UNCONFIRMED, severity)
        for procedure, steps in system.steps.items():
            if steps.example:
                yield Problem(document.path, document.line(("steps", procedure)), _UNCONFIRMED, severity)


_UNCONFIRMED = "Teksten er et ubekræftet eksempel. Få den bekræftet, og fjern 'example: true'."
