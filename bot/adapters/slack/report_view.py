"""Dress a report to the network as a Slack message: its numbers and gaps in short, a picture, and where to read it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.charts.drawing import Charts
from bot.adapters.slack import blocks as kit
from bot.adapters.slack.blocks import Block
from bot.adapters.slack.mrkdwn import BULLET, cut, escape, to_mrkdwn
from bot.adapters.slack.notices import OPEN
from bot.adapters.slack.pictures import Picture
from bot.adapters.slack.rendering import LONGEST, Message
from bot.content.phrasing import Phrasing
from bot.core.desk.report import SECTIONS
from bot.services.reporting import ReportView

LONGEST_SECTION = 1_500  # characters; the rest is behind the link
LONGEST_NAME = 200


def render_report(view: ReportView, *, words: Phrasing, public_url: str) -> Message:
    """The report in the language it was written in; `words` are of that language."""
    contents, texts = view.contents, view.report.texts
    blocks = (
        [kit.header(contents.title), *kit.sections(_figures(view))]
        if contents.figures
        else [kit.header(contents.title)]
    )
    for section in SECTIONS:
        heading = "" if section == "opening" else f"*{escape(words.say(f'report.section.{section}'))}*\n"
        told = "\n".join(
            [to_mrkdwn(texts.get(section, "")), *(_gaps(view, words) if section == "gaps" else ())]
        ).strip()
        if told:
            blocks += kit.sections(heading + cut(told, LONGEST_SECTION))
    link = _link(view, words, public_url)
    while kit.size([*blocks, *link]) > LONGEST:
        blocks.pop()
    return Message(escape(contents.title), [*blocks, *link])


def picture_of(view: ReportView) -> Picture | None:
    """The report's first chart; None when it has none. Drawing takes a while: call it in a worker thread."""
    if not view.contents.charts:
        return None
    chart = view.contents.charts[0]
    return Picture(
        Charts().picture(chart), f"esdh-{view.report.period}.png", f"{chart.words.title}. {chart.words.says}"
    )


def _figures(view: ReportView) -> str:
    lines = (
        f"{BULLET} {escape(each.label)}: *{escape(each.value)}*{_change(each.change)}" for each in view.contents.figures
    )
    return "\n".join(lines)


def _change(change: str) -> str:
    return f" ({escape(change)})" if change else ""


def _gaps(view: ReportView, words: Phrasing) -> Iterator[str]:
    for number, (gap, name) in enumerate(zip(view.contents.gaps, view.gap_names, strict=True), 1):
        yield f"{number}. *{escape(cut(name, LONGEST_NAME))}* ({escape(gap.facts)})\n{escape(gap.decision)}"


def _link(view: ReportView, words: Phrasing, public_url: str) -> list[Block]:
    if not public_url:
        return []
    url = f"{public_url.rstrip('/')}/reports/{view.report.id}"
    return kit.rows([kit.link_button(OPEN, words.say("report.open"), url)])
