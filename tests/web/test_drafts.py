"""An answer becomes a standing one in the browser: proposed, written, tried, published, and given to the next asker."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from bot.bootstrap import assemble
from bot.content.building import build
from bot.content.watching import Watcher
from bot.parts import Parts
from bot.services.ports import Draft, DraftState
from bot.settings import Settings
from bot.web.app import Lifespan, create_app
from tests.content.small import Small, small_content
from tests.web.conftest import Clock, Visitor, assert_accessible
from tests.web.serving import serving

QUESTION = "hvor længe skal vi gemme tegninger af broer"
ANSWER = "Gem tegningerne, så længe broen står."
WAYS = (
    *(QUESTION, "tegning af en bro", "må vi smide brotegninger ud", "gamle tegninger af broer, hvor længe"),
    *("bro tegninger opbevaring", "vi har tegninger af alle byens broer liggende", "hvornår må en brotegning kasseres"),
)
WITHIN = 90_000  # milliseconds; a training of the small content takes a few seconds
SIZES = {"desktop": (1280, 900), "phone": (320, 800)}


@dataclass
class Newsroom:
    """A server on content of its own that takes in what changes there."""

    url: str
    parts: Parts
    content: Small

    def drafts(self, *states: DraftState) -> list[Draft]:
        """The drafts there are."""
        with self.parts.storage.reading() as work:
            return list(work.drafts(*(states or tuple(DraftState))))


@pytest.fixture(scope="module")
def trained_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a snapshot of Eksempelby's content; nobody writes there."""
    root = tmp_path_factory.mktemp("small")
    build(small_content(root / "content").folders, root / "var")
    return root / "var"


@pytest.fixture
def newsroom(trained_small: Path, tmp_path: Path) -> Iterator[Newsroom]:
    content, data = small_content(tmp_path / "content"), tmp_path / "var"
    shutil.copytree(trained_small, data)
    places = {"data": data, "knowledge": content.folders.knowledge, "intents": content.folders.intents}
    parts = assemble(Settings.model_validate(places))
    with serving(create_app(parts, clock=Clock(), lifespans=[_watching(parts)])) as url:
        yield Newsroom(url, parts, content)
    parts.storage.close()


def _watching(parts: Parts) -> Lifespan:
    """As the server does it, only more often."""
    environment = {
        **os.environ,
        "ESDH_BOT_KNOWLEDGE": str(parts.folders.knowledge),
        "ESDH_BOT_INTENTS": str(parts.folders.intents),
        "ESDH_BOT_DATA": str(parts.settings.data),
    }

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(Watcher(parts.folders, parts.content, environment=environment).run(every=0.2))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return lifespan


@pytest.fixture
def visitor(newsroom: Newsroom) -> Iterator[Callable[[str], Visitor]]:
    made: list[httpx.Client] = []

    def make(person: str) -> Visitor:
        made.append(httpx.Client(base_url=newsroom.url, timeout=60))
        return Visitor(made[-1]).become(person)

    yield make
    for http in made:
        http.close()


@pytest.fixture
def coordinator(visitor: Callable[[str], Visitor]) -> Visitor:
    return visitor("coordinator")


@pytest.fixture
def ticket(newsroom: Newsroom, visitor: Callable[[str], Visitor], coordinator: Visitor) -> str:
    """The id of a ticket the coordinator has answered."""
    employee = visitor("employee-skole")
    employee.ask(QUESTION)
    employee.events += 1
    question = employee.button("handoff").split()[0]
    employee.post("/send", question=question, text=QUESTION, event="event-send")
    (found,) = re.findall(r'href="/inbox/([0-9a-f]{32})[^"]*"', coordinator.page("/inbox"))[:1]
    assert coordinator.post(f"/inbox/{found}/answer", text=ANSWER).status_code == 303
    return str(found)


@pytest.fixture
def draft(newsroom: Newsroom, coordinator: Visitor, ticket: str) -> str:
    """The path of a draft of the answered ticket."""
    response = coordinator.post(f"/inbox/{ticket}/draft")
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def written(**changes: str) -> dict[str, str]:
    """What the form sends when an editor has finished."""
    return {
        "seen": "1",
        "article": "tegninger-broer",
        "group": "praksis",
        "title_da": "Hvor længe skal tegninger af broer gemmes?",
        "title_en": "For how long must drawings of bridges be kept?",
        "answer_da": f"**{ANSWER}**",
        "answer_en": "**Keep the drawings for as long as the bridge stands.**",
        "utterances_da": "\n".join(WAYS),
        "utterances_en": "must we keep bridge drawings\nold drawings of bridges",
        "theme": "effektiv-administration",
        "owner": "koordinator",
        "route": "koordinator",
        "status": "approved",
        **changes,
    }


# --- without a script -------------------------------------------------------------------------------------------------


def test_the_coordinator_is_led_to_the_draft_and_finds_it_in_the_queue(coordinator: Visitor, draft: str) -> None:
    assert draft.startswith("/coordinator/drafts/")
    assert draft in coordinator.page("/coordinator/drafts")
    assert ANSWER in coordinator.page(draft)


def test_who_edits_no_drafts_sees_what_became_of_their_own(
    visitor: Callable[[str], Visitor], coordinator: Visitor
) -> None:
    employee, manager = visitor("employee-skole"), visitor("manager-sagsnet")
    employee.ask("hvad skal jeg kalde sagen")
    question = employee.button("handoff").split()[0]
    employee.post(
        "/send", question=question, text="hvad skal sagen hedde i Sagsnet", chosen="sagsnet", event="event-send"
    )
    (ticket,) = re.findall(r'href="/inbox/([0-9a-f]{32})[^"]*"', manager.page("/inbox"))[:1]
    manager.post(f"/inbox/{ticket}/answer", text="Skriv adressen først.")

    place = manager.post(f"/inbox/{ticket}/draft").headers["location"]
    assert place == f"/inbox/{ticket}/draft"
    assert "Skriv adressen først." in manager.page(place)

    (draft,) = re.findall(r'href="(/coordinator/drafts/[0-9a-f]{32})"', coordinator.page("/coordinator/drafts"))
    assert coordinator.post(f"{draft}/reject", seen="1", reason="Findes allerede.").status_code == 303
    assert "Findes allerede." in manager.page(place)
    assert place in manager.page(f"/inbox/{ticket}")
    assert visitor("central-dpo").http.get(place).status_code == 404


@pytest.mark.parametrize("person", ["employee-skole", "central-dpo", "manager-sagsnet"])
def test_drafts_are_for_editors(visitor: Callable[[str], Visitor], draft: str, person: str) -> None:
    other = visitor(person)

    for path in ("/coordinator/drafts", draft, f"{draft}/publish", f"{draft}/patch"):
        assert other.http.get(path).status_code == 403
    for action in ("", "/try", "/publish", "/reject", "/base"):
        assert other.post(f"{draft}{action}", seen="1").status_code == 403


def test_what_is_written_is_saved_and_shown_as_employees_see_it(
    newsroom: Newsroom, coordinator: Visitor, draft: str
) -> None:
    assert (
        coordinator.post(draft, **written(**{"basis-0-da": "Loven § 1", "basis-0-en": "The law § 1"})).status_code
        == 303
    )

    (saved,) = newsroom.drafts()
    page = coordinator.page(draft)
    assert saved.text.utterances_da == WAYS
    assert [source.da for source in saved.text.basis] == ["Loven § 1"]
    assert f"<strong>{ANSWER}</strong>" in page
    assert "<strong>Keep the drawings" in page
    assert page.count("Loven § 1") == 2  # in the form, and in the line of trust


def test_of_two_who_edit_the_second_is_told_and_keeps_every_word(coordinator: Visitor, draft: str) -> None:
    coordinator.post(draft, **written(title_da="Den førstes titel"))

    second = coordinator.post(draft, **written(title_da="Den andens titel"))

    assert second.status_code == 409
    assert ">Den andens titel</textarea>" in second.text
    assert "Den førstes titel" in second.text
    assert 'name="seen" value="2"' in second.text
    assert coordinator.post(draft, **written(title_da="Den andens titel", seen="2")).status_code == 303


def test_words_that_are_no_template_are_shown_as_such(coordinator: Visitor, draft: str) -> None:
    coordinator.post(draft, **written(answer_da="{{ ups"))

    assert "Svaret kan ikke vises" in coordinator.page(draft)


def test_a_draft_that_was_not_tried_is_published_only_with_a_tick(
    newsroom: Newsroom, coordinator: Visitor, draft: str
) -> None:
    coordinator.post(draft, **written())

    refused = coordinator.post(f"{draft}/publish", seen="2")
    assert refused.status_code == 409
    assert "Kladden er ikke prøvet" in refused.text
    assert coordinator.post(f"{draft}/publish", seen="2", untried="true").status_code == 303
    assert newsroom.drafts()[0].state is DraftState.PUBLISHED
    assert (newsroom.content.root / "knowledge/articles/praksis/tegninger-broer.yaml").is_file()


def test_what_check_refuses_is_told_with_file_and_line(coordinator: Visitor, draft: str) -> None:
    coordinator.post(draft, **written(answer_en=""))

    refused = coordinator.post(f"{draft}/publish", seen="2", untried="true")

    assert refused.status_code == 422
    assert "tegninger-broer.yaml:7: &#39;en&#39; er tom. Skriv en tekst." in refused.text


def test_what_would_be_published_can_be_taken_away_as_a_patch(coordinator: Visitor, draft: str) -> None:
    coordinator.post(draft, **written())

    response = coordinator.http.get(f"{draft}/patch")

    assert response.headers["content-type"].startswith("text/x-patch")
    assert "+++ b/knowledge/articles/praksis/tegninger-broer.yaml" in response.text


def test_a_form_of_somebody_else_does_nothing(coordinator: Visitor, draft: str) -> None:
    assert coordinator.http.post(draft, data={**written(), "csrf": "x"}).status_code == 403


# --- in a browser -----------------------------------------------------------------------------------------------------


def _become(page: Page, url: str, person: str) -> None:
    page.goto(f"{url}/people")
    page.locator(f'button[value="{person}"]').click()


@pytest.mark.browser
@pytest.mark.slow
def test_written_tried_published_and_answered(newsroom: Newsroom, browser: Browser, draft: str) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    _become(page, newsroom.url, "coordinator")
    page.goto(newsroom.url + draft)
    for name, value in written().items():
        field = page.locator(f'main form.stack [name="{name}"]')
        if name == "seen":
            continue
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Gem og se").click()
    expect(page.locator(".card", has_text="as long as the bridge stands")).to_be_visible()

    page.get_by_role("link", name="Videre til at prøve og udgive").click()
    page.get_by_role("button", name="Prøv kladden").click()
    expect(page.locator(".drafts__running")).to_be_visible()
    expect(page.get_by_text("Vil besvare 1 af sidste kvartals 1 ubesvarede spørgsmål.")).to_be_visible(timeout=WITHIN)
    assert_accessible(page)

    page.get_by_role("button", name="Udgiv").click()
    expect(page.locator(".good", has_text="Botten svarer nu ud fra det nye indhold.")).to_be_visible(timeout=WITHIN)
    assert_accessible(page)

    asking = browser.new_context().new_page()
    _become(asking, newsroom.url, "employee-teknik")
    asking.locator("textarea[name=text]").fill("hvor længe gemmer vi tegningerne af byens broer")
    asking.keyboard.press("Enter")
    expect(asking.locator(".card", has_text=ANSWER)).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_are_accessible_and_fit(
    newsroom: Newsroom, browser: Browser, draft: str, coordinator: Visitor, size: str
) -> None:
    coordinator.post(draft, **written(utterances_da="x" * 300))
    width, height = SIZES[size]
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    _become(page, newsroom.url, "coordinator")

    for path in ("/coordinator/drafts", draft, f"{draft}/publish"):
        page.goto(newsroom.url + path)
        assert_accessible(page)


@pytest.mark.browser
def test_the_form_is_filled_in_and_saved_from_the_keyboard(newsroom: Newsroom, browser: Browser, draft: str) -> None:
    page = browser.new_context().new_page()
    _become(page, newsroom.url, "coordinator")
    page.goto(newsroom.url + draft)
    page.locator("#title_en").focus()
    page.keyboard.type("A title")
    page.get_by_role("button", name="Gem og se").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#title_en")).to_have_value("A title")
    assert page.evaluate("location.hash") == "#preview"
