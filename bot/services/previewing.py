"""Show a draft as an employee would see it, in the content as it is but for that draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pydantic import ValidationError

from bot.content.card_words import Occasion
from bot.content.cards import Card
from bot.content.presenting import present
from bot.content.rendering import RenderError
from bot.content.snapshot import Snapshot, catalogue_of
from bot.core.reply import Answer, Route
from bot.core.worktime import danish_day
from bot.services.draft_entries import article_of
from bot.services.ports import DraftText


def preview(text: DraftText, *, snapshot: Snapshot, language: str, now: datetime) -> Card | None:
    """The card of the draft in `language`; None when its words are no template, or a role or theme in it is gone."""
    library = snapshot.library
    if not {text.owner, text.route} <= set(library.organisation.roles):
        return None
    try:
        article = article_of(text, today=danish_day(now), standing=library.articles.get(text.article))
        changed = library.model_copy(update={"articles": {**library.articles, text.article: article}})
        shown = replace(snapshot, library=changed, catalogue=catalogue_of(changed))
        occasion = Occasion(language, now, Route(role=text.route))
        return present(Answer(article=text.article), snapshot=shown, occasion=occasion)
    except (RenderError, ValidationError):
        return None
