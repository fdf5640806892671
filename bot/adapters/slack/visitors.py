"""Read who somebody is, as far as a request says it: from here, a guest, or from another organisation."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.slack.incoming import Body, Origin, none_when_malformed, origin_of_message, read_press, read_question
from bot.adapters.slack.reading_private import CASE, COMMAND, origin_of_command, read_case, read_private_press

GUEST = ("is_restricted", "is_ultra_restricted", "is_stranger")


@dataclass(frozen=True)
class Visitor:
    """Somebody who wants something of the bot.

    `is_guest` and `is_from_outside` are what the request says; False is no proof. `others_read_along` in a channel that
    is shared with another organisation. `opens` is the tab that was opened, where nothing was said.
    """

    event_id: str
    origin: Origin
    is_guest: bool = False
    is_from_outside: bool = False
    others_read_along: bool = False
    is_command: bool = False
    opens: str = ""


@none_when_malformed
def read_visitor(body: Body) -> Visitor | None:
    """Who is there; None when nothing is wanted of the bot."""
    if body.get("command") == COMMAND:
        origin = origin_of_command(body)
        return Visitor(str(body["trigger_id"]), origin, is_from_outside=_is_foreign(body, origin), is_command=True)
    match body.get("type"):
        case "event_callback":
            return _of_event(body)
        case "message_action" if body.get("callback_id") == CASE:
            case = read_case(body)
            return _of_interaction(body, case.origin, str(body["trigger_id"])) if case else None
        case "block_actions":
            pressed = read_private_press(body) or read_press(body) if _is_known_shape(body) else None
            return _of_interaction(body, pressed.origin, pressed.event_id) if pressed else None
        case _:
            return None


def _of_event(body: Body) -> Visitor | None:
    event = body["event"]
    if event.get("type") == "app_home_opened":
        origin = Origin(_own_team(body), str(event["channel"]), str(event["user"]), "")
        is_from_outside = _is_from_outside(body, event)
        return Visitor(str(body.get("event_id")), origin, is_from_outside=is_from_outside, opens=str(event["tab"]))
    asking = read_question(body)
    if asking is None:
        return None
    origin = origin_of_message(body)
    profile = event.get("user_profile") or {}
    return Visitor(
        event_id=asking.event_id,
        origin=origin,
        is_guest=any(profile.get(mark) for mark in GUEST),
        is_from_outside=_is_from_outside(body, event),
        others_read_along=bool(body.get("is_ext_shared_channel")) and not origin.is_direct,
    )


def _of_interaction(body: Body, origin: Origin, event_id: str) -> Visitor:
    user, team = body["user"], body.get("team") or {}
    theirs = user.get("team_id")
    is_from_outside = bool(theirs and team.get("id") and theirs != team["id"])
    return Visitor(event_id, origin, is_from_outside=is_from_outside)


def _own_team(body: Body) -> str:
    """The workspace the bot is installed in, whichever one the event is from."""
    authorized = body.get("authorizations") or [{}]
    return str(authorized[0].get("team_id") or body.get("context_team_id") or body.get("team_id") or "")


def _is_from_outside(body: Body, event: Body) -> bool:
    theirs = {body.get("team_id"), *(event.get(key) for key in ("user_team", "source_team", "team"))}
    profile = event.get("user_profile") or {}
    return bool({*theirs, profile.get("team")} - {_own_team(body), None, ""})


def _is_foreign(body: Body, origin: Origin) -> bool:
    context = body.get("context_team_id")
    return bool(context and context != origin.team)


def _is_known_shape(body: Body) -> bool:
    """Whether a press is one that the readers need not complain about."""
    shown_in = body.get("message") or body.get("view") or body.get("channel")
    return isinstance(body.get("container"), dict) and bool(shown_in)
