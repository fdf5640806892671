"""The home tab: a field to ask in, what one has asked, what is remembered, and a role holder's inbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.blocks import Block, plain
from bot.adapters.slack.mrkdwn import BULLET, cut, escape, quote
from bot.adapters.slack.notices import OPEN
from bot.content.phrasing import Phrasing
from bot.services.finding import Inbox
from bot.services.homes import Home, state_in_words
from bot.services.ports import Pile, Profile, Ticket

HOME, PROFILE = "home", "home_profile"  # callback ids of the tab, and of the dialog in which the profile is changed
ASK, CHANGE, FORGET = "home_ask", "home_change", "home_forget"  # action ids
SYSTEMS, LANGUAGE, ANY = "systems", "language", "any"  # the dialog's fields, and the language that is no choice
SHOWN = 5
LONGEST, LONGEST_QUESTION, TITLE, OPTION = 150, 3_000, 24, 75  # characters
PILES = (Pile.MINE, Pile.ROLES, Pile.OVERDUE, Pile.AWAITING)


@dataclass(frozen=True)
class HomePage:
    """Draws the tab of one person."""

    home: Home
    words: Phrasing
    public_url: str
    now: datetime

    def view(self) -> dict[str, Any]:
        """What views.publish takes."""
        blocks = [*self._ask(), *self._inbox(), *self._tickets(), *self._questions(), *self._profile()]
        return {"type": "home", "callback_id": HOME, "blocks": blocks}

    def _ask(self) -> list[Block]:
        say = self.words.say
        field = {
            "type": "plain_text_input",
            "action_id": ASK,
            "max_length": LONGEST_QUESTION,
            "placeholder": plain(say("web.chat.placeholder"), 150),
        }
        asking = {
            "type": "input",
            "block_id": f"{ASK}:{self.now.timestamp():.0f}",  # another id empties the field after a question
            "dispatch_action": True,
            "label": plain(say("web.chat.welcome"), 150),
            "element": field,
        }
        return [asking, *kit.context([escape(say("slack.home.hint"))])]

    def _tickets(self) -> list[Block]:
        texts = [self._ticket(own.ticket, own.text) for own in self.home.tickets]
        states = [state_in_words(own, phrases=self.words, now=self.now) for own in self.home.tickets]
        parts = [block for text, state in zip(texts, states, strict=True) for block in (*text, *_small(state))]
        return [*self._heading("web.mine.sent"), *(parts or _small(self.words.say("web.mine.none_sent")))]

    def _ticket(self, ticket: Ticket, text: str) -> list[Block]:
        number = escape(self.words.say("web.ticket.number", number=ticket.number))
        return kit.sections(f"*{number}*\n{quote(cut(text, LONGEST))}")

    def _questions(self) -> list[Block]:
        lines = [
            f"{BULLET} {escape(cut(' '.join(each.text.split()), LONGEST))} ({escape(self._when(each.asked_at))})"
            for each in self.home.questions
        ]
        said = kit.sections("\n".join(lines)) if lines else _small(self.words.say("web.mine.none_asked"))
        return [*self._heading("web.mine.asked"), *said]

    def _profile(self) -> list[Block]:
        say, profile = self.words.say, self.home.profile
        systems = ", ".join(map(self.words.system, profile.systems)) or say("slack.home.no_systems")
        language = say(f"web.profile.language_{profile.language or ANY}")
        text = f"*{escape(say('web.profile.systems'))}:* {escape(systems)}"
        text += f"\n*{escape(say('web.profile.language'))}:* {escape(language)}"
        buttons = [kit.button(CHANGE, say("slack.home.change"), CHANGE), self._forget()]
        return [*self._heading("web.profile.title"), *kit.sections(text), *kit.rows(buttons)]

    def _forget(self) -> Block:
        say = self.words.say
        sure = {
            "title": plain(say("web.profile.forget"), 100),
            "text": plain(say("web.profile.forget_text"), 300),
            "confirm": plain(say("web.profile.forget_sure"), 30),
            "deny": plain(say("button.cancel"), 30),
            "style": "danger",
        }
        return {**kit.button(FORGET, say("web.profile.forget"), FORGET), "style": "danger", "confirm": sure}

    def _inbox(self) -> list[Block]:
        inbox = self.home.inbox
        if inbox is None:
            return []
        first = [block for ticket in inbox.tickets[:SHOWN] for block in self._waiting(ticket)]
        all_of_it = kit.rows([self._link("inbox", "web.inbox.title", "/inbox")]) if self.public_url else []
        return [*self._heading("web.inbox.title"), *_small(self._counts(inbox)), *first, *all_of_it]

    def _counts(self, inbox: Inbox) -> str:
        say = self.words.say
        piles = ((say(f"web.inbox.pile.{pile}"), inbox.counts[pile]) for pile in PILES)
        return " · ".join(say("web.inbox.heading", pile=name, count=count) for name, count in piles)

    def _waiting(self, ticket: Ticket) -> Iterator[Block]:
        due = self.words.say("web.time.due", when=self.words.when(ticket.due_at, self.now))
        [section, *_] = self._ticket(ticket, ticket.text)
        if self.public_url:
            section = {**section, "accessory": self._link(ticket.id, "slack.ticket.open", f"/inbox/{ticket.id}")}
        yield section
        yield from _small(f"{self.words.role(ticket.route)} · {due}")

    def _link(self, what: str, key: str, path: str) -> Block:
        url = self.public_url.rstrip("/") + path
        return kit.link_button(f"{OPEN}:{what}", self.words.say(key), url, primary=False)

    def _heading(self, key: str) -> list[Block]:
        return [kit.divider(), kit.header(self.words.say(key))]

    def _when(self, at: datetime) -> str:
        return self.words.when(at, self.now)


def profile_view(profile: Profile, words: Phrasing) -> dict[str, Any]:
    """The dialog in which the remembered systems and language are changed."""
    systems = [_option(slug, words.system(slug)) for slug in words.catalogue.systems]
    chosen = [option for option in systems if option["value"] in profile.systems]
    languages = [_option(key, words.say(f"web.profile.language_{key}")) for key in (ANY, "da", "en")]
    current = next(each for each in languages if each["value"] == (profile.language or ANY))
    many: Block = {"type": "multi_static_select", "action_id": SYSTEMS, "options": systems}
    many |= {"placeholder": plain(words.say("slack.pick"), 150)} | ({"initial_options": chosen} if chosen else {})
    one: Block = {"type": "static_select", "action_id": LANGUAGE, "options": languages, "initial_option": current}
    return {
        "type": "modal",
        "callback_id": PROFILE,
        "title": plain(words.say("web.profile.title"), TITLE),
        "submit": plain(words.say("web.profile.save"), TITLE),
        "close": plain(words.say("button.cancel"), TITLE),
        "blocks": [
            *kit.sections(escape(words.say("web.profile.lead"))),
            {**_field(SYSTEMS, words.say("web.profile.systems"), many), "optional": True},
            _field(LANGUAGE, words.say("web.profile.language"), one),
        ],
    }


def _field(name: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": name, "label": plain(label, 2_000), "element": element}


def _option(value: str, label: str) -> Block:
    return {"text": plain(label, OPTION), "value": value}


def _small(text: str) -> list[Block]:
    return kit.context([escape(text)])
