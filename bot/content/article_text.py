"""The text of an article's two files: written anew, or changed where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.content.reading import Data, Document, parse_document
from bot.content.yaml_edits import UnwritableError, append, drop, put, put_key
from bot.content.yaml_words import in_block, in_line, tidy

ORDER = (
    *("title", "answer", "examples", "basis", "theme", "owner", "status", "verified_on", "review_after", "related"),
    *("route", "handoff_first", "handoff_why", "shared", "guide_facts", "small_talk", "example"),
)
TEXTS, WORDS = ("title", "answer"), ("theme", "owner", "status", "verified_on", "review_after", "route")
DATES = ("verified_on", "review_after")  # never quoted: nobody takes them for anything but dates
LANGUAGES = ("da", "en")

Both = Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """An article as it is to stand, in any state of completion, and ways of asking to be added.

    `basis` is as the file has it: source and perhaps applies_to, each in both languages. `words` are the keys that hold
    one word (`WORDS`); one that is missing is not written.
    """

    id: str
    group: str
    title: Both
    answer: Both
    basis: Sequence[Mapping[str, Both]] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    utterances: Mapping[str, Sequence[str]] = field(default_factory=dict)


def new_article(entry: Entry) -> str:
    """The article's file, keys in the order of `ORDER`."""
    words = (f"{name}: {_word(name, entry.words[name])}" for name in WORDS if entry.words.get(name))
    return _joined(
        "title:",
        *(f"  {language}: {in_line(one_line(entry.title[language]))}" for language in LANGUAGES),
        "answer:",
        *(f"  {language}: {_answer(entry.answer[language])}" for language in LANGUAGES),
        *_basis(entry.basis),
        *words,
    )


def new_utterances(entry: Entry) -> str:
    """The file of its ways of asking."""
    return _joined(*(line for language in LANGUAGES for line in _list(language, entry.utterances.get(language, ()))))


def changed_article(entry: Entry, text: str) -> str:
    """The article's file `text` saying what `entry` says; every byte of what says it already stays.

    :raises UnwritableError: when the file is laid out in a way that a program cannot change safely
    """
    value = _read(text, entry.id)
    wanted = dict(value)
    for name, both in (("title", entry.title), ("answer", entry.answer)):
        said: dict[str, Data] = {language: _said(name, both[language]) for language in LANGUAGES}
        before = _mapping(value.get(name), entry.id)
        for language in LANGUAGES:
            if tidy(str(before.get(language))) != said[language]:
                text = put(text, (name, language), str(said[language]))
        wanted[name] = said
    basis: list[Data] = list(_tidied(entry.basis))
    if basis != _plain(value.get("basis", [])):
        text = put_key(text, "basis", _basis(entry.basis), order=ORDER) if basis else drop(text, "basis")
        wanted["basis"] = basis
    for name in WORDS:
        text = _changed_word(text, name, value.get(name), entry.words.get(name, ""))
        wanted[name] = entry.words.get(name, "")
    return _proved(text, wanted, entry.id)


def changed_utterances(entry: Entry, text: str) -> str:
    """The file `text` of ways of asking with those added that it lacks.

    :raises UnwritableError: as above
    """
    value = _read(text, entry.id)
    wanted = dict(value)
    for language in LANGUAGES:
        standing = value.get(language)
        if not isinstance(standing, list):
            raise UnwritableError(entry.id)
        said = {tidy(str(each)) for each in standing}
        added = [each for each in _lines(entry.utterances.get(language, ())) if each not in said]
        text = append(text, language, added) if added else text
        wanted[language] = [*standing, *added]
    return _proved(text, wanted, entry.id)


def one_line(text: str) -> str:
    """A tidy text with a space for every line end."""
    return " ".join(tidy(text).split())


def _changed_word(text: str, name: str, before: Data | None, after: str) -> str:
    if after == (before or ""):
        return text
    return put_key(text, name, [f"{name}: {_word(name, after)}"], order=ORDER) if after else drop(text, name)


def _proved(text: str, wanted: Mapping[str, Data], name: str) -> str:
    """`text` when the content's own reader finds in it what is wanted, and nothing else."""
    if _said_in(_read(text, name)) != _said_in(wanted):
        raise UnwritableError(name)
    return text


def _said_in(document: Mapping[str, Data]) -> dict[str, Data]:
    return {key: _plain(value) for key, value in document.items() if value not in ("", [])}


def _plain(value: Data) -> Data:
    """Texts tidied, so that only what is said is compared."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else tidy(value)


def _read(text: str, name: str) -> dict[str, Data]:
    document = parse_document(text, name=name)
    return _mapping(document.value if isinstance(document, Document) else None, name)


def _mapping(value: Data | None, name: str) -> dict[str, Data]:
    if not isinstance(value, dict):
        raise UnwritableError(name)
    return value


def _said(name: str, text: str) -> str:
    return tidy(text) if name == "answer" else one_line(text)


def _answer(text: str) -> str:
    said = tidy(text)
    return in_block(said, indent=4) if said else in_line("")


def _word(name: str, word: str) -> str:
    return word if name in DATES else in_line(word)


def _tidied(basis: Sequence[Mapping[str, Both]]) -> Iterator[Data]:
    for each in basis:
        yield {key: {language: one_line(both[language]) for language in LANGUAGES} for key, both in each.items()}


def _basis(basis: Sequence[Mapping[str, Both]]) -> list[str]:
    if not basis:
        return []
    lines = ["basis:"]
    for each in basis:
        for at, (key, both) in enumerate(each.items()):
            lines.append(f"  {'  ' if at else '- '}{key}: {_flow(both)}")
    return lines


def _flow(both: Both) -> str:
    said = (f"{language}: {in_line(one_line(both[language]), in_flow=True)}" for language in LANGUAGES)
    return f"{{{', '.join(said)}}}"


def _list(language: str, utterances: Sequence[str]) -> list[str]:
    lines = [f"  - {in_line(each)}" for each in _lines(utterances)]
    return [f"{language}:", *lines] if lines else [f"{language}: []"]


def _lines(utterances: Iterable[str]) -> list[str]:
    """Each once, tidied, empty ones left out."""
    return [each for each in dict.fromkeys(one_line(each) for each in utterances) if each]


def _joined(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)
