"""What nobody has looked at for too long, or confirmed, is told; in production it is an error."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content.problems import Problem, Severity
from tests.content.small import Small
from tests.content.spoiling import ARTICLE, ORGANISATION, PROCEDURE, SYSTEM

BEFORE = date(2027, 5, 31)
ON_THE_DAY = date(2027, 6, 1)
AFTER = date(2027, 6, 2)
TITLE_ARTICLE = "knowledge/articles/praksis/sag-titel.yaml"
EXAMPLES = [(TITLE_ARTICLE, 15), (SYSTEM, 17)]
UNCONFIRMED = "Teksten er et ubekræftet eksempel. Få den bekræftet, og fjern 'example: true'."


def _reviews(found: list[Problem]) -> list[tuple[str, int, Severity]]:
    return [(one.path, one.line, one.severity) for one in found if "gennemgået senest" in one.sentence]


@pytest.mark.parametrize(("production", "severity"), [(False, Severity.WARNING), (True, Severity.ERROR)])
def test_a_past_review_is_a_warning_and_an_error_in_production(
    production: bool, severity: Severity, small: Small
) -> None:
    found = small.problems(today=AFTER, production=production)

    past = ["knowledge/articles/bot/bot-menneske.yaml", "knowledge/articles/dokument/dok-skal-jeg.yaml", PROCEDURE]
    assert _reviews(found) == [(place, small.line_of(place, "review_after"), severity) for place in past]
    assert "Svaret skulle være gennemgået senest 2027-06-01. Læs det" in " ".join(one.sentence for one in found)


@pytest.mark.parametrize("today", [BEFORE, ON_THE_DAY])
def test_a_review_is_not_past_before_or_on_its_day(today: date, small: Small) -> None:
    assert _reviews(small.problems(today=today, production=True)) == []


@pytest.mark.parametrize(("production", "severity"), [(False, Severity.WARNING), (True, Severity.ERROR)])
def test_an_example_is_a_warning_and_an_error_in_production(production: bool, severity: Severity, small: Small) -> None:
    found = small.problems(today=BEFORE, production=production)

    assert found == [Problem(path, line, UNCONFIRMED, severity) for path, line in EXAMPLES]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Eksempelby Kommune", "name: Eksempelby Kommune\nexample: true"),
        ("aliases: [Plejeområdet]", "example: true"),
        ("    wall_clock: true", "    wall_clock: true\n    example: true"),
    ],
    ids=["the whole", "a department", "a role"],
)
def test_an_example_in_the_organisation_is_told_where_it_stands(old: str, new: str, small: Small) -> None:
    small.change(ORGANISATION, old, new)

    found = small.problems(today=BEFORE)

    line = small.line_of(ORGANISATION, "example: true")
    assert Problem(ORGANISATION, line, UNCONFIRMED, Severity.WARNING) in found


def test_nothing_is_judged_without_a_day(small: Small) -> None:
    assert small.problems() == []


def test_a_confirmed_answer_is_no_longer_told(small: Small) -> None:
    small.change(TITLE_ARTICLE, "example: true\n", "")

    assert [one.path for one in small.problems(today=BEFORE)] == [SYSTEM]


def test_only_the_answer_past_its_review_is_told(small: Small) -> None:
    small.change(ARTICLE, "review_after: 2027-11-22", "review_after: 2020-01-01")

    assert [path for path, _, _ in _reviews(small.problems(today=BEFORE))] == [ARTICLE]
