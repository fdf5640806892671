"""Roles: who gives and takes them, a list read in whole or not at all, and what the audit log says of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.core.dialogue.moves import SendHandoff
from bot.core.tickets import TicketState
from bot.errors import LastCoordinatorError, NotAllowedError, OtherChangesError, RoleListError
from bot.services.acting import take_ticket
from bot.services.granting import (
    RoleChanges,
    export_roles,
    grant_role,
    holding_named,
    import_roles,
    preview_roles,
    revoke_role,
)
from bot.services.held_roles import see_roles
from bot.services.ports import EDITOR, OPERATOR, Audited, Holding, Person

from .conftest import Bot
from .small_content import PASSWORD

IT = Holding("it")
COORDINATOR = Holding("koordinator")
AURORA = Holding("systemansvarlig", system="aurora")
BIFROST = Holding("systemansvarlig", system="bifrost")
SCHOOL = Holding("leder", department="skole")
HEADER = "email,name,role,system,department\n"


@pytest.fixture
def karen(bot: Bot) -> Person:
    """The coordinator."""
    return bot.person("karen", COORDINATOR)


def _give(bot: Bot, email: str, holding: Holding, *, by: Person | None, name: str = "") -> str:
    return grant_role(email, name, holding, by=by, services=bot.services, now=bot.now).person_id


def _read_in(bot: Bot, text: str | bytes, *, by: Person | None, replace: bool = False) -> RoleChanges:
    data = text.encode() if isinstance(text, str) else text
    return import_roles(data, replace=replace, by=by, services=bot.services, now=bot.now)


def _held(bot: Bot, email: str) -> Sequence[Holding]:
    with bot.storage.reading() as work:
        person = work.person_by_email(email)
        return work.holdings(person.id) if person else []


def _audited(bot: Bot) -> list[Audited]:
    with bot.storage.reading() as work:
        return [line for _, line in reversed(work.audited())]


def _problems(bot: Bot, text: str | bytes) -> list[tuple[int, str, dict[str, str]]]:
    with pytest.raises(RoleListError) as refused:
        _read_in(bot, text, by=None)
    return [(each.line, each.key.removeprefix("roles.problem."), dict(each.values)) for each in refused.value.problems]


# --- one role ---------------------------------------------------------------------------------------------------------


def test_the_coordinator_gives_a_role_to_an_address(bot: Bot, karen: Person) -> None:
    _give(bot, " Mette@Eksempel.dk ", AURORA, by=karen, name="Mette Holm")

    assert _held(bot, "mette@eksempel.dk") == [AURORA]
    with bot.storage.reading() as work:
        person = work.person_by_email("mette@eksempel.dk")
        assert person is not None
        assert work.employees([person.id])[person.id].name == "Mette Holm"


def test_giving_the_same_role_again_changes_nothing(bot: Bot, karen: Person) -> None:
    _give(bot, "mette@eksempel.dk", AURORA, by=karen)
    _give(bot, "mette@eksempel.dk", AURORA, by=karen)

    assert _held(bot, "mette@eksempel.dk") == [AURORA]
    assert len(_audited(bot)) == 1


def test_every_change_is_audited_with_ids_alone(bot: Bot, karen: Person) -> None:
    mette = _give(bot, "mette@eksempel.dk", AURORA, by=karen, name="Mette Holm")
    revoke_role(mette, AURORA, by=karen, services=bot.services, now=bot.now)

    told = {"role": "systemansvarlig", "system": "aurora"}
    assert _audited(bot) == [
        Audited(bot.now, karen.id, "role_granted", mette, told),
        Audited(bot.now, karen.id, "role_revoked", mette, told),
    ]


def test_the_operator_gives_the_first_coordinator_the_role(bot: Bot) -> None:
    karen = _give(bot, "karen@eksempel.dk", COORDINATOR, by=None)

    assert _audited(bot) == [Audited(bot.now, OPERATOR, "role_granted", karen, {"role": "koordinator"})]


@pytest.mark.parametrize("holding", [None, IT, AURORA, Holding(EDITOR)])
def test_nobody_but_the_coordinator_gives_or_takes_roles(bot: Bot, karen: Person, holding: Holding | None) -> None:
    other = bot.person("otto", *([holding] if holding else []))

    with pytest.raises(NotAllowedError):
        _give(bot, "otto@eksempel.dk", COORDINATOR, by=other)
    with pytest.raises(NotAllowedError):
        revoke_role(karen.id, COORDINATOR, by=other, services=bot.services, now=bot.now)
    with pytest.raises(NotAllowedError):
        _read_in(bot, HEADER, by=other)
    with pytest.raises(NotAllowedError):
        export_roles(other, services=bot.services)
    assert _audited(bot) == []


@pytest.mark.parametrize("address", ["", "mette", "mette@", "a@b", "a b@c.dk", "a@b.dk,c@d.dk"])
def test_what_is_no_address_gets_no_role(bot: Bot, karen: Person, address: str) -> None:
    with pytest.raises(RoleListError):
        _give(bot, address, IT, by=karen)


@pytest.mark.parametrize(
    ("words", "holding"),
    [
        (("it", "", ""), IT),
        (("editor", "", ""), Holding(EDITOR)),
        (("Redaktør", "", ""), Holding(EDITOR)),
        (("Systemansvarlig", "AURORA", ""), AURORA),
        (("leder", "", "Skoleforvaltningen"), SCHOOL),
        (("leder", "", "skole"), SCHOOL),
    ],
)
def test_a_role_is_meant_by_its_id_or_by_what_people_call_it(
    bot: Bot, words: tuple[str, str, str], holding: Holding
) -> None:
    assert holding_named(*words, services=bot.services) == holding


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("", "", ""), "no_role"),
        (("konge", "", ""), "role_unknown"),
        (("systemansvarlig", "", ""), "system_missing"),
        (("leder", "", ""), "department_missing"),
        (("leder", "aurora", "skole"), "system_not_wanted"),
        (("it", "", "skole"), "department_not_wanted"),
        (("editor", "aurora", ""), "system_not_wanted"),
        (("systemansvarlig", "odin", ""), "system_unknown"),
    ],
)
def test_a_role_without_its_place_is_refused(bot: Bot, words: tuple[str, str, str], key: str) -> None:
    with pytest.raises(RoleListError) as refused:
        holding_named(*words, services=bot.services)

    assert [problem.key for problem in refused.value.problems] == [f"roles.problem.{key}"]


# --- the last coordinator ---------------------------------------------------------------------------------------------


def test_the_last_coordinator_stays(bot: Bot, karen: Person) -> None:
    with pytest.raises(LastCoordinatorError):
        revoke_role(karen.id, COORDINATOR, by=karen, services=bot.services, now=bot.now)

    with bot.storage.reading() as work:
        assert work.holders(COORDINATOR) == [karen.id]


def test_one_of_two_coordinators_may_go(bot: Bot, karen: Person) -> None:
    bot.person("kurt", COORDINATOR)
    revoke_role(karen.id, COORDINATOR, by=karen, services=bot.services, now=bot.now)

    with bot.storage.reading() as work:
        assert work.holdings(karen.id) == []


def test_a_list_does_not_take_the_last_coordinator_either(bot: Bot) -> None:
    kim = Person(_give(bot, "kim@eksempel.dk", COORDINATOR, by=None), "")

    with pytest.raises(LastCoordinatorError):
        _read_in(bot, f"{HEADER}mette@eksempel.dk,,it,,\n", by=kim, replace=True)
    assert _held(bot, "mette@eksempel.dk") == []


def test_the_operator_may_take_even_the_last_coordinator(bot: Bot, karen: Person) -> None:
    revoke_role(karen.id, COORDINATOR, by=None, services=bot.services, now=bot.now)

    with bot.storage.reading() as work:
        assert work.holders(COORDINATOR) == []


# --- tickets of one who loses a role ----------------------------------------------------------------------------------


def test_a_ticket_goes_to_the_roles_others_when_its_holder_loses_the_role(bot: Bot, karen: Person) -> None:
    ida, ib = bot.person("ida", IT), bot.person("ib", IT)
    asked = bot.ask(PASSWORD, who="anna")
    bot.press(SendHandoff(chosen=None), asked.question_id, who="anna")
    take_ticket(bot.ticket().id, ida, services=bot.services, now=bot.now)

    revoke_role(ida.id, IT, by=karen, services=bot.services, now=bot.now)

    ticket = bot.ticket()
    assert (ticket.state, ticket.assignee_id, ticket.addressee_id) == (TicketState.OPEN, None, ib.id)


def test_a_ticket_stays_with_one_who_may_still_act_on_it(bot: Bot, karen: Person) -> None:
    ida = bot.person("ida", IT, COORDINATOR)
    asked = bot.ask(PASSWORD, who="anna")
    bot.press(SendHandoff(chosen=None), asked.question_id, who="anna")
    take_ticket(bot.ticket().id, ida, services=bot.services, now=bot.now)

    revoke_role(ida.id, IT, by=karen, services=bot.services, now=bot.now)

    assert bot.ticket().assignee_id == ida.id


# --- a list -----------------------------------------------------------------------------------------------------------


DANISH = "e-mail;navn;rolle;system;forvaltning\r\nsøren@eksempel.dk;Søren Ærø;leder;;Skoleforvaltningen\r\n"
AS_EXCEL_SAVES_IT = {
    "utf-8": DANISH.encode(),
    "utf-8 with a mark": DANISH.encode("utf-8-sig"),
    "windows-1252": DANISH.encode("cp1252"),
    "utf-16 with tabs": DANISH.replace(";", "\t").encode("utf-16"),
    "commas": DANISH.replace(";", ",").encode(),
    "a line that names the separator": b"sep=;\r\n" + DANISH.encode("cp1252"),
    "empty lines and columns": DANISH.replace("\r\n", ";;\r\n").encode() + b";;;;;;\r\n\r\n",
    "other order and capitals": "Rolle;FORVALTNING;E-mail;Navn\nleder;skole;SØREN@eksempel.dk;Søren Ærø\n".encode(),
    "spaces of every kind": DANISH.replace("leder", "\u00a0leder ").encode(),
    "old line ends": DANISH.replace("\r\n", "\r").encode(),
}


@pytest.mark.parametrize("data", AS_EXCEL_SAVES_IT.values(), ids=AS_EXCEL_SAVES_IT)
def test_a_list_is_read_however_a_spreadsheet_saved_it(bot: Bot, data: bytes) -> None:
    _read_in(bot, data, by=None)

    assert _held(bot, "søren@eksempel.dk") == [SCHOOL]
    with bot.storage.reading() as work:
        assert "Søren Ærø" in {one.name for one in work.employees().values()}


def test_all_problems_are_told_with_their_lines_and_nothing_is_done(bot: Bot) -> None:
    text = (
        f"{HEADER}mette@eksempel.dk,Mette,systemansvarlig,aurora,\n"
        "morten,Morten,systemansvarlig,arora,\n"
        '"per@eksempel.dk","Per\nPedersen",sistemansvarlig,,\n'
        "ole@eksempel.dk,Ole,leder,bifrost,\n"
    )

    assert _problems(bot, text) == [
        (3, "email", {"given": "morten"}),
        (3, "system_unknown", {"given": "arora", "near": "Aurora"}),
        (4, "role_unknown", {"given": "sistemansvarlig", "near": "systemansvarlig"}),
        (6, "system_not_wanted", {"role": "leder", "given": "bifrost"}),
        (6, "department_missing", {"role": "leder"}),
    ]
    assert _held(bot, "mette@eksempel.dk") == []
    assert _audited(bot) == []


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"\r\n;;\r\n", "empty"),
        (b"navn;rolle\nMette;it\n", "no_column"),
        (b"PK\x03\x04 a spreadsheet", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0 an old one", "spreadsheet"),
        (b'e-mail;rolle\n"' + b"x" * 200_000, "unreadable"),
        (b"e-mail;rolle\n" + b"x" * 300 + b";it\n", "too_long"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(bot: Bot, data: bytes, key: str) -> None:
    assert [found for _, found, _ in _problems(bot, data)] == [key]


def test_a_preview_says_what_would_change_and_changes_nothing(bot: Bot, karen: Person) -> None:
    mette = _give(bot, "mette@eksempel.dk", AURORA, by=karen, name="Mette")
    text = f"{HEADER}mette@eksempel.dk,Mette Holm,systemansvarlig,aurora,\nny@eksempel.dk,Ny,it,,\n"

    changes = preview_roles(text.encode(), by=karen, services=bot.services)

    assert [(one.person_id, one.email, holding) for one, holding in changes.given] == [("", "ny@eksempel.dk", IT)]
    assert [(one.person_id, name) for one, name in changes.renamed] == [(mette, "Mette Holm")]
    assert (changes.taken, changes.stays) == ((), 1)
    assert _held(bot, "ny@eksempel.dk") == []


def test_a_list_leaves_other_roles_alone_unless_it_is_to_replace_them(bot: Bot, karen: Person) -> None:
    _give(bot, "mette@eksempel.dk", AURORA, by=karen)
    text = f"{HEADER}mette@eksempel.dk,,systemansvarlig,bifrost,\n"

    _read_in(bot, text, by=karen)
    assert _held(bot, "mette@eksempel.dk") == [AURORA, BIFROST]

    _read_in(bot, text, by=karen, replace=True)
    assert _held(bot, "mette@eksempel.dk") == [BIFROST]
    assert [line.action for line in _audited(bot)] == ["role_granted", "role_granted", "role_revoked"]


def test_replacing_leaves_roles_that_come_from_a_group_and_people_without_an_address(bot: Bot, karen: Person) -> None:
    ida = bot.person("ida", IT)
    mette = _give(bot, "mette@eksempel.dk", AURORA, by=karen)
    with bot.storage.transaction() as work:
        work.grant(mette, BIFROST, source="group")

    _read_in(bot, f"{HEADER}ny@eksempel.dk,,it,,\n", by=karen, replace=True)

    assert _held(bot, "mette@eksempel.dk") == [BIFROST]
    with bot.storage.reading() as work:
        assert work.holdings(ida.id) == [IT]


def test_other_changes_than_those_shown_are_not_made(bot: Bot, karen: Person) -> None:
    data = f"{HEADER}ny@eksempel.dk,,it,,\n".encode()
    shown = preview_roles(data, replace=True, by=karen, services=bot.services)
    _give(bot, "mette@eksempel.dk", AURORA, by=karen)

    with pytest.raises(OtherChangesError):
        import_roles(data, replace=True, expected=shown.fingerprint, by=karen, services=bot.services, now=bot.now)
    assert _held(bot, "mette@eksempel.dk") == [AURORA]
    assert _held(bot, "ny@eksempel.dk") == []


def test_what_is_taken_along_reads_in_as_what_it_was(bot: Bot, karen: Person) -> None:
    for email, holding in (("a@eksempel.dk", AURORA), ("b@eksempel.dk", SCHOOL), ("c@eksempel.dk", Holding(EDITOR))):
        _give(bot, email, holding, by=karen, name="=cmd|' /C calc'!A0")

    text = export_roles(karen, services=bot.services)
    with_address = "\r\n".join(line for line in text.splitlines() if not line.startswith(";"))
    changes = preview_roles(with_address.encode("utf-8-sig"), replace=True, by=karen, services=bot.services)

    assert text.splitlines()[0] == "e-mail;navn;rolle;system;forvaltning"
    assert "a@eksempel.dk;'=cmd|' /C calc'!A0;systemansvarlig;Aurora;" in text
    assert (changes.is_empty, changes.stays) == (True, 3)


# --- seeing -----------------------------------------------------------------------------------------------------------


def test_where_nobody_holds_a_role_it_says_who_gets_its_questions(bot: Bot, karen: Person) -> None:
    bot.person("dorte", Holding("sikkerhed"))
    bot.person("mette", AURORA)
    seen = {place.holding: place.cover for place in see_roles(karen, services=bot.services).places}

    def kind(holding: Holding) -> str | None:
        cover = seen[holding]
        return cover.kind if cover else None

    assert (kind(AURORA), kind(BIFROST)) == ("held", "above")
    assert kind(Holding("brud")) == "filled"
    assert (kind(Holding("sikkerhed")), kind(Holding(EDITOR))) == (None, None)


def test_where_nobody_holds_anything_the_mailbox_gets_it(bot: Bot) -> None:
    seen = {place.holding: place.cover for place in see_roles(None, services=bot.services).places}

    cover = seen[BIFROST]
    assert cover is not None
    assert (cover.kind, cover.mailbox) == ("mailbox", "bifrost@eksempel")


def test_a_role_the_content_no_longer_has_is_seen_apart(bot: Bot, karen: Person) -> None:
    bot.person("mette", Holding("systemansvarlig", system="odin"))

    assert [one.holding.system for one in see_roles(karen, services=bot.services).gone] == ["odin"]
