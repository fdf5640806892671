"""An editor's desk: Eksempelby's content in folders of its own, a bot that answers from it, and people around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.content.loading import Folders
from bot.core.dialogue.moves import SendHandoff
from bot.services.acting import answer_ticket
from bot.services.drafting import edit_draft
from bot.services.ports import EDITOR, Draft, Holding, Person, Ticket
from bot.services.proposing import propose_draft
from tests.content.small import Small

from .conftest import Bot

QUESTION = "hvor længe skal vi gemme tegninger af broer"
ANSWER = "Ja, gem tegningerne, så længe broen står.\n\nSpørg Byarkivet, før I smider noget ud."
ENGLISH = {
    "title_en": "For how long must we keep drawings of bridges?",
    "answer_en": "**Keep the drawings for as long as the bridge stands.**",
    "utterances_en": ("must we keep bridge drawings",),
}


@dataclass
class Desk:
    """Everything an editor works with; `data` holds what is published."""

    bot: Bot
    content: Small
    data: Path

    @property
    def folders(self) -> Folders:
        """The content folders."""
        return self.content.folders

    @property
    def tools(self) -> dict[str, Any]:
        """What every service wants handed in."""
        return {"services": self.bot.services, "now": self.bot.now}

    @property
    def editor(self) -> Person:
        """Somebody who may edit drafts and holds no other role."""
        return self._employee("Edith", Holding(EDITOR))

    @property
    def coordinator(self) -> Person:
        """The coordinator, who answers tickets too."""
        return self._employee("Karen", Holding("koordinator"))

    def _employee(self, name: str, holding: Holding) -> Person:
        with self.bot.storage.transaction() as work:
            person = work.employ(f"{name.lower()}@eksempelby.example", name, now=self.bot.now)
            work.grant(person.id, holding)
            return person

    def ticket(self, question: str = QUESTION, answer: str = ANSWER, *, who: str = "anna") -> Ticket:
        """A ticket of `who`, answered by the coordinator unless the answer is ''."""
        asked = self.bot.ask(question, who=who)
        self.bot.press(SendHandoff(), asked.question_id, who=who)
        ticket = list(self.bot.storage.tables.tickets.values())[-1]
        if not answer:
            return ticket
        return answer_ticket(ticket.id, self.coordinator, answer, **self.tools)

    def draft(self, question: str = QUESTION, answer: str = ANSWER, *, change: bool = False) -> Draft:
        """A draft of an answered ticket."""
        ticket = self.ticket(question, answer)
        return propose_draft(ticket.id, self.coordinator, folders=self.folders, change=change, **self.tools)

    def edit(self, draft: Draft, **changes: Any) -> Draft:
        """The draft with fields changed by the editor."""
        text = replace(draft.text, **changes)
        return edit_draft(draft.id, self.editor, text, seen=draft.version, **self.tools)

    def ready(self) -> Draft:
        """A draft that may be published."""
        draft = self.draft()
        title = "Hvor længe skal tegninger af broer gemmes?"
        return self.edit(draft, article="tegninger-broer", group="praksis", title_da=title, **ENGLISH)

    def now(self, draft: Draft) -> Draft:
        """The draft as it is kept."""
        with self.bot.storage.reading() as work:
            found = work.draft(draft.id)
        assert found is not None
        return found
