"""From an item of the backlog to a draft, to more ways of asking, and to whoever owns a system."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.desk.backlog import ItemEvent
from bot.core.tickets import TicketState
from bot.services.backlog import ItemChangedError, ItemWords, change_item
from bot.services.backlog_onward import (
    EXAMPLES,
    Letter,
    NothingSaidError,
    UnknownSystemError,
    draft_from_item,
    write_to_system_owner,
)
from bot.services.ports import WEB, DraftState, Place, Sender
from bot.services.ports.backlog import BacklogItem
from bot.services.proposing import NoSuchArticleError

from .desk import Desk
from .test_clustering import DRONES, gap, item, items, run


def _item(desk: Desk) -> BacklogItem:
    for at, text in enumerate((*DRONES, DRONES[0])):
        gap(desk.bot, text, who=f"d{at}")
    run(desk.bot)
    (line,) = items(desk.bot)
    return line.item


def _letter(**changes: Any) -> Letter:
    said = {"system": "acadre", "text": "Kan dronen sende billederne direkte?", **changes}
    return Letter("event-letter", Sender(WEB, "karen", "Karen"), Place("backlog-1"), **said)


def test_an_item_becomes_a_draft_with_its_questions_as_ways_of_asking(desk: Desk) -> None:
    made = _item(desk)
    draft = draft_from_item(made.id, desk.coordinator, seen=made.version, folders=desk.folders, **desk.tools)

    assert draft.is_new
    assert set(draft.text.utterances_da) == set(DRONES)
    assert draft.text.title_da.lower() in DRONES
    assert draft.text.owner == "koordinator"
    kept = item(desk.bot, made.id)
    assert (kept.draft_id, kept.by_hand, kept.version) == (draft.id, True, made.version + 1)


def test_the_title_a_hand_wrote_is_the_drafts(desk: Desk) -> None:
    made = _item(desk)
    named = change_item(made.id, desk.coordinator, ItemWords(title="Droner"), seen=made.version, **desk.tools)
    draft = draft_from_item(named.id, desk.coordinator, seen=named.version, folders=desk.folders, **desk.tools)

    assert (draft.text.title_da, draft.text.article) == ("Droner", "droner")


def test_an_items_questions_are_added_to_an_article_that_is_there(desk: Desk) -> None:
    made = _item(desk)
    article = next(iter(desk.bot.content.current().library.articles))
    draft = draft_from_item(
        made.id, desk.coordinator, article=article, seen=made.version, folders=desk.folders, **desk.tools
    )

    assert (draft.text.article, draft.is_new) == (article, False)
    assert 0 < len(draft.text.utterances_da) <= EXAMPLES


def test_the_draft_that_waits_is_gone_on_with(desk: Desk) -> None:
    made = _item(desk)
    first = draft_from_item(made.id, desk.coordinator, seen=made.version, folders=desk.folders, **desk.tools)
    again = draft_from_item(made.id, desk.coordinator, seen=made.version + 1, folders=desk.folders, **desk.tools)

    assert again.id == first.id
    with desk.bot.storage.reading() as work:
        assert len(work.drafts(DraftState.PROPOSED)) == 1


def test_no_draft_is_made_of_an_item_somebody_has_changed_or_of_no_article(desk: Desk) -> None:
    made = _item(desk)
    with pytest.raises(ItemChangedError):
        draft_from_item(made.id, desk.coordinator, seen=7, folders=desk.folders, **desk.tools)
    with pytest.raises(NoSuchArticleError):
        draft_from_item(made.id, desk.coordinator, article="nej", seen=made.version, folders=desk.folders, **desk.tools)
    with desk.bot.storage.reading() as work:
        assert work.drafts(DraftState.PROPOSED) == []


def test_the_owner_of_a_system_is_written_to_as_the_coordinator(desk: Desk) -> None:
    made, system = _item(desk), desk.bot.content.current().catalogue.systems[0]
    ticket = write_to_system_owner(made.id, desk.coordinator, _letter(system=system), seen=made.version, **desk.tools)

    assert (ticket.route.system, ticket.state, ticket.requester_name) == (system, TicketState.OPEN, "Karen")
    assert ticket.route.role != "koordinator"
    assert ticket.text == "Kan dronen sende billederne direkte?"
    assert item(desk.bot, made.id).ticket_id == ticket.id
    with desk.bot.storage.reading() as work:
        step = work.item_history(made.id)[-1]
    assert (step.event, step.after) == (ItemEvent.HANDED_OVER, str(ticket.number))


def test_nothing_is_sent_without_a_word_or_to_no_system(desk: Desk) -> None:
    made, system = _item(desk), desk.bot.content.current().catalogue.systems[0]
    wordless, nowhere = _letter(text=" ", system=system), _letter(system="x")
    for letter, error in ((wordless, NothingSaidError), (nowhere, UnknownSystemError)):
        with pytest.raises(error):
            write_to_system_owner(made.id, desk.coordinator, letter, seen=made.version, **desk.tools)
    assert desk.bot.storage.tables.tickets == {}
