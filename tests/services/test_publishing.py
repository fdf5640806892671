"""A draft is published whole or not at all: its files, their commit, and the line that says who did it."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.content.committing import GitError
from bot.content.loading import content_hash
from bot.content.problems import ContentError
from bot.content.writing import DiskError, FilesChangedError
from bot.services.draft_trial import KnownChange, Weighed
from bot.services.drafting import DraftChangedError, DraftDoneError, base_on_files
from bot.services.ports import Draft, DraftState
from bot.services.publishing import Consent, UntriedError, WronglyCertainError, patch_of, publish_draft, serves
from bot.services.trying_drafts import try_draft

from .desk import QUESTION, Desk

ARTICLE, ASKED = "knowledge/articles/praksis/tegninger-broer.yaml", "intents/praksis/tegninger-broer.yaml"
ALL_THE_SAME = Consent(untried=True)
NOTE = "hvad er fristen for notater"
FINE = Weighed(
    known=2, right_before=2, right_after=2, changes=(), grown=(), unanswered=0, now_answered=(), answered=0, moved=()
)
WRONG = FINE.model_copy(
    update={
        "changes": (
            KnownChange(
                place="x:1",
                question="x",
                before="answer a",
                after="answer b",
                difference=-2,
                is_newly_wrong_certain=True,
            ),
        )
    }
)


def published(desk: Desk, draft: Draft, consent: Consent = ALL_THE_SAME) -> Draft:
    """The draft after the editor pressed the button."""
    return publish_draft(draft.id, desk.editor, seen=draft.version, consent=consent, folders=desk.folders, **desk.tools)


def files(desk: Desk) -> dict[str, bytes]:
    """Every file of the content and what is in it."""
    return {
        str(path.relative_to(desk.content.root)): path.read_bytes()
        for path in desk.content.root.rglob("*.*")
        if path.is_file() and ".git" not in path.parts
    }


def git(desk: Desk, *arguments: str) -> str:
    """What git says in the folder that holds the content."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = (
        "git",
        "-C",
        str(desk.content.root),
        "-c",
        "user.name=Anna",
        "-c",
        "user.email=anna@example.invalid",
        *arguments,
    )
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def checkout(desk: Desk) -> Desk:
    """The desk with its content in a git checkout."""
    git(desk, "init", "--quiet")
    git(desk, "add", ".")
    git(desk, "commit", "--quiet", "--message", "Begyndelsen")
    return desk


# --- the files --------------------------------------------------------------------------------------------------------


def test_a_new_answer_is_two_files_and_a_line_in_the_audit_log(desk: Desk) -> None:
    draft, before = desk.ready(), set(files(desk))

    after = published(desk, draft)

    assert set(files(desk)) - before == {ARTICLE, ASKED}
    assert (after.state, after.published_by, after.published_at) == (DraftState.PUBLISHED, desk.editor.id, desk.bot.now)
    with desk.bot.storage.reading() as work:
        ((_, line), *_) = work.audited()
    assert (line.action, line.about, line.actor_id) == ("draft_published", draft.id, desk.editor.id)
    assert set(line.details) == {"article", "commit", "ticket"}
    assert "broer gemmes" not in str(line.details)


def test_the_answer_reads_as_it_was_written(desk: Desk) -> None:
    published(desk, desk.edit(desk.ready(), status="approved"))

    article = files(desk)[ARTICLE].decode()

    assert "status: approved\nverified_on: 2026-03-02\nreview_after: 2027-03-02\nroute: koordinator\n" in article
    assert files(desk)[ASKED].decode() == f"da:\n  - {QUESTION}\nen:\n  - must we keep bridge drawings\n"


def test_a_draft_has_no_day_it_was_looked_at(desk: Desk) -> None:
    published(desk, desk.ready())

    assert "verified_on" not in files(desk)[ARTICLE].decode()


def test_a_changed_answer_keeps_its_comments_and_everything_nobody_changed(desk: Desk) -> None:
    place = "knowledge/articles/pligt/notat-frist.yaml"
    desk.content.change(place, "theme: lovgivning", "# hvorfor det hører hjemme her\ntheme:   lovgivning   # tema")
    before = files(desk)[place].decode().splitlines()

    published(desk, desk.edit(desk.draft(NOTE + "?", change=True), title_da="Hvornår skal et notat skrives?"))

    after = files(desk)[place].decode().splitlines()
    assert [line for line in before if line not in after] == [
        "  da: Hvor hurtigt skal et notat skrives?",
        "verified_on: 2026-11-22",
        "review_after: 2027-11-22",
    ]
    assert files(desk)["intents/pligt/notat-frist.yaml"].decode().count(f"  - {NOTE}?\n") == 1


def test_an_answer_changed_on_disk_since_is_not_written(desk: Desk) -> None:
    draft = desk.draft(NOTE, change=True)
    desk.content.change("knowledge/articles/pligt/notat-frist.yaml", "Snarest muligt.", "Samme dag.")
    before = files(desk)

    with pytest.raises(FilesChangedError):
        published(desk, draft)
    assert files(desk) == before

    based = base_on_files(
        draft.id, desk.editor, "notat-frist", keep_text=False, seen=draft.version, folders=desk.folders, **desk.tools
    )
    assert "Samme dag." in based.text.answer_da
    assert published(desk, based).state is DraftState.PUBLISHED


def test_nothing_is_written_that_check_refuses(desk: Desk) -> None:
    draft, before = desk.edit(desk.ready(), title_en="", utterances_da=("notat frist",)), files(desk)

    with pytest.raises(ContentError) as told:
        published(desk, draft)

    assert {problem.sentence for problem in told.value.problems} >= {
        "'en' er tom. Skriv en tekst.",
        f"Ytringen står også i {'intents/pligt/notat-frist.yaml:8'}. Behold den ét sted.",
    }
    assert files(desk) == before
    assert desk.now(draft).state is DraftState.PROPOSED


@pytest.mark.parametrize("article", ["../../ude", "Stort", "a/b", ""])
def test_nothing_is_written_outside_the_folders(desk: Desk, article: str) -> None:
    draft, before = desk.edit(desk.ready(), article=article), files(desk)

    with pytest.raises(Exception, match="cannot be changed"):
        published(desk, draft)
    assert files(desk) == before


def test_disk_trouble_in_the_middle_leaves_files_and_draft_as_they_were(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, before, replaced = desk.ready(), files(desk), Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.is_relative_to(desk.folders.intents):
            raise OSError(errno.ENOSPC, "No space left on device")
        return replaced(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DiskError):
        published(desk, draft)

    assert files(desk) == before
    assert desk.now(draft) == draft


def test_what_was_interrupted_after_the_files_is_gone_on_with(desk: Desk) -> None:
    draft = desk.ready()
    published(desk, draft)
    with desk.bot.storage.transaction() as work:
        work.save_draft(draft)  # as if the process had died before this was kept
    before = files(desk)

    again = published(desk, draft)

    assert again.state is DraftState.PUBLISHED
    assert files(desk) == before


# --- who and when -----------------------------------------------------------------------------------------------------


def test_a_draft_is_published_once(desk: Desk) -> None:
    draft = published(desk, desk.ready())

    with pytest.raises(DraftDoneError):
        published(desk, draft)


def test_a_draft_somebody_has_changed_is_looked_at_again_first(desk: Desk) -> None:
    draft = desk.ready()
    desk.edit(draft, title_da="En anden titel")

    with pytest.raises(DraftChangedError):
        published(desk, draft)


def test_an_untried_draft_needs_a_tick(desk: Desk) -> None:
    draft = desk.ready()

    with pytest.raises(UntriedError):
        published(desk, draft, Consent())


@pytest.mark.parametrize("weighed", [FINE, WRONG], ids=["fine", "wrong"])
def test_a_tried_draft_needs_a_tick_only_where_something_is_newly_and_certainly_wrong(
    desk: Desk, weighed: Weighed
) -> None:
    draft = desk.ready()
    try_draft(
        draft.id,
        desk.editor,
        seen=draft.version,
        folders=desk.folders,
        data=desk.data,
        weigh=lambda _: weighed,
        **desk.tools,
    )

    if weighed is WRONG:
        with pytest.raises(WronglyCertainError):
            published(desk, draft, Consent())
    consent = Consent(wrongly_certain=weighed is WRONG)
    assert published(desk, draft, consent).state is DraftState.PUBLISHED


def test_the_new_content_serves_when_it_is_what_the_bot_answers_from(desk: Desk) -> None:
    draft = published(desk, desk.ready())
    assert not serves(draft, services=desk.bot.services, folders=desk.folders)

    snapshot = desk.bot.content.snapshot
    articles = {**snapshot.library.articles, "tegninger-broer": snapshot.library.articles["notat-frist"]}
    library = snapshot.library.model_copy(update={"articles": articles})
    desk.bot.content.snapshot = replace(snapshot, hash=content_hash(desk.folders), library=library)

    assert serves(draft, services=desk.bot.services, folders=desk.folders)


# --- git --------------------------------------------------------------------------------------------------------------


def test_in_a_checkout_exactly_the_two_files_are_committed(checkout: Desk) -> None:
    checkout.content.change("intents/pligt/notat-frist.yaml", "notat frist", "frist for notat")
    checkout.content.write("knowledge/halvt.txt", "noget andet")
    git(checkout, "add", "knowledge/halvt.txt")

    draft = published(checkout, checkout.ready())

    assert git(checkout, "show", "--name-only", "--format=").split() == [ASKED, ARTICLE]
    assert git(checkout, "show", "--no-patch", "--format=%an %H") == f"ESDH-botten {draft.commit_id}"
    assert git(checkout, "status", "--porcelain") == "M intents/pligt/notat-frist.yaml\nA  knowledge/halvt.txt"


def test_the_commit_says_what_and_why(checkout: Desk) -> None:
    published(checkout, checkout.ready())

    assert git(checkout, "show", "--no-patch", "--format=%B") == (
        "Nyt svar: Hvor længe skal tegninger af broer gemmes?\n\n"
        "praksis/tegninger-broer er skrevet ud fra henvendelse nr. 1 og udgivet fra koordinatorens sider."
    )


def test_a_hook_that_refuses_is_heard_and_the_files_are_as_they_were(checkout: Desk) -> None:
    hook = checkout.content.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'ikke i dag' >&2\nexit 1\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    draft, before = checkout.ready(), files(checkout)

    with pytest.raises(GitError) as told:
        published(checkout, draft)

    assert told.value.complaint == "ikke i dag"
    assert files(checkout) == before
    assert git(checkout, "status", "--porcelain") == ""
    assert checkout.now(draft).state is DraftState.PROPOSED


def test_a_changed_file_is_put_back_too_when_git_refuses(checkout: Desk) -> None:
    (checkout.content.root / ".git/index.lock").write_text("")
    draft, before = checkout.draft(NOTE, change=True), files(checkout)

    with pytest.raises(GitError):
        published(checkout, checkout.edit(draft, title_da="Ny titel"))

    assert files(checkout) == before


def test_without_git_there_is_no_commit(desk: Desk) -> None:
    assert published(desk, desk.ready()).commit_id == ""


def test_content_that_git_ignores_is_not_committed(checkout: Desk) -> None:
    checkout.content.write(".gitignore", "*\n")

    assert published(checkout, checkout.ready()).commit_id == ""


# --- folders that may not be written to -------------------------------------------------------------------------------


def read_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content lies on a file system that is mounted read-only; root is stopped by nothing less."""
    opened: Any = Path.open

    def refused(self: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if mode[0] in "wxa" and self.is_relative_to(desk.content.root):
            raise OSError(errno.EROFS, "Read-only file system")
        return opened(self, mode, *more, **named)

    monkeypatch.setattr(Path, "open", refused)


@pytest.mark.parametrize("change", [False, True], ids=["new", "changed"])
def test_a_patch_is_offered_instead_and_git_takes_it(
    checkout: Desk, monkeypatch: pytest.MonkeyPatch, *, change: bool
) -> None:
    draft = checkout.edit(checkout.draft(NOTE, change=True), title_da="Ny titel: æøå") if change else checkout.ready()
    before = files(checkout)
    with monkeypatch.context() as mounted:
        read_only(checkout, mounted)
        after = published(checkout, draft)
    assert (after.state, after.patched_at) == (DraftState.PROPOSED, checkout.bot.now)
    assert files(checkout) == before

    patch = patch_of(draft.id, checkout.editor, folders=checkout.folders, **checkout.tools)
    (checkout.content.root / "x.patch").write_bytes(patch.encode())
    git(checkout, "apply", "--check", "x.patch")
    git(checkout, "apply", "x.patch")

    assert published(checkout, after).state is DraftState.PUBLISHED
    assert patch_of(draft.id, checkout.editor, folders=checkout.folders, **checkout.tools) == ""
