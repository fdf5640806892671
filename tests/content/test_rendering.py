"""Filling in names by hand says what the template would, and everything else is left to the template."""

from __future__ import annotations

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.content import rendering
from bot.content.loading import Folders, load
from bot.content.rendering import RenderError, render
from tests.content.small import CHECKOUT

VALUES = {"name": "Nexus", "count": 3, "text": "{{ count }}", "nothing": None}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Hej", "Hej"),
        ("  {{ name }}:\n{{count}} \n", "Nexus:\n3"),
        ("{{ text }}", "{{ count }}"),
        ("{{ nothing }}", "None"),
        ("{{ name }}{{ name }}", "NexusNexus"),
        ("{{ name | upper }}", "NEXUS"),
        ("{% if count > 2 %}mange{% endif %}", "mange"),
        ("{ikke et navn} {{ name }} }}", "{ikke et navn} Nexus }}"),
        ("{# intet #}{{ name }}", "Nexus"),
        ("{{ true }} {{ 'x' }}", "True x"),
    ],
)
def test_names_are_filled_in_and_the_rest_is_a_template(source: str, said: str) -> None:
    assert render(source, VALUES) == said
    assert said == ImmutableSandboxedEnvironment().from_string(source).render(VALUES).strip()


@pytest.mark.parametrize("source", ["{{ missing }}", "{{ name }} {{ missing }}", "{{ name.missing }}", "{{ name"])
def test_a_name_that_is_not_there_is_an_error(source: str) -> None:
    with pytest.raises(RenderError):
        render(source, VALUES)


def test_nearly_every_phrase_needs_no_template() -> None:
    content, _ = load(Folders(CHECKOUT / "knowledge", CHECKOUT / "intents"))
    texts = [text for phrase in content.phrases.values() for text in (phrase.da, phrase.en)]
    by_hand = [text for text in texts if rendering._names_only(text) is not None]

    assert len(by_hand) > 0.9 * len(texts)
