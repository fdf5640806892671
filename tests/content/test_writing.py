"""An article is written so that its reader gives it back, and what nobody changed stays byte for byte."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.article_text import Entry, changed_article, changed_utterances, new_article, new_utterances, one_line
from bot.content.loading import Folders
from bot.content.reading import Data, Document, parse_document
from bot.content.writing import DiskError, FileChange, FilesChangedError, ReadOnlyError, groups, plan, standing, write
from bot.content.yaml_edits import UnwritableError
from bot.content.yaml_words import tidy
from tests.content.small import REAL, Small

NASTY = (
    *(
        "0701",
        "no",
        "Ja",
        "2026-11-22",
        "1_000",
        "~",
        "null",
        "- nej",
        "? hvad",
        "a: b",
        "a #b",
        "#a",
        "kolon:",
        "{da}",
    ),
    *(
        "[x]",
        "'citat'",
        '"citat"',
        "ende'",
        "&anker",
        "*peger",
        "!mærke",
        "%TAG",
        "@a",
        "`kode`",
        "|",
        ">",
        "😀 👨‍👩‍👧",
        "---",
    ),
    *(
        "en\ttab",
        "linje\n\n  indrykket\n- punkt\n",
        "c:\\mappe",
        "{{ organisation.name }}",
        "a\u2028b",
        "a\x85b",
        "\ufeffa",
    ),
    *(
        "  rundt om  ",
        "slut \nmed luft  \n",
        "e\u0301",
        "# overskrift\n---\n...\n",
        "a, b",
        "x" * 500,
        "\ufffe",
        "=",
        "<<",
    ),
)
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(min_size=1, max_size=200), st.text("ab :#-{}[]'\"|>\n\t,&*!?%@\\", max_size=60)
)
SAID = TEXTS.filter(lambda text: bool(tidy(text)))
WORDS = {"theme": "lovgivning", "owner": "koordinator", "status": "approved", "route": "leder",
         "verified_on": "2026-11-23", "review_after": "2027-11-23"}  # fmt: skip

COMMENTED = """\
# Øverst
title:
  da: Hvor hurtigt?   # kort
  en: "How soon?"
  # efter titlen
answer:
  da: |  # svaret
    **Snarest muligt.**

    Skriv det.

  # før det engelske
  en: 'In time.'
examples:
  yes:
    - {da: En,   en: One}
    - {da: To, en: Two}
basis:
  - source: {da: Loven, en:  The law}
# ejeren
theme:   lovgivning
owner: koordinator # hvem
status: draft

review_after: 2027-06-01
route: koordinator
# nederst
"""
ASKED = """\
da:
  - "no"      # et nej
  # flere
  - 0701
en: [one, 'two']
# slut
"""


def entry(**changes: object) -> Entry:
    """What `COMMENTED` says."""
    values: dict[str, object] = {
        "id": "notat-frist",
        "group": "pligt",
        "title": {"da": "Hvor hurtigt?", "en": "How soon?"},
        "answer": {"da": "**Snarest muligt.**\n\nSkriv det.", "en": "In time."},
        "basis": [{"source": {"da": "Loven", "en": "The law"}}],
        "words": {"theme": "lovgivning", "owner": "koordinator", "status": "draft", "review_after": "2027-06-01",
                  "route": "koordinator"},
    }  # fmt: skip
    return Entry(**{**values, **changes})  # type: ignore[arg-type]


def read(text: str) -> dict[str, Data]:
    """The file as the content's own reader sees it."""
    document = parse_document(text, name="fil")
    assert isinstance(document, Document), document
    assert isinstance(document.value, dict)
    return document.value


def lines_lost(before: str, after: str) -> list[str]:
    """The lines of `before` that `after` lacks."""
    return [line for line in before.splitlines() if line not in after.splitlines()]


# --- a new article ----------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(SAID, SAID, SAID, st.lists(SAID, max_size=3))
def test_whatever_is_written_is_read_again(title: str, danish: str, english: str, sources: list[str]) -> None:
    basis = [{"source": {"da": each, "en": each}, "applies_to": {"da": each, "en": each}} for each in sources]
    written = Entry("x", "g", {"da": title, "en": title}, {"da": danish, "en": english}, basis, WORDS)

    found = read(new_article(written))

    said = [{key: {"da": one_line(each), "en": one_line(each)} for key in ("source", "applies_to")} for each in sources]
    assert found["title"] == {"da": one_line(title), "en": one_line(title)}
    assert {key: text.strip() for key, text in found["answer"].items()} == {  # type: ignore[union-attr]
        "da": tidy(danish), "en": tidy(english)}  # fmt: skip
    assert found.get("basis", []) == said
    assert {key: found[key] for key in WORDS} == WORDS


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=5), st.lists(TEXTS, max_size=5))
def test_ways_of_asking_are_read_again(danish: list[str], english: list[str]) -> None:
    found = read(new_utterances(Entry("x", "g", {}, {}, utterances={"da": danish, "en": english})))

    for language, each in (("da", danish), ("en", english)):
        assert found[language] == list(dict.fromkeys(filter(None, map(one_line, each))))


def test_a_new_article_looks_like_those_people_write() -> None:
    written = entry(
        basis=[{"source": {"da": "Loven: § 13", "en": "The law"}, "applies_to": {"da": "alle", "en": "all"}}]
    )

    assert new_article(written) == (
        "title:\n  da: Hvor hurtigt?\n  en: How soon?\n"
        "answer:\n  da: |\n    **Snarest muligt.**\n\n    Skriv det.\n  en: |\n    In time.\n"
        'basis:\n  - source: {da: "Loven: § 13", en: The law}\n    applies_to: {da: alle, en: all}\n'
        "theme: lovgivning\nowner: koordinator\nstatus: draft\nreview_after: 2027-06-01\nroute: koordinator\n"
    )


# --- an article that is changed ---------------------------------------------------------------------------------------


def test_an_article_that_says_it_already_is_left_as_it_is() -> None:
    assert changed_article(entry(), COMMENTED) == COMMENTED


@pytest.mark.parametrize(
    ("changes", "lost", "added"),
    [
        ({"title": {"da": "Hvornår: nu?", "en": "How soon?"}}, ["  da: Hvor hurtigt?   # kort"],
         ['  da: "Hvornår: nu?"   # kort']),
        ({"answer": {"da": "**Nu.**\n\nSkriv det.", "en": "In time."}}, ["    **Snarest muligt.**"], ["    **Nu.**"]),
        ({"answer": {"da": "**Snarest muligt.**\n\nSkriv det.", "en": "Now.\nAt once."}}, ["  en: 'In time.'"],
         ["  en: |", "    Now.", "    At once."]),
        ({"basis": []}, ["basis:", "  - source: {da: Loven, en:  The law}"], []),
        ({"words": {**entry().words, "owner": "leder"}}, ["owner: koordinator # hvem"], ["owner: leder # hvem"]),
        ({"words": {**entry().words, "status": "approved", "verified_on": "2026-11-23"}}, ["status: draft"],
         ["status: approved", "verified_on: 2026-11-23"]),
    ],
    ids=["title", "danish answer", "english answer", "basis", "owner", "approved"],
)  # fmt: skip
def test_only_the_lines_that_say_something_new_are_touched(
    changes: dict[str, object], lost: list[str], added: list[str]
) -> None:
    after = changed_article(entry(**changes), COMMENTED)

    assert lines_lost(COMMENTED, after) == lost
    assert lines_lost(after, COMMENTED) == added


def test_what_is_approved_stands_above_when_it_is_looked_at_again() -> None:
    words = {**entry().words, "status": "approved", "verified_on": "2026-11-23"}

    assert "status: approved\nverified_on: 2026-11-23\n\nreview_after:" in changed_article(
        entry(words=words), COMMENTED
    )


def test_a_draft_again_has_no_day_it_was_approved() -> None:
    approved = COMMENTED.replace("status: draft\n", "status: approved\nverified_on: 2026-11-22  # Karen\n")

    assert changed_article(entry(), approved) == COMMENTED


def test_a_basis_is_put_in_where_it_belongs() -> None:
    without = COMMENTED.replace("basis:\n  - source: {da: Loven, en:  The law}\n", "")

    after = changed_article(entry(), without)

    assert "    - {da: To, en: Two}\nbasis:\n  - source: {da: Loven, en: The law}\n# ejeren\n" in after


def test_new_ways_of_asking_are_put_last_and_known_ones_are_not_repeated() -> None:
    added = {"da": ["no", "hvor\nhurtigt: nu?", "hvor hurtigt: nu?"], "en": ["two", "at, once"]}

    after = changed_utterances(entry(utterances=added), ASKED)

    assert after == (
        'da:\n  - "no"      # et nej\n  # flere\n  - 0701\n  - "hvor hurtigt: nu?"\n'
        "en: [one, 'two', \"at, once\"]\n# slut\n"
    )


@pytest.mark.parametrize("end", ["\n", "", "\n\n", "   # slut"])
def test_the_last_line_of_a_list_may_end_in_any_way(end: str) -> None:
    after = changed_utterances(entry(utterances={"en": ["tre"]}), f"da:\n- en\nen:\n- to{end}")

    assert read(after) == {"da": ["en"], "en": ["to", "tre"]}
    assert after.startswith(f"da:\n- en\nen:\n- to{end.rstrip(chr(10))}")


def test_line_ends_of_another_system_stay() -> None:
    windows = COMMENTED.replace("\n", "\r\n")

    after = changed_article(entry(answer={"da": "Nu.\n\nStraks.", "en": "At once.\nNow."}), windows)

    assert not re.search(r"(?<!\r)\n", after)
    assert lines_lost(COMMENTED, after) == ["    **Snarest muligt.**", "    Skriv det.", "  en: 'In time.'"]


def test_a_file_no_program_can_change_safely_is_left_alone() -> None:
    with pytest.raises(UnwritableError):
        changed_article(entry(words={**entry().words, "owner": "leder"}), '{"title": {"da": "a", "en": "b"}}')


@settings(deadline=None, max_examples=60)
@given(SAID, SAID, st.lists(SAID, max_size=3))
def test_whatever_is_changed_is_read_again_and_no_comment_is_lost(danish: str, english: str, asked: list[str]) -> None:
    changed = entry(
        title={"da": english, "en": danish},
        answer={"da": danish, "en": english},
        words=WORDS,
        utterances={"da": asked, "en": asked},
    )

    article, utterances = changed_article(changed, COMMENTED), changed_utterances(changed, ASKED)

    found = read(article)
    assert found["title"] == {"da": one_line(english), "en": one_line(danish)}
    assert {key: text.strip() for key, text in found["answer"].items()} == {  # type: ignore[union-attr]
        "da": tidy(danish), "en": tidy(english)}  # fmt: skip
    assert {key: found[key] for key in WORDS} == WORDS
    assert all(comment in article for comment in re.findall("#.*", COMMENTED))
    assert all(comment in utterances for comment in re.findall("#.*", ASKED))


REAL_ARTICLES = sorted((REAL.knowledge / "articles").rglob("*.yaml"))


def test_every_article_there_is_can_be_changed_and_nothing_else_moves() -> None:
    for path in REAL_ARTICLES:
        text = path.read_text(encoding="utf-8")
        value: dict[str, Any] = read(text)
        words = {key: value[key] for key in WORDS if key in value} | {"review_after": "2031-01-01"}
        answer = {**value["answer"], "en": "**New.**\n\nAnswer."}
        changed = Entry(path.stem, "", value["title"], answer, value.get("basis", ()), words)

        after = changed_article(changed, text)

        before, _, rest = text.partition("\n  en: |\n")
        assert after.startswith(before), path
        assert "\n  en: |\n    **New.**\n\n    Answer.\n" in after, path
        assert lines_lost(rest[rest.index("\ntheme:") :], after) == [f"review_after: {value['review_after']}"], path


# --- the folders ------------------------------------------------------------------------------------------------------


def new(**changes: object) -> Entry:
    """A new article of the small content."""
    return entry(**{"id": "notat-nyt", "utterances": {"da": ["hvad nu"], "en": ["what now"]}, **changes})


def files(folders: Folders) -> dict[str, bytes]:
    """Every file and what is in it."""
    return {
        str(path.relative_to(folders.knowledge.parent)): path.read_bytes()
        for root in (folders.knowledge, folders.intents)
        for path in root.rglob("*")
        if path.is_file()
    }


def test_a_new_article_gets_both_its_files(small: Small) -> None:
    before = files(small.folders)

    write(plan(new(), small.folders, base=""))

    assert set(files(small.folders)) - set(before) == {
        "knowledge/articles/pligt/notat-nyt.yaml",
        "intents/pligt/notat-nyt.yaml",
    }
    assert plan(new(), small.folders, base="") == ()


def test_an_article_that_is_there_is_not_overwritten_by_a_new_one(small: Small) -> None:
    with pytest.raises(FilesChangedError):
        plan(entry(), small.folders, base="")


def test_an_article_changed_since_is_not_written(small: Small) -> None:
    begun = standing("notat-frist", small.folders)
    assert begun is not None
    small.change("intents/pligt/notat-frist.yaml", "notat frist", "frist for notat")

    with pytest.raises(FilesChangedError):
        plan(entry(), small.folders, base=begun.base)


def test_an_article_taken_away_since_is_not_written(small: Small) -> None:
    with pytest.raises(FilesChangedError):
        plan(new(), small.folders, base="abc")


def test_a_file_changed_between_planning_and_writing_is_left_and_so_is_the_other(small: Small) -> None:
    begun = standing("notat-frist", small.folders)
    assert begun is not None
    changes = plan(entry(utterances={"da": ["hvad nu"]}), small.folders, base=begun.base)
    small.change("intents/pligt/notat-frist.yaml", "notat frist", "frist for notat")
    before = files(small.folders)

    with pytest.raises(FilesChangedError):
        write(changes)

    assert files(small.folders) == before


@pytest.mark.parametrize(
    ("number", "error"), [(errno.ENOSPC, DiskError), (errno.EIO, DiskError), (errno.EROFS, ReadOnlyError)]
)
def test_trouble_in_the_middle_puts_the_first_file_back(
    small: Small, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    begun = standing("notat-frist", small.folders)
    assert begun is not None
    changes = plan(entry(utterances={"da": ["hvad nu"]}), small.folders, base=begun.base)
    before, replace = files(small.folders), Path.replace

    def fails_at_the_second(self: Path, target: Path) -> Path:
        if target == changes[1].path:
            raise OSError(number, "disk")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails_at_the_second)

    with pytest.raises(error):
        write(changes)

    assert files(small.folders) == before


def test_trouble_before_anything_is_moved_leaves_nothing_behind(small: Small) -> None:
    before = files(small.folders)
    (small.folders.intents / "ny").write_text("en fil, hvor en mappe skulle være")
    changes = (
        FileChange(small.folders.knowledge / "articles" / "pligt" / "x.yaml", None, b"a"),
        FileChange(small.folders.intents / "ny" / "x.yaml", None, b"b"),
    )

    with pytest.raises(DiskError):
        write(changes)

    (small.folders.intents / "ny").unlink()
    assert files(small.folders) == before


def test_the_mark_some_editors_put_first_stays(small: Small) -> None:
    place = "intents/pligt/notat-frist.yaml"
    small.write(place, b"\xef\xbb\xbf" + (small.root / place).read_bytes())
    begun = standing("notat-frist", small.folders)
    assert begun is not None

    write(plan(entry(utterances={"da": ["hvad nu"]}), small.folders, base=begun.base))

    assert (small.root / place).read_bytes().startswith(b"\xef\xbb\xbfda:")


def test_the_folders_of_articles_are_the_groups(small: Small) -> None:
    assert groups(small.folders) == ["bot", "dokument", "pligt", "praksis"]
