"""The dialog of a case: the guide's step or outcome; what else comes of a press stands above the outcome."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from itertools import count
from typing import Any

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.blocks import Block, plain
from bot.adapters.slack.buttons import language_of
from bot.adapters.slack.notices import render_words
from bot.adapters.slack.private import message_of
from bot.adapters.slack.reading_private import CASE
from bot.adapters.slack.rendering import render
from bot.content.cards import Card
from bot.content.phrasing import Phrasing
from bot.core.reply import Answer, Guide, Notice
from bot.errors import BotError
from bot.services.context import Services
from bot.services.ports import Exchange
from bot.services.turns import card_of

TITLE, MOST_BLOCKS = 24, 100


def case_view(
    outcome: Exchange | BotError,
    question_id: str,
    *,
    services: Services,
    now: datetime,
    title: str = "slack.case.title",
) -> dict[str, Any]:
    """The dialog after `outcome` of something done about a question, '' when it is the first."""
    language = outcome.language if isinstance(outcome, Exchange) else language_of(question_id, services=services)
    blocks = list(message_of(outcome, question_id, services=services, now=now).blocks)
    if isinstance(outcome, BotError) or not isinstance(outcome.reply, Guide):
        kept = _still_shown(question_id, outcome, services=services, now=now)
        blocks = [*blocks, *([kit.divider(), *kept] if kept else [])]
    return _modal(blocks, _words(services, language), title)


def words_view(key: str, *, services: Services, language: str = "da") -> dict[str, Any]:
    """The dialog with one sentence."""
    words = _words(services, language)
    return _modal(render_words(words.say(key)).blocks, words, "slack.case.title")


def renumbered(blocks: Iterable[Block]) -> list[Block]:
    """Blocks of several messages as one, with action ids kept apart."""
    numbers, together = count(), deepcopy(list(blocks))
    for block in together:
        for element in block.get("elements", []):
            if "action_id" in element:
                element["action_id"] = f"{element['action_id'].partition(':')[0]}:{next(numbers)}"
    return together


def _still_shown(question_id: str, outcome: Exchange | BotError, *, services: Services, now: datetime) -> list[Block]:
    """What is not to be lost: the guide's receipt, which is copied from here, and the answer a thank-you is about."""
    snapshot = services.content.current()
    with services.storage.reading() as work:
        turns = work.turns_about(question_id) if question_id else ()
        last = next((turn for turn in reversed(turns) if isinstance(turn.reply, Guide | Answer)), None)
        card = card_of(last, work=work, snapshot=snapshot, now=now) if last else None
    says_something_new = isinstance(outcome, Exchange) and not isinstance(outcome.reply, Notice)
    if card is None or not _is_kept(card, outcome) or (says_something_new and not card.receipt):
        return []
    return list(render(card, say=_words(services, card.language).say).blocks)


def _is_kept(card: Card, outcome: Exchange | BotError) -> bool:
    """A step that was left is not: it can no longer be answered."""
    return bool(card.receipt) or card.kind == "answer" or isinstance(outcome, BotError)


def _modal(blocks: Iterable[Block], words: Phrasing, title: str) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": CASE,
        "title": plain(words.say(title), TITLE),
        "close": plain(words.say("slack.close"), TITLE),
        "blocks": renumbered(blocks)[:MOST_BLOCKS],
    }


def _words(services: Services, language: str) -> Phrasing:
    snapshot = services.content.current()
    return Phrasing(snapshot.library, snapshot.catalogue, language)
