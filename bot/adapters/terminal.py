"""The terminal as a channel: a conversation by keyboard, JSON lines in and out, and what was understood."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO, Any
from uuid import uuid4

import typer

from bot.content.cards import Card, Section, SendForm
from bot.content.phrasing import Phrasing
from bot.content.snapshot import Snapshot
from bot.errors import BotError
from bot.parts import Parts
from bot.services.asking import Asking, ask
from bot.services.ports import TERMINAL, Exchange, Place, Sender
from bot.services.trying import as_row, try_out
from bot.services.turns import card_of


def ask_once(parts: Parts, question: str) -> str:
    """The answer to one question; a later call goes on with the same conversation."""
    return _turn(parts, question)


def converse(parts: Parts) -> None:
    """Ask and answer until the person leaves."""
    phrases = _phrases(parts, "da")
    typer.echo(phrases.say("terminal.hello"))
    while True:
        try:
            text = typer.prompt("", prompt_suffix="> ", default="", show_default=False)
        except typer.Abort:
            typer.echo("")
            return
        if text.strip():
            typer.echo(_turn(parts, text))


def answer_lines(snapshot: Snapshot, lines: IO[bytes], out: IO[str]) -> None:
    """One JSON reply a line for each {"id", "text"} line, in order; bad bytes are read as unknown characters.

    :raises LineError: when a line is no such object
    """
    for number, raw in enumerate(lines, start=1):
        line = raw.decode("utf-8", errors="replace")
        if line.strip():
            question = _question(line, number)
            row = {"id": question["id"], **as_row(try_out(question["text"], snapshot=snapshot), snapshot=snapshot)}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()


class LineError(BotError):
    """A line is not an object with id and text."""


def _question(line: str, number: int) -> dict[str, Any]:
    try:
        question = json.loads(line)
        return {"id": question["id"], "text": str(question["text"])}
    except (ValueError, KeyError, TypeError) as error:
        raise LineError(f'line {number}: expected {{"id": …, "text": …}}') from error


def draw(card: Card) -> str:
    """A card as plain lines; what can be chosen is numbered."""
    numbered = [f"  {number}. {option.label}" for number, option in enumerate(card.options, start=1)]
    sections = [line for section in card.sections for line in _section(section)]
    form = _form(card.form) if card.form else []
    blocks: Iterable[Sequence[str]] = (
        [card.urgent] if card.urgent else [],
        [card.title] if card.title else [],
        [card.text],
        numbered,
        sections,
        form,
        [*card.marks, *card.trust],
        [card.receipt] if card.receipt else [],
        card.notes,
        *([draw(also)] for also in card.also),
    )
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _section(section: Section) -> list[str]:
    return [f"{section.heading}:", *(f"  - {item}" for item in section.items)]


def _form(form: SendForm) -> list[str]:
    return [form.to, form.promise, f'"{form.text}"', f"[{form.send_label}] [{form.cancel_label}]"]


def _turn(parts: Parts, text: str) -> str:
    now = datetime.now(UTC)
    name = getpass.getuser()
    asking = Asking(uuid4().hex, Sender(TERMINAL, name), Place(name), text)
    try:
        return draw(_card(parts, ask(asking, services=parts.services, now=now), now))
    except BotError as error:
        return _phrases(parts, "da").say(error.message_key)


def _card(parts: Parts, exchange: Exchange, now: datetime) -> Card:
    with parts.storage.reading() as work:
        return card_of(exchange, work=work, snapshot=parts.content.current(), now=now)


def _phrases(parts: Parts, language: str) -> Phrasing:
    snapshot = parts.content.current()
    return Phrasing(snapshot.library, snapshot.catalogue, language)
