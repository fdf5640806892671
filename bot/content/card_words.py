"""What every card is worded with: the occasion, phrases, and the buttons that stand on most of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.content.calendar import calendar_of
from bot.content.cards import Button
from bot.content.models import Basis
from bot.content.phrasing import Phrasing
from bot.content.snapshot import Snapshot
from bot.core.reply import Route


@dataclass(frozen=True)
class Occasion:
    """What a card depends on besides the reply: whose question, in which language, when, and who would get it."""

    language: str
    now: datetime
    route: Route
    question_id: str | None = None
    text: str = ""
    redacted: tuple[str, ...] = ()
    paused_question_id: str | None = None
    system: str | None = None
    can_remember: bool = False
    is_urgent: bool = False


class CardWords:
    """Words for the cards of one occasion."""

    def __init__(self, snapshot: Snapshot, occasion: Occasion) -> None:
        self.snapshot = snapshot
        self.library = snapshot.library
        self.at = occasion
        self.language = occasion.language
        self.phrases = Phrasing(snapshot.library, snapshot.catalogue, occasion.language)

    def say(self, key: str, **values: object) -> str:
        """A phrase in the asker's language."""
        return self.phrases.say(key, **values)

    def person_button(self) -> Button:
        """The way to a person, always there."""
        return Button("handoff", self.say("button.person"))

    def send_button(self) -> Button:
        """'did not help': to whoever is responsible."""
        return Button("handoff", self.say("button.send_to", role=self.phrases.role(self.at.route)))

    def urgent(self) -> str:
        """What to do at once, where the route says so, and whom to reach while nobody is at work."""
        organisation = self.library.organisation
        role = organisation.roles[self.at.route.role]
        closed = role.out_of_hours is not None and not calendar_of(organisation).is_open_at(self.at.now)
        notes = (role.phone_note, role.out_of_hours if closed else None)
        return "\n\n".join(note.get(self.language) for note in notes if note)

    def feedback_buttons(self) -> tuple[Button, ...]:
        """Whether it helped."""
        return (
            Button("feedback:helpful", self.say("feedback.helpful")),
            Button("feedback:not_helpful", self.say("feedback.not_helpful")),
        )

    def basis_line(self, basis: Basis) -> str:
        """One source, and whom it binds when that is not everyone."""
        source = basis.source.get(self.language)
        if basis.applies_to is None:
            return source
        return self.say("trust.bound", source=source, who=basis.applies_to.get(self.language))
