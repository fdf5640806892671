"""Ask the known questions, the editors' gate: each must get the reply the content says it must."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.content.models import KnownQuestion
from bot.content.snapshot import Snapshot
from bot.core.catalogue import GUIDE_ARTICLE
from bot.services.trying import as_row, try_out


@dataclass(frozen=True)
class Surprise:
    """A known question whose reply is not what the file says: unmet, or met although it is marked as failing."""

    question: KnownQuestion
    got: str


def surprises(known: Iterable[KnownQuestion], *, snapshot: Snapshot) -> Iterator[Surprise]:
    """Every known question that does other than its file says."""
    for question in known:
        row = as_row(try_out(question.question, snapshot=snapshot), snapshot=snapshot)
        if _is_met(question, row) == question.fails:
            got = row["article"] or row["procedure"] or row["route"]["role"]
            yield Surprise(question, f"{row['reply']} {got}")


def _is_met(question: KnownQuestion, row: dict[str, object]) -> bool:
    match question.reply:
        case "handoff_offer":
            return bool(row["handoff_offered"]) and _route_fits(question, row)
        case "answer":
            wanted = question.article or f"{question.system}-{question.procedure}"
            return wanted in (row["article"], *_also(row))
        case "guide":
            return row["reply"] == "guide" or row["article"] == GUIDE_ARTICLE
        case "clarify_system":
            return row["reply"] == "clarify_system" and question.procedure in (None, row["procedure"])
        case "out_of_scope" | "fallback":
            return row["reply"] in ("out_of_scope", "fallback")
        case _:
            return row["reply"] == question.reply


def _route_fits(question: KnownQuestion, row: dict[str, object]) -> bool:
    route = row["route"]
    assert isinstance(route, dict)  # noqa: S101 -- the contract's shape, for the type checker
    return question.role in (None, route["role"]) and question.system in (None, route["system"])


def _also(row: dict[str, object]) -> tuple[object, ...]:
    also = row["also"]
    return tuple(also) if isinstance(also, list) else ()
