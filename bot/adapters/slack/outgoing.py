"""What is to be sent: a reply in its thread, a notice about a ticket, or a link to log in with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.adapters.delivery import Undeliverable
from bot.adapters.slack.incoming import is_direct, message_of_step, thread_of
from bot.adapters.slack.notices import render_card, render_words
from bot.adapters.slack.only_asker import Audience, audience_of, is_from, with_channel
from bot.adapters.slack.pictures import Picture
from bot.adapters.slack.reading_private import ALONE
from bot.adapters.slack.rendering import Message, render
from bot.adapters.slack.report_view import picture_of, render_report
from bot.content.phrasing import Phrasing
from bot.services.announcing import LANGUAGE
from bot.services.context import Services
from bot.services.following_cards import CARD
from bot.services.linking import stands_for_link
from bot.services.ports import SLACK, Exchange, OutboxItem, Work
from bot.services.reporting import REPORT, report_to_send
from bot.services.ticket_cards import see_card, sent_card
from bot.services.turns import card_of


@dataclass(frozen=True)
class Link:
    """A link that somebody asked for, before it is made: for whom ('' where others would see it), and their user id."""

    person_id: str
    user: str
    language: str


@dataclass(frozen=True)
class Outgoing:
    """A message with its address; with `link`, what is to be said depends on whether the link may be made.

    `replaces` is the `ts` of the message it takes the place of. `steps`, of a card, says how much of it is shown.
    `only_for` is the user who alone is shown it, '' when everybody in the channel is: such a message cannot be looked
    up, and Slack may lose it. `instead` is sent when this can never arrive; `pointer` once this was sent,
    and may be lost.
    """

    channel: str
    thread: str | None
    message: Message
    link: Link | None = None
    replaces: str | None = None
    steps: int | None = None
    only_for: str = ""
    instead: Outgoing | None = None
    pointer: Outgoing | None = None
    picture: Picture | None = None


def outgoing(item: OutboxItem, *, services: Services, public_url: str, now: datetime) -> Outgoing | None:
    """What the outbox's `item` is to a person in Slack; None when there is nothing left to tell.

    :raises Undeliverable: when what it was made of is gone, or it has no address
    """
    if CARD in item.body:
        return _later_card(item, services, public_url)
    if not item.address.get("channel"):
        raise Undeliverable("no_address")
    if "ticket" in item.body:
        return _card(item, services, public_url)
    if REPORT in item.body:
        return _report(item, services, public_url)
    return _reply(item, services, now)


def _card(item: OutboxItem, services: Services, public_url: str, *, key: str = "") -> Outgoing | None:
    card = see_card(str(item.body["ticket"]), str(item.body.get("what")), key=key, services=services)
    if card is None:
        return None
    snapshot = services.content.current()
    words = Phrasing(snapshot.library, snapshot.catalogue, LANGUAGE)
    message = render_card(card, words=words, public_url=public_url)
    return Outgoing(item.address.get("channel", ""), None, message, steps=card.steps)


def _report(item: OutboxItem, services: Services, public_url: str) -> Outgoing | None:
    view = report_to_send(str(item.body[REPORT]), services=services)
    if view is None:
        return None
    snapshot = services.content.current()
    words = Phrasing(snapshot.library, snapshot.catalogue, view.report.language)
    message = render_report(view, words=words, public_url=public_url)
    return Outgoing(item.address["channel"], None, message, picture=picture_of(view))


def _later_card(item: OutboxItem, services: Services, public_url: str) -> Outgoing | None:
    """A card that was sent, as the ticket is now; None when it is not there any more."""
    key = str(item.body[CARD])
    sent = sent_card(str(item.body["ticket"]), key, services=services)
    shown = _card(item, services, public_url, key=key) if sent else None
    return replace(shown, channel=sent.address["channel"], replaces=sent.address["ts"]) if sent and shown else None


def _reply(item: OutboxItem, services: Services, now: datetime) -> Outgoing:
    snapshot = services.content.current()
    with services.storage.reading() as work:
        exchange = work.exchange(str(item.body.get("event_id")))
        if exchange is None:
            raise Undeliverable("forgotten")
        card = card_of(exchange, work=work, snapshot=snapshot, now=now)
        thread = _thread(item, exchange.question_id, work)
        link = _link(item, exchange, work)
    words = Phrasing(snapshot.library, snapshot.catalogue, card.language)
    reply = Outgoing(item.address["channel"], thread, render(card, say=words.say), link)
    if is_direct(reply.channel):
        return _in_place(reply, exchange)
    user = item.address.get("user", "")
    match audience_of(exchange, reply.channel):
        case Audience.EVERYBODY:
            return reply
        case Audience.PRESSER:
            return replace(reply, only_for=user)
        case Audience.ASKER:
            return _to_asker(reply, user, exchange, words)


def _to_asker(reply: Outgoing, user: str, exchange: Exchange, words: Phrasing) -> Outgoing:
    """The direct message in the place of a reply in a channel; where it was asked, only a word that it was sent."""
    message = with_channel(reply.message, reply.channel, exchange, words)
    shown = replace(reply, message=message, only_for=user)
    told = replace(shown, message=render_words(words.say("slack.private.pointer")))
    pointer = told if is_from(reply.channel, exchange) else None
    return _in_place(Outgoing(user, None, message, instead=shown, pointer=pointer), exchange)


def _in_place(reply: Outgoing, exchange: Exchange) -> Outgoing:
    """The guide is one message: what comes of a step takes the step's place."""
    step = message_of_step(exchange.event_id)
    if step is None or not is_direct(step[0]):
        return reply
    channel, ts = step
    return replace(reply, channel=channel, replaces=ts)


def _thread(item: OutboxItem, question_id: str | None, work: Work) -> str | None:
    """Where the reply belongs; what the bot says of itself (a person's answer), in the thread of its question."""
    written_to = item.address.get("thread_ts") or None
    if str(item.body.get("event_id")).startswith(SLACK) or question_id is None:
        return written_to
    question = work.question(question_id)
    if question is not None and question.event_id.startswith(ALONE):
        return None
    return (thread_of(question.event_id) if question else None) or written_to


def _link(item: OutboxItem, exchange: Exchange, work: Work) -> Link | None:
    """The link a reply stands for, when it is to be sent where nobody but the person is."""
    if not stands_for_link(exchange):
        return None
    conversation = work.conversation_by_id(exchange.conversation_id)
    alone = is_direct(item.address["channel"])
    person_id = conversation.person_id if conversation and alone else ""
    return Link(person_id, item.address.get("user", ""), exchange.language)
