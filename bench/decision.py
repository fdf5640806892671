"""Measure a whole decision beside a rapidfuzz WRatio scan over the same utterances, in one run on one core.

Both are warmed up, then asked the same questions in turn, so that a noisy machine disturbs both alike. What counts is
the ratio; the milliseconds are only what this machine did today.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from pathlib import Path
from time import perf_counter

from rapidfuzz import process
from rapidfuzz.fuzz import WRatio

from bot.bootstrap import load_snapshot
from bot.services.trying import try_out
from bot.settings import Settings

QUESTIONS = Path(__file__).parent.parent / "tests" / "conversations" / "questions.jsonl"
ROUNDS = 3
WARM_UP = 30


def main() -> None:
    """Print the two medians and their ratio."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    snapshot = load_snapshot(Settings())  # type: ignore[call-arg]
    phrases = snapshot.matcher.phrase_texts
    texts = [json.loads(line)["text"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    decision: list[float] = []
    scan: list[float] = []
    for text in texts[:WARM_UP]:
        try_out(text, snapshot=snapshot)
        process.extractOne(text, phrases, scorer=WRatio)
    for _ in range(ROUNDS):
        for text in texts:
            begin = perf_counter()
            try_out(text, snapshot=snapshot)
            middle = perf_counter()
            process.extractOne(text, phrases, scorer=WRatio)
            decision.append(middle - begin)
            scan.append(perf_counter() - middle)
    ratios = [slow / fast for slow, fast in zip(scan, decision, strict=True)]
    lines = [
        f"{len(texts)} questions x {ROUNDS} rounds over {len(phrases)} utterances, one core",
        f"whole decision      p50 {statistics.median(decision) * 1000:7.2f} ms   p95 {_p95(decision) * 1000:7.2f} ms",
        f"WRatio scan         p50 {statistics.median(scan) * 1000:7.2f} ms   p95 {_p95(scan) * 1000:7.2f} ms",
        f"ratio of medians    {statistics.median(scan) / statistics.median(decision):7.1f}",
        f"median of ratios    {statistics.median(ratios):7.1f}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main()
