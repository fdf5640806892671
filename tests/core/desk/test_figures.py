"""Every figure counts what its definition says: each is counted here by hand on a log one can read."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.desk import figures, pictures
from bot.core.desk.figures import View, behind
from bot.core.desk.tables import Figure, Ranked

from .logbook import WEDNESDAY, Logbook, at

SEPTEMBER = date(2026, 9, 9)


@pytest.fixture
def log() -> Logbook:
    """Twenty people ask in October, ten of them in September too."""
    made = Logbook()
    made.ask_each(range(10), SEPTEMBER, system="nexus", topic="sag")
    made.ask_each(range(10), system="nexus", topic="sag")
    made.ask_each(range(10, 20), system="acadre", topic="mail")
    return made


def test_questions_and_people_are_counted_apart(log: Logbook) -> None:
    log.ask(3)

    assert figures.questions(log.view()) == Figure("questions", 21, 10)
    assert figures.people(log.view()) == Figure("people", 20, 10)


def test_people_are_told_of_the_whole_period_alone(log: Logbook) -> None:
    assert figures.people(log.view(system="nexus")).value is None


def test_answered_is_not_confirmed(log: Logbook) -> None:
    assert figures.confirmed(log.view()) == Figure("confirmed", 0, 0)


def test_confirmed_is_what_the_asker_has_said(log: Logbook) -> None:
    log.ask_each(range(6), confirmed=1, feedback="helpful")

    assert figures.confirmed(log.view()) == Figure("confirmed", 6, 0)
    assert figures.confirmed_share(log.view()) == Figure("confirmed_share", 6 / 26, 0.0, "share")


@pytest.mark.parametrize("key", ["none_of_these", "handed_over", "asked_back", "reopened"])
def test_a_marked_question_is_counted_once(log: Logbook, key: str) -> None:
    log.ask_each(range(7), WEDNESDAY, **{key: 1})

    figure = getattr(figures, key)(log.view())
    assert figure == Figure(key, 7, 0)


def test_four_people_behind_a_figure_hide_it(log: Logbook) -> None:
    log.ask_each(range(4), handed_over=1)

    assert figures.handed_over(log.view()).value is None


def tickets(log: Logbook, people: range, **values: object) -> None:
    """A ticket of each, opened at 8 Danish time on Thursday 8 October and due at 16."""
    opened, due = at(8, 6), at(8, 14)
    log.ask_each(people, WEDNESDAY, handed_over=1, own_ticket=1, opened=opened, due=due, role="koordinator", **values)


def test_times_are_working_hours_until_a_person_wrote_and_until_the_last_answer(log: Logbook) -> None:
    tickets(log, range(5), heard=at(8, 8), kept=at(8, 10), answered=at(9, 7))
    tickets(log, range(5, 10), heard=at(8, 12), kept=at(8, 12), answered=at(8, 12))

    assert figures.response_hours(log.view()) == Figure("response_hours", 4.0, None, "hours")
    assert figures.resolution_hours(log.view()) == Figure("resolution_hours", 7.5, None, "hours")


def test_roles_that_answer_by_the_clock_are_measured_by_it(log: Logbook) -> None:
    values = {"heard": at(10, 6), "kept": at(10, 6), "answered": at(10, 6)}
    log.ask_each(range(5), WEDNESDAY, own_ticket=1, opened=at(8, 6), due=at(11, 6), role="brud", **values)

    assert figures.response_hours(log.view()).value == 48


def test_a_promise_is_kept_by_the_first_answer(log: Logbook) -> None:
    tickets(log, range(6), heard=at(8, 8), kept=at(8, 14), answered=at(20, 8))
    tickets(log, range(6, 12), heard=at(8, 8), kept=at(8, 15), answered=at(8, 15))
    tickets(log, range(12, 18))

    assert figures.in_time_share(log.view()) == Figure("in_time_share", 0.5, None, "share")


def test_overdue_is_what_waits_for_an_answer_after_its_time(log: Logbook) -> None:
    tickets(log, range(6), waits=1)
    log.ask_each(range(7), own_ticket=1, opened=at(8, 6), due=at(24, 8, month=11), waits=1)
    tickets(log, range(8), kept=at(12, 8), answered=at(12, 8))

    assert figures.overdue(log.view()) == Figure("overdue", 6, 0)


def test_topics_stand_in_the_order_they_are_asked_about(log: Logbook) -> None:
    log.ask_each(range(5), topic="mail")
    log.ask_each(range(3), topic="gdpr")
    log.ask_each(range(3, 6), topic="kle")

    assert figures.topics(log.view()).rows == (Ranked("mail", 15, 0), Ranked("sag", 10, 10))


def test_a_topic_rises_when_it_is_asked_about_more_than_before(log: Logbook) -> None:
    log.ask_each(range(4), topic="sag")

    assert figures.rising(log.view()).rows == (Ranked("mail", 10, 0),)


def test_what_was_read_along_with_an_answer_was_used(log: Logbook) -> None:
    log.ask(1, article="dok-mail", also='["dok-sms", "dok-note"]')
    log.ask(1, SEPTEMBER, article="dok-papir")

    assert figures.articles_used(log.view()) == {"dok-mail", "dok-sms", "dok-note"}


def test_a_list_by_what_is_filtered_by_has_one_line(log: Logbook) -> None:
    log.ask_each(range(6), system="nexus", channel="web")
    log.ask_each(range(6), system="nexus", channel="slack")

    assert [row.key for row in figures.listed(log.view(system="nexus"), "system").rows] == ["nexus"]
    assert figures.listed(log.view(system="unheard-of"), "channel").rows == ()


def test_nothing_is_of_two_systems(log: Logbook) -> None:
    log.ask_each(range(6), system="nexus")
    view = log.view(system="nexus")

    assert view.count(view.having("system", "acadre")) is None


def test_a_filter_counts_what_has_it(log: Logbook) -> None:
    assert figures.questions(log.view(system="acadre")) == Figure("questions", 10, 0)
    assert figures.questions(log.view(system="unheard-of")).value is None


@pytest.mark.parametrize("key", ["", "reply:never", "asker:1", "line:1", "unheard-of", "text:x"])
def test_nothing_lies_behind_what_is_no_figure(log: Logbook, key: str) -> None:
    assert behind(log.view(), key) is None


def test_the_trend_has_the_number_of_each_week_that_touches_the_period(log: Logbook) -> None:
    line = pictures.trend(log.view())

    assert line.points[0][0] == date(2026, 9, 28)
    assert [number for _, number in line.points] == [0, 20, 0, 0, 0]


def test_the_trend_of_a_year_has_its_months(log: Logbook) -> None:
    numbers = dict(pictures.trend(log.view("2026")).points)

    assert (numbers[date(2026, 9, 1)], numbers[date(2026, 10, 1)], len(numbers)) == (10, 20, 12)


def test_the_map_has_systems_down_and_their_topics_across(log: Logbook) -> None:
    grid = pictures.heat_map(log.view())

    assert (set(grid.rows), set(grid.columns)) == ({"nexus", "acadre"}, {"sag", "mail"})
    numbers = {(row, column): cell for row, cells in zip(grid.rows, grid.cells, strict=True)
               for column, cell in zip(grid.columns, cells, strict=True)}  # fmt: skip
    assert (numbers["nexus", "sag"], numbers["acadre", "mail"], numbers["nexus", "mail"]) == (10, 10, 0)


def test_what_flows_into_a_reply_flows_out_to_an_outcome(log: Logbook) -> None:
    log.ask_each(range(6), confirmed=1)
    log.ask_each(range(8), feedback="not_helpful")
    log.ask_each(range(7), handed_over=1, confirmed=1)
    links = {(source, target): number for source, target, number in pictures.became(log.view()).links}

    assert links["asked", "answer"] == 41
    assert (links["answer", "confirmed"], links["answer", "not_helped"], links["answer", "unsaid"]) == (13, 8, 20)


def test_answers_are_sorted_by_how_much_of_the_promised_time_they_took(log: Logbook) -> None:
    tickets(log, range(6), kept=at(8, 8), answered=at(8, 8))
    tickets(log, range(5), kept=at(8, 14), answered=at(8, 14))
    tickets(log, range(7), kept=at(9, 14), answered=at(9, 14))
    numbers = {key: (number, is_late) for key, number, is_late in pictures.paces(log.view())}

    assert (numbers["quarter"], numbers["whole"], numbers["double"]) == ((6, False), (5, False), (7, True))


def test_the_same_figure_is_the_same_on_the_page_of_a_wider_period(log: Logbook) -> None:
    views: list[View] = [log.view("2026-Q4"), log.view("2026-10")]

    assert [figures.questions(view).value for view in views] == [20, 20]
