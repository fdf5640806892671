"""Measure a whole decision beside a rapidfuzz WRatio scan over the same utterances, in one run on one core.

Both are warmed up, then asked the same questions in turn, so that a noisy machine disturbs both alike; each question
once, for asked again it would be read from caches. What counts is the ratio; the milliseconds are only what this
machine did today. It is done twice: over the content as it is, and over as many utterances as content may grow to.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rapidfuzz import process
from rapidfuzz.fuzz import WRatio

from bench.growing import grown_snapshot
from bot.content.snapshot import Snapshot, current_folder, load_folder, save
from bot.services.trying import try_out
from bot.settings import Settings

QUESTIONS = Path(__file__).parent.parent / "tests" / "conversations" / "questions.jsonl"
WARM_UP = 30  # questions
LOADS = 7
GROWN = 50_000  # utterances
EVERY = 3  # of the questions over the grown content: its scan takes twice as long
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Timings:
    """Seconds per question, in the order asked: of the whole decision, and of the scan beside it."""

    decision: list[float]
    scan: list[float]


def main() -> None:
    """Print one block for the content and one for the content grown."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    texts = [json.loads(line)["text"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    warm_up, asked = texts[:WARM_UP], texts[WARM_UP:]
    folder = current_folder(Settings().data)  # type: ignore[call-arg]
    sys.stdout.write(f"The content as it is\n{_measured(folder, asked, warm_up=warm_up)}\n\n")
    sys.stdout.flush()
    with TemporaryDirectory() as scratch:
        grown = grown_snapshot(load_folder(folder), GROWN, told=_print_error)
        grown_folder = save(grown, Path(scratch))  # and loaded again, with the narrow arrays that serve
        _print_error("measuring")
        sys.stdout.write(f"The content grown\n{_measured(grown_folder, asked[::EVERY], warm_up=warm_up)}\n")


def side_by_side(snapshot: Snapshot, texts: Sequence[str], *, warm_up: Sequence[str]) -> Timings:
    """Decide each text and scan for it, in turn; what `warm_up` takes does not count."""
    phrases = snapshot.matcher.phrase_texts
    timings = Timings([], [])
    for text in warm_up:
        try_out(text, snapshot=snapshot)
        process.extractOne(text, phrases, scorer=WRatio)
    for text in texts:
        begin = perf_counter()
        try_out(text, snapshot=snapshot)
        middle = perf_counter()
        process.extractOne(text, phrases, scorer=WRatio)
        timings.decision.append(middle - begin)
        timings.scan.append(perf_counter() - middle)
    return timings


def block(timings: Timings) -> str:
    """Medians, 95th percentiles and the two ratios."""
    decision, scan = timings.decision, timings.scan
    ratios = [slow / fast for slow, fast in zip(scan, decision, strict=True)]
    return "\n".join(
        (
            f"whole decision      {_milliseconds(decision)}",
            f"WRatio scan         {_milliseconds(scan)}",
            f"ratio of medians    {statistics.median(scan) / statistics.median(decision):11.1f}",
            f"median of ratios    {statistics.median(ratios):11.1f}",
        )
    )


def megabytes(folder: Path) -> float:
    """The size of all files in `folder`, in MB (10^6 bytes)."""
    return sum(file.stat().st_size for file in folder.iterdir()) / MEGABYTE


def _measured(folder: Path, texts: Sequence[str], *, warm_up: Sequence[str]) -> str:
    snapshot = load_folder(folder)
    utterances = len(snapshot.matcher.phrase_texts)
    return "\n".join(
        (
            f"{len(texts)} questions over {utterances:,} utterances, one core",
            block(side_by_side(snapshot, texts, warm_up=warm_up)),
            f"artefact            {megabytes(folder):11.1f} MB",
            f"load, median of {LOADS}   {_load_seconds(folder) * 1000:11.1f} ms",
        )
    )


def _load_seconds(folder: Path) -> float:
    seconds = []
    for _ in range(LOADS):
        begin = perf_counter()
        load_folder(folder)
        seconds.append(perf_counter() - begin)
    return statistics.median(seconds)


def _milliseconds(seconds: Sequence[float]) -> str:
    p95 = sorted(seconds)[int(len(seconds) * 0.95)]
    return f"p50 {statistics.median(seconds) * 1000:7.2f} ms   p95 {p95 * 1000:7.2f} ms"


def _print_error(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
