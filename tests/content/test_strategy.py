"""The strategy's duties, roles and aims lead to answers that exist, and every answer about the strategy is led to."""

from __future__ import annotations

from bot.content.loading import load
from bot.content.models import Theme
from bot.content.problems import Severity
from tests.content.small import REAL, Small

PLACE = "knowledge/strategy.yaml"
POINT = "{kind: duty, theme: lovgivning, name: {da: Notatpligt, en: Duty to take notes}, answers: [%s]}\n"


def test_an_answer_that_does_not_exist_is_an_error_with_its_line(small: Small) -> None:
    small.write(PLACE, "# pligter\nnotatpligt: " + POINT % "findes-ikke")

    (problem,) = small.problems()

    assert (problem.path, problem.line, problem.severity) == (PLACE, 2, Severity.ERROR)
    assert problem.sentence == "Svaret 'findes-ikke' findes ikke. Ret id'et, eller fjern det."


def test_a_point_without_an_answer_is_a_gap_and_no_mistake(small: Small) -> None:
    small.write(PLACE, "notatpligt: " + POINT % "")

    (problem,) = small.problems()

    assert problem.severity is Severity.WARNING
    assert "har intet svar" in problem.sentence


def test_content_without_a_strategy_is_whole(small: Small) -> None:
    assert small.problems() == []


def test_every_theme_has_points_and_the_strategys_duties_and_roles_are_there() -> None:
    points = load(REAL)[0].strategy

    assert {point.theme for point in points.values()} == set(Theme) - {Theme.BOT}
    assert {"notatpligt", "journaliseringspligt", "bevaringspligt", "arkivmaessige-hensyn"} <= set(points)
    assert {"systemejer", "systemansvarlig", "systemadministrator", "superbruger", "leder"} <= set(points)


def test_every_answer_but_those_about_the_bot_stands_under_a_point() -> None:
    content, _ = load(REAL)
    covered = {answer for point in content.strategy.values() for answer in point.answers}
    answers = {**content.articles, **content.procedures}

    assert {key for key, answer in answers.items() if answer.theme is not Theme.BOT} - covered == set()
