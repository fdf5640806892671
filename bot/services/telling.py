"""Tell the people a ticket concerns what happened to it, where they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from bot.content.phrasing import Phrasing
from bot.core.assigning import candidates, deputy_here
from bot.core.reply import Notice, Route
from bot.services.addressing import absent, deputies_of, in_role, people_in
from bot.services.context import Services, new_id
from bot.services.ports import MAIL, PUSHED, SLACK, Exchange, Place, Sender, Ticket, Work

CHANNEL = "channel"  # what the identity of a role's Slack channel begins with
What = Literal["new", "replied", "reopened", "forwarded", "reminder", "overdue", "deputy", "escalated"]


def tell_askers(
    work: Work,
    ticket: Ticket,
    key: str,
    *,
    now: datetime,
    values: Mapping[str, str] | None = None,
    question_ids: Collection[str] | None = None,
) -> None:
    """Write the notice `key` into the conversation of everybody who waits for the answer, and send it where it must be.

    An asker who has to fetch it, and has an e-mail address, is told by mail that there is something to fetch.
    `question_ids` limits it to those who asked these questions. Every notice knows the ticket's number and id.
    """
    notice = Notice(key=key, values={"number": str(ticket.number), "ticket": ticket.id, **(values or {})})
    for conversation_id, question_id, language in _askers(work, ticket):
        conversation = work.conversation_by_id(conversation_id)
        if conversation is None or (question_ids is not None and question_id not in question_ids):
            continue
        event_id = f"ticket:{ticket.id}:{new_id()}"
        work.add_exchange(
            Exchange(
                event_id=event_id,
                conversation_id=conversation_id,
                question_id=question_id,
                said=None,
                reply=notice,
                language=language,
                at=now,
            )
        )
        if conversation.channel in PUSHED:
            work.enqueue(conversation.id, {"event_id": event_id}, dedupe_key=event_id, now=now)
        else:
            _mail_asker(work, ticket, conversation.person_id, key, now=now)


def tell_holders(work: Work, ticket: Ticket, what: What, *, services: Services, now: datetime) -> None:
    """Tell those a ticket lies with what happened to it: the assignee, else the addressee, else everybody in its role.

    Who is away is stood in for, and one who waits for the answer is never told. Each is written to in Slack, else by
    mail, else finds it in the inbox alone. A role with nobody gets it in its mailbox, unless that is an example.
    What nobody has taken is shown in the role's Slack channel, where it has one, instead of to each of them in Slack.
    'deputy' tells those who stand in for the ones a ticket lies with, 'escalated' the role it was escalated to.
    """
    route = ticket.route
    if what == "deputy":
        told = deputies_for(work, ticket, services=services, now=now)
    elif what == "escalated":
        route = in_role(route, ticket.escalated_to or route.role, services=services)
        told = people_in(work, route, not_to=askers_of(work, ticket), services=services, now=now)
    else:
        told = lies_with(work, ticket, services=services, now=now)
    is_shown = _tell_channel(work, ticket, what, route, services=services, now=now)
    for person_id in told:
        if not (is_shown and slack_place(work, person_id)):
            _tell(work, ticket, what, person_id, now=now)
    if not told and not is_shown and what != "deputy":
        _tell_mailbox(work, ticket, what, route, services=services, now=now)


def lies_with(work: Work, ticket: Ticket, *, services: Services, now: datetime) -> Sequence[str]:
    """Who is told what happens to a ticket, person ids: the first that is there of assignee, addressee and role."""
    asked, away = askers_of(work, ticket), absent(work, now=now)
    for person_id in (ticket.assignee_id, ticket.addressee_id):
        one = [person_id] if person_id else []
        here = candidates(one, away=away, deputies=deputies_of(work, one, away=away), not_to=asked)
        if here:
            return [each.person_id for each in here]
    return people_in(work, ticket.route, not_to=asked, services=services, now=now)


def deputies_for(work: Work, ticket: Ticket, *, services: Services, now: datetime) -> Sequence[str]:
    """Who stands in for those a ticket lies with, person ids, though these are here."""
    told, away = lies_with(work, ticket, services=services, now=now), absent(work, now=now)
    deputies = deputies_of(work, told, away=away)
    found = (deputy_here(one, away=away, deputies=deputies) for one in told)
    not_to = {*told, *askers_of(work, ticket)}
    return list(dict.fromkeys(one for one in found if one is not None and one not in not_to))


def askers_of(work: Work, ticket: Ticket) -> frozenset[str]:
    """The person ids of everybody who waits for the answer."""
    return frozenset({ticket.requester_id, *(joined.person_id for joined in work.joined(ticket.id))})


def _askers(work: Work, ticket: Ticket) -> Iterator[tuple[str, str, str]]:
    """(conversation, question, language) of the requester and of everybody joined."""
    yield ticket.conversation_id, ticket.question_id, ticket.language
    for joined in work.joined(ticket.id):
        yield joined.conversation_id, joined.question_id, joined.language


def _mail_asker(work: Work, ticket: Ticket, person_id: str, key: str, *, now: datetime) -> None:
    place = mail_place(work, person_id)
    if place is not None:
        conversation = work.conversation(MAIL, place, person_id)
        body = {"ticket": ticket.id, "what": key.removeprefix("notice."), "asker": True}
        work.enqueue(conversation.id, body, dedupe_key=_once(ticket, key, person_id), now=now)


def _tell(work: Work, ticket: Ticket, what: What, person_id: str, *, now: datetime) -> None:
    slack, mail = slack_place(work, person_id), mail_place(work, person_id)
    channel, place = (SLACK, slack) if slack is not None else (MAIL, mail)
    if place is not None:
        _enqueue(work, ticket, what, person_id, channel, place, now=now)


def _tell_channel(work: Work, ticket: Ticket, what: What, route: Route, *, services: Services, now: datetime) -> bool:
    """Show a ticket that nobody has taken in the role's channel; gives whether the role has one."""
    if what == "deputy" or (ticket.assignee_id and what != "escalated"):
        return False
    snapshot = services.content.current()
    channel = Phrasing(snapshot.library, snapshot.catalogue, "da").slack_channel(route)
    if channel:
        person = work.person(Sender(SLACK, f"{CHANNEL}:{channel}"), now=now)
        place = Place(f"{CHANNEL}:{channel}", {"channel": channel})
        _enqueue(work, ticket, what, person.id, SLACK, place, now=now)
    return bool(channel)


def _tell_mailbox(work: Work, ticket: Ticket, what: What, route: Route, *, services: Services, now: datetime) -> None:
    mailbox = role_mailbox(route, services=services)
    if mailbox:
        person = work.person(Sender(MAIL, mailbox), now=now)
        _enqueue(work, ticket, what, person.id, MAIL, Place(mailbox, {"to": mailbox}), now=now)


def role_mailbox(route: Route, *, services: Services) -> str:
    """The mailbox of a role; '' when nobody has confirmed it yet."""
    snapshot = services.content.current()
    role = snapshot.library.organisation.roles.get(route.role)
    if role is None or role.example:
        return ""
    return Phrasing(snapshot.library, snapshot.catalogue, "da").mailbox(route)


def _enqueue(
    work: Work, ticket: Ticket, what: What, person_id: str, channel: str, place: Place, *, now: datetime
) -> None:
    conversation = work.conversation(channel, place, person_id)
    body = {"ticket": ticket.id, "what": what}
    work.enqueue(conversation.id, body, dedupe_key=_once(ticket, what, person_id), now=now)


def _once(ticket: Ticket, what: str, person_id: str) -> str:
    """The dedupe key of one thing told to one person of the ticket as it stands."""
    return f"ticket:{ticket.id}:{ticket.version}:{what}:{person_id}"


def slack_place(work: Work, person_id: str) -> Place | None:
    """A person's direct conversation; one never begun is addressed by the user's id, and Slack opens it."""
    identity = next((external_id for channel, external_id in work.channels_of(person_id) if channel == SLACK), None)
    if identity is None:
        return None
    team, _, user = identity.partition(":")
    direct = (
        place.external_id
        for place in work.places_of(person_id, SLACK)
        if place.address.get("team") == team and place.external_id == place.address.get("channel")
    )
    *_, channel = user, *direct  # the latest begun
    return Place(channel, {"team": team, "channel": channel})


def mail_place(work: Work, person_id: str) -> Place | None:
    """A person's mailbox; None when no address is known."""
    employee = work.employees([person_id]).get(person_id)
    return Place(employee.email, {"to": employee.email}) if employee and employee.email else None
