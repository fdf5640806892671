"""What people write of being away is read as days, or as a plain sentence about what is wrong with them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.dialogue.absence_words import Away, Back, Deputy, NotUnderstood, read_absence
from bot.core.dialogue.link_words import asks_for_link

TODAY = date(2026, 11, 25)  # a Wednesday
NEW_YEARS_EVE = date(2026, 12, 31)  # a Thursday


def days(first: str, last: str = "") -> Away:
    """'1/12' of 2026, or with the year: '4/1/2027'."""
    return Away(_day(first), _day(last or first))


def _day(written: str) -> date:
    day, month, *year = (int(part) for part in written.split("/"))
    return date(year[0] if year else 2026, month, day)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jeg er væk fra 1/12 til 5/12", days("1/12", "5/12")),
        ("Jeg er væk fra den 1.12. til og med den 5.12.", days("1/12", "5/12")),
        ("jeg er vaek fra d. 1. december til d. 5. december", days("1/12", "5/12")),
        ("jeg er væk fra den 1. til den 5. december", days("1/12", "5/12")),
        ("jeg er væk 1.-5. december", days("1/12", "5/12")),
        ("jeg er væk 1/12-5/12", days("1/12", "5/12")),
        ("jeg er væk 1/12 – 5/12", days("1/12", "5/12")),
        ("jeg er væk 1/12-2026 til 5/12-2026", days("1/12", "5/12")),
        ("jeg er væk fra mandag den 30. november til fredag den 4. december", days("30/11", "4/12")),
        ("hej, jeg er på ferie 1/12", days("1/12")),
        ("Jeg har ferie fra 1/12 til 5/12!", days("1/12", "5/12")),
        ("I am away from 1/12 to 5/12", days("1/12", "5/12")),
        ("I'm on holiday from December 1 until December 5", days("1/12", "5/12")),
        ("I’ll be out of office from the 1st of December to the 5th of December", days("1/12", "5/12")),
    ],
)
def test_dates_are_read_as_danes_and_their_colleagues_write_them(text: str, expected: Away) -> None:
    assert read_absence(text, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jeg er væk i dag", days("25/11")),
        ("jeg er syg i dag", days("25/11")),
        ("jeg er væk i morgen", days("26/11")),
        ("I am away tomorrow", days("26/11")),
        ("jeg er væk i dag og i morgen", days("25/11", "26/11")),
        ("jeg er væk til fredag", days("25/11", "27/11")),
        ("I'm away until Friday", days("25/11", "27/11")),
        ("jeg er væk til og med 1/12", days("25/11", "1/12")),
        ("jeg er væk på fredag", days("27/11")),
        ("jeg er væk onsdag", days("25/11")),
        ("jeg er væk fra mandag til onsdag", days("30/11", "2/12")),
        ("jeg er væk fra i morgen til 1/12", days("26/11", "1/12")),
        ("jeg er væk resten af ugen", days("25/11", "29/11")),
        ("I am off the rest of the week", days("25/11", "29/11")),
        ("jeg er væk i næste uge", days("30/11", "6/12")),
        ("jeg er væk i uge 50", days("7/12", "13/12")),
        ("jeg er væk i uge 48", days("25/11", "29/11")),
        ("jeg er væk i uge 50 og 51", days("7/12", "20/12")),
    ],
)
def test_days_are_reckoned_from_today(text: str, expected: Away) -> None:
    assert read_absence(text, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("jeg er væk fra 20/12 til 4/1", TODAY, days("20/12", "4/1/2027")),
        ("jeg er væk 3/1", TODAY, days("3/1/2027")),
        ("jeg er væk i uge 40", date(2026, 1, 5), days("28/9", "4/10")),
        ("jeg er væk i uge 53 og 1", TODAY, days("28/12", "10/1/2027")),
        ("jeg er væk i morgen", NEW_YEARS_EVE, days("1/1/2027")),
        ("jeg er væk til fredag", NEW_YEARS_EVE, days("31/12", "1/1/2027")),
        ("jeg er væk resten af ugen", NEW_YEARS_EVE, days("31/12", "3/1/2027")),
        ("jeg er væk fra 1/12 2026 til 1/9 2027", TODAY, days("1/12", "1/9/2027")),
        ("jeg er væk 29/2", date(2027, 12, 1), Away(date(2028, 2, 29), date(2028, 2, 29))),
    ],
)
def test_new_year_is_crossed_when_that_is_what_is_meant(text: str, today: date, expected: Away) -> None:
    assert read_absence(text, today=today) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("jeg er væk", "days"),
        ("jeg er på ferie.", "days"),
        ("jeg er væk fra den første til den sidste", "days"),
        ("jeg er væk 5", "days"),
        ("jeg er væk fra mandag", "end"),
        ("I am away from 1/12", "end"),
        ("jeg er væk 1/11", "past"),
        ("jeg er væk fra 1/11 til 5/12", "past"),
        ("jeg er væk til 1/12 2025", "past"),
        ("jeg er væk i uge 40", "past"),
        ("jeg er væk fra 5/12 til 1/12", "backwards"),
        ("jeg er væk fra 5/12 2026 til 1/12 2026", "backwards"),
        ("jeg er væk 31/2", "no_such_day"),
        ("jeg er væk fra 1/13 til 2/13", "no_such_day"),
        ("jeg er væk i uge 60", "no_such_day"),
        ("min stedfortræder er Jens", "email"),
        ("min stedfortræder er", "email"),
        ("min stedfortræder er a@b.dk eller c@d.dk", "email"),
    ],
)
def test_days_that_cannot_be_meant_are_said_to_be_wrong(text: str, why: str) -> None:
    assert read_absence(text, today=TODAY) == NotUnderstood(why)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["jeg er tilbage", "Jeg er tilbage igen!", "jeg er ikke længere væk", "jeg er her igen", "I'm back", "I am back"],
)
def test_being_back_is_understood(text: str) -> None:
    assert read_absence(text, today=TODAY) == Back()


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("min stedfortræder er Mette.Åberg@Kommunen.dk", "mette.åberg@kommunen.dk"),
        ("Min stedfortræder er <mette@kommunen.dk>.", "mette@kommunen.dk"),
        ("min vikar er Mette Holm, mette@kommunen.dk", "mette@kommunen.dk"),
        ("my deputy is mette@kommunen.dk", "mette@kommunen.dk"),
        ("jeg har ingen stedfortræder", ""),
        ("I have no deputy", ""),
    ],
)
def test_deputy_is_known_by_their_address(text: str, email: str) -> None:
    assert read_absence(text, today=TODAY) == Deputy(email)


@pytest.mark.parametrize(
    "text",
    [
        "jeg er væk i morgen, hvem journaliserer min post?",
        "jeg er væk fra 1/12 til 5/12, skal jeg lukke mine sager først?",
        "hvem er min stedfortræder?",
        "er jeg tilbage i morgen?",
        "min stedfortræder er væk, hvem skal så godkende?",
        "skal en mail fra den, der er væk, journaliseres?",
        "jeg er væk fra sagen, kan jeg så stadig læse den?",
        "min stedfortræder er ikke oprettet i systemet, hvad gør jeg, når hun skal se mine sager?",
        "",
        "👍",
    ],
)
def test_question_is_left_to_be_answered(text: str) -> None:
    assert read_absence(text, today=TODAY) is None


@pytest.mark.parametrize(
    "text", ["log ind", "Log ind!", "Login", "hej, log ind tak", "log in please", "sign in", "logge ind"]
)
def test_asking_for_a_link_is_understood(text: str) -> None:
    assert asks_for_link(text)


@pytest.mark.parametrize(
    "text", ["jeg kan ikke logge ind", "hvordan logger jeg ind i systemet?", "log", "", "indlogning"]
)
def test_question_about_logging_in_is_a_question(text: str) -> None:
    assert not asks_for_link(text)
