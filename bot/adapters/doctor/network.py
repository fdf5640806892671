"""Examine the identity provider and the mail server: nobody signs in, and nothing is sent."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from bot.adapters.doctor.findings import PATIENCE, Finding, Level, within
from bot.adapters.doctor.machine import DRIFT
from bot.adapters.mail.sending import connected, server_of
from bot.settings import Settings

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def examine_sign_in(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Does the identity provider answer, as the one it is said to be."""
    if not settings.has_oidc:
        yield Finding("login", Level.NOTE, "Login med arbejdskonto er ikke sat op (ESDH_BOT_OIDC_ISSUER).")
        return
    issuer = settings.oidc_issuer.rstrip("/")
    address = f"{issuer}/.well-known/openid-configuration"
    try:
        response = within(lambda: httpx2.get(address, timeout=PATIENCE))
        found = response.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        sentence = (
            f"{address} svarer ikke, som den skal ({type(error).__name__}). "
            "Ret ESDH_BOT_OIDC_ISSUER, eller åbn for den fra denne maskine."
        )
        yield Finding("login", Level.ERROR, sentence)
        return
    yield _provider(found, issuer)
    yield from examine_clock(response.headers.get("date"), now, "identitetsudbyderens")


def _provider(found: Any, issuer: str) -> Finding:
    configuration: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    if str(configuration.get("issuer", "")).rstrip("/") != issuer:
        sentence = "Det, der svarer på ESDH_BOT_OIDC_ISSUER, er en anden udsteder. Brug adressen, som den selv nævner."
        return Finding("login", Level.ERROR, sentence)
    missing = [name for name in ENDPOINTS if not configuration.get(name)]
    if missing:
        return Finding("login", Level.ERROR, f"Identitetsudbyderen mangler {', '.join(missing)}.")
    return Finding("login", Level.OK, "Identitetsudbyderen svarer. Om hemmeligheden gælder, viser det første login.")


def examine_clock(date: str | None, now: datetime, whose: str) -> Iterator[Finding]:
    """Whether another machine's clock, by the Date header of its answer, agrees with ours."""
    try:
        theirs = parsedate_to_datetime(date or "").astimezone(UTC)
    except ValueError:
        return
    drift = abs(now - theirs)
    if drift > DRIFT:
        sentence = f"Uret går {int(drift.total_seconds())} sekunder anderledes end {whose}. Stil uret (NTP)."
        yield Finding("ur", Level.ERROR, sentence)


def examine_mail(settings: Settings) -> Iterator[Finding]:
    """Does the mail server greet, encrypt and know us."""
    if not settings.has_mail:
        yield Finding("mail", Level.NOTE, "Mail er ikke sat op (ESDH_BOT_SMTP_HOST): kun chat og indbakken får besked.")
        return
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        within(lambda: _greet(settings))
    except smtplib.SMTPAuthenticationError as error:
        sentence = f"{where} kender os ikke ({error.smtp_code}). Ret ESDH_BOT_SMTP_USER og ESDH_BOT_SMTP_PASSWORD."
    except smtplib.SMTPNotSupportedError:
        sentence = (
            f"{where} kan ikke det, der er valgt. Ret ESDH_BOT_SMTP_SECURITY (starttls, tls, none) eller brugeren."
        )
    except ssl.SSLError:
        sentence = (
            f"{where} har et certifikat, som ikke gælder, eller taler ikke TLS. "
            "Ret ESDH_BOT_SMTP_SECURITY eller ESDH_BOT_SMTP_PORT."
        )
    except smtplib.SMTPResponseException as error:
        sentence = f"{where} afviser os ({error.smtp_code}). Spørg den, der driver mailserveren."
    except (smtplib.SMTPException, OSError) as error:
        sentence = f"{where} svarer ikke ({type(error).__name__}). Ret ESDH_BOT_SMTP_HOST og porten, eller åbn for dem."
    else:
        yield Finding("mail", Level.OK, f"{where} tager imod os. Der er ikke sendt nogen mail.")
        return
    yield Finding("mail", Level.ERROR, sentence)


def _greet(settings: Settings) -> None:
    with connected(server_of(settings)) as smtp:
        smtp.ehlo_or_helo_if_needed()
