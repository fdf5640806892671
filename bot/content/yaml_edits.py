"""Change single values in the text of a YAML file and leave every other byte as it was.

No dump of the whole file: emitters re-space what they were not asked to touch, and lose the comment that follows a
value they replace.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from bot.content.yaml_words import in_block, in_line
from bot.errors import DraftError

_BLOCK_HEAD = re.compile(r"[|>][-+0-9]*(?P<comment>[ \t]+#[^\r\n]*)?")


class UnwritableError(DraftError):
    """A file is laid out in a way that a program cannot change safely; `name` is the file."""

    message_key = "drafts.error.unwritable"

    def __init__(self, name: str = "") -> None:
        self.name = name
        super().__init__(f"{name} cannot be changed by a program")


def put(text: str, at: Sequence[str], value: str) -> str:
    """`text` with the scalar at the path `at` saying `value`, in the style it has where that can hold the value.

    :raises UnwritableError: when there is no scalar at `at`
    """
    parent = _mapping(text)
    for name in at[:-1]:
        inner = _pair(parent, name)[1]
        if not isinstance(inner, yaml.MappingNode):
            raise UnwritableError
        parent = inner
    key, node = _pair(parent, at[-1])
    if not isinstance(node, yaml.ScalarNode):
        raise UnwritableError
    start, end = node.start_mark.index, node.end_mark.index
    indent = key.start_mark.column + 2
    if node.style in ("|", ">"):
        return text[:start] + _in_the_block(text[start:end], value, indent=indent) + text[end:]
    is_free = not parent.flow_style and not text[end : _line_end(text, end)].strip()
    if "\n" in value and is_free:
        return text[:start] + in_block(value, indent=indent, newline=_newline(text)) + text[end:]
    return text[:start] + in_line(value, in_flow=bool(parent.flow_style)) + text[end:]


def put_key(text: str, key: str, lines: Sequence[str], *, order: Sequence[str]) -> str:
    """`text` with the top-level `key` written as `lines`: where it stands, else after what comes before it in `order`.

    :raises UnwritableError: when the file is no list of keys
    """
    mapping, newline = _mapping(text), _newline(text)
    here = _found(mapping, key)
    block = newline.join(lines)
    if here is not None:
        end = _end(here[1])
        after = newline if text[end - 1] == "\n" else ""
        return text[: here[0].start_mark.index] + block + after + text[end:]
    before = [pair for name in order[: order.index(key)] if (pair := _found(mapping, name)) is not None]
    if not before:
        raise UnwritableError
    return _inserted(text, _end(before[-1][1]), block + newline)


def drop(text: str, key: str) -> str:
    """`text` without the lines of the top-level `key`, when it has them."""
    here = _found(_mapping(text), key)
    if here is None:
        return text
    start = here[0].start_mark.index
    return text[: start - here[0].start_mark.column] + text[_next_line(text, _end(here[1])) :]


def append(text: str, key: str, items: Sequence[str]) -> str:
    """`text` with `items` at the end of the list under the top-level `key`.

    :raises UnwritableError: when there is no list of scalars
    """
    node = _pair(_mapping(text), key)[1]
    if not isinstance(node, yaml.SequenceNode):
        raise UnwritableError
    if node.flow_style:
        end = _end(node.value[-1]) if node.value else node.start_mark.index + 1
        words = ", ".join(in_line(item, in_flow=True) for item in items)
        return text[:end] + (", " if node.value else "") + words + text[end:]
    newline = _newline(text)
    dash = " " * node.start_mark.column + "- "
    return _inserted(text, _end(node), "".join(f"{dash}{in_line(item)}{newline}" for item in items))


def _mapping(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise UnwritableError
    return node


def _pair(mapping: yaml.MappingNode, key: str) -> tuple[yaml.Node, yaml.Node]:
    found = _found(mapping, key)
    if found is None:
        raise UnwritableError
    return found


def _found(mapping: yaml.MappingNode, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    return next(((name, value) for name, value in mapping.value if name.value == key), None)


def _end(node: yaml.Node) -> int:
    """Where a node's own text ends: a block collection's own mark lies beyond the comments that follow it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _in_the_block(old: str, value: str, *, indent: int) -> str:
    """A block scalar's new text, with the comment at its head and the blank lines at its end."""
    head = _BLOCK_HEAD.match(old)
    comment = (head["comment"] or "") if head else ""
    tail = old[len(old.rstrip()) :]
    mark, _, lines = in_block(value, indent=indent, newline=_newline(old)).partition("|")
    return f"{mark}|{comment}{lines}{tail}"


def _inserted(text: str, after: int, lines: str) -> str:
    """`lines` put in below the line on which `after` stands."""
    at = _next_line(text, after)
    is_open = at == len(text) and not text.endswith("\n")
    return text[:at] + (_newline(text) if is_open else "") + lines + text[at:]


def _next_line(text: str, at: int) -> int:
    """The beginning of the line after the one that ends at or after `at`; a block scalar ends on the next already."""
    return at if text[at - 1] == "\n" else min(_line_end(text, at) + 1, len(text))


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
