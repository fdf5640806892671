"""Build what the table and the buttons both reply with, and say what the bot waits for after it."""

from __future__ import annotations

from bot.core.catalogue import Catalogue
from bot.core.folding import fold
from bot.core.matching import Kind
from bot.core.prefill import known_from_text
from bot.core.reply import (
    Answer,
    AwaitingChoice,
    AwaitingSend,
    AwaitingSystem,
    ClarifyChoice,
    ClarifySystem,
    Guide,
    HandoffOffer,
    Idle,
    InGuide,
    Paused,
    Reply,
    State,
)


def waiting_for(reply: Reply, question_id: str) -> State:
    """What the bot waits for after `reply`."""
    match reply:
        case ClarifySystem(procedure=procedure, systems=systems):
            return AwaitingSystem(question_id=question_id, procedure=procedure, systems=systems)
        case ClarifyChoice(candidates=candidates):
            return AwaitingChoice(question_id=question_id, candidates=candidates)
        case Guide(state=state):
            return InGuide(question_id=question_id, state=state)
        case HandoffOffer():
            return AwaitingSend(question_id=question_id)
        case _:
            return Idle()


def paused_in(before: State) -> Paused | None:
    """The guide that something else interrupts now, or has interrupted before."""
    return Paused(question_id=before.question_id, state=before.state) if isinstance(before, InGuide) else before.paused


def known_facts(catalogue: Catalogue, text: str, article: str | None = None) -> dict[str, str]:
    """What the guide need not ask: said by the article one comes from, then by the text itself."""
    topic = catalogue.topics.get(article) if article else None
    return {**(topic.guide_facts if topic else {}), **known_from_text(catalogue.guide, fold(text))}


def answered_id(catalogue: Catalogue, intent: str, system: str | None) -> str:
    """The id an intent is answered with: '<system>-<procedure>' for a procedure."""
    topic = catalogue.topics[intent]
    return f"{system}-{intent}" if topic.kind is Kind.PROCEDURE and system else intent


def answer_for(catalogue: Catalogue, article: str, *, also: tuple[str, ...] = ()) -> Answer:
    """The answer with id `article`, taken apart into procedure and system where it is one."""
    system, procedure = catalogue.split(article)
    topic = catalogue.topic_of(article)
    return Answer(
        article=article,
        procedure=procedure if system else None,
        system=system,
        also=also,
        handoff_first=topic.handoff_first if topic else False,
    )
