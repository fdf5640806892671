"""The settings refuse what cannot work, in a sentence that says what to do."""

from __future__ import annotations

import pytest

from bot.errors import SettingsError
from bot.settings import Settings

PUBLIC = {"public_url": "https://esdh.eksempel.dk"}
OIDC = {"oidc_issuer": "https://login.eksempel.dk/t/v2.0", "oidc_client_id": "bot", "oidc_client_secret": "s"}
SLACK = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}


def check(**values: object) -> None:
    """Check settings that say this and nothing else."""
    Settings.model_validate(values).check()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {**PUBLIC, **OIDC},
        {**PUBLIC, **SLACK},
        {**PUBLIC, **OIDC, **SLACK, "host": "0.0.0.0"},  # noqa: S104 -- what sign-in allows
        {**OIDC, "public_url": "https://esdh.eksempel.dk/"},
        {**OIDC, "public_url": "http://localhost:8080"},
        {**PUBLIC, **OIDC, "oidc_issuer": "http://127.0.0.1:9000"},
        {**PUBLIC, **OIDC, "oidc_group_roles": '{"g": "koordinator"}'},
    ],
)
def test_these_work(values: dict[str, object]) -> None:
    check(**values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"host": "0.0.0.0"}, "uden login må serveren kun lytte på denne maskine"),  # noqa: S104 -- refused
        (PUBLIC, "ingen kan logge ind"),
        (OIDC, "uden ESDH_BOT_PUBLIC_URL"),
        ({**PUBLIC, **OIDC, "oidc_client_secret": ""}, "Sæt også ESDH_BOT_OIDC_CLIENT_SECRET"),
        ({**PUBLIC, **SLACK, "oidc_client_id": "bot"}, "ESDH_BOT_OIDC_ISSUER og ESDH_BOT_OIDC_CLIENT_SECRET"),
        ({**PUBLIC, **OIDC, "oidc_issuer": "http://login.eksempel.dk"}, "ESDH_BOT_OIDC_ISSUER .* begynde med https"),
        ({**PUBLIC, **OIDC, "oidc_issuer": "https://login.eksempel.dk/common/v2.0"}, "alle organisationer"),
        ({**PUBLIC, **OIDC, "oidc_issuer": "https://login.eksempel.dk/organizations"}, "alle organisationer"),
        ({**OIDC, "public_url": "http://esdh.eksempel.dk"}, "begynde med https"),
        ({**OIDC, "public_url": "esdh.eksempel.dk"}, "begynde med https"),
        ({**OIDC, "public_url": "https://"}, "begynde med https"),
        ({**OIDC, "public_url": "https://[::1"}, "begynde med https"),
        ({**OIDC, "public_url": "https://esdh.eksempel.dk/bot"}, "bottens forside"),
        ({**OIDC, "public_url": "https://esdh.eksempel.dk?a=b"}, "bottens forside"),
        ({**OIDC, "public_url": "https://esdh.eksempel.dk/#a"}, "bottens forside"),
        ({**OIDC, "public_url": "https://anna@esdh.eksempel.dk"}, "bottens forside"),
    ],
)
def test_these_are_refused_with_what_to_do(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        check(**values)


@pytest.mark.parametrize("roles", ["", "koordinator", "[]", '{"g": ["koordinator"]}', '{"g": 5}'])
def test_group_roles_that_are_no_object_of_texts_are_refused(roles: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESDH_BOT_OIDC_GROUP_ROLES", roles)

    with pytest.raises(ValueError, match="oidc_group_roles"):
        Settings()  # type: ignore[call-arg]  # every field has a default, or comes from the environment


def test_group_roles_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESDH_BOT_OIDC_GROUP_ROLES", '{"g": "koordinator"}')

    assert Settings().oidc_group_roles == {"g": "koordinator"}  # type: ignore[call-arg]  # as above
