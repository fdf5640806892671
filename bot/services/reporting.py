"""Report to the network: a draft for each period, words by the coordinator, sent once when they are approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from bot.content.phrasing import Phrasing
from bot.core.desk.report import SECTIONS, Contents, Gap
from bot.core.desk.tables import Filters, Period, PeriodKind
from bot.core.worktime import danish_day
from bot.errors import NotAllowedError, ReportError, TooLongError, UnknownReportError
from bot.services.context import Services
from bot.services.held_roles import check_coordinator, coordinator_role
from bot.services.ports import EDITOR, SLACK, Audited, Person, Place, Posting, Report, Sender, Work
from bot.services.proposing import shortened
from bot.services.report_contents import contents_of
from bot.services.report_words import first_words
from bot.services.statistics import see_statistics
from bot.services.telling import CHANNEL

LONGEST_TEXT = 4_000  # characters in one section
REPORT = "report"  # in the outbox's body: the id of the report that is sent
LANGUAGE = "da"  # of what the bot drafts by itself

_CONTENTS = TypeAdapter(Contents)


class ReportChangedError(ReportError):
    """Somebody else has saved the report since it was shown."""


class ReportSentError(ReportError):
    """The report is approved: it stays as it was."""

    message_key = "report.error.sent"


class EarlyReportError(ReportError):
    """The period has not begun."""

    message_key = "report.error.early"


@dataclass(frozen=True)
class ReportView:
    """A report as it is shown: its numbers, the names of its gaps, and what became of it when it was sent."""

    report: Report
    contents: Contents
    gap_names: Sequence[str]
    posting: Posting | None
    channel: str
    """Where it goes when it is approved; '' when nowhere."""


def see_reports(by: Person, *, services: Services) -> Sequence[Report]:
    """All reports, the newest first.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        return work.reports()


def see_report(report_id: str, by: Person, *, services: Services) -> ReportView:
    """One report. The coordinator sees drafts too, whoever else holds a role sees those that are approved.

    :raises NotAllowedError: when `by` holds no role
    :raises UnknownReportError: when there is none, or none yet
    """
    with services.storage.reading() as work:
        holdings = work.holdings(by.id)
        if not any(holding.role != EDITOR for holding in holdings):
            raise NotAllowedError(by.id)
        is_coordinator = coordinator_role(services) in holdings
        report = work.report(report_id)
        if report is None or (report.approved_at is None and not is_coordinator):
            raise UnknownReportError
        return _view(work, report, services)


def report_to_send(report_id: str, *, services: Services) -> ReportView | None:
    """The report that the outbox stands for; None when there is no such report."""
    with services.storage.reading() as work:
        report = work.report(report_id)
        return None if report is None else _view(work, report, services)


def draft_report(period: Period, by: Person | None, *, language: str, services: Services, now: datetime) -> Report:
    """The report about a period, drafted when there is none; by nobody is by the bot itself.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises EarlyReportError: when the period has not begun
    """
    if period.since > now:
        raise EarlyReportError
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        there = work.report_about(period.address)
    if there is not None:
        return there
    contents = contents_of(period, language=language, services=services, now=now)
    phrases = _phrases(language, services)
    texts = first_words(contents, phrases=phrases)
    report = Report(services.new_id(), period.address, language, asdict(contents), texts, created_at=now)
    with services.storage.transaction() as work:
        there = work.report_about(period.address)
        if there is None:
            work.add_report(report)
        return there or report


def draft_monthly(*, services: Services, now: datetime) -> Report | None:
    """The report about last month, once a new one has begun; None when it is there, or nobody asked anything."""
    period = Period.around(danish_day(now), PeriodKind.MONTH).before()
    with services.storage.reading() as work:
        if work.report_about(period.address) is not None:
            return None
    if not len(see_statistics(Filters(period), None, services=services, now=now).rows()):
        return None
    return draft_report(period, None, language=LANGUAGE, services=services, now=now)


def write_report(report_id: str, by: Person, texts: Mapping[str, str], *, seen: int, services: Services) -> Report:
    """Save the coordinator's words, Markdown by section; a section that is left out keeps its words.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises ReportError: when it is sent, or changed since version `seen`
    :raises TooLongError: when a section is too long
    """
    written = {section: text.strip() for section, text in texts.items() if section in SECTIONS}
    if any(len(text) > LONGEST_TEXT for text in written.values()):
        raise TooLongError(LONGEST_TEXT)
    with services.storage.transaction() as work:
        report = _draft(work, report_id, by, seen, services)
        return _saved(work, replace(report, texts={**report.texts, **written}))


def count_again(report_id: str, by: Person, *, seen: int, services: Services, now: datetime) -> Report:
    """Bring a draft's numbers up to date; its words stay.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises ReportError: when it is sent, or changed since version `seen`
    """
    with services.storage.reading() as work:
        report = _draft(work, report_id, by, seen, services)
    contents = contents_of(Period.read(report.period), language=report.language, services=services, now=now)
    with services.storage.transaction() as work:
        return _saved(work, replace(_draft(work, report_id, by, seen, services), contents=asdict(contents)))


def approve_report(report_id: str, by: Person, *, seen: int, services: Services, now: datetime) -> Report:
    """Let the report be as it is from now on, and send it to the network's channel where there is one, once.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises ReportError: when it is sent, or changed since version `seen`
    """
    with services.storage.transaction() as work:
        report = _draft(work, report_id, by, seen, services)
        channel = _channel(work, services)
        approved = _saved(work, replace(report, approved_at=now, channel=channel))
        work.audit(Audited(now, by.id, "report_approved", report.id, {"period": report.period}))
        if channel:
            place = Place(f"{CHANNEL}:{channel}", {"channel": channel})
            person = work.person(Sender(SLACK, place.external_id), now=now)
            conversation = work.conversation(SLACK, place, person.id)
            work.enqueue(conversation.id, {REPORT: report.id}, dedupe_key=_key(report), now=now)
        return approved


def _draft(work: Work, report_id: str, by: Person, seen: int, services: Services) -> Report:
    check_coordinator(work, by, services=services)
    report = work.report(report_id)
    if report is None:
        raise UnknownReportError
    if report.approved_at is not None:
        raise ReportSentError
    if report.version != seen:
        raise ReportChangedError
    return report


def _saved(work: Work, report: Report) -> Report:
    newer = replace(report, version=report.version + 1)
    work.save_report(newer)
    return newer


def _view(work: Work, report: Report, services: Services) -> ReportView:
    contents = _CONTENTS.validate_python(report.contents)
    channel = report.channel if report.approved_at else _channel(work, services)
    phrases = _phrases(report.language, services)
    names = [_gap_name(work, gap, phrases) for gap in contents.gaps]
    return ReportView(report, contents, names, work.posting(_key(report)), channel)


def _gap_name(work: Work, gap: Gap, phrases: Phrasing) -> str:
    """The coordinator's name, else the question as long as its text may be kept."""
    question = work.question(gap.question_id) if gap.question_id and not gap.name else None
    return gap.name or (shortened(question.text) if question else "") or phrases.say("report.gap.nameless")


def _channel(work: Work, services: Services) -> str:
    """Where reports are sent; nowhere while nobody has confirmed the channel, and never when everything is made up."""
    network = services.content.current().library.organisation.network
    return "" if network.example or work.is_invented() else network.slack_channel or ""


def _phrases(language: str, services: Services) -> Phrasing:
    snapshot = services.content.current()
    return Phrasing(snapshot.library, snapshot.catalogue, language)


def _key(report: Report) -> str:
    return f"report:{report.id}"
