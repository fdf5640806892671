"""A mail server of the tests' own on loopback: keeps what it takes, and refuses what it is told to refuse."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PATIENCE = 15.0  # seconds to wait for something to happen
USER, PASSWORD = "bot", "hemmelig"


@dataclass
class MailServer:
    """Keeps every mail and to whom it was sent."""

    encrypts: str = ""  # 'starttls', 'tls' or not at all
    certificate: Path | None = None
    asks_who: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    to_refuse: deque[str] = field(default_factory=deque)  # answers to the next recipients
    to_refuse_at_end: deque[str] = field(default_factory=deque)  # answers to the next mails
    port: int = 0

    def __post_init__(self) -> None:
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        context = self._context() if self.encrypts else None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: self._talk(context),
            "127.0.0.1",
            self.port,
            ssl=context if self.encrypts == "tls" else None,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def until(self, happened: Callable[[], object]) -> None:
        """Wait until `happened` is true."""
        async with asyncio.timeout(PATIENCE):
            while not happened():
                await asyncio.sleep(0.01)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """A recipient is named."""
        if self.to_refuse:
            return self.to_refuse.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        """A mail is handed over."""
        if self.to_refuse_at_end:
            return self.to_refuse_at_end.popleft()
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(list(envelope.rcpt_tos))
        self.encrypted.append(bool(session.ssl) or self.encrypts == "tls")
        return "250 OK"

    def _talk(self, context: ssl.SSLContext | None) -> SMTP:
        return SMTP(
            self,
            tls_context=context if self.encrypts == "starttls" else None,
            authenticator=self._knows if self.asks_who else None,
            auth_require_tls=self.encrypts == "starttls",
            loop=asyncio.get_running_loop(),
        )

    def _knows(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object) -> AuthResult:
        known = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        self.signed_in += [USER] if known else []
        return AuthResult(success=known, handled=False)

    def _context(self) -> ssl.SSLContext:
        assert self.certificate is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context


def make_certificate(path: Path) -> Path:
    """A key and a certificate for 127.0.0.1 in one file, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path
