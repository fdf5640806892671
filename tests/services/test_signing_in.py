"""Sessions, one-time links and roles that come with groups: what is kept, when it ends, and what is written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

import pytest

from bot.content.snapshot import Snapshot
from bot.core.dialogue.moves import SendHandoff
from bot.core.tickets import TicketState
from bot.errors import LinkError
from bot.services.acting import take_ticket
from bot.services.ports import EDITOR, OIDC, SLACK, WEB, Audited, Holding, Person, Sender
from bot.services.signing_in import (
    GROUP,
    SignedIn,
    SignInRules,
    new_link,
    open_sessions,
    role_named,
    sign_in,
    sign_in_with_link,
    sign_out,
    sign_out_everywhere,
    who_is_signed_in,
)

from .conftest import Bot
from .small_content import PASSWORD

ANNA = Sender(OIDC, "https://login.eksempel|anna", "Anna Jensen", "Anna@eksempel.dk")
RULES = SignInRules(
    timedelta(hours=12),
    {"g-it": "it", "g-aurora": "systemansvarlig:aurora", "g-leder": "leder:skole", "g-old": "closed-role"},
)
IT = Holding("it")


def signed_in(bot: Bot, sender: Sender = ANNA, groups: Collection[str] | None = ()) -> str:
    """The token of a new session."""
    return sign_in(sender, groups, rules=RULES, services=bot.services, now=bot.now)


def who(bot: Bot, token: str) -> SignedIn | None:
    """Who the token signs in now."""
    return who_is_signed_in(token, services=bot.services, now=bot.now)


def somebody(bot: Bot, token: str) -> SignedIn:
    """Who the token signs in now, which is somebody."""
    found = who(bot, token)
    assert found is not None
    return found


def link(bot: Bot, person: Person) -> str:
    """The token of a new link."""
    with bot.storage.transaction() as work:
        return new_link(work, person.id, now=bot.now)


def use(bot: Bot, token: str) -> str:
    """The token of the session that a link gives."""
    return sign_in_with_link(token, rules=RULES, services=bot.services, now=bot.now)


def slack_person(bot: Bot, *, email: str = "") -> Person:
    """Somebody known from the chat."""
    with bot.storage.transaction() as work:
        return work.person(Sender(SLACK, "T1:U1", "Anna", email), now=bot.now)


def roles(bot: Bot, person: Person) -> Sequence[Holding]:
    """What a person holds."""
    with bot.storage.reading() as work:
        return work.holdings(person.id)


def audit(bot: Bot) -> list[Audited]:
    """The audit log, oldest first."""
    with bot.storage.reading() as work:
        return [line for _, line in reversed(work.audited())]


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_signing_in_gives_a_session_of_the_person(bot: Bot) -> None:
    found = somebody(bot, signed_in(bot))

    assert (found.employee.name, found.employee.email) == ("Anna Jensen", "anna@eksempel.dk")
    assert found.sender.channel == WEB


def test_no_token_is_stored(bot: Bot) -> None:
    session, way_in = signed_in(bot), link(bot, somebody(bot, signed_in(bot)).person)

    stored = bot.storage.path.read_bytes() + bot.storage.path.with_name("esdh.db-wal").read_bytes()

    assert session.encode() not in stored
    assert way_in.encode() not in stored


def test_what_is_stored_of_a_token_signs_nobody_in(bot: Bot) -> None:
    session = somebody(bot, signed_in(bot)).session

    assert who(bot, session.id) is None


@pytest.mark.parametrize("token", ["", "nothing", "\ud800", "å" * 5_000])
def test_a_token_nobody_was_given_signs_nobody_in(bot: Bot, token: str) -> None:
    assert who(bot, token) is None


def test_a_session_ends_by_itself(bot: Bot) -> None:
    token = signed_in(bot)

    bot.wait(hours=11, minutes=59)
    assert who(bot, token) is not None

    bot.wait(minutes=1)
    assert who(bot, token) is None


def test_signing_out_ends_this_session_and_no_other(bot: Bot) -> None:
    here, elsewhere = signed_in(bot), signed_in(bot)

    sign_out(here, services=bot.services, now=bot.now)

    assert who(bot, here) is None
    assert who(bot, elsewhere) is not None


def test_signing_out_twice_is_written_down_once(bot: Bot) -> None:
    token = signed_in(bot)

    for _ in range(2):
        sign_out(token, services=bot.services, now=bot.now)
    sign_out("nothing", services=bot.services, now=bot.now)

    assert [line.action for line in audit(bot)] == ["signed_in", "signed_out"]


def test_signing_out_everywhere_else_keeps_this_session(bot: Bot) -> None:
    here, elsewhere = signed_in(bot), signed_in(bot)
    stranger = signed_in(bot, Sender(OIDC, "https://login.eksempel|bo", "Bo"))
    anna = somebody(bot, here).person

    ended = sign_out_everywhere(anna.id, services=bot.services, now=bot.now, but=here)

    assert ended == 1
    assert who(bot, elsewhere) is None
    assert [one.id for one in open_sessions(anna, services=bot.services, now=bot.now)] == [
        somebody(bot, here).session.id
    ]
    assert who(bot, stranger) is not None


def test_signing_out_everywhere_ends_every_session(bot: Bot) -> None:
    tokens = [signed_in(bot) for _ in range(3)]

    sign_out_everywhere(somebody(bot, tokens[0]).person.id, services=bot.services, now=bot.now)

    assert [who(bot, token) for token in tokens] == [None, None, None]


def test_an_expired_session_is_not_shown_as_open(bot: Bot) -> None:
    anna = somebody(bot, signed_in(bot)).person
    bot.wait(hours=13)
    token = signed_in(bot)

    assert [one.id for one in open_sessions(anna, services=bot.services, now=bot.now)] == [
        somebody(bot, token).session.id
    ]


def test_two_people_never_share_a_web_identity(bot: Bot) -> None:
    anna, bo = signed_in(bot), signed_in(bot, Sender(OIDC, "https://login.eksempel|bo", "Bo"))

    assert somebody(bot, anna).sender.external_id != somebody(bot, bo).sender.external_id


def test_one_person_signing_in_twice_is_one_person(bot: Bot) -> None:
    first, second = somebody(bot, signed_in(bot)), somebody(bot, signed_in(bot))

    assert (first.person, first.sender) == (second.person, second.sender)


def test_an_address_joins_the_chat_and_the_work_account(bot: Bot) -> None:
    in_chat = slack_person(bot, email="anna@eksempel.dk")

    assert somebody(bot, signed_in(bot)).person == in_chat


def test_a_session_goes_on_when_its_person_turns_out_to_be_another(bot: Bot) -> None:
    in_chat = slack_person(bot)
    token = use(bot, link(bot, in_chat))
    anna = somebody(bot, signed_in(bot)).person

    slack_person(bot, email="anna@eksempel.dk")

    joined = somebody(bot, token)
    assert joined.person == anna
    with bot.storage.reading() as work:
        assert work.known_person(joined.sender.channel, joined.sender.external_id) == anna


def test_a_question_on_the_web_is_the_signed_in_persons(bot: Bot) -> None:
    found = somebody(bot, use(bot, link(bot, slack_person(bot))))

    with bot.storage.transaction() as work:
        assert work.person(found.sender, now=bot.now) == found.person


# --- links ------------------------------------------------------------------------------------------------------------


def test_a_link_signs_its_person_in(bot: Bot) -> None:
    in_chat = slack_person(bot)

    assert somebody(bot, use(bot, link(bot, in_chat))).person == in_chat


def test_a_link_is_used_once(bot: Bot) -> None:
    token = link(bot, slack_person(bot))
    use(bot, token)

    with pytest.raises(LinkError):
        use(bot, token)


def test_a_link_lasts_ten_minutes(bot: Bot) -> None:
    early, late = link(bot, slack_person(bot)), link(bot, slack_person(bot))

    bot.wait(minutes=9, seconds=59)
    use(bot, early)
    bot.wait(seconds=1)

    with pytest.raises(LinkError):
        use(bot, late)


@pytest.mark.parametrize("token", ["", "nothing", "\ud800"])
def test_a_link_nobody_made_signs_nobody_in(bot: Bot, token: str) -> None:
    with pytest.raises(LinkError):
        use(bot, token)

    assert audit(bot) == []


def test_a_refused_link_is_written_down_on_its_person(bot: Bot) -> None:
    person = slack_person(bot)
    token = link(bot, person)
    use(bot, token)

    with pytest.raises(LinkError):
        use(bot, token)

    assert [(line.action, line.about, line.details) for line in audit(bot)] == [
        ("signed_in", person.id, {"how": "link"}),
        ("sign_in_refused", person.id, {"how": "link"}),
    ]


# --- groups -----------------------------------------------------------------------------------------------------------


def test_groups_give_their_roles(bot: Bot) -> None:
    anna = somebody(bot, signed_in(bot, groups=["g-it", "g-aurora", "g-leder", "g-strange"])).person

    assert set(roles(bot, anna)) == {
        IT,
        Holding("systemansvarlig", system="aurora"),
        Holding("leder", department="skole"),
    }


def test_a_group_left_takes_its_role_along(bot: Bot) -> None:
    anna = somebody(bot, signed_in(bot, groups=["g-it", "g-leder"])).person

    signed_in(bot, groups=["g-leder"])

    assert roles(bot, anna) == [Holding("leder", department="skole")]


def test_a_role_set_by_hand_stays_whatever_the_groups_say(bot: Bot) -> None:
    anna = somebody(bot, signed_in(bot)).person
    with bot.storage.transaction() as work:
        work.grant(anna.id, IT)

    signed_in(bot, groups=["g-it"])
    signed_in(bot, groups=[])

    assert roles(bot, anna) == [IT]


def test_groups_the_provider_did_not_tell_change_nothing(bot: Bot) -> None:
    anna = somebody(bot, signed_in(bot, groups=["g-it"])).person

    signed_in(bot, groups=None)

    assert roles(bot, anna) == [IT]


def test_a_group_whose_role_is_gone_gives_nothing(bot: Bot) -> None:
    anna = somebody(bot, signed_in(bot, groups=["g-old"])).person

    assert roles(bot, anna) == []


def test_every_role_that_comes_or_goes_with_a_group_is_written_down_once(bot: Bot) -> None:
    for groups in (["g-aurora"], ["g-aurora"], []):
        signed_in(bot, groups=groups)

    changes = [(line.action, line.details) for line in audit(bot) if line.action.startswith("role_")]
    named = {"role": "systemansvarlig", "system": "aurora", "source": GROUP}
    assert changes == [("role_granted", named), ("role_revoked", named)]


def test_the_audit_log_holds_no_name_and_no_address(bot: Bot) -> None:
    signed_in(bot, groups=["g-it"])

    assert "anna" not in str(audit(bot)).casefold()


def test_what_a_lost_role_had_taken_waits_for_its_others(bot: Bot) -> None:
    ida = somebody(bot, signed_in(bot, Sender(OIDC, "https://login.eksempel|ida", "Ida"), ["g-it"])).person
    asked = bot.ask(PASSWORD)
    bot.press(SendHandoff(), asked.question_id)
    take_ticket(bot.ticket().id, ida, services=bot.services, now=bot.now)

    signed_in(bot, Sender(OIDC, "https://login.eksempel|ida", "Ida"), [])

    assert (bot.ticket().state, bot.ticket().assignee_id) == (TicketState.OPEN, None)


@pytest.mark.parametrize(
    ("name", "holding"),
    [
        ("koordinator", Holding("koordinator")),
        (EDITOR, Holding(EDITOR)),
        ("systemansvarlig:aurora", Holding("systemansvarlig", system="aurora")),
        ("leder:teknik", Holding("leder", department="teknik")),
        ("koordinator:aurora", None),
        ("systemansvarlig", None),
        ("systemansvarlig:skole", None),
        ("leder:aurora", None),
        ("leder:", None),
        ("nothing", None),
        ("", None),
    ],
)
def test_a_role_is_named_with_what_it_belongs_to(snapshot: Snapshot, name: str, holding: Holding | None) -> None:
    assert role_named(name, snapshot) == holding
