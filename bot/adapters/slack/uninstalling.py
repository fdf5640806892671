"""Hear from Slack that the app was taken away or its token revoked: nothing more is sent until the token is good."""

from __future__ import annotations

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.slack.connection import Connection
from bot.adapters.slack.incoming import Body, none_when_malformed


@dataclass(frozen=True)
class Uninstalling:
    """The listeners of this use case. An app that is uninstalled is told both, in any order."""

    connection: Connection

    async def uninstalled(self, ack: AsyncAck) -> None:
        """The app is not in the workspace any more."""
        await ack()
        self.connection.lose("app_uninstalled")

    async def revoked(self, ack: AsyncAck, body: Body) -> None:
        """Some tokens are good no more; those of people, which the bot has none of, do not matter."""
        await ack()
        if read_revoked_bots(body):
            self.connection.lose("token_revoked")


@none_when_malformed
def read_revoked_bots(body: Body) -> list[str] | None:
    """The bots whose tokens were revoked, as user ids (docs.slack.dev/reference/events/tokens_revoked)."""
    return [str(user) for user in body["event"]["tokens"].get("bot") or []]


def register(app: AsyncApp, connection: Connection) -> None:
    """Listen to both events."""
    uninstalling = Uninstalling(connection)
    app.event("app_uninstalled")(uninstalling.uninstalled)
    app.event("tokens_revoked")(uninstalling.revoked)
