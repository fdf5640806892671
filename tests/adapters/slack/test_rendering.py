"""A card becomes a message that Slack takes and a person can use."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest

from bot.adapters.slack.mrkdwn import cut, pieces, quote, to_mrkdwn
from bot.adapters.slack.rendering import Message, read_value, render
from bot.adapters.slack.views import send_view
from bot.content.cards import Button, Card, Section, SendForm

from .fake_slack import Json
from .limits import faults_of, schema
from .people import labels, words

FORM = SendForm("min tekst", "Sendes til **X**", "Svar i dag", "Ret gerne", "Send", "Afbryd")
CARD = Card("answer", "da", "q1", "**Ja.** Fordi.", title="Titel", trust=("Bygger på & <lov>",), marks=("Kladde",))


def say(key: str) -> str:
    return key


def sent(message: Message) -> Json:
    return {"text": message.text, "blocks": list(message.blocks)}


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**fed** og *kursiv* og `kode`", "*fed* og _kursiv_ og `kode`"),
        ("- a\n- b\n  1. c\n  2. d", "• a\n• b\n    1. c\n    2. d"),
        ("3. tre\n4. fire", "3. tre\n4. fire"),
        ("[lov](https://x.dk/?a=1&b=2)", "<https://x.dk/?a=1&amp;b=2|lov>"),
        ("[ond](javascript:x)", "[ond](javascript:x)"),
        ("se https://x.dk/a.", "se <https://x.dk/a>."),
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("<!channel> <@U1> <b>", "&lt;!channel&gt; &lt;@U1&gt; &lt;b&gt;"),
        ("# Overskrift\n\nTekst\nlinje", "*Overskrift*\n\nTekst\nlinje"),
        ("> citat", "&gt; citat".replace("&gt;", ">")),
        ("```\na < b\n```", "```\na &lt; b\n```"),
    ],
)
def test_markdown_becomes_mrkdwn(markdown: str, expected: str) -> None:
    assert to_mrkdwn(markdown) == expected


def test_somebodys_words_are_quoted_without_becoming_a_mention_or_markup() -> None:
    assert quote("<!here> **x**\nny") == "> &lt;!here&gt; **x**\n> ny"


def test_text_is_never_cut_inside_an_escape() -> None:
    escaped = "&lt;" * 1_000

    parts = list(pieces(escaped, 999))

    assert all(part.count("&") == part.count(";") for part in [*parts, cut(escaped, 1_001).rstrip("…")])
    assert "".join(parts) == escaped


def test_answer_has_its_basis_marks_and_feedback() -> None:
    card = replace(CARD, feedback=(Button("feedback:helpful", "Ja"),), feedback_label="Hjalp det?")

    message = sent(render(card, say=say))

    assert faults_of(message) == []
    assert "Bygger på &amp; &lt;lov&gt;" in words(message)
    assert labels(message) == ["Ja"]
    assert message["text"].startswith("Titel\n\n*Ja.* Fordi.")


@pytest.mark.parametrize(("options", "rows"), [(4, [4]), (10, [5, 5]), (12, [1])])
def test_options_are_buttons_five_in_a_row_and_a_menu_above_ten(options: int, rows: list[int]) -> None:
    card = replace(CARD, options=tuple(Button(f"choice:{n}", f"Nr. {n}") for n in range(options)))

    message = sent(render(card, say=say))

    assert faults_of(message) == []
    assert [len(block["elements"]) for block in message["blocks"] if block["type"] == "actions"] == rows
    assert len(labels(message)) == options


def test_option_too_long_for_a_button_is_shown_in_full_above_it() -> None:
    long = "Et meget langt valg " * 6
    message = sent(render(replace(CARD, options=(Button("choice:a", long),)), say=say))

    assert faults_of(message) == []
    assert long.strip() in words(message)
    assert labels(message)[0].endswith("…")


def test_button_carries_its_own_question_when_it_has_one() -> None:
    message = sent(render(replace(CARD, actions=(Button("resume", "Fortsæt", question_id="q0"),)), say=say))

    assert read_value(message["blocks"][-1]["elements"][0]["value"]) == ("q0", "resume")


def test_possible_breach_offers_a_person_before_it_answers() -> None:
    message = sent(render(replace(CARD, urgent="Ring nu", form=FORM), say=say))

    assert faults_of(message) == []
    assert message["blocks"][0]["text"]["text"] == ":warning: Ring nu"
    assert labels(message) == ["Send", "slack.edit", "Afbryd"]
    assert words(message).index("> min tekst") < words(message).index("Fordi")


def test_message_longer_than_slack_takes_is_cut_with_a_pointer_and_keeps_its_buttons() -> None:
    card = Card(
        "answer",
        "da",
        "q1",
        "Et afsnit & mere.\n\n" * 3_000,
        sections=tuple(Section("Liste", ("punkt",) * 50) for _ in range(60)),
        receipt="linje\n" * 1_000,
        receipt_label="Kvittering",
        actions=(Button("handoff", "Send til en person"),),
        form=replace(FORM, text="<" * 4_000),
    )

    message = sent(render(card, say=say))

    assert faults_of(message) == []
    assert "slack.cut" in words(message)
    assert labels(message)[-1] == "Send til en person"


def test_dialog_asks_for_what_is_missing_within_slacks_lengths() -> None:
    form = replace(FORM, text="x" * 4_000, ask="system", ask_label="Hvilket?", options=(("nexus", "Nexus" * 30),))

    view = send_view(form, question_id="q1", channel="C1", thread="1.2", say=say)

    assert list(chain.from_iterable(_view_faults(view))) == []
    assert [block["block_id"] for block in view["blocks"]] == ["text", "choice"]
    assert len(view["blocks"][0]["element"]["initial_value"]) <= 3_000


def _view_faults(view: Json) -> list[list[str]]:
    import jsonschema

    known = schema("block-kit-view.schema.json")
    if known is None:
        return []
    return [[error.message for error in jsonschema.Draft7Validator(known).iter_errors(view)]]
