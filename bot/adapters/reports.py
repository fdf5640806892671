"""Reports for the terminal: what was understood of one question, and the figures over many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.content.snapshot import Snapshot
from bot.services.evaluating import Figure, Judged, figures, judge, misses, read_questions, within
from bot.services.explaining import explain as explained
from bot.services.explanation_words import ExplanationWords


def explain(snapshot: Snapshot, question: str) -> str:
    """Why the bot replies to `question` as it does, in Danish: what the coordinator's page shows too."""
    told = ExplanationWords(explained(question, snapshot=snapshot), snapshot=snapshot, language="da")
    say = told.say
    sections = [
        ("", [line for line in (told.outcome, told.why, *told.notes, told.route) if line]),
        (say("web.explain.asked"), [told.of.text]),
        (say("explain.title.earlier"), told.earlier),
        (say("explain.title.facts"), _columns(told.facts)),
        (say("explain.title.field"), told.field),
        (say("explain.title.candidates"), _candidates(told)),
        (say("explain.title.parts"), _parts(told)),
        *((f"{say('explain.title.pulls')}: {told.title(article)}", pulls) for article, pulls in _pulls(told)),
    ]
    return "\n\n".join(_section(heading, lines) for heading, lines in sections if lines)


def evaluation_report(snapshot: Snapshot, file: Path, *, only_content: bool, show_misses: bool) -> str:
    """The figures of the evaluation, for all and by language and noise."""
    rows = read_questions(file)
    chosen = within(rows, snapshot=snapshot) if only_content else rows
    judged = judge(chosen, snapshot=snapshot)
    heading = f"{len(chosen)} of {len(rows)} questions, content {snapshot.hash}"
    lines = [heading, *_table(figures(judged, snapshot=snapshot))]
    for key in ("lang", "noise"):
        for value in sorted({each.question[key] for each in judged}):
            part = [each for each in judged if each.question[key] == value]
            lines += ["", f"{key} {value} ({len(part)})", *_table(figures(part, snapshot=snapshot))]
    if show_misses:
        lines += ["", *map(_miss, misses(judged, snapshot=snapshot))]
    return "\n".join(lines)


def _section(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading, *(f"  {line}" for line in lines)] if heading else lines)


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(label) for label, _ in rows)
    return [f"{label:<{width}}  {value}" for label, value in rows]


def _candidates(told: ExplanationWords) -> list[str]:
    """What the numbers mean, then two lines a candidate."""
    lines = [
        line
        for each in told.candidates
        for line in (f"{each.probability}  {each.title} ({each.article})", f"      {each.example}")
    ]
    return [told.limits, *lines] if lines else [told.say("explain.no_candidates")]


def _parts(told: ExplanationWords) -> list[str]:
    """The parts of the score in columns, none when there is no candidate."""
    if not told.of.weighed:
        return []
    return _columns([(part, "".join(f"{points:>7}" for points in each)) for part, each in told.parts])


def _pulls(told: ExplanationWords) -> Iterator[tuple[str, list[str]]]:
    """Each of the best candidates' ids with the words that weighed most for it."""
    for article, weighed in zip(told.of.answers, told.of.weighed, strict=False):
        yield article, [f"{points:>6}  {piece}" for piece, points in told.pulls(weighed)]


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
    got = f"{reply['reply']} {reply['article'] or reply['procedure'] or ''}"
    return (
        f"{question.get('id')} {question['expect']} {wanted} → {got} "
        f"{reply['route']['role']} {reply['confidence']:.2f} {reply['candidates']}\n    {question['text']}"
    )
