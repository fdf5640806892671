"""An invented history is plausible, made by the real services, the same each time, and its subjects are known."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.core.tickets import TicketState
from bot.core.worktime import DANISH_TIME
from bot.demo.history import Wish
from bot.demo.scenario import load_scenario
from bot.services.ports import SLACK, WEB, DraftState
from tests.demo.conftest import WISH, Made, make, own_data

A_WEEK = Wish(last=date(2026, 9, 20), weeks=1, scale=0.1, seed=7)
RANDOM = {"latency_ms", "conversation_id", "asker_hash"}  # measured, or given by storage


@pytest.fixture(scope="module")
def log(made: Made) -> list[dict[str, Any]]:
    """Every question of the history."""
    return list(made.storage.log.questions())


def _share(log: list[dict[str, Any]], column: str, value: object) -> float:
    return sum(1 for line in log if line[column] == value) / len(log)


def test_there_are_as_many_questions_as_were_wanted_within_the_days(log: list[dict[str, Any]]) -> None:
    days = {line["asked_at"][:10] for line in log}

    assert WISH.questions * 0.97 <= len(log) <= WISH.questions
    assert min(days) > "2026-08-30"
    assert max(days) <= "2026-09-20"


def test_every_question_has_a_subject_in_the_file_and_none_in_the_database(
    made: Made, log: list[dict[str, Any]]
) -> None:
    assert made.topics.keys() == {line["id"] for line in log}
    assert "topic" not in log[0]


def test_a_quarter_is_about_what_the_content_does_not_have(made: Made) -> None:
    gaps = load_scenario().gaps
    asked = Counter(topic in gaps for topic in made.topics.values())

    assert 0.15 <= asked[True] / len(made.topics) <= 0.4


def test_most_write_in_slack_some_on_the_page_and_a_few_in_english(log: list[dict[str, Any]]) -> None:
    assert 0.6 <= _share(log, "channel", SLACK) <= 0.8
    assert _share(log, "channel", SLACK) + _share(log, "channel", WEB) == 1.0
    assert 0.01 <= _share(log, "language", "en") <= 0.09


def test_some_ask_again_and_again_and_most_do_not(log: list[dict[str, Any]]) -> None:
    asked = sorted(Counter(line["asker_hash"] for line in log).values(), reverse=True)

    assert asked[0] >= 4
    assert asked[len(asked) // 2] == 1


def test_every_kind_of_sign_is_there(log: list[dict[str, Any]]) -> None:
    assert {"answer", "handoff_offer", "clarify_choice", "clarify_system", "out_of_scope"} <= {
        line["reply"] for line in log
    }
    assert {"helpful", "not_helpful"} <= {line["feedback"] for line in log}
    assert {"wrong", "unclear"} <= {line["feedback_reason"] for line in log}
    assert "none" in {line["chosen"] for line in log}


def test_tickets_are_opened_by_the_services_and_live(made: Made) -> None:
    with made.storage.reading() as work:
        tickets = work.tickets_for((), everything=True)
        histories = [work.history(ticket.id) for ticket in tickets]

    assert {TicketState.OPEN, TicketState.RESOLVED, TicketState.CLOSED} <= {ticket.state for ticket in tickets}
    assert all(
        steps[0].event is None and steps[-1].after is ticket.state
        for ticket, steps in zip(tickets, histories, strict=True)
    )
    assert any(ticket.answered_at and ticket.answered_at > ticket.due_at for ticket in tickets)
    assert all(ticket.answered_at is None or ticket.answered_at > ticket.opened_at for ticket in tickets)


def test_tickets_are_answered_in_working_hours(made: Made) -> None:
    with made.storage.reading() as work:
        answered = [ticket.answered_at for ticket in work.tickets_for((), everything=True) if ticket.answered_at]

    assert {at.astimezone(DANISH_TIME).weekday() for at in answered} <= {0, 1, 2, 3, 4}


def test_every_name_says_that_it_is_made_up(made: Made) -> None:
    with made.storage.reading() as work:
        names = {employee.name for employee in work.employees().values()}
        names |= {ticket.requester_name for ticket in work.tickets_for((), everything=True)}

    assert names
    assert all(name.endswith("(opdigtet)") for name in names)


def test_nothing_is_left_to_be_sent(made: Made) -> None:
    assert made.storage.outbox.waiting() == 0


def test_an_article_that_came_within_the_period_has_its_draft(made: Made) -> None:
    with made.storage.reading() as work:
        drafts = work.drafts(DraftState.PUBLISHED)

    assert [draft.text.article for draft in drafts]
    assert all(draft.published_at is not None for draft in drafts)


def test_every_publication_is_a_change_whose_questions_were_asked_again(made: Made) -> None:
    with made.storage.reading() as work:
        *changes, _ = work.served()
        replays = [next(iter(work.replays(change.number))) for change in changes]
        drafts = work.drafts(DraftState.PUBLISHED)

    assert sorted(replay.topics for replay in replays) == sorted((draft.text.article,) for draft in drafts)
    assert not any(replay.failed or replay.is_beside_log for replay in replays)


def test_a_new_article_answers_past_questions_and_better_words_alone_answer_no_more(made: Made) -> None:
    reworded = load_scenario().reworded
    with made.storage.reading() as work:
        changed = {replay.topics[0]: replay.counts.keys() - {"same"} for replay in work.replays()}

    assert reworded
    assert {article for article, kinds in changed.items() if not kinds} == set(reworded)


def test_the_content_was_another_before_an_article_came(log: list[dict[str, Any]]) -> None:
    first, last = log[0]["snapshot"], log[-1]["snapshot"]

    assert first != last


@pytest.mark.slow
def test_the_same_seed_makes_the_same_history_and_another_another(trained_data: Path, tmp_path: Path) -> None:
    def logged(name: str, wish: Wish) -> list[dict[str, Any]]:
        history = make(wish, own_data(trained_data, tmp_path / name))
        lines = [
            {key: value for key, value in line.items() if key not in RANDOM} for line in history.storage.log.questions()
        ]
        history.storage.close()
        return sorted(lines, key=lambda line: str(line["id"]))

    first = logged("first", A_WEEK)

    assert first == logged("again", A_WEEK)
    assert first != logged("other", Wish(A_WEEK.last, A_WEEK.weeks, A_WEEK.scale, seed=8))
