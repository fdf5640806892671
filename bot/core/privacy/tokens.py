"""Cut a text into words and tell of each what it can be in a person's name."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from bot.core.given_names import ALSO_WORDS, GIVEN_NAMES, HARDLY_NAMES, MONTH_NAMES
from bot.core.privacy.words import NOT_NAMES, NOT_SURNAMES, SURNAMES, listed

_WORD: Final = re.compile(
    r"\[(?:CPR-nummer|e-mail|telefon|adresse|kontonummer|navn)\]|(?<!\w)[^\W\d_]++(?:['’-][^\W\d_]++)*(?!\w)"
)
_PART: Final = re.compile(r"['’-]")
_OPENERS: Final = frozenset('.!?:\n•"“”„«»([*>–')
_ABBREVIATIONS: Final = listed("hr fr chr th joh kr dr mr mrs ms frk prof adv jfr wm")
_NEED_A_DOT: Final = frozenset("IAÅØO")
_COMMON_NOUN_ENDINGS: Final = tuple(
    listed("""
ning ningen hed heden tion tionen else elsen loven center centret centeret udvalg udvalget forvaltning forvaltningen
styrelse styrelsen ministerium ministeriet kommune kommunen system systemet område området afdeling afdelingen nævnet
skole skolen gruppe gruppen service rådet tilsynet portal portalen arkiv arkivet sagen sager pleje plejen hjemmet
ordning pligt pligten regler reglerne plejehjem børnehave rettigheder aktivitet ment isme skab ance ence agement
rights data notat notatet
""")
)
_NOUNS_IN_SEN: Final = tuple(
    listed("""
elsen processen adressen klassen kassen prisen rejsen krisen interessen grænsen indsatsen analysen diagnosen prognosen
instansen licensen konferencen pausen fasen basen kursen
""")
)
_LETTERS: Final = {"ł": "l", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "ß": "ss"}


class Shape(Enum):
    """How a word is written, as far as it matters for names."""

    TITLE = auto()
    INITIAL = auto()
    CAPS = auto()
    LOWER = auto()
    WALL = auto()  # no name can hold or cross it


@dataclass(slots=True)
class Token:
    """A word with the text between it and the word before; `folded` is lower-case without accents.

    One that is written with an accent (`is_accented`) is none of the words that are names too: René is not 'rene'.
    """

    start: int
    end: int
    folded: str
    shape: Shape
    gap: str
    opens_sentence: bool
    is_accented: bool = False

    @property
    def can_be_name(self) -> bool:
        return self.shape is Shape.TITLE or self.shape is Shape.INITIAL

    @property
    def is_given_name(self) -> bool:
        return self.shape is not Shape.WALL and (
            is_in(self.folded, GIVEN_NAMES) or ("-" in self.folded and is_compound_given(self.folded))
        )

    @property
    def is_also_word(self) -> bool:
        return not self.is_accented and is_in(self.folded, ALSO_WORDS)

    @property
    def is_hardly_name(self) -> bool:
        return not self.is_accented and is_in(self.folded, HARDLY_NAMES)

    @property
    def is_month(self) -> bool:
        return self.folded in MONTH_NAMES

    @property
    def is_surname(self) -> bool:
        return is_surname(self.folded)


def is_in(folded: str, names: Collection[str]) -> bool:
    """Tell whether a folded word or the word without its genitive ('karens', \"jensen's\") is among the names."""
    return folded in names or (folded.endswith("s") and folded[:-1].rstrip("'’") in names)


def is_compound_given(folded: str) -> bool:
    """Tell whether the first part of a hyphenated word is a given name ('anne-marie', 'karen-sagen')."""
    first, _, rest = folded.partition("-")
    return first in GIVEN_NAMES and (first not in ALSO_WORDS or is_in(rest, GIVEN_NAMES))


def is_surname(folded: str) -> bool:
    """Tell whether a folded word is a surname by itself: listed, in -sen or -gaard, or Arabic with its article."""
    if is_in(folded, SURNAMES) or folded.startswith(("al-", "el-")):
        return True
    stem = folded.removesuffix("s")
    if stem.endswith(("sen", "gaard", "dottir")):
        return len(stem) > 5 and stem not in NOT_SURNAMES and not stem.endswith(_NOUNS_IN_SEN)
    return "-" in folded and any(is_in(part, SURNAMES) for part in folded.split("-"))


def tokenise(text: str, keep: Collection[str]) -> list[Token]:
    """Return the words of the text in order; words in `keep` (folded) are walls, as are placeholders."""
    tokens: list[Token] = []
    end = 0
    previous = ""
    for match in _WORD.finditer(text):
        start = match.start()
        word = match.group()
        gap = text[end:start]
        end = match.end()
        if word[0] == "[":
            previous = word.lower()
            tokens.append(Token(start, end, previous, Shape.WALL, gap, False))
            continue
        folded = fold(word)
        shape = _shape(word, folded, text[end : end + 1] == ".")
        if shape is not Shape.LOWER and _is_wall(folded, shape, keep):
            shape = Shape.WALL
        opens = not tokens or (gap != " " and _opens_sentence(gap, previous))
        tokens.append(Token(start, end, folded, shape, gap, opens, is_accented=folded != word.lower()))
        previous = folded
    return tokens


def fold(word: str) -> str:
    """Return the word in lower case and without accents; æ, ø and å stay."""
    lower = word.lower()
    return lower if lower.isascii() else "".join([_FOLDING[letter] for letter in lower])


class _Folding(dict[str, str]):
    def __missing__(self, letter: str) -> str:
        self[letter] = folded = letter if letter in "æøå’" else _without_accent(letter)
        return folded


def _without_accent(letter: str) -> str:
    base = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return _LETTERS.get(letter, base)


_FOLDING: Final = _Folding()


def _shape(word: str, folded: str, dot_follows: bool) -> Shape:
    if word[0].islower():
        return Shape.LOWER
    if len(word) == 1:
        return Shape.INITIAL if dot_follows or word not in _NEED_A_DOT else Shape.WALL
    if word[1:].islower():
        return Shape.TITLE
    if word.isupper():
        return Shape.CAPS
    if folded.startswith("mc") or all(len(part) == 1 or part[1:].islower() for part in _PART.split(word)):
        return Shape.TITLE
    return Shape.WALL if word[0].isupper() else Shape.LOWER


def _is_wall(folded: str, shape: Shape, keep: Collection[str]) -> bool:
    if shape is Shape.INITIAL:
        return False
    if folded in NOT_NAMES or is_in(folded, keep) or ("-" in folded and folded.partition("-")[0] in keep):
        return True
    return (
        shape is Shape.TITLE
        and folded.removesuffix("s").endswith(_COMMON_NOUN_ENDINGS)
        and not is_in(folded, GIVEN_NAMES)
        and not is_surname(folded)
    )


def _opens_sentence(gap: str, previous: str) -> bool:
    if "." in gap and (len(previous) == 1 or previous in _ABBREVIATIONS):
        return False
    return not _OPENERS.isdisjoint(gap)
