"""Another municipality needs other data and no other program: Strandby Kommune, with the first one's legal articles."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.content.building import samples_of
from bot.content.card_words import Occasion
from bot.content.cards import Card
from bot.content.loading import Content, load
from bot.content.models import Organisation, Utterances
from bot.content.presenting import present
from bot.content.problems import Severity
from bot.content.snapshot import Snapshot, catalogue_of, lexicon_of, library_of
from bot.content.training import train
from bot.core.dialogue.replies import answer_for
from bot.core.reply import Answer, ClarifySystem, Fallback, HandoffOffer, OutOfScope, Reply, Route
from bot.core.routing import route_of
from bot.services.trying import try_out
from tests.content.small import CHECKOUT, REAL, Small

STRANDBY = Path(__file__).parent / "strandby"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LANGUAGES = ("da", "en")

# Words that are never a person's name, towns and vendors among them: a fact about Danish, not about an organisation.
NO_NAMES_OF_PERSONS = CHECKOUT / "bot" / "core" / "privacy" / "words.py"


def _strandby(root: Path) -> Small:
    """The checkout's content with Strandby's files laid over it below `root`."""
    shutil.copytree(REAL.knowledge, root / "knowledge")
    shutil.copytree(REAL.intents, root / "intents")
    shutil.rmtree(root / "knowledge" / "systems")
    shutil.copytree(STRANDBY, root, dirs_exist_ok=True)
    return Small(root)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Strandby's content; its known questions still ask about the first municipality's systems."""
    return load(_strandby(tmp_path_factory.mktemp("strandby")).folders)[0]


@pytest.fixture(scope="module")
def trained_strandby(content: Content) -> Snapshot:
    """Strandby's answers, trained on a few of the ways of asking, which takes seconds instead of a minute."""
    fewer = replace(
        content,
        utterances={key: _fewer(both) for key, both in content.utterances.items()},
        out_of_scope={key: _fewer(both) for key, both in content.out_of_scope.items()},
        handoffs={
            key: topic.model_copy(update={"da": topic.da[:6], "en": topic.en[:3]})
            for key, topic in content.handoffs.items()
        },
    )
    lexicon = lexicon_of(content)
    matcher, calibration = train(samples_of(fewer, lexicon), lexicon)
    library = library_of(content)
    return Snapshot("strandby", library, catalogue_of(library), matcher, calibration)


def _fewer(both: Utterances) -> Utterances:
    return Utterances(da=both.da[:8], en=both.en[:4])


def _first() -> Content:
    return load(REAL)[0]


def _organisation(content: Content) -> Organisation:
    assert content.organisation is not None
    return content.organisation


def _names_of_first() -> re.Pattern[str]:
    """The first municipality, its intranet and its systems, as whole words."""
    content = _first()
    organisation = _organisation(content)
    systems = [text for system in content.systems.values() for text in (system.name, *system.aliases)]
    names = {organisation.name.split()[0], organisation.read_more.da.split("/")[0], *systems}
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b")


def _texts(value: Any) -> Iterator[str]:
    """Every string in nested data, but for the sources an answer rests on: they may say whose they are."""
    match value:
        case str():
            yield value
        case dict():
            for key, held in value.items():
                if key not in {"basis", "source"}:
                    yield from _texts(held)
        case list() | tuple():
            for held in value:
                yield from _texts(held)


def _card(reply: Reply, snapshot: Snapshot, language: str, topic: str = "") -> Card:
    system, _ = snapshot.catalogue.split(topic)
    known = snapshot.catalogue.topic_of(topic) if topic else None
    route = route_of(known, catalogue=snapshot.catalogue, system=system) if known else Route(role="koordinator")
    return present(reply, snapshot=snapshot, occasion=Occasion(language, NOW, route, question_id="q1", text="tekst"))


def _cards(snapshot: Snapshot, language: str) -> Iterator[Card]:
    """A card of every answer in every system, every topic for a person, and what is said when there is no answer."""
    library, systems = snapshot.library, snapshot.catalogue.systems
    in_systems = (f"{system}-{procedure}" for system in systems for procedure in library.procedures)
    for article in (*library.articles, *in_systems):
        card = _card(answer_for(snapshot.catalogue, article), snapshot, language, topic=article)
        yield replace(card, trust=card.trust[-2:])  # without the basis
    for topic in library.handoffs:
        yield _card(HandoffOffer(reason="topic", topic=topic), snapshot, language, topic=topic)
    for procedure in library.procedures:
        yield _card(ClarifySystem(procedure=procedure, systems=systems), snapshot, language)
    for reply in (Fallback(), OutOfScope()):
        yield _card(reply, snapshot, language)


def _without_questions_about(gone: set[str], strandby: Small, content: Content) -> None:
    """What an editor does where check says so: take out the known questions about systems that are gone."""
    for name, questions in content.known.items():
        kept = [
            question.model_dump(mode="json", exclude_none=True)
            for question in questions
            if question.system not in gone and (question.article or "").rpartition("-")[0] not in gone
        ]
        strandby.write(f"intents/_known/{name}.yaml", json.dumps(kept, ensure_ascii=False))


def test_check_finds_what_must_change_and_nothing_else(content: Content, tmp_path: Path) -> None:
    strandby = _strandby(tmp_path)

    errors = [problem for problem in strandby.problems() if problem.severity is Severity.ERROR]

    assert {problem.path.rpartition("/")[0] for problem in errors} == {"intents/_known"}

    _without_questions_about(set(_first().systems), strandby, content)

    assert [str(problem) for problem in strandby.problems() if problem.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Hvordan lægger jeg en mail på en sag i Tangkrog?", "tangkrog-mail"),
        ("opret sag fyrtårn", "fyrtaarn-sag"),
        ("Hvordan opretter jeg en sag i fyrtorn?", "fyrtaarn-sag"),
        ("Hvem er systemansvarlig for Klitrose?", "klitrose-ansvarlig"),
        ("How do I get access to Klitrose?", "klitrose-adgang"),
    ],
)
def test_a_question_about_a_system_is_answered_with_its_name(
    question: str, answer: str, trained_strandby: Snapshot
) -> None:
    trial = try_out(question, snapshot=trained_strandby)

    assert isinstance(trial.decision.reply, Answer)
    assert trial.decision.reply.article == answer
    card = _card(trial.decision.reply, trained_strandby, trial.understanding.language, topic=answer)
    system, _ = trained_strandby.catalogue.split(answer)
    assert trained_strandby.library.systems[system or ""].name in card.title


def test_the_system_managers_own_steps_are_in_the_answer(trained_strandby: Snapshot) -> None:
    card = _card(answer_for(trained_strandby.catalogue, "tangkrog-mail"), trained_strandby, "da", topic="tangkrog-mail")

    assert "Træk mailen hen på sagen i Tangkrog." in card.text
    assert "tangkrog-hjaelp@strandby.example" in card.text


def test_a_system_of_the_first_municipality_is_none_of_ours(trained_strandby: Snapshot) -> None:
    reply = try_out("Hvordan opretter jeg en sag i Acadre?", snapshot=trained_strandby).decision.reply

    assert not isinstance(reply, Answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_card_names_the_first_municipality_or_its_systems(language: str, trained_strandby: Snapshot) -> None:
    names = _names_of_first()

    found = [
        (card.title, text)
        for card in _cards(trained_strandby, language)
        for text in _texts(asdict(card))
        if names.search(text)
    ]

    assert found == []


def test_the_guide_and_the_bots_own_texts_name_no_municipality_and_no_system() -> None:
    names, content = _names_of_first(), _first()
    assert content.guide is not None
    phrases = {key: phrase.model_dump(mode="json") for key, phrase in content.phrases.items()}

    found = [text for text in _texts([phrases, content.guide.model_dump(mode="json")]) if names.search(text)]

    assert found == []


def test_no_answer_names_the_first_municipality_or_a_system_in_its_own_words() -> None:
    names, content = _names_of_first(), _first()
    slugs = re.compile(rf"[\"']({'|'.join(content.systems)})[\"']")

    found = {
        content.where(kind, key).path
        for kind, answers in (("article", content.articles), ("procedure", content.procedures))
        for key, answer in answers.items()
        if any(names.search(text) or slugs.search(text) for text in _texts(answer.model_dump(mode="json")))
    }

    assert found == set(), "use {{ organisation.name }}, {{ roles.… }} or {{ systems.… }}"


def test_the_administrative_system_and_those_with_patient_records_are_named_from_their_files(
    trained_strandby: Snapshot,
) -> None:
    def text(article: str) -> str:
        return _card(answer_for(trained_strandby.catalogue, article), trained_strandby, "da", topic=article).text

    assert "Brug Tangkrog." in text("praksis-hvilket-system")
    assert "Administrative sager hører til i Tangkrog." in text("fyrtaarn-hvad")
    assert "journalføring" in text("fyrtaarn-notat")
    assert "journalføring" not in text("klitrose-notat")


def test_the_program_names_no_municipality_and_no_system() -> None:
    names = re.compile(_names_of_first().pattern, re.IGNORECASE)
    files = (path for path in (CHECKOUT / "bot").rglob("*") if path.suffix in {".py", ".html", ".js", ".json", ".css"})

    found = {
        (path.relative_to(CHECKOUT).as_posix(), match.group())
        for path in files
        if path != NO_NAMES_OF_PERSONS and "_content" not in path.parts
        for match in names.finditer(path.read_text(encoding="utf-8"))
    }

    assert found == set()
