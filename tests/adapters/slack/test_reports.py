"""A report to the network in Slack: in its channel, with a picture where Slack takes one, and within the limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.pictures import Picture, with_picture
from bot.adapters.slack.rendering import Message
from bot.adapters.slack.report_view import picture_of, render_report
from bot.content.models import Network
from bot.content.phrasing import Phrasing
from bot.content.snapshot import Snapshot
from bot.core.desk.charts import Series, Table, Trend, Words
from bot.core.desk.report import Contents, Gap, KeyFigure
from bot.core.desk.tables import Period
from bot.parts import Parts
from bot.services.ports import Holding, Report, Sender
from bot.services.reporting import ReportView, approve_report, draft_report

from .cards import CHANNEL, cards_in
from .conftest import PUBLIC_URL, Bot
from .fake_slack import FakeSlack
from .limits import faults_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PICTURE = Picture(b"\x89PNG", "esdh.png", "Flest spørgsmål i uge 46.")


class WithNetwork:
    """The content with a channel of the network's that somebody has confirmed."""

    def __init__(self, parts: Parts) -> None:
        self._held = parts.content

    def current(self) -> Snapshot:
        """The changed snapshot."""
        snapshot = self._held.current()
        changes = {"network": Network(slack_channel=CHANNEL)}
        organisation = snapshot.library.organisation.model_copy(update=changes)
        return replace(snapshot, library=snapshot.library.model_copy(update={"organisation": organisation}))


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """The network has a channel."""
    return replace(parts, services=replace(parts.services, content=WithNetwork(parts)))


class GivenFiles:
    """A client that takes files, or says why not."""

    def __init__(self, refuses: str = "") -> None:
        self._refuses = refuses
        self.given: list[dict[str, Any]] = []

    async def files_upload_v2(self, **given: Any) -> dict[str, Any]:
        """Take a file."""
        if self._refuses:
            raise SlackApiError("refused", SimpleNamespace(data={"ok": False, "error": self._refuses}))  # type: ignore[no-untyped-call] # slack_sdk does not say
        self.given.append(given)
        return {"files": [{"id": "F1"}]}


def _view(*, gaps: int = 2, words: str = "Kære netværk") -> ReportView:
    trend = Trend(
        Words("Spørgsmål uge for uge", "Flest spørgsmål i uge 46: 312.", Table("", (), ()), "da", "skjult"),
        ("uge 46", "uge 47"),
        Series("november", (312, 280)),
    )
    contents = Contents(
        title="Rapport til ESDH-netværket: november 2026",
        period="november 2026",
        figures=(KeyFigure("Spørgsmål", "592", "+120", "Alt, hvad nogen har spurgt om."),),
        charts=(trend,),
        gaps=tuple(Gap("", f"q{number}", "12 spørgsmål", "Skriv et nyt svar.") for number in range(gaps)),
        tables=(),
    )
    texts = {"opening": words, "gaps": words, "coverage": words}
    report = Report("r1", "2026-11", "da", {}, texts, NOW)
    return ReportView(report, contents, [f"Hvor er <knappen> nr. {number}?" for number in range(gaps)], None, CHANNEL)


@pytest.fixture
def danish(parts: Parts) -> Phrasing:
    snapshot = parts.services.content.current()
    return Phrasing(snapshot.library, snapshot.catalogue, "da")


def _shown(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": [*message.blocks]}


async def test_an_approved_report_arrives_in_the_networks_channel_even_without_its_picture(
    bot: Bot, slack: FakeSlack
) -> None:
    services = bot.parts.services
    with bot.parts.storage.transaction() as work:
        karen = work.person(Sender("web", "karen"), now=NOW)
        work.grant(karen.id, Holding(services.content.current().catalogue.roles.coordinator))
    slack.not_permitted = {"files.getUploadURLExternal"}
    report = draft_report(Period.read("2026-10"), karen, language="da", services=services, now=NOW)

    approve_report(report.id, karen, seen=report.version, services=services, now=NOW)
    await slack.until(lambda: cards_in(slack, CHANNEL))

    (posted,) = cards_in(slack, CHANNEL)
    assert posted["text"] == "Rapport til ESDH-netværket: oktober 2026"
    assert f"{PUBLIC_URL}/reports/{report.id}" in str(posted["blocks"])


def test_the_message_holds_the_numbers_the_gaps_and_the_words(danish: Phrasing) -> None:
    message = render_report(_view(), words=danish, public_url=PUBLIC_URL)

    said = str(message.blocks)
    for part in ("592", "+120", "Kære netværk", "Hvor er &lt;knappen&gt; nr. 0?", "Skriv et nyt svar."):
        assert part in said


@pytest.mark.parametrize(
    "view", [_view(), _view(gaps=0), _view(gaps=10, words="ord " * 1000)], ids=["some", "none", "much"]
)
def test_the_message_keeps_to_slacks_limits(danish: Phrasing, view: ReportView) -> None:
    assert faults_of(_shown(render_report(view, words=danish, public_url=PUBLIC_URL))) == []


def test_the_picture_says_in_words_what_it_shows() -> None:
    picture = picture_of(_view())

    assert picture is not None
    assert picture.says == "Spørgsmål uge for uge. Flest spørgsmål i uge 46: 312."
    assert picture.data.startswith(b"\x89PNG")


async def test_a_picture_is_given_to_slack_and_shown_below_the_heading(danish: Phrasing) -> None:
    client = GivenFiles()
    message = render_report(_view(), words=danish, public_url=PUBLIC_URL)

    shown = await with_picture(message, PICTURE, client=client)  # type: ignore[arg-type] # all of a client that is used

    assert [block["type"] for block in shown.blocks][:2] == ["header", "image"]
    assert shown.blocks[1]["slack_file"] == {"id": "F1"}
    assert shown.blocks[1]["alt_text"] == PICTURE.says
    assert client.given[0]["content"] == PICTURE.data


async def test_without_the_scope_the_message_goes_without_its_picture() -> None:
    message = Message("Rapport", [])

    shown = await with_picture(message, PICTURE, client=GivenFiles("missing_scope"))  # type: ignore[arg-type] # as above

    assert shown == message
