"""Take out of what people write about a ticket what must not be kept: of a manager's words, of an asker's words."""

from __future__ import annotations

from bot.core.privacy import Kind as Personal
from bot.core.privacy import redact
from bot.errors import EmptyAnswerError
from bot.services.context import Services

LONGEST_ANSWER = 4_000  # characters


def cleaned(text: str, *, services: Services) -> str:
    """A manager's words, at most 4,000 characters, without CPR and account numbers.

    A colleague's name or number to call may stand.

    :raises EmptyAnswerError: when there is nothing in them
    """
    snapshot = services.content.current()
    words = redact(text[:LONGEST_ANSWER], keep=snapshot.names, only=(Personal.CPR, Personal.ACCOUNT)).text.strip()
    if not words:
        raise EmptyAnswerError
    return words


def hidden(text: str, *, services: Services) -> str:
    """An asker's words, at most 4,000 characters, with everything personal taken out; '' when there are none."""
    return redact(text[:LONGEST_ANSWER], keep=services.content.current().names).text.strip()
