"""Tell somebody else of a ticket when the one it was sent to cannot be reached: the person, then the mailbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.core.reply import Route
from bot.core.tickets import WAITS_FOR_HOLDER
from bot.services.addressing import in_role, people_in
from bot.services.context import Services
from bot.services.following_cards import CARD
from bot.services.ports import MAIL, SLACK, OutboxItem, Place, Sender, Ticket, Work
from bot.services.telling import CHANNEL, askers_of, lies_with, mail_place, role_mailbox, slack_place

Reached = tuple[str, Place, str]
"""By which channel, where, and the person id."""


def tell_instead(item: OutboxItem, *, services: Services, now: datetime) -> None:
    """Send what `item` tells of a ticket to somebody who can be reached, once, however often this is called.

    What cannot arrive in a role's channel goes to the people the ticket lies with; what cannot arrive with a person in
    Slack goes to their mail address; where there is neither, to the role's mailbox.
    """
    if "ticket" not in item.body:
        return
    with services.storage.transaction() as work:
        _tell(work, item, by=(SLACK, MAIL), services=services, now=now)


def tell_by_mail(*, services: Services, now: datetime) -> int:
    """Send what waits to tell of tickets in Slack by mail too, while nothing can be sent there; each once.

    Gives how many mails that are. What waits is left to be sent when it can.
    """
    with services.storage.transaction() as work:
        waiting = work.waiting_notices(SLACK)
        return sum(_tell(work, item, by=(MAIL,), services=services, now=now) for item in waiting)


def _tell(work: Work, item: OutboxItem, *, by: Collection[str], services: Services, now: datetime) -> int:
    """Tell those who can be reached `by` these channels; gives how many."""
    ticket = work.ticket(str(item.body["ticket"]))
    receiver = work.receiver_of(item.id)
    if CARD in item.body or ticket is None or receiver is None or ticket.state not in WAITS_FOR_HOLDER:
        return 0
    route = _told_role(ticket, item, services)
    reached = _reached(work, ticket, receiver, route, by=by, services=services, now=now)
    for channel, place, person_id in reached:
        conversation = work.conversation(channel, place, person_id)
        key = f"instead:{item.id}:{person_id}"
        work.enqueue(conversation.id, dict(item.body), dedupe_key=key, now=now)
    return len(reached)


def _reached(
    work: Work, ticket: Ticket, receiver: str, route: Route, *, by: Collection[str], services: Services, now: datetime
) -> Sequence[Reached]:
    if any(identity.startswith(f"{CHANNEL}:") for _, identity in work.channels_of(receiver)):
        if route == ticket.route:
            people = lies_with(work, ticket, services=services, now=now)
        else:
            people = people_in(work, route, not_to=askers_of(work, ticket), services=services, now=now)
        # who is not in Slack was told by mail when the channel was
        in_slack = {one: place for one in people if (place := slack_place(work, one))}
        by_mail = [(MAIL, place, one) for one in in_slack if (place := mail_place(work, one))]
        found = [(SLACK, place, one) for one, place in in_slack.items()] if SLACK in by else by_mail
        if found or any(mail_place(work, one) for one in people):
            return found
    else:
        place = mail_place(work, receiver)
        if place is not None:
            return [(MAIL, place, receiver)]
    mailbox = role_mailbox(route, services=services)
    return [(MAIL, Place(mailbox, {"to": mailbox}), work.person(Sender(MAIL, mailbox), now=now).id)] if mailbox else []


def _told_role(ticket: Ticket, item: OutboxItem, services: Services) -> Route:
    """The role that was told: the ticket's own, or the one it was escalated to."""
    if item.body.get("what") != "escalated":
        return ticket.route
    return in_role(ticket.route, ticket.escalated_to or ticket.route.role, services=services)
