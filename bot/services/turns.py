"""What every turn of a conversation shares: who, where, what the bot waits for, and how a decision is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.content.card_words import Occasion
from bot.content.cards import Card
from bot.content.presenting import present
from bot.content.snapshot import Snapshot
from bot.core.dialogue.situation import Asker
from bot.core.reply import AwaitingReply, Decision, HandoffOffer, Idle, InGuide, Notice, Route, State
from bot.errors import GoneError, GuideError
from bot.services.context import Services
from bot.services.ports import PUSHED, Conversation, Exchange, Person, Place, Profile, Question, Sender, Work
from bot.services.replying import asked_back_in

STATE_EXPIRES = timedelta(minutes=30)


@dataclass(frozen=True)
class Turn:
    """One turn in one transaction."""

    work: Work
    services: Services
    snapshot: Snapshot
    event_id: str
    sender: Sender
    person: Person
    profile: Profile
    conversation: Conversation
    asked_back: AwaitingReply | None
    is_sent: bool
    now: datetime

    @property
    def state(self) -> State:
        """What the bot waits for: nothing after half an hour of silence, but for what a person has asked back."""
        at = self.conversation.state_at
        state = Idle() if at is None or self.now - at > STATE_EXPIRES else self.conversation.state
        if isinstance(state, Idle) and self.asked_back is not None:
            return self.asked_back.model_copy(update={"paused": state.paused})
        return state

    @property
    def asker(self) -> Asker:
        """The remembered part of the person that a reply depends on."""
        return Asker(systems=self.profile.systems, department=self.profile.department)

    def keep(
        self,
        decision: Decision,
        *,
        question_id: str | None,
        said: str | None,
        language: str,
        redacted: tuple[str, ...] = (),
    ) -> Exchange:
        """Write the turn, the new state and, where the channel is written to, the message that must arrive."""
        paused = decision.state.paused
        exchange = Exchange(
            event_id=self.event_id,
            conversation_id=self.conversation.id,
            question_id=question_id,
            said=said,
            reply=decision.reply,
            language=language,
            at=self.now,
            redacted=redacted,
            paused_question_id=paused.question_id if paused and not isinstance(decision.state, InGuide) else None,
        )
        self.work.add_exchange(exchange)
        self.work.save_state(self.conversation.id, decision.state, now=self.now)
        if self.is_sent:
            body = {"event_id": self.event_id}
            self.work.enqueue(self.conversation.id, body, dedupe_key=f"reply:{self.event_id}", now=self.now)
        return exchange


def begin(
    work: Work, *, services: Services, snapshot: Snapshot, event_id: str, sender: Sender, place: Place, now: datetime
) -> Turn:
    """The turn of `event_id`, its person and conversation made known when they are new."""
    person = work.person(sender, now=now)
    conversation = work.conversation(sender.channel, place, person.id)
    return Turn(
        work=work,
        services=services,
        snapshot=snapshot,
        event_id=event_id,
        sender=sender,
        person=person,
        profile=work.profile(person.id),
        conversation=conversation,
        asked_back=asked_back_in(conversation, work=work),
        is_sent=sender.channel in PUSHED and not place.is_shown_at_once,
        now=now,
    )


def text_to_send(question: Question, *, work: Work) -> str:
    """What a person would be sent: the question, and before it the one that 'I want a person' was about."""
    exchange = work.exchange(question.event_id)
    reply = exchange.reply if exchange else None
    before = work.question(reply.about) if isinstance(reply, HandoffOffer) and reply.about else None
    return f"{before.text}\n\n{question.text}" if before is not None and before.text else question.text


def is_urgent(question: Question, *, work: Work, snapshot: Snapshot) -> bool:
    """Whether what would be sent is on a topic that cannot wait, or for a role that answers by the clock."""
    exchange = work.exchange(question.event_id)
    offered = exchange.reply.topic if exchange and isinstance(exchange.reply, HandoffOffer) else None
    topics = (snapshot.library.handoffs.get(key or "") for key in (question.article, question.chosen, offered))
    role = snapshot.library.organisation.roles.get(question.route.role)
    return (role is not None and role.wall_clock) or any(topic.urgent for topic in topics if topic)


def card_of(exchange: Exchange, *, work: Work, snapshot: Snapshot, now: datetime) -> Card:
    """The card an exchange shows, with today's content."""
    question = work.question(exchange.question_id) if exchange.question_id else None
    conversation = work.conversation_by_id(exchange.conversation_id)
    profile = work.profile(conversation.person_id) if conversation else Profile()
    text = text_to_send(question, work=work) if question else ""
    urgent = question is not None and is_urgent(question, work=work, snapshot=snapshot)
    occasion = replace(_occasion(exchange, question, profile, text, now), is_urgent=urgent)
    try:
        return present(exchange.reply, snapshot=snapshot, occasion=occasion)
    except (GoneError, GuideError) as gone:  # the content was changed since; the rest of the conversation still shows
        return present(Notice(key=gone.message_key), snapshot=snapshot, occasion=occasion)


def _occasion(exchange: Exchange, question: Question | None, profile: Profile, text: str, now: datetime) -> Occasion:
    return Occasion(
        language=exchange.language,
        now=now,
        route=question.route if question else Route(role=""),
        question_id=exchange.question_id,
        text=text,
        redacted=exchange.redacted,
        paused_question_id=exchange.paused_question_id,
        system=(question.system if question else None) or (profile.systems[0] if len(profile.systems) == 1 else None),
        can_remember=bool(question and question.system and question.system not in profile.systems),
    )
