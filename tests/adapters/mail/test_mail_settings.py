"""Half-set mail settings are refused with what to do; whole ones make the channel."""

from __future__ import annotations

import pytest

from bot.errors import SettingsError
from bot.settings import Settings

WHOLE = {"smtp_host": "smtp.kommunen.example", "smtp_from": "ESDH-botten <bot@kommunen.example>"}
SIGNED_IN = {"smtp_user": "bot", "smtp_password": "hemmelig"}


def settings(**given: str) -> Settings:
    return Settings.model_validate(given)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"smtp_from": "bot@kommunen.example"}, "ESDH_BOT_SMTP_HOST mangler"),
        ({"smtp_host": "smtp.kommunen.example"}, "ESDH_BOT_SMTP_FROM mangler"),
        ({**WHOLE, "smtp_from": "ESDH-botten"}, "ESDH_BOT_SMTP_FROM mangler"),
        ({**WHOLE, "smtp_user": "bot"}, "både ESDH_BOT_SMTP_USER og ESDH_BOT_SMTP_PASSWORD"),
        ({**WHOLE, "smtp_password": "hemmelig"}, "både ESDH_BOT_SMTP_USER og ESDH_BOT_SMTP_PASSWORD"),
        ({**WHOLE, **SIGNED_IN, "smtp_security": "none"}, "ukrypteret"),
    ],
)
def test_half_set_mail_is_refused_in_danish(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named) as refused:
        settings(**given).check()

    assert "hemmelig" not in str(refused.value)


@pytest.mark.parametrize("given", [{}, WHOLE, {**WHOLE, **SIGNED_IN}, {**WHOLE, "smtp_security": "none"}])
def test_whole_or_no_settings_are_taken(given: dict[str, str]) -> None:
    checked = settings(**given)

    checked.check()

    assert checked.has_mail == bool(given)
    assert (checked.smtp_port, checked.smtp_security) == (587, given.get("smtp_security", "starttls"))
