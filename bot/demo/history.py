"""Make an invented history: plan it, rehearse every wording, retell most, live the rest, and see what helped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from bot.content.calendar import calendar_of
from bot.content.loading import Content
from bot.content.snapshot import Snapshot
from bot.core.dialogue.moves import Move, SendHandoff
from bot.core.reply import Idle
from bot.core.worktime import DANISH_TIME, Calendar
from bot.demo.living import Stages, Town, chased
from bot.demo.people import INVENTED, Employee, employees
from bot.demo.planning import Period, Planned, Writer, plan
from bot.demo.publications import Publication, add_drafts, publications, stages_of
from bot.demo.reacting import reaction
from bot.demo.rehearsing import Rehearsed, Wording, rehearse
from bot.demo.replaying import replay_publications
from bot.demo.retelling import Told, retell
from bot.demo.scenario import Scenario, chance_of, load_scenario, new_id
from bot.demo.staffing import Staffed, receive, staff
from bot.demo.subjects import Weeks, subjects
from bot.demo.tickets import Asked, question_life
from bot.services.ports import Conversation, Holding, Place, Storage

QUESTIONS_A_WEEK = 1_050
EMPLOYEES = 6_000
FEWEST_EMPLOYEES = 120
LIVED = 0.02  # of the questions that nobody sends on: they go through the services all the same
SENT = 0.07  # of all questions, about
MOST_SENT = 2_500  # of a larger history the others are not sent: each ticket lives through the services
BATCH = 20_000  # questions a transaction
BEGAN_BEFORE = timedelta(days=30)  # people came before they asked

Progress = Callable[[str, float], None]
"""Told what is being done ('plan', 'rehearse', 'retell', 'live', 'replay') and how much of it is (0-1)."""


@dataclass(frozen=True)
class Wish:
    """What is wanted: `scale` 1 is a municipality of 6,000 employees; `last` is the last Danish day, included."""

    last: date
    weeks: int = 26
    scale: float = 1.0
    seed: int = 1

    @property
    def questions(self) -> int:
        """How many are asked, about: what turns out to be no question is left out."""
        return round(QUESTIONS_A_WEEK * self.weeks * self.scale)

    @property
    def employees(self) -> int:
        """How many people there are; a larger scale lets them ask more, not be more."""
        return max(FEWEST_EMPLOYEES, round(EMPLOYEES * min(1.0, self.scale)))


@dataclass(frozen=True)
class Ground:
    """What a history is made on: the content as it is, empty storage in the folder `data`, and who can be visited.

    `holders` and `askers` are external ids in the web channel: somebody who holds the role is to be known by the one,
    somebody of the department, who asks much, by the other.
    """

    snapshot: Snapshot
    content: Content
    storage: Storage
    data: Path
    holders: Mapping[Holding, str] = field(default_factory=dict)
    askers: Mapping[str, str] = field(default_factory=dict)


def make_history(wish: Wish, ground: Ground, progress: Progress) -> dict[str, str]:
    """Fill the storage, which is empty, and mark it as invented; gives the subject of each question by its id."""
    return _Making(wish, ground, progress).run()


class _Making:
    """One history on its way."""

    def __init__(self, wish: Wish, ground: Ground, progress: Progress) -> None:
        self._wish = wish
        self._ground = ground
        self._progress = progress
        self._scenario: Scenario = load_scenario()
        self._calendar: Calendar = calendar_of(ground.snapshot.library.organisation)
        self._period = Period(wish.last, Weeks(wish.weeks))
        self._published: list[Publication] = publications(self._scenario, ground.content, self._period, self._calendar)
        self._stages: Stages = stages_of(ground.snapshot, self._published, _midnight(self._period.first))
        self._topics: dict[str, str] = {}

    def run(self) -> dict[str, str]:
        """Do it all."""
        people = self._people()
        staffed = self._settled(people)
        planned = self._planned(people, staffed.trouble)
        rehearsed = self._rehearsed(planned)
        lived, retold = self._parted(planned, rehearsed, staffed.trouble)
        self._retell(retold, rehearsed)
        self._live(lived, staffed.trouble)
        self._replay()
        return self._topics

    def _people(self) -> list[Employee]:
        return employees(
            self._wish.employees,
            library=self._ground.snapshot.library,
            scenario=self._scenario,
            chance=chance_of(self._wish.seed, "people"),
        )

    def _settled(self, people: Sequence[Employee]) -> Staffed:
        """Everybody is known, roles are held, articles are published and answer."""
        came_at = _midnight(self._period.first) - BEGAN_BEFORE
        chance = chance_of(self._wish.seed, "staff")
        with self._ground.storage.transaction() as work:
            work.mark_invented()
            work.settle_in(one.newcomer(came_at) for one in people)
            staffed = staff(people, self._ground.snapshot, self._ground.holders, work=work, chance=chance)
            receive(people, self._ground.askers, work=work)
            ids = [new_id(chance) for _ in self._published]
            add_drafts(self._published, self._ground.content, by=staffed.coordinator, ids=ids, work=work)
            for since, snapshot in self._stages.all:
                work.add_served(snapshot.hash, now=since)
        return staffed

    def _planned(self, people: Sequence[Employee], trouble: str) -> list[Planned]:
        library, chance = self._ground.snapshot.library, chance_of(self._wish.seed, "plan")
        self._progress("plan", 0.0)
        found = subjects(self._ground.content, self._ground.snapshot.catalogue, self._scenario, chance)
        planned = plan(
            self._wish.questions,
            period=self._period,
            calendar=self._calendar,
            found=found,
            people=people,
            trouble=trouble,
            writer=Writer(library, self._scenario, chance),
            chance=chance,
        )
        self._progress("plan", 1.0)
        return planned

    def _wording(self, planned: Planned) -> Wording:
        """Only what is about an article that was not there yet is answered otherwise in an earlier stage."""
        is_new = any(each.is_new and planned.subject.id == each.article for each in self._published)
        stage = self._stages.number(planned.at) if is_new else len(self._stages.all) - 1
        return Wording(planned.text, stage)

    def _rehearsed(self, planned: Sequence[Planned]) -> dict[Wording, Rehearsed]:
        wordings = list(dict.fromkeys(map(self._wording, planned)))
        done = Counter[str]()

        def count() -> None:
            done["wordings"] += 1
            self._progress("rehearse", done["wordings"] / len(wordings))

        now = _midnight(self._period.first)
        stages, storage = self._stages.snapshots, self._ground.storage
        return rehearse(wordings, stages=stages, storage=storage, now=now, progress=count)

    def _parted(
        self, planned: Sequence[Planned], rehearsed: Mapping[Wording, Rehearsed], trouble: str
    ) -> tuple[list[Asked], list[tuple[Planned, list[Move]]]]:
        """Those who go all the way through the services, and those who are retold."""
        lived: list[Asked] = []
        retold: list[tuple[Planned, list[Move]]] = []
        chance, catalogue = chance_of(self._wish.seed, "reactions"), self._ground.snapshot.catalogue
        goes = MOST_SENT / (SENT * self._wish.questions)
        for one in planned:
            known = rehearsed.get(self._wording(one))
            if known is None:
                continue
            reply, in_trouble = known.exchange.reply, self._is_bad(one.system, one.at, trouble)
            moves = reaction(one, reply, in_trouble=in_trouble, catalogue=catalogue, chance=chance)
            is_sent = any(isinstance(move, SendHandoff) for move in moves)
            if is_sent and chance.random() > goes:
                moves, is_sent = [], False
            if is_sent or chance.random() < LIVED / max(1.0, self._wish.scale):
                lived.append(Asked(one, moves, self._scenario.letters))
            else:
                retold.append((one, moves))
        return lived, retold

    def _is_bad(self, system: str | None, at: datetime, trouble: str) -> bool:
        return system == trouble and self._period.week_of(at) in self._period.weeks.trouble

    def _retell(
        self,
        retold: Sequence[tuple[Planned, list[Move]]],
        rehearsed: Mapping[Wording, Rehearsed],
    ) -> None:
        storage, chance = self._ground.storage, chance_of(self._wish.seed, "retelling")
        askers = {one.asker.id: one.asker for one, _ in retold}
        talks = {person_id: new_id(chance) for person_id in askers}
        with storage.transaction() as work:
            known = {person_id: work.person_by_id(person_id) for person_id in askers}
            hashes = {person_id: person.asker_hash for person_id, person in known.items() if person}
            work.begin_conversations(
                (Conversation(talks[one.id], one.sender.channel, one.id, Idle()), Place(f"{INVENTED}-{one.id}"))
                for one in askers.values()
            )

        def all_told() -> Iterator[Told]:
            for one, moves in retold:
                question_id = new_id(chance)
                self._topics[question_id] = one.subject.id
                yield retell(
                    one,
                    rehearsed[self._wording(one)],
                    moves,
                    question_id=question_id,
                    asker_hash=hashes[one.asker.id],
                    conversation_id=talks[one.asker.id],
                    snapshot=self._stages.serving(one.at),
                    chance=chance,
                )

        for number, batch in enumerate(_batches(all_told())):
            with storage.transaction() as work:
                work.add_questions(each.question for each in batch)
                work.add_exchanges(turn for each in batch for turn in each.exchanges)
            self._progress("retell", min(1.0, (number + 1) * BATCH / max(1, len(retold))))

    def _live(self, lived: Sequence[Asked], trouble: str) -> None:
        first, until = _midnight(self._period.first), _midnight(self._wish.last + timedelta(days=1))
        town = Town(
            self._stages,
            calendar=self._calendar,
            chance=chance_of(self._wish.seed, "lives"),
            topics=self._topics,
            is_bad=lambda system, at: self._is_bad(system, at, trouble),
        )
        for asked in lived:
            town.begin(question_life(asked, town), asked.planned.at)
        days = (self._period.first + timedelta(days=number) for number in range(7 * self._wish.weeks))
        town.begin(chased(town, [_midnight(day) for day in days if self._calendar.is_open_on(day)]), first)
        storage = self._ground.storage
        town.live(
            until=until, storage=storage, progress=lambda at: self._progress("live", (at - first) / (until - first))
        )
        self._progress("live", 1.0)

    def _replay(self) -> None:
        replay_publications(
            self._stages,
            storage=self._ground.storage,
            data=self._ground.data,
            chance=chance_of(self._wish.seed, "replays"),
            progress=lambda share: self._progress("replay", share),
        )


def _batches(told: Iterable[Told]) -> Iterator[list[Told]]:
    all_of_it = iter(told)
    while batch := list(islice(all_of_it, BATCH)):
        yield batch


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=DANISH_TIME).astimezone(UTC)
