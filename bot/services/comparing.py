"""Compare the working copy of the content with what is published: what editors' changes would do to the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content.loading import Content, Folders, content_hash, load
from bot.content.models import KnownQuestion
from bot.content.places import Place
from bot.content.snapshot import Snapshot, load_current
from bot.content.training_run import train_snapshot
from bot.core.features import Extracted
from bot.errors import BotError, SnapshotError
from bot.services.colliding import Collisions, Pair, collisions, pairs
from bot.services.knowing import surprises

CERTAIN = ("answer", "guide")  # the replies that sound as if the bot knew
WORTH_TELLING = 3  # thefts more than before; a good utterance may cost one or two elsewhere


class TrainingStoppedError(BotError):
    """The working copy could not be trained to the end: a process was ended from outside, or there was no memory."""

    def __init__(self) -> None:
        super().__init__("Træningen af arbejdskopien blev afbrudt, så der er intet sammenlignet. Prøv igen.")


@dataclass(frozen=True)
class Outcome:
    """What a known question gets: `reply` as the editors' files say it, its kind first."""

    is_right: bool
    reply: str

    @property
    def is_wrong_certain(self) -> bool:
        """Whether the bot answers as if it knew, and should not have."""
        return not self.is_right and self.reply.split()[0] in CERTAIN

    @property
    def worth(self) -> int:
        """The more the better: wrong and certain, wrong, right."""
        return 2 if self.is_right else int(not self.is_wrong_certain)


@dataclass(frozen=True)
class Change:
    """A known question that gets another reply than before."""

    place: Place
    before: Outcome
    after: Outcome

    @property
    def is_newly_wrong_certain(self) -> bool:
        """Whether a certain answer is wrong now, and was right or not certain before."""
        return self.after.is_wrong_certain and not self.before.is_wrong_certain


@dataclass(frozen=True)
class Seen:
    """What one snapshot does: with the known questions, in their order, and with its own phrasings."""

    hash: str
    outcomes: tuple[Outcome, ...]
    collisions: Collisions

    @property
    def right(self) -> int:
        """How many known questions get what their file says."""
        return sum(outcome.is_right for outcome in self.outcomes)


@dataclass(frozen=True)
class Grown:
    """A pair of intents that steal more of each other than before; `pair` holds the new thefts alone."""

    pair: Pair
    before: int
    after: int


@dataclass(frozen=True)
class Comparison:
    """The published snapshot beside the working copy's."""

    published: Seen
    working: Seen
    changes: tuple[Change, ...]
    grown: tuple[Grown, ...]

    @property
    def newly_wrong_certain(self) -> tuple[Change, ...]:
        """What the gate refuses."""
        return tuple(change for change in self.changes if change.is_newly_wrong_certain)


def compare_with_published(folders: Folders, data: Path, *, quiet: bool) -> Comparison | None:
    """The content in `folders` beside the current snapshot in `data`, which stays as it is; None when they are equal.

    :raises SnapshotError: when nothing is published
    :raises ContentError: when the content has errors
    :raises TrainingStoppedError: when the training was ended from outside
    """
    try:
        published = load_current(data)
    except SnapshotError as error:
        raise SnapshotError(f"Der er ikke udgivet noget i {data} at sammenligne med. Kør 'esdh-bot train'.") from error
    if content_hash(folders) == published.hash:
        return None
    with TemporaryDirectory(prefix="esdh-bot-") as aside:

        def train() -> Snapshot:
            try:
                train_snapshot(folders, Path(aside), quiet=quiet, if_changed=False, like=published)
            except BrokenExecutor as error:  # a gate must not be closed by a traceback's exit code
                raise TrainingStoppedError from error
            return load_current(Path(aside))  # as it will be published: saving rounds the numbers

        return compare(load(folders)[0], published=published, train=train)


def compare(content: Content, *, published: Snapshot, train: Callable[[], Snapshot]) -> Comparison:
    """What `train`, which makes the snapshot of `content`, changes.

    What is published is asked and left out beside the training, which is other processes' work.

    :raises ContentError: from `train`, when the content has errors
    """
    asked = list(known_questions(content))
    questions = [question for question, _ in asked]
    kept: Extracted = {}
    with ThreadPoolExecutor(1) as beside:
        got_before = beside.submit(outcomes, questions, published)
        left_out_before = beside.submit(collisions, published, with_head=False, kept=kept)
        working = train()
        stolen_before = left_out_before.result()
        got_after = beside.submit(outcomes, questions, working)
        if working.matcher.lexicon.synonyms != published.matcher.lexicon.synonyms:
            kept = {}
        stolen_after = collisions(working, with_head=False, kept=kept)
    before = Seen(published.hash, got_before.result(), stolen_before)
    after = Seen(working.hash, got_after.result(), stolen_after)
    changes = _changes([place for _, place in asked], before, after)
    return Comparison(before, after, changes, tuple(grown_pairs(stolen_before, stolen_after)))


def known_questions(content: Content) -> Iterator[tuple[KnownQuestion, Place]]:
    """Every known question and where it stands."""
    for name, questions in content.known.items():
        document = content.where("known", name)
        for number, question in enumerate(questions):
            yield question, Place(document.path, document.line((number,)), question.question)


def outcomes(questions: Iterable[KnownQuestion], snapshot: Snapshot) -> tuple[Outcome, ...]:
    """What `snapshot` replies to each."""
    return tuple(_outcome(question, snapshot) for question in questions)


def grown_pairs(before: Collisions, after: Collisions) -> Iterator[Grown]:
    """The pairs that steal clearly more than before, those that grew most first."""
    counts = {pair.intents: len(pair.thefts) for pair in pairs(before.thefts)}
    stolen_before = {(theft.intent, theft.thief, theft.phrase) for theft in before.thefts}
    found = [
        Grown(Pair(pair.intents, new), counts.get(pair.intents, 0), len(pair.thefts))
        for pair in pairs(after.thefts)
        if (new := tuple(t for t in pair.thefts if (t.intent, t.thief, t.phrase) not in stolen_before))
    ]
    yield from sorted(
        (each for each in found if each.after - each.before >= WORTH_TELLING),
        key=lambda each: each.before - each.after,
    )


def _outcome(question: KnownQuestion, snapshot: Snapshot) -> Outcome:
    """Whether the question gets what its file says, whatever the file expects of today."""
    asked = question.model_copy(update={"fails": False})
    unmet = next(surprises([asked], snapshot=snapshot), None)
    return Outcome(is_right=True, reply=_wanted(question)) if unmet is None else Outcome(False, unmet.got)


def _wanted(question: KnownQuestion) -> str:
    """What the file says, as `Surprise.got` would say it."""
    procedure = "-".join(name for name in (question.system, question.procedure) if name)
    return f"{question.reply} {question.article or procedure or question.role or ''}".strip()


def _changes(places: Sequence[Place], before: Seen, after: Seen) -> tuple[Change, ...]:
    each = zip(places, before.outcomes, after.outcomes, strict=True)
    return tuple(Change(place, was, now) for place, was, now in each if was != now)
