"""Signing in on the web, with an identity provider that may misbehave, and with links from the chat."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from bot.bootstrap import assemble
from bot.errors import SettingsError, StorageError
from bot.services.ports import SLACK, Audited, Person, Sender
from bot.services.signing_in import new_link
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.oidc import vouched_for
from tests.web.conftest import Clock, Running, Visitor, assert_accessible
from tests.web.oidc_provider import CLIENT, SECRET, Provider, new_key
from tests.web.serving import free_port, serving

PAGES = ("/", "/mine", "/profile", "/inbox", "/coordinator", "/profile/export.json")
FORMS = ("/ask", "/press", "/send", "/new", "/profile", "/profile/forget", "/sign-out/everywhere")
COORDINATORS, MANAGERS = "g-coordinators", "g-nexus"
GROUP_ROLES = f'{{"{COORDINATORS}": "koordinator", "{MANAGERS}": "systemansvarlig:nexus"}}'
BO = {"sub": "bo-1", "name": "Bo Berg", "email": "bo@eksempel.dk"}
REFUSED, UNREACHABLE = "Du blev ikke logget ind", "login svarer ikke"


@dataclass
class Guest:
    """Somebody with a browser's cookies and no script."""

    site: Running
    http: httpx.Client
    events: int = field(default=0)

    def sign_in(self, path: str = "/") -> httpx.Response:
        """Go to the provider and come back."""
        return self.http.get("/sign-in/oidc", params={"next": path}, follow_redirects=True)

    @property
    def is_signed_in(self) -> bool:
        """Whether one's own pages can be seen."""
        return self.http.get("/mine").status_code == 200

    @property
    def csrf(self) -> str:
        """The token of this browser's forms."""
        page = self.http.get("/profile", follow_redirects=True).text
        return str(re.findall(r'name="csrf" value="([^"]+)"', page)[0])

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with the right token."""
        return self.http.post(path, data={"csrf": self.csrf, **fields})

    def ask(self, text: str, *, event: str = "event-0001") -> httpx.Response:
        """Ask, as the plain form does."""
        return self.post("/ask", text=text, event=event)


@contextmanager
def running_site(data: Path, trained: Path, provider: Provider | None = None, **more: object) -> Iterator[Running]:
    """A server where people sign in."""
    data.mkdir(exist_ok=True)
    (data / "snapshots").symlink_to(trained / "snapshots")
    bound = free_port()
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    settings: dict[str, object] = {"data": data, "public_url": url, "oidc_group_roles": GROUP_ROLES}
    if provider is not None:
        settings |= {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with closing(bound):
        parts, clock = assemble(Settings.model_validate({**settings, **more})), Clock()
        with serving(create_app(parts, clock=clock), bound):
            yield Running(url, parts, clock)
        parts.storage.close()


@pytest.fixture
def provider() -> Iterator[Provider]:
    """An identity provider that behaves, until a test tells it otherwise."""
    bound, found = free_port(), Provider()
    found.url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    with closing(bound), serving(found.app(), bound):
        yield found


@pytest.fixture
def site(provider: Provider, trained_data: Path, tmp_path: Path) -> Iterator[Running]:
    """A server where people sign in with the provider."""
    with running_site(tmp_path / "data", trained_data, provider) as found:
        yield found


@pytest.fixture
def chat_site(trained_data: Path, tmp_path: Path) -> Iterator[Running]:
    """A server where people sign in with links from the chat alone."""
    slack: dict[str, Any] = {"slack_bot_token": "xoxb-1", "slack_signing_secret": "s"}
    with running_site(tmp_path / "data", trained_data, oidc_group_roles="{}", **slack) as found:
        yield found


@pytest.fixture
def guest(request: pytest.FixtureRequest) -> Iterator[Callable[[], Guest]]:
    """Makes people, each with cookies of their own."""
    running: Running = request.getfixturevalue("chat_site" if "chat_site" in request.fixturenames else "site")
    made: list[httpx.Client] = []

    def make() -> Guest:
        made.append(httpx.Client(base_url=running.url, timeout=20))
        return Guest(running, made[-1])

    yield make
    for http in made:
        http.close()


@pytest.fixture
def anna(guest: Callable[[], Guest]) -> Guest:
    """Anna, signed in."""
    found = guest()
    assert found.sign_in().status_code == 200
    return found


def link_to(running: Running, *, name: str = "Anna") -> tuple[str, Person]:
    """A fresh link's path, and whose it is."""
    with running.parts.storage.transaction() as work:
        person = work.person(Sender(SLACK, f"T1:{name}", name), now=running.clock.now)
        return f"/sign-in/link/{new_link(work, person.id, now=running.clock.now)}", person


def audit(running: Running) -> list[Audited]:
    """The audit log, oldest first."""
    with running.parts.storage.reading() as work:
        return [line for _, line in reversed(work.audited())]


# --- nobody -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, "/inbox/0b1?from=mail"])
def test_nobody_is_led_to_sign_in_and_would_come_back_here(guest: Callable[[], Guest], path: str) -> None:
    response = guest().http.get(path)

    led_to = urlsplit(response.headers["location"])
    assert (response.status_code, led_to.path) == (303, "/sign-in")
    assert parse_qs(led_to.query).get("next", ["/"]) == [path]


@pytest.mark.parametrize("path", FORMS)
def test_nobodys_form_is_refused_in_words(guest: Callable[[], Guest], path: str) -> None:
    response = guest().post(path, text="hej", event="event-0001", pressed="a b", question="a")

    assert response.status_code == 401
    assert "Du er ikke logget ind" in response.text
    assert 'href="/sign-in"' in response.text


def test_nobodys_script_is_told_with_a_way_to_sign_in(guest: Callable[[], Guest]) -> None:
    response = guest().http.get("/news", headers={"x-fragment": "1"})

    assert response.status_code == 401
    assert 'href="/sign-in"' in response.text
    assert "<html" not in response.text


def test_the_json_api_is_closed_to_nobody(site: Running) -> None:
    body = {"text": "Skal en sms på sagen?", "conversation": "c", "asker": "anna", "request_id": "r"}

    response = httpx.post(f"{site.url}/api/ask", json=body)

    assert response.status_code == 401
    assert response.json()["error"] == "NotSignedIn"
    assert list(site.parts.storage.log.questions()) == []


def test_demonstration_people_are_nowhere(guest: Callable[[], Guest], site: Running) -> None:
    stranger = guest()

    assert stranger.http.get("/people").status_code == 404
    assert stranger.post("/people", person="coordinator").status_code == 404
    with site.parts.storage.reading() as work:
        assert work.known_person("web", "coordinator") is None


def test_a_demonstrations_cookie_is_nobody_where_people_sign_in(
    running: Running, visitor: Callable[[], Visitor], provider: Provider, trained_data: Path, tmp_path: Path
) -> None:
    cookies = dict(visitor().become("coordinator").http.cookies)
    secret = running.parts.secret.decode()

    with running_site(tmp_path / "data", trained_data, provider, secret=secret) as site:
        response = httpx.get(f"{site.url}/coordinator", cookies=cookies)

    assert response.status_code == 303


# --- with the identity provider ---------------------------------------------------------------------------------------


def test_signing_in_leads_to_the_page_one_came_for(guest: Callable[[], Guest]) -> None:
    response = guest().sign_in("/profile?saved=true")

    assert response.url.raw_path == b"/profile?saved=true"
    assert "<strong>Anna Jensen</strong>" in response.text
    assert "Log ud" in response.text


@pytest.mark.parametrize("path", ["https://example.dk", "//example.dk", "/\\example.dk", "mine", "/" + "a" * 600])
def test_signing_in_leads_to_our_own_pages_only(guest: Callable[[], Guest], path: str) -> None:
    response = guest().sign_in(path)

    assert response.url.path == "/"


def test_the_provider_is_asked_with_state_nonce_and_a_hashed_verifier(anna: Guest, provider: Provider) -> None:
    (asked,) = provider.authorized

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert asked["redirect_uri"] == f"{anna.site.url}/sign-in/callback"


MISBEHAVIOUR: dict[str, dict[str, object]] = {
    "another nonce": {"spoiled": {"nonce": "another"}},
    "no nonce": {"spoiled": {"nonce": None}},
    "another audience": {"spoiled": {"aud": "another"}},
    "another audience, though we are its party": {"spoiled": {"aud": "another", "azp": CLIENT}},
    "another party": {"spoiled": {"azp": "another"}},
    "expired": {"spoiled": {"exp": 1_000_000_000}},
    "without an end": {"spoiled": {"exp": None}},
    "another issuer": {"spoiled": {"iss": "https://example.dk"}},
    "nobody in it": {"spoiled": {"sub": None}},
    "another key": {"signs_with_another_key": True},
    "unsigned": {"algorithm": "none"},
    "no id_token": {"token_response": {"access_token": "a", "token_type": "Bearer"}},
    "nonsense for an id_token": {"token_response": {"access_token": "a", "id_token": "nonsense"}},
    "the person said no": {"error": "access_denied"},
}


@pytest.mark.parametrize("wrong", MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
def test_what_does_not_hold_signs_nobody_in(
    guest: Callable[[], Guest], provider: Provider, wrong: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    vars(provider).update(wrong)
    stranger = guest()

    response = stranger.sign_in("/profile")

    assert response.status_code == 403
    assert REFUSED in response.text
    assert 'href="/sign-in"' in response.text
    assert not stranger.is_signed_in
    assert "Anna" not in caplog.text


def test_after_a_refusal_one_can_try_again(guest: Callable[[], Guest], provider: Provider) -> None:
    stranger = guest()
    provider.error = "access_denied"
    stranger.sign_in()
    provider.error = ""

    assert stranger.sign_in().status_code == 200
    assert stranger.is_signed_in


@pytest.mark.parametrize("query", ["", "code=a", "state=a", "code=a&state=a", "error=access_denied", "error=%0d%0aA"])
def test_a_callback_nobody_asked_for_signs_nobody_in(guest: Callable[[], Guest], query: str) -> None:
    stranger = guest()

    assert stranger.http.get(f"/sign-in/callback?{query}").status_code == 403
    assert not stranger.is_signed_in


def test_a_callback_with_a_changed_state_is_refused(guest: Callable[[], Guest], provider: Provider) -> None:
    stranger = guest()
    callback = _way_back(stranger)

    assert stranger.http.get(callback.replace("state=", "state=a")).status_code == 403


def test_a_callback_in_another_browser_is_refused(guest: Callable[[], Guest], provider: Provider) -> None:
    callback = _way_back(guest())
    victim = guest()
    victim.http.get("/sign-in/oidc")

    assert victim.http.get(callback).status_code == 403
    assert not victim.is_signed_in


def test_a_callback_loaded_anew_leads_on(guest: Callable[[], Guest]) -> None:
    somebody = guest()
    callback = _way_back(somebody)
    assert somebody.http.get(callback).headers["location"] == "/"

    response = somebody.http.get(callback)

    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert somebody.is_signed_in


def _way_back(somebody: Guest) -> str:
    """The address the provider sends the browser back to, not yet followed."""
    to_provider = somebody.http.get("/sign-in/oidc").headers["location"]
    return str(httpx.get(to_provider).headers["location"])


@pytest.mark.parametrize("wrong", [{"is_down": True}, {"configuration": {"issuer": "https://example.dk"}}])
def test_a_provider_that_is_none_is_said_plainly_and_tried_again_later(
    guest: Callable[[], Guest], provider: Provider, wrong: dict[str, object]
) -> None:
    before = {name: getattr(provider, name) for name in wrong}
    vars(provider).update(wrong)
    stranger = guest()

    response = stranger.sign_in()

    assert response.status_code == 503
    assert UNREACHABLE in response.text
    assert 'href="/sign-in"' in response.text

    vars(provider).update(before)
    assert stranger.sign_in().status_code == 200


def test_a_provider_that_does_not_answer_at_all_is_said_plainly(trained_data: Path, tmp_path: Path) -> None:
    nobody = Provider(url="http://127.0.0.1:1")

    with running_site(tmp_path / "data", trained_data, nobody) as site:
        response = httpx.get(f"{site.url}/sign-in/oidc")

    assert response.status_code == 503
    assert UNREACHABLE in response.text


def test_a_key_the_provider_has_changed_is_fetched(guest: Callable[[], Guest], provider: Provider) -> None:
    guest().sign_in()
    provider.key, provider.key_id = new_key(), "two"

    assert guest().sign_in().status_code == 200


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"email": "anna@eksempel.dk"}, "anna@eksempel.dk"),
        ({"email": "anna@eksempel.dk", "email_verified": True}, "anna@eksempel.dk"),
        ({"email": "anna@eksempel.dk", "email_verified": False}, ""),
        ({"email": "anna@eksempel.dk", "email_verified": "false"}, ""),
        ({"email": "x@y.dk", "email_verified": False, "preferred_username": "anna@eksempel.dk"}, ""),
        ({"preferred_username": "anna@eksempel.dk"}, "anna@eksempel.dk"),
        ({"preferred_username": "anna"}, ""),
        ({"email": ["anna@eksempel.dk"]}, ""),
        ({}, ""),
    ],
)
def test_only_an_address_that_is_proved_joins_channels(claims: dict[str, object], address: str) -> None:
    assert vouched_for({"iss": "i", "sub": "s", **claims}, "groups").sender.email == address


@pytest.mark.parametrize(
    ("claims", "groups"),
    [
        ({"groups": ["a", "b", 5]}, {"a", "b"}),
        ({"groups": "a"}, {"a"}),
        ({"groups": []}, set()),
        ({"groups": 5}, set()),
        ({}, set()),
        ({"_claim_names": {"groups": "src1"}}, None),
    ],
)
def test_groups_are_read_as_they_come(claims: dict[str, object], groups: set[str] | None) -> None:
    assert vouched_for({"iss": "i", "sub": "s", **claims}, "groups").groups == groups


def test_the_name_has_no_line_breaks_and_an_end() -> None:
    claims = {"iss": "i", "sub": "s", "name": " Anna\r\n Jensen " + "x" * 500}

    name = vouched_for(claims, "groups").sender.name
    assert name.startswith("Anna Jensen x")
    assert len(name) == 100


# --- roles ------------------------------------------------------------------------------------------------------------


def test_a_group_opens_the_pages_of_its_role_until_one_has_left_it(
    guest: Callable[[], Guest], provider: Provider
) -> None:
    provider.claims["groups"] = [COORDINATORS]
    anna = guest()
    assert anna.sign_in("/coordinator").status_code == 200

    provider.claims["groups"] = []
    response = anna.sign_in("/coordinator")

    assert response.status_code == 403


@pytest.mark.parametrize("path", ["/inbox", "/coordinator"])
def test_somebody_without_the_role_is_told_who_can_give_it(anna: Guest, path: str) -> None:
    response = anna.http.get(path)

    assert response.status_code == 403
    assert "en rolle, som du ikke har" in response.text
    assert "kan ESDH-koordinatoren give dig den" in response.text


def test_a_group_with_a_role_nobody_knows_stops_the_start(
    provider: Provider, trained_data: Path, tmp_path: Path
) -> None:
    with (
        pytest.raises(SettingsError, match="giver rollen chef"),
        running_site(tmp_path / "data", trained_data, provider, oidc_group_roles='{"g": "chef"}'),
    ):
        pass


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_that_somebody_knew_before_is_not_signed_in(guest: Callable[[], Guest]) -> None:
    victim, attacker = guest(), guest()
    token = victim.csrf
    attacker.http.cookies.update(victim.http.cookies)

    victim.sign_in()

    assert victim.is_signed_in
    assert victim.csrf != token
    assert not attacker.is_signed_in


def test_a_cookie_kept_from_before_signing_out_is_nobody(anna: Guest, guest: Callable[[], Guest]) -> None:
    thief = guest()
    thief.http.cookies.update(anna.http.cookies)
    assert thief.is_signed_in

    response = anna.post("/sign-out")

    assert response.headers["location"] == "/sign-in?signed_out=true"
    assert "Du er logget ud" in anna.http.get(response.headers["location"]).text
    assert not anna.is_signed_in
    assert not thief.is_signed_in


def test_a_session_expires(anna: Guest) -> None:
    anna.site.clock.now += timedelta(hours=11, minutes=59)
    assert anna.is_signed_in

    anna.site.clock.now += timedelta(minutes=2)

    assert not anna.is_signed_in


def test_the_profile_shows_the_sessions_and_ends_the_others(anna: Guest, guest: Callable[[], Guest]) -> None:
    elsewhere = guest()
    elsewhere.sign_in()
    page = anna.http.get("/profile").text
    assert "Du er logget ind i denne browser siden" in page
    assert "Du er logget ind et andet sted siden" in page

    response = anna.post("/sign-out/everywhere")

    page = anna.http.get(response.headers["location"]).text
    assert "Nu er du kun logget ind her" in page
    assert "et andet sted siden" not in page
    assert not elsewhere.is_signed_in


def test_signing_in_anew_ends_the_session_before(anna: Guest, guest: Callable[[], Guest]) -> None:
    thief = guest()
    thief.http.cookies.update(anna.http.cookies)

    anna.sign_in()

    assert anna.is_signed_in
    assert not thief.is_signed_in


def test_forgetting_oneself_ends_every_session(anna: Guest, guest: Callable[[], Guest]) -> None:
    elsewhere = guest()
    elsewhere.sign_in()

    response = anna.post("/profile/forget", sure="true")

    assert response.headers["location"] == "/sign-in?forgotten=true"
    assert not anna.is_signed_in
    assert not elsewhere.is_signed_in


@pytest.mark.parametrize("path", ["/sign-out", "/sign-out/everywhere", "/sign-in/link/a"])
def test_a_form_without_the_sessions_token_is_refused(anna: Guest, path: str) -> None:
    assert anna.http.post(path, data={"csrf": "forged"}).status_code == 403
    assert anna.is_signed_in


def test_the_audit_log_says_who_signed_in_and_out(anna: Guest) -> None:
    anna.post("/sign-out")

    assert [(line.action, dict(line.details)) for line in audit(anna.site)] == [
        ("signed_in", {"how": "oidc"}),
        ("signed_out", {"where": "here"}),
    ]


def test_somebody_who_has_signed_in_is_led_past_the_sign_in_page(anna: Guest) -> None:
    assert anna.http.get("/sign-in?next=/mine").headers["location"] == "/mine"


def test_a_database_that_cannot_be_read_is_said_in_words(anna: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise StorageError("SQLITE_BUSY")

    monkeypatch.setattr("bot.web.visit.who_is_signed_in", fail)

    response = anna.http.get("/mine")

    assert response.status_code == 503
    assert "<h1>Det gik ikke</h1>" in response.text


# --- what one does when signed in -------------------------------------------------------------------------------------


def test_a_conversation_is_there_after_signing_in_anew(anna: Guest) -> None:
    anna.ask("Skal en sms fra en borger på sagen?")
    anna.site.clock.now += timedelta(hours=13)

    assert "Skal en sms fra en borger på sagen?" in anna.sign_in().text


def test_a_ticket_carries_the_name_of_who_signed_in(anna: Guest) -> None:
    anna.ask("Jeg vil gerne tale med et menneske")
    question = re.findall(r'name="question" value="([^"]+)"', anna.http.get("/").text)[-1]

    anna.post("/send", question=question, text="Ring til mig", event="event-0002", chosen="?")

    with anna.site.parts.storage.reading() as work:
        assert [one.requester_name for one in work.tickets_for([], everything=True)] == ["Anna Jensen"]


def test_the_same_form_from_two_people_is_two_events(
    anna: Guest, guest: Callable[[], Guest], provider: Provider
) -> None:
    provider.claims = BO
    bo = guest()
    bo.sign_in()
    for somebody in (anna, bo):
        somebody.ask("Skal en sms fra en borger på sagen?")

    assert len(list(anna.site.parts.storage.log.questions())) == 2
    for somebody in (anna, bo):
        assert "Skal en sms fra en borger på sagen?" in somebody.http.get("/mine").text


def test_two_people_in_one_browser_do_not_see_each_others_conversation(anna: Guest, provider: Provider) -> None:
    anna.ask("Skal en sms fra en borger på sagen?")
    anna.post("/sign-out")
    provider.claims = BO

    page = anna.sign_in().text

    assert "Bo Berg" in page
    assert "turn__said" not in page
    assert "/mine" in page
    assert "Skal en sms fra en borger på sagen?" not in anna.http.get("/mine").text


def test_the_json_api_asks_as_who_signed_in_whatever_name_is_sent(anna: Guest) -> None:
    body = {"text": "Skal en sms på sagen?", "conversation": "c", "asker": "bo", "request_id": "r"}

    response = anna.http.post("/api/ask", json=body)

    assert response.status_code == 200
    assert "Skal en sms på sagen?" in anna.http.get("/mine").text


# --- links from the chat ----------------------------------------------------------------------------------------------


def test_a_link_from_the_chat_signs_in_with_a_button(guest: Callable[[], Guest], chat_site: Running) -> None:
    path, person = link_to(chat_site)
    somebody = guest()
    page = somebody.http.get(f"{path}?next=/mine").text
    assert f'action="{path}?next=%2Fmine"' in page

    response = somebody.post(f"{path}?next=/mine")

    assert response.headers["location"] == "/mine"
    assert somebody.is_signed_in
    assert [(line.action, line.about, dict(line.details)) for line in audit(chat_site)] == [
        ("signed_in", person.id, {"how": "link"})
    ]


def test_looking_at_a_link_does_not_use_it_up(guest: Callable[[], Guest], chat_site: Running) -> None:
    path, _ = link_to(chat_site)
    scanner, somebody = guest(), guest()
    for _ in range(3):
        scanner.http.head(path)
        scanner.http.get(path)
        scanner.http.post(path)

    somebody.post(path)

    assert somebody.is_signed_in
    assert not scanner.is_signed_in


@pytest.mark.parametrize("how", ["used", "expired", "unknown"])
def test_a_link_that_no_longer_works_says_so(guest: Callable[[], Guest], chat_site: Running, how: str) -> None:
    path, _ = link_to(chat_site)
    if how == "used":
        guest().post(path)
    if how == "expired":
        chat_site.clock.now += timedelta(minutes=10)
    if how == "unknown":
        path = "/sign-in/link/nothing"
    late = guest()

    response = late.post(path)

    assert response.status_code == 410
    assert "Linket virker ikke længere" in response.text
    assert not late.is_signed_in


def test_somebody_without_a_name_is_called_an_employee(guest: Callable[[], Guest], chat_site: Running) -> None:
    path, _ = link_to(chat_site)
    somebody = guest()
    somebody.post(path)

    assert "<strong>Medarbejder</strong>" in somebody.http.get("/").text


def test_where_links_alone_sign_in_no_other_way_is_offered(guest: Callable[[], Guest], chat_site: Running) -> None:
    page = guest().http.get("/sign-in").text

    assert "skriv »log ind« til den" in page
    assert "arbejdskonto" not in page
    assert guest().http.get("/sign-in/oidc").status_code == 404
    assert guest().http.get("/sign-in/callback").status_code == 404


# --- hosts and headers ------------------------------------------------------------------------------------------------


@pytest.fixture
def public(provider: Provider, trained_data: Path, tmp_path: Path) -> Iterator[Callable[..., httpx.Response]]:
    """Asks a server whose public name is another, as a proxy in front of it would."""
    with running_site(tmp_path / "data", trained_data, provider, public_url="https://esdh.eksempel.dk") as site:

        def ask(path: str, host: str = "esdh.eksempel.dk") -> httpx.Response:
            return httpx.get(f"{site.url}{path}", headers={"host": host})

        yield ask


def test_the_public_name_is_answered_and_no_other(public: Callable[..., httpx.Response]) -> None:
    assert public("/sign-in").status_code == 200
    assert public("/healthz", host="127.0.0.1").status_code == 200
    assert public("/sign-in", host="esdh.eksempel.dk.example.dk").status_code == 400
    assert public("/sign-in", host="eksempel.dk").status_code == 400


def test_an_encrypted_address_has_a_cookie_and_a_header_that_keep_it_so(public: Callable[..., httpx.Response]) -> None:
    headers = public("/sign-in").headers

    cookie = headers["set-cookie"].lower()
    assert cookie.startswith("__host-esdh_bot=")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_the_provider_sends_people_back_to_the_public_name(public: Callable[..., httpx.Response]) -> None:
    asked = parse_qs(urlsplit(public("/sign-in/oidc").headers["location"]).query)

    assert asked["redirect_uri"] == ["https://esdh.eksempel.dk/sign-in/callback"]


# --- in a real browser ------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (320, "dark")])
def test_signing_in_and_out_in_a_browser(
    browser: Browser, provider: Provider, trained_data: Path, tmp_path: Path, width: int, scheme: str
) -> None:
    # another name for this machine is another site to the browser, as the municipality's provider is
    provider.url, provider.has_page = provider.url.replace("127.0.0.1", "localhost"), True
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    with running_site(tmp_path / "data", trained_data, provider) as site:
        context = browser.new_context(locale="da-DK", **options)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{site.url}/profile")
        expect(page).to_have_title(re.compile("Log ind"))
        assert_accessible(page)

        page.get_by_role("link", name="Log ind med din arbejdskonto").click()
        page.get_by_role("link", name="Fortsæt som Anna Jensen").click()
        expect(page).to_have_url(f"{site.url}/profile")
        expect(page.locator(".who")).to_contain_text("Anna Jensen")
        assert_accessible(page)

        page.get_by_role("button", name="Log ud", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Du er logget ud")
        assert_accessible(page)

        path, _ = link_to(site)
        page.goto(f"{site.url}{path}")
        assert_accessible(page)
        page.get_by_role("button", name="Log ind").click()
        expect(page.locator(".who")).to_contain_text("Medarbejder")

        provider.error = "access_denied"
        page.get_by_role("button", name="Log ud", exact=True).click()
        page.get_by_role("link", name="Log ind med din arbejdskonto").click()
        page.get_by_role("link", name="Fortsæt som Anna Jensen").click()
        expect(page.get_by_role("alert")).to_contain_text(REFUSED)
        assert_accessible(page)
        page.get_by_role("link", name="Gå til login").click()
        expect(page).to_have_url(f"{site.url}/sign-in")
        context.close()
