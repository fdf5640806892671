"""Measure how far the probabilities can be trusted, over questions that training has not seen.

A prediction is the probability of the best candidate in our field for one question, and whether that candidate is one
of the acceptable ones; for what is out of scope it never is. Prints the figures and draws docs/reliability.svg.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from math import ceil
from pathlib import Path
from typing import Any

from bench.reliability import Bin, Prediction, Summary, bins_of, summarised, write_diagram
from bot.bootstrap import folders_of, load_snapshot
from bot.content.building import samples_of
from bot.content.loading import Content, load
from bot.content.models import KnownQuestion
from bot.content.snapshot import Snapshot, lexicon_of
from bot.core.catalogue import GUIDE_ARTICLE, Catalogue
from bot.services.evaluating import read_questions
from bot.services.understanding import read
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
SETS = (ROOT / "tests" / "conversations" / "questions.jsonl", ROOT / "tests" / "conversations" / "strangers.jsonl")
DIAGRAM = ROOT / "docs" / "reliability.svg"
JUDGED = 350  # held-out ways of asking of a fold, about; more would drown the questions of other people
FEWEST = 1_000
NOTHING_ELSE = frozenset[str]()  # what is out of scope: no candidate in our field is right
Asked = tuple[str, frozenset[str]]  # a text, and the intents that are right for it


def left_out(content: Content) -> list[Prediction]:
    """Ways of asking judged by a matcher that has not seen their fold, and a curve fitted to the other folds."""
    from bot.content import training

    lexicon = lexicon_of(content)
    samples = samples_of(content, lexicon)
    with training._pool(len(samples)) as at_work:
        folds = list(at_work(partial(seen_of_fold, training._Work(samples, lexicon)), range(training.FOLDS)))
    return [prediction for fold in range(len(folds)) for prediction in cross_fitted(folds, fold)]


def seen_of_fold(work: Any, fold: int) -> list[Any]:
    """What a matcher that has not seen `fold` says of as much of it as the curves are fitted to: one `_Facts` each."""
    from bot.content import training
    from bot.content.fitting import fit

    matcher = fit(work.samples_of(fold, held_out=False), work.lexicon, kept=work.features, with_language=False)
    held_out = work.samples_of(fold, held_out=True)
    seen = []
    for sample in held_out[:: ceil(len(held_out) / training.MOST_ASKED) or 1]:
        facts = training._Facts()
        facts.add(matcher, [sample])
        seen.append(facts)
    return seen


def cross_fitted(folds: Sequence[Sequence[Any]], fold: int) -> list[Prediction]:
    """An evenly spread share of `fold`, by a curve fitted to all the others."""
    from bot.content import training

    others = training._Facts()
    for facts in (facts for index, seen in enumerate(folds) if index != fold for facts in seen):
        others.extend(facts)
    curve = others.calibration()
    spread = folds[fold][:: max(1, round(len(folds[fold]) / JUDGED))]
    return [
        max(
            (
                Prediction(curve.of_candidate(each, intent), right)
                for each, intent, right in zip(facts.candidates, facts.intents, facts.right, strict=True)
            ),
            key=lambda one: one.probability,
        )
        for facts in spread
    ]


def of_known(question: KnownQuestion, catalogue: Catalogue) -> frozenset[str] | None:
    """The intents that are right for a known question; None when its file names none."""
    if question.reply in ("out_of_scope", "fallback"):
        return NOTHING_ELSE
    named = [question.article, question.procedure, GUIDE_ARTICLE if question.reply == "guide" else None]
    return _topics(filter(None, named), catalogue) or None


def of_row(row: Mapping[str, Any], catalogue: Catalogue) -> frozenset[str] | None:
    """The intents that are right for a row as `esdh-bot evaluate` reads it; None when it names none of ours."""
    match row["expect"]:
        case "out_of_scope":
            return NOTHING_ELSE
        case "answer":
            return _topics(row["entries"], catalogue) or None
        case "clarify":
            return _topics(filter(None, [row["procedure"]]), catalogue) or None
        case _:
            return None


def _topics(entries: Iterable[str], catalogue: Catalogue) -> frozenset[str]:
    found = map(catalogue.topic_of, entries)
    return frozenset(topic.id for topic in found if topic is not None)


def known_questions(content: Content, catalogue: Catalogue) -> list[Asked]:
    """The known questions that name what is right for them."""
    questions = [question for each in content.known.values() for question in each]
    right = [(question.question, of_known(question, catalogue)) for question in questions]
    return [(text, intents) for text, intents in right if intents is not None]


def questions_of(path: Path, catalogue: Catalogue) -> list[Asked]:
    """The questions of a file that name what is right for them.

    :raises QuestionsError: when a line is not a question
    """
    right = [(row["text"], of_row(row, catalogue)) for row in read_questions(path)]
    return [(text, intents) for text, intents in right if intents is not None]


def predicted(asked: Iterable[Asked], snapshot: Snapshot) -> list[Prediction | None]:
    """What the bot says of each question; None where it sees no candidate in our field, so gives no probability."""
    both = ((read(text, snapshot=snapshot).understanding.candidates, intents) for text, intents in asked)
    return [Prediction(best[0].probability, best[0].intent in intents) if best else None for best, intents in both]


def table(sources: Mapping[str, Summary]) -> str:
    """One line a source, in percent but for the Brier score."""
    width = max(map(len, sources))
    head = (
        f"{'in percent':{width}} {'count':>6} {'mean p':>7} {'right':>6} {'ECE [95 %]':>18} {'by chance':>10}"
        f" {'Brier score [95 %]':>21}"
    )
    return "\n".join([head, *(f"{name:{width}} {_line(each)}" for name, each in sources.items())])


def _line(of: Summary) -> str:
    error = f"{100 * of.ece:.1f} [{_range(*(100 * end for end in of.ece_interval), digits=1)}]"
    score = f"{of.brier:.3f} [{_range(*of.brier_interval, digits=3)}]"
    return f"{of.count:6} {100 * of.mean:7.1f} {100 * of.right:6.1f} {error:>18} {100 * of.chance:10.1f} {score:>21}"


def table_of_bins(bins: Iterable[Bin]) -> str:
    """One line a bin, in percent."""
    lines = [f"{'bin':>8} {'count':>6} {'mean p':>7} {'right [95 % Wilson]':>20}"]
    for each in bins:
        low, high = each.right.interval or (0.0, 1.0)
        right = f"{100 * (each.right.share or 0):.1f} [{_range(100 * low, 100 * high, digits=1)}]"
        span = f"{100 * each.low:.0f}-{100 * each.high:.0f}"
        lines.append(f"{span:>8} {each.right.total:6} {100 * each.mean:7.1f} {right:>20}")
    return "\n".join(lines)


def _range(low: float, high: float, *, digits: int) -> str:
    return f"{low:.{digits}f}-{high:.{digits}f}"


def silence(asked: Sequence[Asked], told: Sequence[Prediction | None]) -> str:
    """What to say of the questions without a prediction."""
    outside = [not intents for (_, intents), one in zip(asked, told, strict=True) if one is None]
    return (
        f"{len(outside)} questions saw no candidate in our field, {sum(outside)} of them rightly: without a probability"
        " they are left out."
    )


def main(more: Sequence[Path]) -> None:
    """Print the figures of each source and of all, and draw the diagram."""
    settings = Settings()  # type: ignore[call-arg]
    snapshot = load_snapshot(settings)
    content, _ = load(folders_of(settings))
    asked = {"known questions": known_questions(content, snapshot.catalogue)}
    asked |= {path.stem: questions_of(path, snapshot.catalogue) for path in (*SETS, *more)}
    told = {name: predicted(each, snapshot) for name, each in asked.items()}
    sources = {"left out of training": left_out(content)}
    sources |= {name: [one for one in each if one is not None] for name, each in told.items()}
    pooled = list(chain.from_iterable(sources.values()))
    if len(pooled) < FEWEST:
        sys.exit(f"Only {len(pooled)} predictions: at least {FEWEST} are needed.")
    summaries = {name: summarised(each) for name, each in {**sources, "all": pooled}.items() if each}
    silent = silence(list(chain.from_iterable(asked.values())), list(chain.from_iterable(told.values())))
    write_diagram(pooled, DIAGRAM)
    sys.stdout.write(f"{table(summaries)}\n\n{table_of_bins(bins_of(pooled))}\n\n{silent}\n")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
