"""What Slack sends, as the services take it."""

from __future__ import annotations

import pytest

from bot.adapters.slack.incoming import read_question, readable, thread_of

from .fake_slack import Json
from .people import event_of

MESSAGE: Json = {"channel": "C1", "ts": "2.0", "user": "U1", "text": "<@UBOT> hej"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@UBOT> skal jeg  journalisere?", "skal jeg  journalisere?"),
        ("spørg <@U2|anne> om det", "spørg  om det"),
        ("se <https://x.dk|siden> og <https://y.dk>", "se siden og https://y.dk"),
        ("til <mailto:a@b.dk|a@b.dk>", "til a@b.dk"),
        ("<!channel> i <#C1|sager>", "i #sager"),
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
        ("halv \ud800 tegn", "halv ? tegn"),
        ("  \n", ""),
    ],
)
def test_slacks_markup_is_read_as_a_person_reads_it(written: str, read: str) -> None:
    assert readable(written) == read


def test_one_message_as_two_events_has_one_id() -> None:
    mention = read_question(event_of(MESSAGE, "app_mention"))
    again = read_question(event_of({**MESSAGE, "client_msg_id": "x"}, "app_mention"))

    assert mention is not None
    assert again is not None
    assert mention.event_id == again.event_id


def test_thread_is_read_back_from_a_questions_id() -> None:
    asked = read_question(event_of({**MESSAGE, "thread_ts": "1.0"}, "app_mention"))

    assert asked is not None
    assert thread_of(asked.event_id) == "1.0" == asked.place.address["thread_ts"]
    assert asked.place.external_id == "C1:1.0"
    assert asked.sender.external_id == "T1:U1"
