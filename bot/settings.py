"""Every environment variable, once; the bot refuses to start when they contradict each other."""

from __future__ import annotations

from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, Json, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SHORTEST_TOKEN = 16  # characters: nobody guesses it
MANY_TENANTS = ("/common", "/organizations", "/consumers")  # issuers that vouch for people of any organisation


class Settings(BaseSettings):
    """Read from the environment (and a `.env` file beside the program, when there is one)."""

    model_config = SettingsConfigDict(env_prefix="ESDH_BOT_", env_file=".env", extra="ignore", populate_by_name=True)

    data: Path = Field(Path("var"), description="Folder for the database, snapshots and the secret key")
    knowledge: Path | None = Field(None, description="Folder with the answers; else the checkout's or the packaged")
    intents: Path | None = Field(
        None, description="Folder with the ways of asking; else the checkout's or the packaged"
    )
    drafts: Literal["show", "handoff"] | None = Field(
        None, description="What becomes of unapproved answers: shown with a mark, or handed to a person"
    )
    production: bool = Field(False, description="Whether real people use it: drafts are handed over by default")
    host: str = Field("127.0.0.1", description="Address the web server binds to")
    port: int = Field(8080, ge=0, le=65535, description="Port the web server binds to; 0 picks a free one")
    questions_a_minute: int = Field(20, gt=0, description="Most questions one asker may send in a minute")
    retention_names_days: int = Field(90, gt=0, description="Days until a closed ticket loses its names")
    retention_texts_days: int = Field(730, gt=0, description="Days until questions and tickets lose their texts")
    retention_cleared: date | None = Field(
        None, description="The day disposal was cleared with the archive; until it is set nothing is destroyed"
    )
    secret: SecretStr | None = Field(
        None, description="Key for asker hashes and cookies; else one is made in the data folder"
    )
    public_url: str = Field(
        "",
        description="Where people find the bot, https://…; set it, and real people sign in",
    )
    oidc_issuer: str = Field("", description="The identity provider, as its own configuration names it")
    oidc_client_id: str = Field("", description="What the identity provider calls the bot")
    oidc_client_secret: SecretStr | None = Field(None, description="The bot's secret at the identity provider")
    oidc_groups_claim: str = Field("groups", min_length=1, description="The claim that holds a person's groups")
    oidc_group_roles: Json[dict[str, str]] = Field(
        default_factory=dict,
        validate_default=False,
        description="JSON: group id to 'role', 'role:system' or 'role:department'",
    )
    session_hours: int = Field(12, gt=0, le=14 * 24, description="Hours until one must sign in again")
    metrics_token: SecretStr | None = Field(
        None, description="What whoever reads /metrics and /readyz from elsewhere must show; else only this machine may"
    )
    log: Literal["text", "json"] = Field("text", description="Log lines to be read by people, or by a program")
    slack_bot_token: SecretStr | None = Field(
        None, validation_alias="SLACK_BOT_TOKEN", description="Slack: the bot's token, xoxb-…"
    )
    slack_app_token: SecretStr | None = Field(
        None, validation_alias="SLACK_APP_TOKEN", description="Slack: app-level token, xapp-…; set it for Socket Mode"
    )
    slack_signing_secret: SecretStr | None = Field(
        None, validation_alias="SLACK_SIGNING_SECRET", description="Slack: signing secret; set it for events over HTTP"
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", validation_alias="SLACK_API_URL", description="Slack: where the Web API is"
    )
    smtp_host: str = Field("", description="Mail: the server to send by; set it to send mail")
    smtp_port: int = Field(587, ge=1, le=65535, description="Mail: the server's port")
    smtp_user: str = Field("", description="Mail: user name, when the server asks for one")
    smtp_password: SecretStr | None = Field(None, description="Mail: password, when the server asks for one")
    smtp_from: str = Field("", description="Mail: the address the bot writes from")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="Mail: encrypted after a greeting, from the first byte, or not at all"
    )

    @property
    def drafts_are(self) -> Literal["show", "handoff"]:
        """The setting, or its default: shown locally, handed over in production."""
        return self.drafts or ("handoff" if self.production else "show")

    @property
    def has_slack(self) -> bool:
        """Whether Slack is to be connected."""
        return self.slack_bot_token is not None

    @property
    def has_mail(self) -> bool:
        """Whether mail is to be sent."""
        return bool(self.smtp_host)

    @property
    def has_sign_in(self) -> bool:
        """Whether people sign in; else everybody chooses a demonstration person."""
        return bool(self.public_url)

    @property
    def has_oidc(self) -> bool:
        """Whether people can sign in with the municipality's own accounts."""
        return bool(self.oidc_issuer)

    @property
    def public(self) -> SplitResult:
        """The parts of the public address; all empty when none is set."""
        return urlsplit(self.public_url)

    def silenced(self) -> Settings:
        """These settings with no channel to send by."""
        return self.model_copy(
            update={
                "slack_bot_token": None,
                "slack_app_token": None,
                "slack_signing_secret": None,
                "smtp_host": "",
            }
        )

    def may_destroy(self, today: date) -> bool:
        """Whether names and texts past their time are let go of: disposal has been cleared with the archive."""
        return self.retention_cleared is not None and self.retention_cleared <= today

    def check(self) -> None:
        """Refuse what cannot work, saying what to do.

        :raises SettingsError: when settings are missing or contradict each other
        """
        self._check_sign_in()
        self._check_oidc()
        tokens = self.slack_app_token, self.slack_signing_secret
        if self.slack_bot_token is None and any(tokens):
            raise SettingsError("SLACK_BOT_TOKEN mangler. Sæt den, eller fjern de andre SLACK_-variable.")
        if self.slack_bot_token is not None and not any(tokens):
            raise SettingsError(
                "SLACK_BOT_TOKEN er sat alene. Sæt SLACK_APP_TOKEN (Socket Mode) eller SLACK_SIGNING_SECRET (HTTP)."
            )
        self._check_mail()
        if self.metrics_token is not None and len(self.metrics_token.get_secret_value()) < SHORTEST_TOKEN:
            raise SettingsError(
                f"ESDH_BOT_METRICS_TOKEN er for kort. Brug mindst {SHORTEST_TOKEN} tilfældige tegn, eller fjern den."
            )
        if self.retention_names_days > self.retention_texts_days:
            raise SettingsError(
                "ESDH_BOT_RETENTION_NAMES_DAYS er større end ESDH_BOT_RETENTION_TEXTS_DAYS. "
                "Navne kan ikke gemmes længere end det, de står ved."
            )

    def _check_mail(self) -> None:
        if not self.smtp_host:
            if self.smtp_from or self.smtp_user or self.smtp_password:
                raise SettingsError("ESDH_BOT_SMTP_HOST mangler. Sæt den, eller fjern de andre ESDH_BOT_SMTP_…")
            return
        if "@" not in parseaddr(self.smtp_from)[1]:
            raise SettingsError("ESDH_BOT_SMTP_FROM mangler. Sæt den til den mailadresse, botten skal skrive fra.")
        if bool(self.smtp_user) != bool(self.smtp_password):
            raise SettingsError("Sæt både ESDH_BOT_SMTP_USER og ESDH_BOT_SMTP_PASSWORD, eller ingen af dem.")
        if self.smtp_user and self.smtp_security == "none":
            raise SettingsError(
                "ESDH_BOT_SMTP_SECURITY er none, så adgangskoden ville blive sendt ukrypteret. Brug starttls eller tls."
            )

    def _check_sign_in(self) -> None:
        if not self.has_sign_in:
            if self.host not in LOOPBACK:
                raise SettingsError(
                    f"ESDH_BOT_HOST er {self.host}, men uden login må serveren kun lytte på denne maskine. "
                    "Sæt ESDH_BOT_HOST til 127.0.0.1, eller slå login til med ESDH_BOT_PUBLIC_URL."
                )
            return
        if not _is_safe(self.public_url) or self.public[2:] not in (("", "", ""), ("/", "", "")):
            raise SettingsError(
                f"ESDH_BOT_PUBLIC_URL er {self.public_url}. Den skal være adressen på bottens forside og begynde med "
                "https://, for eksempel https://esdh.kommunen.dk. Kun på denne maskine må den begynde med http://."
            )
        if not self.has_oidc and not self.has_slack:
            raise SettingsError(
                "ESDH_BOT_PUBLIC_URL er sat, men ingen kan logge ind. Sæt ESDH_BOT_OIDC_ISSUER, "
                "ESDH_BOT_OIDC_CLIENT_ID og ESDH_BOT_OIDC_CLIENT_SECRET, eller tilslut Slack, "
                "hvor botten sender links til at logge ind med."
            )

    def _check_oidc(self) -> None:
        parts = {
            "ESDH_BOT_OIDC_ISSUER": self.oidc_issuer,
            "ESDH_BOT_OIDC_CLIENT_ID": self.oidc_client_id,
            "ESDH_BOT_OIDC_CLIENT_SECRET": self.oidc_client_secret and self.oidc_client_secret.get_secret_value(),
        }
        missing = [name for name, value in parts.items() if not value]
        if len(missing) == len(parts):
            return
        if missing:
            raise SettingsError(f"Login er kun sat halvt op. Sæt også {' og '.join(missing)}.")
        if not self.has_sign_in:
            raise SettingsError("Login er sat op uden ESDH_BOT_PUBLIC_URL. Sæt den til adressen på bottens forside.")
        if not _is_safe(self.oidc_issuer):
            raise SettingsError(f"ESDH_BOT_OIDC_ISSUER er {self.oidc_issuer}. Den skal begynde med https://.")
        if any(f"{tenant}/" in f"{self.oidc_issuer}/" for tenant in MANY_TENANTS):
            raise SettingsError(
                f"ESDH_BOT_OIDC_ISSUER er {self.oidc_issuer}, som logger folk ind fra alle organisationer. "
                "Brug adressen med kommunens egen tenant."
            )


def _is_safe(url: str) -> bool:
    """Whether what goes to `url` is encrypted, or never leaves this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that is never closed
        return False
    has_host = bool(parts.hostname) and parts.username is None
    return has_host and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
