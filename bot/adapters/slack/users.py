"""Ask Slack who somebody is: an employee with a verified e-mail address, or a guest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

OUTSIDE = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted")
NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
# What Slack says when asking again cannot help, though the token is good
FINAL = frozenset({
    "missing_scope", "no_permission", "access_denied", "not_allowed_token_type", "method_deprecated", "unknown_method",
})  # fmt: skip


class NotToldError(Exception):
    """Slack did not say; `reason` is a code, and `is_final` when asking again cannot help."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        self.reason = reason
        self.is_final = is_final
        super().__init__(reason)


@dataclass(frozen=True)
class SlackUser:
    """Somebody in Slack; `email` is '' when it is not told or not verified."""

    is_employee: bool
    name: str = ""
    email: str = ""


async def look_up(user: str, *, client: AsyncWebClient) -> SlackUser:
    """Who the user with this id is (docs.slack.dev/reference/methods/users.info).

    :raises NotToldError: when Slack is away, or does not let us ask
    """
    try:
        answer = await client.users_info(user=user)
    except SlackApiError as error:
        code = code_of(error)
        if code in NOBODY:
            return SlackUser(is_employee=False)
        raise NotToldError(code, is_final=code in FINAL) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NotToldError(type(error).__name__) from None
    return _user(answer.get("user") or {})


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what went wrong; the error's text is left behind, because it may quote a message."""
    data = error.response.data
    code = data.get("error") if isinstance(data, dict) else None
    return str(code)[:60] if code else f"http_{error.response.status_code}"


def _user(found: Mapping[str, Any]) -> SlackUser:
    profile = found.get("profile") or {}
    is_verified = found.get("is_email_confirmed", True)
    return SlackUser(
        is_employee=not any(found.get(mark) for mark in OUTSIDE),
        name=str(profile.get("real_name") or found.get("real_name") or ""),
        email=str(profile.get("email") or "") if is_verified else "",
    )
