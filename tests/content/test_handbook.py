"""The handbook holds the whole content, asks nobody for anything, and is a page that anyone can read and print."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.content.checking import check
from bot.content.handbook import CODES, css_string, gather, page, write_handbook
from bot.content.loading import Content, Folders, content_hash, load
from bot.content.models import Status
from bot.content.problems import ContentError
from tests.content.small import CHECKOUT, REAL, Small

TODAY = date(2026, 11, 23)
TEMPLATE = CHECKOUT / "bot" / "content" / "templates" / "handbook.html"
VOID = {"meta", "br", "wbr", "hr"}
ASKS_OTHERS = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source", "form", "base"}
PHRASE = "handbook."


class Page(HTMLParser):
    """A page taken apart; a tag closed in the wrong place is kept in `misnested`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.misnested: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"] or "")
        if tag == "a":
            self.links.append(attributes.get("href") or "")
        if tag == "p" and "p" in self.open:
            self.misnested.append(f"<p> in <p> at {self.getpos()}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.misnested.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def classes(self, name: str) -> int:
        """How many elements have the class."""
        return sum(name in (attributes.get("class") or "").split() for _, attributes in self.elements)


def _html(folders: Folders, on: date = TODAY) -> str:
    content, _ = load(folders)
    return page(gather(content, version=content_hash(folders), on=on))


@pytest.fixture(scope="module")
def content() -> Content:
    return load(REAL)[0]


@pytest.fixture(scope="module")
def html() -> str:
    return _html(REAL)


@pytest.fixture(scope="module")
def real(html: str) -> Page:
    return Page(html)


# --- the whole content ------------------------------------------------------------------------------------------------


def _places(content: Content) -> set[str]:
    """The place on the page of everything that has an id."""
    assert content.organisation is not None
    assert content.guide is not None
    return {
        *(f"answer-{key}" for key in (*content.articles, *content.procedures)),
        *(f"system-{slug}" for slug in content.systems),
        *(f"steps-{slug}-{key}" for slug, system in content.systems.items() for key in system.steps),
        *(f"topic-{key}" for key in content.handoffs),
        *(f"role-{key}" for key in content.organisation.roles),
        *(f"department-{key}" for key in content.organisation.departments),
        *(f"step-{step.id}" for step in content.guide.steps),
        *(f"leaf-{leaf.id}" for leaf in content.guide.leaves),
    }


def test_everything_with_an_id_has_its_place_once(content: Content, real: Page) -> None:
    assert _places(content) - set(real.ids) == set()
    assert [place for place, times in Counter(real.ids).items() if times > 1] == []


def test_every_id_an_editor_must_find_can_be_read(content: Content, real: Page) -> None:
    ids = {*content.articles, *content.procedures, *content.systems, *content.handoffs}

    assert {key for key in ids if key not in real.text} == set()


def test_titles_and_examples_are_there_in_both_languages(content: Content, real: Page) -> None:
    texts = [text for article in content.articles.values() for text in (article.title.da, article.title.en)]
    for article in content.articles.values():
        both = (*article.examples.yes, *article.examples.no) if article.examples else ()
        texts += [text for example in both for text in (example.da, example.en)]
    read = re.sub(r"\s+", " ", real.text)

    assert [text for text in texts if re.sub(r"\s+", " ", text) not in read] == []


def test_every_answer_can_be_signed(content: Content, real: Page) -> None:
    assert real.classes("sign") >= len(content.articles) + len(content.procedures)


def test_the_guides_codes_are_all_explained(content: Content) -> None:
    assert content.guide is not None

    assert {leaf.code for leaf in content.guide.leaves} <= set(CODES)


def test_the_counts_are_those_of_the_check(content: Content) -> None:
    later = date(2030, 1, 1)
    _, problems = check(REAL, today=later)
    sentences = [problem.sentence for problem in problems]

    counts = gather(content, version="", on=later).counts

    assert counts.examples == sum("ubekræftet eksempel" in sentence for sentence in sentences)
    assert counts.past_review == sum("gennemgået senest" in sentence for sentence in sentences)


def test_a_wording_that_only_some_systems_have_is_shown_with_their_names(content: Content, real: Page) -> None:
    book = gather(content, version="", on=TODAY)
    shown = {slug for entry in book.entries.values() for wording in entry.wordings for slug in wording.systems}

    assert shown <= set(content.systems)
    assert real.classes("wording") == sum(len(entry.wordings) - 1 for entry in book.entries.values())


# --- a page -----------------------------------------------------------------------------------------------------------


def test_every_link_on_the_page_has_its_target(real: Page) -> None:
    targets = {link.removeprefix("#") for link in real.links if link.startswith("#")}

    assert targets - set(real.ids) == set()
    assert [link for link in real.links if not link.startswith(("#", "https://", "http://", "mailto:"))] == []


def test_the_page_asks_no_other_file_or_host(html: str, real: Page) -> None:
    assert {tag for tag, _ in real.elements} & ASKS_OTHERS == set()
    assert [
        attributes for _, attributes in real.elements if {"src", "srcset", "style", "onload"} & set(attributes)
    ] == []
    assert re.findall(r"url\(|@import", html) == []


def test_every_tag_is_closed_where_it_should_be(real: Page) -> None:
    assert real.misnested == []
    assert real.open == []


def test_no_heading_skips_a_level(real: Page) -> None:
    levels = [int(tag[1]) for tag, _ in real.elements if re.fullmatch(r"h[1-6]", tag)]

    assert levels.count(1) == levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_the_page_and_every_english_text_say_their_language(real: Page) -> None:
    languages = Counter(attributes.get("lang") for _, attributes in real.elements)

    assert next(attributes["lang"] for tag, attributes in real.elements if tag == "html") == "da"
    assert languages["en"] >= 200


def test_every_table_has_a_name_and_headers_with_a_scope(real: Page) -> None:
    tags = Counter(tag for tag, _ in real.elements)

    assert tags["caption"] == tags["table"] > 0
    assert [attributes for tag, attributes in real.elements if tag == "th" and "scope" not in attributes] == []


# --- marks ------------------------------------------------------------------------------------------------------------


def test_every_draft_is_marked(content: Content, real: Page) -> None:
    counts = gather(content, version="", on=TODAY).counts

    assert real.classes("tag--draft") == counts.drafts
    assert real.classes("tag--example") == counts.examples


def test_an_approved_text_past_its_review_is_marked_as_both(small: Small) -> None:
    approved = load(small.folders)[0].articles["sag-titel"]
    html = _html(small.folders, on=approved.review_after + timedelta(days=1))

    entry = html.partition('id="answer-sag-titel"')[2].partition("</header>")[0]

    assert approved.status is Status.APPROVED
    assert "tag--good" in entry
    assert "tag--late" in entry
    assert "tag--draft" not in entry


# --- other content ----------------------------------------------------------------------------------------------------


def test_another_municipalitys_handbook_is_as_whole(small: Small) -> None:
    content, _ = load(small.folders)

    small_page = Page(_html(small.folders))

    assert _places(content) - set(small_page.ids) == set()
    assert {link.removeprefix("#") for link in small_page.links if link.startswith("#")} <= set(small_page.ids)
    assert small_page.misnested == []
    assert "Eksempelby" in small_page.text
    assert "Kolding" not in small_page.text


def test_what_the_editors_write_can_be_no_element_of_the_page(small: Small) -> None:
    place = "knowledge/articles/praksis/sag-titel.yaml"
    small.change(place, "  da: |\n", "  da: |\n    <script>alert(1)</script> ![x](https://example.org/x.png)\n\n")
    small.change("knowledge/organisation.yaml", "name: ", "name: </style><script>")

    spoilt = Page(_html(small.folders))

    assert {tag for tag, _ in spoilt.elements} & ASKS_OTHERS == set()
    assert spoilt.misnested == []


def test_a_string_in_the_style_sheet_ends_where_it_should() -> None:
    assert css_string('Børn "& </style>\\') == '"Børn \\22 \\26  \\3c \\2f style\\3e \\5c "'


def test_content_with_errors_is_refused_and_nothing_is_written(small: Small, tmp_path: Path) -> None:
    small.remove("knowledge/organisation.yaml")
    file = tmp_path / "handbook.html"

    with pytest.raises(ContentError):
        write_handbook(small.folders, file, on=TODAY)

    assert not file.exists()


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def environment(small: Small, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The command reads the small content."""
    monkeypatch.setenv("ESDH_BOT_KNOWLEDGE", str(small.folders.knowledge))
    monkeypatch.setenv("ESDH_BOT_INTENTS", str(small.folders.intents))
    monkeypatch.setenv("ESDH_BOT_DATA", str(small.root / "var"))
    return small


def _handbook(*options: str) -> Result:
    return CliRunner().invoke(app, ["handbook", *options])


def test_the_command_writes_the_page_to_the_data_folder_and_says_where(environment: Small) -> None:
    result = _handbook()

    file = environment.root / "var" / "handbook.html"
    assert result.stdout == f"{file}\n"
    assert content_hash(environment.folders) in file.read_text(encoding="utf-8")


@pytest.mark.usefixtures("environment")
def test_the_command_writes_the_page_where_one_wants_it(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "book.html"

    _handbook("--output", str(file))

    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


# --- phrases ----------------------------------------------------------------------------------------------------------


def _said() -> tuple[dict[str, set[str]], set[str]]:
    """Every phrase the template says with the names it gives, and the beginnings of keys that are put together."""
    keys: dict[str, set[str]] = {}
    beginnings = set()
    for call in Environment(autoescape=True).parse(TEMPLATE.read_text(encoding="utf-8")).find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name != "say":
            continue
        key, given = call.args[0], {word.key for word in call.kwargs}
        if isinstance(key, nodes.Concat):
            beginnings.add(PHRASE + str(next(key.find_all(nodes.Const)).value))
        else:
            ends = (key.expr1, key.expr2) if isinstance(key, nodes.CondExpr) else (key,)
            keys |= {PHRASE + str(end.value): given for end in ends if isinstance(end, nodes.Const)}
    return keys, beginnings


def test_every_phrase_of_the_handbook_is_said_and_given_its_names(content: Content) -> None:
    keys, beginnings = _said()
    code = (CHECKOUT / "bot" / "content" / "handbook.py").read_text(encoding="utf-8")
    beginnings |= {f"{PHRASE}chapter."}
    phrases = {key: phrase for key, phrase in content.phrases.items() if key.startswith(PHRASE)}

    assert set(keys) - set(phrases) == set()
    assert {
        key for key in phrases if key not in keys and key not in code and not key.startswith(tuple(beginnings))
    } == set()
    for key, given in keys.items():
        for text in (phrases[key].da, phrases[key].en):
            assert meta.find_undeclared_variables(Environment(autoescape=True).parse(text)) <= given, key


def test_no_phrase_is_missing_on_the_page(real: Page) -> None:
    assert re.findall(rf"{re.escape(PHRASE)}\w+", real.text.replace("handbook.css", "")) == []
