"""Let some of the content's articles have been published within the period, new or in better words, from drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.content.loading import Content
from bot.content.models import Article
from bot.content.snapshot import Snapshot
from bot.core.worktime import DANISH_TIME, Calendar
from bot.demo.living import Stages
from bot.demo.planning import Period
from bot.demo.scenario import Scenario
from bot.demo.unaware import before
from bot.services.ports import Audited, Draft, DraftState, DraftText, Source, Work
from bot.services.publishing import PUBLISHED

SHARES = (0.38, 0.57, 0.74)  # of the period, when each of them is published
AT = time(10, 30)
DRAFTED_BEFORE = timedelta(days=6)
TRAINED_FOR = timedelta(minutes=1)  # from being published until it answers
BASE = "opdigtet"  # of a draft that changes an article: the files it was begun on never were
MOST_UTTERANCES = 3


@dataclass(frozen=True)
class Publication:
    """An article, and since when the bot answers from it (aware UTC): a new one, or one that had other words."""

    article: str
    at: datetime
    is_new: bool


def publications(scenario: Scenario, content: Content, period: Period, calendar: Calendar) -> list[Publication]:
    """When each of the scenario's articles is published, of those that the content has."""
    known = [article for article in scenario.published if article in content.articles]
    days = 7 * period.weeks.count
    return [
        Publication(
            article,
            _opening(period.first + timedelta(days=round(days * share)), calendar),
            is_new=article not in scenario.reworded,
        )
        for article, share in zip(known, SHARES, strict=False)
    ]


def stages_of(snapshot: Snapshot, published: Sequence[Publication], begins_at: datetime) -> Stages:
    """What the content was from the beginning, and from each publication on."""
    starts = [begins_at, *(each.at for each in published)]
    return Stages(tuple((at, _before(snapshot, published[done:])) for done, at in enumerate(starts)))


def _before(snapshot: Snapshot, to_come: Sequence[Publication]) -> Snapshot:
    missing = [each.article for each in to_come if each.is_new]
    return before(snapshot, missing, [each.article for each in to_come if not each.is_new])


def add_drafts(published: Sequence[Publication], content: Content, *, by: str, ids: Sequence[str], work: Work) -> None:
    """Keep the drafts that the publications were, under these ids, by the person id `by`."""
    for each, draft_id in zip(published, ids, strict=True):
        published_at, drafted_at = each.at - TRAINED_FOR, each.at - DRAFTED_BEFORE
        draft = Draft(
            id=draft_id,
            ticket_id=None,
            state=DraftState.PUBLISHED,
            text=_text(each.article, content),
            made_by=by,
            made_at=drafted_at,
            changed_by=by,
            changed_at=drafted_at,
            base="" if each.is_new else BASE,
            published_at=published_at,
            published_by=by,
        )
        work.add_draft(draft)
        work.save_draft(draft)
        work.audit(Audited(published_at, by, PUBLISHED, draft_id))


def _opening(day: date, calendar: Calendar) -> datetime:
    while not calendar.is_open_on(day):
        day += timedelta(days=1)
    return datetime.combine(day, AT, tzinfo=DANISH_TIME)


def _text(key: str, content: Content) -> DraftText:
    article: Article = content.articles[key]
    said = content.utterances[key]
    return DraftText(
        article=key,
        group=content.where("article", key).path.split("/")[-2],
        title_da=article.title.da,
        title_en=article.title.en,
        answer_da=article.answer.da,
        answer_en=article.answer.en,
        basis=tuple(
            Source(
                basis.source.da,
                basis.source.en,
                basis.applies_to.da if basis.applies_to else "",
                basis.applies_to.en if basis.applies_to else "",
            )
            for basis in article.basis
        ),
        theme=article.theme,
        owner=article.owner,
        route=article.route,
        system=None,
        utterances_da=said.da[:MOST_UTTERANCES],
        utterances_en=said.en[:MOST_UTTERANCES],
        status=article.status,
    )
