"""The cards that say what happened: a phrase with what fills it, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.content.card_words import CardWords
from bot.content.cards import Button, Card
from bot.core.reply import Route

REASONS = ("wrong", "outdated", "unclear", "other_system")
NOT_ALWAYS_KNOWN = {"who": "", "due": "", "to": ""}


class NoticePresenter(CardWords):
    """Builds the notice's card of one occasion."""

    def card(self, key: str, values: Mapping[str, str]) -> Card:
        """The phrase `key`. Ids and times among `values` are put into words: a system, `to` a role, `due` a time."""
        text = self.say(key, **{**NOT_ALWAYS_KNOWN, **values, **self._worded(values)})
        options, actions = self._options(key), self._actions(key, values)
        return replace(
            Card("notice", self.language, self.at.question_id, text),
            options=options,
            actions=(*actions, self.send_button()) if options else actions,
        )

    def _worded(self, values: Mapping[str, str]) -> dict[str, str]:
        worded = {}
        if "system" in values:
            worded["system"] = self.phrases.system(values["system"])
        if values.get("role") in self.library.organisation.roles:
            system, department = values.get("of_system") or None, values.get("of_department") or None
            worded["to"] = self.phrases.role(Route(role=values["role"], system=system, department=department))
        if values.get("due_at"):
            worded["due"] = self.phrases.when(datetime.fromisoformat(values["due_at"]), self.at.now)
        return worded

    def _options(self, key: str) -> tuple[Button, ...]:
        if key != "notice.sorry":
            return ()
        return tuple(Button(f"feedback:{reason}", self.say(f"feedback.{reason}")) for reason in REASONS)

    def _actions(self, key: str, values: Mapping[str, str]) -> tuple[Button, ...]:
        ticket, event = values.get("ticket"), values.get("event")
        if key == "notice.answered" and ticket:
            helped = Button(f"confirm:{ticket}", self.say("button.helped"), primary=True)
            return (helped, Button(f"reopen:{ticket}", self.say("button.not_helped")))
        if key == "notice.closed_silently" and ticket:
            return (Button(f"reopen:{ticket}", self.say("button.reopen")),)
        if key == "notice.reply_sent" and event:
            return (Button(f"anew:{event}", self.say("button.anew")),)
        return ()
