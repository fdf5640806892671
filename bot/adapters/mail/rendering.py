"""Dress an announcement as a mail: plain text, and simple HTML that any mail program and screen reader can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined

from bot.content.phrasing import Phrasing
from bot.services.announcing import Announcement

_PAGE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ subject }}</title>
</head>
<body style="margin: 0; padding: 16px; background-color: #ffffff; color: #1a1a1a; \
font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5">
<div role="main" style="max-width: 560px; margin: 0 auto">
<h1 style="margin: 0 0 16px; font-size: 20px; line-height: 1.3">{{ subject }}</h1>
{% for line in facts %}
<p style="margin: 0 0 8px">{{ line }}</p>
{% endfor %}
{% if link %}
<p style="margin: 24px 0"><a href="{{ link }}" style="display: inline-block; padding: 12px 20px; \
background-color: #173a5e; color: #ffffff; border-radius: 4px">{{ label }}</a></p>
{% endif %}
<p style="margin: 24px 0 0; font-size: 14px; color: #4d4d4d">{{ footer }}</p>
</div>
</body>
</html>
"""
)


LABELS = {"web.nav.inbox": "mail.open", "web.nav.mine": "mail.see_answer", "web.nav.coordinator": "mail.see_checks"}
"""What the link says, by the page it leads to."""


@dataclass(frozen=True)
class Mail:
    """A mail before it has an address."""

    subject: str
    text: str
    html: str


def render(announcement: Announcement, *, words: Phrasing, public_url: str) -> Mail:
    """The mail for `announcement`; without a `public_url` it says in words where to look.

    It holds the ticket's number, role and due time, and nothing that anybody wrote.
    """
    say = words.say
    link = public_url.rstrip("/") + announcement.path if public_url else ""
    label = say(LABELS[announcement.place])
    footer = say("mail.footer")
    facts = [*_facts(announcement, words), *([] if link else [where(announcement, words)])]
    html = _PAGE.render(
        language=announcement.language,
        subject=announcement.headline,
        facts=facts,
        link=link,
        label=label,
        footer=footer,
    )
    text = _text([announcement.headline, "\n".join(facts), f"{label}:\n{link}" if link else "", f"-- \n{footer}"])
    return Mail(announcement.headline, text, html)


def where(announcement: Announcement, words: Phrasing) -> str:
    """Where to look, for when there is no address to link to."""
    return words.say("announce.where", page=words.say(announcement.place))


def _facts(announcement: Announcement, words: Phrasing) -> Sequence[str]:
    if announcement.to_asker:
        return []
    return [words.say("announce.role", role=announcement.role), words.say("announce.due", when=announcement.due)]


def _text(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
