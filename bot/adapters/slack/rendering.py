"""Dress a card as a Slack message: blocks, and a plain text for notifications and screen readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.blocks import Block
from bot.adapters.slack.mrkdwn import BULLET, cut, escape, quote, to_mrkdwn
from bot.content.cards import Button, Card, Section, SendForm

Say = Callable[[str], str]

# What the action ids of our buttons begin with. The reply to a STEP takes the place of the message it was pressed in;
# EDIT and WHY open a dialog.
PRESS, STEP, EDIT, WHY = "press", "step", "edit", "why"
PRESSED = re.compile(rf"^(?:{PRESS}|{STEP}):\d+$")
STEPS = ("step:", "back", "cancel")  # what leaves a step of the guide behind
NOT_HELPFUL = "feedback:not_helpful"
MOST_BLOCKS = 50
LONGEST = 13_000  # characters over all blocks; Slack refuses somewhere above 13,200 (msg_blocks_too_long)
LONGEST_TEXT = 2_900
LONGEST_QUOTE = 2_900
MOST_BUTTONS = 10  # more than that become a menu


@dataclass(frozen=True)
class Message:
    """What chat.postMessage takes."""

    text: str
    blocks: Sequence[Block]


def render(card: Card, *, say: Say) -> Message:
    """`card` as a message; `say` gives the phrases that only Slack needs, in the card's language.

    A body longer than Slack takes is cut, with a sentence that says so; what can be pressed is never cut.
    """
    dress = _Dress(card, say)
    front, body, tail = dress.front(), dress.body(), dress.tail()
    kept = _within(body, room=LONGEST - kit.size((*front, *tail)), most=MOST_BLOCKS - len(front) - len(tail))
    if len(kept) < len(body):
        pointer = kit.context([escape(say("slack.cut"))])
        kept = [*kept[: max(0, len(kept) - 1)], *pointer]
    return Message(text=plain_text(card), blocks=[*front, *kept, *tail])


def plain_text(card: Card) -> str:
    """The card in words alone; a message is never without."""
    parts = [escape(card.title), *(to_mrkdwn(text) for text in (card.urgent, card.text, *card.notes))]
    return cut("\n\n".join(part for part in parts if part), LONGEST_TEXT) or card.kind


def value(question_id: str, action: str) -> str:
    """What a button carries: ids, never texts."""
    return f"{question_id}|{action}"


def read_value(carried: str) -> tuple[str, str]:
    """(question id, action) of a button's value; two empty strings when it is none of ours."""
    question_id, bar, action = carried.partition("|")
    return (question_id, action) if bar else ("", "")


def _within(body: Sequence[Block], *, room: int, most: int) -> list[Block]:
    kept: list[Block] = []
    for block in body:
        room -= kit.size([block])
        if room < 0 or len(kept) == most:
            break
        kept.append(block)
    return kept


@dataclass
class _Dress:
    """The parts of one message; the count keeps action ids apart."""

    card: Card
    say: Say
    numbers: Iterator[int] = field(default_factory=count)

    def front(self) -> list[Block]:
        """What an answer lets nobody overlook: a possible breach, and the way to a person."""
        urgent = kit.sections(f":warning: {to_mrkdwn(self.card.urgent)}") if self.card.urgent else []
        if self.card.form is None or self.card.kind != "answer":
            return [] if self.card.kind == "handoff_offer" else urgent
        return [*urgent, *self._form(self.card.form), kit.divider()]

    def body(self) -> list[Block]:
        """The words of the card and of those that go with it."""
        card = self.card
        more = [block for other in card.also for block in (kit.divider(), *_words(other), *_small_print(other))]
        return [*kit.context(map(to_mrkdwn, card.notes)), *_words(card), *self._labels(), *more, *_receipt(card)]

    def tail(self) -> list[Block]:
        """Who stands behind it, and everything that can be pressed."""
        card = self.card
        urgent = kit.sections(f":warning: {to_mrkdwn(card.urgent)}") if card.urgent else []
        offer = [*urgent, *self._form(card.form)] if card.form and card.kind == "handoff_offer" else []
        pressed = [*self._options(), *self._buttons(card.actions), *self._related(), *self._feedback()]
        return [*offer, *_small_print(card), *pressed]

    def _labels(self) -> list[Block]:
        """Every option in full, when a button would cut one."""
        if all(len(option.label) <= kit.LABEL for option in self.card.options):
            return []
        return kit.sections("\n".join(f"{BULLET} {escape(option.label)}" for option in self.card.options))

    def _options(self) -> list[Block]:
        options = self.card.options
        if len(options) <= MOST_BUTTONS:
            return self._buttons(options)
        choices = [(self._value(option), option.label) for option in options]
        return kit.rows([kit.select(self._id(self._kind(options[0])), self.say("slack.pick"), choices)])

    def _buttons(self, buttons: Iterable[Button]) -> list[Block]:
        return kit.rows(
            [
                kit.button(self._id(self._kind(each)), each.label, self._value(each), primary=each.primary)
                for each in buttons
            ]
        )

    def _related(self) -> list[Block]:
        if not self.card.related:
            return []
        return [*kit.context([escape(self.card.related_label)]), *self._buttons(self.card.related)]

    def _feedback(self) -> list[Block]:
        return [*kit.context([escape(self.card.feedback_label)]), *self._buttons(self.card.feedback)]

    def _form(self, form: SendForm) -> list[Block]:
        """The text that would be sent, who gets it and when they answer, and what to do with it."""
        shown = cut(quote(form.text), LONGEST_QUOTE)
        promise = kit.context([to_mrkdwn(form.to), to_mrkdwn(form.promise)])
        return [*kit.sections(f"{to_mrkdwn(form.label)}\n{shown}"), *promise, *self._form_buttons(form)]

    def _form_buttons(self, form: SendForm) -> list[Block]:
        at = self.card.question_id or ""
        cancel = kit.button(self._id(PRESS), form.cancel_label, value(at, "cancel"))
        if form.ask:  # a system or department must be chosen, which only the dialog can ask
            complete = kit.button(self._id(EDIT), self.say("slack.complete"), value(at, EDIT), primary=True)
            return kit.rows([complete, cancel])
        send = kit.button(self._id(PRESS), form.send_label, value(at, "send"), primary=True)
        return kit.rows([send, kit.button(self._id(EDIT), self.say("slack.edit"), value(at, EDIT)), cancel])

    def _value(self, button: Button) -> str:
        return value(button.question_id or self.card.question_id or "", button.action)

    def _kind(self, button: Button) -> str:
        if button.action == NOT_HELPFUL:
            return WHY
        return STEP if self.card.kind == "guide" and button.action.startswith(STEPS) else PRESS

    def _id(self, kind: str) -> str:
        return f"{kind}:{next(self.numbers)}"


def _words(card: Card) -> list[Block]:
    title = [kit.header(card.title)] if card.title else []
    lists = [block for section in card.sections for block in kit.sections(_section(section))]
    return [*title, *kit.sections(to_mrkdwn(card.text)), *lists]


def _section(section: Section) -> str:
    items = "\n".join(f"{BULLET} {to_mrkdwn(item)}" for item in section.items)
    return f"*{escape(section.heading)}*\n{items}"


def _receipt(card: Card) -> list[Block]:
    if not card.receipt:
        return []
    return [*kit.sections(f"*{escape(card.receipt_label)}*"), *kit.preformatted(escape(card.receipt))]


def _small_print(card: Card) -> list[Block]:
    return [*kit.context(f"*{to_mrkdwn(mark)}*" for mark in card.marks), *kit.context(map(to_mrkdwn, card.trust))]
