"""Between a draft's words and the content: what its files are to hold, how it reads, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from bot.content.article_text import Entry, one_line
from bot.content.models import Article, Bilingual, Status, Theme
from bot.content.writing import SLUG
from bot.content.yaml_words import tidy
from bot.services.ports import Draft, DraftText, Source

MISSING = "…"


def entry_of(text: DraftText, *, today: date) -> Entry:
    """The article's files as they are to be; an approved one was looked at `today`, and is again a year on."""
    words = {"theme": text.theme, "owner": text.owner, "status": text.status, "route": text.route}
    verified = {"verified_on": today.isoformat()} if text.status == Status.APPROVED else {}
    return Entry(
        id=text.article,
        group=text.group,
        title={"da": text.title_da, "en": text.title_en},
        answer={"da": text.answer_da, "en": text.answer_en},
        basis=[_basis(source) for source in text.basis],
        words={**words, **verified, "review_after": a_year_after(today).isoformat()},
        utterances={"da": text.utterances_da, "en": text.utterances_en},
    )


def article_of(text: DraftText, *, today: date, standing: Article | None = None) -> Article:
    """The draft as an article to look at, '…' where nothing stands yet; what it does not say is as in `standing`."""
    kept = standing.model_dump() if standing else {}
    basis = [_basis(source) for source in text.basis]
    said = {
        "title": _both(text.title_da, text.title_en),
        "answer": _both(text.answer_da, text.answer_en),
        "basis": [{key: _both(both["da"], both["en"]) for key, both in each.items()} for each in basis],
        "theme": text.theme,
        "owner": text.owner,
        "route": text.route,
        "status": text.status,
        "verified_on": today if text.status == Status.APPROVED else None,
        "review_after": a_year_after(today),
    }
    return Article.model_validate({**kept, **said})


def text_of(article_id: str, article: Article, *, group: str, system: str | None = None) -> DraftText:
    """The words of an article that is there, with no way of asking added yet."""
    return DraftText(
        article=article_id,
        group=group,
        title_da=article.title.da,
        title_en=article.title.en,
        answer_da=article.answer.da,
        answer_en=article.answer.en,
        basis=tuple(sources_of(article)),
        theme=article.theme,
        owner=article.owner,
        route=article.route,
        system=system,
        utterances_da=(),
        utterances_en=(),
        status=article.status,
    )


def sources_of(article: Article) -> Iterator[Source]:
    """The lines of an article's basis."""
    for basis in article.basis:
        bound = basis.applies_to
        yield Source(basis.source.da, basis.source.en, bound.da if bound else "", bound.en if bound else "")


def lacking(draft: Draft) -> tuple[str, ...]:
    """The fields that the content's rules want filled in and are empty."""
    text = draft.text
    wanted = ["title_da", "title_en", "answer_da", "answer_en"]
    if draft.is_new:
        wanted += ["utterances_da", "utterances_en"]
    found = [name for name in wanted if not getattr(text, name)]
    if not SLUG.fullmatch(text.article):
        found.append("article")
    halves = any(bool(source.da) != bool(source.en) or bool(source.applies_da) != bool(source.applies_en)
                 for source in text.basis)  # fmt: skip
    if halves or (text.theme == Theme.LEGISLATION and not text.basis):
        found.append("basis")
    return tuple(found)


def tidied(text: DraftText) -> DraftText:
    """The words as the content keeps them: one line where one line is meant, no empty sources or ways of asking."""
    values = asdict(text)
    lines = ("article", "group", "title_da", "title_en", "theme", "owner", "route", "status")
    sources = (Source(*(one_line(each) for each in asdict(source).values())) for source in text.basis)
    return DraftText(
        **{
            **values,
            **{name: one_line(values[name]) for name in lines},
            **{name: tidy(values[name]) for name in ("answer_da", "answer_en")},
            "basis": tuple(source for source in sources if source != Source("", "")),
            **{name: _each_once(values[name]) for name in ("utterances_da", "utterances_en")},
        }
    )


def a_year_after(day: date) -> date:
    """The same day of next year; 28 February after a 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _each_once(utterances: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in dict.fromkeys(one_line(utterance) for utterance in utterances) if each)


def _both(danish: str, english: str) -> Bilingual:
    return Bilingual(da=danish.strip() or MISSING, en=english.strip() or MISSING)


def _basis(source: Source) -> dict[str, dict[str, str]]:
    found = {"source": {"da": source.da, "en": source.en}}
    if source.applies_da or source.applies_en:
        found["applies_to"] = {"da": source.applies_da, "en": source.applies_en}
    return found
