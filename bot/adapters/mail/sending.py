"""Send a notice by SMTP: one recipient a mail, recognised as the same when it is sent again."""

from __future__ import annotations

import asyncio
import hashlib
import smtplib
import ssl
import zlib
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import Literal

from bot.adapters.delivery import NotNow, Undeliverable
from bot.adapters.mail.rendering import Mail, render
from bot.content.phrasing import Phrasing
from bot.services.announcing import announce
from bot.services.context import Services
from bot.services.ports import OutboxItem
from bot.settings import Settings

PATIENCE = 5.0  # seconds for each step of the talk with the server; less than delivery gives the whole of it
LANES = 4  # connections at once
TO = "to"  # where an address holds the recipient
PERMANENT = 500


@dataclass(frozen=True)
class Server:
    """The mail server, and whom the bot writes as."""

    host: str
    port: int
    sender: str
    security: Literal["starttls", "tls", "none"]
    user: str = ""
    password: str = ""


class MailChannel:
    """The channel as delivery knows it."""

    def __init__(self, services: Services, server: Server, *, public_url: str = "") -> None:
        self._services = services
        self._server = server
        self._public_url = public_url

    def lane(self, item: OutboxItem) -> str:
        """A few connections at once; one recipient's mails go one after another."""
        return str(zlib.crc32(item.address.get(TO, "").encode()) % LANES)

    async def send(self, item: OutboxItem) -> None:
        """Hand the notice to the server. One that has nothing left to tell is not sent.

        Nobody can look into a mailbox, so a repeat after a crash is sent again, under the same Message-ID.

        :raises Undeliverable: when the server refuses the recipient for good, or there is no valid one
        :raises NotNow: when the server is away, or refuses for now
        """
        to = _recipient(item)
        mail = await asyncio.to_thread(self._mail, item)
        if mail is not None:
            await asyncio.to_thread(_hand_over, _message(mail, item, to, self._server.sender), to, self._server)

    def _mail(self, item: OutboxItem) -> Mail | None:
        announcement = announce(item.body, services=self._services)
        if announcement is None:
            return None
        snapshot = self._services.content.current()
        words = Phrasing(snapshot.library, snapshot.catalogue, announcement.language)
        return render(announcement, words=words, public_url=self._public_url)


def mail_channel(settings: Settings, services: Services) -> MailChannel:
    """The channel as the settings say."""
    return MailChannel(services, server_of(settings), public_url=settings.public_url)


def server_of(settings: Settings) -> Server:
    """The mail server of the settings."""
    password = settings.smtp_password
    return Server(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=password.get_secret_value() if password else "",
    )


def message_id(dedupe_key: str, *, sender: str) -> str:
    """The same for the same message, whenever it is sent; says nothing about it."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(dedupe_key.encode()).hexdigest()[:32]}@{domain}>"


def _recipient(item: OutboxItem) -> str:
    """The address, its domain as servers write it. Few servers take a name that is not ASCII, so none is tried."""
    try:
        parsed = Address(addr_spec=item.address.get(TO, ""))
        domain = parsed.domain.encode("idna").decode()
    except (ValueError, IndexError, MessageError):
        raise Undeliverable("no_address") from None
    if not parsed.username or not domain:
        raise Undeliverable("no_address")
    return f"{parsed.username}@{domain}"


def _message(mail: Mail, item: OutboxItem, to: str, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(item.created_at)
    message["Message-ID"] = message_id(item.dedupe_key, sender=sender)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # Exchange answers with 'out of office' otherwise
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def _hand_over(message: EmailMessage, to: str, server: Server) -> None:
    """Talk to the server; what it says is left behind, because it may quote the address."""
    try:
        with connected(server) as smtp:
            smtp.send_message(message, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as refused:
        raise _refused("recipient", refused.recipients[to][0]) from None
    except smtplib.SMTPDataError as refused:
        raise _refused("message", refused.smtp_code) from None
    except smtplib.SMTPResponseException as refused:  # our greeting, sign-in or sender: a fault that can be mended
        raise NotNow(f"{type(refused).__name__}_{refused.smtp_code}") from None
    except (smtplib.SMTPException, OSError, ssl.SSLError) as away:
        raise NotNow(type(away).__name__) from None


def connected(server: Server) -> smtplib.SMTP:
    """A connection that is encrypted and signed in, when it should be; never in the clear instead."""
    trusted = ssl.create_default_context()
    connect = partial(smtplib.SMTP_SSL, context=trusted) if server.security == "tls" else smtplib.SMTP
    smtp = connect(server.host, server.port, timeout=PATIENCE)
    try:
        if server.security == "starttls":
            smtp.starttls(context=trusted)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _refused(what: str, code: int) -> Exception:
    return Undeliverable(f"{what}_{code}") if code >= PERMANENT else NotNow(f"{what}_{code}")
