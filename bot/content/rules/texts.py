"""Answers must render for every system and language, and be as short as people can read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.content.loading import Content
from bot.content.models import Curated, Organisation, Procedure
from bot.content.problems import Problem, Severity
from bot.content.reading import Document
from bot.content.rendering import RenderError, organisation_values, render, system_view

MOST_WORDS = 135
MOST_VERDICT_WORDS = 20
_BOLD_START = re.compile(r"^\*\*(.+?)\*\*", re.DOTALL)
_SYNTAX = ImmutableSandboxedEnvironment()


def check_texts(content: Content) -> Iterator[Problem]:
    """Every finding about texts."""
    yield from _phrases(content)
    organisation = content.organisation
    if organisation is None:
        return
    for key, article in content.articles.items():
        document = content.where("article", key)
        for language in ("da", "en"):
            values = organisation_values(organisation, content.systems, language=language)
            yield from _rendered(document, article, language, values)
    for key, procedure in content.procedures.items():
        yield from _procedure(content, organisation, key, procedure)


def _procedure(content: Content, organisation: Organisation, key: str, procedure: Procedure) -> Iterator[Problem]:
    document = content.where("procedure", key)
    for language in ("da", "en"):
        for slug, system in content.systems.items():
            values = organisation_values(organisation, content.systems, language=language, system=slug)
            values["system"] = system_view(slug, system, language=language, procedure=key)
            yield from _rendered(document, procedure, language, values)


def _rendered(document: Document, answer: Curated, language: str, values: dict[str, object]) -> Iterator[Problem]:
    for field in ("title", "answer"):
        try:
            text = render(getattr(answer, field).get(language), values)
        except RenderError as error:
            sentence = f"Skabelonen kan ikke udfyldes ({error}). Ret navnet mellem {{{{ og }}}}."
            yield document.problem((field, language), sentence)
            continue
        if field == "answer":
            yield from _length(document, text, language)


def _length(document: Document, text: str, language: str) -> Iterator[Problem]:
    count = len(text.split())
    if count > MOST_WORDS:
        yield _warning(document, language, f"Svaret er på {count} ord. Skær det ned til omkring 120.")
    verdict = _BOLD_START.match(text)
    if verdict is not None and len(verdict.group(1).split()) > MOST_VERDICT_WORDS:
        yield _warning(document, language, f"Konklusionen er på over {MOST_VERDICT_WORDS} ord. Gør den kortere.")


def _warning(document: Document, language: str, sentence: str) -> Problem:
    return Problem(document.path, document.line(("answer", language)), sentence, Severity.WARNING)


def _phrases(content: Content) -> Iterator[Problem]:
    for key, phrase in content.phrases.items():
        for language in ("da", "en"):
            try:
                _SYNTAX.parse(phrase.get(language))
            except TemplateSyntaxError as error:
                sentence = f"Teksten er ikke en gyldig skabelon ({error.message}). Ret den."
                yield content.documents["phrases"].problem((key, language), sentence)
