"""The words a report begins with, for the coordinator to write on, and what is proposed for each kind of gap."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.phrasing import Phrasing
from bot.core.desk.backlog import ItemKind
from bot.core.desk.report import Contents


def first_words(contents: Contents, *, phrases: Phrasing) -> Mapping[str, str]:
    """Markdown for each section."""
    overdue, reviews = (sum(len(table.rows) for table in contents.tables_of(name)) for name in ("overdue", "reviews"))
    findings = "\n".join(f"- {chart.words.says}" for chart in contents.charts)
    return {
        "opening": phrases.say("report.text.opening", period=contents.period),
        "figures": phrases.say("report.text.figures", findings=findings) if findings else "",
        "gaps": phrases.say("report.text.gaps" if contents.gaps else "report.text.no_gaps", count=len(contents.gaps)),
        "overdue": phrases.say("report.text.overdue" if overdue else "report.text.no_overdue"),
        "reviews": phrases.say("report.text.reviews" if reviews else "report.text.no_reviews"),
        "coverage": phrases.say("report.text.coverage"),
    }


def decision(kind: ItemKind | None, *, owner: str, phrases: Phrasing) -> str:
    """What the network is asked to decide about a gap; `owner` is a role's name, '' when it lies with nobody."""
    proposed = phrases.say(f"report.decision.{kind or 'none'}")
    return phrases.say("report.decision.owned", decision=proposed, owner=owner) if owner else proposed
