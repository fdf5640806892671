"""Whether Slack takes what the bot sends: nothing is sent while it refuses the bot's token, and all of it waits."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

# What Slack says when it is no message's fault (docs.slack.dev/reference/methods/auth.test)
NO_TOKEN = frozenset({
    "account_inactive", "invalid_auth", "not_authed", "org_login_required", "token_expired", "token_revoked",
    "two_factor_setup_required",
})  # fmt: skip
MAY_NOT_POST = "missing_scope"


@dataclass
class Connection:
    """One for the whole process, changed on its event loop alone.

    `refused` is Slack's word for why it takes nothing, '' while it does; `lost` is set for as long.
    """

    refused: str = ""
    lost: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, code: str, *, posting: bool = False) -> None:
        """Slack answered something with `code`: what is said of the token, or of `posting` at all, is true of all."""
        if code in NO_TOKEN or (posting and code == MAY_NOT_POST):
            self.lose(code)

    def lose(self, code: str) -> None:
        """Slack takes nothing any more; said once, for whoever can do something about it."""
        if self.refused:
            return
        self.refused = code
        self.lost.set()
        log.error(
            "Slack takes nothing from the bot any more (%s): its messages wait. Install the app again, "
            "set SLACK_BOT_TOKEN to what it then is, and start the bot; 'esdh-bot doctor' says what is wrong",
            code,
        )

    def restore(self) -> None:
        """Slack takes messages again."""
        self.refused = ""
        self.lost.clear()
        log.warning("Slack takes messages from the bot again: what waited is sent")
