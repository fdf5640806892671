"""Turn Markdown into Slack's mrkdwn; only `& < >` are escaped, so that no text of anybody's becomes a mention."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

BULLET = "•"
NEWLINE = "\n"
KEPT = 1_000  # texts
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_INDENT = "    "
_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)]")


def escape(text: str) -> str:
    """`text` with the three characters that mean something to Slack made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote(text: str) -> str:
    """Somebody's own words as a quotation; they are no Markdown."""
    return "\n".join(f"> {line}" for line in escape(text).splitlines())


@lru_cache(maxsize=KEPT)
def to_mrkdwn(markdown: str) -> str:
    """`markdown` as Slack writes it; the texts of articles come again and again."""
    return _blocks(SyntaxTreeNode(_MARKDOWN.parse(markdown)))


def cut(text: str, most: int) -> str:
    """`text` in at most `most` characters, with a sign that there was more, and no half escape at the end."""
    if len(text) <= most:
        return text
    return re.sub(r"&\w{0,3}$", "", text[: most - 1]).rstrip() + "…"


def pieces(text: str, most: int) -> Iterator[str]:
    """`text` in parts of at most `most` characters, divided between paragraphs, else lines, else words."""
    while len(text) > most:
        at = next((found for mark in ("\n\n", "\n", " ") if (found := text.rfind(mark, 1, most)) > 0), most)
        part = text[:at] if at < most else re.sub(r"&\w{0,3}$", "", text[:most])
        yield part.rstrip()
        text = text[len(part) :].lstrip()
    if text:
        yield text


def _blocks(node: SyntaxTreeNode, between: str = "\n\n") -> str:
    return between.join(part for part in map(_block, node.children) if part)


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "paragraph":
            return _inlines(node.children[0])
        case "heading":
            return f"*{_inlines(node.children[0])}*"
        case "bullet_list":
            return "\n".join(_item(item, BULLET) for item in node.children)
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return "\n".join(_item(item, f"{number}.") for number, item in enumerate(node.children, first))
        case "blockquote":
            return "\n".join(f"> {line}" for line in _blocks(node).splitlines())
        case "fence" | "code_block":
            return f"```\n{escape(node.content.rstrip())}\n```"
        case _:
            return ""


def _item(item: SyntaxTreeNode, mark: str) -> str:
    return f"{mark} {_blocks(item, between=NEWLINE)}".replace(NEWLINE, NEWLINE + _INDENT)


def _inlines(node: SyntaxTreeNode) -> str:
    return "".join(map(_inline, node.children))


def _inline(node: SyntaxTreeNode) -> str:
    write = _INLINE.get(node.type)
    return write(node) if write else _inlines(node)


def _link(node: SyntaxTreeNode) -> str:
    label = escape("".join(child.content for child in node.walk() if not child.children))
    target = str(node.attrs.get("href", ""))
    if not target.startswith(("https://", "http://", "mailto:")):
        return label
    return f"<{escape(target).replace('|', '%7C')}|{label.replace('|', '/')}>"


def _text(node: SyntaxTreeNode) -> str:
    """Blocks are sent verbatim, so Slack makes no links of its own."""
    return _ADDRESS.sub(r"<\g<0>>", escape(node.content))


_INLINE: dict[str, Callable[[SyntaxTreeNode], str]] = {
    "text": _text,
    "strong": lambda node: f"*{_inlines(node)}*",
    "em": lambda node: f"_{_inlines(node)}_",
    "code_inline": lambda node: f"`{escape(node.content)}`",
    "softbreak": lambda node: "\n",
    "hardbreak": lambda node: "\n",
    "link": _link,
    "image": lambda node: escape(node.content),
}
