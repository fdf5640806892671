"""A snapshot: the same after loading as before, refused when it cannot be read, replaced as a whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.content import building, training
from bot.content.building import TRAINED_BY, build
from bot.content.loading import content_hash
from bot.content.problems import ContentError
from bot.content.snapshot import KEPT, Snapshot, current_folder, load_current, save
from bot.content.training_run import is_up_to_date
from bot.core.calibration import Calibration
from bot.core.matching import Matcher
from bot.core.understanding import Understanding, understand
from bot.errors import SnapshotError
from tests.content.conftest import Trained
from tests.content.small import CHECKOUT, Small

ANSWER = "knowledge/articles/pligt/notat-frist.yaml"
QUESTIONS = (
    "skal jeg journalisere det her",
    "kan mit notat vente til i morgen?",
    "Arkivus virker ikke",
    "akivus hænger",
    "hvordan gemmer jeg en mail i Sagsnet",
    "mail",
    "må jeg skrive navne i titlen",
    "jeg vil snakke med nogen",
    "I need to talk to somebody",
    "what is the deadline for a note",
    "Sagsnet keeps crashing",
    "put an e-mail in Arkivus",
    "hvad er der til frokost",
    "min ferie er forsvundet",
    "jeg sendte cpr-numre til den forkerte",
    "gamle protokoller",
    "træk en liste ud af Arkivus",
    "asdf qwer",
    "",
    "Hej. Jeg har et notat fra i går. Er det for sent? Mht. Outlook.",
)


def _understood(snapshot: Snapshot) -> list[Understanding]:
    return [understand(text, matcher=snapshot.matcher, calibration=snapshot.calibration) for text in QUESTIONS]


def _copy(trained: Trained, tmp_path: Path) -> Path:
    data = tmp_path / "var"
    shutil.copytree(trained.data, data)
    return data


def _folder(data: Path) -> Path:
    return current_folder(data)


class _TrainedError(Exception):
    """Training was begun."""


def _must_not_train(*_: object, **__: object) -> None:
    raise _TrainedError


def _arrays(snapshot: Snapshot) -> list[Any]:
    """What training made: every array of the matcher."""
    matcher = snapshot.matcher
    postings = (matcher.phrases, matcher.centroids, matcher.linear)
    made: list[Any] = [each for part in postings for each in (part.starts, part.columns, part.values)]
    values = (getattr(matcher, field.name) for field in fields(matcher))  # what is worked out from them is left out
    made += [matcher.vectors.hashes, matcher.vectors.values]
    return [*made, *(value for value in values if isinstance(value, np.ndarray))]


def test_a_loaded_snapshot_understands_what_the_built_one_did(trained: Trained) -> None:
    loaded = load_current(trained.data)

    assert len(QUESTIONS) == 20
    for before, after in zip(_understood(trained.built), _understood(loaded), strict=True):
        assert [each.intent for each in after.candidates] == [each.intent for each in before.candidates]
        assert [after.in_field, *(each.probability for each in after.candidates)] == pytest.approx(
            [before.in_field, *(each.probability for each in before.candidates)], abs=0.02
        )
        assert (after.found, after.language, after.is_empty) == (before.found, before.language, before.is_empty)


def test_a_snapshot_saved_again_is_exactly_the_same(trained: Trained, tmp_path: Path) -> None:
    loaded = load_current(trained.data)

    save(loaded, tmp_path)

    again = load_current(tmp_path)
    assert (again.hash, again.library, again.catalogue) == (loaded.hash, loaded.library, loaded.catalogue)
    assert _understood(again) == _understood(loaded)


def test_training_twice_gives_the_same_hash_and_probabilities(trained: Trained, small: Small, tmp_path: Path) -> None:
    again = build(small.folders, tmp_path / "var")

    assert again.hash == trained.built.hash == content_hash(small.folders)
    assert again.calibration == trained.built.calibration
    assert _understood(again) == _understood(trained.built)


def test_any_change_of_content_gives_another_hash(small: Small) -> None:
    before = content_hash(small.folders)

    small.change("knowledge/systems/arkivus.yaml", "sure", "likely")

    assert content_hash(small.folders) != before


def test_a_changed_answer_keeps_the_trained_matcher(
    trained: Trained, small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, before = _copy(trained, tmp_path), load_current(trained.data)
    small.change(ANSWER, "**Snarest muligt.**", "**I dag.**")
    monkeypatch.setattr(training, "train", _must_not_train)

    built = build(small.folders, data)

    assert built.hash == content_hash(small.folders) != before.hash
    assert "**I dag.**" in load_current(data).library.articles["notat-frist"].answer.da
    assert all(np.array_equal(kept, old) for kept, old in zip(_arrays(built), _arrays(before), strict=True))
    assert _understood(load_current(data)) == _understood(before)


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("intents/pligt/notat-frist.yaml", "notat frist", "frist for et notat"),
        ("knowledge/systems/arkivus.yaml", "name: Arkivus", "name: Arkivaren"),
        (ANSWER, "route: leder", "route: leder\nhandoff_first: true"),
    ],
)
def test_a_change_that_training_sees_trains_anew(
    place: str, old: str, new: str, trained: Trained, small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = _copy(trained, tmp_path)
    small.change(place, old, new)
    monkeypatch.setattr(training, "train", _must_not_train)

    with pytest.raises(_TrainedError):
        build(small.folders, data)


@pytest.mark.parametrize("module", TRAINED_BY)
def test_a_change_in_what_trains_trains_anew(
    module: str, trained: Trained, small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "bot"
    for name in TRAINED_BY:
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(building.CODE / name, code / name)
    with (code / module).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    monkeypatch.setattr(building, "CODE", code)
    monkeypatch.setattr(training, "train", _must_not_train)

    with pytest.raises(_TrainedError):
        build(small.folders, _copy(trained, tmp_path))


@pytest.mark.parametrize(
    ("few", "code", "taken_over"),
    [(0.5, None, True), (0.0, None, False), (0.5, "older code", False)],
    ids=["few differ", "many differ", "trained by other code"],
)
def test_curves_are_taken_over_from_a_snapshot_that_hardly_differs(
    few: float, code: str | None, taken_over: bool, trained: Trained, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = replace(trained.built, trained_by=code or trained.built.trained_by)
    small.change("intents/pligt/notat-frist.yaml", "notat frist", "frist for et notat")
    asked_with = []

    def train(*content: Any, curves: Calibration | None, **how: Any) -> tuple[Matcher, Calibration]:
        asked_with.append(curves)
        return original(*content, curves=curves, **how)

    original = training.train
    monkeypatch.setattr(building, "FEW", few)
    monkeypatch.setattr(training, "train", train)

    built = build(small.folders, small.root / "var", like=published)

    assert asked_with == [published.calibration if taken_over else None]
    assert (built.calibration == published.calibration) is taken_over
    assert "frist for et notat" in built.matcher.phrase_texts


def test_content_with_errors_is_not_trained_and_the_old_snapshot_stays(
    trained: Trained, small: Small, tmp_path: Path
) -> None:
    data = _copy(trained, tmp_path)
    small.change("knowledge/systems/arkivus.yaml", "[teknik]", "[havn]")

    with pytest.raises(ContentError, match="Forvaltningen 'havn' findes ikke"):
        build(small.folders, data)

    assert load_current(data).hash == trained.built.hash


def test_a_data_folder_without_a_snapshot_is_told(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="run 'esdh-bot train'"):
        load_current(tmp_path)


def test_a_snapshot_of_another_format_is_refused(trained: Trained, small: Small, tmp_path: Path) -> None:
    data = _copy(trained, tmp_path)
    described: dict[str, Any] = json.loads((_folder(data) / "snapshot.json").read_text())
    (_folder(data) / "snapshot.json").write_text(json.dumps({**described, "format": 999}))

    with pytest.raises(SnapshotError, match="another version"):
        load_current(data)

    assert not is_up_to_date(small.folders, data)


@pytest.mark.parametrize("file", ["snapshot.json", "arrays.npy"])
def test_a_snapshot_with_a_missing_file_is_refused(file: str, trained: Trained, tmp_path: Path) -> None:
    data = _copy(trained, tmp_path)
    (_folder(data) / file).unlink()

    with pytest.raises(SnapshotError, match="cannot be read"):
        load_current(data)


@pytest.mark.parametrize(
    ("file", "share"),
    [("snapshot.json", 0.0), ("snapshot.json", 0.5), ("arrays.npy", 0.0), ("arrays.npy", 0.5)],
)
def test_a_snapshot_cut_short_is_refused(file: str, share: float, trained: Trained, tmp_path: Path) -> None:
    data = _copy(trained, tmp_path)
    whole = (_folder(data) / file).read_bytes()
    (_folder(data) / file).write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(SnapshotError, match="cannot be read"):
        load_current(data)


@pytest.mark.parametrize("key", ["library", "calibration", "tuning"])
def test_a_snapshot_with_a_part_missing_is_refused(key: str, trained: Trained, tmp_path: Path) -> None:
    data = _copy(trained, tmp_path)
    described: dict[str, Any] = json.loads((_folder(data) / "snapshot.json").read_text())
    del described[key]
    (_folder(data) / "snapshot.json").write_text(json.dumps(described))

    with pytest.raises(SnapshotError):
        load_current(data)


def test_an_interrupted_save_leaves_the_old_one_current(trained: Trained, tmp_path: Path) -> None:
    data = _copy(trained, tmp_path)
    unfinished = replace(trained.built, hash="ny", calibration=None)  # type: ignore[arg-type]  # fails after the arrays

    with pytest.raises(TypeError):
        save(unfinished, data)

    assert load_current(data).hash == trained.built.hash


def test_old_snapshots_are_removed(trained: Trained, tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        save(replace(trained.built, hash=f"nr{number}"), tmp_path)

    kept = {folder.name for folder in (tmp_path / "snapshots").iterdir() if folder.is_dir()}
    assert len(kept) == KEPT
    assert load_current(tmp_path).hash == f"nr{KEPT + 1}"


def test_the_current_snapshot_is_never_removed_even_when_its_clock_is_behind(trained: Trained, tmp_path: Path) -> None:
    for number in range(KEPT):
        os.utime(save(replace(trained.built, hash=f"nr{number}"), tmp_path), (2**33, 2**33))

    save(replace(trained.built, hash="ny"), tmp_path)

    assert load_current(tmp_path).hash == "ny"


def test_arrays_are_not_changed_by_saving(trained: Trained, tmp_path: Path) -> None:
    before = trained.built.matcher.phrases.values.copy()

    save(trained.built, tmp_path)

    assert np.array_equal(trained.built.matcher.phrases.values, before)


@pytest.mark.slow
@pytest.mark.parametrize("module", ["bot.serving", "bot.cli", "bot.adapters.terminal"])
def test_the_server_never_imports_what_training_needs(module: str) -> None:
    program = (
        f"import sys, {module}; print([name for name in sys.modules if name.split('.')[0] in ('sklearn', 'scipy')])"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
