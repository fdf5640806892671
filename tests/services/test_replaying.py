"""When other content answers, past questions are asked again, and what became of them is told honestly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content.differing import changed_topics
from bot.content.models import Bilingual
from bot.content.snapshot import Snapshot, save
from bot.core.dialogue.moves import SendHandoff
from bot.errors import NotAllowedError, SnapshotError, UnknownChangeError
from bot.services.aside import EndedError
from bot.services.helping import PAGE, see_change
from bot.services.ports import EDITOR, DraftState, Holding, Person, Replay
from bot.services.ports.backlog import BacklogItem, Placed
from bot.services.replay_run import Done, Kind, Past, Replayed, ReplayOrder, replay
from bot.services.replaying import ReplayAside, note_content, replay_change, see_changes, unreplayed

from .conftest import Bot
from .desk import QUESTION, Desk
from .small_content import GIBBERISH, MAIL, NOT_OURS, NOTE, PASSWORD

EMPTY = Replayed(is_beside_log=False, topics=(), counts={}, lines=())


@dataclass
class Running:
    """Asks nothing, keeps what it was ordered, and says what it is told to."""

    found: Replayed = EMPTY
    orders: list[ReplayOrder] = field(default_factory=list)

    def __call__(self, order: ReplayOrder, told: Callable[[int], None]) -> Replayed:
        self.orders.append(order)
        told(len(order.questions))
        return self.found


@pytest.fixture
def karen(bot: Bot) -> Person:
    """The coordinator."""
    return bot.person("karen", Holding("koordinator"))


def _data(bot: Bot) -> Path:
    return bot.storage.path.parent


def _without(snapshot: Snapshot, topic: str) -> Snapshot:
    """The content before there was an answer to `topic`: whoever asks for it is not understood."""
    matcher = snapshot.matcher
    texts = tuple(
        "xqzz" if matcher.intents[intent] == topic else text
        for text, intent in zip(matcher.phrase_texts, matcher.phrase_intents.tolist(), strict=True)
    )
    out = snapshot.matcher.intents.index(topic)
    bias = matcher.bias.copy()
    bias[out] = -1e6
    articles = {key: article for key, article in snapshot.library.articles.items() if key != topic}
    library = snapshot.library.model_copy(update={"articles": articles})
    return replace(snapshot, hash="before", library=library, matcher=replace(matcher, phrase_texts=texts, bias=bias))


def _reworded(snapshot: Snapshot, topic: str) -> Snapshot:
    article = snapshot.library.articles[topic]
    words = Bilingual(da="**Ja.** Hver gang.", en="**Yes.** Always.")
    articles = {**snapshot.library.articles, topic: article.model_copy(update={"answer": words})}
    return replace(snapshot, hash="after", library=snapshot.library.model_copy(update={"articles": articles}))


def _changed(bot: Bot, *, to: str = "after") -> int:
    """The number of a change of the content that has just been noted."""
    bot.content.snapshot = replace(bot.content.snapshot, hash=to)
    noted = note_content(services=bot.services, now=bot.now)
    assert noted is not None
    return noted.number


def _began(bot: Bot) -> None:
    assert note_content(services=bot.services, now=bot.now) is None


def _replayed(bot: Bot, number: int, run: Running) -> Replay:
    return replay_change(number, services=bot.services, data=_data(bot), now=bot.now, run=run)


# --- what is a change -------------------------------------------------------------------------------------------------


def test_the_first_content_is_no_change_and_other_content_is(bot: Bot, karen: Person) -> None:
    _began(bot)
    assert note_content(services=bot.services, now=bot.now) is None
    bot.wait(days=1)
    number = _changed(bot)

    (change,) = see_changes(karen, services=bot.services, data=_data(bot))
    assert (change.served.number, change.served.hash, change.before.hash) == (number, "after", change.before.hash)
    assert change.served.since == bot.now
    assert unreplayed(services=bot.services) == number


def test_the_latest_change_is_replayed_once(bot: Bot) -> None:
    _began(bot)
    number = _changed(bot)
    _replayed(bot, number, Running())

    assert unreplayed(services=bot.services) is None


def test_changes_are_for_the_coordinator(bot: Bot) -> None:
    _began(bot)
    number = _changed(bot)
    editor = bot.person("edith", Holding(EDITOR))

    with pytest.raises(NotAllowedError):
        see_changes(editor, services=bot.services, data=_data(bot))
    with pytest.raises(NotAllowedError):
        see_change(number, editor, services=bot.services, data=_data(bot), now=bot.now)


def test_a_change_nobody_knows_of_is_said_to_be_unknown(bot: Bot, karen: Person) -> None:
    with pytest.raises(UnknownChangeError):
        see_change(7, karen, services=bot.services, data=_data(bot), now=bot.now)


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_the_questions_of_the_quarter_before_the_change_are_asked(bot: Bot) -> None:
    _began(bot)
    bot.ask(NOTE, who="long-ago")
    bot.wait(days=100)
    bot.ask(NOTE, who="anna")
    bot.ask(GIBBERISH, who="bo")
    bot.wait(days=1)
    number = _changed(bot)
    bot.wait(days=1)
    bot.ask(MAIL, who="since")
    run = Running()

    found = _replayed(bot, number, run)

    assert [(past.text, past.was_answered) for past in run.orders[0].questions] == [(GIBBERISH, False), (NOTE, True)]
    assert (found.unanswered, found.answered, found.changed_at - found.since) == (1, 1, timedelta(days=91))


def test_a_question_whose_text_is_gone_is_not_asked(bot: Bot) -> None:
    _began(bot)
    asked = bot.ask(NOTE)
    with bot.storage.transaction() as work:
        work.update_question(asked.question_id or "", text="")
    bot.wait(days=1)
    run = Running()

    _replayed(bot, _changed(bot), run)

    assert run.orders[0].questions == ()


def test_one_that_was_ended_from_outside_is_kept_as_failed(bot: Bot, karen: Person) -> None:
    def ended(_order: ReplayOrder, _told: Callable[[int], None]) -> Replayed:
        raise EndedError

    _began(bot)
    number = _changed(bot)
    found = replay_change(number, services=bot.services, data=_data(bot), now=bot.now, run=ended)

    assert found.failed
    assert see_change(number, karen, services=bot.services, data=_data(bot), now=bot.now).helped is None


# --- what becomes of them ---------------------------------------------------------------------------------------------


def _past(question: str, reply: str, *, answered: bool | None) -> Past:
    return Past(id=question, text=question, language="da", reply=reply, was_answered=answered)


def _asked_again(tmp_path: Path, before: Snapshot | None, after: Snapshot, *past: Past) -> Replayed:
    save(after, tmp_path)
    if before is not None:
        save(before, tmp_path)
    order = ReplayOrder(
        data=tmp_path,
        before=before.hash if before else "gone",
        after=after.hash,
        drafts="show",
        topics=("notat",),
        questions=past,
    )
    return replay(order, told=lambda _done: None)


def test_a_question_without_an_answer_is_won_by_content_that_has_one(snapshot: Snapshot, tmp_path: Path) -> None:
    found = _asked_again(tmp_path, _without(snapshot, "notat"), snapshot, _past(NOTE, "fallback", answered=False))

    (line,) = found.lines
    assert (line.kind, line.became, line.topic) == (Kind.WON, "answer notat", "notat")
    assert (found.counts, found.is_beside_log) == ({"won": 1}, False)


def test_an_answer_that_is_gone_is_lost(snapshot: Snapshot, tmp_path: Path) -> None:
    after = replace(_without(snapshot, "notat"), hash="after")

    found = _asked_again(tmp_path, snapshot, after, _past(NOTE, "answer notat", answered=True))

    (line,) = found.lines
    assert line.was == "answer notat"
    assert line.kind in (Kind.LOST, Kind.MOVED)
    assert line.became != "answer notat"


def test_what_stays_the_same_is_counted_and_not_listed(snapshot: Snapshot, tmp_path: Path) -> None:
    found = _asked_again(tmp_path, _reworded(snapshot, "mail"), snapshot, _past(NOTE, "answer notat", answered=True))

    assert (found.counts, found.lines) == ({"same": 1}, ())


def test_the_questions_on_a_topic_of_the_change_are_kept_although_nothing_became_of_them(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    found = _asked_again(tmp_path, snapshot, _reworded(snapshot, "notat"), _past(NOTE, "answer notat", answered=True))

    (line,) = found.lines
    assert (line.kind, line.topic, found.topics) == (Kind.SAME, "notat", ("notat",))


def test_what_the_content_before_would_have_answered_too_is_no_merit_of_the_change(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    found = _asked_again(tmp_path, _reworded(snapshot, "mail"), snapshot, _past(NOTE, "fallback", answered=False))

    assert found.counts == {"same": 1}


def test_where_the_content_before_is_gone_what_was_said_stands_in_its_place(snapshot: Snapshot, tmp_path: Path) -> None:
    found = _asked_again(
        tmp_path,
        None,
        snapshot,
        _past(NOTE, "fallback", answered=False),
        _past(MAIL, "answer udkast", answered=True),
        _past(NOT_OURS, "answer mail", answered=True),
        _past(PASSWORD, "fallback", answered=False),
    )

    assert found.is_beside_log
    assert [(line.kind, line.was, line.became) for line in found.lines] == [
        (Kind.WON, "fallback", "answer notat"),
        (Kind.MOVED, "answer udkast", "answer mail"),
        (Kind.LOST, "answer mail", "out_of_scope"),
        (Kind.OTHER, "fallback", "handoff_offer"),
    ]


def test_content_that_is_gone_can_be_asked_nothing(tmp_path: Path) -> None:
    order = ReplayOrder(data=tmp_path, before="a", after="b", drafts="show", topics=(), questions=())

    with pytest.raises(SnapshotError):
        replay(order, told=lambda _done: None)


def test_how_far_it_is_is_told_now_and_then(snapshot: Snapshot, tmp_path: Path) -> None:
    save(snapshot, tmp_path)
    past = _past(NOTE, "answer notat", answered=True)
    order = ReplayOrder(
        data=tmp_path, before="gone", after=snapshot.hash, drafts="show", topics=(), questions=(past,) * 101
    )
    heard: list[Done] = []

    replay(order, told=heard.append)

    assert [each.done for each in heard] == [50, 100]


def test_a_topic_is_changed_by_its_words_and_by_its_ways_of_asking(snapshot: Snapshot) -> None:
    assert changed_topics(snapshot, snapshot) == frozenset()
    assert changed_topics(snapshot, _reworded(snapshot, "mail")) == {"mail"}
    assert changed_topics(_without(snapshot, "notat"), snapshot) == {"notat"}


@pytest.mark.slow
def test_a_process_of_its_own_asks_them(bot: Bot, karen: Person) -> None:
    _began(bot)
    bot.ask(NOTE, who="anna")
    bot.ask(GIBBERISH, who="bo")
    bot.wait(days=1)
    save(replace(bot.content.snapshot, hash="after"), _data(bot))
    number = _changed(bot)

    found = replay_change(number, services=bot.services, data=_data(bot), now=bot.now, run=ReplayAside())

    assert not found.failed
    assert sum(found.counts.values()) == 2
    view = see_change(number, karen, services=bot.services, data=_data(bot), now=bot.now)
    assert view.change.can_replay
    assert view.change.replay is not None
    assert view.change.replay.is_beside_log


# --- the list, and the topic over time --------------------------------------------------------------------------------


def _line(question_id: str | None, kind: Kind, topic: str | None = None) -> dict[str, object]:
    return {"question": question_id or "", "kind": kind, "was": "fallback", "became": "answer notat", "topic": topic}


def _found(*lines: dict[str, object], topics: tuple[str, ...] = ("notat",)) -> Replayed:
    counts = {str(kind): sum(line["kind"] is kind for line in lines) for kind in Kind}
    return Replayed.model_validate({"is_beside_log": False, "topics": topics, "counts": counts, "lines": lines})


def test_the_list_is_read_a_page_at_a_time_and_by_kind(bot: Bot, karen: Person) -> None:
    _began(bot)
    asked = []
    for number in range(PAGE + 2):
        bot.wait(minutes=1)
        asked.append(bot.ask(NOTE, who=f"asker-{number}").question_id)
    bot.wait(days=1)
    number = _changed(bot)
    lines = [_line(each, Kind.LOST if index == 0 else Kind.WON) for index, each in enumerate(asked)]
    _replayed(bot, number, Running(_found(*lines)))
    tools = {"services": bot.services, "data": _data(bot), "now": bot.now}

    first = see_change(number, karen, kind=Kind.WON, **tools).listed  # type: ignore[arg-type]
    second = see_change(number, karen, kind=Kind.WON, page=2, **tools).listed  # type: ignore[arg-type]
    lost = see_change(number, karen, kind=Kind.LOST, **tools).listed  # type: ignore[arg-type]

    assert [len(first.questions), first.has_more, len(second.questions), second.has_more] == [PAGE, True, 1, False]
    assert first.questions[0].question_id == asked[-1]
    assert [each.question_id for each in lost.questions] == [asked[0]]


def test_what_was_forgotten_since_is_shown_without_its_text(bot: Bot, karen: Person) -> None:
    _began(bot)
    asked = bot.ask(NOTE, who="anna")
    bot.wait(days=1)
    number = _changed(bot)
    _replayed(bot, number, Running(_found(_line(asked.question_id, Kind.WON))))
    with bot.storage.transaction() as work:
        work.forget(bot.storage.tables.identities["web", "anna"])

    (question,) = see_change(number, karen, services=bot.services, data=_data(bot), now=bot.now).listed.questions
    assert (question.text, question.became) == ("", "answer notat")


def test_a_topic_is_followed_on_both_sides_of_the_change(bot: Bot, karen: Person) -> None:
    _began(bot)
    before = [bot.ask(GIBBERISH, who=f"asker-{number}").question_id for number in range(8)]
    bot.wait(days=7)
    number = _changed(bot)
    _replayed(bot, number, Running(_found(*(_line(each, Kind.WON, "notat") for each in before))))
    bot.wait(days=1)
    since = [bot.ask(NOTE, who=f"asker-{each}") for each in range(10)]
    bot.press(SendHandoff(), since[0].question_id, who="asker-0")
    bot.ask(MAIL, who="on-something-else")
    bot.wait(days=1)

    view = see_change(number, karen, services=bot.services, data=_data(bot), now=bot.now)

    assert (view.topic, view.topics) == ("notat", [("notat", 8)])
    assert view.helped is not None
    assert (view.helped.before.questions, view.helped.after.questions) == (8, 10)
    assert view.helped.before.share is not None
    assert view.helped.after.share is not None
    assert (view.helped.before.share.value, view.helped.after.share.value) == (1.0, 0.1)
    assert view.helped.verdict == "fewer"


def test_a_topic_that_is_none_of_the_changes_is_not_followed(bot: Bot, karen: Person) -> None:
    _began(bot)
    number = _changed(bot)
    _replayed(bot, number, Running(_found(topics=("mail", "notat"))))

    view = see_change(number, karen, topic="udkast", services=bot.services, data=_data(bot), now=bot.now)
    chosen = see_change(number, karen, topic="notat", services=bot.services, data=_data(bot), now=bot.now)

    assert (view.topic, chosen.topic) == ("mail", "notat")


def test_how_often_the_gap_behind_a_draft_is_met_is_told_before_and_since(desk: Desk) -> None:
    bot, karen = desk.bot, desk.coordinator
    _began(bot)
    missed = [bot.ask(f"{QUESTION} {number}", who=f"asker-{number}").question_id or "" for number in range(6)]
    bot.wait(days=1)
    draft = desk.draft()
    with bot.storage.transaction() as work:
        work.add_item(BacklogItem("item", bot.now, bot.now, draft_id=draft.id))
        work.place([Placed(each, "item", "cluster") for each in missed])
        work.save_draft(replace(draft, state=DraftState.PUBLISHED, published_at=bot.now))
    bot.wait(minutes=1)
    number = _changed(bot)
    _replayed(bot, number, Running(_found()))
    bot.wait(days=14)

    view = see_change(number, karen, services=bot.services, data=_data(bot), now=bot.now)

    assert [each.id for each in view.change.drafts] == [draft.id]
    assert view.missed is not None
    before, since = view.missed
    assert (before.a_week, since.a_week, since.weeks) == (6 / 13, 0.0, 2.0)
