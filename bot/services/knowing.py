"""Ask the known questions, the editors' gate: each must get the reply the content says it must."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.content.expected import is_met
from bot.content.models import KnownQuestion
from bot.content.snapshot import Snapshot
from bot.services.trying import as_row, try_out


@dataclass(frozen=True)
class Surprise:
    """A known question whose reply is not what the file says: unmet, or met although it is marked as failing."""

    question: KnownQuestion
    got: str


def surprises(known: Iterable[KnownQuestion], *, snapshot: Snapshot) -> Iterator[Surprise]:
    """Every known question that does other than its file says."""
    for question in known:
        trial = try_out(question.question, snapshot=snapshot)
        if is_met(question, trial.decision, snapshot.catalogue) == question.fails:
            row = as_row(trial, snapshot=snapshot)
            got = row["article"] or row["procedure"] or row["route"]["role"]
            yield Surprise(question, f"{row['reply']} {got}")
