"""What people write and what they are called is in no line of the log, whatever happens to it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from bot.errors import StorageError
from bot.services import acting
from bot.services.ports import Ticket
from tests.web.conftest import Running, Visitor
from tests.web.inbox_scene import ANNA, MANAGER, NAMES, Scene

QUESTION = "Hvordan får jeg adgang til Nexus når zebrafinken er spærret?"
SENT = "Min adgang til Nexus er spærret siden kvælstofmødet, siger ursula.kaktus@kommunen.example"
ASKED_BACK, REPLIED, ANSWERED = "Hvad siger flamingoskærmen?", "At den er pistaciegrøn.", "Prøv med abrikosknappen."
STILL_NOT, FORWARDED, WITHDRAWN = "Okapien svarer ikke.", "Det ligger hos narhvalerne.", "Hvad er en trækbasun?"
SEARCHED, MISSING, SHOUTED, TO_THE_API = "vandrefalk", "gråspætte", "tordenskrald", "Er en bjergged journalpligtig?"
NOBODYS = "Mosgriselund"
SECRET_WORDS = (
    *("zebrafinken", "kvælstofmødet", "ursula", "kaktus", "flamingo", "pistacie", "abrikos", "okapi", "narhval"),
    *("trækbasun", SEARCHED, MISSING, SHOUTED, "bjergged", NOBODYS, "kommunen.example"),
    *(name for full in NAMES.values() for name in full.split() if len(name) > 3),
)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Every line of our loggers, as whoever reads the log sees it."""
    caplog.set_level(logging.DEBUG)

    def read() -> list[str]:
        ours = [record for record in caplog.records if record.name.split(".")[0] == "bot"]
        return [f"{caplog.handler.format(record)} {vars(record)}" for record in ours]

    return read


@pytest.fixture
def scene(running: Running) -> Scene:
    """Tickets of the demonstration people."""
    return Scene(running)


def _assert_quiet(lines: list[str]) -> None:
    told = [(word, line) for line in lines for word in SECRET_WORDS if word.casefold() in line.casefold()]
    assert told == []


def _version(running: Running, ticket: Ticket) -> str:
    with running.parts.storage.reading() as work:
        now = work.ticket(ticket.id)
    assert now is not None
    return str(now.version)


def test_a_conversation_leaves_no_words_in_the_log(employee: Visitor, lines: Callable[[], list[str]]) -> None:
    assert employee.ask(QUESTION).status_code == 303
    assert employee.ask(WITHDRAWN).status_code == 303
    assert employee.ask("x" * 4001 + SHOUTED).status_code == 413
    assert employee.http.get(f"/{MISSING}?next={SEARCHED}").status_code == 404
    assert employee.http.get("/mine", headers={"host": f"{NOBODYS}.example"}).status_code == 400
    asked = {"request_id": "request-1", "conversation": "c1", "asker": NOBODYS, "text": TO_THE_API}
    assert employee.http.post("/api/ask", json=asked).status_code == 200
    assert employee.http.post("/api/ask", content=f'{{"text": "{SHOUTED}"').status_code in (400, 422)
    for _ in range(25):
        last = employee.ask(QUESTION)

    assert last.status_code == 429
    _assert_quiet(lines())


def test_a_tickets_life_leaves_no_words_in_the_log(
    running: Running, scene: Scene, visitor: Callable[[], Visitor], lines: Callable[[], list[str]]
) -> None:
    anna, manager = visitor().become(ANNA), visitor().become(MANAGER)
    ticket = scene.sent(QUESTION, words=SENT)
    inbox, mine = f"/inbox/{ticket.id}", f"/mine/{ticket.id}"

    def act(who: Visitor, path: str, **fields: str) -> int:
        return who.post(path, seen=_version(running, ticket), **fields).status_code

    assert act(manager, f"{inbox}/take") == 303
    assert act(manager, f"{inbox}/ask", text=ASKED_BACK) == 303
    assert act(anna, f"{mine}/reply", text=REPLIED) == 303
    assert act(manager, f"{inbox}/answer", text=ANSWERED) == 303
    assert act(anna, mine, helped="false", why=STILL_NOT) == 303
    assert manager.post(f"{inbox}/answer", text=ANSWERED, seen="1").status_code == 409
    assert act(manager, f"{inbox}/forward", destination="systemansvarlig|acadre|", why=FORWARDED) == 303
    assert manager.http.get(f"/inbox?q={SEARCHED}").status_code == 200
    assert manager.http.get(inbox).status_code == 404
    assert anna.http.get("/mine").status_code == 200

    _assert_quiet(lines())


@pytest.mark.parametrize("error", [RuntimeError(SENT), StorageError("SQLITE_FULL")])
def test_errors_leave_a_reference_and_no_words_in_the_log(
    scene: Scene,
    visitor: Callable[[], Visitor],
    lines: Callable[[], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise error from ValueError(ANSWERED)

    ticket, manager = scene.sent(QUESTION, words=SENT), visitor().become(MANAGER)
    monkeypatch.setattr("bot.web.chat.ask", fail)
    monkeypatch.setattr(acting, "answer_ticket", fail)

    responses = [manager.ask(WITHDRAWN), manager.post(f"/inbox/{ticket.id}/answer", text=ANSWERED, seen="1")]

    assert all(response.status_code >= 500 for response in responses)
    assert len([line for line in lines() if "reference" in line]) == len(responses)
    _assert_quiet(lines())
