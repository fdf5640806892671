"""What the fake refuses: what Slack's own library finds always, and the published figures where they are at hand."""

from __future__ import annotations

import pytest

from . import limits
from .calls import faults_of_call
from .fake_slack import Json
from .limits import faults_of, faults_of_view

SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "Ja."}}
MODAL: Json = {"type": "modal", "title": {"type": "plain_text", "text": "Ret"}, "blocks": [SECTION]}
MESSAGE: Json = {"channel": "D1", "text": "Ja.", "blocks": [SECTION]}


@pytest.mark.parametrize(
    ("method", "given", "fault"),
    [
        ("chat.postMessage", {"channel": "D1", "blocks": [SECTION]}, "without text"),
        ("chat.postMessage", MESSAGE | {"blocks": [{"type": "unheard_of"}]}, "no known type"),
        ("chat.postMessage", MESSAGE | {"metadata": {"event_type": "with space", "event_payload": {}}}, "metadata"),
        ("chat.postMessage", MESSAGE | {"metadata": {"event_type": "reply"}}, "event_payload"),
        ("chat.postEphemeral", MESSAGE, "without user"),
        ("chat.update", MESSAGE, "without ts"),
        ("views.open", {"view": MODAL}, "without trigger_id"),
        ("views.publish", {"user_id": "U1", "view": MODAL}, "a view of type modal"),
        ("views.open", {"trigger_id": "1", "view": {**MODAL, "callback_id": "x" * 256}}, "callback_id"),
        ("assistant.threads.setSuggestedPrompts", {"channel_id": "D1", "prompts": [{"title": "Hvad?"}]}, "prompts"),
    ],
)
def test_what_slack_would_refuse_is_a_fault(method: str, given: Json, fault: str) -> None:
    [*found] = faults_of_call(method, given)

    assert any(fault in each for each in found)


def test_what_slack_takes_is_none() -> None:
    assert faults_of_call("chat.postMessage", MESSAGE) == []
    assert faults_of_call("views.open", {"trigger_id": "1", "view": MODAL}) == []
    assert faults_of(MESSAGE) == faults_of_view(MODAL) == []


def test_no_method_goes_unseen() -> None:
    assert faults_of_call("chat.delete", {"channel": "D1", "ts": "1.2"}) == ["chat.delete is not looked into"]


def test_our_lengths_are_those_that_are_published() -> None:
    published = limits.schema("block-kit-limits.json")
    if published is None:
        return  # beside the checkout or nowhere; the figures stand in the library's validators too

    assert published["section"]["text"]["max_length"] == limits.LONGEST_OF["section"]
    assert published["header"]["text"]["max_length"] == limits.LONGEST_OF["header"]
    assert published["view"]["title"]["max_length"] == limits.VIEW_LABEL
    assert published["view"]["blocks"]["max_items"] == limits.VIEW_BLOCKS
    assert published["button"]["text"]["max_length"] == limits.LABEL
    assert published["button"]["value"]["max_length"] == limits.VALUE
    assert published["option"]["value"]["max_length"] == limits.OPTION_VALUE
    assert published["select"]["options"]["max_items"] == limits.OPTIONS
    assert {kind: published[kind]["elements"]["max_items"] for kind in limits.MOST_ELEMENTS} == limits.MOST_ELEMENTS
