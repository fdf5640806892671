"""What was found out is kept until it is too much."""

from __future__ import annotations

from bot.core.desk.keeping import Kept


def test_what_is_kept_is_given_back_under_its_key_alone() -> None:
    kept: Kept[str, list[int]] = Kept(10, len)

    assert kept.keep("a", [1, 2]) == [1, 2]
    assert (kept.get("a"), kept.get("b")) == ([1, 2], None)


def test_all_before_is_let_go_when_it_would_weigh_too_much() -> None:
    kept: Kept[str, list[int]] = Kept(5, len)
    kept.keep("a", [1, 2])
    kept.keep("b", [3, 4, 5])
    assert kept.get("a") == [1, 2]

    kept.keep("c", [6])

    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (None, None, [6])
    kept.keep("d", [7, 8, 9, 10])
    assert (kept.get("c"), kept.get("d")) == ([6], [7, 8, 9, 10])
