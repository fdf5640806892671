"""A tiny matcher, trained once a session on some thirty ways of asking."""

from __future__ import annotations

import pytest
from hypothesis import settings

from bot.content.samples import Sample
from bot.content.training import train
from bot.core.calibration import Calibration
from bot.core.lexicon import Lexicon
from bot.core.matching import Kind, Matcher

settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault
settings.load_profile("unhurried")

ASKED = {
    "slet-maa": (
        "må jeg slette mailen",
        "kan jeg slette et dokument",
        "er det i orden at slette et notat",
        "slette filer",
    ),
    "slet-kan-ikke": (
        "jeg kan ikke slette mailen",
        "systemnavn vil ikke slette et dokument",
        "det er ikke muligt at slette notatet",
        "kan ikke slette filer",
    ),
    "gemme": ("hvor gemmer jeg mailen", "hvor skal et dokument gemmes", "gemme et notat", "hvor gemmer man filer"),
    "notatpligt": (
        "hvad er notatpligt",
        "skal jeg skrive det ned",
        "hvornår gælder notatpligten",
        "notatpligt betydning",
    ),
    "sag": ("hvordan opretter jeg en sag", "opret ny sag i systemnavn", "hvordan starter man en sag", "oprette sag"),
}
ASKED_IN_ENGLISH = {
    "slet-maa": ("may I delete the e-mail", "am I allowed to delete a document"),
    "gemme": ("where do I save the e-mail", "where should a document be kept"),
    "notatpligt": ("what is the duty to take notes", "must I write it down"),
    "sag": ("how do I create a case", "open a new case in systemnavn"),
}
ELSEWHERE = {
    "da": ("hvad er der til frokost i kantinen", "hvornår går bussen til byen", "hvordan bliver vejret i morgen"),
    "en": ("what is for lunch in the canteen", "when does the bus leave"),
}
KINDS = {"sag": Kind.PROCEDURE}

LEXICON = Lexicon(
    systems={"aurora": "aurora", "bifrost": "bifrost", "bifrost flow": "bifrost"},
    document_types={"mail": "mail", "referat": "referat"},
    abbreviations={"dok": "dokument"},
    synonyms={"slette": "1", "fjerne": "1", "delete": "1"},
    asides=("hej med jer", "tak for hjalpen", "jeg er ny her", "thanks for your help", "i am new here"),
)


class Everything:
    """Every word is known."""

    def __contains__(self, word: object) -> bool:
        return True


def _samples() -> list[Sample]:
    asked = [
        *((intent, KINDS.get(intent, Kind.ARTICLE), "da", text) for intent, texts in ASKED.items() for text in texts),
        *(
            (intent, KINDS.get(intent, Kind.ARTICLE), "en", text)
            for intent, texts in ASKED_IN_ENGLISH.items()
            for text in texts
        ),
        *(("elsewhere", Kind.OUT_OF_SCOPE, language, text) for language, texts in ELSEWHERE.items() for text in texts),
    ]
    return [
        Sample(intent, kind, language, LEXICON.find(text, known=Everything()).words, text)
        for intent, kind, language, text in asked
    ]


@pytest.fixture(scope="session")
def trained() -> tuple[Matcher, Calibration]:
    """Everything that training gives."""
    return train(_samples(), LEXICON)


@pytest.fixture(scope="session")
def matcher(trained: tuple[Matcher, Calibration]) -> Matcher:
    """The tiny matcher."""
    return trained[0]


@pytest.fixture(scope="session")
def calibration(trained: tuple[Matcher, Calibration]) -> Calibration:
    """The probabilities that go with it."""
    return trained[1]
