"""A reply that was to be shown at once can be sent after all, once."""

from __future__ import annotations

from bot.services.sending import send_reply

from .conftest import Bot


def test_reply_is_sent_once_however_often_that_is_asked(bot: Bot) -> None:
    shown = bot.ask("Skal en sms på sagen?")
    assert bot.storage.outbox.waiting() == 0

    for _ in range(2):
        send_reply(shown, services=bot.services, now=bot.now)

    assert bot.storage.outbox.waiting() == 1
