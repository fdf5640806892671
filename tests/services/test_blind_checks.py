"""Ten certain answers a week are judged blind, counted when the week is closed, and lead on when they were wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.content.known_text import known_text
from bot.core.desk.checking import Judgement
from bot.core.dialogue.moves import SendHandoff
from bot.errors import GoneError, NotAllowedError, UnknownCheckError
from bot.services.announcing import announce
from bot.services.blind_checks import (
    UnfinishedWeekError,
    WeekClosedError,
    WeekView,
    close_week,
    count_unjudged,
    judge,
    see_week,
    see_weeks,
    take_back,
)
from bot.services.check_figures import known_from_checks, see_figures
from bot.services.checks_onward import NotWrongError, Writer, draft_from_check, say_wanted, write_to_owner
from bot.services.drawing_checks import draw_checks
from bot.services.ports import EDITOR, Holding, Person, Place, Sender

from .conftest import Bot
from .desk import Desk
from .small_content import GIBBERISH, MAIL, NOTE

WEEK = "2026-W10"  # the bot begins on its Monday, 2 March
RIGHT, WRONG, UNSURE = Judgement.RIGHT, Judgement.WRONG, Judgement.UNSURE


@pytest.fixture
def karen(bot: Bot) -> Person:
    """The coordinator."""
    return bot.person("karen", Holding("koordinator"))


def _asked(bot: Bot, count: int = 3, *, then_days: int = 7) -> None:
    """`count` people ask on Monday; then it is the next one."""
    for number in range(count):
        bot.ask((NOTE, MAIL)[number % 2], who=f"asker-{number}")
    bot.wait(days=then_days)


def _drawn(bot: Bot) -> int:
    return draw_checks(services=bot.services, data=bot.storage.path.parent, now=bot.now)


def _week(bot: Bot, karen: Person, week: str = WEEK) -> WeekView:
    return see_week(week, karen, services=bot.services)


def _judge(bot: Bot, karen: Person, *judgements: Judgement, note: str = "") -> None:
    for number, judgement in enumerate(judgements, start=1):
        judge(WEEK, number, judgement, karen, note=note, services=bot.services, now=bot.now)


def _closed(bot: Bot, karen: Person, *judgements: Judgement) -> None:
    _judge(bot, karen, *judgements)
    close_week(WEEK, karen, services=bot.services, now=bot.now)


# --- drawing ----------------------------------------------------------------------------------------------------------


def test_certain_answers_of_the_week_are_drawn_when_it_has_ended(bot: Bot, karen: Person) -> None:
    bot.ask(GIBBERISH, who="uncertain")
    _asked(bot, 12, then_days=6)
    assert _drawn(bot) == 0

    bot.wait(days=1)

    assert _drawn(bot) == 1
    view = _week(bot, karen)
    assert (view.week.answers, len(view.answers)) == (12, 10)
    assert len({answer.question.asker_hash for answer in view.answers}) == 10


def test_a_week_is_drawn_once(bot: Bot) -> None:
    _asked(bot)

    assert (_drawn(bot), _drawn(bot)) == (1, 0)


def test_a_week_without_certain_answers_is_left_out(bot: Bot, karen: Person) -> None:
    bot.ask(GIBBERISH)
    bot.wait(days=7)

    assert _drawn(bot) == 0
    assert see_weeks(karen, services=bot.services) == []


def test_the_week_ends_by_danish_time(bot: Bot, karen: Person) -> None:
    bot.now = datetime(2026, 3, 8, 22, 59, tzinfo=UTC)
    bot.ask(NOTE, who="sunday")
    bot.now = datetime(2026, 3, 8, 23, 1, tzinfo=UTC)  # Monday in Denmark
    bot.ask(NOTE, who="monday")

    assert _drawn(bot) == 1
    assert _week(bot, karen).week.answers == 1


def test_what_was_missed_is_drawn_but_no_mountain_of_it(bot: Bot, karen: Person) -> None:
    _asked(bot)
    _drawn(bot)
    for _ in range(8):
        _asked(bot)

    assert _drawn(bot) == 4
    assert [line.week.week for line in see_weeks(karen, services=bot.services)][:2] == ["2026-W18", "2026-W17"]


def test_the_first_time_only_the_last_week_is_drawn(bot: Bot, karen: Person) -> None:
    for _ in range(3):
        _asked(bot)

    assert _drawn(bot) == 1
    assert [line.week.week for line in see_weeks(karen, services=bot.services)] == ["2026-W12"]


def test_the_answer_is_shown_as_it_read_when_it_was_given(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    _drawn(bot)

    (answer,) = _week(bot, karen).answers
    assert (answer.check.title, answer.check.answer, answer.check.is_as_given) == (
        "Hvad er notatpligt?",
        "**Ja.** Sådan er det.",
        True,
    )


def test_an_answer_of_content_that_is_gone_is_shown_as_it_reads_now_with_a_mark(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    bot.content.snapshot = replace(bot.content.snapshot, hash="newer")
    _drawn(bot)

    (answer,) = _week(bot, karen).answers
    assert (answer.check.title, answer.check.is_as_given) == ("Hvad er notatpligt?", False)


def test_an_answer_that_is_no_longer_in_the_content_is_drawn_all_the_same(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    snapshot = bot.content.snapshot
    articles = {key: article for key, article in snapshot.library.articles.items() if key != "notat"}
    library = snapshot.library.model_copy(update={"articles": articles})
    bot.content.snapshot = replace(snapshot, hash="newer", library=library)
    _drawn(bot)

    (answer,) = _week(bot, karen).answers
    assert (answer.check.title, answer.check.answer, answer.check.article) == ("", "", "notat")


def test_the_coordinator_is_told_by_mail_until_the_week_is_closed(bot: Bot) -> None:
    with bot.storage.transaction() as work:
        karen = work.employ("karen@eksempel.dk", "Karen", now=bot.now)
        work.grant(karen.id, Holding("koordinator"))
    _asked(bot, 1)
    _drawn(bot)

    ((key, (_, body)),) = bot.storage.tables.outbox.items()
    assert (key, body) == (f"checks:{WEEK}:{karen.id}", {"checks": WEEK})
    told = announce(body, services=bot.services)
    assert told is not None
    assert (told.path, told.to_asker) == (f"/coordinator/checks/{WEEK}", False)
    _closed(bot, karen, RIGHT)
    assert announce(body, services=bot.services) is None


def test_the_coordinator_is_told_in_slack_where_they_are(bot: Bot) -> None:
    with bot.storage.transaction() as work:
        person = work.person(Sender("slack", "T1:U1"), now=bot.now)
        work.grant(person.id, Holding("koordinator"))
    _asked(bot, 2)
    _drawn(bot)

    exchange = bot.storage.tables.exchanges[f"checks:{WEEK}:{person.id}"]
    assert exchange.reply.model_dump()["key"] == "notice.checks"
    assert exchange.reply.model_dump()["values"] == {"count": "2", "week": "10"}


# --- judging ----------------------------------------------------------------------------------------------------------


def test_the_next_answer_is_the_first_that_nobody_has_judged(bot: Bot, karen: Person) -> None:
    _asked(bot)
    _drawn(bot)
    _judge(bot, karen, RIGHT)

    following = _week(bot, karen).next
    assert following is not None
    assert following.check.number == 2
    assert count_unjudged(services=bot.services) == 2


def test_a_judgement_is_taken_back_until_the_week_is_closed(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    _drawn(bot)
    _judge(bot, karen, WRONG, note="det var en anden")

    take_back(WEEK, 1, karen, services=bot.services, now=bot.now)
    (answer,) = _week(bot, karen).answers
    assert (answer.check.judgement, answer.check.note, answer.check.judged_by) == (None, "", None)

    _closed(bot, karen, RIGHT)
    with pytest.raises(WeekClosedError):
        take_back(WEEK, 1, karen, services=bot.services, now=bot.now)
    with pytest.raises(WeekClosedError):
        _judge(bot, karen, WRONG)


def test_a_week_is_closed_when_everything_in_it_is_judged(bot: Bot, karen: Person) -> None:
    _asked(bot, 2)
    _drawn(bot)
    _judge(bot, karen, RIGHT)

    with pytest.raises(UnfinishedWeekError):
        close_week(WEEK, karen, services=bot.services, now=bot.now)


def test_what_is_noted_is_redacted(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    _drawn(bot)
    _judge(bot, karen, WRONG, note="ring til borgeren 010203-1234")

    (answer,) = _week(bot, karen).answers
    assert "010203" not in answer.check.note
    assert answer.check.note.startswith("ring til borgeren")


def test_the_audit_log_says_who_judged_what_without_a_text(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    _drawn(bot)
    _judge(bot, karen, WRONG, note="hemmelig note")
    take_back(WEEK, 1, karen, services=bot.services, now=bot.now)

    with bot.storage.reading() as work:
        lines = [line for _, line in work.audited(action="judged")]
    assert [(line.actor_id, line.details) for line in lines] == [
        (karen.id, {"week": WEEK, "number": "1", "judgement": judgement}) for judgement in ("undone", "wrong")
    ]


def test_others_than_the_coordinator_see_and_judge_nothing(bot: Bot) -> None:
    _asked(bot, 1)
    _drawn(bot)
    editor = bot.person("edith", Holding(EDITOR))

    for act in (
        lambda: see_weeks(editor, services=bot.services),
        lambda: see_week(WEEK, editor, services=bot.services),
        lambda: see_figures(editor, services=bot.services),
        lambda: known_from_checks(editor, services=bot.services),
        lambda: _judge(bot, editor, RIGHT),
        lambda: take_back(WEEK, 1, editor, services=bot.services, now=bot.now),
        lambda: close_week(WEEK, editor, services=bot.services, now=bot.now),
        lambda: say_wanted(WEEK, 1, "", editor, services=bot.services),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_weeks_and_answers_that_are_not_there_are_said_to_be_unknown(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    _drawn(bot)

    with pytest.raises(UnknownCheckError):
        _week(bot, karen, "2026-W99")
    with pytest.raises(UnknownCheckError):
        judge(WEEK, 7, RIGHT, karen, services=bot.services, now=bot.now)


# --- figures ----------------------------------------------------------------------------------------------------------


def test_only_closed_weeks_count(bot: Bot, karen: Person) -> None:
    _asked(bot, 10)
    _drawn(bot)
    _judge(bot, karen, *[RIGHT] * 7, WRONG, WRONG, UNSURE)
    assert see_figures(karen, services=bot.services).now is None

    close_week(WEEK, karen, services=bot.services, now=bot.now)

    figures = see_figures(None, services=bot.services)
    assert figures.now is not None
    assert (figures.now.right, figures.now.wrong, figures.now.unsure) == (7, 2, 1)
    assert figures.now.share is not None
    assert figures.now.share.value == pytest.approx(2 / 9)
    assert figures.is_thin
    assert figures.broken == ()


def test_what_the_bot_promised_stands_beside_what_was_right(bot: Bot, karen: Person) -> None:
    _asked(bot, 2)
    _drawn(bot)
    _closed(bot, karen, RIGHT, WRONG)

    promised = [question.probability for question in bot.storage.tables.questions.values()]
    last = see_figures(karen, services=bot.services).promises[-1]
    assert last.promised == pytest.approx(sum(promised) / 2)
    assert (last.right.value, last.right.counted) == (0.5, 2)


def test_judged_questions_become_known_questions(bot: Bot, karen: Person) -> None:
    _asked(bot, 3)
    _drawn(bot)
    _closed(bot, karen, RIGHT, WRONG, UNSURE)
    say_wanted(WEEK, 2, "out_of_scope", karen, services=bot.services)

    assert known_text(known_from_checks(karen, services=bot.services)) == (
        f"- question: {NOTE}\n  reply: answer\n  article: notat\n"
        f"- question: {MAIL}\n  reply: out_of_scope\n  fails: true\n"
    )


def test_a_wrong_answer_without_a_right_one_is_no_known_question(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    _drawn(bot)
    _closed(bot, karen, WRONG)

    assert known_from_checks(karen, services=bot.services) == []


# --- what a wrong answer leads to -------------------------------------------------------------------------------------


def test_only_a_wrong_answer_leads_on(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    _drawn(bot)
    _judge(bot, karen, RIGHT)

    with pytest.raises(NotWrongError):
        say_wanted(WEEK, 1, "mail", karen, services=bot.services)


def test_what_would_have_been_right_is_in_the_content(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    _drawn(bot)
    _judge(bot, karen, WRONG)

    with pytest.raises(GoneError):
        say_wanted(WEEK, 1, "findes-ikke", karen, services=bot.services)


def test_the_owner_is_written_to_once_and_reads_no_word_of_the_askers_in_the_ticket(bot: Bot, karen: Person) -> None:
    _asked(bot, 1)
    _drawn(bot)
    _judge(bot, karen, WRONG, note="se paragraffen")
    writer = Writer("check:1", Sender("web", "karen", name="Karen"), Place("web-karen"))

    ticket = write_to_owner(WEEK, 1, karen, writer, services=bot.services, now=bot.now)
    again = write_to_owner(WEEK, 1, karen, writer, services=bot.services, now=bot.now)

    assert again.id == ticket.id == bot.ticket().id
    assert (ticket.requester_id, ticket.route.role) == (karen.id, "koordinator")
    assert NOTE not in ticket.text
    assert bot.storage.tables.questions[ticket.question_id].ticket_id is None, "it is no ticket of the asker's"
    (answer,) = _week(bot, karen).answers
    assert answer.check.ticket_id == ticket.id


def test_the_askers_own_ticket_stays_theirs(bot: Bot, karen: Person) -> None:
    asked = bot.ask(NOTE)
    bot.press(SendHandoff(), asked.question_id)
    own = bot.ticket()
    bot.wait(days=7)
    _drawn(bot)
    _judge(bot, karen, WRONG)

    writer = Writer("check:1", Sender("web", "karen", name="Karen"), Place("web-karen"))
    ticket = write_to_owner(WEEK, 1, karen, writer, services=bot.services, now=bot.now)

    assert ticket.id != own.id
    assert bot.question(asked).ticket_id == own.id


def test_a_draft_takes_up_the_question_as_a_way_of_asking_for_the_right_article(desk: Desk) -> None:
    bot, karen = desk.bot, desk.coordinator
    bot.ask("hvad er fristen for notater")
    bot.wait(days=7)
    _drawn(bot)
    _judge(bot, karen, WRONG)
    say_wanted(WEEK, 1, "sag-titel", karen, services=bot.services)

    draft = draft_from_check(WEEK, 1, karen, folders=desk.folders, **desk.tools)

    assert draft.text.article == "sag-titel"
    assert draft.text.utterances_da == ("hvad er fristen for notater",)
    assert draft_from_check(WEEK, 1, karen, folders=desk.folders, **desk.tools).id == draft.id


def test_a_draft_takes_up_the_words_of_the_article_that_is_wrong_itself(desk: Desk) -> None:
    bot, karen = desk.bot, desk.coordinator
    bot.ask("hvad er fristen for notater")
    bot.wait(days=7)
    _drawn(bot)
    _judge(bot, karen, WRONG)

    draft = draft_from_check(WEEK, 1, karen, folders=desk.folders, **desk.tools)

    assert (draft.text.article, draft.text.utterances_da) == ("notat-frist", ())
