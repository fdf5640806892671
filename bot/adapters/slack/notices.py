"""Dress what is not a reply as a Slack message: the card of a ticket, and a link to log in with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.blocks import Block
from bot.adapters.slack.mrkdwn import cut, escape, quote
from bot.adapters.slack.rendering import LONGEST_QUOTE, Message, value
from bot.content.phrasing import Phrasing
from bot.core.tickets import TicketState
from bot.services.ticket_cards import Somebody, TicketCard

TICKET = "ticket"  # what the action ids of a card's buttons begin with
LONGEST_TOLD = 900  # characters
USER_ID = re.compile(r"[UW][A-Z0-9]+")
OPEN = "open"  # the action id of a button that opens a page; nobody listens to it


def render_card(card: TicketCard, *, words: Phrasing, public_url: str) -> Message:
    """A ticket for those it lies with: what happened, the question, where it stands, and what they can do about it.

    The question's text is redacted already; here, among role holders, it may stand.
    """
    headline = escape(card.headline)
    if card.is_past:
        past = escape(words.say("slack.ticket.past", number=card.number))
        return Message(past, kit.context([past]))
    blocks = [*kit.sections(f"*{headline}*"), *kit.sections("\n".join(_facts(card, words)))]
    if card.text:
        blocks += kit.sections(cut(quote(card.text), LONGEST_QUOTE))
    for did, said in card.told:
        blocks += kit.sections(f"*{escape(did)}*\n{cut(quote(said), LONGEST_TOLD)}")
    if card.offered:
        titles = " · ".join(card.offered)
        blocks += kit.context([escape(words.say("slack.notice.offered", titles=titles))])
    if card.last and not any(did == card.last for did, _ in card.told):
        blocks += kit.context([escape(card.last)])
    return Message(headline, [*blocks, *_ways(card, words, public_url)])


def render_link(url: str, *, words: Phrasing, minutes: int) -> Message:
    """A link that logs in. It stands behind the button alone: the text shows in notifications, to whoever is near."""
    text = escape(words.say("sign_in.link", minutes=minutes))
    button = kit.link_button(OPEN, words.say("sign_in.open"), url)
    return Message(text, [*kit.sections(text), *kit.rows([button])])


def render_words(text: str) -> Message:
    """One sentence."""
    escaped = escape(text)
    return Message(escaped, kit.sections(escaped))


def _facts(card: TicketCard, words: Phrasing) -> Iterator[str]:
    """What is known of the ticket, a line each; people with an identity in Slack are mentioned by it."""
    asker = card.asker or words.say("slack.ticket.colleague")
    if card.others:
        asker = words.say("slack.ticket.with_others", name=asker, count=card.others)
    is_done = card.state in (TicketState.RESOLVED, TicketState.CLOSED)
    facts = {
        "from": escape(asker),
        "system": escape(card.system),
        "department": escape(card.department),
        "role": escape(card.role),
        "due": escape(card.due),
        "status": escape(words.say(f"slack.ticket.state.{card.state}")),
        "told": _mention(card.lies_with, words),
        "answered" if is_done else "taken": _mention(card.done_by, words),
    }
    return (f"*{escape(words.say(f'slack.ticket.{name}'))}:* {fact}" for name, fact in facts.items() if fact)


def _mention(somebody: Somebody | None, words: Phrasing) -> str:
    if somebody is None:
        return ""
    if USER_ID.fullmatch(somebody.user):
        return f"<@{somebody.user}>"
    return escape(somebody.name or words.say("slack.ticket.colleague"))


def _ways(card: TicketCard, words: Phrasing, public_url: str) -> list[Block]:
    """The buttons, which carry ids and the version they belong to, and the way to the page."""
    carried = value(card.ticket_id, str(card.version))
    buttons = [
        kit.button(f"{TICKET}:{act}", words.say(f"slack.ticket.{act}"), carried, primary=number == 0)
        for number, act in enumerate(card.possible)
    ]
    if public_url:
        url = public_url.rstrip("/") + card.path
        return kit.rows([*buttons, kit.link_button(OPEN, words.say("slack.ticket.open"), url, primary=not buttons)])
    page = words.say("web.nav.inbox")
    return [*kit.rows(buttons), *kit.context([escape(words.say("announce.where", page=page))])]
