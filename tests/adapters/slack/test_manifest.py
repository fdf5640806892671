"""The manifest that the app is installed from."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from bot.adapters.slack import running

from .limits import schema

MANIFEST = json.loads((Path(running.__file__).parent / "manifest.json").read_text())


def test_manifest_has_the_shape_slack_publishes() -> None:
    known = schema("slack-manifest.schema.json")
    if known is None:
        pytest.skip("Slack's manifest schema is not at hand")

    jsonschema.validate(MANIFEST, known)


def test_manifest_asks_for_no_more_than_the_bot_uses() -> None:
    used = ["app_mentions:read", "chat:write", "im:history", "im:write", "users:read", "users:read.email"]
    assert MANIFEST["oauth_config"]["scopes"] == {"bot": used}
    assert MANIFEST["settings"]["event_subscriptions"]["bot_events"] == ["app_mention", "message.im"]
