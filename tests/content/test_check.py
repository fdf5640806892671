"""Check as a whole: all problems at once, in order; the command; the real content."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.content.checking import check
from bot.content.problems import Severity
from tests.content.small import REAL, Small
from tests.content.spoiling import ARTICLE, KNOWN, ORGANISATION, SYSTEM, UTTERANCES

MOST_CALLS = 4_000_000  # of Python functions; 1.9 million when this was written, 8,600 utterances


@pytest.fixture
def environment(small: Small, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The command reads the small content."""
    monkeypatch.setenv("ESDH_BOT_KNOWLEDGE", str(small.folders.knowledge))
    monkeypatch.setenv("ESDH_BOT_INTENTS", str(small.folders.intents))
    monkeypatch.setenv("ESDH_BOT_DATA", str(small.root / "var"))
    return small


def _check(*options: str) -> Result:
    return CliRunner().invoke(app, ["check", *options])


def test_the_small_content_has_no_errors(small: Small) -> None:
    assert small.problems() == []


def test_all_problems_come_at_once_and_sorted(small: Small) -> None:
    small.change(SYSTEM, "[teknik]", "[havn]")
    small.change(UTTERANCES, "da:", "dk:")
    small.change(ARTICLE, "route: leder", "route: direktion")
    small.change(KNOWN, "system: sagsnet", "system: sagnet")
    small.change(ARTICLE, "owner: koordinator", "owner: direktion")
    small.change(ORGANISATION, "held_by: dpo", "held_by: ukendt")

    found = small.problems()

    assert [(one.path, one.line) for one in found] == [
        (KNOWN, 8),
        (UTTERANCES, 1),
        (UTTERANCES, 1),
        (ARTICLE, small.line_of(ARTICLE, "owner: direktion")),
        (ARTICLE, small.line_of(ARTICLE, "route: direktion")),
        (ORGANISATION, small.line_of(ORGANISATION, "held_by: ukendt")),
        (SYSTEM, small.line_of(SYSTEM, "[havn]")),
    ]


def test_an_unreadable_organisation_hides_no_problem_elsewhere(small: Small) -> None:
    small.change(ORGANISATION, "name: Eksempelby", "navn: Eksempelby")
    small.change(KNOWN, "system: sagsnet", "system: sagnet")

    found = small.problems()

    assert {one.path for one in found} == {ORGANISATION, KNOWN}


@pytest.mark.usefixtures("environment")
def test_the_command_succeeds_with_warnings_only() -> None:
    result = _check("--today", "2026-11-22")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "Advarsler (14):"
    assert "knowledge/systems/arkivus.yaml:17: Teksten er et ubekræftet eksempel." in result.stdout
    assert result.stdout.splitlines()[-1] == "0 fejl, 14 advarsler."


def test_the_command_fails_with_file_line_and_sentence(environment: Small) -> None:
    environment.change(ARTICLE, "route: leder", "route: direktion")

    result = _check("--today", "2026-11-22")

    assert result.exit_code == 1
    sentence = "Rollen 'direktion' findes ikke i organisation.yaml. Ret den, eller tilføj rollen."
    assert result.stdout.splitlines()[-3:] == ["Fejl (1):", f"{ARTICLE}:23: {sentence}", "1 fejl, 14 advarsler."]


@pytest.mark.usefixtures("environment")
def test_the_command_makes_examples_errors_in_production() -> None:
    result = _check("--today", "2026-11-22", "--production")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "2 fejl, 12 advarsler."


def test_a_folder_that_is_not_there_is_sentences_and_no_traceback(
    environment: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESDH_BOT_KNOWLEDGE", str(environment.root / "ingenting"))

    result = _check()

    assert result.exit_code == 1
    assert "ingenting/organisation.yaml:1: Filen mangler. Opret den." in result.stdout


def test_the_real_content_has_no_errors_and_takes_a_reasonable_number_of_steps() -> None:
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        _, found = check(REAL)
    finally:
        sys.setprofile(None)

    assert [str(one) for one in found if one.severity is Severity.ERROR] == []
    assert calls < MOST_CALLS
