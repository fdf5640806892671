"""Read an utterance as an answer to what the bot waits for: a number, a word, 'afbryd'; or see a new question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from bot.core.catalogue import Catalogue
from bot.core.dialogue.moves import (
    AnswerGuide,
    BackInGuide,
    Cancel,
    Move,
    PickChoice,
    PickSystem,
    SendHandoff,
    read_move,
)
from bot.core.folding import fold, words
from bot.core.guide import Outcome, next_step
from bot.core.lexicon import Lexicon
from bot.core.reply import AwaitingChoice, AwaitingReply, AwaitingSend, AwaitingSystem, Idle, InGuide, State

CANCEL = frozenset({"afbryd", "annuller", "stop", "glem det", "fortryd", "nej tak", "cancel", "never mind", "quit"})
BACK = frozenset({"tilbage", "et skridt tilbage", "forrige", "back", "go back"})
SEND = frozenset({"send", "ja", "ja tak", "ok", "send den", "send det", "yes", "yes please", "send it", "ja send"})
UNSURE = frozenset(
    {"ved ikke", "det ved jeg ikke", "aner det ikke", "?", "ikke sikker", "not sure"}
    | {"i don t know", "i dont know", "don t know", "dont know"}  # an apostrophe parts the words
)
NONE = frozenset({"ingen", "ingen af dem", "ingen af disse", "none", "none of them", "none of these"})
ORDINALS = {
    "forste": 1, "anden": 2, "andet": 2, "tredje": 3, "fjerde": 4, "sidste": -1,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1,
}  # fmt: skip
BEFORE_A_PLACE = re.compile(r"^(?:den|det|the|nr|nummer|number|no) ")
PLACE = re.compile(r"[0-9]{1,3}")
LONGEST_ANSWER = 8  # words; more than that is a question of its own
ALIKE = 85


@dataclass(frozen=True)
class Options:
    """What is shown to choose from: ids, and the labels people read, in order."""

    ids: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def follow(text: str, state: State, *, options: Options, catalogue: Catalogue, lexicon: Lexicon) -> Move | None:
    """The move `text` makes in the open conversation, or None when it is a question or a reply of its own."""
    said = " ".join(words(fold(text))) or text.strip()
    if isinstance(state, Idle | AwaitingReply) or len(said.split()) > LONGEST_ANSWER:
        return None
    if said in CANCEL:
        return Cancel()
    match state:
        case AwaitingSystem():
            return _system(text, said, options, lexicon)
        case AwaitingChoice():
            return PickChoice(None) if said in NONE else _choice(said, options)
        case InGuide():
            return BackInGuide() if said in BACK else _step(said, state, options, catalogue)
        case AwaitingSend():
            return SendHandoff() if said in SEND else None


def pick(said: str, options: Options) -> str | None:
    """The id of the one option `said` (folded) names: by number, ordinal, label, or a label's own word."""
    place = BEFORE_A_PLACE.sub("", said)
    number = ORDINALS.get(place)
    if number is None and PLACE.fullmatch(place):
        number = int(place)
    if number is not None:
        number = len(options.ids) if number == -1 else number
        return options.ids[number - 1] if 1 <= number <= len(options.ids) else None
    return _by_label(said, options)


def _by_label(said: str, options: Options) -> str | None:
    labels = [" ".join(words(fold(label))) for label in options.labels]
    alike = [at for at, label in enumerate(labels) if ratio(said, label) >= ALIKE]
    if len(alike) == 1:
        return options.ids[alike[0]]
    begins = [at for at, label in enumerate(labels) if label.startswith(f"{said} ") or said in label.split()]
    return options.ids[begins[0]] if len(begins) == 1 else None


def _system(text: str, said: str, options: Options, lexicon: Lexicon) -> Move | None:
    if said in UNSURE or text.strip() == "?":
        return PickSystem(None)
    named = lexicon.find(text, known=frozenset()).systems
    if len(named) == 1:
        return PickSystem(named[0])
    chosen = pick(said, options)
    return read_move(f"system:{chosen}") if chosen else None


def _choice(said: str, options: Options) -> Move | None:
    chosen = pick(said, options)
    return read_move(f"choice:{chosen}") if chosen else None


def _step(said: str, state: InGuide, options: Options, catalogue: Catalogue) -> Move | None:
    step = next_step(catalogue.guide, state.state)
    if isinstance(step, Outcome):
        return None
    chosen = pick(said, options)
    return AnswerGuide(step.id, chosen) if chosen else None
