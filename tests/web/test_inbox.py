"""The inbox, a ticket and one's own questions with plain forms: nothing here needs a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest

from bot.core.tickets import TicketState
from bot.services.chasing import chase
from bot.services.finding import PAGE
from bot.services.ports import Ticket
from tests.web.conftest import Running, Visitor
from tests.web.inbox_scene import ANNA, BO, BREACH, BREACHES, CARL, COLLEAGUE, COORDINATOR, MANAGER, Scene, fill

LOGIN = "Jeg kan ikke logge ind i Nexus efter ferien"
CASE = "Hvordan opretter jeg en sag i Nexus?"
ROW = re.compile(r'<h3><a href="/inbox/[0-9a-f]+">Henvendelse nr\. (\d+)</a></h3>')


@pytest.fixture
def scene(running: Running) -> Scene:
    """An empty inbox, and ways to fill it."""
    made = Scene(running)
    for key in (MANAGER, COLLEAGUE, COORDINATOR, BREACHES):
        made.person(key)
    return made


@pytest.fixture
def manager(scene: Scene, visitor: Callable[[], Visitor]) -> Visitor:
    """The system manager of Nexus."""
    return visitor().become(MANAGER)


def numbers(page: str) -> list[int]:
    """The numbers of the tickets in a list, from the top."""
    return [int(number) for number in ROW.findall(page)]


def now_of(scene: Scene, ticket: Ticket) -> Ticket:
    """The ticket as it stands."""
    with scene.running.parts.storage.reading() as work:
        found = work.ticket(ticket.id)
    assert found is not None
    return found


def tabs(page: str) -> dict[str, int]:
    """The number at each pile, by its address."""
    found = re.findall(r'<li><a href="(/inbox\?[^"]+)"[^>]*>[^<]+<span class="tabs__count[^>]*>(\d+)<', page)
    return {unescape(path): int(count) for path, count in found}


# --- piles ------------------------------------------------------------------------------------------------------------


def test_every_pile_has_its_number_and_its_tickets(scene: Scene, manager: Visitor) -> None:
    made = fill(scene)

    counts = tabs(manager.page("/inbox"))

    assert counts == {
        "/inbox?view=mine": 6,
        "/inbox?view=roles": 6,
        "/inbox?view=overdue": 1,
        "/inbox?view=awaiting": 1,
        "/inbox?view=answered": 3,
    }
    assert numbers(manager.page("/inbox?view=overdue")) == [made["late"].number]
    assert numbers(manager.page("/inbox?view=awaiting")) == [made["awaiting"].number]
    assert set(numbers(manager.page("/inbox?view=answered"))) == {
        made[name].number for name in ("confirmed", "withdrawn", "resolved")
    }


def test_what_is_urgent_stands_first_then_what_is_due_first(scene: Scene, visitor: Callable[[], Visitor]) -> None:
    made = fill(scene)

    shown = numbers(visitor().become(COORDINATOR).page("/inbox?view=roles"))

    assert shown[:2] == [made["breach"].number, made["late"].number]
    assert set(shown) >= {made["other"].number, made["joined"].number}


def test_an_inbox_opens_at_the_first_pile_that_is_not_empty(scene: Scene, visitor: Callable[[], Visitor]) -> None:
    scene.sent(LOGIN)

    assert 'href="/inbox?view=roles" aria-current="page"' in visitor().become(COORDINATOR).page("/inbox")
    assert 'href="/inbox?view=mine" aria-current="page"' in visitor().become(MANAGER).page("/inbox")
    assert "ingen spørgsmål, der venter på dig" in visitor().become(COLLEAGUE).page("/inbox")


def test_the_count_stands_in_the_title_and_leaves_out_what_waits_for_the_asker(scene: Scene, manager: Visitor) -> None:
    first = scene.sent(LOGIN)
    scene.sent("Hvordan flytter jeg en borger i Nexus?", who=BO)
    assert "<title>(2) Indbakke" in manager.page("/inbox")

    scene.ask_back(first, "Hvad står der på skærmen?")

    assert "<title>(1) Indbakke" in manager.page("/inbox")


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        ({"days": 2, "minutes": 5}, "Under en arbejdstime over tiden"),
        ({"days": 2, "hours": 3, "minutes": 5}, "3 arbejdstimer over tiden"),
        ({"days": 9}, "5 arbejdsdage over tiden"),
        ({"hours": 1}, "Svar senest"),
    ],
)
def test_how_late_a_ticket_is_stands_in_words(
    scene: Scene, manager: Visitor, wait: dict[str, float], words: str
) -> None:
    scene.sent(LOGIN)

    scene.wait(**wait)

    assert words in manager.page("/inbox")


def test_a_breach_is_late_by_the_clock(scene: Scene, visitor: Callable[[], Visitor]) -> None:
    scene.sent(BREACH)

    scene.wait(days=1, hours=2)

    assert "timer over tiden" in visitor().become(BREACHES).page("/inbox")
    assert "arbejdstimer" not in visitor().become(BREACHES).page("/inbox")


def test_fifty_tickets_fill_a_page(scene: Scene, manager: Visitor) -> None:
    storage, first = scene.running.parts.storage, scene.sent(LOGIN)
    with storage.transaction() as work:
        for at in range(PAGE):
            work.add_ticket(_copy(first, at + 2, first.due_at + timedelta(minutes=at + 1)))

    page = manager.page("/inbox?view=roles&q=Nexus")

    assert numbers(page) == list(range(1, PAGE + 1))
    assert "Side 1 af 2" in page
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    assert "q=Nexus" in following[1]
    assert numbers(manager.page(unescape(following[1]))) == [PAGE + 1]
    assert numbers(manager.page("/inbox?view=roles&page=99")) == [PAGE + 1]


def _copy(ticket: Ticket, number: int, due_at: object) -> Ticket:
    return Ticket(**{**vars(ticket), "id": f"{number:032x}", "number": number, "due_at": due_at})


# --- search -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        ("spærret", []),
        ("LÆGEN", ["resolved"]),
        ("lægebrev", ["resolved"]),
        ("arkiv gammel", []),
        ("æbeltoft", ["confirmed"]),
        ("100%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("notat FEJL", ["confirmed"]),
    ],
)
def test_answered_tickets_are_found_by_their_words(
    scene: Scene, manager: Visitor, looked_for: str, found: list[str]
) -> None:
    made = fill(scene)

    page = manager.http.get("/inbox", params={"view": "answered", "q": looked_for}).text

    assert set(numbers(page)) == {made[name].number for name in found}


@pytest.mark.parametrize("looked_for", ["12", "#12", "nr. 12", "Henvendelse 12"])
def test_a_ticket_is_found_by_its_number(scene: Scene, manager: Visitor, looked_for: str) -> None:
    fill(scene)

    page = manager.http.get("/inbox", params={"view": "roles", "q": looked_for.removeprefix("Henvendelse ")}).text

    assert numbers(page) == [12]


def test_those_who_joined_are_found_too(scene: Scene, manager: Visitor) -> None:
    made = fill(scene)

    page = manager.http.get("/inbox", params={"view": "roles", "q": "carl opretter sag"}).text

    assert numbers(page) == [made["joined"].number]


def test_a_search_is_kept_by_every_link_and_counts_every_pile(scene: Scene, manager: Visitor) -> None:
    fill(scene)

    page = manager.http.get("/inbox", params={"view": "mine", "q": "lægen"}).text

    assert 'name="q" value="lægen"' in page
    assert tabs(page)["/inbox?view=answered&q=l%C3%A6gen"] == 1
    assert tabs(page)["/inbox?view=mine&q=l%C3%A6gen"] == 0
    assert "passer til søgningen" in page


def test_the_coordinator_sees_one_system_at_a_time(scene: Scene, visitor: Callable[[], Visitor]) -> None:
    made = fill(scene)

    page = visitor().become(COORDINATOR).page("/inbox?view=roles&system=acadre")

    assert numbers(page) == [made["other"].number]
    assert '<option value="acadre" selected>' in page


@pytest.mark.parametrize("query", ["view=nonsense", "page=-1", "page=x", "page=99999999999", "system=nothing", "q="])
def test_an_address_that_means_nothing_shows_the_inbox(scene: Scene, manager: Visitor, query: str) -> None:
    scene.sent(LOGIN)

    assert numbers(manager.page(f"/inbox?{query}")) == [1]


def test_the_way_back_from_a_ticket_leads_to_the_view_one_came_from(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    manager.page("/inbox?view=roles&q=ferien")

    assert 'href="/inbox?view=roles&amp;q=ferien"' in manager.page(f"/inbox/{ticket.id}")


# --- one answer to several --------------------------------------------------------------------------------------------


def test_several_get_one_answer(scene: Scene, manager: Visitor) -> None:
    made = fill(scene)
    chosen = [made["late"], made["joined"]]
    page = manager.http.get("/inbox/answer", params={"ticket": [one.id for one in chosen]}).text
    values = re.findall(r'name="ticket" value="([^"]+)" checked', page)

    fields = {"csrf": manager.csrf, "ticket": values, "text": "Det er rettet nu."}
    after = manager.http.post("/inbox/answer", data=fields)

    assert after.status_code == 200
    assert after.text.count("Svaret er sendt.") == 2
    assert [now_of(scene, one).answer for one in chosen] == ["Det er rettet nu."] * 2


def test_one_of_several_that_moved_on_is_told_and_the_others_are_answered(scene: Scene, manager: Visitor) -> None:
    first, second = scene.sent(LOGIN), scene.sent("Hvordan flytter jeg en borger i Nexus?", who=BO)
    values = [f"{first.id}:1", f"{second.id}:1"]
    scene.answer(second, "Ring til mig.", who=COORDINATOR)

    fields = {"csrf": manager.csrf, "ticket": values, "text": "Det er rettet nu."}
    page = manager.http.post("/inbox/answer", data=fields).text

    assert now_of(scene, first).answer == "Det er rettet nu."
    assert now_of(scene, second).answer == "Ring til mig."
    assert "Ikke sendt: " in page
    assert "coordinator" in page
    assert ">Det er rettet nu.</textarea>" in page


def test_several_that_all_moved_on_are_a_conflict(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    scene.answer(ticket, "Ring til mig.", who=COORDINATOR)

    fields = {"csrf": manager.csrf, "ticket": [f"{ticket.id}:1"], "text": "Hej."}

    assert manager.http.post("/inbox/answer", data=fields).status_code == 409


def test_several_need_words(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)

    response = manager.http.post(
        "/inbox/answer", data={"csrf": manager.csrf, "ticket": [f"{ticket.id}:1"], "text": " "}
    )

    assert response.status_code == 422
    assert "Skriv et svar" in response.text


@pytest.mark.parametrize("ticket", ["", "nothing", "nothing:x", "a:1:2"])
def test_a_ticket_that_is_not_ones_own_is_not_among_several(scene: Scene, manager: Visitor, ticket: str) -> None:
    other = scene.sent("Hvordan opretter jeg en sag i Acadre?")

    page = manager.http.get("/inbox/answer", params={"ticket": [ticket, other.id]}).text

    assert "Du har ikke valgt nogen henvendelser" in page


# --- one ticket -------------------------------------------------------------------------------------------------------


def test_a_ticket_tells_what_has_happened_by_whom_and_in_which_words(scene: Scene, manager: Visitor) -> None:
    made = fill(scene)

    page = manager.page(f"/inbox/{made['replied'].id}")

    history = page[page.index('id="history"') : page.index('id="write"')]
    for words in ("Carl Ø. Nissen", "Du</strong> bad om mere at vide", "Hvilken fejl står der", "er spærret"):
        assert words in history


def test_a_ticket_shows_who_else_has_asked(scene: Scene, manager: Visitor) -> None:
    made = fill(scene)

    page = manager.page(f"/inbox/{made['joined'].id}")

    assert "3 har spurgt om det samme" in page
    assert "Bo Æbeltoft" in page


def test_what_is_done_to_a_ticket_is_told_once(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    manager.post(f"/inbox/{ticket.id}/take", seen="1")

    assert "Du har taget henvendelse nr. 1." in manager.page(f"/inbox/{ticket.id}")
    assert "Du har taget" not in manager.page(f"/inbox/{ticket.id}")


def test_the_asker_is_asked_back_in_the_words_of_the_field(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)

    assert manager.post(f"/inbox/{ticket.id}/ask", text="Hvad står der?", seen="1").status_code == 303

    assert now_of(scene, ticket).state is TicketState.AWAITING_REQUESTER
    assert "venter på spørgeren" in manager.page(f"/inbox/{ticket.id}")


def test_a_ticket_is_sent_on_with_a_word_why(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    place = {"destination": "systemansvarlig|acadre|", "seen": "1"}

    refused = manager.post(f"/inbox/{ticket.id}/forward", **place, why=" ")
    sent_on = manager.post(f"/inbox/{ticket.id}/forward", **place, why="Det er jeres.")

    assert refused.status_code == 422
    assert '<option value="systemansvarlig|acadre|" selected>' in refused.text
    assert sent_on.status_code == 303
    assert now_of(scene, ticket).route.system == "acadre"
    assert "er sendt videre" in manager.page("/inbox")
    assert manager.http.get(f"/inbox/{ticket.id}").status_code == 404


@pytest.mark.parametrize("destination", ["", "nothing||", "systemansvarlig||", "systemansvarlig|nexus|", "|||||"])
def test_a_ticket_is_sent_on_to_a_place_there_is(scene: Scene, manager: Visitor, destination: str) -> None:
    ticket = scene.sent(LOGIN)

    response = manager.post(f"/inbox/{ticket.id}/forward", destination=destination, why="Fordi.", seen="1")

    assert response.status_code == 422
    assert ">Fordi.</textarea>" in response.text


def test_a_ticket_is_given_to_a_colleague_and_put_back(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    page = manager.page(f"/inbox/{ticket.id}")
    colleague = re.search(r'<option value="([0-9a-f]+)">coordinator</option>', page)
    assert colleague is not None

    assert manager.post(f"/inbox/{ticket.id}/assign", to=colleague[1], seen="1").status_code == 303
    assert "coordinator er i gang" in manager.page(f"/inbox/{ticket.id}")
    assert manager.post(f"/inbox/{ticket.id}/release").status_code == 303
    assert now_of(scene, ticket).assignee_id is None


def test_a_ticket_is_merged_into_another_by_its_number(scene: Scene, manager: Visitor) -> None:
    stays, goes = scene.sent(LOGIN), scene.sent("Hvordan flytter jeg en borger i Nexus?", who=BO)

    merged = manager.post(f"/inbox/{goes.id}/merge", number="nr. 1", seen="1")

    assert merged.headers["location"] == f"/inbox/{stays.id}"
    assert "2 har spurgt om det samme" in manager.page(merged.headers["location"])
    assert now_of(scene, goes).state is TicketState.CLOSED


@pytest.mark.parametrize(("number", "status"), [("99", 404), ("", 404), ("x", 404), ("1", 409), ("9" * 30, 404)])
def test_a_merge_with_nothing_is_refused_in_words(scene: Scene, manager: Visitor, number: str, status: int) -> None:
    ticket = scene.sent(LOGIN)

    response = manager.post(f"/inbox/{ticket.id}/merge", number=number, seen="1")

    assert response.status_code == status
    assert '<p class="error" role="alert">' in response.text
    assert now_of(scene, ticket).state is TicketState.OPEN


def test_an_answered_ticket_offers_to_become_an_answer_of_the_bot(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    assert "Gem som FAQ" not in manager.page(f"/inbox/{ticket.id}")

    scene.answer(ticket, "Ring til mig.")

    assert f'action="/inbox/{ticket.id}/draft"' in manager.page(f"/inbox/{ticket.id}")


def test_the_answer_to_a_similar_question_can_be_used_again(scene: Scene, manager: Visitor) -> None:
    scene.answer(scene.sent(CASE), "Brug **Ny sag** øverst.")
    scene.wait(hours=1)
    ticket = scene.sent("Hvordan opretter jeg nye sager i Nexus?", who=CARL)
    link = re.search(r'href="(/inbox/[^"]+\?use=[0-9a-f]+)#text"', manager.page(f"/inbox/{ticket.id}"))
    assert link is not None

    assert ">Brug **Ny sag** øverst.</textarea>" in manager.page(link[1])


@pytest.mark.parametrize("use", ["nothing", "", "<script>"])
def test_an_answer_that_is_not_suggested_is_not_put_in(scene: Scene, manager: Visitor, use: str) -> None:
    other = scene.answer(scene.sent("Hvordan opretter jeg en sag i Acadre?"), "Hemmeligt.", who=COLLEAGUE)
    ticket = scene.sent(LOGIN)

    for one in (use, other.id):
        assert "Hemmeligt." not in manager.http.get(f"/inbox/{ticket.id}", params={"use": one}).text


def test_a_reader_is_noted_once_a_day(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    manager.page(f"/inbox/{ticket.id}")
    manager.page(f"/inbox/{ticket.id}")
    scene.wait(days=1)
    manager.page(f"/inbox/{ticket.id}")

    with scene.running.parts.storage.reading() as work:
        lines = [line for _, line in work.audited() if line.action == "ticket_read"]

    assert [line.about for line in lines] == [ticket.id, ticket.id]
    assert all(line.details == {} for line in lines)


def test_the_coordinator_can_have_the_reply_explained(scene: Scene, visitor: Callable[[], Visitor]) -> None:
    ticket = scene.sent(LOGIN)

    page = visitor().become(COORDINATOR).page(f"/inbox/{ticket.id}")

    assert 'action="/coordinator/explain"' in page
    assert "/coordinator/explain" not in visitor().become(MANAGER).page(f"/inbox/{ticket.id}")


def test_words_of_others_are_never_markup(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN, words="<script>alert(1)</script> [x](javascript:alert(1))")
    scene.ask_back(ticket, "<img src=x onerror=alert(1)>")
    scene.reply(ticket, "<b>fed</b>")

    page = manager.page(f"/inbox/{ticket.id}") + manager.page("/inbox")

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert 'href="javascript' not in page


# --- two at once ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["answer", "ask"])
def test_one_who_comes_second_is_told_and_keeps_what_they_wrote(scene: Scene, manager: Visitor, form: str) -> None:
    ticket = scene.sent(LOGIN)
    scene.take(ticket, who=COORDINATOR)

    response = manager.post(f"/inbox/{ticket.id}/{form}", text="Prøv at genstarte.", seen="1")

    assert response.status_code == 409
    assert "coordinator" in response.text
    assert "i dag kl. 10" in response.text
    assert ">Prøv at genstarte.</textarea>" in response.text
    assert f'name="seen" value="{now_of(scene, ticket).version}"' in response.text
    assert now_of(scene, ticket).answer is None


def test_what_was_written_is_kept_when_the_ticket_is_answered_meanwhile(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    scene.answer(ticket, "Ring til mig.", who=COORDINATOR)

    response = manager.post(f"/inbox/{ticket.id}/answer", text="Prøv at genstarte.", seen="1")

    assert response.status_code == 409
    assert "readonly" in response.text
    assert ">Prøv at genstarte.</textarea>" in response.text
    assert "Ring til mig." in response.text


def test_what_was_written_is_kept_when_the_ticket_went_elsewhere(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    manager.http.post(
        f"/inbox/{ticket.id}/forward",
        data={"csrf": manager.csrf, "destination": "systemansvarlig|acadre|", "why": "Jeres."},
    )

    response = manager.post(f"/inbox/{ticket.id}/answer", text="Prøv at genstarte.", seen="1")

    assert response.status_code == 403
    assert ">Prøv at genstarte.</textarea>" in response.text
    assert LOGIN not in response.text


def test_one_who_joins_meanwhile_stops_no_answer(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(CASE)
    scene.sent("Hvordan opretter jeg en sag i Nexus", who=BO)

    assert manager.post(f"/inbox/{ticket.id}/answer", text="Sådan her.", seen="1").status_code == 303


# --- my own questions -------------------------------------------------------------------------------------------------


@pytest.fixture
def anna(scene: Scene, visitor: Callable[[], Visitor]) -> Visitor:
    """An employee."""
    return visitor().become(ANNA)


def test_each_of_my_questions_says_how_it_stands(scene: Scene, anna: Visitor) -> None:
    fill(scene)

    page = anna.page("/mine")

    for words in (
        "Ligger hos den systemansvarlige for Nexus. Du får svar senest fredag kl. 12.",
        "Du får svar senest i morgen kl. 12.",
        "mangler noget fra dig",
        "Besvaret i går kl. 12. Hjalp det?",
        "Du skulle have haft svar i dag kl. 10.",
    ):
        assert words in page


def test_newest_activity_stands_first(scene: Scene, anna: Visitor) -> None:
    first, second = scene.sent(LOGIN), scene.sent("Hvordan flytter jeg en borger i Nexus?")
    scene.wait(hours=1)
    scene.answer(first, "Ring til mig.")

    page = anna.page("/mine")

    assert page.index(f'id="ticket-{first.number}"') < page.index(f'id="ticket-{second.number}"')


def test_a_question_back_is_replied_to_on_the_page(scene: Scene, anna: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    asked = scene.ask_back(ticket, "Hvad står der på skærmen?")
    assert "Hvad står der på skærmen?" in anna.page("/mine")

    response = anna.post(f"/mine/{ticket.id}/reply", text="At jeg er spærret, 010190-1234.", seen=str(asked.version))

    assert response.headers["location"] == f"/mine#ticket-{ticket.number}"
    assert now_of(scene, ticket).state is TicketState.ASSIGNED
    assert "At jeg er spærret" in anna.page("/mine")
    assert "010190" not in anna.page("/mine")


def test_a_reply_that_comes_too_late_is_kept(scene: Scene, anna: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    asked = scene.ask_back(ticket, "Hvad står der på skærmen?")
    scene.answer(ticket, "Jeg fandt det.")

    response = anna.post(f"/mine/{ticket.id}/reply", text="At jeg er spærret.", seen=str(asked.version))

    assert response.status_code == 409
    assert ">At jeg er spærret.</textarea>" in response.text
    assert "Jeg fandt det." in response.text


def test_an_answer_that_did_not_help_is_said_with_a_word_why(scene: Scene, anna: Visitor, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    scene.answer(ticket, "Genstart.")

    assert anna.post(f"/mine/{ticket.id}", helped="false", why="Det har jeg prøvet.").status_code == 303

    assert "Det har jeg prøvet." in manager.page(f"/inbox/{ticket.id}")
    assert "<title>(1)" in manager.page("/inbox")


def test_a_closed_question_is_reopened_within_thirty_days(scene: Scene, anna: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    scene.answer(ticket, "Genstart.")
    anna.post(f"/mine/{ticket.id}", helped="true")
    assert "Åbn henvendelsen igen" in anna.page("/mine")

    scene.wait(days=31)

    assert "Åbn henvendelsen igen" not in anna.page("/mine")
    assert anna.post(f"/mine/{ticket.id}", helped="false").status_code == 409


def test_a_question_that_fell_silent_says_so_and_can_be_reopened(scene: Scene, anna: Visitor, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)
    scene.ask_back(ticket, "Hvad står der på skærmen?")
    scene.wait(days=40)
    chase(services=scene.services, now=scene.running.clock.now)
    silent = now_of(scene, ticket)
    assert (silent.state, silent.answer) == (TicketState.RESOLVED, None)

    page = anna.page("/mine")

    assert "Vi hørte ikke fra dig" in page
    assert "Ja, det hjalp" not in page
    assert "Spørgeren svarede ikke" in manager.page("/inbox?view=answered")
    assert anna.post(f"/mine/{ticket.id}", helped="false", seen=str(silent.version)).status_code == 303


def test_a_question_is_withdrawn(scene: Scene, anna: Visitor) -> None:
    ticket = scene.sent(LOGIN)

    assert anna.post(f"/mine/{ticket.id}/withdraw", seen="1").status_code == 303

    assert "Du trak den tilbage i dag kl. 10." in anna.page("/mine")
    assert now_of(scene, ticket).state is TicketState.CLOSED


def test_one_who_joined_sees_their_own_words_and_the_answer_alone(scene: Scene, visitor: Callable[[], Visitor]) -> None:
    ticket = scene.sent(CASE)
    scene.sent("Hvordan opretter jeg en sag i Nexus??", who=BO)
    scene.ask_back(ticket, "Hvilken sag?")
    scene.reply(ticket, "Min kollegas sag.")
    scene.answer(ticket, "Brug Ny sag.")

    page = visitor().become(BO).page("/mine")

    assert "en sag i Nexus??" in page
    assert "Brug Ny sag." in page
    assert "Min kollegas sag." not in page
    assert "Anna Holm" not in page


def test_others_questions_are_not_ones_own(scene: Scene, visitor: Callable[[], Visitor]) -> None:
    ticket = scene.sent(LOGIN)
    bo = visitor().become(BO)

    for path in (f"/mine/{ticket.id}/withdraw", f"/mine/{ticket.id}/reply", f"/mine/{ticket.id}"):
        assert bo.post(path, text="hej", helped="true").status_code == 404
    assert now_of(scene, ticket).state is TicketState.OPEN


def test_a_role_holder_never_has_their_own_question_in_the_inbox(scene: Scene, visitor: Callable[[], Visitor]) -> None:
    manager = visitor().become(MANAGER)
    manager.ask(LOGIN)
    question = re.findall(r'name="pressed" value="([0-9a-f]+) handoff"', manager.page())[-1]
    manager.post("/send", question=question, event="send-0001", text=LOGIN)
    with scene.running.parts.storage.reading() as work:
        (ticket,) = work.tickets_of(scene.person(MANAGER).id)

    assert numbers(manager.page("/inbox?view=roles")) == []
    assert manager.http.get(f"/inbox/{ticket.id}").headers["location"] == f"/mine#ticket-{ticket.number}"


def test_a_form_of_a_ticket_needs_the_sessions_token(scene: Scene, manager: Visitor) -> None:
    ticket = scene.sent(LOGIN)

    for form in ("take", "answer", "ask", "forward", "assign", "release", "merge"):
        assert manager.http.post(f"/inbox/{ticket.id}/{form}", data={"text": "hej"}).status_code == 403
    assert manager.http.post("/inbox/answer", data={"ticket": f"{ticket.id}:1", "text": "hej"}).status_code == 403
    assert now_of(scene, ticket).version == 1
