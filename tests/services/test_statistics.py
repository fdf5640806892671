"""The coordinator sees what was asked up to now, and reads the questions behind a figure where nobody is known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.desk import figures
from bot.core.desk.columns import Columns
from bot.core.desk.figures import View
from bot.core.desk.outcomes import with_outcomes
from bot.core.desk.tables import Filters, Period
from bot.core.dialogue.moves import GiveFeedback
from bot.errors import HiddenError, NotAllowedError
from bot.services import counting, statistics
from bot.services.ports import Holding, Person, Profile
from bot.services.statistics import every_question_behind, may_list, questions_behind, see_statistics, upkeep
from tests.services.conftest import Bot
from tests.services.small_content import CLOSE

MARCH = Period.read("2026-03")


@pytest.fixture
def coordinator(bot: Bot) -> Person:
    """Who may see the statistics."""
    return bot.person("karen", Holding(bot.content.snapshot.catalogue.roles.coordinator))


def ask_as(bot: Bot, *people: str, text: str = CLOSE) -> None:
    """Each of these asks."""
    for who in people:
        bot.ask(text, who=who)


def see(bot: Bot, coordinator: Person, **filters: str) -> View:
    """March."""
    return see_statistics(Filters(MARCH, **filters), coordinator, services=bot.services, now=bot.now)


def questions(bot: Bot, coordinator: Person) -> float | None:
    """How many questions March has."""
    return figures.questions(see(bot, coordinator)).value


def count_anew(bot: Bot) -> None:
    """As the server does beside all else."""
    bot.services.counted.count_anew(bot.storage, bot.content.snapshot.library.organisation, now=bot.now)


FIVE = ("anna", "bo", "carl", "dina", "eva")


def test_nobody_but_the_coordinator_sees_them(bot: Bot, coordinator: Person) -> None:
    with pytest.raises(NotAllowedError):
        see(bot, bot.person("anna"))

    assert see(bot, coordinator).period == MARCH


def test_a_question_counts_as_soon_as_it_is_asked(bot: Bot, coordinator: Person) -> None:
    ask_as(bot, *FIVE)
    assert questions(bot, coordinator) == 5

    ask_as(bot, "frede")

    assert questions(bot, coordinator) == 6


def test_feedback_counts_as_soon_as_it_is_given(bot: Bot, coordinator: Person) -> None:
    asked = [bot.ask(CLOSE, who=who) for who in FIVE]
    assert figures.confirmed(see(bot, coordinator)).value == 0

    for who, exchange in zip(FIVE, asked, strict=True):
        bot.press(GiveFeedback("helpful"), exchange.question_id, who=who)

    assert figures.confirmed(see(bot, coordinator)).value == 5


def test_what_was_learnt_once_is_not_read_again(bot: Bot, coordinator: Person) -> None:
    ask_as(bot, *FIVE)

    assert see(bot, coordinator).showing is see(bot, coordinator).showing


@pytest.fixture
def outgrown(bot: Bot, coordinator: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that counts as large; after its five questions were counted, a sixth was asked."""
    monkeypatch.setattr(counting, "LARGE", 4)
    ask_as(bot, *FIVE)
    assert questions(bot, coordinator) == 5
    ask_as(bot, "frede")


@pytest.mark.usefixtures("outgrown")
def test_the_figures_of_a_large_log_stay_for_five_minutes(bot: Bot, coordinator: Person) -> None:
    bot.wait(minutes=4)
    assert questions(bot, coordinator) == 5

    bot.wait(minutes=1)

    assert questions(bot, coordinator) == 6


@pytest.mark.usefixtures("outgrown")
def test_a_large_log_that_is_counted_anew_in_time_is_never_overdue(bot: Bot, coordinator: Person) -> None:
    bot.wait(minutes=4)
    count_anew(bot)

    assert questions(bot, coordinator) == 6
    ask_as(bot, "gerda")
    bot.wait(minutes=4)
    assert questions(bot, coordinator) == 6


@pytest.mark.usefixtures("outgrown")
def test_nobody_waits_while_a_large_log_is_counted_anew(
    bot: Bot, coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.wait(minutes=10)
    seen: list[float | None] = []

    def look_meanwhile(*args: Any, **more: Any) -> Columns:
        seen.append(questions(bot, coordinator))
        return with_outcomes(*args, **more)

    monkeypatch.setattr(counting, "with_outcomes", look_meanwhile)
    count_anew(bot)

    assert (seen, questions(bot, coordinator)) == ([5], 6)


def test_somebody_who_is_forgotten_still_counts_once(bot: Bot, coordinator: Person) -> None:
    ask_as(bot, *FIVE, "anna")
    assert figures.people(see(bot, coordinator)).value == 5
    anna = bot.person("anna")
    with bot.storage.transaction() as work:
        work.forget(anna.id)

    assert (questions(bot, coordinator), figures.people(see(bot, coordinator)).value) == (6, 5)
    asked = list(every_question_behind(see(bot, coordinator), "questions", services=bot.services))
    assert sorted(each.text == "" for each in asked) == [False] * 4 + [True] * 2


def test_the_questions_behind_a_figure_are_words_and_days_newest_first(
    bot: Bot, coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "ON_A_PAGE", 2)
    for who in FIVE:
        bot.wait(days=1)
        bot.ask(f"{CLOSE} {who}s sag", who=who)
    view = see(bot, coordinator)

    pages = [questions_behind(view, "questions", number=number, services=bot.services) for number in (1, 2, 3, 99, -1)]
    assert [page.number for page in pages] == [1, 2, 3, 3, 1]
    assert (pages[0].total, pages[0].pages) == (5, 3)
    assert [each.day for page in pages[:3] for each in page.questions] == [
        date(2026, 3, day) for day in (7, 6, 5, 4, 3)
    ]
    assert pages[0].questions[0].language == "da"


def test_an_export_is_every_page_of_it(bot: Bot, coordinator: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "AT_A_TIME", 2)
    ask_as(bot, *FIVE)

    asked = every_question_behind(see(bot, coordinator), "questions", services=bot.services)
    assert len({each.question_id for each in asked}) == 5


def test_the_questions_of_few_people_are_not_read(bot: Bot, coordinator: Person) -> None:
    ask_as(bot, *FIVE[:4])
    view = see(bot, coordinator)

    assert not may_list(view, "questions")
    with pytest.raises(HiddenError):
        questions_behind(view, "questions", number=1, services=bot.services)
    with pytest.raises(HiddenError):
        every_question_behind(view, "questions", services=bot.services)


def test_no_words_stand_with_a_department(bot: Bot, coordinator: Person) -> None:
    department = next(iter(bot.content.snapshot.library.organisation.departments))
    for who in FIVE:
        bot.remember(who, Profile(department=department))
    ask_as(bot, *FIVE)

    view = see(bot, coordinator, department=department)
    assert figures.questions(view).value == 5
    assert not may_list(view, "questions")
    assert not may_list(see(bot, coordinator), f"department:{department}")
    with pytest.raises(HiddenError):
        questions_behind(see(bot, coordinator), f"department:{department}", number=1, services=bot.services)


def test_articles_past_their_review_and_those_nobody_needed_are_told(bot: Bot, coordinator: Person) -> None:
    ask_as(bot, *FIVE)
    view, snapshot = see(bot, coordinator), bot.content.snapshot
    (used,) = figures.articles_used(view) & snapshot.library.articles.keys() or {""}
    latest = max(article.review_after for article in snapshot.library.articles.values())

    kept = upkeep(view, snapshot=snapshot, today=latest + timedelta(days=1))
    assert {key for key, _ in kept.past_review} == set(snapshot.library.articles)
    assert set(kept.never_used) == set(snapshot.library.articles) - {used}
    assert upkeep(view, snapshot=snapshot, today=date(2020, 1, 1)).past_review == ()
