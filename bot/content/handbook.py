"""Gather the whole knowledge base into one page that people can read, print and approve."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.content.calendar import hours_for
from bot.content.checking import check
from bot.content.loading import Content, Folders, content_hash
from bot.content.markdown import blocks, inline
from bot.content.models import Article, Bilingual, Examples, Procedure, Status, Theme, Utterances
from bot.content.phrasing import Phrasing
from bot.content.problems import ContentError, Severity
from bot.content.rendering import any_system, organisation_values, render
from bot.content.snapshot import Library, catalogue_of, library_of

LANGUAGES = ("da", "en")
SAMPLES = 5
PARTS = ("procedures", "systems", "guide", "topics", "roles")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CODES = {
    "N": "note",
    "J": "journal",
    "JI": "internal",
    "H": "health",
    "B": "archive",
    "0": "none",
    "A": "access",
    "P": "breach",
    "?": "ask",
}
"""The guide's codes (`core/guide.py`) as the last part of their phrases' keys."""

Texts = Mapping[str, Phrasing]
"""What says the bot's own texts, by language."""


@dataclass(frozen=True)
class Wording:
    """An answer with its template filled in. With `systems`, only the paragraphs that read otherwise for those."""

    systems: tuple[str, ...]
    text: Bilingual


@dataclass(frozen=True)
class Entry:
    """An article or procedure as people read it; a procedure names no system and may have several wordings."""

    id: str
    number: str
    content: Article | Procedure
    title: Bilingual
    wordings: tuple[Wording, ...]
    is_past_review: bool
    asked: Utterances

    @property
    def is_draft(self) -> bool:
        """Nobody with the right to has approved it."""
        return self.content.status is Status.DRAFT

    @property
    def examples(self) -> Examples | None:
        """When it is yes and when no, if the answer is of that sort."""
        return self.content.examples if isinstance(self.content, Article) else None

    @property
    def offers_guide(self) -> bool:
        """The reader is offered the guide below the answer."""
        return isinstance(self.content, Article) and self.content.guide_facts is not None

    @property
    def samples(self) -> tuple[str, ...]:
        """A few ways of asking from the whole of the list, which is often sorted by who asks."""
        texts = self.asked.da
        few = min(SAMPLES, len(texts))
        return tuple(texts[place * len(texts) // few] for place in range(few))


@dataclass(frozen=True)
class Chapter:
    """A part of the handbook: `key` is a theme or 'procedures', both with `entries`, or one of the other `PARTS`."""

    number: int
    key: str
    title: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Counts:
    """How much there is, and how much of it is settled. Drafts and approved include a manager's own steps."""

    articles: int
    procedures: int
    systems: int
    topics: int
    drafts: int
    approved: int
    past_review: int
    examples: int


@dataclass(frozen=True)
class Handbook:
    """Everything on the page, as it was on the day `on`; `version` is the hash of the content."""

    library: Library
    on: date
    version: str
    counts: Counts
    chapters: tuple[Chapter, ...]

    @property
    def entries(self) -> dict[str, Entry]:
        """Every article and procedure by its id."""
        return {entry.id: entry for chapter in self.chapters for entry in chapter.entries}


def write_handbook(folders: Folders, file: Path, *, on: date) -> None:
    """Write the page of the content in `folders`, with review dates judged as of `on`.

    :raises ContentError: when the content has errors
    """
    version = content_hash(folders)
    content, problems = check(folders)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise ContentError(errors)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page(gather(content, version=version, on=on)), encoding="utf-8")


def gather(content: Content, *, version: str, on: date) -> Handbook:
    """The handbook of content that has no errors.

    :raises SnapshotError: when the organisation, the vocabulary or the guide is missing
    """
    library = library_of(content)
    texts = _texts(library)
    answers: dict[str, Mapping[str, Article | Procedure]] = {
        theme: {key: article for key, article in library.articles.items() if article.theme is theme} for theme in Theme
    }
    answers["procedures"] = library.procedures
    keys = (*(theme for theme in Theme if answers[theme]), *PARTS)
    chapters = []
    for number, key in enumerate(keys, start=1):
        entries = _entries(answers.get(key, {}), content.utterances, texts, number=number, on=on)
        chapters.append(Chapter(number, key, texts["da"].say(f"handbook.chapter.{key}"), tuple(entries)))
    return Handbook(library, on, version, _counts(library, on), tuple(chapters))


def page(handbook: Handbook) -> str:
    """The handbook as one HTML document that asks no other file or host for anything."""
    texts = _texts(handbook.library)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(markdown=blocks, markdown_line=inline, css_string=css_string)
    written = environment.get_template("handbook.html").render(
        book=handbook,
        library=handbook.library,
        organisation=handbook.library.organisation,
        entries=handbook.entries,
        languages=LANGUAGES,
        texts=texts,
        bot=texts["da"].say,
        say=lambda key, language="da", **values: texts[language].say(f"handbook.{key}", **values),
        day=texts["da"].day,
        codes=CODES,
        weekdays=WEEKDAYS,
        urgent_hours=partial(hours_for, urgent=True),
        in_any=_in_any(texts["da"]),
    )
    return f"{written.strip()}\n"


def css_string(text: str) -> Markup:
    r"""`text` as a string in a style sheet: all but letters, digits and spaces as `\hex `, so nothing can end it."""
    safe = "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text)
    return Markup(f'"{safe}"')  # noqa: S704 -- no sign with a meaning in HTML or CSS is left


def _texts(library: Library) -> Texts:
    catalogue = catalogue_of(library)
    return {language: Phrasing(library, catalogue, language) for language in LANGUAGES}


def _entries(
    answers: Mapping[str, Article | Procedure],
    utterances: Mapping[str, Utterances],
    texts: Texts,
    *,
    number: int,
    on: date,
) -> Iterator[Entry]:
    for place, (key, content) in enumerate(answers.items(), start=1):
        yield Entry(
            id=key,
            number=f"{number}.{place}",
            content=content,
            title=_filled(content.title, texts),
            wordings=tuple(_wordings(content, texts)),
            is_past_review=content.review_after < on,
            asked=utterances.get(key, Utterances(da=(), en=())),
        )


def _wordings(content: Article | Procedure, texts: Texts) -> Iterator[Wording]:
    """The answer as it reads for most systems, then what reads otherwise for the others: all is to be approved."""
    if isinstance(content, Article):
        yield Wording((), _filled(content.answer, texts))
        return
    systems: dict[Bilingual, list[str]] = {}
    for slug in texts["da"].catalogue.systems or ("",):
        systems.setdefault(_filled(content.answer, texts, slug), []).append(slug)
    (usual, _), *others = sorted(systems.items(), key=lambda item: -len(item[1]))
    yield Wording((), usual)
    for text, slugs in others:
        yield Wording(tuple(slugs), _what_differs(text, usual))


def _what_differs(text: Bilingual, usual: Bilingual) -> Bilingual:
    """The paragraphs of `text` that `usual` does not have; all of it when it only leaves some out."""
    changed = {
        language: "\n\n".join(
            part for part in text.get(language).split("\n\n") if part not in usual.get(language).split("\n\n")
        )
        for language in LANGUAGES
    }
    return Bilingual(**changed) if all(changed.values()) else text


def _filled(template: Bilingual, texts: Texts, slug: str = "") -> Bilingual:
    """The template in both languages, worded as for the system `slug`, with a word for any system as its name."""
    return Bilingual(
        **{language: render(template.get(language), _values(texts[language], slug)) for language in LANGUAGES}
    )


def _values(phrases: Phrasing, slug: str) -> dict[str, object]:
    values = organisation_values(
        phrases.library.organisation,
        phrases.library.systems,
        language=phrases.language,
        system=phrases.say("handbook.any_system"),
        department=phrases.say("handbook.any_department"),
    )
    values["system"] = any_system(
        phrases.say("handbook.any_system"),
        purpose=phrases.say("handbook.any_purpose"),
        slug=slug,
        like=phrases.library.systems.get(slug),
    )
    return values


def _counts(library: Library, on: date) -> Counts:
    answers: list[Article | Procedure] = [*library.articles.values(), *library.procedures.values()]
    steps = [steps for system in library.systems.values() for steps in system.steps.values()]
    statuses = Counter(text.status for text in (*answers, *steps))
    organisation = library.organisation
    parts: tuple[Mapping[str, Any], ...] = (organisation.departments, organisation.roles, library.systems)
    whole: list[Any] = [organisation, organisation.network]
    unsure: list[Any] = [*answers, *steps, *whole, *(thing for part in parts for thing in part.values())]
    return Counts(
        articles=len(library.articles),
        procedures=len(library.procedures),
        systems=len(library.systems),
        topics=len(library.handoffs),
        drafts=statuses[Status.DRAFT],
        approved=statuses[Status.APPROVED],
        past_review=sum(answer.review_after < on for answer in answers),
        examples=sum(thing.example for thing in unsure),
    )


def _in_any(phrases: Phrasing) -> Callable[[str], str]:
    """Puts the word for any system or department where a name would stand in a mailbox, a place or an utterance."""
    system, department = phrases.say("handbook.any_system"), phrases.say("handbook.any_department")
    names = {"{system}": system, "{place}": system, "{department}": department}
    return lambda text: re.sub(r"\{(?:system|place|department)\}", lambda found: names[found[0]], text)
