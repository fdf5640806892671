"""Try a draft before it is published: what check says of it, and which questions would get another answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from bot.content.checking import check
from bot.content.copying import copy_with
from bot.content.loading import Folders, content_hash
from bot.content.problems import Problem, Severity
from bot.content.writing import FileChange, plan
from bot.core.texts import Strict
from bot.core.worktime import danish_day
from bot.errors import BotError, DraftError
from bot.services import aside
from bot.services.context import Services
from bot.services.draft_entries import entry_of
from bot.services.draft_trial import Asked, TrialOrder, Weighed
from bot.services.drafting import draft_to_change
from bot.services.ports import Draft, PastQuestion, Person

QUARTER = timedelta(days=91)
MOST_ASKED = 3_000  # past questions of each kind, the newest: two milliseconds each, twice


class TrialFailedError(DraftError):
    """The trial could not be carried to the end: it was ended from outside, or the machine had no room for it."""

    message_key = "drafts.error.trial"


class Finding(Strict):
    """One thing check said."""

    place: str
    sentence: str
    is_error: bool


class DraftTrial(Strict):
    """What trying a draft said, for its `version` and for `content`, the hash of the folders as they were then.

    `weighed` is None when the content has errors, or when something kept the trial from being made: then `failed` is
    the key of the phrase for it.
    """

    version: int
    content: str
    tried_at: datetime
    findings: tuple[Finding, ...] = ()
    weighed: Weighed | None = None
    failed: str = ""

    @property
    def newly_wrong(self) -> int:
        """How many known questions would get a certain, wrong answer that they do not get now."""
        return sum(change.is_newly_wrong_certain for change in self.weighed.changes) if self.weighed else 0


Weigh = Callable[[TrialOrder], Weighed]


class Aside:
    """Weighs in a process of its own; `stop` ends the one that runs."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._process = aside.Aside("bot.services.draft_trial", environment)

    def __call__(self, order: TrialOrder) -> Weighed:
        """What the process found.

        :raises TrialFailedError: when it did not come to an end
        """
        try:
            return Weighed.model_validate_json(self._process.run(order))
        except aside.EndedError as error:
            raise TrialFailedError from error

    def stop(self) -> None:
        """End the process, if there is one."""
        self._process.stop()


def try_draft(
    draft_id: str,
    person: Person,
    *,
    seen: int,
    services: Services,
    folders: Folders,
    data: Path,
    now: datetime,
    weigh: Weigh,
) -> DraftTrial:
    """Try the draft on what is published in `data` and on the last quarter's questions, and keep what is found.

    It takes a minute or two, and no lock is held meanwhile. What keeps a draft from being tried is kept as the result.

    :raises DraftChangedError: when somebody saved another version than `seen`
    :raises DraftDoneError: when it was published or rejected
    """
    with services.storage.reading() as work:
        draft = draft_to_change(work, draft_id, person, seen=seen, services=services, now=now)
        unanswered, answered = (
            work.past_questions(now - QUARTER, answered=each, limit=MOST_ASKED) for each in (False, True)
        )
    trial = DraftTrial(version=draft.version, content=content_hash(folders), tried_at=now)
    try:
        changes = plan(entry_of(draft.text, today=danish_day(now)), folders, base=draft.base)
        found = _found(draft, changes, unanswered, answered, folders=folders, data=data, weigh=weigh)
        trial = trial.model_copy(update=found)
    except (BotError, ValidationError, OSError) as error:
        key = error.message_key if isinstance(error, BotError) else TrialFailedError.message_key
        trial = trial.model_copy(update={"failed": key})
    with services.storage.transaction() as work:
        work.save_trial(draft_id, trial.model_dump(mode="json"))
    return trial


def trial_of(draft: Draft) -> DraftTrial | None:
    """What trying the draft said, when it was tried; a result another version of the program wrote is none."""
    if draft.trial is None:
        return None
    try:
        return DraftTrial.model_validate(draft.trial)
    except ValidationError:
        return None


def is_current(trial: DraftTrial | None, draft: Draft, folders: Folders) -> bool:
    """Whether a trial came to an end, and is of the draft and the content as they are now."""
    return (
        trial is not None
        and trial.weighed is not None
        and trial.version == draft.version
        and trial.content == content_hash(folders)
    )


def texts_of(question_ids: Sequence[str], *, services: Services) -> Mapping[str, str]:
    """The texts of those questions whose texts are still there, by id."""
    with services.storage.reading() as work:
        questions = [work.question(question_id) for question_id in question_ids]
        return {question.id: question.text for question in questions if question is not None and question.text}


def _found(
    draft: Draft,
    changes: Sequence[FileChange],
    unanswered: Sequence[PastQuestion],
    answered: Sequence[PastQuestion],
    *,
    folders: Folders,
    data: Path,
    weigh: Weigh,
) -> Mapping[str, object]:
    with copy_with(changes, folders) as copy:
        problems = _about(changes, check(copy)[1], folders)
        findings = tuple(_finding(problem) for problem in problems)
        if any(finding.is_error for finding in findings):
            return {"findings": findings}
        order = TrialOrder(
            knowledge=copy.knowledge,
            intents=copy.intents,
            data=data,
            article=draft.text.article,
            unanswered=tuple(map(_asked, unanswered)),
            answered=tuple(map(_asked, answered)),
        )
        return {"findings": findings, "weighed": weigh(order)}


def _about(changes: Sequence[FileChange], problems: Sequence[Problem], folders: Folders) -> list[Problem]:
    """Every error, and the warnings about the draft's own files."""
    roots = (folders.knowledge, folders.intents)
    own = {
        f"{root.name}/{change.path.relative_to(root).as_posix()}"
        for change in changes
        for root in roots
        if change.path.is_relative_to(root)
    }
    return [problem for problem in problems if problem.severity is Severity.ERROR or problem.path in own]


def _finding(problem: Problem) -> Finding:
    place = f"{problem.path}:{problem.line}"
    return Finding(place=place, sentence=problem.sentence, is_error=problem.severity is Severity.ERROR)


def _asked(question: PastQuestion) -> Asked:
    return Asked(id=question.id, text=question.text, language=question.language)
