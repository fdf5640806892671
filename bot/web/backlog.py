"""The coordinator's list of the backlog: what people miss, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from bot.core.desk.backlog import ItemKind, ItemState
from bot.services.backlog import see_backlog
from bot.services.clustering import gather as cluster
from bot.services.ports.backlog import ORDERS, WantedItems
from bot.web.backlog_words import kinds, line_of, owners, role_in
from bot.web.pages import page
from bot.web.visit import Coordinator, OwnForm

router = APIRouter(prefix="/coordinator/backlog", include_in_schema=False)

VIEWS = ("open", "returned", "overdue", *ItemState)
NO_KIND = "none"

Told = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True)
class View:
    """What the address of the list asks for, as it stands there."""

    state: str = "open"
    kind: str = ""
    system: str = ""
    owner: str = ""
    order: str = "questions"
    everyones: bool = False
    number: int = 1

    @property
    def wanted(self) -> WantedItems:
        """What is looked for."""
        return WantedItems(
            state=None if self.state == "all" else self.state,
            kind=self.kind or None,
            system=self.system or None,
            owner=self.owner or None,
            everyones=self.everyones,
            order=self.order,
        )

    def page(self, number: int) -> str:
        """The address of another page of it."""
        asked = {"state": self.state, "kind": self.kind, "system": self.system, "owner": self.owner}
        asked |= {"order": self.order, "few": "1" if self.everyones else "", "page": str(number)}
        return "/coordinator/backlog?" + urlencode({name: value for name, value in asked.items() if value})


def read_view(visit: Coordinator, request: Request) -> View:
    """The view in the address; what is none is left out."""
    asked = request.query_params
    number, kind = asked.get("page", "1"), asked.get("kind", "")
    return View(
        state=_one_of(asked.get("state", ""), (*VIEWS, "all"), "open"),
        kind=_one_of(kind, (*ItemKind, NO_KIND), ""),
        system=_one_of(asked.get("system", ""), visit.snapshot.catalogue.systems, ""),
        owner=_one_of(asked.get("owner", ""), tuple(visit.snapshot.library.organisation.roles), ""),
        order=_one_of(asked.get("order", ""), ORDERS, "questions"),
        everyones=asked.get("few") == "1",
        number=int(number) if number.isascii() and number.isdecimal() and 0 < len(number) < 6 else 1,
    )


AskedFor = Annotated[View, Depends(read_view)]


@router.get("")
def show_backlog(visit: Coordinator, view: AskedFor, told: Told = "") -> Response:
    """The items that are asked for."""
    found = see_backlog(view.wanted, visit.person, page=max(1, view.number), services=visit.services, now=visit.now)
    phrases = visit.phrases()
    return page(
        "backlog.html",
        visit,
        view=view,
        lines=[line_of(line, visit) for line in found.lines],
        has_more=found.has_more,
        is_told=told == "gathering",
        views=[(one, phrases.say(f"backlog.view.{one}")) for one in (*VIEWS, "all")],
        kinds=[*kinds(phrases), (NO_KIND, phrases.say("backlog.kind.none"))],
        systems=[(slug, phrases.system(slug)) for slug in visit.snapshot.catalogue.systems],
        owners=owners(visit),
        orders=[(one, phrases.say(f"backlog.order.{one}")) for one in ORDERS],
        role=lambda role: role_in(role, phrases),
    )


@router.post("/gather", dependencies=[OwnForm])
def gather(visit: Coordinator) -> Response:
    """Place the questions since the last run; the page does not wait for it."""
    task = BackgroundTask(cluster, services=visit.services, now=visit.now)
    return RedirectResponse("/coordinator/backlog?told=gathering", status_code=303, background=task)


def _one_of(value: str, possible: Sequence[str], default: str) -> str:
    return value if value in possible else default
