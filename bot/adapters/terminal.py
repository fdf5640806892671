"""The terminal as a channel: a conversation by keyboard, JSON lines in and out, and what was understood."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import typer

from bot.bootstrap import Parts, assemble, load_snapshot
from bot.content.cards import Card
from bot.content.phrasing import Phrasing
from bot.errors import BotError
from bot.services.asking import Asking, ask
from bot.services.evaluating import Figure, Judged, figures, judge, misses, read_questions, within
from bot.services.ports import TERMINAL, Exchange, Place, Sender
from bot.services.trying import as_row, try_out
from bot.services.turns import card_of
from bot.settings import Settings


def ask_once(settings: Settings, question: str) -> str:
    """The answer to one question; a later call goes on with the same conversation."""
    parts = assemble(settings)
    return _turn(parts, question)


def converse(settings: Settings) -> None:
    """Ask and answer until the person leaves."""
    parts = assemble(settings)
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


def answer_lines(settings: Settings, lines: IO[bytes], out: IO[str]) -> None:
    """One JSON reply a line for each {"id", "text"} line, in order; bad bytes are read as unknown characters.

    :raises LineError: when a line is no such object
    """
    snapshot = load_snapshot(settings)
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


def explain(settings: Settings, question: str) -> str:
    """What was recognised, the candidates and why, the probabilities, and the reply it leads to."""
    snapshot = load_snapshot(settings)
    trial = try_out(question, snapshot=snapshot)
    understanding, decision = trial.understanding, trial.decision
    found = understanding.found
    lines = [
        f"redacted        {trial.redacted}",
        f"language        {understanding.language}",
        f"systems         {_listed(found.systems)}{' (guessed from the spelling)' if found.guessed else ''}",
        f"document types  {_listed(found.document_types)}",
        f"other systems   {_listed(found.other_systems)}",
        f"known share     {understanding.coverage:.2f} of the text's weight is known from examples",
        f"in our field    {understanding.in_field:.2f}",
        "candidates      probability  score  nearest example",
        *(
            f"  {each.intent:<30} {each.probability:6.2f} {each.score:8.2f}  {each.phrase}"
            for each in understanding.candidates
        ),
        *([f"outside         {understanding.outside.intent}: {understanding.outside.phrase}"] if understanding.outside else []),
        f"reply           {decision.reply.model_dump_json(exclude_none=True)}",
        f"route           {decision.route.model_dump_json(exclude_none=True)}",
    ]
    return "\n".join(lines)


def evaluation_report(settings: Settings, file: Path, *, only_content: bool, show_misses: bool) -> str:
    """The figures of the evaluation, for all and by language and noise."""
    snapshot = load_snapshot(settings)
    rows = read_questions(file)
    chosen = within(rows, snapshot=snapshot) if only_content else rows
    judged = judge(chosen, snapshot=snapshot)
    lines = [f"{len(chosen)} of {len(rows)} questions, content {snapshot.hash}", *_table(figures(judged, snapshot=snapshot))]
    for key in ("lang", "noise"):
        for value in sorted({each.question[key] for each in judged}):
            part = [each for each in judged if each.question[key] == value]
            lines += ["", f"{key} {value} ({len(part)})", *_table(figures(part, snapshot=snapshot))]
    if show_misses:
        lines += ["", *map(_miss, misses(judged, snapshot=snapshot))]
    return "\n".join(lines)


def draw(card: Card) -> str:
    """A card as plain lines; what can be chosen is numbered."""
    numbered = [f"  {number}. {option.label}" for number, option in enumerate(card.options, start=1)]
    sections = [line for section in card.sections for line in (f"{section.heading}:", *(f"  - {item}" for item in section.items))]
    form = [card.form.to, card.form.promise, f'"{card.form.text}"', f"[{card.form.send_label}] [{card.form.cancel_label}]"] if card.form else []
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


def _listed(values: Sequence[str]) -> str:
    return ", ".join(values) or "-"


def _table(found: Sequence[Figure]) -> list[str]:
    lines = []
    for figure in found:
        if figure.share is not None and figure.interval is not None:
            low, high = figure.interval
            counts = f"{figure.hits}/{figure.total}"
            lines.append(f"  {figure.name:<17} {figure.share:6.1%}  {counts:>9}   [{low:.1%}; {high:.1%}]")
    return lines


def _miss(judged: Judged) -> str:
    question, reply = judged.question, judged.reply
    wanted = question["entries"] or question["procedure"] or question["route"] or "-"
    return (
        f"{question.get('id')} {question['expect']} {wanted} → {reply['reply']} {reply['article'] or reply['procedure'] or ''} "
        f"{reply['route']['role']} {reply['confidence']:.2f} {reply['candidates']}\n    {question['text']}"
    )
