"""Who holds what on the coordinator's page, the audit log beside it, and a role holder's absences."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Browser, expect

from bot.services.ports import Audited, Holding
from tests.web.conftest import Running, Visitor, assert_accessible

ROLES, AUDIT, ABSENCE = "/coordinator/roles", "/coordinator/audit", "/absence"
NEXUS = Holding("systemansvarlig", system="nexus")
HEADER = "e-mail;navn;rolle;system;forvaltning\n"


@pytest.fixture
def coordinator(visitor: Callable[[], Visitor]) -> Visitor:
    """The coordinator."""
    return visitor().become("coordinator")


def _give(coordinator: Visitor, email: str = "mette@eksempel.dk", name: str = "Mette Holm") -> httpx.Response:
    return coordinator.post(f"{ROLES}/give", email=email, name=name, role="systemansvarlig", system="nexus")


def _person(running: Running, email: str) -> str:
    with running.parts.storage.reading() as work:
        person = work.person_by_email(email)
    assert person is not None
    return person.id


def _holders(running: Running, holding: Holding = NEXUS) -> list[str]:
    with running.parts.storage.reading() as work:
        return [work.employees([one])[one].email for one in work.holders(holding)]


def _preview(coordinator: Visitor, text: str | bytes, **fields: str) -> httpx.Response:
    data = text.encode("cp1252") if isinstance(text, str) else text
    return coordinator.http.post(
        f"{ROLES}/preview", data={"csrf": coordinator.csrf, **fields}, files={"file": ("roller.csv", data, "text/csv")}
    )


def _confirm(coordinator: Visitor, page: str) -> httpx.Response:
    """Press 'Gør det' on the page of a preview."""
    expected = re.search(r'name="expected" value="([^"]+)"', page)
    text = re.search(r'<textarea name="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert expected is not None
    assert text is not None
    replaces = {"replaces": "true"} if 'type="hidden" name="replaces"' in page else {}
    return coordinator.post(f"{ROLES}/import", expected=expected[1], text=text[1], **replaces)


# --- roles ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ROLES, f"{ROLES}/roles.csv", AUDIT, f"{AUDIT}/audit.csv"])
@pytest.mark.parametrize("who", ["employee-boern-og-uddannelse", "manager-nexus"])
def test_the_pages_are_the_coordinators(visitor: Callable[[], Visitor], path: str, who: str) -> None:
    assert visitor().become(who).http.get(path).status_code == 403


@pytest.mark.parametrize("action", ["give", "take", "preview", "import"])
def test_a_form_of_somebody_elses_changes_nothing(running: Running, coordinator: Visitor, action: str) -> None:
    forged = coordinator.http.post(f"{ROLES}/{action}", data={"csrf": "wrong", "email": "x@y.dk", "role": "it"})

    assert forged.status_code == 403
    assert _holders(running, Holding("it")) == []


def test_every_coordinators_page_leads_to_the_others(coordinator: Visitor) -> None:
    for path in ("/coordinator/statistics", ROLES, AUDIT, "/coordinator/explain"):
        page = coordinator.page(path)
        assert f'<a href="{path}" aria-current="page">' in page
        assert page.count('<a href="/coordinator') >= 5


def test_a_role_is_given_and_taken(running: Running, coordinator: Visitor) -> None:
    assert _give(coordinator).headers["location"] == f"{ROLES}?done=given"
    assert "Mette Holm (mette@eksempel.dk)" in coordinator.page(ROLES)

    person = _person(running, "mette@eksempel.dk")
    taken = coordinator.post(f"{ROLES}/take", person=person, role="systemansvarlig", system="nexus", department="")
    assert taken.headers["location"] == f"{ROLES}?done=taken"
    assert _holders(running) == []


def test_where_nobody_holds_a_role_the_page_says_who_gets_the_questions(coordinator: Visitor) -> None:
    page = coordinator.page(ROLES)

    assert "Spørgsmål går til ESDH-koordinatoren." in page
    assert "roller, der får spørgsmål, står tomme" in page


def test_a_role_that_cannot_be_given_says_why_and_keeps_what_was_written(coordinator: Visitor) -> None:
    response = coordinator.post(f"{ROLES}/give", email="mette@eksempel.dk", role="systemansvarlig")

    assert response.status_code == 422
    assert "rollen systemansvarlig hører til et system" in response.text
    assert 'value="mette@eksempel.dk"' in response.text


def test_the_last_coordinator_is_told_why_they_stay(running: Running, coordinator: Visitor) -> None:
    with running.parts.storage.reading() as work:
        (person,) = work.holders(Holding("koordinator"))

    response = coordinator.post(f"{ROLES}/take", person=person, role="koordinator", system="", department="")

    assert response.status_code == 409
    assert "Du kan ikke fjerne den sidste koordinator" in response.text


def test_a_list_is_shown_before_it_is_done(running: Running, coordinator: Visitor) -> None:
    shown = _preview(coordinator, f"{HEADER}mette@eksempel.dk;Mette Ærø;systemansvarlig;Nexus;\n")
    assert "Mette Ærø (mette@eksempel.dk): den systemansvarlige for Nexus" in shown.text
    assert _holders(running) == []

    assert _confirm(coordinator, shown.text).headers["location"] == f"{ROLES}?done=imported"
    assert _holders(running) == ["mette@eksempel.dk"]


def test_errors_in_a_list_are_told_by_line_and_nothing_is_done(running: Running, coordinator: Visitor) -> None:
    rows = "".join(f"m{number}@eksempel.dk;;systemansvarlig;Nexus;\n" for number in range(5))
    response = _preview(coordinator, f"{HEADER}{rows}per@eksempel.dk;Per;systemansvarlig;Acadra;\n")

    assert response.status_code == 422
    assert "linje 7: systemet »Acadra« findes ikke; mente du Acadre?" in response.text
    assert _holders(running) == []


def test_a_preview_that_no_longer_holds_is_shown_anew(running: Running, coordinator: Visitor) -> None:
    shown = _preview(coordinator, f"{HEADER}per@eksempel.dk;Per;dpo;;\n", replaces="true")
    _give(coordinator)

    again = _confirm(coordinator, shown.text)

    assert again.status_code == 409
    assert "Rollerne er ændret, siden du så forslaget" in again.text
    assert "Mister en rolle (1)" in again.text
    assert _holders(running) == ["mette@eksempel.dk"]


def test_the_list_taken_along_holds_no_formula(coordinator: Visitor) -> None:
    _give(coordinator, name="=HYPERLINK(1)")
    response = coordinator.http.get(f"{ROLES}/roles.csv")
    rows = list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))

    assert rows[0] == ["e-mail", "navn", "rolle", "system", "forvaltning"]
    assert ["mette@eksempel.dk", "'=HYPERLINK(1)", "systemansvarlig", "Nexus", ""] in rows


# --- the audit log ----------------------------------------------------------------------------------------------------


def test_the_log_says_in_words_who_did_what(running: Running, coordinator: Visitor) -> None:
    _give(coordinator)
    with running.parts.storage.transaction() as work:
        work.audit(Audited(running.clock.now, "operator", "something_new", "x1", {"how": "so"}))

    page = coordinator.page(AUDIT)

    assert "gav Mette Holm (mette@eksempel.dk) rollen den systemansvarlige for Nexus" in page
    assert "Driften (kommandolinjen)" in page
    assert "something_new" in page


def test_the_log_is_read_newest_first_a_hundred_at_a_time(running: Running, coordinator: Visitor) -> None:
    with running.parts.storage.transaction() as work:
        for number in range(150):
            work.audit(Audited(running.clock.now + timedelta(minutes=number), f"p{number:03d}", "signed_in"))

    newest = coordinator.page(AUDIT)
    older = re.search(r'href="(/coordinator/audit\?action=&amp;before=\d+)"', newest)
    assert older is not None
    oldest = coordinator.page(older[1].replace("&amp;", "&"))

    assert newest.index("p149") < newest.index("p148")
    assert ("p050" in newest, "p049" in newest, "p049" in oldest, "p000" in oldest) == (True, False, True, True)
    assert "before=" not in oldest


def test_the_log_is_shown_and_taken_along_by_action(running: Running, coordinator: Visitor) -> None:
    _give(coordinator)
    with running.parts.storage.transaction() as work:
        work.audit(Audited(running.clock.now, "operator", "signed_in"))

    assert "(mette@eksempel.dk) rollen" not in coordinator.page(f"{AUDIT}?action=signed_in")
    text = coordinator.http.get(f"{AUDIT}/audit.csv?action=role_granted").text
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    assert rows[0] == ["Hvornår", "Hvem", "Handling", "Hvad"]
    assert [(row[0], row[2]) for row in rows[1:]] == [("2026-11-23 10:00:00", "Gav en rolle")]


# --- absences ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(visitor: Callable[[], Visitor]) -> Visitor:
    """The manager of a system."""
    return visitor().become("manager-nexus")


def test_one_without_a_role_has_no_absences(visitor: Callable[[], Visitor]) -> None:
    assert visitor().become("employee-boern-og-uddannelse").http.get(ABSENCE).status_code == 403


def test_one_is_away_and_back_again(manager: Visitor) -> None:
    manager.post(f"{ABSENCE}/away", first="2026-11-20", last="2026-12-01")
    assert "20. november 2026 – 1. december 2026" in manager.page(ABSENCE)

    manager.post(f"{ABSENCE}/back")
    assert "20. november" not in manager.page(ABSENCE)


def test_one_absence_is_called_off(manager: Visitor) -> None:
    manager.post(f"{ABSENCE}/away", first="2026-12-01", last="2026-12-02")
    found = re.search(r'name="absence" value="(\d+)"', manager.page(ABSENCE))
    assert found is not None
    manager.post(f"{ABSENCE}/call-off", absence=found[1])

    assert 'name="absence"' not in manager.page(ABSENCE)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-12-05", "2026-12-01", "Den sidste dag ligger før den første"),
        ("2026-10-01", "2026-10-02", "De dage er allerede gået"),
        ("i morgen", "", "Vælg både den første og den sidste dag"),
    ],
)
def test_days_that_cannot_be_meant_are_refused_in_words(manager: Visitor, first: str, last: str, said: str) -> None:
    response = manager.post(f"{ABSENCE}/away", first=first, last=last)

    assert response.status_code == 422
    assert said in response.text


def test_a_deputy_is_chosen_by_address(coordinator: Visitor, manager: Visitor) -> None:
    _give(coordinator)
    manager.post(f"{ABSENCE}/deputy", email="mette@eksempel.dk")
    assert "Mette Holm (mette@eksempel.dk) tager over" in manager.page(ABSENCE)

    unknown = manager.post(f"{ABSENCE}/deputy", email="hvem@eksempel.dk")
    assert unknown.status_code == 422
    assert "Botten kender ingen med den mailadresse" in unknown.text
    assert "Mette Holm (mette@eksempel.dk) tager over" in manager.page(ABSENCE)


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_the_pages_work_in_a_browser_and_for_everybody(
    browser: Browser, running: Running, scheme: str, width: int
) -> None:
    context = browser.new_context(
        locale="da-DK",
        color_scheme=scheme,  # type: ignore[arg-type]  # a parameter is a plain string
        viewport={"width": width, "height": 800},
    )
    page = context.new_page()

    page.goto(f"{running.url}/people")
    page.click('button[value="coordinator"]')
    page.goto(f"{running.url}{ROLES}")
    assert_accessible(page)
    page.get_by_label("Mailadresse").fill("mette@eksempel.dk")
    page.get_by_label("Navn").fill("Mette Holm")
    page.get_by_label("Rolle", exact=True).select_option("systemansvarlig")
    page.get_by_role("button", name="Giv rollen").click()
    expect(page.get_by_role("alert")).to_contain_text("hører til et system")
    assert_accessible(page)
    page.locator("select#system").select_option("nexus")
    page.get_by_role("button", name="Giv rollen").click()
    expect(page.get_by_role("status")).to_have_text("Rollen er givet.")

    roller = {"name": "roller.csv", "mimeType": "text/csv", "buffer": f"{HEADER}per@eksempel.dk;Per;dpo;;\n".encode()}
    page.get_by_label("Liste med roller (CSV)").first.set_input_files(roller)  # type: ignore[arg-type]  # a plain dict
    page.get_by_role("button", name="Se, hvad der bliver ændret").click()
    expect(page.locator("#preview")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Gør det").click()
    expect(page.get_by_role("status")).to_have_text("Listen er læst ind.")
    page.get_by_role("button", name=re.compile("Fjern Mette Holm")).click()
    expect(page.get_by_role("status")).to_contain_text("Rollen er fjernet.")
    assert_accessible(page)

    page.get_by_role("link", name="Log", exact=True).click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("tog rollen den systemansvarlige for Nexus fra Mette Holm")
    assert_accessible(page)
    page.goto(f"{running.url}{ABSENCE}")
    page.get_by_label("Første dag").fill("2026-12-01")
    page.get_by_label("Sidste dag").fill("2026-12-24")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Det er noteret, at du er væk.")
    assert_accessible(page)
    context.close()
