"""Ask Slack something: its answer, or a word for why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.client import HTTPException

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.adapters.doctor.findings import within
from bot.adapters.slack.users import code_of

AWAY = (OSError, HTTPException)
WORD = re.compile(r"[a-z_]{1,60}")  # of Slack's own, as 'invalid_auth'
NO_WORD = "no_answer"


def asked(call: Callable[[], SlackResponse]) -> SlackResponse | str:
    """Slack's answer, or a code for why there is none."""
    try:
        return within(call)
    except SlackApiError as error:
        code = code_of(error)
        return code if WORD.fullmatch(code) else NO_WORD
    except AWAY as error:
        return type(error).__name__


def is_of_slack(code: str) -> bool:
    """Whether a code is Slack's own, and not that of a network that fails."""
    return code != NO_WORD and WORD.fullmatch(code) is not None
