"""The coordinator sees what people ask and what goes unanswered, never a cell of fewer than five."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from bot.adapters.storage import SqliteStorage
from bot.adapters.storage.statistics import Count, Unanswered
from bot.core.reply import Answer, ClarifyChoice, Fallback, HandoffOffer, OutOfScope
from bot.services.ports import Question

Ask = Callable[..., Question]


def test_questions_are_counted_with_the_people_behind_them(storage: SqliteStorage, ask: Ask) -> None:
    for number in range(5):
        ask(f"person {number}", f"a{number}", system="acadre")
    ask("person 0", "again", system="acadre")
    ask("person 0", "other", reply=Fallback())

    assert storage.statistics.counts("system") == [Count("acadre", 6, 5), Count(None, 1, 1)]
    assert [count.is_small for count in storage.statistics.counts("reply")] == [False, True]
    assert storage.statistics.total() == Count(None, 7, 5)


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(
    storage: SqliteStorage, ask: Ask, now: datetime
) -> None:
    for second in range(3):
        ask("anna", f"e{second}", article=f"article-{second}", at=now + timedelta(seconds=second))

    counts = storage.statistics.counts("article", since=now + timedelta(seconds=1), until=now + timedelta(seconds=2))
    assert counts == [Count("article-1", 1, 1)]
    assert storage.statistics.total(until=now) == Count(None, 0, 0)


def test_unanswered_questions_are_those_that_met_a_gap_newest_first(
    storage: SqliteStorage, ask: Ask, now: datetime
) -> None:
    choice = ClarifyChoice(candidates=("mail", "sms"))
    asked = [
        (Fallback(), None),
        (OutOfScope(), None),
        (choice, "none"),
        (HandoffOffer(reason="no_article"), None),
        (choice, "mail"),
        (choice, None),
        (HandoffOffer(reason="topic", topic="fejl"), None),
        (Answer(article="mail"), None),
    ]
    for number, (reply, chosen) in enumerate(asked):
        at = now + timedelta(seconds=number)
        ask("anna", f"e{number}", reply=reply, chosen=chosen, at=at, candidates=("mail", "sms"), text=f"nr. {number}")

    gaps = storage.statistics.unanswered()
    assert [gap.text for gap in gaps] == ["nr. 3", "nr. 2", "nr. 1", "nr. 0"]
    assert gaps[1] == Unanswered(
        question_id="q-e2",
        asked_at=now + timedelta(seconds=2),
        text="nr. 2",
        language="da",
        reply="clarify_choice",
        system=None,
        candidates=("mail", "sms"),
        chosen="none",
    )
    assert storage.statistics.unanswered(limit=1) == [gaps[0]]


def test_a_question_without_text_is_no_gap_to_learn_from(storage: SqliteStorage, ask: Ask, now: datetime) -> None:
    ask("anna", "e1", reply=Fallback())
    tomorrow = now + timedelta(days=1)
    storage.purge(names_before=tomorrow, texts_before=tomorrow)

    assert storage.statistics.unanswered() == []


def test_the_log_gives_whole_questions_oldest_first(storage: SqliteStorage, ask: Ask, now: datetime) -> None:
    first, second, third = (ask("anna", f"e{number}", at=now + timedelta(hours=number)) for number in range(3))

    logged = list(storage.statistics.log())
    assert [each["id"] for each in logged] == [first.id, second.id, third.id]
    assert logged[0].keys() == asdict(first).keys()
    assert logged[0]["route"] == {"role": "koordinator", "system": None, "department": None}
    assert logged[0]["asked_at"] == "2026-03-02T09:30:00.000000+00:00"
    assert [each["id"] for each in storage.statistics.log(limit=2)] == [second.id, third.id]
    assert [each["id"] for each in storage.statistics.log(since=third.asked_at)] == [third.id]
