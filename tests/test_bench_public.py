"""The bench over public sets: its methods rank, its AUROC is right, and without sets it says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.public import METHODS, Phrasing, auroc, bm25, measure, read_set, table

ROOT = Path(__file__).parent.parent

TRAIN = {
    "light": ["tænd lyset i stuen", "sluk lampen i køkkenet", "gør lyset svagere"],
    "music": ["spil noget musik", "sæt en sang på", "næste sang tak"],
    "weather": ["hvordan bliver vejret", "kommer der regn i morgen", "er det koldt ude"],
}
TEST = {"light": "tænd lampen i stuen", "music": "spil en sang", "weather": "bliver der regn", "oos": "xyzzy"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A set of three intents, and one text that is out of scope."""
    asked = [{"text": text, "label": label, "split": "test", "lang": "da"} for label, text in TEST.items()]
    learnt = [
        {"text": text, "label": label, "split": "train", "lang": "da"}
        for label, texts in TRAIN.items()
        for text in texts
    ]
    path = tmp_path / "made_up.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in [*asked, *learnt]), encoding="utf-8")
    return path


def _phrasings(**texts: str) -> list[Phrasing]:
    return [Phrasing(text, label, "train", "da") for label, text in texts.items()]


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench.public", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_bm25_ranks_a_rare_word_above_a_common_one_and_a_short_document_above_a_long_one() -> None:
    known = _phrasings(a="sag sag note", b="sag journal", c="sag mail brev notat referat møde post journal")

    scores = bm25(known, ["journal", "sag journal", "vuvuzela"])

    assert list(np.argsort(-scores[0])) == [1, 2, 0]
    assert scores[0, 0] == 0
    assert np.argmax(scores[1]) == 1
    assert not scores[2].any()


def test_bm25_is_robertsons_formula() -> None:
    scores = bm25(_phrasings(a="sag sag note", b="mail post brev"), ["sag"])

    assert scores[0] == pytest.approx([np.log(2) * 2 * 2.2 / (2 + 1.2), 0])  # both documents of the mean length


@pytest.mark.parametrize(
    ("ours", "outside", "expected"),
    [([3, 4], [1, 2], 100), ([1, 2], [3, 4], 0), ([2, 4], [1, 3], 75), ([1, 1], [1, 1], 50), ([2], [2, 1], 75)],
)
def test_auroc_of_known_scores(ours: list[float], outside: list[float], expected: float) -> None:
    assert auroc(ours, outside) == pytest.approx(expected)


def test_auroc_needs_both_kinds() -> None:
    assert auroc([1.0], []) is None
    assert auroc([], [1.0]) is None


@pytest.mark.parametrize("name", METHODS)
def test_every_method_finds_what_is_plainly_meant(name: str, file: Path) -> None:
    result = measure(METHODS[name], read_set(file))

    assert result.right == 100
    assert result.auroc == 100


def test_what_is_out_of_scope_is_learnt_where_the_set_has_examples_of_it(file: Path) -> None:
    rows = [*read_set(file), *(Phrasing(text, "oos", "train", "da") for text in ("xyzzy plugh", "plover xyzzy"))]

    for method in METHODS.values():
        assert measure(method, rows).auroc == 100


def test_only_train_is_learnt(file: Path) -> None:
    rows = [*read_set(file), Phrasing("spil en sang", "light", "valid", "da")]

    assert measure(METHODS["token_set_ratio"], rows).right == 100


def test_the_table_has_a_line_for_each_set_and_a_column_for_each_method(file: Path) -> None:
    rows = read_set(file)
    results = {name: {method: measure(METHODS[method], rows) for method in METHODS} for name in ("one", "two")}

    first, *sets, seconds = table(results).splitlines()

    assert [line.split()[0] for line in sets] == ["one", "two"]
    assert all(method in first for method in METHODS)
    assert sets[0].count("100.0 / 100.0") == len(METHODS)
    assert seconds.startswith("seconds")
    assert len({len(line) for line in (first, *sets, seconds)}) == 1


def test_a_folder_of_sets_is_measured(file: Path) -> None:
    done = _run(str(file.parent))

    assert done.returncode == 0, done.stderr
    assert "made_up" in done.stdout


def test_a_missing_folder_is_a_sentence_and_no_error(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"

    done = _run(str(missing))

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"No public sets to measure: {missing} holds no *.jsonl file. Nothing was measured.\n"
