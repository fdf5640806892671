"""Decide what a move leads to, given the question it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core import guide as guides
from bot.core.catalogue import Catalogue
from bot.core.dialogue.moves import (
    AnswerGuide,
    AskAnew,
    BackInGuide,
    Cancel,
    ConfirmAnswer,
    GiveFeedback,
    Move,
    OfferHandoff,
    PickChoice,
    PickSystem,
    Remember,
    ReopenTicket,
    ResumeGuide,
    SeeRelated,
    SendHandoff,
    StartGuide,
)
from bot.core.dialogue.replies import answer_for, known_facts, paused_in, waiting_for
from bot.core.dialogue.situation import Asker
from bot.core.matching import Kind
from bot.core.reply import (
    AwaitingReply,
    ClarifySystem,
    Decision,
    Guide,
    HandoffOffer,
    Idle,
    InGuide,
    Notice,
    Reply,
    Route,
    State,
)
from bot.core.routing import placed, route_of
from bot.errors import UnknownQuestionError


@dataclass(frozen=True)
class Asked:
    """The logged question a button belongs to. `article` is what it was answered with last."""

    id: str
    text: str
    route: Route
    article: str | None = None
    procedure: str | None = None
    candidates: tuple[str, ...] = field(default=())


def after(  # noqa: C901 -- a closed union, one line a case
    move: Move, asked: Asked, *, state: State, catalogue: Catalogue, asker: Asker
) -> Decision:
    """What `move` leads to. Sending, remembering, feedback and what concerns a ticket are carried out by the service,
    which knows how it went; here they only get their words.

    :raises UnknownQuestionError: when the question never offered this
    :raises GuideError: when the guide has no such step or option
    """
    match move:
        case PickSystem(system=system):
            return _picked_system(system, asked, catalogue)
        case PickChoice(article=article):
            return _picked_choice(article, asked, catalogue, asker)
        case SeeRelated(article=article):
            return _see_related(article, asked, catalogue, asker)
        case StartGuide():
            facts = known_facts(catalogue, asked.text, asked.article)
            return _guide(guides.start(catalogue.guide, facts), asked, catalogue)
        case AnswerGuide(step=step, option=option):
            return _guide(guides.answer(catalogue.guide, _guide_state(state, asked), step, option), asked, catalogue)
        case BackInGuide():
            return _guide(guides.back(catalogue.guide, _guide_state(state, asked)), asked, catalogue)
        case ResumeGuide():
            return _guide(_guide_state(state, asked), asked, catalogue)
        case OfferHandoff():
            return _decision(HandoffOffer(reason="asked", article=asked.article), asked)
        case Cancel():
            return Decision(reply=Notice(key="notice.cancelled"), route=asked.route, state=Idle())
        case SendHandoff():
            return Decision(reply=Notice(key="notice.sent"), route=asked.route, state=Idle())
        case GiveFeedback(verdict=verdict):
            key = "notice.sorry" if verdict == "not_helpful" else "notice.thanks"
            return Decision(reply=Notice(key=key), route=asked.route, state=state)
        case Remember(system=system):
            return Decision(
                reply=Notice(key="notice.remembered", values={"system": system}), route=asked.route, state=state
            )
        case ConfirmAnswer() | ReopenTicket() | AskAnew():
            return _about_ticket(move, asked, state)


def _about_ticket(move: ConfirmAnswer | ReopenTicket | AskAnew, asked: Asked, state: State) -> Decision:
    match move:
        case ConfirmAnswer(ticket_id=ticket_id):
            notice = Notice(key="notice.confirmed", values={"ticket": ticket_id})
            return Decision(reply=notice, route=asked.route, state=state)
        case ReopenTicket(ticket_id=ticket_id):
            notice = Notice(key="notice.reopened_here", values={"ticket": ticket_id})
            waiting = AwaitingReply(question_id=asked.id, ticket_id=ticket_id, paused=paused_in(state))
            return Decision(reply=notice, route=asked.route, state=waiting)
        case AskAnew():
            raise UnknownQuestionError(asked.id)  # a question of its own, which has nothing to do with this one


def _decision(reply: Reply, asked: Asked, route: Route | None = None) -> Decision:
    return Decision(reply=reply, route=route or asked.route, state=waiting_for(reply, asked.id))


def _picked_system(system: str | None, asked: Asked, catalogue: Catalogue) -> Decision:
    if asked.procedure is None or (system is not None and system not in catalogue.systems):
        raise UnknownQuestionError(asked.id)
    if system is None:
        return _decision(HandoffOffer(reason="asked"), asked, Route(role=catalogue.roles.coordinator))
    route = placed(catalogue.roles.system_manager, catalogue=catalogue, system=system, department=None)
    return _decision(answer_for(catalogue, f"{system}-{asked.procedure}"), asked, route)


def _picked_choice(article: str | None, asked: Asked, catalogue: Catalogue, asker: Asker) -> Decision:
    if article is None:
        return _decision(HandoffOffer(reason="no_article"), asked)
    topic = catalogue.topic_of(article)
    if topic is None or article not in asked.candidates:
        raise UnknownQuestionError(asked.id)
    system, _ = catalogue.split(article)
    route = route_of(topic, catalogue=catalogue, system=system, department=asker.department)
    if topic.kind is Kind.HANDOFF:
        return _decision(HandoffOffer(reason="topic", topic=topic.id), asked, route)
    if topic.kind is Kind.PROCEDURE and system is None:
        return _decision(ClarifySystem(procedure=topic.id, systems=catalogue.systems), asked, route)
    return _decision(answer_for(catalogue, article), asked, route)


def _see_related(article: str, asked: Asked, catalogue: Catalogue, asker: Asker) -> Decision:
    topic = catalogue.topics.get(article)
    if topic is None or topic.kind is not Kind.ARTICLE:
        raise UnknownQuestionError(asked.id)
    route = route_of(topic, catalogue=catalogue, department=asker.department)
    return _decision(answer_for(catalogue, article), asked, route)


def _guide(state: guides.GuideState, asked: Asked, catalogue: Catalogue) -> Decision:
    """The next step or the outcome; one that finds a possible breach leads to whoever receives breaches."""
    step = guides.next_step(catalogue.guide, state)
    is_breach = isinstance(step, guides.Outcome) and "P" in step.codes
    return _decision(Guide(state=state), asked, Route(role=catalogue.roles.breach) if is_breach else None)


def _guide_state(state: State, asked: Asked) -> guides.GuideState:
    if isinstance(state, InGuide) and state.question_id == asked.id:
        return state.state
    if state.paused is not None and state.paused.question_id == asked.id:
        return state.paused.state
    raise UnknownQuestionError(asked.id)
