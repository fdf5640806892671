"""Read the form a draft is edited in, and tell what another editor wrote meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from bot.content.loading import Folders
from bot.content.models import Status, Theme
from bot.content.writing import groups
from bot.services.draft_entries import tidied
from bot.services.ports import DraftText, Source
from bot.services.proposing import slug_of
from bot.web.visit import Visit

EMPTY_SOURCES = 2  # lines with room for one more source
MOST_SOURCES = 20
SOURCE_PARTS = ("da", "en", "applies_da", "applies_en")
TEXTS = ("title_da", "title_en", "answer_da", "answer_en")

Option = tuple[str, str]


@dataclass(frozen=True)
class Choices:
    """What can be chosen from, (id, label) each."""

    groups: tuple[Option, ...]
    themes: tuple[Option, ...]
    roles: tuple[Option, ...]
    systems: tuple[Option, ...]
    statuses: tuple[Option, ...]


async def read_fields(request: Request) -> Mapping[str, str]:
    """Every text field of the form; what is missing is ''."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[Mapping[str, str], Depends(read_fields)]


def version_in(fields: Mapping[str, str]) -> int:
    """The version of the draft the form was shown with; 0, which no draft has, when it says none."""
    seen = fields.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0


def choices_of(visit: Visit, folders: Folders) -> Choices:
    """What the content has to choose from, in the page's language."""
    library, say = visit.snapshot.library, visit.phrases().say
    named = ((key, role.name.get(visit.language)) for key, role in library.organisation.roles.items())
    return Choices(
        groups=tuple((group, group) for group in groups(folders)),
        themes=tuple((theme, say(f"drafts.theme.{theme}")) for theme in Theme),
        roles=tuple((key, name[:1].upper() + name[1:]) for key, name in named),
        systems=tuple((slug, library.systems[slug].name) for slug in visit.snapshot.catalogue.systems),
        statuses=tuple((status, say(f"drafts.status.{status}")) for status in Status),
    )


def text_in(fields: Mapping[str, str], before: DraftText, choices: Choices) -> DraftText:
    """The words in the form; where something impossible was chosen, what was there `before` stays."""

    def chosen(name: str, options: Collection[Option]) -> str:
        value = fields.get(name, "")
        return value if value in {key for key, _ in options} else str(getattr(before, name))

    return tidied(
        DraftText(
            article=slug_of(fields["article"]) if "article" in fields else before.article,
            group=chosen("group", choices.groups),
            title_da=fields.get("title_da", ""),
            title_en=fields.get("title_en", ""),
            answer_da=fields.get("answer_da", ""),
            answer_en=fields.get("answer_en", ""),
            basis=tuple(_sources(fields)),
            theme=chosen("theme", choices.themes),
            owner=chosen("owner", choices.roles),
            route=chosen("route", choices.roles),
            system=(chosen("system", (("", ""), *choices.systems)) or None) if "system" in fields else before.system,
            utterances_da=tuple(fields.get("utterances_da", "").splitlines()),
            utterances_en=tuple(fields.get("utterances_en", "").splitlines()),
            status=chosen("status", choices.statuses),
        )
    )


def differences(mine: DraftText, theirs: DraftText) -> list[tuple[str, str]]:
    """(name of the field, how the other left it) of every field that is not the same."""
    found = []
    for name, value in vars(theirs).items():
        if value != getattr(mine, name):
            found.append((name, _in_words(value)))
    return found


def _sources(fields: Mapping[str, str]) -> Iterator[Source]:
    for number in range(MOST_SOURCES):
        yield Source(*(fields.get(f"basis-{number}-{part}", "") for part in SOURCE_PARTS))


def _in_words(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value or "–")
    lines = (" / ".join(filter(None, vars(each).values())) if isinstance(each, Source) else each for each in value)
    return "\n".join(lines) or "–"
