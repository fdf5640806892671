"""Read one YAML file with every scalar a string, line numbers kept and duplicate keys refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.content.problems import Problem

try:  # the C parser reads the whole content ten times faster; the wheels of PyYAML carry it
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Location = tuple[str | int, ...]
Data = str | list["Data"] | dict[str, "Data"]
M = TypeVar("M")

MAX_BYTES = 1_000_000
MAX_DEPTH = 20


@dataclass
class Document:
    """A file as plain data, and the line (from 1) each place in it stands on."""

    path: str
    value: Data
    lines: dict[Location, int] = field(default_factory=dict)

    def line(self, location: Location) -> int:
        """The line of `location`, or of the nearest place around it."""
        while location not in self.lines and location:
            location = location[:-1]
        return self.lines.get(location, 1)

    def problem(self, location: Location, sentence: str) -> Problem:
        """A finding at `location` in this file."""
        return Problem(self.path, self.line(location), sentence)


class _Refused(Exception):
    """The YAML says something the content format does not allow."""

    def __init__(self, line: int, sentence: str) -> None:
        self.line = line
        self.sentence = sentence


def read_document(path: Path, *, name: str) -> Document | Problem:
    """The file at `path`, called `name` in problems; or the first thing that keeps it from being read."""
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            return Problem(name, 1, "Filen er større end 1 MB. Del den op i flere filer.")
        return parse_document(raw.decode("utf-8-sig"), name=name)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Problem(name, line, "Filen er ikke gemt som UTF-8. Gem den igen med tegnsættet UTF-8.")
    except OSError:
        return Problem(name, 1, "Filen kan ikke læses. Se efter, om du har adgang til den.")


def parse_document(text: str, *, name: str) -> Document | Problem:
    """The same from a text in hand."""
    document = Document(name, "")
    try:
        document.value = _Builder(text, document.lines).whole()
    except yaml.MarkedYAMLError as error:
        return Problem(name, _line_of_error(error), _yaml_sentence(error))
    except yaml.YAMLError:
        return Problem(name, 1, "Filen indeholder tegn, som YAML ikke tillader. Skriv teksten af i en ny fil.")
    except _Refused as refused:
        return Problem(name, refused.line, refused.sentence)
    return document


def _line_of_error(error: yaml.MarkedYAMLError) -> int:
    """Where to look: a quotation that never ends is noticed at the end of the file, and mended where it begins."""
    is_quotation = error.context == "while scanning a quoted scalar"
    mark = error.context_mark if is_quotation else error.problem_mark
    return mark.line + 1 if mark else 1


def _yaml_sentence(error: yaml.MarkedYAMLError) -> str:
    hint = "Se efter indrykning, manglende anførselstegn og kolon i teksten"
    return f"Filen er ikke gyldig YAML. {hint} ({error.problem or 'ukendt fejl'})."


class _Builder:
    """Makes plain data of the parser's events. Not by `yaml.compose`: it recurses in C, so that a file of brackets ends
    the process, and it forgets anchors and tags, so that a text beginning with & or ! would lose its first word."""

    def __init__(self, text: str, lines: dict[Location, int]) -> None:
        self._events = yaml.parse(text, Loader=Loader)
        self._lines = lines

    def whole(self) -> Data:
        """The one document of the file."""
        next(self._events)  # the stream begins
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise _Refused(1, "Filen er tom. Skriv indholdet, eller slet filen.")
        value = self._value(next(self._events), ())
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _Refused(_line(after), "Filen er delt i to med '---'. Lav to filer, eller fjern linjen.")
        return value

    def _value(self, event: yaml.Event, at: Location) -> Data:
        line = _line(event)
        self._lines.setdefault(at, line)
        _refuse_marks(event)
        if len(at) > MAX_DEPTH:
            raise _Refused(line, "Filen er indrykket i alt for mange niveauer. Ret indrykningen.")
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self._pairs(at))
        return [self._value(item, (*at, number)) for number, item in enumerate(self._until(yaml.SequenceEndEvent))]

    def _pairs(self, at: Location) -> Iterator[tuple[str, Data]]:
        seen: set[str] = set()
        for event in self._until(yaml.MappingEndEvent):
            line = _line(event)
            _refuse_marks(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(line, "En nøgle skal være et enkelt ord.")
            key = str(event.value)
            if key in seen:
                raise _Refused(line, f"Nøglen '{key}' står to gange. Behold den ene.")
            seen.add(key)
            self._lines[(*at, key)] = line
            yield key, self._value(next(self._events), (*at, key))

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refuse_marks(event: yaml.Event) -> None:
    """What YAML would take as a sign to itself: the editor meant it as text."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Refused(_line(event), "Ankre og henvisninger (& og *) bruges ikke her. Skriv teksten i anførselstegn.")
    if getattr(event, "tag", None):
        raise _Refused(_line(event), "Et udråbstegn først betyder noget særligt i YAML. Skriv teksten i anførselstegn.")


def validated(document: Document, shape: type[M] | TypeAdapter[M]) -> M | list[Problem]:
    """The document as `shape`, or everything that does not fit, each on its own line."""
    adapter: TypeAdapter[M] = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
    try:
        return adapter.validate_python(document.value)
    except ValidationError as error:
        return [_pydantic_problem(document, details) for details in error.errors()]


def _pydantic_problem(document: Document, details: ErrorDetails) -> Problem:
    location = tuple(part for part in details["loc"] if part != "[key]")
    return document.problem(location, _pydantic_sentence(details, location))


def _pydantic_sentence(details: ErrorDetails, location: Location) -> str:
    key = _called(location)
    context = details.get("ctx", {})
    sentences = {
        "extra_forbidden": f"Nøglen '{key}' kendes ikke. Ret stavningen, eller fjern den.",
        "missing": _missing_sentence(key),
        "string_too_short": f"'{key}' er tom. Skriv en tekst.",
        "string_pattern_mismatch": f"'{key}' har ikke den form, som feltet skal have ({context.get('pattern', '')}).",
        "literal_error": f"'{key}' skal være en af: {context.get('expected', '')}.",
        "enum": f"'{key}' skal være en af: {context.get('expected', '')}.",
        "too_short": f"'{key}' har for få punkter; der skal være mindst {context.get('min_length', 1)}.",
        "date_from_datetime_parsing": f"'{key}' skal være en dato som 2026-11-22.",
        "date_parsing": f"'{key}' skal være en dato som 2026-11-22.",
        "bool_parsing": f"'{key}' skal være true eller false.",
        "model_type": f"'{key}' skal være en gruppe af nøgler med hver sin værdi.",
        "tuple_type": f"'{key}' skal være en liste med ét punkt pr. linje.",
        "dict_type": f"'{key}' skal være en gruppe af nøgler med hver sin værdi.",
        "string_type": f"'{key}' skal være en tekst. Sæt anførselstegn om den, hvis der er kolon i den.",
    }
    return sentences.get(details["type"], f"'{key}' er ikke udfyldt rigtigt ({details['msg']}).")


def _called(location: Location) -> str:
    if not location:
        return "filen"
    last = location[-1]
    return f"punkt {last + 1}" if isinstance(last, int) else last


def _missing_sentence(key: str) -> str:
    languages = {"da": "danske", "en": "engelske"}
    if key in languages:
        return f"Den {languages[key]} tekst ('{key}') mangler. Skriv den."
    return f"Nøglen '{key}' mangler. Tilføj den."
