"""What somebody is shown who has asked nothing yet: what the bot is for, and questions to begin with."""

from __future__ import annotations

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.mrkdwn import escape, to_mrkdwn
from bot.adapters.slack.rendering import PRESS, Message, value
from bot.content.phrasing import Phrasing

SAMPLES = ("sample:1", "sample:2", "sample:3")


def samples(words: Phrasing) -> list[str]:
    """The questions to begin with."""
    return [words.say(sample.replace(":", ".")) for sample in SAMPLES]


def render_welcome(words: Phrasing) -> Message:
    """The welcome, with a button for each example."""
    title, text = words.say("web.chat.welcome"), words.say("slack.welcome")
    buttons = [
        kit.button(f"{PRESS}:{number}", label, value("", sample))
        for number, (sample, label) in enumerate(zip(SAMPLES, samples(words), strict=True))
    ]
    hint = kit.context([escape(words.say("web.chat.suggestions"))])
    blocks = [*kit.sections(f"*{escape(title)}*\n{to_mrkdwn(text)}"), *hint, *kit.rows(buttons)]
    return Message(f"{escape(title)} {to_mrkdwn(text)}", blocks)
