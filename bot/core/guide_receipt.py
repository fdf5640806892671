"""What a person takes with them from the guide: where to put it, and a receipt to copy into the case."""

from __future__ import annotations

import re
from datetime import date

from bot.core.guide import Guide, Outcome, Reason
from bot.core.texts import Basis


def where(guide: Guide, outcome: Outcome, *, language: str, place: str | None) -> str | None:
    """Where to put it, naming the asker's system when `place` does; None when nothing is put on a case."""
    if not outcome.belongs_on_case:
        return None
    text = guide.where.unknown if place is None else guide.where.known
    return text.get(language).replace("{place}", place or "")


def receipt(guide: Guide, outcome: Outcome, *, language: str, on: date, content_version: str, place: str | None) -> str:
    """Plain text to copy into the case: verdict, reasons given, basis, place, date, content version."""
    labels = guide.receipt
    put = where(guide, outcome, language=language, place=place)
    lines = [
        labels.heading.get(language),
        f"{labels.date.get(language)}: {_written(on, language)}",
        f"{labels.verdict.get(language)}:",
        *(f"- {_plain(leaf.verdict.get(language))} {_plain(leaf.why.get(language))}" for leaf in outcome.leaves),
        f"{labels.reasons.get(language)}:",
        *(f"- {_reason_line(guide, reason, language)}" for reason in outcome.reasons),
        f"{labels.basis.get(language)}:",
        *(f"- {line}" for line in _basis_lines(guide, outcome, language)),
        *([f"{labels.where.get(language)}: {put}"] if put else []),
        f"{labels.version.get(language)}: {content_version}",
    ]
    return "\n".join(lines)


def _reason_line(guide: Guide, reason: Reason, language: str) -> str:
    mark = f" ({guide.receipt.prefilled.get(language)})" if reason.prefilled else ""
    return f"{reason.question.get(language)} {reason.answer.get(language)}{mark}"


def _basis_lines(guide: Guide, outcome: Outcome, language: str) -> dict[str, None]:
    """The lines in order; a dict because two verdicts may rest on the same paragraph."""
    return dict.fromkeys(_basis_line(guide, basis, language) for leaf in outcome.leaves for basis in leaf.basis)


def _basis_line(guide: Guide, basis: Basis, language: str) -> str:
    source = basis.source.get(language)
    if basis.applies_to is None:
        return source
    return f"{source} ({guide.receipt.applies_to.get(language)} {basis.applies_to.get(language)})"


def _written(day: date, language: str) -> str:
    return day.isoformat() if language == "en" else f"{day.day}.{day.month}.{day.year}"


def _plain(markdown: str) -> str:
    return re.sub(r"\*\*", "", markdown)
