"""Reports to the network: drafted once a period, written on, kept as they were sent, and sent once or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.content.models import Network
from bot.core.desk.backlog import ItemKind
from bot.core.desk.charts import Trend
from bot.core.desk.report import SECTIONS
from bot.core.desk.tables import Period
from bot.errors import NotAllowedError, TooLongError, UnknownReportError
from bot.services.ports import SLACK, Audited, Holding, OutboxItem, Person, Report
from bot.services.ports.backlog import BacklogItem, Placed
from bot.services.reporting import (
    LONGEST_TEXT,
    EarlyReportError,
    ReportChangedError,
    ReportSentError,
    approve_report,
    count_again,
    draft_monthly,
    draft_report,
    report_to_send,
    see_report,
    write_report,
)

from .conftest import Bot

CHANNEL = "#esdh-netvaerk"
MARCH = Period.read("2026-03")
COORDINATOR = Holding("koordinator")


@pytest.fixture
def karen(bot: Bot) -> Person:
    """The coordinator."""
    return bot.person("karen", COORDINATOR)


@pytest.fixture
def with_channel(bot: Bot) -> None:
    """The network has a channel in Slack that somebody has confirmed."""
    _network(bot, Network(slack_channel=CHANNEL))


def _network(bot: Bot, network: Network) -> None:
    snapshot = bot.content.snapshot
    organisation = snapshot.library.organisation.model_copy(update={"network": network})
    bot.content.snapshot = replace(snapshot, library=snapshot.library.model_copy(update={"organisation": organisation}))


def _draft(bot: Bot, by: Person | None, period: Period = MARCH) -> Report:
    return draft_report(period, by, language="da", services=bot.services, now=bot.now)


def _approve(bot: Bot, report: Report, by: Person) -> Report:
    return approve_report(report.id, by, seen=report.version, services=bot.services, now=bot.now)


def _sent(bot: Bot) -> list[OutboxItem]:
    leased = bot.storage.outbox.lease(SLACK, now=bot.now, lease_for=bot.now - bot.now, limit=10)
    return list(leased)


def _audited(bot: Bot) -> list[Audited]:
    with bot.storage.reading() as work:
        return [line for _, line in work.audited()]


def test_a_report_begins_with_words_to_write_on(bot: Bot, karen: Person) -> None:
    view = see_report(_draft(bot, karen).id, karen, services=bot.services)

    assert set(view.report.texts) == set(SECTIONS)
    assert view.report.texts["gaps"] == "report.text.no_gaps"


def test_there_is_one_report_about_a_period(bot: Bot, karen: Person) -> None:
    assert _draft(bot, karen).id == _draft(bot, karen).id


def test_a_period_that_has_not_begun_has_no_report(bot: Bot, karen: Person) -> None:
    with pytest.raises(EarlyReportError):
        _draft(bot, karen, Period.read("2026-04"))


def test_figures_of_fewer_than_five_people_are_hidden_in_a_report_too(bot: Bot, karen: Person) -> None:
    for number in range(4):
        bot.ask("Skal jeg skrive et notat?", who=f"asker-{number}")

    hidden = see_report(_draft(bot, karen).id, karen, services=bot.services).contents

    assert hidden.figures[0].value == "statistics.hidden"
    assert hidden.charts == ()


def test_a_report_shows_what_five_people_asked(bot: Bot, karen: Person) -> None:
    for number in range(5):
        bot.ask("Skal jeg skrive et notat?", who=f"asker-{number}")

    shown = see_report(_draft(bot, karen).id, karen, services=bot.services).contents

    assert shown.figures[0].value == "5"
    assert isinstance(shown.charts[0], Trend)
    assert shown.charts[0].now.values == (0, 5)


def _gap_of(bot: Bot, item: BacklogItem, *, people: int) -> None:
    asked = [bot.ask("Skal jeg skrive et notat?", who=f"asker-{number}").question_id for number in range(people)]
    with bot.storage.transaction() as work:
        work.add_item(replace(item, typical_id=asked[0]))
        work.place([Placed(str(question), item.id, "g1") for question in asked])
        work.count_items([item.id], today=bot.now.date())


def test_a_gap_is_called_by_its_question_and_has_a_proposal_by_its_kind(bot: Bot, karen: Person) -> None:
    item = BacklogItem("i1", bot.now, bot.now, kind=ItemKind.TRAINING, owner="koordinator")
    _gap_of(bot, item, people=5)

    view = see_report(_draft(bot, karen).id, karen, services=bot.services)

    assert view.gap_names == ["Skal jeg skrive et notat?"]
    assert view.contents.gaps[0].decision == "report.decision.owned"
    assert "notat" not in repr(view.report.contents["gaps"])


def test_a_gap_of_fewer_than_five_people_is_told_by_its_title_without_a_number(bot: Bot, karen: Person) -> None:
    item = BacklogItem("i1", bot.now, bot.now, title="Fuldmagter", by_hand=True)
    _gap_of(bot, item, people=4)

    view = see_report(_draft(bot, karen).id, karen, services=bot.services)

    assert view.gap_names == ["Fuldmagter"]
    assert view.contents.gaps[0].facts == "backlog.few"


def test_the_numbers_stay_until_they_are_counted_again_and_the_words_stay_then(bot: Bot, karen: Person) -> None:
    report = _draft(bot, karen)
    report = write_report(report.id, karen, {"opening": "Kære netværk"}, seen=report.version, services=bot.services)
    for number in range(5):
        bot.ask("Skal jeg skrive et notat?", who=f"asker-{number}")
    before = see_report(report.id, karen, services=bot.services)

    count_again(report.id, karen, seen=report.version, services=bot.services, now=bot.now)

    after = see_report(report.id, karen, services=bot.services)
    assert (before.contents.figures[0].value, after.contents.figures[0].value) == ("0", "5")
    assert after.report.texts["opening"] == "Kære netværk"


def test_nobody_overwrites_what_another_has_saved(bot: Bot, karen: Person) -> None:
    report = _draft(bot, karen)
    write_report(report.id, karen, {"opening": "den første"}, seen=report.version, services=bot.services)

    with pytest.raises(ReportChangedError):
        write_report(report.id, karen, {"opening": "den anden"}, seen=report.version, services=bot.services)


def test_only_sections_that_a_report_has_are_written_and_none_is_too_long(bot: Bot, karen: Person) -> None:
    report = _draft(bot, karen)

    written = write_report(report.id, karen, {"hacked": "x"}, seen=report.version, services=bot.services)
    with pytest.raises(TooLongError):
        write_report(report.id, karen, {"gaps": "x" * (LONGEST_TEXT + 1)}, seen=written.version, services=bot.services)

    assert "hacked" not in written.texts


@pytest.mark.usefixtures("with_channel")
def test_an_approved_report_is_sent_to_the_networks_channel_once(bot: Bot, karen: Person) -> None:
    report = _draft(bot, karen)

    approved = _approve(bot, report, karen)
    with pytest.raises(ReportSentError):
        _approve(bot, approved, karen)

    (item,) = _sent(bot)
    assert (item.address, item.body) == ({"channel": CHANNEL}, {"report": report.id})
    assert _audited(bot)[0].details == {"period": "2026-03"}


@pytest.mark.usefixtures("with_channel")
def test_an_approved_report_stays_as_it_was_sent(bot: Bot, karen: Person) -> None:
    approved = _approve(bot, _draft(bot, karen), karen)

    with pytest.raises(ReportSentError):
        write_report(approved.id, karen, {"opening": "nyt"}, seen=approved.version, services=bot.services)
    with pytest.raises(ReportSentError):
        count_again(approved.id, karen, seen=approved.version, services=bot.services, now=bot.now)


@pytest.mark.parametrize("network", [Network(), Network(slack_channel=CHANNEL, example=True)], ids=["none", "example"])
def test_without_a_confirmed_channel_a_report_is_approved_and_sent_nowhere(
    bot: Bot, karen: Person, network: Network
) -> None:
    _network(bot, network)

    approved = _approve(bot, _draft(bot, karen), karen)

    assert (approved.approved_at, approved.channel, _sent(bot)) == (bot.now, "", [])


@pytest.mark.usefixtures("with_channel")
def test_a_report_about_an_invented_history_says_so_and_is_never_sent(bot: Bot, karen: Person) -> None:
    with bot.storage.transaction() as work:
        work.mark_invented()

    approved = _approve(bot, _draft(bot, karen), karen)

    assert see_report(approved.id, karen, services=bot.services).contents.is_invented
    assert _sent(bot) == []


@pytest.mark.usefixtures("with_channel")
def test_whether_it_arrived_is_shown(bot: Bot, karen: Person) -> None:
    report = _draft(bot, karen)
    _approve(bot, report, karen)
    waits = see_report(report.id, karen, services=bot.services).posting

    bot.storage.outbox.delivered(_sent(bot)[0].id, now=bot.now)

    arrived = see_report(report.id, karen, services=bot.services).posting
    assert waits is not None
    assert arrived is not None
    assert (waits.has_arrived, arrived.has_arrived) == (False, True)


def test_who_holds_a_role_reads_a_report_once_it_is_approved(bot: Bot, karen: Person) -> None:
    manager = bot.person("mette", Holding("systemansvarlig", system="aurora"))
    report = _draft(bot, karen)
    with pytest.raises(UnknownReportError):
        see_report(report.id, manager, services=bot.services)

    _approve(bot, report, karen)

    assert see_report(report.id, manager, services=bot.services).report.id == report.id


@pytest.mark.parametrize(
    "do",
    [
        lambda bot, report, anna: see_report(report.id, anna, services=bot.services),
        lambda bot, report, anna: write_report(report.id, anna, {}, seen=report.version, services=bot.services),
        lambda bot, report, anna: _approve(bot, report, anna),
        lambda bot, report, anna: _draft(bot, anna),
    ],
    ids=["see", "write", "approve", "draft"],
)
def test_others_have_nothing_to_do_with_reports(
    bot: Bot, karen: Person, do: Callable[[Bot, Report, Person], object]
) -> None:
    report = _draft(bot, karen)

    with pytest.raises(NotAllowedError):
        do(bot, report, bot.person("anna"))


def test_a_new_month_brings_a_draft_about_the_last_one_once(bot: Bot) -> None:
    bot.ask("Skal jeg skrive et notat?")
    april = datetime(2026, 4, 1, 6, tzinfo=UTC)

    first, second = (draft_monthly(services=bot.services, now=april) for _ in range(2))

    assert first is not None
    assert (first.period, second) == ("2026-03", None)


def test_a_month_in_which_nobody_asked_has_no_draft_of_its_own(bot: Bot) -> None:
    assert draft_monthly(services=bot.services, now=datetime(2026, 4, 1, 6, tzinfo=UTC)) is None


def test_a_report_that_is_gone_is_not_sent(bot: Bot) -> None:
    assert report_to_send("nothing", services=bot.services) is None
