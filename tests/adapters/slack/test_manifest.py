"""The manifest that the app is installed from."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from bot.adapters.slack import running
from bot.adapters.slack.reading_private import CASE, COMMAND
from bot.adapters.slack.welcoming import SAMPLES
from bot.content.holding import Holder

from .limits import schema

MANIFEST = json.loads((Path(running.__file__).parent / "manifest.json").read_text())
FEATURES, BOT = MANIFEST["features"], MANIFEST["oauth_config"]["scopes"]


def test_manifest_has_the_shape_slack_publishes() -> None:
    known = schema("slack-manifest.schema.json")
    if known is None:
        pytest.skip("Slack's manifest schema is not at hand")

    jsonschema.validate(MANIFEST, known)


def test_manifest_asks_for_no_more_than_the_bot_uses() -> None:
    used = ["app_mentions:read", "assistant:write", "chat:write", "commands", "files:write", "im:history", "im:write"]
    assert {"bot": [*used, "users:read", "users:read.email"]} == BOT
    events = ["app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked"]
    assert MANIFEST["settings"]["event_subscriptions"]["bot_events"] == events


def test_manifest_reads_no_channel() -> None:
    read = [scope for scope in BOT["bot"] if scope.endswith(":history")]
    assert read == ["im:history"]


def test_manifest_names_what_the_bot_listens_to() -> None:
    assert [each["command"] for each in FEATURES["slash_commands"]] == [COMMAND]
    assert [each["callback_id"] for each in FEATURES["shortcuts"]] == [CASE]
    assert FEATURES["app_home"]["home_tab_enabled"]


def test_manifest_suggests_what_the_bot_suggests(content: Holder) -> None:
    phrases = content.current().library.phrases
    said = [phrases[sample.replace(":", ".")].da for sample in SAMPLES]
    assert [each["message"] for each in FEATURES["agent_view"]["suggested_prompts"]] == said
