"""Put an explanation into words that need no technician, in Danish or English, for a page or the terminal."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from bot.content.phrasing import Phrasing
from bot.content.presenting import title_of
from bot.content.snapshot import Library, Snapshot
from bot.core.dialogue.lines import Check, Tried
from bot.core.folding import SYSTEM_MARK, fold, words
from bot.core.reply import Answer, ClarifyChoice, ClarifySystem, HandoffOffer
from bot.core.weighing import Pull
from bot.services.explaining import Explanation, Score, Weighed

SHOWN_PULLS = 8
SMALLEST_PULL = 0.005  # what would be shown as 0,00
SHOWN_FIELD_WORDS = 4
SMALL_SHARE = 0.1  # of the strongest word's pull
SHOWN_SYNONYMS = 2
MOST_DIGITS = 4
SHORT_WORD, COMMON = 3, 5  # letters; times a word of so few must stand in the library
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class CandidateLine:
    """A candidate as it is listed: its title and id, the probability in words and as a share (0-1), the example."""

    title: str
    article: str
    probability: str
    share: float
    example: str


class ExplanationWords:
    """One explanation in words; the titles are in the language of the reader, the question in the asker's."""

    def __init__(self, explanation: Explanation, *, snapshot: Snapshot, language: str) -> None:
        self.of = explanation
        self.snapshot = snapshot
        self.language = language
        self.phrases = Phrasing(snapshot.library, snapshot.catalogue, language)
        self.say = self.phrases.say
        self._spellings = spellings(snapshot.library, explanation.text)

    # --- why this reply

    @property
    def outcome(self) -> str:
        """What the bot shows: 'Svarer med »Skal en sms journaliseres?«'; '' when the reply has no title."""
        about = self.say("explain.between").join(self._about())
        return self.say(f"explain.reply.{self.of.decision.reply.kind}", about=about) if about else ""

    @property
    def why(self) -> str:
        """The line of the table that decided, with the numbers it compared."""
        *_, last = self.of.tried
        reasons = self._listed([self._reason(check) for check in last.checks])
        earlier = [tried for tried in self.of.tried if tried.line.name in last.line.since]
        failed = self._listed([self._reason(tried.checks[-1]) for tried in earlier])
        both = self.say("explain.but", reasons=reasons, failed=failed) if reasons and failed else reasons or failed
        offers = isinstance(self.of.decision.reply, HandoffOffer) and last.line.name == "likely"
        return self.say(f"explain.because.{'person_needed' if offers else last.line.name}", reasons=both)

    @property
    def route(self) -> str:
        """Who would get it."""
        return self.say("explain.route", role=self.phrases.role(self.of.decision.route))

    @property
    def earlier(self) -> list[str]:
        """What the bot looked for first and why it was not that, in the order of the table."""
        return [self._unfit(tried) for tried in self.of.tried if not tried.fits]

    @property
    def notes(self) -> list[str]:
        """What else made the reply what it is."""
        understanding, reply = self.of.understanding, self.of.decision.reply
        notes = []
        by_kind = self.of.tried[-1].line.name == "likely"  # a possible breach is answered whatever is likelier
        if isinstance(reply, Answer) and by_kind and reply.article not in self.of.answers[:1]:
            notes.append(self.say("explain.note.kind", best=self.title(self.of.answers[0])))
        if isinstance(reply, Answer) and reply.also and understanding.second is not None:
            value, limit = self._compared(understanding.second.probability, self.of.thresholds.second)
            title = self.title(reply.also[0])
            notes.append(self.say("explain.note.also", title=title, value=value, limit=limit))
        if not understanding.is_empty and not understanding.candidates and understanding.outside is None:
            notes.append(self.say("explain.note.role_marks"))
        return notes

    def _about(self) -> list[str]:
        reply = self.of.decision.reply
        match reply:
            case ClarifyChoice(candidates=candidates):
                return [self.title(article) for article in candidates]
            case ClarifySystem(procedure=procedure):
                return [self.title(procedure)]
            case HandoffOffer(topic=str(topic)):
                return [self.title(topic)]
            case Answer(article=article) | HandoffOffer(article=str(article)):
                return [self.title(article)]
            case _:
                return []

    def _unfit(self, tried: Tried) -> str:
        line = self.say(f"explain.line.{tried.line.name}")
        return self.say("explain.unfit", line=line, reason=self._reason(tried.checks[-1]))

    def _reason(self, check: Check) -> str:
        key = f"explain.check.{check.name}.{'yes' if check.holds else 'no'}"
        if check.value is None or check.limit is None:
            return self.say(key)
        value, limit = self._compared(check.value, check.limit)
        return self.say(key, value=value, limit=limit)

    # --- what was read

    @property
    def facts(self) -> list[tuple[str, str]]:
        """(what, value) of everything that was recognised, and what was not."""
        understanding, nothing = self.of.understanding, self.say("explain.nothing")
        found, library = understanding.found, self.snapshot.library
        systems = ", ".join(self.phrases.system(slug) for slug in found.systems)
        kinds = [library.vocabulary.document_types[key].name.get(self.language) for key in found.document_types]
        values = {
            "hidden": ", ".join(self.say(f"redacted.{kind}") for kind in self.of.hidden),
            "language": self.say(f"explain.language.{understanding.language}"),
            "asides": " ".join(understanding.asides),
            "system": self.say("explain.guessed", system=systems) if found.guessed else systems,
            "document": ", ".join(kinds),
            "other_system": ", ".join(found.other_systems),
            "spelling": ", ".join(f"{self._word(one.written)} → {self._word(one.read)}" for one in self.of.corrections),
            "unknown": ", ".join(self._word(word) for word in self.of.unknown),
            "coverage": self.say("explain.coverage", percent=round(100 * understanding.coverage)),
        }
        return [(self.say(f"explain.fact.{key}"), value or nothing) for key, value in values.items()]

    @property
    def field(self) -> list[str]:
        """Whether the question is about our field, by which words, and what it looks like outside it."""
        understanding = self.of.understanding
        if understanding.is_empty:
            return []
        value, limit = self._compared(understanding.in_field, self.of.thresholds.in_field)
        lines = [self.say(f"explain.field.{'yes' if self.of.is_in_field else 'no'}", value=value, limit=limit)]
        for key, sign in (("for", 1), ("against", -1)):
            listed = ", ".join(self._pulling_at_field(sign))
            lines += [self.say(f"explain.field.{key}", words=listed)] if listed else []
        if understanding.outside is not None:
            lines.append(self.say("explain.field.outside", example=self.example(understanding.outside.phrase)))
        return lines

    def _pulling_at_field(self, sign: int) -> list[str]:
        """The words and pairs that pull most in one direction; what is small beside the strongest is left out."""
        amounts: dict[tuple[str, ...], float] = defaultdict(float)
        for pull in self.of.field_pulls:
            amounts[pull.words] += sign * pull.amount
        strongest = max((abs(amount) for amount in amounts.values()), default=0.0)
        large = [(amount, piece) for piece, amount in amounts.items() if amount > SMALL_SHARE * strongest]
        ordered = sorted(large, key=lambda each: -each[0])[:SHOWN_FIELD_WORDS]
        return [" ".join(map(self._word, piece)) for _, piece in ordered]

    # --- the candidates

    @property
    def candidates(self) -> list[CandidateLine]:
        """The candidates, best first."""
        return [
            CandidateLine(
                title=self.title(article),
                article=article,
                probability=self.number(each.probability),
                share=each.probability,
                example=self.example(each.phrase),
            )
            for each, article in zip(self.of.understanding.candidates, self.of.answers, strict=True)
        ]

    @property
    def limits(self) -> str:
        """What the probabilities mean."""
        limits = self.of.thresholds
        return self.say("explain.candidates_text", likely=self.number(limits.likely), choice=self.number(limits.choice))

    @property
    def parts(self) -> list[tuple[str, tuple[str, ...]]]:
        """(part of the score, its points for the best candidate and the next), and the sum."""
        scores = [weighed.score for weighed in self.of.weighed]
        names = [each.name for each in fields(Score)]
        rows = [(name, [getattr(score, name) for score in scores]) for name in names]
        shown = [(name, values) for name, values in rows if name != "sentence" or any(abs(v) > 1e-6 for v in values)]
        total = ("total", [score.total for score in scores])
        return [(self.say(f"explain.part.{name}"), tuple(map(self.signed, values))) for name, values in (*shown, total)]

    def pulls(self, weighed: Weighed) -> list[tuple[str, str]]:
        """(word, pair or synonyms, its points) for the pieces that weighed most."""
        large = [pull for pull in weighed.pulls if abs(pull.amount) >= SMALLEST_PULL][:SHOWN_PULLS]
        return [(self._piece(pull), self.signed(pull.amount)) for pull in large]

    def _piece(self, pull: Pull) -> str:
        spelt = " ".join(map(self._word, pull.words))
        if pull.sort != "synonyms":
            return spelt
        group = self.snapshot.matcher.lexicon.synonyms[" ".join(pull.words)]
        alike = self.snapshot.library.vocabulary.synonyms[int(group)]
        others = [other for other in alike if " ".join(words(fold(other))) != " ".join(pull.words)][:SHOWN_SYNONYMS]
        return self.say("explain.synonyms", words=spelt, others=", ".join(others))

    # --- small words

    def title(self, article: str) -> str:
        """What people call an answer."""
        return title_of(article, snapshot=self.snapshot, language=self.language)

    def example(self, phrase: str) -> str:
        """A folded example as people write it, as far as our own texts show how."""
        return " ".join(map(self._word, phrase.split()))

    def number(self, value: float, digits: int = 2) -> str:
        """'0,63' in Danish, '0.63' in English."""
        return self.phrases.decimal(value, digits)

    def signed(self, value: float) -> str:
        """'+0,63' or '−0,63'."""
        sign = "+" if value > 0 else "−"
        return f"{sign}{self.number(abs(value))}" if round(value, 2) else self.number(0)

    def _compared(self, value: float, limit: float) -> tuple[str, str]:
        """Both with as many digits as it takes to tell them apart: 0,2199 does not reach 0,2200."""
        for digits in range(2, MOST_DIGITS):
            if value == limit or self.number(value, digits) != self.number(limit, digits):
                return self.number(value, digits), self.number(limit, digits)
        return self.number(value, MOST_DIGITS), self.number(limit, MOST_DIGITS)

    def _word(self, token: str) -> str:
        return self.say("explain.system_mark") if token == SYSTEM_MARK else self._spellings.get(token, token)

    def _listed(self, reasons: Sequence[str]) -> str:
        """'a', 'a og b', 'a, b og c'."""
        *first, last = reasons or [""]
        return f"{', '.join(first)} {self.say('explain.and')} {last}" if first else last


def spellings(library: Library, text: str) -> dict[str, str]:
    """How folded words are written with æ, ø and å: as in `text`, else as most often in the library.

    Examples are kept folded; 'sporgsmal' is no way to show one to somebody who wrote 'spørgsmål'. A guess: one word in
    forty stays folded, one in a thousand becomes another ('far', 'får'); a short word must be common to be guessed.
    """
    counted = Counter(_words_of(library.model_dump_json().replace("\\n", " ")))
    rarest_first = [word for word, _ in reversed(counted.most_common())]
    # ids are spelt with 'oe' and 'aa': where a word is known with its own letters, those stand
    ordered = sorted(rarest_first, key=lambda word: not word.isascii() or fold(word) == word)
    sure = [word for word in ordered if len(fold(word)) > SHORT_WORD or word.isascii() or counted[word] >= COMMON]
    return {fold(word): word for word in (*sure, *_words_of(text))}


def _words_of(text: str) -> Iterator[str]:
    yield from _WORD.findall(unicodedata.normalize("NFC", text).casefold())
