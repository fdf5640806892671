"""The editors' gate and the collisions from end to end: the commands on a small content, trained, damaged, trained."""

from __future__ import annotations

import re
import shutil
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from bot.cli import main
from bot.content.building import build
from tests.content.small import Small, small_content

NOTES = "intents/pligt/notat-frist.yaml"
TITLES = "intents/praksis/sag-titel.yaml"
KNOWN = "intents/_known/pligter.yaml"
QUESTION = "Hvor lang tid har man til at få skrevet sit notat færdigt?"


@pytest.fixture(scope="session")
def trained_small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The small content with its snapshot in 'var', to be copied."""
    small = small_content(tmp_path_factory.mktemp("published") / "eksempelby")
    build(small.folders, small.root / "var")
    return small


@pytest.fixture
def published(trained_small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The small content as it is published, for the commands to read and a test to change."""
    small = Small(tmp_path / "eksempelby")
    shutil.copytree(trained_small.root, small.root)
    monkeypatch.setenv("ESDH_BOT_KNOWLEDGE", str(small.folders.knowledge))
    monkeypatch.setenv("ESDH_BOT_INTENTS", str(small.folders.intents))
    monkeypatch.setenv("ESDH_BOT_DATA", str(small.root / "var"))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # the commands set it; this way it is taken back
    return small


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    """The exit code of `esdh-bot` with `arguments`."""
    monkeypatch.setattr("sys.argv", ["esdh-bot", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def _swap(small: Small, one: str, other: str) -> None:
    left, right = (small.root / place for place in (one, other))
    texts = left.read_text(encoding="utf-8"), right.read_text(encoding="utf-8")
    left.write_text(texts[1], encoding="utf-8")
    right.write_text(texts[0], encoding="utf-8")


# --- check --answers --------------------------------------------------------------------------------------------------


def test_a_newly_wrong_certain_answer_closes_the_gate(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _swap(published, NOTES, TITLES)

    code = _run(monkeypatch, "check", "--answers")

    said = capsys.readouterr().out
    assert code == 1
    assert f"{KNOWN}:1: {QUESTION}\n    før: answer notat-frist   nu: answer sag-titel   ←" in said
    assert "Dårligere (1):" in said
    assert "Bør ikke udgives: Et kendt spørgsmål får" in said


def test_a_harmless_change_leaves_the_gate_open_and_what_is_published_alone(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted((published.root / "var" / "snapshots").iterdir())
    published.change(NOTES, "- notat frist", "- notat frist\n  - hvad er den seneste dag for et notat")

    code = _run(monkeypatch, "check", "--answers")

    assert code == 0
    assert "Kan udgives" in capsys.readouterr().out
    assert sorted((published.root / "var" / "snapshots").iterdir()) == before


def test_utterances_moved_to_another_intent_are_told_as_new_collisions(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = ["hvad er fristen for notater", "notat frist", "er det i orden at skrive notatet i næste uge"]
    for text in moved:
        published.change(NOTES, f"  - {text}\n", "")
    published.change(TITLES, "da:\n", "da:\n" + "".join(f"  - {text}\n" for text in moved))

    _run(monkeypatch, "check", "--answers")

    said = capsys.readouterr().out
    assert "Par, der tager flere ytringer fra hinanden end før" in said
    assert "notat-frist og sag-titel: før " in said
    assert f"{TITLES}:{published.line_of(TITLES, 'notat frist')}: notat frist" in said


def test_the_published_content_has_nothing_to_be_compared_with(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.services.comparing.train_snapshot", None)  # nothing is trained

    assert _run(monkeypatch, "check", "--answers") == 0
    assert "intet at sammenligne" in capsys.readouterr().out


def test_without_anything_published_the_exit_code_is_two(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESDH_BOT_DATA", str(published.root / "nowhere"))

    assert _run(monkeypatch, "check", "--answers") == 2
    assert "ikke udgivet noget" in capsys.readouterr().err


def test_broken_content_cannot_be_compared(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published.change(NOTES, "da:", "dk:")

    assert _run(monkeypatch, "check", "--answers") == 2
    assert f"{NOTES}:1: " in capsys.readouterr().err


def test_a_training_that_is_stopped_does_not_close_the_gate(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise BrokenProcessPool

    published.change(NOTES, "  - notat frist\n", "")
    monkeypatch.setattr("bot.services.comparing.train_snapshot", stopped)

    assert _run(monkeypatch, "check", "--answers") == 2
    assert "blev afbrudt" in capsys.readouterr().err


@pytest.mark.parametrize("other", ["--production", "--today=2026-11-22"])
def test_the_gate_does_not_pretend_to_check_the_rest(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], other: str
) -> None:
    assert _run(monkeypatch, "check", "--answers", other) == 2
    assert "--answers" in capsys.readouterr().err


# --- collisions -------------------------------------------------------------------------------------------------------


def test_collisions_name_the_pair_the_utterances_and_their_lines(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "collisions") == 0

    said = capsys.readouterr().out
    assert re.search(r"^Indhold [0-9a-f]{16}: \d+ af \d+ ytringer \(\d+,\d %\) bliver genkendt", said)
    assert re.search(r"^1\. \S+ og \S+: \d+ ytring", said, re.MULTILINE)
    for path, line, text in re.findall(r"(intents/\S+\.yaml):(\d+): (.*)", said):
        assert text in (published.root / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert "Filerne er rettet" not in said


def test_collisions_can_be_limited_to_the_worst_and_to_one_intent(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(monkeypatch, "collisions", "--limit", "1", "--intent", "datalaek")

    said = capsys.readouterr().out
    (pair,) = re.findall(r"^\d+\. (\S+) og (\S+):", said, re.MULTILINE)
    assert "datalaek" in pair
    assert re.search(r"datalaek mister \d+ af sine 6 ytringer og tager \d+ fra andre", said)
    assert re.search(r"Par, der tager ytringer fra hinanden: \d+\. De værste 1:", said)


def test_collisions_say_when_the_files_are_newer_than_the_training(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published.change(NOTES, "  - notat frist\n", "")

    assert _run(monkeypatch, "collisions") == 0
    assert "Filerne er rettet, siden der blev trænet" in capsys.readouterr().out


def test_an_intent_nobody_knows_is_an_error_with_a_hint(
    published: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "collisions", "--intent", "notat-frit") == 2
    assert "Mente du notat-frist" in capsys.readouterr().err
