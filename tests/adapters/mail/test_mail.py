"""A notice by mail arrives once, says no more than it must, and outlives whatever the mail server does."""

from __future__ import annotations

import re
from collections import deque
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.core.tickets import TicketState
from bot.services.ports import MAIL, CheckWeek, Place

from .conftest import ASKER, ASKER_EMAIL, HOLDER, NOW, PUBLIC_URL, QUESTION, TO, Bot
from .mail_server import PASSWORD, USER, MailServer

LATER = timedelta(minutes=2)


def text_of(mail: EmailMessage, kind: str) -> str:
    """The plain or the HTML part."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


async def sent(bot: Bot, server: MailServer, **how: object) -> EmailMessage:
    """The first mail that arrived, when everything has arrived or was given up."""
    async with bot.delivering(**how):  # type: ignore[arg-type]
        await server.until(lambda: server.mails and not bot.storage.outbox.waiting())
    return server.mails[0]


# --- what it says -----------------------------------------------------------------------------------------------------


async def test_answers_to_check_are_told_with_the_way_to_them(bot: Bot, server: MailServer) -> None:
    with bot.storage.transaction() as work:
        work.add_week(CheckWeek("2026-W47", "seed", NOW, 10), [])
        conversation = work.conversation(MAIL, Place(TO, {"to": TO}), bot.holder.id)
        work.enqueue(conversation.id, {"checks": "2026-W47"}, dedupe_key="checks", now=NOW)

    mail = await sent(bot, server)

    assert "Ugens stikprøve er klar (uge 47)" in str(mail["Subject"])
    assert "Se stikprøven:" in text_of(mail, "plain")
    assert f"{PUBLIC_URL}/coordinator/checks/2026-W47" in text_of(mail, "html")


async def test_notice_arrives_once_at_its_one_recipient_in_text_and_html(bot: Bot, server: MailServer) -> None:
    bot.tell("new")

    mail = await sent(bot, server)

    assert server.recipients == [[TO]]
    assert len(server.mails) == 1
    assert bot.storage.outbox.waiting() == 0
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    for words in (text_of(mail, "plain"), text_of(mail, "html")):
        assert "Ny henvendelse nr. 1" in words
        assert "ESDH-koordinatoren" in words
        assert "tirsdag den 3. marts kl. 12.00" in words
        assert f"{PUBLIC_URL}/inbox/t1" in words


async def test_headers_say_that_it_was_written_by_a_program(bot: Bot, server: MailServer) -> None:
    bot.tell("overdue")

    mail = await sent(bot, server)

    assert mail["Subject"] == "Fristen for henvendelse nr. 1 er overskredet"
    assert mail["From"] == "ESDH-botten <bot@kommunen.example>"
    assert mail["To"] == TO
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
    assert re.fullmatch(r"<[0-9a-f]{32}@kommunen\.example>", str(mail["Message-ID"]))
    assert mail["Cc"] is mail["Bcc"] is mail["Reply-To"] is None


@pytest.mark.parametrize("asker", [False, True], ids=["holder", "asker"])
async def test_mail_holds_no_personal_data(bot: Bot, server: MailServer, asker: bool) -> None:
    bot.save(text=QUESTION, answer="Ring til Gudrun på 12 34 56 78", state=TicketState.OPEN)
    bot.tell("answered" if asker else "new", to=ASKER_EMAIL if asker else TO, asker=asker)

    mail = await sent(bot, server)

    whole = mail.as_string() + text_of(mail, "plain") + text_of(mail, "html") + str(mail["Subject"])
    named = (QUESTION, ASKER, HOLDER, "Gudrun", "Skovgaard", "Egevej", "010190", "klage", "12 34 56 78", "Asta", "Mads")
    assert [word for word in named if word in whole] == []
    assert (TO if asker else ASKER_EMAIL) not in whole
    assert not re.search(r"\d{6}-?\d{4}", text_of(mail, "plain") + text_of(mail, "html"))


async def test_without_a_public_address_it_says_where_to_look(bot: Bot, server: MailServer) -> None:
    bot.tell("new")

    mail = await sent(bot, server, public_url="")

    assert "vælg Indbakke" in text_of(mail, "plain")
    assert "http" not in text_of(mail, "plain") + text_of(mail, "html")


async def test_asker_is_written_to_in_the_language_of_the_ticket_and_led_to_it(bot: Bot, server: MailServer) -> None:
    bot.save(language="en", state=TicketState.RESOLVED, answer="Yes")
    bot.tell("answered", to=ASKER_EMAIL, asker=True)

    mail = await sent(bot, server)

    assert mail["Subject"] == "Your request no. 1 has been answered"
    assert f"{PUBLIC_URL}/mine#ticket-1" in text_of(mail, "plain")
    assert '<html lang="en">' in text_of(mail, "html")


@pytest.mark.parametrize(
    "what", ["new", "replied", "reopened", "forwarded", "reminder", "overdue", "deputy", "escalated", "nobody knows"]
)
async def test_whatever_happened_is_said_in_words(bot: Bot, server: MailServer, what: str) -> None:
    bot.save(urgent=True)
    bot.tell(what)

    mail = await sent(bot, server)

    assert str(mail["Subject"]).startswith("Haster: ")
    assert "nr. 1" in str(mail["Subject"])


async def test_html_is_a_whole_page_with_a_heading_a_language_and_a_link_that_says_where_it_leads(
    bot: Bot, server: MailServer
) -> None:
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    bot.tell("new")

    Reader().feed(text_of(await sent(bot, server), "html"))

    tags = [tag for tag, _ in found]
    assert tags.count("h1") == tags.count("title") == tags.count("a") == 1
    assert found[0] == ("html", {"lang": "da"})
    assert not {"img", "script", "link", "style", "table"} & set(tags)  # nothing is fetched, nothing needs support


async def test_what_needs_nobody_any_more_is_not_sent(bot: Bot, server: MailServer) -> None:
    bot.tell("reminder")
    bot.save(state=TicketState.RESOLVED, answer="Ja")
    bot.tell("answered", to=ASKER_EMAIL, asker=True)
    bot.tell("withdrawn", to=ASKER_EMAIL, asker=True)

    await sent(bot, server)

    assert server.recipients == [[ASKER_EMAIL]]
    assert bot.storage.outbox.waiting() == 0


# --- the server in trouble --------------------------------------------------------------------------------------------


async def test_mail_waits_while_the_server_is_down(bot: Bot, server: MailServer) -> None:
    await server.stop()
    bot.tell("new")

    async with bot.delivering():
        await server.until(lambda: "ConnectionRefusedError" in bot.reasons)
        await server.start()
        await server.until(lambda: server.mails)

    assert len(server.mails) == 1


@pytest.mark.parametrize("refused", ["recipient", "mail"])
async def test_refused_for_now_it_is_sent_again_under_the_same_id(
    bot: Bot, server: MailServer, refused: str, caplog: pytest.LogCaptureFixture
) -> None:
    answers = deque(["451 try later please mads@kommunen.example"] * 2)
    if refused == "recipient":
        server.to_refuse = answers
    else:
        server.to_refuse_at_end = answers
    bot.tell("new")

    await sent(bot, server)

    assert len(server.mails) == 1
    assert "_451" in caplog.text
    assert "mads" not in caplog.text


async def test_recipient_refused_for_good_is_given_up_with_a_code_and_no_text(
    bot: Bot, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.to_refuse = deque(["550 no such user mads@kommunen.example"])
    bot.tell("new")
    async with bot.delivering():
        await server.until(lambda: not bot.storage.outbox.waiting())
    bot.tell("new", to="role@kommunen.example")

    await sent(bot, server)

    assert server.recipients == [["role@kommunen.example"]]
    assert "given up: recipient_550" in caplog.text
    assert "mads" not in caplog.text
    assert bot.storage.outbox.waiting() == 0


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "@b.example",
        "a@",
        "a@b.example, c@d.example",
        "søren@b.example",
        "a@b.example\r\nBcc: c@d.example",
        '"a@b',
    ],
)
async def test_address_that_is_none_is_given_up(
    bot: Bot, server: MailServer, to: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot.tell("new", to=to)
    bot.tell("new")

    await sent(bot, server)

    assert server.recipients == [[TO]]
    assert "given up: no_address" in caplog.text


async def test_danish_letters_in_a_domain_are_written_as_servers_write_them(bot: Bot, server: MailServer) -> None:
    bot.tell("new", to="mads@købing.example")

    await sent(bot, server)

    assert server.recipients == [["mads@xn--kbing-vua.example"]]


async def test_process_that_died_before_marking_sends_the_same_message_again(bot: Bot, server: MailServer) -> None:
    bot.tell("new")

    async with bot.delivering(marks=False):
        await server.until(lambda: server.mails)
    async with bot.delivering(after=LATER):
        await server.until(lambda: len(server.mails) == 2)

    assert server.mails[0]["Message-ID"] == server.mails[1]["Message-ID"]
    assert bot.storage.outbox.waiting() == 0


async def test_two_notices_have_different_ids(bot: Bot, server: MailServer) -> None:
    bot.tell("new")
    bot.tell("reminder")

    async with bot.delivering():
        await server.until(lambda: len(server.mails) == 2)

    assert server.mails[0]["Message-ID"] != server.mails[1]["Message-ID"]


# --- encryption -------------------------------------------------------------------------------------------------------


@pytest.fixture
async def encrypting(server: MailServer, certificate: Path, request: pytest.FixtureRequest) -> MailServer:
    """The server started anew with encryption, and asking who one is."""
    await server.stop()
    server.encrypts, server.certificate, server.asks_who = request.param, certificate, True
    await server.start()
    return server


@pytest.mark.parametrize("encrypting", ["starttls", "tls"], indirect=True)
async def test_mail_is_encrypted_and_the_bot_signs_in(
    bot: Bot, encrypting: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    bot.tell("new")

    await sent(bot, encrypting, security=encrypting.encrypts, user=USER, password=PASSWORD)

    assert encrypting.encrypted == [True]
    assert encrypting.signed_in == [USER]


@pytest.mark.parametrize("encrypting", ["starttls", "tls"], indirect=True)
async def test_server_that_cannot_prove_who_it_is_gets_no_mail(bot: Bot, encrypting: MailServer) -> None:
    bot.tell("new")

    async with bot.delivering(security=encrypting.encrypts, user=USER, password=PASSWORD):
        await encrypting.until(lambda: "SSLCertVerificationError" in bot.reasons)

    assert encrypting.mails == []
    assert bot.storage.outbox.waiting() == 1


async def test_server_without_encryption_gets_no_mail_when_encryption_is_demanded(bot: Bot, server: MailServer) -> None:
    bot.tell("new")

    async with bot.delivering(security="starttls"):
        await server.until(lambda: "SMTPNotSupportedError" in bot.reasons)

    assert server.mails == []
    assert bot.storage.outbox.waiting() == 1


@pytest.mark.parametrize("encrypting", ["starttls"], indirect=True)
async def test_wrong_password_loses_no_mail(
    bot: Bot, encrypting: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    bot.tell("new")

    async with bot.delivering(security="starttls", user=USER, password="forkert"):
        await encrypting.until(lambda: "SMTPAuthenticationError_535" in bot.reasons)

    assert bot.storage.outbox.waiting() == 1
