"""Build a snapshot from the content folders: read, refuse what is broken, train, save."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

from bot.content.checking import check
from bot.content.loading import Content, Folders, content_hash, in_both_languages
from bot.content.problems import ContentError
from bot.content.samples import Sample, marked
from bot.content.snapshot import Snapshot, catalogue_of, lexicon_of, library_of, load_current, save
from bot.content.thresholds import thresholds_for
from bot.core.calibration import Calibration
from bot.core.lexicon import Lexicon
from bot.core.matching import Kind, Matcher
from bot.errors import SnapshotError

FEW = 0.01  # of all ways of asking
CODE = Path(__file__).parent.parent
TRAINED_BY = (
    *("content/fitting.py", "content/heads.py", "content/samples.py", "content/training.py"),
    *("content/word_vectors.npz", "core/calibration.py", "core/features.py", "core/folding.py", "core/lexicon.py"),
    *("core/matching.py", "core/meaning.py", "core/postings.py", "core/spelling.py", "core/understanding.py"),
    *("core/units.py", "core/weighing.py"),
)
"""What training computes with; a change in any of them is a reason to train anew."""


def build(
    folders: Folders,
    data: Path,
    *,
    like: Snapshot | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Snapshot:
    """Train on the content in `folders` and make the result the current snapshot in `data`.

    Given a snapshot to be compared with, its curves are taken over when at most one way of asking in a hundred differs:
    they would hardly move, it is half of the work, and what changes then comes of the content.

    :raises ContentError: when the content has errors; what serves now goes on serving
    """
    hash_before = content_hash(folders)
    content, errors = check(folders, only_errors=True)
    if errors:
        raise ContentError(errors)
    lexicon = lexicon_of(content)
    samples = samples_of(content, lexicon)
    code = _code()
    trained_on = _fingerprint(code, samples, lexicon)
    curves = like.calibration if like and like.trained_by == code and _few_differ(samples, like.matcher) else None
    matcher, calibration = _trained_before(trained_on, data) or _trained_now(samples, lexicon, curves, progress)
    library = library_of(content)
    snapshot = Snapshot(
        hash_before,
        library,
        catalogue_of(library),
        matcher,
        calibration,
        trained_on=trained_on,
        trained_by=code,
    )
    known = [question for questions in content.known.values() for question in questions]
    snapshot = replace(snapshot, thresholds=thresholds_for(snapshot, known))
    save(snapshot, data)
    return snapshot


def _few_differ(samples: Sequence[Sample], matcher: Matcher) -> bool:
    """Whether hardly any way of asking was added, changed, moved or taken out since `matcher` was trained."""
    now = Counter((sample.intent, " ".join(sample.tokens)) for sample in samples)
    then = Counter(zip((matcher.intents[at] for at in matcher.phrase_intents), matcher.phrase_texts, strict=True))
    return ((now - then) + (then - now)).total() <= FEW * len(samples)


def _trained_before(trained_on: str, data: Path) -> tuple[Matcher, Calibration] | None:
    """The matcher of the current snapshot when it learnt from exactly this: a changed answer needs no new one."""
    try:
        current = load_current(data)
    except SnapshotError:
        return None
    return (current.matcher, current.calibration) if current.trained_on == trained_on else None


def _trained_now(
    samples: Sequence[Sample],
    lexicon: Lexicon,
    curves: Calibration | None,
    progress: Callable[[str, float], None] | None,
) -> tuple[Matcher, Calibration]:
    from bot.content.training import quiet, train  # scikit-learn is only there where training happens

    return train(samples, lexicon, curves=curves, progress=progress or quiet)


def _code() -> str:
    """The code that training computes with, as 64 hexadecimal characters."""
    seen = sha256()
    for name in TRAINED_BY:
        seen.update((CODE / name).read_bytes())
    return seen.hexdigest()


def _fingerprint(code: str, samples: Sequence[Sample], lexicon: Lexicon) -> str:
    """Everything a matcher depends on, as 64 hexadecimal characters."""
    seen = sha256(code.encode())
    seen.update(repr(asdict(lexicon)).encode())
    for sample in samples:
        seen.update(repr(sample).encode())
    return seen.hexdigest()


def samples_of(content: Content, lexicon: Lexicon) -> list[Sample]:
    """Every way of asking in the content, as the matcher sees it."""
    answers = {**content.articles, **content.procedures}
    for_person = {*content.handoffs, *(key for key, answer in answers.items() if answer.handoff_first)}
    small_talk = {key for key, article in content.articles.items() if article.small_talk}
    return [
        Sample(
            intent,
            kind,
            language,
            lexicon.words_of(marked(text), known=_EVERYTHING),
            text,
            for_person=intent in for_person,
            is_aside=intent in small_talk,
        )
        for intent, kind, language, text in ways_of_asking(content)
    ]


def ways_of_asking(content: Content) -> Iterator[tuple[str, Kind, str, str]]:
    """(intent, kind, language, text): articles, procedures, handoff topics and what is out of scope."""
    for intent, language, text in in_both_languages(content.utterances):
        yield intent, Kind.PROCEDURE if intent in content.procedures else Kind.ARTICLE, language, text
    for topic, handoff in content.handoffs.items():
        for language, texts in (("da", handoff.da), ("en", handoff.en)):
            yield from ((topic, Kind.HANDOFF, language, text) for text in texts)
    for group, language, text in in_both_languages(content.out_of_scope):
        yield f"out-of-scope:{group}", Kind.OUT_OF_SCOPE, language, text


class _Everything:
    """Every word is known: nothing the editors wrote is a misspelt system."""

    def __contains__(self, word: object) -> bool:
        return True


_EVERYTHING = _Everything()
