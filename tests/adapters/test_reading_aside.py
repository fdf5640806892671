"""Reading in a process of its own says the same as reading here, and whatever becomes of it, every text is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters import reading_aside
from bot.adapters.reading_aside import ReadingAside
from bot.content.snapshot import Snapshot, load_current
from bot.core.understanding import Language
from bot.services.understanding import Read, read

TEXT = "Skal jeg journalisere en sms fra Anders Holm i Nexus? Ring 23 45 67 89"


@pytest.fixture(scope="module")
def snapshot(trained_data: Path) -> Snapshot:
    return load_current(trained_data)


@pytest.fixture
def aside(trained_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingAside]:
    """One that has begun, and may begin again at once."""
    monkeypatch.setattr(reading_aside, "PAUSE", 0.0)
    begun = ReadingAside(trained_data)
    begun.start()
    begun._beginning.join()
    yield begun
    begun.stop()


def reads_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are read here from now on."""
    texts: list[str] = []

    def noted(text: str, **more: Any) -> Read:
        texts.append(text)
        return read(text, **more)

    monkeypatch.setattr(reading_aside, "read", noted)
    return texts


@pytest.mark.parametrize("language", [None, "en"])
def test_what_the_process_reads_is_what_is_read_here(
    aside: ReadingAside, snapshot: Snapshot, language: Language | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = reads_here(monkeypatch)

    assert aside(TEXT, snapshot=snapshot, language=language) == read(TEXT, snapshot=snapshot, language=language)
    assert here == []


def test_until_it_has_begun_texts_are_read_here(trained_data: Path, snapshot: Snapshot) -> None:
    assert ReadingAside(trained_data)(TEXT, snapshot=snapshot) == read(TEXT, snapshot=snapshot)


def test_text_whose_process_is_killed_is_read_here_and_the_next_one_by_a_new_process(
    aside: ReadingAside, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here, killed = reads_here(monkeypatch), aside._process
    assert killed is not None
    killed._process.kill()
    killed._process.join()

    assert aside(TEXT, snapshot=snapshot) == read(TEXT, snapshot=snapshot)
    aside._beginning.join()
    aside(TEXT, snapshot=snapshot)

    assert here == [TEXT]
    assert "Anders" not in caplog.text
    assert len(caplog.records) == 1


def test_other_content_is_read_here_while_a_process_that_knows_it_begins(
    aside: ReadingAside, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, before = reads_here(monkeypatch), aside._process

    aside(TEXT, snapshot=replace(snapshot, hash="another"))
    aside._beginning.join()
    aside(TEXT, snapshot=snapshot)

    assert here == [TEXT]
    assert aside._process is not before


def test_failure_to_read_is_left_to_whoever_can_tell_somebody(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str, **_more: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr(reading_aside, "read", fail)

    assert reading_aside._read_or_nothing(TEXT, snapshot, None) is None


def test_without_content_there_is_no_process_and_one_line_says_so(
    tmp_path: Path, snapshot: Snapshot, caplog: pytest.LogCaptureFixture
) -> None:
    nothing_there = ReadingAside(tmp_path)
    nothing_there.start()
    nothing_there._beginning.join()

    assert nothing_there(TEXT, snapshot=snapshot) == read(TEXT, snapshot=snapshot)
    assert [record.getMessage() for record in caplog.records] == ["no process to read questions in: EOFError"]


def test_stopped_it_reads_here_and_leaves_no_process(aside: ReadingAside, snapshot: Snapshot) -> None:
    process = aside._process
    assert process is not None

    aside.stop()

    assert not process._process.is_alive()
    assert aside(TEXT, snapshot=snapshot) == read(TEXT, snapshot=snapshot)
