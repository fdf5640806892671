"""Answers render for every system and language and are short; utterances differ; the guide leads somewhere."""

from __future__ import annotations

from bot.content.checking import check
from bot.content.problems import Severity
from tests.content.small import Small
from tests.content.spoiling import ARTICLE, GUIDE, HANDOFF, PHRASES, PROCEDURE, UTTERANCES, Spoilt, each

WARNING = Severity.WARNING
LONG = "  da: |\n    " + "ord " * 136 + "\n"
OUTSIDE = "intents/_out_of_scope.yaml"
TITLES = "intents/praksis/sag-titel.yaml"
UNREACHED = """  - id: L77
    code: J
    ask: leder
    verdict: {da: "**Ja.**", en: "**Yes.**"}
    why: {da: Fordi., en: Because.}
    do: {da: Gør det., en: Do it.}
    basis:
      - source: {da: Loven, en: The Act}
"""

TEXTS = {
    "unknown name in an article": Spoilt(
        ARTICLE, "{{ organisation.name }}", "{{ organisation.navn }}", "Skabelonen kan ikke udfyldes", "  da: |"
    ),
    "unknown role in an article": Spoilt(
        ARTICLE, "{{ roles.koordinator.name }}", "{{ roles.direktion.name }}", "has no attribute 'direktion'", "  da: |"
    ),
    "unknown name in a procedure": Spoilt(
        PROCEDURE, "i {{ system.name }}?", "i {{ system.navn }}?", "Ret navnet mellem {{ og }}"
    ),
    "name for one system only": Spoilt(
        PROCEDURE,
        "**Læg mailen",
        "{% if system.slug == 'sagsnet' %}{{ system.kun }}{% endif %}**Læg mailen",
        "Skabelonen kan ikke udfyldes",
        "  da: |",
    ),
    "brackets that never close": Spoilt(
        PROCEDURE, "{% endif %}\n  en: |", "\n  en: |", "Skabelonen kan ikke udfyldes", "  da: |"
    ),
    "a way out of the sandbox": Spoilt(
        ARTICLE, "{{ organisation.name }}", "{{ organisation.__class__.__mro__ }}", "is unsafe", "  da: |"
    ),
    "a phrase that is no template": Spoilt(
        PHRASES,
        "{{ role }}{% if mailbox %}",
        "{{ role }}{% hvis mailbox %}",
        "Teksten er ikke en gyldig skabelon",
        '  da: "Sendes',
    ),
    "a long answer": Spoilt(ARTICLE, "  da: |\n", LONG, "Skær det ned til omkring 120", "  da: |", severity=WARNING),
    "a long verdict": Spoilt(
        ARTICLE,
        "**Snarest muligt.**",
        "**" + "hurtigt " * 21 + "muligt.**",
        "Konklusionen er på over 20 ord",
        "  da: |",
        severity=WARNING,
    ),
}

UTTERED = {
    "twice in one file": Spoilt(
        UTTERANCES,
        "  - er det i orden",
        "  - notat frist\n  - er det i orden",
        "to gange i filen (også linje 8). Slet den ene",
        "notat frist\n  - er",
    ),
    "in two files": Spoilt(
        TITLES,
        "  - titel på en ny sag",
        "  - Notat ... FRIST?",
        f"Ytringen står også i {UTTERANCES}:8. Behold den ét sted",
    ),
    "in a topic too": Spoilt(
        HANDOFF, "  - kasser med", "  - notat frist\n  - kasser med", f"står også i {UTTERANCES}:8"
    ),
    "out of scope too": Spoilt(
        OUTSIDE,
        "    - hvad er der til frokost",
        "    - notat frist\n    - hvad er der til frokost",
        f"også i {UTTERANCES}:8",
    ),
    "almost a copy": Spoilt(
        UTTERANCES,
        "  - notat frist",
        "  - hvilke ord skal så med i titlen",
        f"Ytringen ligner næsten {TITLES}:9",
        severity=WARNING,
    ),
}

GUIDES = {
    "a missing verdict": Spoilt(GUIDE, "leaf: L0\n", "leaf: L77\n", "til afgørelsen 'L77', som mangler", "id: breach"),
    "a missing question": Spoilt(
        GUIDE, "step: besides", "step: ukendt", "spørgsmålet 'ukendt', som ikke findes", "id: breach"
    ),
    "a verdict nothing leads to": Spoilt(
        GUIDE,
        "leaves:\n",
        f"leaves:\n{UNREACHED}",
        "Afgørelsen 'L77' kan ikke nås. Lad et svar føre til den",
        "id: L77",
    ),
    "a verdict that is not bold": Spoilt(
        GUIDE, '      da: "**Ja', '      da: "Ja', "'L3' skal begynde med konklusionen", 'verdict:\n      da: "Ja'
    ),
    "words for what no answer settles": Spoilt(
        GUIDE, "        breach:\n", "        brist:\n", "'special: brist', som intet svar bruger", "brist:"
    ),
    "a role to ask": Spoilt(GUIDE, "ask: brud", "ask: vagten", "Rollen 'vagten' findes ikke"),
}


@each({**TEXTS, **UTTERED, **GUIDES})
def test_a_text_that_will_not_do_is_told(spoilt: Spoilt, small: Small) -> None:
    spoilt.spoil(small)

    found = small.problems()

    assert spoilt.is_told(small, found), found


def test_few_utterances_are_a_warning_in_each_language(small: Small) -> None:
    _, found = check(small.folders)

    told = [(one.line, one.sentence, one.severity) for one in found if one.path == UTTERANCES]
    assert told == [
        (1, "Der er kun 8 ytringer på 'da'; skriv mindst 25.", WARNING),
        (10, "Der er kun 4 ytringer på 'en'; skriv mindst 10.", WARNING),
    ]


def test_a_wrong_title_does_not_hide_a_wrong_answer(small: Small) -> None:
    small.change(ARTICLE, "da: Hvor hurtigt", 'da: "{{ a }} hurtigt')
    small.change(ARTICLE, "skrives?", 'skrives?"')
    small.change(ARTICLE, "{{ organisation.name }}", "{{ b }}")

    found = small.problems()

    assert [(one.line, one.sentence.partition(". ")[0]) for one in found] == [
        (2, "Skabelonen kan ikke udfyldes ('a' is undefined)"),
        (5, "Skabelonen kan ikke udfyldes ('b' is undefined)"),
    ]
