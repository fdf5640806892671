"""Say who would get a question if its asker now sent it to a person."""

from __future__ import annotations

from bot.core.catalogue import Topic
from bot.core.dialogue.situation import Situation
from bot.core.matching import Kind
from bot.core.reply import Answer, ClarifyChoice, Fallback, HandoffOffer, OutOfScope, Reply, Route
from bot.core.routing import route_of


def route_for(reply: Reply, now: Situation) -> Route:
    """The role, and the system where it is one of a system, that would get the question now."""
    route = route_of(_about(reply, now), catalogue=now.catalogue, system=now.system, department=now.asker.department)
    manager = now.catalogue.roles.system_manager
    if isinstance(reply, HandoffOffer) and reply.reason == "no_article" and not _is_handoff(now) and now.system:
        return Route(role=manager, system=now.system)
    return route


def _about(reply: Reply, now: Situation) -> Topic | None:
    """The topic that says who is responsible. An unlikely best candidate does not, unless a person must see to it."""
    match reply:
        case Fallback() | OutOfScope() | ClarifyChoice():
            return None
        case HandoffOffer(reason="no_article"):
            return now.topic if _is_handoff(now) else None
        case HandoffOffer(topic=str(topic)):
            return now.catalogue.topics[topic]
        case Answer(article=article, handoff_first=True):
            return now.catalogue.topic_of(article)
        case _:
            return now.topic


def _is_handoff(now: Situation) -> bool:
    return now.topic is not None and now.topic.kind is Kind.HANDOFF
