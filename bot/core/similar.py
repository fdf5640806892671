"""Say how alike two questions are: whether one answer would do for both.

Words are paired one to one, a slip of the finger or another ending forgiven; those that carry the question count, those
that hold it together hardly. Then come the few small words that turn a question into another one, however like the rest
is: a 'not', a number, a name, a weekday, 'before' against 'after'. Whoever is joined to another's question gets that
one's answer, so what is in doubt is not the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.core.folding import SYSTEM_MARK, fold
from bot.core.lexicon import Lexicon

CARRIED = 0.7  # of the measure: how much of what carries the two questions is in both; the rest is letters and order
OTHER_WORD = 0.8  # what is left of the measure when each question has a word of its own: one stands for another
FILLER_WEIGHT = 0.1
SHORTEST_SLIP = 4  # letters in a word that may be misspelt
LETTERS_PER_SLIP = 5
SHORTEST_STEM = 3
_CAPITALS = re.compile(r"\b[A-ZÆØÅ]{2,6}\b")  # a short form is its letters: MED is neither MUS nor 'med'


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FILLERS = _set(
    "jeg vi man du i mig os en et den det de der som at og er var bliver blev blevet bliver har have far faet i pa til"
    " for af om ved med kan kunne vil ville skal skulle ma bor nar hvis sa da jo lige gerne godt nu her ogsa bare hej"
    " tak mvh venlig hilsen kare hjalp sporgsmal sporge hvad hvor hvordan hvilke hvilken hvilket gor gore nogen noget"
    " nogle hos vores mon altsa lavet lave mere ind ud op ned fra efter inden"
    " we you one the a an it is are was be been going to do does did has can could will would shall should must may"
    " in on at of for with and or that this there if when what how where which please hello hi thanks"
    f" our {SYSTEM_MARK}"
)
_ENDINGS = _set("e n r s t en et er es ne ede ens ets ere erne ernes ed ing ingen")
_NUMBERS = {
    **{word: str(number) for number, word in enumerate(("tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti"), 3)},
    **{word: str(number) for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight"), 2)},
}
"""Without the Danish 2, which is an English 'to'."""
_TIMES = _set(
    "mandag tirsdag onsdag torsdag fredag lordag sondag januar februar marts april maj juni juli august september"
    " oktober november december monday tuesday wednesday thursday friday saturday sunday january february march may"
    " june july october"
)
# each a class of words of which both questions hold one, or neither
_TURNING = (
    _set("ikke ej aldrig ingen intet not never no none cannot don doesn isn can't"),
    _set("uden without"),
    _set("hvem who whom whose"),
    _set("hvornar when"),
    _set("hvorfor why"),
)
# each two classes that exclude each other: one question holds the one, the other the other
_OPPOSITES = (
    (_set("for inden before"), _set("efter after")),
    (_set("fra from"), _set("til to")),
    (_set("ind into"), _set("ud out")),
    (_set("op up"), _set("ned down")),
    (_set("med with"), _set("uden without")),
    (_set("ma may allowed"), _set("skal bor must behover")),
    (_set("sidste forrige last"), _set("naste next")),
    (_set("alle all"), _set("nogle some")),
)


@dataclass(frozen=True)
class Wording:
    """What is compared of a question: its folded words without names, what it names, and what is in capitals."""

    words: tuple[str, ...]
    names: frozenset[str]
    capitals: frozenset[str] = frozenset()

    @property
    def carries(self) -> tuple[str, ...]:
        """The words the question is about."""
        return tuple(word for word in self.words if word not in _FILLERS)


@dataclass(frozen=True)
class _Paired:
    """How much of a question, by weight, is in another one, and whether a word that carries it is not."""

    share: float
    misses: bool


def worded(text: str, *, lexicon: Lexicon, known: Container[str], system: str | None = None) -> Wording:
    """What is compared of `text` (redacted); `known` holds the words that are never a misspelt system.

    `system` is the one the question is about, when somebody knows it who need not have written it.
    """
    found = lexicon.find(text, known=known)
    named = found.systems or ((system,) if system else ())
    return Wording(
        words=tuple(_NUMBERS.get(word, word) for word in found.words),
        names=frozenset((*named, *found.other_systems)),
        capitals=frozenset(map(fold, _CAPITALS.findall(text))) & frozenset(found.words),
    )


def alike(one: Wording, other: Wording) -> float:
    """How alike two questions are, from 0 to 1; 0 when a word that turns a question stands in one of them only."""
    first, second = _as_one_word(one.words, other.words), _as_one_word(other.words, one.words)
    if one.names != other.names or not one.carries or not other.carries or _turns(first, second):
        return 0.0
    if not one.capitals <= frozenset(other.words) or not other.capitals <= frozenset(one.words):
        return 0.0
    left, right = _paired(first, second), _paired(second, first)
    measure = CARRIED * min(left.share, right.share) + (1 - CARRIED) * _spelt(first, second)
    return measure * OTHER_WORD if left.misses and right.misses else measure


def _as_one_word(words: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Two neighbours that the other question writes as one word, as one word: 'sags type', 'i dag'."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] + word in others:
            word = joined.pop() + word
        joined.append(word)
    return tuple(joined)


def _turns(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a small word makes them two questions."""
    first, second = frozenset(one), frozenset(other)
    if _exact(first) != _exact(second):
        return True
    if any(first.isdisjoint(words) != second.isdisjoint(words) for words in _TURNING):
        return True
    return any(
        _has_only(first, left, right) and _has_only(second, right, left)
        for pair in _OPPOSITES
        for left, right in (pair, pair[::-1])
    )


def _exact(words: frozenset[str]) -> frozenset[str]:
    """What must be the very same: everything with a digit in it, months and weekdays."""
    return frozenset(word for word in words if word in _TIMES or any(letter.isdigit() for letter in word))


def _has_only(words: frozenset[str], wanted: frozenset[str], unwanted: frozenset[str]) -> bool:
    return not words.isdisjoint(wanted) and words.isdisjoint(unwanted)


def _paired(one: Sequence[str], other: Sequence[str]) -> _Paired:
    """Give each word of `one` a word of `other` to itself, those that carry the question first."""
    free = Counter(other)
    share, misses = 0.0, False
    for word in sorted(one, key=_weight, reverse=True):
        partner = _partner(word, free)
        if partner is None:
            misses = misses or word not in _FILLERS
        else:
            free[partner] -= 1
            share += _weight(word)
    return _Paired(share / sum(map(_weight, one)), misses)


def _partner(word: str, free: Counter[str]) -> str | None:
    if free[word] > 0:
        return word
    return next((each for each, left in free.items() if left > 0 and _same_word(word, each)), None)


def _same_word(one: str, other: str) -> bool:
    """Whether it is one word with another ending, or one with a slip of the finger.

    The first letter is seldom mistyped, and it is what tells 'lawful' from 'unlawful' and 'incoming' from 'outgoing'.
    """
    if one[0] != other[0] or one in _FILLERS or other in _FILLERS:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST_STEM:
        return False
    if long.startswith(short) and long[len(short) :] in _ENDINGS:
        return True
    slips = max(1, len(short) // LETTERS_PER_SLIP) if len(short) >= SHORTEST_SLIP else 0
    return OSA.distance(one, other, score_cutoff=slips) <= slips


def _spelt(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike they are letter by letter, in the order they stand or sorted."""
    first, second = " ".join(one), " ".join(other)
    return max(fuzz.ratio(first, second), fuzz.token_sort_ratio(first, second)) / 100


def _weight(word: str) -> float:
    return FILLER_WEIGHT if word in _FILLERS else 1.0
