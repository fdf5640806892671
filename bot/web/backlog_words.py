"""Say in words, and as a small picture, what the pages of the backlog show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.content.phrasing import Phrasing
from bot.core.desk.backlog import ItemEvent, ItemKind, ItemState
from bot.core.reply import Route
from bot.core.worktime import danish_day
from bot.services.chart_words import count
from bot.services.ports.backlog import BacklogItem, BacklogLine, BacklogStep
from bot.services.proposing import shortened
from bot.web.visit import Visit

HIGHEST = 28  # of a bar, in the units of the picture
FEW_HIGH = 3  # of the mark that stands for a hidden week
APART = 10

Option = tuple[str, str]


@dataclass(frozen=True)
class Bar:
    """One week of the trend: where it stands and how high, from the bottom; a hidden one is a mark of one height."""

    x: int
    y: int
    height: int
    is_few: bool


@dataclass(frozen=True)
class Spark:
    """The trend as bars, and the same in words."""

    bars: tuple[Bar, ...]
    words: str


@dataclass(frozen=True)
class ItemLine:
    """An item as people read it: `questions` and `people` are None where fewer than five people are behind them."""

    item: BacklogItem
    title: str
    language: str
    questions: int | None
    people: int | None
    systems: tuple[str, ...]
    first: str
    last: str
    due: str
    is_overdue: bool
    spark: Spark


def line_of(line: BacklogLine, visit: Visit) -> ItemLine:
    """The item in the page's language."""
    item, counted, phrases = line.item, line.counted, visit.phrases()
    few = counted.asked.is_few
    return ItemLine(
        item=item,
        title=title_in(line, phrases),
        language="da" if item.title else line.language if line.typical else phrases.language,
        questions=None if few else counted.asked.questions,
        people=None if few else counted.asked.people,
        systems=tuple(map(phrases.system, counted.systems)),
        first=phrases.day(danish_day(counted.first_at)) if counted.first_at else "",
        last=phrases.day(danish_day(counted.last_at)) if counted.last_at else "",
        due=phrases.day(item.due_on) if item.due_on else "",
        is_overdue=item.is_overdue(visit.today),
        spark=_spark(counted.trend.shown, phrases),
    )


def title_in(line: BacklogLine, phrases: Phrasing) -> str:
    """What an item is called: as a hand wrote it, else its most typical question, while that may be kept."""
    if line.item.title:
        return line.item.title
    return shortened(line.typical) if line.typical else phrases.say("backlog.untitled")


def kinds(phrases: Phrasing) -> list[Option]:
    """(id, label) of every kind."""
    return [(kind, phrases.say(f"backlog.kind.{kind}")) for kind in ItemKind]


def states(phrases: Phrasing) -> list[Option]:
    """(id, label) of every state."""
    return [(state, phrases.say(f"backlog.state.{state}")) for state in ItemState]


def owners(visit: Visit) -> list[Option]:
    """(id, label) of every role of the content."""
    return [(role, role_in(role, visit.phrases())) for role in visit.snapshot.library.organisation.roles]


def role_in(role: str, phrases: Phrasing) -> str:
    """What a role is called; one that the content no longer has, by its id."""
    if role not in phrases.library.organisation.roles:
        return role
    name = phrases.role(Route(role=role))
    return name[:1].upper() + name[1:]


def story(steps: Sequence[BacklogStep], names: Mapping[str, str], visit: Visit) -> list[tuple[str, str, str]]:
    """(when, what happened, what was written) of each line of the history, newest first."""
    phrases = visit.phrases()
    return [(phrases.when(step.at, visit.now), _happened(step, names, phrases), step.note) for step in reversed(steps)]


def _happened(step: BacklogStep, names: Mapping[str, str], phrases: Phrasing) -> str:
    who = names.get(step.actor_id or "") or phrases.say("backlog.somebody")
    return phrases.say(f"backlog.did.{step.event}", who=who, after=_after(step, phrases))


def _after(step: BacklogStep, phrases: Phrasing) -> str:
    if not step.after:
        return ""
    match step.event:
        case ItemEvent.KIND:
            return phrases.say(f"backlog.kind.{step.after}")
        case ItemEvent.STATE:
            return phrases.say(f"backlog.state.{step.after}")
        case ItemEvent.OWNER:
            return role_in(step.after, phrases)
        case ItemEvent.DUE:
            return phrases.day(date.fromisoformat(step.after))
        case _:
            return step.after


def _spark(weeks: Sequence[int | None], phrases: Phrasing) -> Spark:
    most = max((week for week in weeks if week is not None), default=0) or 1
    heights = [FEW_HIGH if week is None else round(HIGHEST * week / most) for week in weeks]
    bars = [
        Bar(APART * at, HIGHEST - height, height, is_few=week is None)
        for at, (week, height) in enumerate(zip(weeks, heights, strict=True))
    ]
    said = ", ".join(count(week, phrases) for week in weeks)
    return Spark(tuple(bars), phrases.say("backlog.spark", weeks=said))
