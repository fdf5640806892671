"""Write the log for people or for a program: one line a happening, and nobody's words in it.

What an exception says is left out of both forms, because it may quote a message; where it happened is kept.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO

PLAIN = "%(asctime)s %(levelname)s %(name)s %(message)s"
STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}
"""What every record has; anything else was given by whoever wrote the line: a reference, an id."""
MOST_PLACES = 12  # of each exception, the innermost

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainLines(logging.Formatter):
    """Lines for people."""

    def __init__(self) -> None:
        super().__init__(PLAIN)

    def formatException(self, ei: ExcInfo) -> str:
        """Which exceptions, the first cause first, and where."""
        return "\n".join(f"{name} at {', '.join(places)}" for name, places in _causes(ei[1]))


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, and what else the line was given."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in STANDARD and name not in line}
        if record.exc_info:
            line["exceptions"] = [{"kind": name, "at": places} for name, places in _causes(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False, default=str)


def write_log(form: Literal["text", "json"], *, to: TextIO | None = None, level: int = logging.INFO) -> None:
    """Let every logger write to `to` (standard error) in this form, unless they write somewhere already."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    logging.basicConfig(level=level, handlers=[handler])


def _causes(error: BaseException | None) -> Iterator[tuple[str, list[str]]]:
    """Each exception's kind with the places it passed, innermost last."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    for each in reversed(seen):
        frames = traceback.extract_tb(each.__traceback__, limit=-MOST_PLACES)
        yield type(each).__name__, [f"{frame.filename}:{frame.lineno}" for frame in frames]
