"""Turn the Markdown of answers into HTML: no raw HTML, no pictures, no headings, and links to http(s) and mail only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

SAFE_LINKS = ("https://", "http://", "mailto:")


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    tokens[index].attrSet("rel", "noopener noreferrer")
    return renderer.renderToken(tokens, index, options, env)


def _is_safe_link(url: str) -> bool:
    return url.lower().startswith(SAFE_LINKS)


def _parser() -> MarkdownIt:
    # Headings would break the page's own outline, pictures could ask other hosts: both stay plain text.
    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading", "html_block"])
    parser.validateLink = _is_safe_link  # type: ignore[method-assign]
    parser.add_render_rule("link_open", _link_open)
    return parser


_PARSER: Any = _parser()


@lru_cache(maxsize=512)
def blocks(text: str) -> Markup:
    """Paragraphs and lists."""
    return Markup(_PARSER.render(text))  # noqa: S704 -- raw HTML is switched off in the parser


@lru_cache(maxsize=512)
def inline(text: str) -> Markup:
    """One line without a paragraph around it."""
    return Markup(_PARSER.renderInline(text))  # noqa: S704 -- raw HTML is switched off in the parser
