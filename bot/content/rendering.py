"""Fill the templates that answers and phrases are: sandboxed, and a name that does not exist is an error."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.content.models import Organisation, Role, System
from bot.errors import BotError

_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
)
_NAME = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_AND = {"da": "og", "en": "and"}
_OR = {"da": "eller", "en": "or"}


class RenderError(BotError):
    """A template does not render; the text says why."""

    message_key = "error.content"


@dataclass(frozen=True)
class SystemView:
    """What a template sees of a system, in one language."""

    slug: str
    name: str
    purpose: str
    known: str
    used_for: str
    patient_records: bool
    steps: str


@dataclass(frozen=True)
class SystemsView:
    """What a template sees of all our systems, in one language."""

    count: int
    names: str
    administrative: str


@dataclass(frozen=True)
class RoleView:
    """What a template sees of a role, in one language."""

    name: str
    does: str
    mailbox: str


@dataclass(frozen=True)
class OrganisationView:
    """What a template sees of the organisation, in one language."""

    name: str
    read_more: str
    strategy: str


@lru_cache(maxsize=2048)
def _template(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


@lru_cache(maxsize=2048)
def _names_only(source: str) -> tuple[str, ...] | None:
    """Text and names in turn, of a template that only has names to be filled in; None of any other.

    Nearly every phrase is one, and a page says hundreds: filling them in here takes a tenth of what a template does.
    """
    parts = tuple(_NAME.split(source))
    return None if any("{" in text for text in parts[::2]) else parts


def render(source: str, values: Mapping[str, object]) -> str:
    """`source` with `values` filled in.

    :raises RenderError: when it is no template or uses a name that is not there
    """
    parts = _names_only(source)
    if parts is not None and all(name in values for name in parts[1::2]):
        return "".join(str(values[part]) if at % 2 else part for at, part in enumerate(parts)).strip()
    try:
        return _template(source).render(values).strip()
    except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise RenderError(str(error)) from error


def system_view(slug: str, system: System, *, language: str, procedure: str | None = None) -> SystemView:
    """The system as a template sees it; `steps` are the manager's own for `procedure`, else empty."""
    steps = system.steps.get(procedure or "")
    return SystemView(
        slug=slug,
        name=system.name,
        purpose=system.purpose.get(language),
        known=system.known,
        used_for=system.used_for,
        patient_records=system.patient_records,
        steps=steps.text.get(language) if steps else "",
    )


def any_system(name: str, *, purpose: str = "", slug: str = "", like: System | None = None) -> SystemView:
    """A procedure as it reads for every system, `name` standing in for theirs; worded as for `like`."""
    return SystemView(
        slug=slug,
        name=name,
        purpose=purpose,
        known=like.known if like else "sure",
        used_for=like.used_for if like else "both",
        patient_records=like.patient_records if like else False,
        steps="",
    )


def organisation_values(
    organisation: Organisation,
    systems: Mapping[str, System],
    *,
    language: str,
    system: str | None = None,
    department: str | None = None,
) -> dict[str, object]:
    """`organisation`, `systems` and `roles` as every answer's template sees them."""
    return {
        "systems": _systems_view(systems.values(), language=language),
        "organisation": OrganisationView(
            name=organisation.name,
            read_more=organisation.read_more.get(language),
            strategy=organisation.strategy.get(language),
        ),
        "roles": {
            key: _role_view(role, language=language, system=system, department=department)
            for key, role in organisation.roles.items()
        },
    }


def _systems_view(systems: Collection[System], *, language: str) -> SystemsView:
    administrative = [system.name for system in systems if system.used_for == "administrative"]
    return SystemsView(
        count=len(systems),
        names=_listed([system.name for system in systems], _AND[language]),
        administrative=_listed(administrative, _OR[language]),
    )


def _listed(names: Sequence[str], conjunction: str) -> str:
    """'A', 'A og B', 'A, B og C'."""
    *first, last = names or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def mailbox(role: Role, *, system: str | None, department: str | None) -> str:
    """The role's mailbox with its system or department filled in."""
    return _placed(role.mailbox, system, department)


def slack_channel(role: Role, *, system: str | None, department: str | None) -> str:
    """The role's channel in Slack with its system or department filled in; '' when it has none."""
    return _placed(role.slack_channel or "", system, department)


def _placed(address: str, system: str | None, department: str | None) -> str:
    return address.replace("{system}", system or "").replace("{department}", department or "")


def _role_view(role: Role, *, language: str, system: str | None, department: str | None) -> RoleView:
    return RoleView(
        name=role.name.get(language),
        does=role.does.get(language),
        mailbox=mailbox(role, system=system, department=department),
    )
