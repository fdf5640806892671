"""The bench of the backlog: known topics are asked in many ways, and the table says which bound is missed."""

from __future__ import annotations

from collections import Counter

from bench.backlog import EACH, Measured, questions_of, table, v_measure


def test_every_topic_is_asked_equally_often_and_the_same_each_time() -> None:
    topics = {"drone": ["skal dronebilleder på en sag i {s}"], "valg": ["hvor længe gemmes stemmesedler"]}

    assert Counter(topic for _, topic in questions_of(topics)) == {"drone": EACH, "valg": EACH}
    assert list(questions_of(topics)) == list(questions_of(topics))
    assert not any("{s}" in text for text, _ in questions_of(topics))


def test_only_questions_whose_topic_is_known_are_measured() -> None:
    assert v_measure({"a": "x", "b": "y"}, {"a": "1", "b": "2", "c": "1"}) == 1


def test_the_table_says_which_bound_is_missed() -> None:
    told = table([Measured("V-measure", 0.79, 0.8), Measured("seconds", 12, 20, is_most=True)])

    assert told.count("MISSED") == 1
    assert told.splitlines()[0].endswith("MISSED")
