"""Every phrase that is said exists with the names it needs, and every phrase that exists is said somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import Environment, meta, nodes

from bot.content.loading import load
from bot.content.models import Bilingual
from bot.content.presenting import REASONS
from bot.core.privacy.redaction import Kind
from bot.core.reply import HandoffOffer
from tests.content.small import CHECKOUT, REAL

CODE = CHECKOUT / "bot"
TEMPLATES = Environment(extensions=[], autoescape=True)
KEY = re.compile(r"[a-z_]+(?:\.[a-z_0-9]+)+")
BEGINNING = re.compile(r"[a-z_]+(?:\.[a-z_]+)*[._]")
QUOTED = re.compile(r"""["']([a-z_.0-9]+)["']""")


@pytest.fixture(scope="module")
def phrases() -> dict[str, Bilingual]:
    content, _ = load(REAL)
    return content.phrases


def _programs() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(CODE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _pages() -> Iterator[tuple[Path, str]]:
    for path in sorted((CODE / "web" / "templates").rglob("*.html")):
        yield path, path.read_text(encoding="utf-8")


def _literals() -> set[str]:
    """Every string in the code and the pages; the beginning of a key that is put together is one too."""
    in_programs = {
        node.value
        for _, tree in _programs()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return in_programs | {key for _, page in _pages() for key in QUOTED.findall(page)}


def _sayings() -> Iterator[tuple[str, str, set[str]]]:
    """(where, key, names given) of every `say("key", name=…)`."""
    for path, tree in _programs():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or None in {word.arg for word in node.keywords}:
                continue
            said, first = node.func, node.args[0]
            name = said.attr if isinstance(said, ast.Attribute) else getattr(said, "id", "")
            if name == "say" and isinstance(first, ast.Constant):
                yield f"{path.name}:{node.lineno}", str(first.value), {str(word.arg) for word in node.keywords}
    for path, page in _pages():
        for call in TEMPLATES.parse(page).find_all(nodes.Call):
            key = call.args[0] if call.args else None
            if isinstance(call.node, nodes.Name) and call.node.name == "say" and isinstance(key, nodes.Const):
                yield f"{path.name}:{call.lineno}", str(key.value), {word.key for word in call.kwargs}


def _names(phrase: str) -> set[str]:
    return meta.find_undeclared_variables(TEMPLATES.parse(phrase))


def test_every_phrase_that_is_said_exists(phrases: dict[str, Bilingual]) -> None:
    groups = {key.partition(".")[0] for key in phrases}

    keys = {text for text in _literals() if KEY.fullmatch(text) and not text.endswith(("_", ".html"))}

    assert {key for key in keys - set(phrases) if key.partition(".")[0] in groups} == set()


def test_every_phrase_is_said_somewhere(phrases: dict[str, Bilingual]) -> None:
    literals = _literals()
    beginnings = tuple(text for text in literals if "." in text and BEGINNING.fullmatch(text))

    unsaid = {key for key in phrases if key not in literals and not key.startswith(beginnings)}

    assert unsaid == set()


def test_every_phrase_is_given_the_names_it_uses(phrases: dict[str, Bilingual]) -> None:
    missing = [
        f"{where}: {key} lacks {', '.join(sorted(lacking))}"
        for where, key, given in _sayings()
        if key in phrases and (lacking := (_names(phrases[key].da) | _names(phrases[key].en)) - given)
    ]

    assert missing == []


def test_both_languages_use_the_same_names(phrases: dict[str, Bilingual]) -> None:
    assert [key for key, phrase in phrases.items() if _names(phrase.da) != _names(phrase.en)] == []


@pytest.mark.parametrize(
    "key",
    [
        *(f"feedback.{reason}" for reason in REASONS),
        *(f"redacted.{kind}" for kind in Kind),
        *(f"handoff.{reason}" for reason in get_args(HandoffOffer.model_fields["reason"].annotation)),
        *(f"handoff.ask_{need}" for need in ("system", "department")),
    ],
)
def test_a_key_that_is_put_together_exists(key: str, phrases: dict[str, Bilingual]) -> None:
    assert key in phrases
