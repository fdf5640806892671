"""The commands about people: who holds which role, and an employee's rights to be forgotten and to see what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_settings import settings
from bot.errors import BotError, RoleListError

if TYPE_CHECKING:  # what is only needed once a command runs: other commands need not wait for it
    from bot.content.phrasing import Phrasing
    from bot.services.context import Services

people = typer.Typer(help="Who holds which role.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]
Role = Annotated[str, typer.Argument(help="The role, for instance koordinator, systemansvarlig or editor.")]
System = Annotated[str, typer.Option(help="The system, for a role that belongs to one.")]
Department = Annotated[str, typer.Option(help="The department, for a role that belongs to one.")]
Whom = Annotated[
    str, typer.Argument(metavar="PERSON", help="An e-mail address, or channel:id, for instance slack:T1:U7.")
]


@people.command()
def grant(
    email: Email,
    role: Role,
    system: System = "",
    department: Department = "",
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
) -> None:
    """Let somebody hold a role; this is how the first coordinator comes to be."""
    from bot.services.granting import grant_role, holding_named
    from bot.services.role_words import called, role_title

    with _words() as (services, phrases):
        holding = holding_named(role, system, department, services=services)
        employee = grant_role(email, name, holding, by=None, services=services, now=datetime.now(UTC))
        typer.echo(f"{called(employee)}: {role_title(holding, phrases)}")


@people.command()
def revoke(email: Email, role: Role, system: System = "", department: Department = "") -> None:
    """Take a role away."""
    from bot.services.granting import holding_named, revoke_role
    from bot.services.remembering import find_person
    from bot.services.role_words import role_title

    with _words() as (services, phrases):
        holding = holding_named(role, system, department, services=services)
        person = find_person(email, services=services)
        revoke_role(person.id, holding, by=None, services=services, now=datetime.now(UTC))
        typer.echo(f"{email} er ikke længere {role_title(holding, phrases)}.")


@people.command("import")
def read_in(
    file: Annotated[
        Path, typer.Argument(help="CSV: email, name, role, system, department.", exists=True, dir_okay=False)
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Also take roles that are not in the file.")] = False,
) -> None:
    """Give the roles of a list, all of them or none."""
    from bot.services.granting import RoleChanges, import_roles, preview_roles
    from bot.services.role_words import called, role_title

    data = file.read_bytes()
    with _words() as (services, phrases):
        if dry_run:
            changes: RoleChanges = preview_roles(data, replace=replace, by=None, services=services)
        else:
            changes = import_roles(data, replace=replace, by=None, services=services, now=datetime.now(UTC))
        for sign, listed in (("+", changes.given), ("-", changes.taken)):
            for employee, holding in listed:
                typer.echo(f"{sign} {called(employee)}: {role_title(holding, phrases)}")
        for employee, new_name in changes.renamed:
            typer.echo(f"~ {called(employee)}: {new_name}")
        done = "Intet er ændret endnu" if dry_run else "Listen er læst ind"
        typer.echo(f"{done}: +{len(changes.given)} -{len(changes.taken)}, uændret {changes.stays}.")


@people.command("list")
def show(as_csv: Annotated[bool, typer.Option("--csv", help="As the file that import reads.")] = False) -> None:
    """Print who holds which role."""
    from bot.services.granting import export_roles
    from bot.services.held_roles import see_roles
    from bot.services.role_words import called, role_title

    with _words() as (services, phrases):
        if as_csv:
            typer.echo(export_roles(None, services=services), nl=False)
            return
        seen = see_roles(None, services=services)
        known = [(place.holding, place.held) for place in seen.places]
        for holding, held in (*known, *((one.holding, [one]) for one in seen.gone)):
            if held:
                title = role_title(holding, phrases)
                typer.echo(f"{title[:1].upper()}{title[1:]}: {', '.join(called(one.employee) for one in held)}")
        empty = [place.holding for place in seen.places if place.cover and place.cover.kind not in ("held", "filled")]
        if empty:
            typer.echo(f"Ingen er: {', '.join(role_title(holding, phrases) for holding in empty)}.")


def forget(
    person: Whom,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
) -> None:
    """Forget a person: names, identities, roles and what they wrote; it cannot be undone."""
    from bot.services.ports import OPERATOR
    from bot.services.remembering import find_person
    from bot.services.remembering import forget as forget_person

    with _words() as (services, _):
        found = find_person(person, services=services)
        if not yes:
            typer.confirm(f"Slet alt om {person}? Det kan ikke fortrydes.", abort=True)
        forget_person(found, services=services, now=datetime.now(UTC), by=OPERATOR)
        typer.echo(f"Alt om {person} er slettet.")


def export(person: Whom) -> None:
    """Print everything that is kept about a person, as JSON."""
    from bot.services.ports import OPERATOR
    from bot.services.remembering import find_person, hand_out

    with _words() as (services, _):
        found = find_person(person, services=services)
        stored = hand_out(found, by=OPERATOR, services=services, now=datetime.now(UTC))
        typer.echo(json.dumps(stored, ensure_ascii=False, indent=2))


def mount(app: typer.Typer) -> None:
    """Put these commands below `app`."""
    app.add_typer(people, name="people")
    app.command()(forget)
    app.command()(export)


@contextmanager
def _words() -> Iterator[tuple[Services, Phrasing]]:
    """The services and the words for roles; what goes wrong is said as a person reads it, with exit code 2."""
    from bot.bootstrap import assemble
    from bot.content.phrasing import Phrasing
    from bot.services.role_words import problem_words

    services = assemble(settings()).services
    snapshot = services.content.current()
    phrases = Phrasing(snapshot.library, snapshot.catalogue, "da")
    try:
        yield services, phrases
    except RoleListError as error:
        for problem in error.problems:
            typer.echo(problem_words(problem, phrases), err=True)
        raise typer.Exit(2) from error
    except BotError as error:
        typer.echo(phrases.say(error.message_key), err=True)
        raise typer.Exit(2) from error
