"""Measure understanding on questions somebody else wrote, with counts and 95 % Wilson intervals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.snapshot import Snapshot
from bot.core.catalogue import PERSON_ARTICLE
from bot.core.desk.intervals import wilson
from bot.errors import BotError
from bot.services.trying import as_row, try_out

Row = Mapping[str, Any]


class QuestionsError(BotError):
    """The file of questions cannot be read; the text says which line."""


@dataclass(frozen=True)
class Judged:
    """One question with the reply it got."""

    question: Row
    reply: Row


@dataclass(frozen=True)
class Figure:
    """A share: `hits` of `total`."""

    name: str
    hits: int
    total: int

    @property
    def share(self) -> float | None:
        """The share, None over nothing."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson score interval, None over nothing."""
        if not self.total:
            return None
        interval = wilson(self.hits, self.total)
        return interval.low, interval.high


def read_questions(path: Path) -> list[Row]:
    """The questions of a JSON Lines file.

    :raises QuestionsError: when a line is not a question
    """
    rows: list[Row] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append({"entries": [], "system": None, "procedure": None, "route": None, "noise": "", **row})
            _ = row["text"], row["expect"], row["lang"]
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionsError(f"{path}:{number}: {error!r}") from error
    return rows


def within(rows: Iterable[Row], *, snapshot: Snapshot) -> list[Row]:
    """Those questions whose expected entries lie in the content, and all that expect no article."""
    known = snapshot.catalogue
    return [
        row
        for row in rows
        if row["expect"] != "answer" or any(known.topic_of(entry) is not None for entry in row["entries"])
    ]


def judge(rows: Iterable[Row], *, snapshot: Snapshot) -> list[Judged]:
    """Each question with the reply it gets."""
    return [Judged(row, as_row(try_out(row["text"], snapshot=snapshot), snapshot=snapshot)) for row in rows]


def is_right_first(judged: Judged) -> bool:
    """The article, or a second one beside it, is among the expected."""
    return bool({judged.reply["article"], *judged.reply["also"]} & set(judged.question["entries"]))


def is_right_shown(judged: Judged) -> bool:
    """Right first, or among the candidates to choose from."""
    reply = judged.reply
    shown = reply["reply"] == "clarify_choice" and set(reply["candidates"]) & set(judged.question["entries"])
    return is_right_first(judged) or bool(shown)


def asked_system(judged: Judged) -> bool:
    """The bot asked which system, for the right procedure."""
    return bool(judged.reply["reply"] == "clarify_system" and judged.reply["procedure"] == judged.question["procedure"])


def is_handed_over(judged: Judged) -> bool:
    """The right person was put first."""
    route, question = judged.reply["route"], judged.question
    if not judged.reply["handoff_offered"] or route["role"] != question["route"]:
        return False
    return bool(question["route"] != "systemansvarlig" or route["system"] == question["system"])


def is_refused(judged: Judged) -> bool:
    """The bot said that this is not its field."""
    return judged.reply["reply"] in ("out_of_scope", "fallback")


def is_wrong_certain(judged: Judged, *, catalogue_split: Callable[[str], tuple[str | None, str]]) -> bool:
    """The bot answered as if it knew, and should not have."""
    reply, article = judged.reply, judged.reply["article"]
    if reply["reply"] not in ("answer", "guide"):
        return False
    match judged.question["expect"]:
        case "answer":
            return not is_right_first(judged)
        case "clarify":
            return catalogue_split(article or "")[0] is not None
        case "handoff":
            return not reply["handoff_offered"]
        case _:
            return article is not None and not article.startswith("bot-")


def is_wrong_system(judged: Judged, *, catalogue_split: Callable[[str], tuple[str | None, str]]) -> bool:
    """A procedure of another system than the one asked about was answered."""
    answered = [judged.reply["article"], *judged.reply["also"]]
    systems = {catalogue_split(article)[0] for article in answered if article}
    return bool(systems - {None, judged.question["system"]})


def is_needless_handoff(judged: Judged) -> bool:
    """A person was put first where the content has the answer, or nobody's field it is."""
    entries = judged.question["entries"]
    allowed = any(entry in ("gdpr-brud", PERSON_ARTICLE) or entry.endswith("-fejl") for entry in entries)
    return bool(judged.reply["handoff_offered"]) and not allowed


def figures(judged: Sequence[Judged], *, snapshot: Snapshot) -> list[Figure]:
    """All figures of the evaluation contract, in its order."""
    split = snapshot.catalogue.split

    def over(name: str, rows: Iterable[Judged], hit: Callable[[Judged], bool]) -> Figure:
        chosen = list(rows)
        return Figure(name, sum(map(hit, chosen)), len(chosen))

    def expecting(*kinds: str) -> list[Judged]:
        return [each for each in judged if each.question["expect"] in kinds]

    spoken = [each for each in judged if each.question["noise"] not in ("empty", "mixed")]
    return [
        over("right_first", expecting("answer"), is_right_first),
        over("right_shown", expecting("answer"), is_right_shown),
        over("asked_system", expecting("clarify"), asked_system),
        over("handed_over", expecting("handoff"), is_handed_over),
        over("refused", expecting("out_of_scope"), is_refused),
        over("wrong_certain", judged, lambda each: is_wrong_certain(each, catalogue_split=split)),
        over(
            "wrong_system",
            [each for each in judged if each.question["system"]],
            lambda each: is_wrong_system(each, catalogue_split=split),
        ),
        over("needless_handoff", expecting("answer", "out_of_scope"), is_needless_handoff),
        over("right_language", spoken, lambda each: each.reply["language"] == each.question["lang"]),
    ]


def misses(judged: Sequence[Judged], *, snapshot: Snapshot) -> list[Judged]:
    """The questions that got something else than they should."""
    right: dict[str, Callable[[Judged], bool]] = {
        "answer": is_right_first,
        "clarify": asked_system,
        "handoff": is_handed_over,
        "out_of_scope": is_refused,
    }
    return [each for each in judged if not right[each.question["expect"]](each)]
