"""A reply in words, before any channel dresses it: one card with text, options, trust line and what can be pressed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Button:
    """Something to press: `action` is an id the services read, never a text.

    `question_id` is set when the button belongs to another question than its card does.
    """

    action: str
    label: str
    primary: bool = False
    question_id: str | None = None


@dataclass(frozen=True)
class Section:
    """A part of a card with its own heading; `items` is a list of Markdown lines."""

    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class SendForm:
    """What a handoff needs before it is sent: the redacted text to edit, who gets it and when they answer.

    `ask` is 'system' or 'department' when one must be chosen; `options` are (id, label).
    """

    text: str
    to: str
    promise: str
    label: str
    send_label: str
    cancel_label: str
    ask: str | None = None
    ask_label: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Card:
    """One reply. All texts are Markdown in `language`; `question_id` is what the buttons belong to."""

    kind: str
    language: str
    question_id: str | None
    text: str
    title: str = ""
    urgent: str = ""
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    marks: tuple[str, ...] = ()
    trust: tuple[str, ...] = ()
    options: tuple[Button, ...] = ()
    actions: tuple[Button, ...] = ()
    related: tuple[Button, ...] = ()
    related_label: str = ""
    feedback: tuple[Button, ...] = ()
    feedback_label: str = ""
    form: SendForm | None = None
    receipt: str = ""
    receipt_label: str = ""
    also: tuple[Card, ...] = ()
