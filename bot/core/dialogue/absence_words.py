"""Read what somebody writes of being away: 'jeg er væk til fredag', 'jeg er tilbage', 'min stedfortræder er …'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.core.addresses import ADDRESS
from bot.core.days import Period, Unclear, read_period
from bot.core.folding import fold

_GREETING = r"(?:(?:hej|hey|hi|hello|godmorgen)(?: bot)?[,!.]? )?"
_AWAY = re.compile(
    _GREETING + r"(?:jeg er ikke (?:her|pa arbejde|pa kontoret)"
    r"|jeg (?:er|bliver) (?:vak|fravarende|pa ferie|pa kursus|pa orlov|syg|bortrejst)"
    r"|jeg (?:holder|har) (?:ferie|fri)"
    r"|(?:i am|i'm|i will be|i'll be)"
    r" (?:away|absent|off|off sick|sick|out of (?:the )?office|on (?:holiday|vacation|leave)))"
    r"(?= |$)"
)
_BACK = re.compile(
    _GREETING + r"(?:jeg er (?:tilbage|her igen|ikke (?:langere )?vak(?: langere)?|pa arbejde igen)"
    r"|(?:i am|i'm) (?:back|not away))(?: igen| nu| again| now)*"
)
_DEPUTY = re.compile(
    _GREETING + r"(?:min (?:stedfortrader|vikar)(?: er| hedder|:)"
    r"|my (?:deputy|substitute|stand-in)(?: is|:))(?P<who>.*)"
)
_NO_DEPUTY = re.compile(
    _GREETING + r"(?:jeg har (?:ingen|ikke nogen|ikke en) (?:stedfortrader|vikar)(?: langere| mere)?"
    r"|i have no (?:deputy|substitute|stand-in)(?: any more| anymore)?)"
)
_STARTS_A_PERIOD = re.compile(r"(?:fra|from|til|indtil|until|till|den|d\.|i uge|uge|week|pa|on|\d)(?=\W|\d|$)")
_LONGEST = 10  # words; more than that is a message of another kind


@dataclass(frozen=True)
class Away:
    """Away on these days, both included."""

    first_day: date
    last_day: date


@dataclass(frozen=True)
class Back:
    """Here again."""


@dataclass(frozen=True)
class Deputy:
    """Who stands in, by e-mail address; '' for nobody."""

    email: str


@dataclass(frozen=True)
class NotUnderstood:
    """It is about being away, but something is missing or cannot be meant."""

    why: Literal["days", "end", "past", "backwards", "no_such_day", "email"]


AbsenceWords = Away | Back | Deputy | NotUnderstood


def read_absence(text: str, *, today: date) -> AbsenceWords | None:
    """What `text` says of being away, when it says that and nothing else; `today` is the Danish date."""
    said = " ".join(fold(text).replace("’", "'").split()).strip(" .!")
    if _BACK.fullmatch(said):
        return Back()
    if _NO_DEPUTY.fullmatch(said):
        return Deputy("")
    if named := _DEPUTY.fullmatch(said):
        return _deputy(text, named["who"])
    away = _AWAY.match(said)
    return _away(said[away.end() :].strip(), today) if away else None


def _deputy(text: str, who: str) -> Deputy | NotUnderstood | None:
    """The address is taken from the text itself: folding changes letters."""
    if "?" in who or len(who.split()) > _LONGEST:
        return None
    found = ADDRESS.findall(text)
    return Deputy(found[0].strip(".!'\"()").casefold()) if len(found) == 1 else NotUnderstood("email")


def _away(when: str, today: date) -> Away | NotUnderstood | None:
    if not when:
        return NotUnderstood("days")
    match read_period(when, today=today):
        case Period(first_day=first_day, last_day=last_day):
            return Away(first_day, last_day)
        case Unclear(why=why):
            return NotUnderstood(why)
        case None:
            is_about_days = _STARTS_A_PERIOD.match(when) and "?" not in when and len(when.split()) <= _LONGEST
            return NotUnderstood("days") if is_about_days else None
