"""Every answer becomes a card in both languages, and says who stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.content.card_words import Occasion
from bot.content.cards import Card
from bot.content.loading import load
from bot.content.models import Bilingual, Status
from bot.content.presenting import present
from bot.content.rendering import render
from bot.content.snapshot import Snapshot, catalogue_of, library_of
from bot.core.dialogue.replies import answer_for
from bot.core.dialogue.situation import Situation
from bot.core.dialogue.table import decide
from bot.core.reply import Answer, ClarifyChoice, HandoffOffer, Reply, Route
from bot.core.routing import route_of
from bot.core.understanding import understand
from tests.content.conftest import Trained
from tests.content.small import REAL

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LANGUAGES = ("da", "en")


@pytest.fixture(scope="module")
def real(trained: Trained) -> Snapshot:
    """The real answers; cards need no understanding, so the small content's does."""
    library = library_of(load(REAL)[0])
    return Snapshot("real", library, catalogue_of(library), trained.built.matcher, trained.built.calibration)


def _answers(snapshot: Snapshot) -> Iterator[Answer]:
    library = snapshot.library
    in_systems = (f"{system}-{procedure}" for system in library.systems for procedure in library.procedures)
    return (answer_for(snapshot.catalogue, article) for article in (*library.articles, *in_systems))


def _card(reply: Reply, snapshot: Snapshot, language: str = "da", topic: str = "") -> Card:
    system, _ = snapshot.catalogue.split(topic)
    route = route_of(snapshot.catalogue.topic_of(topic), catalogue=snapshot.catalogue, system=system)
    return present(
        reply, snapshot=snapshot, occasion=Occasion(language, NOW, route, question_id="q1", text="min tekst")
    )


def _answer_card(article: str, snapshot: Snapshot, language: str = "da") -> Card:
    return _card(answer_for(snapshot.catalogue, article), snapshot, language, topic=article)


def _says(snapshot: Snapshot, key: str, language: str = "da", **values: object) -> str:
    return render(snapshot.library.phrases[key].get(language), values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_becomes_a_card(language: str, real: Snapshot) -> None:
    cards = [_answer_card(reply.article, real, language) for reply in _answers(real)]

    assert len(cards) == len(real.library.articles) + len(real.library.systems) * len(real.library.procedures)
    for card in cards:
        assert card.title
        assert card.text.startswith("**")
        assert "{{" not in card.text + card.title
        assert len(card.trust) >= 2
        assert "feedback:helpful" in {button.action for button in card.feedback}
        assert card.form is not None or "handoff" in {button.action for button in card.actions}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_becomes_a_card_with_a_form(language: str, real: Snapshot) -> None:
    for topic, handoff in real.library.handoffs.items():
        card = _card(HandoffOffer(reason="topic", topic=topic), real, language, topic=topic)

        assert (card.title, card.text) == (handoff.title.get(language), handoff.why.get(language))
        assert card.form is not None
        assert card.form.text == "min tekst"
        assert card.form.promise


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_a_title_to_choose_by(language: str, real: Snapshot) -> None:
    ids = (*real.library.articles, *real.library.procedures, *real.library.handoffs)

    card = _card(ClarifyChoice(candidates=ids), real, language)

    assert all(option.label and "{{" not in option.label for option in card.options)
    assert [option.action for option in card.options] == [*(f"choice:{key}" for key in ids), "choice:none"]


def test_the_trust_line_holds_basis_with_whom_it_binds_owner_and_that_nobody_has_read_it(trained: Trained) -> None:
    card = _answer_card("dok-skal-jeg", trained.built)

    assert card.trust == (
        "Bygger på: ESDH-strategien: journaliseringspligt; "
        "Offentlighedsloven § 15, stk. 1 (gælder den kommunale centralforvaltning)",
        "Står inde for svaret: ESDH-koordinatoren",
        "Endnu ikke gennemgået",
    )


def test_the_trust_line_holds_the_day_somebody_read_it(trained: Trained) -> None:
    card = _answer_card("notat-frist", trained.built, "en")

    assert card.trust == (
        "Based on: Access to Public Administration Files Act § 13",
        "Responsible for this answer: the ESDH coordinator",
        "Last reviewed: 22 November 2026",
    )


def test_a_procedure_is_answered_for_by_its_systems_manager(trained: Trained) -> None:
    card = _answer_card("sagsnet-mail", trained.built)

    assert card.trust[0] == "Står inde for svaret: den systemansvarlige for Sagsnet"


@pytest.mark.parametrize(
    ("article", "marks"),
    [
        ("dok-skal-jeg", ["mark.draft"]),
        ("notat-frist", []),
        ("sag-titel", ["mark.example"]),
        ("arkivus-mail", ["mark.draft", "mark.example"]),
        ("sagsnet-mail", ["mark.draft"]),
        ("arkivus-fejl", []),
    ],
)
def test_drafts_and_examples_are_marked(article: str, marks: list[str], trained: Trained) -> None:
    card = _answer_card(article, trained.built)

    assert list(card.marks) == [_says(trained.built, mark) for mark in marks]


def test_every_mark_of_the_real_content_is_shown(real: Snapshot) -> None:
    for key, article in real.library.articles.items():
        marks = _answer_card(key, real).marks

        assert (_says(real, "mark.draft") in marks) == (article.status is Status.DRAFT)
        assert (_says(real, "mark.example") in marks) == article.example


@pytest.mark.parametrize(("drafts", "kind"), [("show", "answer"), ("handoff", "handoff_offer")])
def test_a_draft_is_handed_over_when_drafts_are(drafts: str, kind: str, trained: Trained) -> None:
    snapshot = trained.built
    text = "hvordan lægger jeg en mail ind i Sagsnet"
    understood = understand(text, matcher=snapshot.matcher, calibration=snapshot.calibration)
    now = Situation(understood, snapshot.catalogue, drafts="handoff" if drafts == "handoff" else "show")

    decision = decide(now, question_id="q1")

    card = present(decision.reply, snapshot=snapshot, occasion=Occasion("da", NOW, decision.route, text=text))
    assert card.kind == kind
    assert (card.form is not None) == (drafts == "handoff")
    assert (_says(snapshot, "handoff.draft") == card.text) == (drafts == "handoff")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_needs_a_person_first_shows_why_and_the_form(language: str, trained: Trained) -> None:
    card = _answer_card("arkivus-fejl", trained.built, language)

    why = Bilingual(da="En fejl skal rettes af en person.", en="A fault has to be put right by a person.")
    assert card.urgent == why.get(language)
    assert card.form is not None
    assert "arkivus.ansvarlig@eksempelby.example" in card.form.to


def test_every_answer_that_needs_a_person_first_has_a_form_and_no_other_has(real: Snapshot) -> None:
    for reply in _answers(real):
        topic = real.catalogue.topic_of(reply.article)

        assert topic is not None
        assert (_answer_card(reply.article, real).form is not None) == topic.handoff_first, reply.article


def test_a_possible_breach_says_ring_now(trained: Trained) -> None:
    card = _card(HandoffOffer(reason="topic", topic="datalaek"), trained.built, topic="datalaek")

    assert card.urgent == "Ring nu til din leder. Vent ikke på svar her."
    assert card.form is not None
    assert "brud@eksempelby.example" in card.form.to


@pytest.mark.parametrize(
    ("now", "is_closed"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), False),  # Monday 10.00 in Denmark
        (datetime(2026, 11, 27, 14, 0, tzinfo=UTC), True),  # Friday 15.00, closing time
        (datetime(2026, 11, 28, 11, 0, tzinfo=UTC), True),  # Saturday
        (datetime(2026, 12, 24, 10, 0, tzinfo=UTC), True),  # Christmas Eve
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_out_of_hours_a_possible_breach_says_whom_to_ring_then(
    language: str, now: datetime, is_closed: bool, real: Snapshot
) -> None:
    role = real.library.organisation.roles["brud"]
    occasion = Occasion(language, now, Route(role="brud"), question_id="q1")
    urgent = present(HandoffOffer(reason="topic"), snapshot=real, occasion=occasion).urgent

    assert role.phone_note is not None
    assert role.out_of_hours is not None
    assert urgent.startswith(role.phone_note.get(language))
    assert (role.out_of_hours.get(language) in urgent) == is_closed


def test_the_out_of_hours_contact_is_marked_as_an_example_and_holds_no_made_up_number(real: Snapshot) -> None:
    role = real.library.organisation.roles["brud"]

    assert role.example
    assert role.out_of_hours is not None
    assert not any(letter.isdigit() for letter in role.out_of_hours.da + role.out_of_hours.en)


def test_a_topic_of_a_system_nobody_named_asks_which(trained: Trained) -> None:
    card = _card(HandoffOffer(reason="topic", topic="dataudtraek"), trained.built, topic="dataudtraek")

    assert card.form is not None
    assert (card.form.ask, card.form.options) == (
        "system",
        (("arkivus", "Arkivus"), ("sagsnet", "Sagsnet"), ("?", "Ved ikke")),
    )


def test_a_manager_s_own_steps_are_shown_and_their_absence_is_said(trained: Trained) -> None:
    own, none = (_answer_card(article, trained.built).text for article in ("arkivus-mail", "sagsnet-mail"))

    assert "Søg sagen frem, og læg mailen på den." in own
    assert "Den systemansvarlige har ikke skrevet trin endnu." in none
