"""Grow trained content to a given number of utterances, by varying its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from time import perf_counter

from bot.content.fitting import fit
from bot.content.samples import Sample
from bot.content.snapshot import Snapshot
from bot.core.matching import Matcher

SEED = 0
SHORTEST = 3  # words; shorter utterances are not varied
TRIES = 20  # per utterance that is wanted, before the content is too small to grow so far


def grown_snapshot(snapshot: Snapshot, size: int, *, told: Callable[[str], None]) -> Snapshot:
    """`snapshot` with a matcher fitted over `size` utterances; everything else is as it was. Takes a minute or two.

    `told` is given a line for each step.

    :raises ValueError: when the content is too small to be grown so far
    """
    begin = perf_counter()
    told(f"varying {len(snapshot.matcher.phrase_texts):,} utterances into {size:,}")
    samples = grown(samples_in(snapshot.matcher), size)
    told(f"fitting a matcher over {len(samples):,} utterances")
    matcher = fit(samples, snapshot.matcher.lexicon)
    told(f"fitted, {perf_counter() - begin:.0f} s")
    return replace(snapshot, matcher=matcher)


def samples_in(matcher: Matcher) -> list[Sample]:
    """What `matcher` was fitted on, in its order; the language is what its head for Danish says of the words."""
    return [
        Sample(
            matcher.intents[intent],
            matcher.kinds[intent],
            _language(matcher, tokens),
            tokens,
            for_person=bool(matcher.for_person[intent]),
        )
        for tokens, intent in zip(map(_tokens, matcher.phrase_texts), matcher.phrase_intents.tolist(), strict=True)
    ]


def grown(samples: Sequence[Sample], size: int) -> list[Sample]:
    """`samples` and as many new ones as `size` asks for, each once; the same ones every time.

    A new one is a sample without one of its words, or the beginning of it and the end of another of the same intent and
    language: about as long as people write, in words the content has.

    :raises ValueError: when `samples` cannot be varied into so many
    """
    random = Random(SEED)  # noqa: S311 - chance, not secrecy
    alike: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        alike.setdefault((sample.intent, sample.language), []).append(sample)
    long_enough = [sample for sample in samples if len(sample.tokens) >= SHORTEST]
    known = {(sample.intent, sample.tokens) for sample in samples}
    new: list[Sample] = []
    for _ in range(TRIES * (size - len(samples)) if long_enough else 0):
        if len(samples) + len(new) >= size:
            break
        one = random.choice(long_enough)
        tokens = _varied(one, random.choice(alike[one.intent, one.language]), random)
        if (one.intent, tokens) not in known:
            known.add((one.intent, tokens))
            new.append(replace(one, tokens=tokens, text=" ".join(tokens)))
    if len(samples) + len(new) < size:
        raise ValueError(f"{len(samples)} utterances cannot be varied into {size}")
    return [*samples, *new]


def _varied(one: Sample, other: Sample, random: Random) -> tuple[str, ...]:
    """`one` without a word, or its beginning and the end of `other`: as likely as each other."""
    words = one.tokens
    if random.random() < 0.5:
        gone = random.randrange(len(words))
        return (*words[:gone], *words[gone + 1 :])
    return (*words[: (len(words) + 1) // 2], *other.tokens[len(other.tokens) // 2 :])


def _language(matcher: Matcher, tokens: Sequence[str]) -> str:
    rows, weights, _ = matcher.vector(tokens)
    margin = float(matcher.danish_weights[rows] @ weights) + float(matcher.danish_weights[-1])
    return "da" if margin > 0 else "en"


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(text.split())
