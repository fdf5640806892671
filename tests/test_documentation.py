"""The documentation is true: what can be run, set and said is in the README, and its example is an article."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
import yaml

from bot.cli import app
from bot.content.models import Article
from bot.core.desk.figures import FIGURES, View
from bot.core.desk.tables import Figure
from bot.core.reply import Reply
from bot.core.tickets import TicketEvent, TicketState
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
STATISTICS = ROOT / "docs" / "statistics.md"
PRIVACY = ROOT / "docs" / "privacy.md"
KNOWLEDGE = ROOT / "knowledge" / "README.md"


def _said_in_readme(word: str) -> bool:
    """Whether the README has `word` as code, alone or with something after it."""
    return re.search(rf"`{re.escape(word)}(?:`| )", README.read_text(encoding="utf-8")) is not None


def _commands() -> dict[str, Any]:
    """Every command by its words; those below a group stand as 'group command'."""
    flat: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {})
        flat |= {f"{name} {each}": one for each, one in inner.items()} or {name: command}
    return flat


def _options() -> list[tuple[str, str]]:
    """(command, option) of every option but --help."""
    return [
        (name, option)
        for name, command in _commands().items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and option != "--help"
    ]


def _variables() -> list[str]:
    """Every environment variable, by the name one sets."""
    prefix = Settings.model_config.get("env_prefix", "")
    fields = Settings.model_fields.items()
    return [str(field.validation_alias or f"{prefix}{name}".upper()) for name, field in fields]


def _kinds() -> list[str]:
    """The kind of every reply."""
    union = get_args(Reply)[0]
    return [reply.model_fields["kind"].default for reply in get_args(union)]


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_in_the_readme(command: str) -> None:
    assert _said_in_readme(f"esdh-bot {command}")


@pytest.mark.parametrize(("command", "option"), _options())
def test_every_option_is_in_the_readme(command: str, option: str) -> None:
    lines = [line for line in README.read_text(encoding="utf-8").splitlines() if f"`esdh-bot {command}" in line]

    assert [line for line in lines if option in line]


@pytest.mark.parametrize("variable", _variables())
def test_every_setting_is_in_the_readme(variable: str) -> None:
    assert _said_in_readme(variable)


def test_no_setting_in_the_readme_is_made_up() -> None:
    named = set(re.findall(r"`((?:ESDH_BOT|SLACK)_[A-Z_]+)`", README.read_text(encoding="utf-8")))

    assert named <= set(_variables())


def test_the_privacy_page_names_settings_and_commands_that_exist() -> None:
    page = PRIVACY.read_text(encoding="utf-8")

    assert set(re.findall(r"`((?:ESDH_BOT|SLACK)_[A-Z_]+)`", page)) <= set(_variables())
    assert set(re.findall(r"`esdh-bot ((?:people )?[a-z]+)", page)) <= set(_commands())


@pytest.mark.parametrize("field", ["retention_names_days", "retention_texts_days", "session_hours"])
def test_the_privacy_page_tells_the_times_the_code_keeps(field: str) -> None:
    days = Settings.model_fields[field].default

    assert re.search(rf"\b{days} (?:dage|timer)", PRIVACY.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", _kinds())
def test_every_kind_of_reply_is_in_the_readme(kind: str) -> None:
    assert _said_in_readme(kind)


@pytest.mark.parametrize("state", TicketState)
def test_every_ticket_state_is_in_the_readme(state: TicketState) -> None:
    assert _said_in_readme(state)


@pytest.mark.parametrize("event", [event for event in TicketEvent if event is not TicketEvent.FALL_SILENT])
def test_every_ticket_event_is_in_the_readme(event: TicketEvent) -> None:
    assert re.search(rf"\b{event} (?:\([^)]*\) )?→", README.read_text(encoding="utf-8"))


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_is_told_of_by_the_name_it_has_on_the_page(figure: Callable[[View], Figure]) -> None:
    phrases = yaml.safe_load((ROOT / "knowledge" / "phrases.yaml").read_text(encoding="utf-8"))

    assert f"| {phrases[f'figure.{figure.__name__}']['da']} |" in STATISTICS.read_text(encoding="utf-8")
    assert phrases[f"figure.{figure.__name__}.what"].keys() == {"da", "en"}


def test_every_file_the_readme_points_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text(encoding="utf-8"))

    assert [link for link in links if not (ROOT / link).exists()] == []


def _example() -> dict[str, Any]:
    """The complete example in the editors' README, its '…' read as text."""
    (block,) = re.findall(r"```yaml\n(.*?)```", KNOWLEDGE.read_text(encoding="utf-8"), re.DOTALL)
    example: dict[str, Any] = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 -- every scalar a string, as content is read
    return example


def test_the_editors_example_is_an_article() -> None:
    article = Article.model_validate(_example())

    assert article.title.da == "Skal en modtaget mail journaliseres?"


def test_the_editors_example_shows_every_key_but_the_rare_ones() -> None:
    rare = {"handoff_first", "handoff_why", "shared", "guide_facts", "small_talk"}

    assert set(Article.model_fields) - set(_example()) == rare
