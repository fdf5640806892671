"""Check the content as a whole: everything that is wrong, at once, each with its file and line."""

from __future__ import annotations

from datetime import date

from bot.content.loading import Content, Folders, load
from bot.content.problems import Problem, Severity
from bot.content.rules.references import check_references
from bot.content.rules.reviews import check_reviews
from bot.content.rules.texts import check_texts
from bot.content.rules.utterances import check_utterances


def check(
    folders: Folders, *, today: date | None = None, production: bool = False, only_errors: bool = False
) -> tuple[Content, list[Problem]]:
    """The content and all its problems, sorted by place; with `only_errors`, those that keep it from being used.

    Review dates are judged as of `today` (not at all when None); `production` makes past ones and unconfirmed
    examples errors.
    """
    content, problems = load(folders)
    utterances = check_utterances(content, only_errors=only_errors)
    found = {*problems, *check_references(content), *check_texts(content), *utterances}
    if today is not None:
        severity = Severity.ERROR if production else Severity.WARNING
        found |= set(check_reviews(content, today=today, severity=severity))
    return content, sorted(each for each in found if not only_errors or each.severity is Severity.ERROR)
