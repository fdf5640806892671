"""Find people's names by cues, by lists of given names and surnames, and beside CPR numbers."""

from collections.abc import Collection
from enum import IntEnum
from typing import Final

from bot.core.privacy.tokens import Shape, Token, tokenise
from bot.core.privacy.words import GREETINGS, PARTICLES, PERSON_CUES, SIGN_OFFS, SOFT_SURNAMES, WEAK_CUES, listed

Span = tuple[int, int]

_CPR: Final = "[cpr-nummer]"
_CPR_WORDS: Final = listed("cpr cpr-nr cprnr nr cpr-nummer personnummer med har født p-nr")
_NAMING_WORDS: Final = listed("navn navnet name fornavn efternavn")
_TITLES: Final = listed("hr herr fr frk mr mrs ms dr prof adv")
_LONGEST_PARTICLES = 3
_LONGEST_FLAT_NAME = 4  # a limit keeps a paste of nothing but names linear


class Cue(IntEnum):
    """How strongly the word before says that a name follows."""

    NONE = 0
    WEAK = 1  # 'for', 'hej': a given name in any spelling, or two capitalised words
    STRONG = 2  # 'borgeren', 'mvh', a CPR number: any capitalised word


def find_names(text: str, keep: Collection[str] = ()) -> list[Span]:
    """Find the names in a text whose CPR numbers are replaced already; folded words in `keep` are never names."""
    tokens = tokenise(text, keep)
    spans = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.can_be_name:
            end = _chain_end(tokens, position)
            name = _name_in_chain(tokens, position, end)
        elif token.is_given_name:
            end = _flat_name_end(tokens, position)
            name = (position, end) if end > position else None
        else:
            end, name = position, None
        if name is not None:
            spans.append((tokens[name[0]].start, tokens[name[1] - 1].end))
            end = name[1]
        position = max(end, position + 1)
    return spans


def _chain_end(tokens: list[Token], start: int) -> int:
    """Return where the run of words ends that are written like one name ('Ole P. van der Berg')."""
    end = start + 1
    while end < len(tokens) and _follows_closely(tokens, end):
        if tokens[end].can_be_name:
            end += 1
            continue
        after = _after_particles(tokens, end)
        if after == end or after >= len(tokens) or not tokens[after].can_be_name:
            break
        end = after + 1
    return end


def _after_particles(tokens: list[Token], position: int) -> int:
    limit = min(len(tokens) - 1, position + _LONGEST_PARTICLES)
    while position < limit and tokens[position].folded in PARTICLES and tokens[position + 1].gap.strip(" ") == "":
        position += 1
    return position


def _follows_closely(tokens: list[Token], position: int) -> bool:
    gap = tokens[position].gap
    if gap in (" ", "\u00a0", "  "):
        return True
    before = tokens[position - 1]
    return gap in (".", ". ") and (before.shape is Shape.INITIAL or before.folded in ("chr", "th", "joh", "fr"))


def _name_in_chain(tokens: list[Token], start: int, end: int) -> Span | None:
    """Return which words of a capitalised run are a name, as positions, or None."""
    cue, cue_start = _cue_before(tokens, start)
    if cue is not Cue.STRONG:
        start = _without_sentence_opening(tokens, start, end)
    chain = tokens[start:end]
    if cue is Cue.STRONG or _is_name(chain, cue) or _stands_before_cpr(tokens, end, chain, cue):
        return _with_lower_case_neighbours(tokens, cue_start if cue is Cue.STRONG else start, end)
    return None


def _without_sentence_opening(tokens: list[Token], start: int, end: int) -> int:
    """Leave out an ordinary word that is capitalised only because a sentence begins there ('Ring Karen')."""
    first = tokens[start]
    if not first.opens_sentence or end - start == 1 or first.shape is Shape.INITIAL or first.is_surname:
        return start
    follower_is_given = tokens[start + 1].is_given_name
    if first.is_given_name:
        return start
    return start + 1 if follower_is_given else start


def _is_name(chain: list[Token], cue: Cue) -> bool:
    last = len(chain) - 1
    for index, token in enumerate(chain):
        if token.is_given_name and _given_name_counts(token, cue, followed=index < last):
            return True
        if token.is_surname and token.shape is not Shape.INITIAL and (index > 0 or not token.folded.startswith("al-")):
            return True
    return cue is Cue.WEAK and sum(token.shape is Shape.TITLE for token in chain) > 1


def _given_name_counts(token: Token, cue: Cue, *, followed: bool) -> bool:
    if followed:
        return True
    if token.is_month or token.is_hardly_name:
        return False
    return not (token.is_also_word and token.opens_sentence and cue is Cue.NONE)


def _stands_before_cpr(tokens: list[Token], end: int, chain: list[Token], cue: Cue) -> bool:
    """Tell whether a CPR number follows, perhaps after 'cpr-nr.'; a lone word that opens a sentence does not count."""
    if len(chain) == 1 and chain[0].opens_sentence and cue is Cue.NONE:
        return False
    limit = min(len(tokens), end + 3)
    while end < limit and tokens[end].folded in _CPR_WORDS:
        end += 1
    return end < len(tokens) and tokens[end].folded == _CPR and _is_slight(tokens[end].gap)


def _cue_before(tokens: list[Token], start: int) -> tuple[Cue, int]:
    """Return the cue before a word, and where the name begins ('fru van der Berg' begins at 'van')."""
    name_start = start
    while start > 0 and name_start - start < _LONGEST_PARTICLES and tokens[start - 1].folded in PARTICLES:
        if tokens[start - 1].folded in WEAK_CUES or tokens[start].gap != " ":
            break
        start -= 1
    if start == 0:
        return Cue.NONE, name_start
    cue = _cue_of(tokens, start)
    return cue, start if cue is Cue.STRONG else name_start


def _cue_of(tokens: list[Token], start: int) -> Cue:
    word = tokens[start - 1].folded
    gap = tokens[start].gap
    if word == _CPR:
        return Cue.STRONG if _is_slight(gap) else Cue.NONE
    if word in SIGN_OFFS:
        return Cue.STRONG if not gap.strip(" \t\n,.!:-/") else Cue.NONE
    mark = gap.strip(" \t")
    if word in PERSON_CUES:
        if mark in ("", ":") or (mark == "." and word in _TITLES):
            return Cue.STRONG
        return Cue.WEAK if mark in (",", "-", "–", "(", '"') else Cue.NONE
    if word in ("er", "is") and start > 1 and tokens[start - 2].folded in _NAMING_WORDS and not mark:
        return Cue.STRONG
    return Cue.WEAK if (word in WEAK_CUES or word in GREETINGS) and mark in ("", ":") else Cue.NONE


def _is_slight(gap: str) -> bool:
    return len(gap) <= 4 and not gap.strip(" \t\n,:;()-–/")


def _with_lower_case_neighbours(tokens: list[Token], start: int, end: int) -> Span:
    """Take in 'karen' of 'karen Hansen' and 'hansen' of 'Karen hansen'."""
    if start > 0 and tokens[start].gap == " ":
        before = tokens[start - 1]
        if before.shape is Shape.LOWER and before.is_given_name and not before.is_also_word:
            start -= 1
    if end < len(tokens) and tokens[end].gap == " " and tokens[end - 1].is_given_name:
        after = tokens[end]
        if after.shape is Shape.LOWER and after.is_surname:
            end += 1
    return start, end


def _flat_name_end(tokens: list[Token], start: int) -> int:
    """Return where a name in lower-case or capitals ends that begins with the given name at `start`, or `start`."""
    first = tokens[start]
    end = start + 1
    limit = min(len(tokens), start + _LONGEST_FLAT_NAME)
    while end < limit and _continues(tokens, end) and tokens[end].is_given_name:
        end += 1
    sure = not first.is_also_word and len(first.folded) > 2
    if end < len(tokens) and _continues(tokens, end) and _is_flat_surname(tokens[end], sure=sure):
        end += 1
        return end + 1 if end < len(tokens) and _continues(tokens, end) and tokens[end].is_surname else end
    if sure and end > start + 1 and not tokens[start + 1].is_also_word:
        return end
    return end if sure and _cue_before(tokens, start)[0] is not Cue.NONE else start


def _continues(tokens: list[Token], position: int) -> bool:
    return tokens[position].gap == " " and tokens[position].shape is tokens[position - 1].shape


def _is_flat_surname(token: Token, *, sure: bool) -> bool:
    return token.is_surname or (sure and token.folded.removesuffix("s") in SOFT_SURNAMES)
