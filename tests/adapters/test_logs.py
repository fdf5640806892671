"""The log in both forms: a line a happening, what exceptions say left out."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from bot.adapters.logs import JsonLines, PlainLines

SAID = "Gudrun Skovgaard, 010190-1234"


@pytest.fixture
def to() -> StringIO:
    return StringIO()


@pytest.fixture
def logger(to: StringIO) -> Iterator[logging.Logger]:
    """A logger that writes in the form a test gives its handler, and nowhere else."""
    made = logging.Logger("bot.example")
    made.addHandler(logging.StreamHandler(to))
    yield made
    made.handlers.clear()


def _in_json(logger: logging.Logger, to: StringIO, log: Any) -> dict[str, Any]:
    logger.handlers[0].setFormatter(JsonLines())
    log(logger)
    (line,) = to.getvalue().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def _fail() -> None:
    try:
        raise KeyError(SAID)
    except KeyError as error:
        raise ValueError(f"nothing about {SAID}") from error


def _log_a_failure(logger: logging.Logger) -> None:
    try:
        _fail()
    except ValueError:
        logger.exception("it went wrong")


def test_a_json_line_has_time_level_logger_message_and_the_ids_it_was_given(
    logger: logging.Logger, to: StringIO
) -> None:
    line = _in_json(logger, to, lambda log: log.warning("message %s given up", 7, extra={"reference": "ab12", "n": 7}))

    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "warning",
        "logger": "bot.example",
        "message": "message 7 given up",
        "reference": "ab12",
        "n": 7,
    }


def test_a_happening_is_one_line_of_json_whatever_it_holds(logger: logging.Logger, to: StringIO) -> None:
    line = _in_json(logger, to, lambda log: log.info("a\nb %s", "ø", extra={"odd": {1}}))

    assert (line["message"], line["odd"]) == ("a\nb ø", "{1}")


def test_an_id_cannot_take_the_place_of_what_every_line_has(logger: logging.Logger, to: StringIO) -> None:
    line = _in_json(logger, to, lambda log: log.info("begun", extra={"level": "none", "logger": "another"}))

    assert (line["level"], line["logger"]) == ("info", "bot.example")


def test_json_tells_which_exceptions_and_where_but_not_what_they_say(logger: logging.Logger, to: StringIO) -> None:
    line = _in_json(logger, to, _log_a_failure)

    assert [each["kind"] for each in line["exceptions"]] == ["KeyError", "ValueError"]
    assert all("test_logs.py:" in place for each in line["exceptions"] for place in each["at"])
    assert "Gudrun" not in to.getvalue()


def test_lines_for_people_tell_the_same(logger: logging.Logger, to: StringIO) -> None:
    logger.handlers[0].setFormatter(PlainLines())
    _log_a_failure(logger)

    first, *causes = to.getvalue().splitlines()
    assert first.endswith("ERROR bot.example it went wrong")
    assert [cause.split(" at ")[0] for cause in causes] == ["KeyError", "ValueError"]
    assert "Gudrun" not in to.getvalue()
