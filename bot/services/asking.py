"""Ask a question: redact, understand, decide, log and queue the reply, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from bot.content.presenting import options_of
from bot.content.snapshot import Snapshot
from bot.core.catalogue import GUIDE_ARTICLE, PERSON_ARTICLE, Catalogue
from bot.core.dialogue.following import follow
from bot.core.dialogue.moves import Move
from bot.core.dialogue.situation import Situation
from bot.core.dialogue.table import decide, decide_case
from bot.core.matching import Kind
from bot.core.privacy import Redacted
from bot.core.reply import (
    Answer,
    AwaitingReply,
    ClarifyChoice,
    ClarifySystem,
    Decision,
    Guide,
    HandoffOffer,
    Idle,
    Reply,
    State,
)
from bot.core.understanding import Language, Understanding
from bot.errors import GoneError, GuideError, TooLongError, TooManyError
from bot.services.chat_words import follow_words
from bot.services.context import Services
from bot.services.moving import move_in
from bot.services.ports import Exchange, Person, Place, Question, Sender, Work
from bot.services.replying_in_chat import reply_in
from bot.services.turns import STATE_EXPIRES, Turn, begin

LONGEST = 4_000  # characters
SAYS_WHAT_ABOUT = 9  # words from which a wish for a person says itself what it is about


@dataclass(frozen=True)
class Asking:
    """An utterance as a channel hands it over; `event_id` is the same when it is delivered again.

    `is_new` when the asker has said that it is a question of its own, whatever the bot waits for. `is_case` when the
    text is no question but what the asker has before them: the guide decides about it.
    """

    event_id: str
    sender: Sender
    place: Place
    text: str
    language: Language | None = None
    is_new: bool = False
    is_case: bool = False


@dataclass(frozen=True)
class Understood:
    """A redacted text and what it means; made before the write lock is taken. `began` is in seconds of a clock."""

    snapshot: Snapshot
    hidden: Redacted
    understanding: Understanding
    began: float


def ask(asking: Asking, *, services: Services, now: datetime) -> Exchange:
    """Answer `asking`, or give the same reply again when its event was seen before.

    :raises TooLongError: when the text is longer than 4,000 characters
    :raises TooManyError: when the asker has asked more than the limit within a minute
    """
    if len(asking.text) > LONGEST:
        raise TooLongError(LONGEST)
    began, snapshot = perf_counter(), services.content.current()
    hidden, understanding = services.reader(asking.text, snapshot=snapshot, language=asking.language)
    understood = Understood(snapshot, hidden, understanding, began)
    with services.storage.transaction() as work:
        return _answer_once(asking, understood, work=work, services=services, now=now)


def _answer_once(asking: Asking, understood: Understood, *, work: Work, services: Services, now: datetime) -> Exchange:
    seen = work.exchange(asking.event_id)
    if seen is not None:
        return seen
    turn = begin(
        work,
        services=services,
        snapshot=understood.snapshot,
        event_id=asking.event_id,
        sender=asking.sender,
        place=asking.place,
        now=now,
    )
    _refuse_too_many(work, turn.person, services, now)
    language = asking.language or _language(turn, understood.understanding)
    if asking.is_case:
        return _answer(turn, understood, language=language, is_case=True)
    followed = follow_words(turn, asking.text, understood.hidden, language=language)
    if followed is None and not asking.is_new:
        followed = _go_on(turn, understood, language=language)
    return followed or _answer(turn, understood, language=language)


def _language(turn: Turn, understanding: Understanding) -> Language:
    """The language the person chose to be remembered, else the text's own."""
    chosen = turn.profile.language
    return "en" if chosen == "en" else "da" if chosen == "da" else understanding.language


def _refuse_too_many(work: Work, person: Person, services: Services, now: datetime) -> None:
    if work.questions_since(person.id, now - timedelta(minutes=1)) >= services.most_a_minute:
        raise TooManyError(services.most_a_minute)


def _go_on(turn: Turn, understood: Understood, *, language: Language) -> Exchange | None:
    """What the bot waits for: a choice made in words, else the reply that a person has asked for; None for neither."""
    state, text = turn.state, understood.hidden.text
    if not isinstance(state, Idle):
        move = _move_said(text, state, snapshot=turn.snapshot, language=language)
        if move is not None:
            return move_in(turn, move, question_id=state.question_id, said=text)
    awaited = state if isinstance(state, AwaitingReply) else turn.asked_back
    return reply_in(turn, awaited, understood.hidden) if awaited else None


def _answer(turn: Turn, understood: Understood, *, language: Language, is_case: bool = False) -> Exchange:
    text, snapshot = understood.hidden.text, turn.snapshot
    situation = Situation(
        understood.understanding,
        snapshot.catalogue,
        asker=turn.asker,
        drafts=turn.services.drafts,
        thresholds=snapshot.thresholds,
    )
    question_id = turn.services.new_id()
    if is_case:
        decision = decide_case(situation, question_id=question_id)
    else:
        decision = decide(situation, question_id=question_id, before=turn.state)
    if len(text.split()) < SAYS_WHAT_ABOUT:
        decision = _about_the_one_before(turn, decision)
    latency_ms = (perf_counter() - understood.began) * 1000
    turn.work.add_question(_logged(turn, understood, decision, question_id, language, latency_ms))
    redacted = tuple(str(kind) for kind in understood.hidden.found)
    return turn.keep(decision, question_id=question_id, said=text, language=language, redacted=redacted)


def _move_said(text: str, state: State, *, snapshot: Snapshot, language: Language) -> Move | None:
    """The move `text` makes; None when it is a question of its own, or what was shown is no longer in the content."""
    try:
        options = options_of(state, snapshot=snapshot, language=language)
        return follow(text, state, options=options, catalogue=snapshot.catalogue, lexicon=snapshot.matcher.lexicon)
    except (GoneError, GuideError):
        return None


def _about_the_one_before(turn: Turn, decision: Decision) -> Decision:
    """'Jeg vil tale med et menneske' is about what was asked just before; a person must see that too."""
    reply = decision.reply
    if not isinstance(reply, HandoffOffer) or reply.article != PERSON_ARTICLE:
        return decision
    recent = [each for each in turn.work.transcript(turn.conversation.id, limit=5) if each.said and each.question_id]
    if not recent or turn.now - recent[-1].at > STATE_EXPIRES:
        return decision
    return decision.model_copy(update={"reply": reply.model_copy(update={"about": recent[-1].question_id})})


def _logged(
    turn: Turn, understood: Understood, decision: Decision, question_id: str, language: str, latency_ms: float
) -> Question:
    understanding, catalogue = understood.understanding, turn.snapshot.catalogue
    article = answered_article(decision.reply)
    topic = catalogue.topic_of(article) if article else None
    best = understanding.candidates[0] if understanding.candidates else None
    return Question(
        id=question_id,
        event_id=turn.event_id,
        conversation_id=turn.conversation.id,
        channel=turn.conversation.channel,
        asker_hash=turn.person.asker_hash,
        asked_at=turn.now,
        text=understood.hidden.text,
        language=language,
        reply=decision.reply.kind,
        snapshot=turn.snapshot.hash,
        route=decision.route,
        department=turn.profile.department,
        system=understanding.system or (decision.reply.system if isinstance(decision.reply, Answer) else None),
        document_type=understanding.document_type,
        procedure=asked_procedure(decision.reply),
        theme=topic.theme if topic else None,
        article=article,
        also=decision.reply.also if isinstance(decision.reply, Answer) else (),
        candidates=shown_candidates(decision.reply, understanding, catalogue),
        probability=best.probability if best else 0.0,
        in_field=understanding.in_field,
        latency_ms=latency_ms,
    )


def answered_article(reply: Reply) -> str | None:
    """The id a reply answers with: the guide and the offer of a person have ids too."""
    match reply:
        case Answer(article=article):
            return article
        case Guide():
            return GUIDE_ARTICLE
        case HandoffOffer(article=article):
            return article
        case _:
            return None


def asked_procedure(reply: Reply) -> str | None:
    """The procedure a reply answers or asks the system for."""
    return reply.procedure if isinstance(reply, Answer | ClarifySystem) else None


def shown_candidates(reply: Reply, understanding: Understanding, catalogue: Catalogue) -> tuple[str, ...]:
    """What is shown to choose from, else the best three."""
    if isinstance(reply, ClarifyChoice):
        return reply.candidates
    system = understanding.system
    return tuple(
        f"{system}-{each.intent}" if each.kind is Kind.PROCEDURE and system else each.intent
        for each in understanding.candidates[:3]
    )
