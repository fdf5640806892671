"""The decision table: what the bot replies to a question, first line that fits."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import guide as guides
from bot.core.catalogue import GUIDE_ARTICLE, PERSON_ARTICLE
from bot.core.dialogue.lines import Check, Checks, Line, Tried, try_line
from bot.core.dialogue.replies import answer_for, answered_id, known_facts, paused_in, waiting_for
from bot.core.dialogue.responsible import route_for
from bot.core.dialogue.situation import Situation, probability_of
from bot.core.matching import Kind
from bot.core.reply import (
    Answer,
    ClarifyChoice,
    ClarifySystem,
    Decision,
    Fallback,
    Guide,
    HandoffOffer,
    InGuide,
    OutOfScope,
    Reply,
    State,
)
from bot.core.routing import route_of
from bot.core.understanding import Candidate

MOST_CHOICES = 3


def _nothing_to_go_by(now: Situation) -> Checks:
    yield Check("empty", now.understanding.is_empty)


def _possible_breach(now: Situation) -> Checks:
    """Missing one hurts a citizen, so it need not be the best candidate."""
    limit, probability = now.thresholds.breach, probability_of(now.breach)
    yield Check("breach", now.breach is not None)
    yield Check("probable", probability >= limit, probability, limit)


def _person_is_needed(now: Situation) -> Checks:
    """The asker wants a person, or needs one: which topic it is may be unclear ('the system writes wrong letters')
    when it is clear that a person must see to it, and no answer could be meant."""
    if now.topic is not None and now.topic.id == PERSON_ARTICLE:
        yield Check("asks_person", holds=True)
        yield _best_reaches(now, now.thresholds.handoff, name="probable")
        return
    yield from _person_is_likely(now)
    person, answer = now.understanding.for_person, probability_of(now.best_answer)
    topics, limit = sum(each.probability for each in now.persons), now.thresholds.person
    yield Check("person_ahead", person > answer, person, answer)
    yield Check("person_clear", topics >= limit or answer < now.thresholds.possible, topics, limit)


def _person_or_answer(now: Situation) -> Checks:
    """A wrong answer costs as much as ten questions back, a needless offer two: where both may be, the asker says."""
    yield from _person_is_likely(now)
    topic, limit = probability_of(now.for_person), now.thresholds.possible
    answer, certain = probability_of(now.best_answer), now.thresholds.certain
    yield Check("person_possible", topic >= limit, topic, limit)
    yield Check("answer_unsure", answer < certain, answer, certain)
    yield _several(now)


def _person_is_likely(now: Situation) -> Checks:
    limit, probability = now.thresholds.handoff, now.understanding.for_person
    yield Check("person_topic", now.for_person is not None and _is_placed(now, now.for_person))
    yield _field(now)
    yield Check("person_likely", probability >= limit, probability, limit)


def _is_placed(now: Situation, candidate: Candidate) -> bool:
    """Whether it is known where it leads: a fault in a system must first say which system."""
    return now.system is not None or now.catalogue.topics[candidate.intent].kind is not Kind.PROCEDURE


def _asks_for_guide(now: Situation) -> Checks:
    """It asks several questions before it answers, so it is opened only when hardly anything else can be meant."""
    yield from _guide_is_likely(now)
    certain = now.thresholds.certain
    is_clear = now.best_is_at_least(certain) or not _several(now).holds
    yield Check("guide_clear", is_clear, probability_of(now.best), certain)


def _guide_is_likely(now: Situation) -> Checks:
    yield Check("guide", _best_id(now) == GUIDE_ARTICLE)
    yield Check("no_kind", _typed_article(now) is None)
    yield from _is_likely(now)


def _is_draft_held_back(now: Situation) -> Checks:
    topic = now.topic
    yield Check("drafts_held", now.drafts == "handoff")
    yield Check("draft", topic is not None and topic.draft)
    yield from _is_likely(now)


def _lacks_system(now: Situation) -> Checks:
    topic = now.topic
    yield Check("procedure", topic is not None and topic.kind is Kind.PROCEDURE)
    yield Check("no_system", now.system is None)
    yield _best_reaches(now, now.thresholds.ask, name="likely")
    yield _field(now)


def _is_likely(now: Situation) -> Checks:
    yield _best_reaches(now, now.thresholds.likely, name="likely")
    yield _field(now, holds=now.is_likely)


def _is_shared(now: Situation) -> Checks:
    yield _field(now)
    yield _several(now)


def _several(now: Situation) -> Check:
    probabilities = sorted((each.probability for each in now.understanding.candidates), reverse=True)
    second = probabilities[1] if len(probabilities) > 1 else 0.0
    return Check("choices", len(_choices(now)) > 1, second, now.thresholds.choice)


def _is_in_field(now: Situation) -> Checks:
    yield _field(now)


def _may_be_in_field(now: Situation) -> Checks:
    yield Check("maybe_field", now.may_be_in_field, now.understanding.in_field, now.thresholds.doubt)


def _anything(_now: Situation) -> Checks:
    yield from ()


def _best_reaches(now: Situation, limit: float, *, name: str) -> Check:
    return Check(name, now.best_is_at_least(limit), probability_of(now.best), limit)


def _field(now: Situation, *, holds: bool | None = None) -> Check:
    is_ours = now.is_in_field if holds is None else holds
    return Check("field", is_ours, now.understanding.in_field, now.thresholds.in_field)


def _fallback(_now: Situation) -> Reply:
    return Fallback()


def _breach(now: Situation) -> Reply:
    return _to_person(now, now.breach)


def _person(now: Situation) -> Reply:
    if now.topic is not None and now.topic.id == PERSON_ARTICLE:
        return HandoffOffer(reason="asked", article=now.topic.id)
    return _to_person(now, now.for_person)


def _to_person(now: Situation, candidate: Candidate | None) -> Reply:
    """The answer that puts the person first where the candidate has one, else the offer of the person."""
    if candidate is None or now.catalogue.topics[candidate.intent].kind is Kind.HANDOFF:
        return HandoffOffer(reason="topic", topic=candidate.intent if candidate else None)
    return _answered(now, candidate)


def _guide(now: Situation) -> Reply:
    return Guide(state=guides.start(now.catalogue.guide, known_facts(now.catalogue, now.understanding.text)))


def _clarify_system(now: Situation) -> Reply:
    named = now.understanding.found.systems
    own = tuple(system for system in now.asker.systems if system in now.catalogue.systems)
    others = tuple(system for system in now.catalogue.systems if system not in own)
    systems = named or (*own, *others)
    return ClarifySystem(procedure=_best_id(now), systems=systems, own=len(own) if not named else 0)


def _held_back(_now: Situation) -> Reply:
    return HandoffOffer(reason="draft")


def _answer(now: Situation) -> Reply:
    if now.topic is not None and now.topic.kind is Kind.HANDOFF:
        return _to_person(now, now.best)
    typed = _typed_article(now)
    if typed is not None:
        return Answer(article=typed, also=_also(now, typed))
    return _answered(now, now.best) if now.best else Fallback()


def _answered(now: Situation, candidate: Candidate) -> Answer:
    article = answered_id(now.catalogue, candidate.intent, now.system)
    found = now.understanding.found
    answer = answer_for(now.catalogue, article, also=_also(now, article))
    is_procedure = answer.procedure is not None
    return answer.model_copy(
        update={"remembered": is_procedure and not found.systems, "guessed": is_procedure and found.guessed}
    )


def _choice(now: Situation) -> Reply:
    return ClarifyChoice(candidates=tuple(_choices(now)))


def _no_article(_now: Situation) -> Reply:
    return HandoffOffer(reason="no_article")


def _out_of_scope(_now: Situation) -> Reply:
    return OutOfScope()


TABLE: tuple[Line, ...] = (
    Line("nothing_to_go_by", _nothing_to_go_by, _fallback),
    Line("possible_breach", _possible_breach, _breach),
    Line("person_needed", _person_is_needed, _person),
    Line("person_or_answer", _person_or_answer, _choice, since=("person_needed",)),
    Line("asks_for_guide", _asks_for_guide, _guide),
    Line("guide_or_answer", _guide_is_likely, _choice, since=("asks_for_guide",)),
    Line("draft_held_back", _is_draft_held_back, _held_back),
    Line("system_missing", _lacks_system, _clarify_system),
    Line("likely", _is_likely, _answer),
    Line("shared", _is_shared, _choice, since=("likely",)),
    Line("in_field", _is_in_field, _no_article, since=("likely",)),
    Line("doubtful", _may_be_in_field, _fallback, since=("in_field",)),
    Line("not_ours", _anything, _out_of_scope, since=("doubtful",)),
)


def considered(now: Situation) -> Iterator[Tried]:
    """The lines as they were held up against the question, up to and with the one that fits."""
    for line in TABLE:
        tried = try_line(line, now)
        yield tried
        if tried.fits:
            return


def decide(now: Situation, *, question_id: str, before: State | None = None) -> Decision:
    """The reply to a question, its route and what the bot waits for next; a guide it interrupts can be resumed."""
    reply = next(line.reply(now) for line in TABLE if line.fits(now))
    state = waiting_for(reply, question_id)
    if before is not None and not isinstance(state, InGuide):
        state = state.model_copy(update={"paused": paused_in(before)})
    return Decision(reply=reply, route=route_for(reply, now), state=state)


def decide_case(now: Situation, *, question_id: str) -> Decision:
    """The guide about a text that is no question but the case itself; what the text says is filled in."""
    reply, about = _guide(now), now.catalogue.topic_of(GUIDE_ARTICLE)
    route = route_of(about, catalogue=now.catalogue, system=now.system, department=now.asker.department)
    return Decision(reply=reply, route=route, state=waiting_for(reply, question_id))


def _best_id(now: Situation) -> str:
    return now.best.intent if now.best else ""


def _typed_article(now: Situation) -> str | None:
    """The article of the kind of document named, when all the rest says is 'must this be journaled?'."""
    kind = now.understanding.document_type
    if _best_id(now) != GUIDE_ARTICLE or kind is None:
        return None
    return now.catalogue.document_types.get(kind)


def _also(now: Situation, article: str) -> tuple[str, ...]:
    second = now.understanding.second
    if second is None or second.kind is Kind.HANDOFF or second.probability < now.thresholds.second:
        return ()
    if second.kind is Kind.PROCEDURE and now.system is None:
        return ()
    other = answered_id(now.catalogue, second.intent, now.system)
    return () if other in (article, PERSON_ARTICLE) else (other,)


def _choices(now: Situation) -> list[str]:
    """Up to three candidates that could be meant; each leads to an answer, a question back or an offer."""
    likely = [each for each in now.understanding.candidates if each.probability >= now.thresholds.choice]
    ids = [answered_id(now.catalogue, each.intent, now.system) for each in likely]
    return ids[:MOST_CHOICES]
