"""Reports for the terminal: what was understood of one question, and the figures over many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.content.snapshot import Snapshot
from bot.core.understanding import Candidate
from bot.services.evaluating import Figure, Judged, figures, judge, misses, read_questions, within
from bot.services.trying import try_out


def explain(snapshot: Snapshot, question: str) -> str:
    """What was recognised, the candidates and why, the probabilities, and the reply it leads to."""
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
        f"outside         {_candidate(understanding.outside)}",
        f"reply           {decision.reply.model_dump_json(exclude_none=True)}",
        f"route           {decision.route.model_dump_json(exclude_none=True)}",
    ]
    return "\n".join(lines)


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


def _candidate(candidate: Candidate | None) -> str:
    return f"{candidate.intent}: {candidate.phrase}" if candidate else "-"


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
    got = f"{reply['reply']} {reply['article'] or reply['procedure'] or ''}"
    return (
        f"{question.get('id')} {question['expect']} {wanted} → {got} "
        f"{reply['route']['role']} {reply['confidence']:.2f} {reply['candidates']}\n    {question['text']}"
    )
