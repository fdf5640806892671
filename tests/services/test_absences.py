"""Being away: the days, the deputy, and what cannot be meant."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import AbsenceError, OwnDeputyError, UnknownDeputyError
from bot.services.absences import call_off, choose_deputy, end_absences, see_absences, set_absence
from bot.services.ports import Holding, Person

from .conftest import Bot

IT = Holding("it")


def _day(day: int, month: int = 3, year: int = 2026) -> date:
    return date(year, month, day)


def _away(bot: Bot, person: Person, first: date, last: date) -> list[tuple[date, date]]:
    seen = set_absence(person, first, last, services=bot.services, now=bot.now)
    return [(one.first_day, one.last_day) for one in seen.days]


def _known(bot: Bot, email: str, name: str = "") -> Person:
    with bot.storage.transaction() as work:
        return work.employ(email, name, now=bot.now)


def _is_away(bot: Bot, person: Person, day: date) -> bool:
    with bot.storage.reading() as work:
        return person.id in work.absent_on(day)


def test_one_is_away_on_both_days_and_between(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    _away(bot, ida, _day(5), _day(7))

    assert [_is_away(bot, ida, _day(day)) for day in (4, 5, 6, 7, 8)] == [False, True, True, True, False]


def test_days_that_touch_become_one_absence(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    _away(bot, ida, _day(5), _day(7))
    _away(bot, ida, _day(20), _day(21))

    assert _away(bot, ida, _day(8), _day(10)) == [(_day(5), _day(10)), (_day(20), _day(21))]


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        (_day(7), _day(5), "error.absence_backwards"),
        (_day(1, 2), _day(28, 2), "error.absence_over"),
        (_day(5), _day(5, year=2062), "error.absence_too_long"),
        (_day(5, year=2062), _day(6, year=2062), "error.absence_too_long"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(bot: Bot, first: date, last: date, key: str) -> None:
    ida = bot.person("ida", IT)
    with pytest.raises(AbsenceError) as refused:
        _away(bot, ida, first, last)

    assert refused.value.message_key == key
    assert see_absences(ida, services=bot.services, now=bot.now).days == []


def test_an_absence_may_have_begun_already(bot: Bot) -> None:
    ida = bot.person("ida", IT)

    assert _away(bot, ida, _day(27, 2), _day(2)) == [(_day(27, 2), _day(2))]


def test_days_are_danish_days(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    bot.wait(hours=14)  # 23:30 UTC on the 2nd is the 3rd in Denmark

    with pytest.raises(AbsenceError):
        _away(bot, ida, _day(2), _day(2))


def test_one_who_is_back_is_here_today_and_away_again_later(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    _away(bot, ida, _day(27, 2), _day(10))
    _away(bot, ida, _day(1, 7), _day(21, 7))
    end_absences(ida, services=bot.services, now=bot.now)

    assert [_is_away(bot, ida, day) for day in (_day(1), _day(2), _day(3), _day(1, 7))] == [True, False, False, True]


def test_one_who_is_here_calls_off_what_has_not_begun(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    _away(bot, ida, _day(5), _day(10))

    assert end_absences(ida, services=bot.services, now=bot.now).days == []


def test_one_absence_is_called_off_and_only_ones_own(bot: Bot) -> None:
    ida, ib = bot.person("ida", IT), bot.person("ib", IT)
    _away(bot, ida, _day(5), _day(7))
    (absence,) = see_absences(ida, services=bot.services, now=bot.now).days

    call_off(ib, absence.id, services=bot.services, now=bot.now)
    assert _is_away(bot, ida, _day(5))

    call_off(ida, absence.id, services=bot.services, now=bot.now)
    assert not _is_away(bot, ida, _day(5))


def test_a_deputy_is_chosen_by_address_and_sees_for_whom(bot: Bot) -> None:
    ida, ib = bot.person("ida", IT), _known(bot, "ib@eksempel.dk", "Ib Bo")

    chosen = choose_deputy(ida, " IB@eksempel.dk", services=bot.services, now=bot.now)

    assert chosen is not None
    assert (chosen.person_id, chosen.name) == (ib.id, "Ib Bo")
    assert see_absences(ida, services=bot.services, now=bot.now).deputy == chosen
    assert [one.person_id for one in see_absences(ib, services=bot.services, now=bot.now).stands_in_for] == [ida.id]


def test_an_empty_address_is_nobody(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    _known(bot, "ib@eksempel.dk")
    choose_deputy(ida, "ib@eksempel.dk", services=bot.services, now=bot.now)

    assert choose_deputy(ida, "", services=bot.services, now=bot.now) is None
    assert see_absences(ida, services=bot.services, now=bot.now).deputy is None


def test_nobody_unknown_and_not_oneself_stands_in(bot: Bot) -> None:
    ida = _known(bot, "ida@eksempel.dk")

    with pytest.raises(UnknownDeputyError):
        choose_deputy(ida, "hvem@eksempel.dk", services=bot.services, now=bot.now)
    with pytest.raises(OwnDeputyError):
        choose_deputy(ida, "Ida@eksempel.dk", services=bot.services, now=bot.now)


def test_a_choice_of_deputy_is_audited_once(bot: Bot) -> None:
    ida, ib = bot.person("ida", IT), _known(bot, "ib@eksempel.dk")
    for email in ("ib@eksempel.dk", "ib@eksempel.dk", "", ""):
        choose_deputy(ida, email, services=bot.services, now=bot.now)

    with bot.storage.reading() as work:
        lines = [(line.actor_id, line.action, line.about) for _, line in reversed(work.audited())]
    assert lines == [(ida.id, "deputy_chosen", ib.id), (ida.id, "deputy_removed", ib.id)]
