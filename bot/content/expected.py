"""Whether a reply is the one a known question must get, and what it costs when it is not."""

from __future__ import annotations

from bot.content.models import KnownQuestion
from bot.core.catalogue import GUIDE_ARTICLE, Catalogue
from bot.core.reply import Answer, ClarifySystem, Decision, Fallback, Guide, HandoffOffer, OutOfScope, Reply
from bot.core.routing import resolved

WRONG_CERTAIN = 10  # answered as if it knew
NEEDLESS_HANDOFF = 2
NEEDLESS_QUESTION = 1  # asked back, or said that it did not understand


def offers_person(reply: Reply) -> bool:
    """Whether the reply puts the handing over first."""
    return isinstance(reply, HandoffOffer) or (isinstance(reply, Answer) and reply.handoff_first)


def is_met(question: KnownQuestion, decision: Decision, catalogue: Catalogue) -> bool:
    """Whether `decision` is what the file says of `question`."""
    reply = decision.reply
    match question.reply:
        case "handoff_offer":
            route = resolved(decision.route, catalogue=catalogue)
            fits = question.role in (None, route.role) and question.system in (None, route.system)
            return offers_person(reply) and fits
        case "answer":
            wanted = question.article or f"{question.system}-{question.procedure}"
            return wanted in _answered(reply)
        case "guide":
            return isinstance(reply, Guide)
        case "clarify_system":
            return isinstance(reply, ClarifySystem) and question.procedure in (None, reply.procedure)
        case "out_of_scope" | "fallback":
            return isinstance(reply, OutOfScope | Fallback)
        case _:
            return reply.kind == question.reply


def cost(question: KnownQuestion, decision: Decision, catalogue: Catalogue) -> int:
    """What the reply costs the asker: 0 when it is what the file says."""
    if is_met(question, decision, catalogue):
        return 0
    if offers_person(decision.reply):
        return NEEDLESS_HANDOFF
    return WRONG_CERTAIN if isinstance(decision.reply, Answer | Guide) else NEEDLESS_QUESTION


def _answered(reply: Reply) -> tuple[str | None, ...]:
    match reply:
        case Answer(article=article, also=also):
            return (article, *also)
        case Guide():
            return (GUIDE_ARTICLE,)
        case HandoffOffer(article=article):
            return (article,)
        case _:
            return ()
