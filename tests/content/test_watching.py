"""Changed content is trained beside the server and taken in without a restart; broken content never is."""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content.building import build
from bot.content.holding import Holder
from bot.content.loading import content_hash
from bot.content.snapshot import current_folder
from bot.content.watching import Watcher
from tests.content.conftest import Trained
from tests.content.small import Small
from tests.content.spoiling import ARTICLE, SYSTEM

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Watched:
    """A serving snapshot of the small content, and who watches the folders."""

    content: Small
    data: Path
    holder: Holder
    watcher: Watcher

    def answer(self) -> str:
        """What the served snapshot says about deadlines, in Danish."""
        return self.holder.current().library.articles["notat-frist"].answer.da


@pytest.fixture
def watched(small: Small, trained: Trained, tmp_path: Path) -> Watched:
    data = tmp_path / "var"
    shutil.copytree(trained.data, data)
    holder = Holder(data)
    environment = {
        **os.environ,
        "ESDH_BOT_KNOWLEDGE": str(small.folders.knowledge),
        "ESDH_BOT_INTENTS": str(small.folders.intents),
        "ESDH_BOT_DATA": str(data),
    }
    return Watched(small, data, holder, Watcher(small.folders, holder, environment=environment))


async def test_unchanged_content_is_left_alone(watched: Watched) -> None:
    before = watched.holder.current()

    swapped = await watched.watcher.look()

    assert not swapped
    assert watched.holder.current() is before


async def test_changed_content_is_trained_and_swapped_without_a_restart(watched: Watched) -> None:
    before = watched.holder.current()
    watched.content.change(ARTICLE, "Snarest muligt.", "Samme dag.")

    swapped = await watched.watcher.look()

    assert swapped
    assert "**Samme dag.**" in watched.answer()
    assert watched.holder.current().hash == content_hash(watched.content.folders)
    assert "**Snarest muligt.**" in before.library.articles["notat-frist"].answer.da


async def test_broken_content_never_replaces_what_works_and_is_told_once(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.content.change(ARTICLE, "Snarest muligt.", "En hemmelig sætning.")
    watched.content.change(SYSTEM, "[teknik]", "[havn]")

    with caplog.at_level(logging.INFO, logger="bot.content"):
        swapped = [await watched.watcher.look() for _ in range(3)]

    assert swapped == [False, False, False]
    assert "**Snarest muligt.**" in watched.answer()
    assert [record.getMessage() for record in caplog.records] == [
        f"the changed content is not used: {SYSTEM}:9: Forvaltningen 'havn' findes ikke i organisation.yaml. Ret den."
    ]


async def test_another_mistake_is_told_too(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    watched.content.change(SYSTEM, "[teknik]", "[havn]")
    await watched.watcher.look()
    watched.content.change(SYSTEM, "[havn]", "[by]")

    await watched.watcher.look()

    assert ["'havn'" in caplog.messages[0], "'by'" in caplog.messages[1]] == [True, True]


async def test_mended_content_is_taken_in(watched: Watched) -> None:
    watched.content.change(SYSTEM, "[teknik]", "[havn]")
    await watched.watcher.look()
    watched.content.change(SYSTEM, "[havn]", "[skole]")

    swapped = await watched.watcher.look()

    assert swapped
    assert watched.holder.current().library.systems["arkivus"].departments == ("skole",)


async def test_content_put_back_as_it_was_is_served_without_training(watched: Watched) -> None:
    before = watched.holder.current()
    watched.content.change(SYSTEM, "[teknik]", "[havn]")
    await watched.watcher.look()
    watched.content.change(SYSTEM, "[havn]", "[teknik]")

    swapped = await watched.watcher.look()

    assert not swapped
    assert watched.holder.current() is before


def test_what_another_process_trained_is_taken_in(watched: Watched) -> None:
    watched.content.change(ARTICLE, "Snarest muligt.", "Samme dag.")
    build(watched.content.folders, watched.data)

    swapped = [watched.holder.refresh(), watched.holder.refresh()]

    assert swapped == [True, False]
    assert "**Samme dag.**" in watched.answer()


async def test_a_snapshot_that_cannot_be_read_does_not_replace_what_works(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.content.change(ARTICLE, "Snarest muligt.", "Samme dag.")
    build(watched.content.folders, watched.data)
    (current_folder(watched.data) / "snapshot.json").write_text("{}")
    watched.content.change(SYSTEM, "[teknik]", "[havn]")

    swapped = await watched.watcher.look()

    assert not swapped
    assert "**Snarest muligt.**" in watched.answer()
    assert len(caplog.messages) == 1


async def test_what_cannot_be_read_does_not_end_the_watching(watched: Watched) -> None:
    (watched.content.folders.knowledge / "articles" / "kopi.yaml").mkdir()

    swapped = await watched.watcher.look()

    assert not swapped
    assert "**Snarest muligt.**" in watched.answer()
