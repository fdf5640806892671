"""Keep what was found out, but only so much of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Kept(Generic[Key, Found]):
    """Things by keys, each with a weight; when they would weigh more than `most` together, all before are let go."""

    def __init__(self, most: int, weigh: Callable[[Found], int]) -> None:
        self._most = most
        self._weigh = weigh
        self._found: dict[Key, Found] = {}
        self._weight = 0

    def get(self, key: Key) -> Found | None:
        """What is kept under the key."""
        return self._found.get(key)

    def keep(self, key: Key, found: Found) -> Found:
        """Keep it under the key; gives it back."""
        weight = self._weigh(found)
        self._weight += weight
        if self._weight > self._most:
            self._found, self._weight = {}, weight
        self._found[key] = found
        return found
