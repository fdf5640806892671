"""An identity provider of the tests' own, on loopback: it keeps to OpenID Connect until it is told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

CLIENT, SECRET = "esdh-bot", "a secret of the bot"
ANNA: dict[str, Any] = {"sub": "anna-1", "name": "Anna Jensen", "email": "anna@eksempel.dk"}
PAGE = """<!doctype html><html lang="da"><title>Eksempel-login</title>
<h1>Eksempel-login</h1><p><a href="{address}">Fortsæt som Anna Jensen</a></p></html>"""


def new_key() -> RSAKey:
    """A key to sign with."""
    return RSAKey.generate_key(2048)


@cache
def usual_key() -> RSAKey:
    """The key a provider signs with until it is told to take another."""
    return new_key()


@dataclass
class Provider:
    """The provider and what it does wrong; `claims` are who signs in, `authorized` what the bot has asked for."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: dict(ANNA))
    has_page: bool = False
    error: str = ""
    configuration: dict[str, Any] = field(default_factory=dict)
    spoiled: dict[str, Any] = field(default_factory=dict)
    """Claims of the id_token that are not what they should be; None leaves one out."""
    token_response: dict[str, Any] | None = None
    signs_with_another_key: bool = False
    algorithm: str = "RS256"
    key_id: str = "one"
    is_down: bool = False
    authorized: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=usual_key)

    def app(self) -> ASGIApp:
        """The provider as an application."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configure),
                Route("/authorize", self._authorize),
                Route("/token", self._give_token, methods=["POST"]),
                Route("/keys", self._show_keys),
            ]
        )

    async def _configure(self, _request: Request) -> Response:
        if self.is_down:
            return Response("<html>502</html>", status_code=502)
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256", "none"],
                **self.configuration,
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.authorized.append(asked)
        if self.error:
            back = {"error": self.error, "error_description": "Anna sagde nej", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            back = {"code": code, "state": asked["state"]}
        address = f"{asked['redirect_uri']}?{urlencode(back)}"
        if self.has_page:
            return HTMLResponse(PAGE.format(address=address.replace("&", "&amp;")))
        return RedirectResponse(address)

    async def _give_token(self, request: Request) -> Response:
        """A code is good once, for the client and the address it was made for, and with its PKCE verifier alone."""
        sent = {key: str(value) for key, value in (await request.form()).items()}
        asked = self.codes.pop(sent.get("code", ""), {})
        told = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {told}":
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_same = sent.get("redirect_uri") == asked.get("redirect_uri")
        if not asked or not is_same or asked.get("code_challenge") != challenge:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        if self.token_response is not None:
            return JSONResponse(self.token_response)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])})

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        right = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        claims = {name: value for name, value in {**right, **self.spoiled}.items() if value is not None}
        key = new_key() if self.signs_with_another_key else self.key
        if self.algorithm == "none":
            return f"{_encoded({'alg': 'none', 'kid': 'one'})}.{_encoded(claims)}."
        return jwt.encode({"alg": self.algorithm, "kid": self.key_id}, claims, key)

    async def _show_keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [{**self.key.as_dict(private=False), "kid": self.key_id}]})


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
