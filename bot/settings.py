"""Every environment variable, once; the bot refuses to start when they contradict each other."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


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
    retention_days: int = Field(365, gt=0, description="Days until conversations and question texts are removed")
    secret: SecretStr | None = Field(
        None, description="Key for asker hashes and cookies; else one is made in the data folder"
    )
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

    @property
    def drafts_are(self) -> Literal["show", "handoff"]:
        """The setting, or its default: shown locally, handed over in production."""
        return self.drafts or ("handoff" if self.production else "show")

    @property
    def has_slack(self) -> bool:
        """Whether Slack is to be connected."""
        return self.slack_bot_token is not None

    def check(self) -> None:
        """Refuse what cannot work, saying what to do.

        :raises SettingsError: when settings are missing or contradict each other
        """
        if self.host not in LOOPBACK:
            raise SettingsError(
                f"ESDH_BOT_HOST er {self.host}, men uden login må serveren kun lytte på denne maskine. "
                "Sæt ESDH_BOT_HOST til 127.0.0.1. Login til andre adresser kommer i en senere udgave."
            )
        tokens = self.slack_app_token, self.slack_signing_secret
        if self.slack_bot_token is None and any(tokens):
            raise SettingsError("SLACK_BOT_TOKEN mangler. Sæt den, eller fjern de andre SLACK_-variable.")
        if self.slack_bot_token is not None and not any(tokens):
            raise SettingsError(
                "SLACK_BOT_TOKEN er sat alene. Sæt SLACK_APP_TOKEN (Socket Mode) eller SLACK_SIGNING_SECRET (HTTP)."
            )
