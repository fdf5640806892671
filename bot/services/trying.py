"""Try a question out: understand and decide as for a new asker, and store nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.content.expected import offers_person
from bot.content.snapshot import Snapshot
from bot.core.catalogue import PERSON_ARTICLE
from bot.core.dialogue.situation import Situation
from bot.core.dialogue.table import decide
from bot.core.reply import Answer, Decision, Guide
from bot.core.routing import resolved
from bot.core.understanding import Language, Understanding
from bot.services.asking import answered_article, asked_procedure, shown_candidates
from bot.services.understanding import read


@dataclass(frozen=True)
class Trial:
    """What one question would lead to."""

    understanding: Understanding
    decision: Decision
    redacted: str


def try_out(
    text: str,
    *,
    snapshot: Snapshot,
    language: Language | None = None,
    drafts: Literal["show", "handoff"] = "show",
) -> Trial:
    """What the bot would say to `text` from somebody it does not know."""
    understood = read(text, snapshot=snapshot, language=language)
    situation = Situation(understood.understanding, snapshot.catalogue, drafts=drafts, thresholds=snapshot.thresholds)
    return Trial(understood.understanding, decide(situation, question_id="trial"), understood.hidden.text)


def as_row(trial: Trial, *, snapshot: Snapshot) -> dict[str, Any]:
    """The trial as the evaluation contract's JSON object, without the question's id."""
    reply = trial.decision.reply
    route = resolved(trial.decision.route, catalogue=snapshot.catalogue)
    article = answered_article(reply)
    return {
        "reply": "handoff_offer" if article == PERSON_ARTICLE else reply.kind,
        "article": article,
        "also": list(reply.also) if isinstance(reply, Answer) else [],
        "candidates": list(shown_candidates(reply, trial.understanding, snapshot.catalogue)),
        "system": (reply.system if isinstance(reply, Answer) else None) or trial.understanding.system,
        "procedure": asked_procedure(reply),
        "route": {"role": route.role, "system": route.system},
        "handoff_offered": offers_person(reply),
        "language": trial.understanding.language,
        "confidence": round(_confidence(trial), 4),
        "redacted": trial.redacted,
    }


def _confidence(trial: Trial) -> float:
    """How sure the bot is of this reply: of the candidate when it answers, else of the field."""
    understanding = trial.understanding
    if isinstance(trial.decision.reply, Answer | Guide) and understanding.candidates:
        return understanding.candidates[0].probability
    return understanding.in_field
