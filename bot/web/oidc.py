"""Let the municipality's own sign-in say who somebody is: OpenID Connect with a code, PKCE, state and nonce."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]  # publishes no types
from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]  # publishes no types
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from bot.core.addresses import ADDRESS
from bot.services.ports import OIDC, Sender
from bot.settings import Settings
from bot.web.errors import SignInRefusedError, SignInUnreachableError

CALLBACK = "/sign-in/callback"
WAIT_FOR = 10  # seconds for each answer of the provider
LEEWAY = 60  # seconds that the two clocks may differ
SCOPES = "openid profile email"
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
NO_ANSWER = (httpx2.HTTPError, httpx2.InvalidURL)
NOT_A_PROVIDER = (ValueError, KeyError, TypeError, RuntimeError)  # what authlib raises when an answer makes no sense
CODE = re.compile(r"[a-z_]{1,40}")
LONGEST_NAME = 100

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Vouched:
    """Whom the provider vouches for; `groups` is None when it did not say which groups they are in."""

    sender: Sender
    groups: frozenset[str] | None


class Oidc:
    """The identity provider, found through its own configuration the first time somebody signs in."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self.client_id = settings.oidc_client_id
        self.redirect_uri = f"{settings.public_url.rstrip('/')}{CALLBACK}"
        self.groups_claim = settings.oidc_groups_claim
        secret = settings.oidc_client_secret
        trusted = (
            httpx2.create_ssl_context()
        )  # a client made without one reads the certificates anew, for every request
        self._client = OAuth().register(
            "oidc",
            client_id=self.client_id,
            client_secret=secret.get_secret_value() if secret else None,
            server_metadata_url=f"{self.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": SCOPES,
                "code_challenge_method": "S256",
                "timeout": WAIT_FOR,
                "verify": trusted,
            },
        )

    async def start(self, request: Request) -> Response:
        """Lead the browser to the provider; what must be the same on the way back is kept in the session.

        :raises SignInUnreachableError: when the provider does not answer, or not as one
        """
        with _said_plainly():
            await self._read_configuration()
            response: Response = await self._client.authorize_redirect(request, self.redirect_uri)
        return response

    async def finish(self, request: Request) -> Vouched:
        """Who came back from the provider.

        :raises SignInRefusedError: when it vouches for nobody, or what it sent is not meant for this sign-in
        :raises SignInUnreachableError: when it does not answer, or not as a provider
        """
        with _said_plainly():
            await self._read_configuration()
            token = await self._client.authorize_access_token(
                request,
                claims_options={
                    "iss": {"essential": True, "value": self._client.server_metadata["issuer"]},
                    "aud": {"essential": True, "value": self.client_id},
                    "sub": {"essential": True},
                },
                leeway=LEEWAY,
            )
        claims = token.get("userinfo")
        if not claims:
            logger.warning("sign-in refused: the provider sent no id_token")
            raise SignInRefusedError
        return vouched_for(claims, self.groups_claim)

    async def _read_configuration(self) -> None:
        """The provider's configuration must be its own: one that names another issuer could vouch for anybody."""
        metadata = await self._client.load_server_metadata()
        if str(metadata["issuer"]).rstrip("/") != self.issuer.rstrip("/"):
            metadata.pop("_loaded_at", None)  # read it anew next time: it may have been put right
            raise ValueError("the configuration is another issuer's")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in ALGORITHMS]


def vouched_for(claims: Mapping[str, Any], groups_claim: str) -> Vouched:
    """The person of verified claims. An address somebody has not proved to be theirs joins no channels."""
    external_id = f"{claims['iss']}|{claims['sub']}"
    sender = Sender(OIDC, external_id, name=_name(claims.get("name")), email=_address(claims))
    return Vouched(sender, _groups(claims, groups_claim))


def _name(claim: object) -> str:
    return " ".join(claim.split())[:LONGEST_NAME] if isinstance(claim, str) else ""


def _address(claims: Mapping[str, Any]) -> str:
    """The user name may be chosen freely where addresses are unproved, so it stands in only for a missing one."""
    if str(claims.get("email_verified", True)).lower() == "false":
        return ""
    claim = claims.get("email") or claims.get("preferred_username")
    return claim if isinstance(claim, str) and ADDRESS.fullmatch(claim) else ""


def _groups(claims: Mapping[str, Any], name: str) -> frozenset[str] | None:
    """Entra ID leaves the claim out and points elsewhere when there are too many groups for a token."""
    claim = claims.get(name)
    if claim is None:
        elsewhere = claims.get("_claim_names")
        is_left_out = isinstance(elsewhere, Mapping) and name in elsewhere
        return None if is_left_out else frozenset()
    several = claim if isinstance(claim, list) else [claim]
    return frozenset(one for one in several if isinstance(one, str))


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What goes wrong with the provider as errors of ours; the log learns which kind, never what was sent."""
    try:
        yield
    except (AuthlibBaseError, JoseError) as error:
        code = str(getattr(error, "error", ""))
        logger.warning("sign-in refused: %s %s", type(error).__name__, code if CODE.fullmatch(code) else "")
        raise SignInRefusedError from error
    except (*NO_ANSWER, *NOT_A_PROVIDER) as error:
        logger.warning("the identity provider cannot be used: %s", type(error).__name__)
        raise SignInUnreachableError from error
