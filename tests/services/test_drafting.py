"""A draft is made of an answered ticket without anybody's name in it, and two editors never lose each other's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.writing import standing
from bot.core.dialogue.moves import SendHandoff
from bot.errors import EmptyReasonError, NotAllowedError, UnknownDraftError, UnknownTicketError
from bot.services.acting import answer_ticket
from bot.services.drafting import (
    DraftChangedError,
    DraftDoneError,
    base_on_files,
    draft_of_ticket,
    edit_draft,
    queue,
    reject_draft,
    see_draft,
)
from bot.services.ports import DraftState, Holding, Joined, Source
from bot.services.proposing import NoSuchArticleError, NotAnsweredError, propose_draft

from .desk import ANSWER, ENGLISH, QUESTION, Desk

NOTE = "hvad er fristen for notater"  # the bot answers it with 'notat-frist'


# --- made of a ticket -------------------------------------------------------------------------------------------------


def test_a_draft_has_the_question_as_title_and_the_answer_in_the_words_it_was_given(desk: Desk) -> None:
    text = desk.draft().text

    assert text.title_da == "Hvor længe skal vi gemme tegninger af broer"
    assert text.article == "hvor-laenge-skal-vi-gemme-tegninger-af-broer"
    assert text.answer_da == ANSWER
    assert (text.title_en, text.answer_en) == ("", "")
    assert text.utterances_da == (QUESTION,)
    assert (text.owner, text.route) == ("koordinator", "koordinator")
    assert (text.status, text.basis) == ("draft", ())
    assert desk.draft().is_new


def test_what_becomes_public_names_nobody(desk: Desk) -> None:
    ticket = desk.ticket("mit barn Hans Jensen 010190-1234 vil se tegninger", "Ring til Mette Hansen på 75 12 34 56.")

    text = propose_draft(ticket.id, desk.coordinator, folders=desk.folders, **desk.tools).text

    assert text.answer_da == "Ring til [navn] på [telefon]."
    assert "Jensen" not in str(text)
    assert "010190" not in str(text)


def test_everybody_who_asked_gives_a_way_of_asking(desk: Desk) -> None:
    ticket = desk.ticket(answer="")
    other, bo = desk.bot.ask("smider vi gamle brotegninger ud", who="bo"), desk.bot.person("bo")
    with desk.bot.storage.transaction() as work:
        work.join(
            Joined(ticket.id, bo.id, "Bo", other.conversation_id, other.question_id or "", "", "da", desk.bot.now)
        )
    answer_ticket(ticket.id, desk.coordinator, ANSWER, **desk.tools)
    draft = propose_draft(ticket.id, desk.coordinator, folders=desk.folders, **desk.tools)

    assert draft.text.utterances_da == (QUESTION, "smider vi gamle brotegninger ud")


def test_wanting_a_person_is_no_way_of_asking(desk: Desk) -> None:
    desk.bot.ask(QUESTION)
    wanted = desk.bot.ask("jeg vil tale med et menneske")
    desk.bot.press(SendHandoff(), wanted.question_id)
    (ticket,) = desk.bot.storage.tables.tickets.values()
    answer_ticket(ticket.id, desk.coordinator, ANSWER, **desk.tools)
    draft = propose_draft(ticket.id, desk.coordinator, folders=desk.folders, **desk.tools)

    assert draft.text.utterances_da == (QUESTION,)


def test_a_ticket_has_one_draft_waiting_at_a_time(desk: Desk) -> None:
    first = desk.draft()
    again = propose_draft(first.ticket_id or "", desk.coordinator, folders=desk.folders, **desk.tools)

    assert again.id == first.id


def test_a_ticket_without_an_answer_gives_no_draft(desk: Desk) -> None:
    ticket = desk.ticket(answer="")

    with pytest.raises(NotAnsweredError):
        propose_draft(ticket.id, desk.coordinator, folders=desk.folders, **desk.tools)


@pytest.mark.parametrize("holding", [Holding("dpo"), Holding("systemansvarlig", system="sagsnet")])
def test_only_who_may_answer_a_ticket_makes_a_draft_of_it(desk: Desk, holding: Holding) -> None:
    ticket = desk.ticket()

    with pytest.raises(NotAllowedError):
        propose_draft(ticket.id, desk.bot.person("otto", holding), folders=desk.folders, **desk.tools)
    with pytest.raises(UnknownTicketError):
        propose_draft("id-999", desk.coordinator, folders=desk.folders, **desk.tools)


def test_a_new_draft_borrows_basis_and_folder_of_the_answer_the_bot_gave(desk: Desk) -> None:
    draft = desk.draft(NOTE)

    assert draft.text.basis == (Source("Offentlighedsloven § 13", "Access to Public Administration Files Act § 13"),)
    assert (draft.text.group, draft.text.theme) == ("pligt", "lovgivning")
    assert draft.text.article == "hvad-er-fristen-for-notater"


def test_a_draft_may_change_the_answer_the_bot_gave(desk: Desk) -> None:
    draft = desk.draft(NOTE, change=True)

    here = standing("notat-frist", desk.folders)
    assert here is not None
    assert (draft.text.article, draft.text.group, draft.base) == ("notat-frist", "pligt", here.base)
    assert draft.text.title_da == "Hvor hurtigt skal et notat skrives?"
    assert draft.text.route == "leder"
    assert draft.text.utterances_da == (NOTE,)
    assert not draft.is_new


def test_nothing_is_changed_where_the_bot_gave_no_answer(desk: Desk) -> None:
    with pytest.raises(NoSuchArticleError):
        desk.draft(change=True)


# --- the queue --------------------------------------------------------------------------------------------------------


def test_editors_and_the_coordinator_see_the_queue_and_nobody_else(desk: Desk) -> None:
    draft = desk.draft()

    for person in (desk.editor, desk.coordinator):
        waiting, done = queue(person, **desk.tools)
        assert ([each.id for each in waiting], done) == ([draft.id], [])
    with pytest.raises(NotAllowedError):
        queue(desk.bot.person("dorte", Holding("dpo")), **desk.tools)


def test_a_draft_is_seen_with_where_it_came_from(desk: Desk) -> None:
    view = see_draft(desk.draft(NOTE).id, desk.editor, **desk.tools)

    assert view.ticket is not None
    assert view.question is not None
    assert view.question.text == NOTE
    assert view.near[0] == "notat-frist"
    assert set(view.names.values()) <= {"Karen"}


def test_whoever_may_act_on_the_ticket_sees_what_became_of_the_draft(desk: Desk) -> None:
    draft = desk.draft()

    view = draft_of_ticket(draft.ticket_id or "", desk.coordinator, **desk.tools)

    assert view.draft.id == draft.id
    with pytest.raises(UnknownDraftError):
        draft_of_ticket(draft.ticket_id or "", desk.bot.person("dorte", Holding("dpo")), **desk.tools)


# --- editing ----------------------------------------------------------------------------------------------------------


def test_an_edit_is_kept_as_a_new_version(desk: Desk) -> None:
    edited = desk.edit(desk.draft(), **ENGLISH)

    assert desk.now(edited) == edited
    assert (edited.version, edited.changed_by) == (2, desk.editor.id)
    assert edited.text.title_en == ENGLISH["title_en"]


def test_of_two_editors_the_second_is_told_and_nothing_is_overwritten(desk: Desk) -> None:
    draft = desk.draft()
    first = desk.edit(draft, title_da="Den førstes titel")

    with pytest.raises(DraftChangedError) as told:
        edit_draft(draft.id, desk.coordinator, replace(draft.text, title_da="Min"), seen=draft.version, **desk.tools)

    assert told.value.draft == first
    assert told.value.by == "Edith"
    assert desk.now(draft).text.title_da == "Den førstes titel"


def test_an_editor_may_write_a_number_to_call_and_nobody_a_cpr_number(desk: Desk) -> None:
    edited = desk.edit(
        desk.draft(), answer_da="Ring 75 12 34 56, ikke 010190-1234.", utterances_da=("må Hans Jensen se tegningen",)
    )

    assert edited.text.answer_da == "Ring 75 12 34 56, ikke [CPR-nummer]."
    assert edited.text.utterances_da == ("må [navn] se tegningen",)


def test_id_and_folder_of_an_answer_that_is_there_stay(desk: Desk) -> None:
    edited = desk.edit(desk.draft(NOTE, change=True), article="andet", group="praksis", title_da="Ny titel")

    assert (edited.text.article, edited.text.group, edited.text.title_da) == ("notat-frist", "pligt", "Ny titel")


@pytest.mark.parametrize(
    ("keep_text", "title"), [(True, "Hvad er fristen for notater"), (False, "Hvor hurtigt skal et notat skrives?")]
)
def test_a_draft_is_turned_into_a_change_of_an_answer(desk: Desk, title: str, *, keep_text: bool) -> None:
    draft = desk.draft(NOTE)

    turned = base_on_files(
        draft.id,
        desk.editor,
        "notat-frist",
        keep_text=keep_text,
        seen=draft.version,
        folders=desk.folders,
        **desk.tools,
    )

    assert (turned.text.article, turned.text.title_da) == ("notat-frist", title)
    assert turned.text.utterances_da == (NOTE,)
    assert not turned.is_new


# --- rejecting --------------------------------------------------------------------------------------------------------


def test_a_rejected_draft_says_why_where_it_was_made(desk: Desk) -> None:
    draft = desk.draft()
    reject_draft(draft.id, desk.editor, "Står allerede i svaret om tegninger.", seen=draft.version, **desk.tools)

    view = draft_of_ticket(draft.ticket_id or "", desk.coordinator, **desk.tools)

    assert (view.draft.state, view.draft.reason) == (DraftState.REJECTED, "Står allerede i svaret om tegninger.")
    assert [each.id for each in queue(desk.editor, **desk.tools)[1]] == [draft.id]


def test_a_draft_is_rejected_with_a_word_why(desk: Desk) -> None:
    draft = desk.draft()

    with pytest.raises(EmptyReasonError):
        reject_draft(draft.id, desk.editor, "  ", seen=draft.version, **desk.tools)


def test_a_rejected_draft_is_not_edited_any_more(desk: Desk) -> None:
    draft = desk.draft()
    rejected = reject_draft(draft.id, desk.editor, "Nej.", seen=draft.version, **desk.tools)

    with pytest.raises(DraftDoneError):
        desk.edit(rejected, title_da="Alligevel")
