"""Everything Slack may send that the bot has nothing to say to: 200 and silence, since a 404 counts as a failure."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

ANYTHING = re.compile(".*", re.DOTALL)


async def ignore(ack: AsyncAck) -> None:
    """Nothing to do."""
    await ack()


def register(app: AsyncApp) -> None:
    """Listen last, to whatever nobody else listened to."""
    for listen in (app.event, app.action, app.shortcut, app.view, app.view_closed, app.options, app.command):
        listen(ANYTHING)(ignore)
