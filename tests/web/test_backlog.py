"""The backlog in the browser: found, decided about, put together, taken apart, and readable for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.core.desk.backlog import ItemKind, ItemState
from bot.services.asking import Asking, ask
from bot.services.backlog import ItemWords, change_item
from bot.services.clustering import cluster_questions
from bot.services.ports import WEB, Place, Sender
from bot.services.ports.backlog import BacklogLine, WantedItems
from tests.web.conftest import Running, Visitor, assert_accessible
from tests.web.inbox_scene import COORDINATOR, MANAGER, Scene

DRONES = (
    "Skal billeder fra vores drone journaliseres?",
    "billeder taget med drone på en byggesag, skal de journaliseres",
    "dronebilleder af en byggeplads, skal de på sagen",
    "vi har fotograferet med drone, journaliseres billederne",
)
LETTERS = ("Brevskabelonerne er væk i Nexus", "alle vores brevskabeloner er forsvundet i nexus")


@pytest.fixture
def lines(running: Running) -> list[BacklogLine]:
    """Two items: one that six people asked about, one that two did; the first with a decision that is late."""
    scene = Scene(running)
    coordinator = scene.person(COORDINATOR)
    services, now = running.parts.services, running.clock.now
    for number, text in enumerate((*DRONES, *DRONES[:2], *LETTERS)):
        sender, place = Sender(WEB, f"asker-{number}"), Place(f"place-{number}")
        asked = ask(Asking(f"gap-{number}", sender, place, text), services=services, now=now)
        with services.storage.transaction() as work:
            work.update_question(asked.question_id or "", reply="fallback", article=None)
    cluster_questions(services=services, now=now)
    with services.storage.reading() as work:
        found = work.item_lines(WantedItems(everyones=True), today=now.date(), limit=10)
    words = ItemWords(
        kind=ItemKind.MISSING, owner="koordinator", due_on=now.date().replace(day=1), notes="Spørg arkivet."
    )
    change_item(found[0].item.id, coordinator, words, seen=1, services=services, now=now)
    with services.storage.reading() as work:
        return list(work.item_lines(WantedItems(everyones=True), today=now.date(), limit=10))


@pytest.fixture
def coordinator(visitor: Callable[[], Visitor]) -> Visitor:
    """The coordinator, without a script."""
    return visitor().become(COORDINATOR)


# --- without a script -------------------------------------------------------------------------------------------------


def test_few_people_are_shown_without_their_number(lines: list[BacklogLine], coordinator: Visitor) -> None:
    listed = coordinator.page("/coordinator/backlog")
    all_of_them = coordinator.page("/coordinator/backlog?few=1")

    assert "6 spørgsmål fra mindst 6 personer" in listed
    assert "Brevskabelonerne" not in listed
    assert "Færre end 5 personer" in all_of_them
    assert "2 spørgsmål" not in all_of_them


def test_nobody_but_the_coordinator_gets_in(lines: list[BacklogLine], visitor: Callable[[], Visitor]) -> None:
    manager = visitor().become(MANAGER)

    assert manager.http.get("/coordinator/backlog").status_code == 403
    assert manager.http.get(f"/coordinator/backlog/{lines[0].item.id}").status_code == 403
    assert manager.post(f"/coordinator/backlog/{lines[0].item.id}", seen="2").status_code == 403


def test_what_does_not_exist_is_said_plainly(lines: list[BacklogLine], coordinator: Visitor) -> None:
    assert coordinator.http.get("/coordinator/backlog/nothing").status_code == 404
    assert (
        coordinator.http.get("/coordinator/backlog?state=x&kind=y&order=z&page=-1&owner=n&system=m").status_code == 200
    )


def test_a_stale_form_saves_nothing_and_shows_both(lines: list[BacklogLine], coordinator: Visitor) -> None:
    path = f"/coordinator/backlog/{lines[0].item.id}"
    coordinator.post(path, seen="2", title="Dronebilleder", state="planned")
    answer = coordinator.post(path, seen="2", title="Noget andet", state="new")

    assert answer.status_code == 409
    assert 'value="Noget andet"' in answer.text
    assert "<dd>Dronebilleder</dd>" in answer.text


def test_the_button_gathers_what_was_asked_since(
    lines: list[BacklogLine], coordinator: Visitor, running: Running
) -> None:
    services, now = running.parts.services, running.clock.now
    asked = ask(Asking("late", Sender(WEB, "sen"), Place("sen"), DRONES[0]), services=services, now=now)
    with services.storage.transaction() as work:
        work.update_question(asked.question_id or "", reply="fallback", article=None)

    assert coordinator.post("/coordinator/backlog/gather").status_code == 303
    pages = (coordinator.page("/coordinator/backlog") for _ in range(500))  # it goes on while the page is shown
    assert any("7 spørgsmål fra mindst 7 personer" in page for page in pages)


def test_an_item_leads_to_a_draft_and_to_a_systems_owner(lines: list[BacklogLine], coordinator: Visitor) -> None:
    path = f"/coordinator/backlog/{lines[0].item.id}"
    drafted = coordinator.post(f"{path}/draft", seen="2", article="")
    written = coordinator.post(
        f"{path}/ticket", seen="3", system="nexus", text="Kan dronen gemme selv?", event="letter-1"
    )

    assert drafted.headers["location"].startswith("/coordinator/drafts/")
    assert written.headers["location"] == f"{path}?told=written"
    assert "Kan dronen gemme selv?" in coordinator.page("/mine")


# --- in a real browser ------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 320])
def test_no_page_of_the_backlog_breaks_an_accessibility_rule(
    lines: list[BacklogLine], open_as: Callable[..., Page], scheme: str, width: int
) -> None:
    page = open_as(COORDINATOR, "/coordinator/backlog?few=1", width=width, color_scheme=scheme, reduced_motion="reduce")
    for path in ("/coordinator/backlog?few=1", *(f"/coordinator/backlog/{line.item.id}?told=saved" for line in lines)):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")

        assert_accessible(page)


@pytest.mark.browser
def test_an_item_is_decided_about_by_keyboard(lines: list[BacklogLine], open_as: Callable[..., Page]) -> None:
    page = open_as(COORDINATOR, "/coordinator/backlog")
    page.get_by_role("link", name="drone").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Titel").focus()
    page.keyboard.type("Dronebilleder")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Status")).to_be_focused()
    page.keyboard.type("Planlagt")
    page.get_by_role("button", name="Gem", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Det er gemt.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dronebilleder")
    expect(page.get_by_label("Status")).to_have_value(ItemState.PLANNED)


@pytest.mark.browser
def test_questions_are_split_off_and_put_back(lines: list[BacklogLine], open_as: Callable[..., Page]) -> None:
    page = open_as(COORDINATOR, f"/coordinator/backlog/{lines[0].item.id}")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Lav et nyt punkt").click()
    expect(page.get_by_role("status")).to_contain_text("det nye punkt")
    page.get_by_text("Læg punktet sammen med et andet").click()
    page.get_by_label("Læg det ind under").select_option(lines[0].item.id)
    page.get_by_role("button", name="Læg sammen", exact=True).click()

    expect(page).to_have_url(f"{page.url.split('/coordinator')[0]}/coordinator/backlog/{lines[0].item.id}?told=merged")
    expect(page.get_by_text("6 spørgsmål fra mindst 6 personer")).to_be_visible()


@pytest.mark.browser
def test_print_leaves_out_what_is_only_pressed(lines: list[BacklogLine], open_as: Callable[..., Page]) -> None:
    page = open_as(COORDINATOR, f"/coordinator/backlog/{lines[0].item.id}")
    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="Gem", exact=True)).to_be_hidden()
    expect(page.get_by_text(DRONES[0]).first).to_be_visible()
