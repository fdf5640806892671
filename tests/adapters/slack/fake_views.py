"""The fake Slack's dialogs and home tabs: a trigger opens one dialog, and a view that changed is not overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]


@dataclass
class FakeViews:
    """What was opened, in order, and the home tab of each user."""

    views: list[Json] = field(default_factory=list)
    homes: dict[str, Json] = field(default_factory=dict)
    _triggers: set[str] = field(default_factory=set)
    _view_numbers: count[int] = field(default_factory=lambda: count(1))

    def view_methods(self) -> Mapping[str, Callable[[Json], Json]]:
        """The Web API's methods of this part."""
        return {
            "views.open": self._open_view,
            "views.publish": self._publish_view,
            "views.push": self._open_view,
            "views.update": self._update_view,
        }

    def _open_view(self, given: Json) -> Json:
        if given["trigger_id"] in self._triggers:
            return {"ok": False, "error": "exchanged_trigger_id"}
        self._triggers.add(given["trigger_id"])
        opened = self._view(given, f"V{next(self._view_numbers)}")
        self.views.append(opened)
        return {"ok": True, "view": opened}

    def _update_view(self, given: Json) -> Json:
        shown = next((view for view in self.views if view["id"] == given["view_id"]), None)
        if shown is None:
            return {"ok": False, "error": "not_found"}
        if given.get("hash") not in (None, shown["hash"]):
            return {"ok": False, "error": "hash_conflict"}
        shown.update(self._view(given, shown["id"]))
        return {"ok": True, "view": shown}

    def _publish_view(self, given: Json) -> Json:
        self.homes[given["user_id"]] = self._view(given, f"V{next(self._view_numbers)}")
        return {"ok": True, "view": self.homes[given["user_id"]]}

    def _view(self, given: Json, view_id: str) -> Json:
        view: Json = given["view"] if isinstance(given["view"], dict) else json.loads(given["view"])
        return {**view, "id": view_id, "hash": f"h{next(self._view_numbers)}"}
