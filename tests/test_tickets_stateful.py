"""Askers and managers act at random: no impossible state, no lost answer, nothing told twice, nobody left without help.

Everything runs through the services on a real database, with the clock moving; some act on what they saw long ago.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from bot.core.dialogue.moves import SendHandoff
from bot.core.reply import Notice, Route
from bot.core.tickets import WAITS_FOR_HOLDER
from bot.services import acting, chasing, replying
from bot.services.asking import Asking, ask
from bot.services.ports import Pile, Place, Wanted
from bot.services.pressing import Press, press
from bot.services.telling import askers_of
from bot.services.ticket_rights import may_act, seat_of
from tests.ticket_proofs import all_problems
from tests.ticket_town import ASKERS, MANAGERS, PEOPLE, ROUTES, TEXTS, Anybody, EmptyTown, Seen

EXAMPLES = int(os.environ.get("ESDH_BOT_PROOF_EXAMPLES", "20"))
STEPS = 50

a_person = st.sampled_from(PEOPLE)
an_asker = st.sampled_from(ASKERS)
a_manager = st.sampled_from(tuple(MANAGERS))
a_number = st.integers(0, 30)
anybody = st.tuples(st.sampled_from((True, True, True, False)), a_number)
"""Mostly one of those who have business with a ticket, at times one who has none."""
a_seen = st.sampled_from(("now", "now", "now", "nothing", "before"))


class Town(EmptyTown):
    """What people do, what happens by itself, and what holds always."""

    @initialize(first=st.lists(st.sampled_from(tuple(TEXTS)), min_size=1, max_size=4))
    def open_the_town(self, first: list[str]) -> None:
        """Everybody with a role has it, and a few have asked."""
        self.open_town()
        for who, text in ((ASKERS[number % len(ASKERS)], text) for number, text in enumerate(first)):
            self.ask_and_send(who, text, twice=False)

    # --- what people do -----------------------------------------------------------------------------------------------

    @rule(who=an_asker, text=st.sampled_from(tuple(TEXTS)), twice=st.booleans())
    def ask_and_send(self, who: str, text: str, twice: bool) -> None:
        """Ask, have it sent, and perhaps press once more."""
        place = Place(f"{who}-{next(self.numbers)}", {"team": "T1", "channel": "C1"})
        asking = Asking(self._event(), self._sender(who), place, text)
        asked = ask(asking, services=self.services, now=self.now)
        move = SendHandoff(chosen=TEXTS[text])
        pressed = Press(self._event(), self._sender(who), place, asked.question_id or "", move)
        sent = press(pressed, services=self.services, now=self.now)
        if twice:
            assert press(pressed, services=self.services, now=self.now) == sent
        assert isinstance(sent.reply, Notice)
        assert sent.reply.key in ("notice.sent", "notice.sent_before", "notice.joined")

    @precondition(lambda self: self._tickets())
    @rule(who=anybody, which=a_number, seen=a_seen)
    def take(self, who: Anybody, which: int, seen: Seen) -> None:
        """Take a ticket, whether or not it is one's own to take."""
        self._act(who, which, seen, acting.take_ticket)

    @precondition(lambda self: self._tickets())
    @rule(who=anybody, to=a_person, which=a_number, seen=a_seen)
    def assign(self, who: Anybody, to: str, which: int, seen: Seen) -> None:
        """Give it to somebody."""
        self._act(who, which, seen, acting.assign_ticket, self.people[to].id)

    @precondition(lambda self: self._tickets())
    @rule(who=anybody, which=a_number, seen=a_seen)
    def release(self, who: Anybody, which: int, seen: Seen) -> None:
        """Put it back."""
        self._act(who, which, seen, acting.release_ticket)

    @precondition(lambda self: self._tickets())
    @rule(who=anybody, which=a_number, seen=a_seen)
    def ask_back(self, who: Anybody, which: int, seen: Seen) -> None:
        """Ask the asker for more."""
        self._act(who, which, seen, acting.ask_back, self._words("Hvad mener du"))

    @precondition(lambda self: self._tickets())
    @rule(who=anybody, which=a_number, seen=a_seen)
    def answer(self, who: Anybody, which: int, seen: Seen) -> None:
        """Answer it."""
        self._act(who, which, seen, acting.answer_ticket, self._words("Svaret er"))

    @precondition(lambda self: self._tickets())
    @rule(who=a_manager, several=st.lists(a_number, min_size=2, max_size=4), seen=a_seen)
    def answer_several(self, who: str, several: list[int], seen: Seen) -> None:
        """Answer several at once; those one may not answer stay as they are."""
        chosen = [self._ticket(which) for which in several]
        versions = {ticket.id: version for ticket in chosen if (version := self._version(ticket, seen)) is not None}
        words = self._words("Svaret til jer alle er")
        ids = [ticket.id for ticket in chosen]
        outcomes = acting.answer_tickets(
            ids, self.people[who], words, services=self.services, now=self.now, seen=versions
        )
        assert [outcome.ticket_id for outcome in outcomes] == list(dict.fromkeys(ids))

    @precondition(lambda self: self._tickets())
    @rule(who=anybody, which=a_number, seen=a_seen, route=st.sampled_from(ROUTES))
    def forward(self, who: Anybody, which: int, seen: Seen, route: Route) -> None:
        """Send it on to another role."""
        self._act(who, which, seen, acting.forward_ticket, route, self._words("Det hører til hos jer"))

    @precondition(lambda self: len(self._tickets()) > 1)
    @rule(who=anybody, which=a_number, into=a_number, seen=a_seen)
    def merge(self, who: Anybody, which: int, into: int, seen: Seen) -> None:
        """Lead it into another."""
        self._act(who, which, seen, acting.merge_ticket, self._ticket(into).id, stays=False)

    @precondition(lambda self: self._tickets())
    @rule(who=anybody, which=a_number, seen=a_seen)
    def reply(self, who: Anybody, which: int, seen: Seen) -> None:
        """Say more to a ticket of one's own."""
        self._act(who, which, seen, replying.reply_to_ticket, self._words("Jeg mener"), by_asker=True)

    @precondition(lambda self: self._tickets())
    @rule(who=anybody, which=a_number, seen=a_seen, helped=st.booleans())
    def follow_up(self, who: Anybody, which: int, seen: Seen, helped: bool) -> None:
        """Say that it helped, or that it did not."""
        self._act(who, which, seen, partial(replying.follow_up, helped=helped), by_asker=True)

    @precondition(lambda self: self._tickets())
    @rule(who=anybody, which=a_number, seen=a_seen)
    def withdraw(self, who: Anybody, which: int, seen: Seen) -> None:
        """Want no answer any more."""
        self._act(who, which, seen, replying.withdraw_ticket, by_asker=True)

    @precondition(lambda self: self._tickets())
    @rule(one=anybody, other=anybody, which=a_number, first=a_number, second=a_number)
    def act_at_once(self, one: Anybody, other: Anybody, which: int, first: int, second: int) -> None:
        """Two look at the same page, and each does something: the second is told, unless the first changed nothing."""
        ticket, acts = self._ticket(which), self._holders_acts()
        version, two = ticket.version, [self._one(who, ticket, by_asker=False) for who in (one, other)]
        did_first = self._do(ticket, two[0], acts[first % len(acts)], seen=version)
        is_stale = self._again(ticket).version != version
        did_second = self._do(self._again(ticket), two[1], acts[second % len(acts)], seen=version)
        assert did_first == is_stale
        assert not (did_first and did_second)

    # --- what happens by itself ---------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from((0.2, 1, 5, 24, 24 * 3, 24 * 8, 24 * 32)), chased=st.booleans())
    def let_time_pass(self, hours: float, chased: bool) -> None:
        """The clock goes on, and perhaps somebody looks at it."""
        self.now += timedelta(hours=hours)
        if chased:
            self.chase()

    def chase(self) -> None:
        """What is due is told and closed, once."""
        with _no_errors():
            chasing.chase(services=self.services, now=self.now)
            before = self._all_that_was_told()
            assert chasing.chase(services=self.services, now=self.now) == 0
        assert self._all_that_was_told() == before

    @rule(who=a_manager, days=st.integers(0, 9))
    def be_away(self, who: str, days: int) -> None:
        """Be away from today on."""
        with self.storage.transaction() as work:
            work.add_absence(self.people[who].id, self._today(), self._today() + timedelta(days=days))

    @rule(who=a_manager, deputy=st.sampled_from((None, *PEOPLE)))
    def have_deputy(self, who: str, deputy: str | None) -> None:
        """Choose who stands in."""
        if deputy != who:
            with self.storage.transaction() as work:
                work.set_deputy(self.people[who].id, self.people[deputy].id if deputy else None)

    @rule(who=st.sampled_from(tuple(one for one in MANAGERS if one != "karin")), holds=st.booleans())
    def change_roles(self, who: str, holds: bool) -> None:
        """A role is given or taken away."""
        with self.storage.transaction() as work:
            change = work.grant if holds else work.revoke
            change(self.people[who].id, MANAGERS[who])

    # --- what holds always --------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_wrong(self) -> None:
        """Every ticket is where its history leads; everybody was told everything once; nothing is lost."""
        if hasattr(self, "storage"):
            with self.storage.reading() as work:
                assert all_problems(work, self.path) == []

    @invariant()
    def somebody_can_act(self) -> None:
        """A ticket that waits for an answer lies in the inbox of one who may answer it."""
        if not hasattr(self, "storage"):
            return
        with self.storage.reading() as work:
            reached: set[str] = set()
            for person in self.people.values():
                seat = seat_of(work, person.id, services=self.services, now=self.now)
                mine = work.pile(Pile.MINE, seat, Wanted(), now=self.now, limit=1_000)
                roles = work.pile(Pile.ROLES, seat, Wanted(), now=self.now, limit=1_000)
                assert {one.id for one in mine} <= {one.id for one in roles}
                able = {one.id for one in roles if self._may_act(work, one, person)}
                assert able == {one.id for one in roles}
                reached |= able
            assert {one.id for one in work.waiting_tickets() if one.state in WAITS_FOR_HOLDER} <= reached

    @invariant()
    def only_those_who_can_act_are_told(self) -> None:
        """Whoever was sent a notice of a ticket as its holder could answer it then, and did not ask it."""
        if not hasattr(self, "storage"):
            return
        rows = self.storage.rows(
            """SELECT outbox.id, body ->> 'ticket', person_id, conversation.external_id FROM outbox
            JOIN conversation ON conversation.id = conversation_id
            WHERE body ->> 'what' IS NOT NULL AND body ->> 'asker' IS NULL ORDER BY outbox.id"""
        )
        with self.storage.reading() as work:
            new = [row for row in rows if row[0] > self.outbox_seen]
            for number, ticket_id, person_id, address in new:
                self.outbox_seen = number
                ticket = work.ticket(ticket_id)
                assert ticket is not None
                assert person_id not in askers_of(work, ticket)
                is_mailbox = address.endswith("@eksempel")
                assert is_mailbox or may_act(work, ticket, person_id, services=self.services, now=self.now)


@contextmanager
def _no_errors() -> Iterator[None]:
    """Chasing logs what is wrong with one ticket and goes on; here that is a failure."""
    logged: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: logged.append(record.getMessage())  # type: ignore[method-assign]
    chasing.log.addHandler(handler)
    try:
        yield
    finally:
        chasing.log.removeHandler(handler)
    assert logged == []


Town.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize="ESDH_BOT_PROOF_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
TestTown = Town.TestCase
