"""Press a button: carry out its move, or ask what was sent to a ticket as the question it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.dialogue.moves import AskAnew, Move
from bot.errors import UnknownQuestionError
from bot.services.asking import Asking, ask
from bot.services.context import Services
from bot.services.moving import move_in
from bot.services.ports import Exchange, Place, Sender
from bot.services.turns import begin


@dataclass(frozen=True)
class Press:
    """A button as a channel hands it over; `event_id` is the same when it is delivered again."""

    event_id: str
    sender: Sender
    place: Place
    question_id: str
    move: Move


def press(pressed: Press, *, services: Services, now: datetime) -> Exchange:
    """Follow `pressed`, or give the same reply again when its event was seen before.

    :raises UnknownQuestionError: when the question is not there, is another person's, or never offered this
    :raises GuideError: when the step shown is no longer the open one
    :raises UnknownTicketError: when the person does not wait for the answer of the ticket it is about
    :raises TransitionError: when the ticket it is about does not wait for that any more
    """
    if isinstance(pressed.move, AskAnew):
        return _ask_anew(pressed, pressed.move.event_id, services=services, now=now)
    with services.storage.transaction() as work:
        seen = work.exchange(pressed.event_id)
        if seen is not None:
            return seen
        turn = begin(
            work,
            services=services,
            snapshot=services.content.current(),
            event_id=pressed.event_id,
            sender=pressed.sender,
            place=pressed.place,
            now=now,
        )
        return move_in(turn, pressed.move, question_id=pressed.question_id, said=None)


def _ask_anew(pressed: Press, event_id: str, *, services: Services, now: datetime) -> Exchange:
    """Ask the text of an earlier turn of one's own, which went to a ticket and stays there."""
    with services.storage.reading() as work:
        earlier = work.exchange(event_id)
        conversation = work.conversation_by_id(earlier.conversation_id) if earlier else None
        person = work.known_person(pressed.sender.channel, pressed.sender.external_id)
    is_own = conversation is not None and person is not None and conversation.person_id == person.id
    if earlier is None or not earlier.said or not is_own:
        raise UnknownQuestionError(event_id[:40])
    asking = Asking(pressed.event_id, pressed.sender, pressed.place, earlier.said, is_new=True)
    return ask(asking, services=services, now=now)
