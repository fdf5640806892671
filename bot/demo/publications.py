"""Let some of the content's articles have come into it within the period, as drafts that somebody published."""

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
from bot.demo.unaware import before
from bot.services.ports import Audited, Draft, DraftState, DraftText, Source, Work
from bot.services.publishing import PUBLISHED

SHARES = (0.38, 0.57, 0.74)  # of the period, when each of them is published
AT = time(10, 30)
DRAFTED_BEFORE = timedelta(days=6)
MOST_UTTERANCES = 3


@dataclass(frozen=True)
class Publication:
    """An article, and when it came into the content (aware UTC)."""

    article: str
    at: datetime


def publications(wanted: Sequence[str], content: Content, period: Period, calendar: Calendar) -> list[Publication]:
    """When each of the wanted articles is published, of those that the content has."""
    known = [article for article in wanted if article in content.articles]
    days = 7 * period.weeks.count
    return [
        Publication(article, _opening(period.first + timedelta(days=round(days * share)), calendar))
        for article, share in zip(known, SHARES, strict=False)
    ]


def stages_of(snapshot: Snapshot, published: Sequence[Publication], begins_at: datetime) -> Stages:
    """What the content was from the beginning, and from each publication on."""
    missing = {each.article for each in published}
    found = [(begins_at, before(snapshot, missing))]
    for each in published:
        missing.discard(each.article)
        found.append((each.at, before(snapshot, missing)))
    return Stages(tuple(found))


def add_drafts(published: Sequence[Publication], content: Content, *, by: str, ids: Sequence[str], work: Work) -> None:
    """Keep the drafts that the publications were, under these ids, by the person id `by`."""
    for each, draft_id in zip(published, ids, strict=True):
        drafted_at = each.at - DRAFTED_BEFORE
        draft = Draft(
            id=draft_id,
            ticket_id=None,
            state=DraftState.PUBLISHED,
            text=_text(each.article, content),
            made_by=by,
            made_at=drafted_at,
            changed_by=by,
            changed_at=drafted_at,
            published_at=each.at,
            published_by=by,
        )
        work.add_draft(draft)
        work.save_draft(draft)
        work.audit(Audited(each.at, by, PUBLISHED, draft_id))


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
